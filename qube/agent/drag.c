// SPDX-License-Identifier: MIT
#include "qube/agent/drag.h"

#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_seat.h>

#include "common/loop.h"
#include "qube/agent/focus.h"
#include "qube/agent/server.h"
#include "qube/agent/window.h"

void
drag_start(struct server *server,
		const struct wlr_seat_request_start_drag_event *event)
{
	if (wlr_seat_validate_pointer_grab_serial(
			    server->seat, event->origin, event->serial)) {
		wlr_seat_start_pointer_drag(
				server->seat, event->drag, event->serial);
	} else {
		wlr_data_source_destroy(event->drag->source);
	}
}

static bool
contains(const struct window *win, int32_t x, int32_t y)
{
	const struct gui_rect *rect = &win->geometry;

	return x >= rect->x && x - rect->x < (int32_t)rect->width &&
			y >= rect->y && y - rect->y < (int32_t)rect->height;
}

/* The window at a place of the plane. How the GUI side stacks them is not
 * known: menus are above, then the one with the focus, then the newest. */
static struct window *
find_window(struct server *server, int32_t x, int32_t y)
{
	struct window *win, *focused = focus_get(server->focus);
	struct window *found = focused != NULL && contains(focused, x, y)
			? focused
			: NULL;

	wl_list_for_each_reverse(win, &server->windows, link) {
		if (contains(win, x, y) && !win->minimized &&
				(win->override_redirect || found == NULL)) {
			found = win;
			if (win->override_redirect) {
				break;
			}
		}
	}
	return found;
}

bool
drag_move(struct server *server, struct window *win, int32_t wx, int32_t wy)
{
	struct wlr_seat *seat = server->seat;
	int32_t x = win->geometry.x + wx, y = win->geometry.y + wy;
	struct wlr_surface *surface;
	double sx, sy;

	if (seat->drag == NULL) {
		return false;
	}
	win = find_window(server, x, y);
	if (win == NULL) {
		wlr_seat_pointer_notify_clear_focus(seat);
		return true;
	}
	surface = window_find_surface(win, (x - win->geometry.x) / win->scale,
			(y - win->geometry.y) / win->scale, &sx, &sy);
	wlr_seat_pointer_notify_enter(seat, surface, sx, sy);
	wlr_seat_pointer_notify_motion(seat, (uint32_t)loop_now_msec(), sx, sy);
	return true;
}
