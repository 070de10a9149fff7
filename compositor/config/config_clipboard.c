// SPDX-License-Identifier: MIT
#include <string.h>

#include "compositor/config/config.h"
#include "compositor/config/config_read.h"
#include "protocols/gui/wire.h"

#define MIN_BYTES 256
#define MAX_SECONDS 86400
#define DEFAULT_SECONDS 300

void
config_set_default_clipboard(struct config *config)
{
	config->clipboard_max = GUI_MAX_CLIPBOARD;
	config->clipboard_forget = DEFAULT_SECONDS;
}

int
config_read_clipboard(struct config *config, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "max-bytes") == 0) {
		return config_set_int(&config->clipboard_max, key, value,
				MIN_BYTES, GUI_MAX_CLIPBOARD, err);
	}
	if (strcmp(key, "forget-after") == 0) {
		return config_set_int(&config->clipboard_forget, key, value, 0,
				MAX_SECONDS, err);
	}
	return config_unknown_key("clipboard", key, err);
}
