// SPDX-License-Identifier: MIT
/*
 * Clicking into a menu may reach us as "window out, menu in". So the loss of
 * focus takes effect a moment later, unless the focus comes back to the same
 * family of windows.
 */
#include "qube/agent/focus.h"

#include <stdlib.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_seat.h>

#include "common/mem.h"
#include "qube/agent/keyboard.h"
#include "qube/agent/popup.h"
#include "qube/agent/server.h"
#include "qube/agent/window.h"
#include "qube/agent/x11.h"

#define LEAVE_MSEC 20

struct focus {
	struct server *server; // borrowed
	struct window *win; // the top of a family; may be NULL
	struct wl_event_source *timer; // the loss of focus is due
};

/* Ends what the window was doing with the keyboard. */
static void
leave(struct focus *focus)
{
	struct window *win = focus->win;

	wl_event_source_timer_update(focus->timer, 0);
	if (win == NULL) {
		return;
	}
	focus->win = NULL;
	popup_close_all(win);
	if (win->impl->kind == WINDOW_X11) {
		x11_close_menus(focus->server->x11);
	}
	wlr_seat_keyboard_notify_clear_focus(focus->server->seat);
	win->impl->activate(win, false);
}

static int
handle_timer(void *data)
{
	struct focus *focus = data;

	leave(focus);
	return 0;
}

struct focus *
focus_create(struct server *server)
{
	struct focus *focus = xcalloc(1, sizeof(*focus));

	focus->server = server;
	focus->timer = wl_event_loop_add_timer(server->loop, handle_timer, focus);
	return focus;
}

void
focus_destroy(struct focus *focus)
{
	if (focus == NULL) {
		return;
	}
	wl_event_source_remove(focus->timer);
	free(focus);
}

static void
focus_in(struct focus *focus, struct window *win)
{
	win = window_get_root(win);
	if (win->override_redirect) {
		/* A menu without a parent that we know of: the keys stay where
		 * they are. */
		wl_event_source_timer_update(focus->timer, 0);
		return;
	}
	if (win == focus->win) {
		wl_event_source_timer_update(focus->timer, 0);
		return;
	}
	leave(focus);
	focus->win = win;
	window_set_flags(win, 0, GUI_FLAG_DEMANDS_ATTENTION);
	win->impl->activate(win, true);
	keyboard_enter(focus->server->keyboard, win->surface);
	if (win->impl->kind == WINDOW_X11) {
		x11_sync_keyboard(focus->server->x11);
	}
}

void
focus_handle(struct focus *focus, struct window *win, bool in)
{
	if (in) {
		focus_in(focus, win);
		return;
	}
	keyboard_release_all(focus->server->keyboard);
	wl_event_source_timer_update(focus->timer, LEAVE_MSEC);
}

void
focus_clear(struct focus *focus)
{
	keyboard_release_all(focus->server->keyboard);
	leave(focus);
}

void
focus_forget(struct focus *focus, struct window *win)
{
	if (focus->win == win) {
		focus->win = NULL;
	}
}

struct window *
focus_get(const struct focus *focus)
{
	return focus->win;
}
