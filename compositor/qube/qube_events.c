// SPDX-License-Identifier: MIT
#include "compositor/qube/qube_events.h"

#include "common/log.h"
#include "common/loop.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_input.h"
#include "compositor/qube/qube_view.h"
#include "compositor/qube/qube_window.h"
#include "protocols/gui/daemon.h"

static void
handle_ready(void *user, uint32_t version)
{
	struct qube *qube = user;
	static const uint8_t none[GUI_KEYMAP_SIZE];

	/* a compositor that ended may have left keys down there */
	gui_daemon_keymap(qube->daemon, none);
	qube->told_focus = false;
	log_info("qube %s: its agent speaks %u.%u", qube->name, version >> 16,
			version & 0xffff);
}

static void
handle_create(void *user, struct gui_window *win)
{
	win->data = qube_window_create(user, win);
}

static void
handle_destroy(void *user, struct gui_window *win)
{
	qube_window_destroy(win->data);
	win->data = NULL;
}

static void
handle_map(void *user, struct gui_window *win)
{
	struct qube_window *window = win->data;

	/* or the keyboard, which need not come back to it */
	if (!window->qube->told_focus && !window->view.activated) {
		qube_input_focus(window, false);
	}
	qube_window_map(window);
}

static void
handle_unmap(void *user, struct gui_window *win)
{
	qube_window_unmap(win->data);
}

static void
handle_configure(void *user, struct gui_window *win, bool was_ack)
{
	qube_window_configure(win->data, was_ack);
}

static bool
handle_dump(void *user, struct gui_window *win, const struct gui_dump *dump,
		struct err *err)
{
	return qube_window_dump(win->data, dump, err) == 0;
}

static void
handle_damage(void *user, struct gui_window *win, const struct gui_rect *rect)
{
	qube_window_damage(win->data, rect);
}

static void
handle_title(void *user, struct gui_window *win)
{
	qube_window_set_title(win->data);
}

static void
handle_wmclass(void *user, struct gui_window *win)
{
	qube_window_set_class(win->data);
}

static void
handle_hints(void *user, struct gui_window *win)
{
	qube_window_set_hints(win->data);
}

static void
handle_flags(void *user, struct gui_window *win, uint32_t set, uint32_t unset)
{
	qube_view_request_flags(win->data, set, unset);
}

static void
handle_cursor(void *user, struct gui_window *win, uint32_t cursor)
{
	qube_window_set_cursor(win->data, cursor);
}

/* There is no tray yet; a docked window is never mapped. */
static void
handle_dock(void *user, struct gui_window *win)
{
	struct qube *qube = user;

	if (log_limit_allow(&qube->log_limit, loop_now_msec())) {
		log_info("qube %s: a tray icon is not shown", qube->name);
	}
}

static void
handle_clipboard(void *user, const uint8_t *data, size_t len, bool too_big)
{
	struct qube *qube = user;

	if (qube->clipboard_fn) {
		qube_clipboard_fn fn = qube->clipboard_fn;

		qube->clipboard_fn = NULL;
		fn(qube->clipboard_user, qube, data, len, too_big);
	}
}

const struct gui_daemon_impl qube_events_impl = {
		.ready = handle_ready,
		.create = handle_create,
		.destroy = handle_destroy,
		.map = handle_map,
		.unmap = handle_unmap,
		.configure = handle_configure,
		.dump = handle_dump,
		.damage = handle_damage,
		.title = handle_title,
		.wmclass = handle_wmclass,
		.hints = handle_hints,
		.flags = handle_flags,
		.cursor = handle_cursor,
		.dock = handle_dock,
		.clipboard = handle_clipboard,
};
