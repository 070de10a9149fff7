// SPDX-License-Identifier: MIT
/*
 * The one keyboard applications see. Keys come from the GUI side with the
 * modifiers that were in force before them; the state of our keymap is made to
 * agree before each key.
 */
#ifndef QUBE_AGENT_KEYBOARD_H
#define QUBE_AGENT_KEYBOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "protocols/gui/wire.h"

struct keyboard;
struct server;
struct wlr_surface;

/* Needs server->seat. Starts with the layout "us". Never NULL. */
struct keyboard *keyboard_create(struct server *server);
void keyboard_destroy(struct keyboard *keyboard);

/* Takes a layout as "layout+variant+options" (the last two may be missing).
 * False (with a log line), and nothing changed, if there is no such keymap. */
bool keyboard_set_layout(struct keyboard *keyboard, const char *layout);

void keyboard_handle_key(
		struct keyboard *keyboard, const struct gui_keypress *key);

/* Makes modifiers and layout group what they are on the GUI side, as the state
 * of a message tells. */
void keyboard_handle_state(struct keyboard *keyboard, uint32_t state);

/* Releases each held key whose bit is clear. */
void keyboard_handle_keymap(struct keyboard *keyboard,
		const uint8_t keymap[GUI_KEYMAP_SIZE]);

/* Keeps keys back until keyboard_resume is called, or a moment has passed: the
 * window that shall get them is not ready. */
void keyboard_pause(struct keyboard *keyboard);
void keyboard_resume(struct keyboard *keyboard);

/* Releases every held key. */
void keyboard_release_all(struct keyboard *keyboard);

/* The surface gets the keys from now on. */
void keyboard_enter(struct keyboard *keyboard, struct wlr_surface *surface);

#endif
