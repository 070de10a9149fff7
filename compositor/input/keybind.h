// SPDX-License-Identifier: MIT
/*
 * Chords: modifiers and a key bound to a trusted action. Pure: text to struct
 * and back; who presses what is keyboard.c.
 */
#ifndef COMPOSITOR_INPUT_KEYBIND_H
#define COMPOSITOR_INPUT_KEYBIND_H

#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

/* Modifiers that tell chords apart; Caps Lock and Num Lock do not. */
enum keybind_mod {
	KEYBIND_MOD_SHIFT = 1 << 0,
	KEYBIND_MOD_CONTROL = 1 << 2,
	KEYBIND_MOD_ALT = 1 << 3,
	KEYBIND_MOD_MOD3 = 1 << 5,
	KEYBIND_MOD_SUPER = 1 << 6,
	KEYBIND_MOD_ALL = 0x6d,
};

enum keybind_action {
	KEYBIND_NONE,
	KEYBIND_QUIT,
	KEYBIND_RUN, // a configured program
	KEYBIND_SWITCH_NEXT,
	KEYBIND_SWITCH_PREVIOUS,
	KEYBIND_SWITCH_ALL_NEXT, // of all workspaces
	KEYBIND_SWITCH_ALL_PREVIOUS,
	KEYBIND_WINDOW_LIST,
	KEYBIND_WINDOW_MENU,
	KEYBIND_CLOSE,
	KEYBIND_MAXIMIZE,
	KEYBIND_TOGGLE_MAXIMIZE,
	KEYBIND_RESTORE, // leaves fullscreen, else maximized, else its tile,
			 // else minimizes
	KEYBIND_MINIMIZE,
	KEYBIND_FULLSCREEN,
	KEYBIND_RAISE,
	KEYBIND_LOWER,
	KEYBIND_ALWAYS_ON_TOP, // and no more
	KEYBIND_ALL_WORKSPACES, // sticky, and no more
	KEYBIND_MOVE, // by keys, until Enter or Escape
	KEYBIND_RESIZE,
	KEYBIND_NUDGE_LEFT,
	KEYBIND_NUDGE_RIGHT,
	KEYBIND_NUDGE_UP,
	KEYBIND_NUDGE_DOWN,
	KEYBIND_SNAP_LEFT, // a step from where it is
	KEYBIND_SNAP_RIGHT,
	KEYBIND_SNAP_UP,
	KEYBIND_SNAP_DOWN,
	KEYBIND_TILE_LEFT, // this tile, wherever it is
	KEYBIND_TILE_RIGHT,
	KEYBIND_TILE_TOP,
	KEYBIND_TILE_BOTTOM,
	KEYBIND_TILE_TOP_LEFT,
	KEYBIND_TILE_TOP_RIGHT,
	KEYBIND_TILE_BOTTOM_LEFT,
	KEYBIND_TILE_BOTTOM_RIGHT,
	KEYBIND_WORKSPACE, // number
	KEYBIND_WORKSPACE_NEXT,
	KEYBIND_WORKSPACE_PREVIOUS,
	KEYBIND_WORKSPACE_LAST, // the one before
	KEYBIND_MOVE_TO_WORKSPACE, // number
	KEYBIND_MOVE_TO_WORKSPACE_NEXT,
	KEYBIND_MOVE_TO_WORKSPACE_PREVIOUS,
	KEYBIND_CLIPBOARD_COPY,
	KEYBIND_CLIPBOARD_PASTE,
	KEYBIND_RELEASE_POINTER,
	KEYBIND_LOCK,
	KEYBIND_COUNT,
};

#define KEYBIND_MAX_NAME 64

/* An action with what it is about. */
struct keybind_command {
	enum keybind_action action; // KEYBIND_NONE: nothing
	int number; // of KEYBIND_WORKSPACE and the like, from 1
	char program[KEYBIND_MAX_NAME]; // of KEYBIND_RUN
};

struct keybind {
	uint32_t mods; // bitmask of enum keybind_mod
	uint32_t sym; // xkb keysym without modifiers, lower case
	struct keybind_command command; // none: the chord goes to windows
};

/* "Ctrl+Alt+Delete" and the like; the last part is an xkb keysym name. */
int keybind_parse_chord(const char *text, uint32_t *mods, uint32_t *sym,
		struct err *err);

/* The same back, as a person reads it; cut to fit. */
void keybind_format_chord(uint32_t mods, uint32_t sym, char *out, size_t size);

/* "Ctrl+Alt": modifiers alone; "none" is an empty set. */
int keybind_parse_mods(const char *text, uint32_t *mods, struct err *err);

/* "close", "workspace-3", "run NAME" ... */
int keybind_parse_command(const char *text, struct keybind_command *command,
		struct err *err);

/* The name an action has in the configuration, without what it is about. */
const char *keybind_get_action_name(enum keybind_action action);

#endif
