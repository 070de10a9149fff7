// SPDX-License-Identifier: MIT
/*
 * Moving and resizing by keys: arrows by 16 logical px, with Shift by 1, Enter
 * takes it, Escape puts it back. No key of it reaches a client.
 */
#ifndef COMPOSITOR_INPUT_KEY_GRAB_H
#define COMPOSITOR_INPUT_KEY_GRAB_H

struct key_grab;
struct server;
struct view;

struct key_grab *key_grab_create(struct server *server);
void key_grab_destroy(struct key_grab *grab); // NULL is allowed

/* Starts; a window that fills its screen, or is a popup, is left alone. */
void key_grab_move(struct view *view);
void key_grab_resize(struct view *view);

/* One step of a move (dx, dy: -1, 0 or 1), at once. */
void key_grab_nudge(struct view *view, int dx, int dy);

#endif
