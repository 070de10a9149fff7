// SPDX-License-Identifier: MIT
/*
 * The one pointer applications see, and the cursor they ask for: it goes to
 * the GUI side as a number of the X cursor font, never as an image.
 */
#ifndef QUBE_AGENT_POINTER_H
#define QUBE_AGENT_POINTER_H

#include <stdint.h>

#include "protocols/gui/wire.h"

struct pointer;
struct server;
struct window;

/* Needs server->seat. Never NULL. */
struct pointer *pointer_create(struct server *server);
void pointer_destroy(struct pointer *pointer);

void pointer_handle_motion(struct pointer *pointer, struct window *win,
		const struct gui_motion *motion);
void pointer_handle_button(struct pointer *pointer, struct window *win,
		const struct gui_button *button);
void pointer_handle_crossing(struct pointer *pointer, struct window *win,
		const struct gui_crossing *crossing);

/* A left click relative to a window, outside of all it covers if need be;
 * afterwards the pointer is where it was. */
void pointer_click_at(struct pointer *pointer, struct window *win, int32_t wx,
		int32_t wy);

/* No button is held, nothing is under the pointer. */
void pointer_clear(struct pointer *pointer);

/* The window is about to go. */
void pointer_forget(struct pointer *pointer, struct window *win);

/* X11 programs show another cursor. */
void pointer_update_x11_cursor(struct pointer *pointer);

/* Tells a new GUI side the cursor in force. */
void pointer_announce_cursor(struct pointer *pointer);

#endif
