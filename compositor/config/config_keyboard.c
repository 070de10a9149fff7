// SPDX-License-Identifier: MIT
#include <string.h>
#include <xkbcommon/xkbcommon.h>

#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

int
config_read_keyboard(struct config *config, const char *key, const char *value,
		struct err *err)
{
	struct config_keyboard *keyboard = &config->keyboard;
	const struct {
		const char *key;
		char **text;
	} texts[] = {
			{"rules", &keyboard->rules},
			{"model", &keyboard->model},
			{"layout", &keyboard->layout},
			{"variant", &keyboard->variant},
			{"options", &keyboard->options},
	};

	for (size_t i = 0; i < LENGTH(texts); i++) {
		if (strcmp(key, texts[i].key) == 0) {
			config_set_text(texts[i].text, value);
			config_set_text(&config->places.keyboard,
					config->reading);
			return 0;
		}
	}
	if (strcmp(key, "repeat-rate") == 0) {
		return config_set_int(&keyboard->repeat_rate, key, value, 0,
				200, err);
	}
	if (strcmp(key, "repeat-delay") == 0) {
		return config_set_int(&keyboard->repeat_delay, key, value, 50,
				10000, err);
	}
	return config_unknown_key("keyboard", key, err);
}

struct xkb_keymap *
config_make_keymap(const struct config_keyboard *keyboard)
{
	struct xkb_context *context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	const struct xkb_rule_names names = {
			.rules = keyboard->rules,
			.model = keyboard->model,
			.layout = keyboard->layout,
			.variant = keyboard->variant,
			.options = keyboard->options,
	};
	struct xkb_keymap *keymap;

	if (!context) {
		return NULL;
	}
	xkb_context_set_log_level(context, XKB_LOG_LEVEL_CRITICAL);
	keymap = xkb_keymap_new_from_names(
			context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
	xkb_context_unref(context);
	return keymap;
}
