// SPDX-License-Identifier: MIT
#include <string.h>

#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

void
config_set_default_titlebar(struct config *config)
{
	config->titlebar = (struct config_titlebar){
			.double_click = {.action = KEYBIND_TOGGLE_MAXIMIZE},
			.middle = {.action = KEYBIND_LOWER},
			.right = {.action = KEYBIND_WINDOW_MENU},
	};
}

int
config_read_titlebar(struct config *config, const char *key, const char *value,
		struct err *err)
{
	struct config_titlebar *titlebar = &config->titlebar;
	const struct {
		const char *key;
		struct keybind_command *command;
	} commands[] = {
			{"double-click", &titlebar->double_click},
			{"middle", &titlebar->middle},
			{"right", &titlebar->right},
			{"wheel-up", &titlebar->wheel_up},
			{"wheel-down", &titlebar->wheel_down},
	};

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(key, commands[i].key) == 0) {
			return keybind_parse_command(
					value, commands[i].command, err);
		}
	}
	return config_unknown_key("titlebar", key, err);
}
