// SPDX-License-Identifier: MIT
#include "qube/agent/x11_cursor.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/xfixes.h>

#include "common/mem.h"
#include "protocols/gui/wire.h"
#include "qube/agent/cursor.h"

static size_t
count_names(void)
{
	size_t n = 0;

	while (cursor_get_name(n) != NULL) {
		n++;
	}
	return n;
}

/* The atoms of all names: asked for at once, then the answers are read. */
static xcb_atom_t *
intern_names(xcb_connection_t *xcb, size_t n)
{
	xcb_atom_t *atoms = xcalloc(n, sizeof(*atoms));
	xcb_intern_atom_cookie_t *cookies = xcalloc(n, sizeof(*cookies));

	for (size_t i = 0; i < n; i++) {
		const char *name = cursor_get_name(i);

		cookies[i] = xcb_intern_atom(
				xcb, 0, (uint16_t)strlen(name), name);
	}
	for (size_t i = 0; i < n; i++) {
		xcb_intern_atom_reply_t *reply =
				xcb_intern_atom_reply(xcb, cookies[i], NULL);

		atoms[i] = reply != NULL ? reply->atom : XCB_ATOM_NONE;
		free(reply);
	}
	free(cookies);
	return atoms;
}

void
x11_cursor_init(struct x11_cursor *cursor, xcb_connection_t *xcb,
		xcb_window_t root)
{
	const xcb_query_extension_reply_t *xfixes =
			xcb_get_extension_data(xcb, &xcb_xfixes_id);

	*cursor = (struct x11_cursor){.cursor = GUI_CURSOR_DEFAULT};
	if (xfixes == NULL || !xfixes->present) {
		return;
	}
	cursor->event = (uint8_t)(xfixes->first_event + XCB_XFIXES_CURSOR_NOTIFY);
	cursor->atoms = intern_names(xcb, count_names());
	xcb_xfixes_select_cursor_input(xcb, root,
			XCB_XFIXES_CURSOR_NOTIFY_MASK_DISPLAY_CURSOR);
	xcb_flush(xcb);
}

void
x11_cursor_finish(struct x11_cursor *cursor)
{
	free(cursor->atoms);
	*cursor = (struct x11_cursor){0};
}

bool
x11_cursor_handle_event(
		struct x11_cursor *cursor, const xcb_generic_event_t *event)
{
	const xcb_xfixes_cursor_notify_event_t *notify = (const void *)event;
	const char *name = NULL;

	if (cursor->event == 0 || (event->response_type & 0x7f) != cursor->event) {
		return false;
	}
	for (size_t i = 0; cursor_get_name(i) != NULL; i++) {
		if (notify->name != XCB_ATOM_NONE &&
				cursor->atoms[i] == notify->name) {
			name = cursor_get_name(i);
		}
	}
	cursor->cursor = cursor_from_name(name);
	return true;
}
