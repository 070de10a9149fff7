// SPDX-License-Identifier: MIT
/* The picture of the pointer: from the cursor theme by name, or a trusted
 * client's own. */
#ifndef COMPOSITOR_INPUT_CURSOR_H
#define COMPOSITOR_INPUT_CURSOR_H

#include <stdbool.h>

struct config;
struct cursor;
struct wlr_cursor;
struct wlr_seat_pointer_request_set_cursor_event;

/* wlr_cursor is borrowed. */
struct cursor *cursor_create(struct wlr_cursor *wlr_cursor);
void cursor_destroy(struct cursor *cursor); // NULL is allowed

/* Takes theme and size of the configuration. */
void cursor_configure(struct cursor *cursor, const struct config *config);

/* Is there a pointer to show at all? */
void cursor_set_shown(struct cursor *cursor, bool shown);

/* A picture of the theme by XCursor name; NULL shows none. */
void cursor_set_name(struct cursor *cursor, const char *name);

/* A client's own picture. */
void cursor_set_client(struct cursor *cursor,
		const struct wlr_seat_pointer_request_set_cursor_event *event);

#endif
