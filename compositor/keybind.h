// SPDX-License-Identifier: MIT
/*
 * Chords: modifiers and a key bound to a trusted action. Pure: text to struct
 * and back; who presses what is keyboard.c.
 */
#ifndef COMPOSITOR_KEYBIND_H
#define COMPOSITOR_KEYBIND_H

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
	KEYBIND_SWITCH_NEXT,
	KEYBIND_SWITCH_PREVIOUS,
	KEYBIND_CLOSE,
	KEYBIND_MAXIMIZE,
	KEYBIND_RESTORE, // leaves fullscreen, else maximized, else minimizes
	KEYBIND_MINIMIZE,
	KEYBIND_FULLSCREEN,
	KEYBIND_CLIPBOARD_COPY,
	KEYBIND_CLIPBOARD_PASTE,
	KEYBIND_RELEASE_POINTER,
};

struct keybind {
	uint32_t mods; // bitmask of enum keybind_mod
	uint32_t sym; // xkb keysym without modifiers, lower case
	enum keybind_action action; // KEYBIND_NONE: the chord goes to windows
};

/* "Ctrl+Alt+Delete" and the like; the last part is an xkb keysym name. */
int keybind_parse_chord(const char *text, uint32_t *mods, uint32_t *sym,
		struct err *err);

/* The same back, as a person reads it; cut to fit. */
void keybind_format_chord(uint32_t mods, uint32_t sym, char *out, size_t size);

/* "Ctrl+Alt": modifiers alone; "none" is an empty set. */
int keybind_parse_mods(const char *text, uint32_t *mods, struct err *err);

/* "close", "switch-next" ... */
int keybind_parse_action(
		const char *text, enum keybind_action *action, struct err *err);

/* The name an action has in the configuration. */
const char *keybind_get_action_name(enum keybind_action action);

#endif
