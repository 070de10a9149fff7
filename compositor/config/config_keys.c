// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "common/mem.h"
#include "compositor/config.h"
#include "compositor/config/config_read.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *chord, *action;
} default_keys[] = {
		{"Alt+Tab", "switch-next"},
		{"Alt+Shift+Tab", "switch-previous"},
		{"Alt+F4", "close"},
		{"Super+Up", "maximize"},
		{"Super+Down", "restore"},
		{"Super+M", "minimize"},
		{"Super+F", "fullscreen"},
		{"Ctrl+Shift+C", "clipboard-copy"},
		{"Ctrl+Shift+V", "clipboard-paste"},
		{"Super+Escape", "release-pointer"},
		{"Ctrl+Alt+BackSpace", "quit"},
};

int
config_read_keys(struct config *config, const char *key, const char *value,
		struct err *err)
{
	struct config_key *entry = xcalloc(1, sizeof(*entry));
	struct keybind *bind = &entry->bind;

	if (keybind_parse_chord(key, &bind->mods, &bind->sym, err) < 0 ||
			keybind_parse_action(value, &bind->action, err) < 0) {
		free(entry);
		return -1;
	}
	wl_list_insert(&config->keys, &entry->link);
	return 0;
}

void
config_add_default_keys(struct config *config)
{
	for (size_t i = 0; i < LENGTH(default_keys); i++) {
		struct err err = {0};

		if (config_read_keys(config, default_keys[i].chord,
				    default_keys[i].action, &err) < 0) {
			abort(); // this table is ours
		}
	}
}

enum keybind_action
config_get_action(const struct config *config, uint32_t mods, uint32_t sym)
{
	const struct config_key *key;

	wl_list_for_each(key, &config->keys, link) {
		if (key->bind.mods == mods && key->bind.sym == sym) {
			return key->bind.action;
		}
	}
	return KEYBIND_NONE;
}

void
config_format_chord(const struct config *config, enum keybind_action action,
		char *out, size_t size)
{
	const struct config_key *key;

	out[0] = '\0';
	wl_list_for_each(key, &config->keys, link) {
		const struct keybind *bind = &key->bind;

		/* A later line may have given the chord to something else. */
		if (bind->action == action &&
				config_get_action(config, bind->mods,
						bind->sym) == action) {
			keybind_format_chord(bind->mods, bind->sym, out, size);
			return;
		}
	}
}
