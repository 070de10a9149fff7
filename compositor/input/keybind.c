// SPDX-License-Identifier: MIT
#include "compositor/input/keybind.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <xkbcommon/xkbcommon.h>

#include "common/str.h"
#include "compositor/config/config.h"

static const struct {
	const char *name;
	uint32_t mod;
} mod_names[] = {
		{"Shift", KEYBIND_MOD_SHIFT},
		{"Ctrl", KEYBIND_MOD_CONTROL},
		{"Control", KEYBIND_MOD_CONTROL},
		{"Alt", KEYBIND_MOD_ALT},
		{"Mod3", KEYBIND_MOD_MOD3},
		{"Super", KEYBIND_MOD_SUPER},
};

static const char *const action_names[KEYBIND_COUNT] = {
		[KEYBIND_NONE] = "none",
		[KEYBIND_QUIT] = "quit",
		[KEYBIND_RUN] = "run",
		[KEYBIND_SWITCH_NEXT] = "switch-next",
		[KEYBIND_SWITCH_PREVIOUS] = "switch-previous",
		[KEYBIND_SWITCH_ALL_NEXT] = "switch-all-next",
		[KEYBIND_SWITCH_ALL_PREVIOUS] = "switch-all-previous",
		[KEYBIND_WINDOW_LIST] = "window-list",
		[KEYBIND_WINDOW_MENU] = "window-menu",
		[KEYBIND_CLOSE] = "close",
		[KEYBIND_MAXIMIZE] = "maximize",
		[KEYBIND_TOGGLE_MAXIMIZE] = "toggle-maximize",
		[KEYBIND_RESTORE] = "restore",
		[KEYBIND_MINIMIZE] = "minimize",
		[KEYBIND_FULLSCREEN] = "fullscreen",
		[KEYBIND_RAISE] = "raise",
		[KEYBIND_LOWER] = "lower",
		[KEYBIND_ALWAYS_ON_TOP] = "always-on-top",
		[KEYBIND_ALL_WORKSPACES] = "all-workspaces",
		[KEYBIND_MOVE] = "move",
		[KEYBIND_RESIZE] = "resize",
		[KEYBIND_NUDGE_LEFT] = "nudge-left",
		[KEYBIND_NUDGE_RIGHT] = "nudge-right",
		[KEYBIND_NUDGE_UP] = "nudge-up",
		[KEYBIND_NUDGE_DOWN] = "nudge-down",
		[KEYBIND_SNAP_LEFT] = "snap-left",
		[KEYBIND_SNAP_RIGHT] = "snap-right",
		[KEYBIND_SNAP_UP] = "snap-up",
		[KEYBIND_SNAP_DOWN] = "snap-down",
		[KEYBIND_TILE_LEFT] = "tile-left",
		[KEYBIND_TILE_RIGHT] = "tile-right",
		[KEYBIND_TILE_TOP] = "tile-top",
		[KEYBIND_TILE_BOTTOM] = "tile-bottom",
		[KEYBIND_TILE_TOP_LEFT] = "tile-top-left",
		[KEYBIND_TILE_TOP_RIGHT] = "tile-top-right",
		[KEYBIND_TILE_BOTTOM_LEFT] = "tile-bottom-left",
		[KEYBIND_TILE_BOTTOM_RIGHT] = "tile-bottom-right",
		[KEYBIND_WORKSPACE] = "workspace",
		[KEYBIND_WORKSPACE_NEXT] = "workspace-next",
		[KEYBIND_WORKSPACE_PREVIOUS] = "workspace-previous",
		[KEYBIND_WORKSPACE_LAST] = "workspace-last",
		[KEYBIND_MOVE_TO_WORKSPACE] = "move-to-workspace",
		[KEYBIND_MOVE_TO_WORKSPACE_NEXT] = "move-to-workspace-next",
		[KEYBIND_MOVE_TO_WORKSPACE_PREVIOUS] =
				"move-to-workspace-previous",
		[KEYBIND_CLIPBOARD_COPY] = "clipboard-copy",
		[KEYBIND_CLIPBOARD_PASTE] = "clipboard-paste",
		[KEYBIND_RELEASE_POINTER] = "release-pointer",
		[KEYBIND_LOCK] = "lock",
};

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static int
parse_mod(const char *text, size_t len, uint32_t *mods, struct err *err)
{
	for (size_t i = 0; i < LENGTH(mod_names); i++) {
		if (strlen(mod_names[i].name) == len &&
				strncasecmp(mod_names[i].name, text, len) == 0) {
			*mods |= mod_names[i].mod;
			return 0;
		}
	}
	return err_set(err,
			"\"%.*s\" is not a modifier (Shift, Ctrl, Alt, Mod3, "
			"Super)",
			(int)len, text);
}

static int
parse_sym(const char *text, uint32_t *sym, struct err *err)
{
	xkb_keysym_t found = xkb_keysym_from_name(text, XKB_KEYSYM_NO_FLAGS);

	if (found == XKB_KEY_NoSymbol) {
		found = xkb_keysym_from_name(text, XKB_KEYSYM_CASE_INSENSITIVE);
	}
	if (found == XKB_KEY_NoSymbol) {
		return err_set(err, "\"%s\" is not the name of a key", text);
	}
	*sym = xkb_keysym_to_lower(found);
	return 0;
}

int
keybind_parse_chord(const char *text, uint32_t *mods, uint32_t *sym,
		struct err *err)
{
	const char *plus;

	*mods = 0;
	while ((plus = strchr(text, '+'))) {
		if (parse_mod(text, (size_t)(plus - text), mods, err) < 0) {
			return -1;
		}
		text = plus + 1;
	}
	return parse_sym(text, sym, err);
}

void
keybind_format_chord(uint32_t mods, uint32_t sym, char *out, size_t size)
{
	char name[64] = "";
	size_t len = 0;

	for (size_t i = 0; i < LENGTH(mod_names); i++) {
		if (mods & mod_names[i].mod && len < size) {
			mods &= ~mod_names[i].mod; // some have two names
			len += (size_t)snprintf(out + len, size - len, "%s+",
					mod_names[i].name);
		}
	}
	xkb_keysym_get_name(xkb_keysym_to_upper(sym), name, sizeof(name));
	if (len < size) {
		snprintf(out + len, size - len, "%s", name);
	}
}

int
keybind_parse_mods(const char *text, uint32_t *mods, struct err *err)
{
	*mods = 0;
	if (strcmp(text, "none") == 0) {
		return 0;
	}
	for (;;) {
		size_t len = strcspn(text, "+");

		if (parse_mod(text, len, mods, err) < 0) {
			return -1;
		}
		if (text[len] == '\0') {
			return 0;
		}
		text += len + 1;
	}
}

/* "workspace-3": true if text is that action with a number. */
static bool
parse_numbered(const char *text, enum keybind_action action,
		struct keybind_command *command)
{
	const char *name = action_names[action];
	size_t len = strlen(name);
	long number;

	if (strncmp(text, name, len) != 0 || text[len] != '-' ||
			!str_to_long(text + len + 1, 1, CONFIG_MAX_WORKSPACES,
					&number)) {
		return false;
	}
	command->action = action;
	command->number = (int)number;
	return true;
}

static int
parse_run(const char *name, struct keybind_command *command, struct err *err)
{
	name += strspn(name, " ");
	command->action = KEYBIND_RUN;
	if (name[0] == '\0' ||
			!str_copy(command->program, sizeof(command->program),
					name)) {
		return err_set(err,
				"run needs the name of a program, of at "
				"most %d bytes",
				KEYBIND_MAX_NAME - 1);
	}
	return 0;
}

int
keybind_parse_command(const char *text, struct keybind_command *command,
		struct err *err)
{
	*command = (struct keybind_command){0};
	if (strncmp(text, "run ", 4) == 0) {
		return parse_run(text + 4, command, err);
	}
	if (parse_numbered(text, KEYBIND_WORKSPACE, command) ||
			parse_numbered(text, KEYBIND_MOVE_TO_WORKSPACE, command)) {
		return 0;
	}
	for (size_t i = 0; i < LENGTH(action_names); i++) {
		if (strcmp(action_names[i], text) != 0) {
			continue;
		}
		if (i == KEYBIND_WORKSPACE || i == KEYBIND_MOVE_TO_WORKSPACE ||
				i == KEYBIND_RUN) {
			break;
		}
		command->action = (enum keybind_action)i;
		return 0;
	}
	return err_set(err, "there is no action \"%s\"", text);
}

const char *
keybind_get_action_name(enum keybind_action action)
{
	return action_names[action];
}
