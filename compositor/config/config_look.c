// SPDX-License-Identifier: MIT
#include <string.h>

#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

int
config_read_theme(struct config *config, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "name") != 0) {
		return config_unknown_key("theme", key, err);
	}
	if (value[0] == '\0' || strchr(value, '/')) {
		return err_set(err, "name must be a theme's name");
	}
	config_set_text(&config->theme, value);
	config_set_text(&config->places.theme, config->reading);
	return 0;
}

int
config_read_cursor(struct config *config, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "theme") == 0) {
		config_set_text(&config->cursor_theme, value);
		config_set_text(&config->places.cursor, config->reading);
		return 0;
	}
	if (strcmp(key, "size") == 0) {
		return config_set_int(
				&config->cursor_size, key, value, 8, 256, err);
	}
	return config_unknown_key("cursor", key, err);
}
