// SPDX-License-Identifier: MIT
#include <string.h>

#include "compositor/config.h"
#include "compositor/config/config_read.h"

int
config_read_windows(struct config *config, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "drag-modifiers") == 0) {
		return keybind_parse_mods(value, &config->drag_mods, err);
	}
	return config_unknown_key("windows", key, err);
}
