// SPDX-License-Identifier: MIT
/* What trusted clients want shown at the pointer: their cursor, by surface or
 * by name, and the icon of what they drag. */
#ifndef COMPOSITOR_CLIENTS_CLIENT_CURSOR_H
#define COMPOSITOR_CLIENTS_CLIENT_CURSOR_H

struct client_cursor;
struct pointer;
struct seat;
struct server;
struct wlr_drag_icon;

/* Listens to the seat's requests. All are borrowed. */
struct client_cursor *client_cursor_create(struct server *server,
		struct seat *seat, struct pointer *pointer);
void client_cursor_destroy(struct client_cursor *cursor);

/* Shows the icon at the pointer until it is destroyed. */
void client_cursor_add_drag_icon(
		struct client_cursor *cursor, struct wlr_drag_icon *icon);

/* The pointer moved: so does the icon. */
void client_cursor_move(struct client_cursor *cursor);

#endif
