// SPDX-License-Identifier: MIT
/*
 * Which cursor X11 programs show. The X server hands us an image only, but
 * programs name their cursors, and the server tells the name on each change.
 */
#ifndef QUBE_AGENT_X11_CURSOR_H
#define QUBE_AGENT_X11_CURSOR_H

#include <stdbool.h>
#include <stdint.h>
#include <xcb/xcb.h>

struct x11_cursor {
	xcb_atom_t *atoms; // owned; of the names of cursor_get_name()
	uint8_t event; // number of the event that tells a change; 0: none
	uint32_t cursor; // of the GUI protocol, now
};

/* Begins to listen on the window manager's connection of a fresh X server,
 * which answers a few questions first. */
void x11_cursor_init(struct x11_cursor *cursor, xcb_connection_t *xcb,
		xcb_window_t root);
void x11_cursor_finish(struct x11_cursor *cursor);

/* True if the event told of a cursor. */
bool x11_cursor_handle_event(
		struct x11_cursor *cursor, const xcb_generic_event_t *event);

#endif
