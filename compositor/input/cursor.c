// SPDX-License-Identifier: MIT
#include "compositor/input/cursor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_xcursor_manager.h>

#include "common/mem.h"
#include "compositor/config/config.h"

struct cursor {
	struct wlr_cursor *wlr_cursor; // borrowed
	struct wlr_xcursor_manager *theme; // owned, NULL before configure
	char *name; // owned; NULL: none, or a client's own
	bool shown;
	bool client; // a client's own
};

struct cursor *
cursor_create(struct wlr_cursor *wlr_cursor)
{
	struct cursor *cursor = xcalloc(1, sizeof(*cursor));

	cursor->wlr_cursor = wlr_cursor;
	cursor->name = xstrdup("default");
	return cursor;
}

void
cursor_destroy(struct cursor *cursor)
{
	if (!cursor) {
		return;
	}
	wlr_xcursor_manager_destroy(cursor->theme);
	free(cursor->name);
	free(cursor);
}

static void
draw(struct cursor *cursor)
{
	if (cursor->shown && cursor->name) {
		wlr_cursor_set_xcursor(cursor->wlr_cursor, cursor->theme,
				cursor->name);
	} else {
		wlr_cursor_unset_image(cursor->wlr_cursor);
	}
}

void
cursor_configure(struct cursor *cursor, const struct config *config)
{
	struct wlr_xcursor_manager *old = cursor->theme;
	char size[16];

	cursor->theme = wlr_xcursor_manager_create(
			config->cursor_theme, (uint32_t)config->cursor_size);
	/* For the programs we start. */
	snprintf(size, sizeof(size), "%d", config->cursor_size);
	setenv("XCURSOR_SIZE", size, 1);
	if (config->cursor_theme) {
		setenv("XCURSOR_THEME", config->cursor_theme, 1);
	}
	if (!cursor->client) {
		draw(cursor);
	}
	if (old) {
		wlr_xcursor_manager_destroy(old);
	}
}

void
cursor_set_shown(struct cursor *cursor, bool shown)
{
	if (cursor->shown != shown) {
		cursor->shown = shown;
		draw(cursor);
	}
}

void
cursor_set_name(struct cursor *cursor, const char *name)
{
	if (!cursor->client && name && cursor->name &&
			strcmp(name, cursor->name) == 0) {
		return;
	}
	free(cursor->name);
	cursor->name = name ? xstrdup(name) : NULL;
	cursor->client = false;
	draw(cursor);
}

void
cursor_set_client(struct cursor *cursor,
		const struct wlr_seat_pointer_request_set_cursor_event *event)
{
	free(cursor->name);
	cursor->name = NULL;
	cursor->client = true;
	wlr_cursor_set_surface(cursor->wlr_cursor, event->surface,
			event->hotspot_x, event->hotspot_y);
}
