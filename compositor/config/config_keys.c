// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *chord, *action;
} default_keys[] = {
		{"Alt+Tab", "switch-next"},
		{"Alt+Shift+Tab", "switch-previous"},
		{"Alt+F4", "close"},
		{"Ctrl+Alt+Tab", "switch-all-next"},
		{"Ctrl+Alt+Shift+Tab", "switch-all-previous"},
		{"Super+W", "window-list"},
		{"Alt+Space", "window-menu"},
		{"Super+Left", "snap-left"},
		{"Super+Right", "snap-right"},
		{"Super+Up", "snap-up"},
		{"Super+Down", "snap-down"},
		{"Super+Alt+Left", "nudge-left"},
		{"Super+Alt+Right", "nudge-right"},
		{"Super+Alt+Up", "nudge-up"},
		{"Super+Alt+Down", "nudge-down"},
		{"Alt+F7", "move"},
		{"Alt+F8", "resize"},
		{"Super+T", "always-on-top"},
		{"Super+A", "all-workspaces"},
		{"Ctrl+Alt+Left", "workspace-previous"},
		{"Ctrl+Alt+Right", "workspace-next"},
		{"Ctrl+Alt+Shift+Left", "move-to-workspace-previous"},
		{"Ctrl+Alt+Shift+Right", "move-to-workspace-next"},
		{"Super+M", "minimize"},
		{"Super+F", "fullscreen"},
		{"Ctrl+Shift+C", "clipboard-copy"},
		{"Ctrl+Shift+V", "clipboard-paste"},
		{"Super+Escape", "release-pointer"},
		{"Super+L", "lock"},
		{"Ctrl+Alt+BackSpace", "quit"},
};

int
config_read_keys(struct config *config, const char *key, const char *value,
		struct err *err)
{
	struct config_key *entry = xcalloc(1, sizeof(*entry));
	struct keybind *bind = &entry->bind;

	if (keybind_parse_chord(key, &bind->mods, &bind->sym, err) < 0 ||
			keybind_parse_command(value, &bind->command, err) < 0) {
		free(entry);
		return -1;
	}
	wl_list_insert(&config->keys, &entry->link);
	return 0;
}

static void
add_default_key(struct config *config, const char *chord, const char *action)
{
	struct err err = {0};

	if (config_read_keys(config, chord, action, &err) < 0) {
		abort(); // these are ours
	}
}

/* Super+1, Super+Shift+1 and so on. */
static void
add_number_keys(struct config *config)
{
	for (int i = 1; i <= 9; i++) {
		char *chord = xformat("Super+%d", i);
		char *shifted = xformat("Super+Shift+%d", i);
		char *there = xformat("workspace-%d", i);
		char *move = xformat("move-to-workspace-%d", i);

		add_default_key(config, chord, there);
		add_default_key(config, shifted, move);
		free(chord);
		free(shifted);
		free(there);
		free(move);
	}
}

void
config_add_default_keys(struct config *config)
{
	add_number_keys(config);
	for (size_t i = 0; i < LENGTH(default_keys); i++) {
		add_default_key(config, default_keys[i].chord,
				default_keys[i].action);
	}
}

const struct keybind_command *
config_get_command(const struct config *config, uint32_t mods, uint32_t sym)
{
	static const struct keybind_command none = {.action = KEYBIND_NONE};
	const struct config_key *key;

	wl_list_for_each(key, &config->keys, link) {
		if (key->bind.mods == mods && key->bind.sym == sym) {
			return &key->bind.command;
		}
	}
	return &none;
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
		if (bind->command.action == action &&
				config_get_command(config, bind->mods,
						bind->sym) == &bind->command) {
			keybind_format_chord(bind->mods, bind->sym, out, size);
			return;
		}
	}
}
