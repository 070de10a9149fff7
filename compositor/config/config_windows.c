// SPDX-License-Identifier: MIT
#include <string.h>

#include "common/str.h"
#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

static int
read_bool(bool *out, const char *key, const char *value, struct err *err)
{
	return str_to_bool(value, out)
			? 0
			: err_set(err, "%s must be yes or no", key);
}

int
config_read_windows(struct config *config, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "drag-modifiers") == 0) {
		return keybind_parse_mods(value, &config->drag_mods, err);
	}
	if (strcmp(key, "focus-follows-mouse") == 0) {
		return read_bool(&config->follow_mouse, key, value, err);
	}
	if (strcmp(key, "raise-on-click") == 0) {
		return read_bool(&config->raise_on_click, key, value, err);
	}
	if (strcmp(key, "raise-delay") == 0) {
		return config_set_int(&config->raise_delay, key, value, 0,
				60000, err);
	}
	return config_unknown_key("windows", key, err);
}
