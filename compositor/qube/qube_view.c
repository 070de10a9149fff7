// SPDX-License-Identifier: MIT
/* What the person does with a qube's window, as requests to its agent, and the
 * states that both ends have to agree on. */
#include "compositor/qube/qube_view.h"

#include "compositor/config/config.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_geometry.h"
#include "compositor/qube/qube_window.h"
#include "compositor/server.h"
#include "protocols/gui/daemon.h"

static struct qube_window *
from_view(struct view *view)
{
	struct qube_window *window = wl_container_of(view, window, view);

	return window;
}

static void
handle_configure(struct view *view, const struct wlr_box *box)
{
	struct qube_window *window = from_view(view);

	qube_geometry_ask(window, box);
	if (box->width == view->geometry.width &&
			box->height == view->geometry.height) {
		qube_geometry_set(window, box);
	}
	qube_flush(window->qube);
}

static void
handle_close(struct view *view)
{
	struct qube_window *window = from_view(view);

	if (window->qube->daemon) {
		gui_daemon_close(window->qube->daemon, window->gui);
		qube_flush(window->qube);
	}
}

static uint32_t
get_flags(const struct qube_window *window)
{
	const struct view *view = &window->view;
	bool full = view->fullscreen ||
			(view->maximized && window->fake_fullscreen);
	bool hidden = view->minimized || view->elsewhere;

	return (full ? (uint32_t)GUI_FLAG_FULLSCREEN : 0) |
			(view->urgent ? (uint32_t)GUI_FLAG_DEMANDS_ATTENTION : 0) |
			(hidden ? (uint32_t)GUI_FLAG_MINIMIZE : 0);
}

static void
handle_state_changed(struct view *view)
{
	struct qube_window *window = from_view(view);
	uint32_t told = window->told_flags;
	uint32_t flags;

	if (!view->maximized) {
		window->fake_fullscreen = false;
	}
	flags = get_flags(window);
	if (!window->qube->daemon || !window->gui->mapped || flags == told) {
		return;
	}
	window->told_flags = flags;
	if (told & ~flags & GUI_FLAG_MINIMIZE) {
		gui_daemon_map(window->qube->daemon, window->gui);
	}
	gui_daemon_flags(window->qube->daemon, window->gui, flags & ~told,
			told & ~flags);
	qube_flush(window->qube);
}

static void
handle_focus_in(struct view *view, const uint32_t *pressed, size_t n)
{
	qube_input_focus(from_view(view), true);
}

static void
handle_focus_out(struct view *view)
{
	qube_input_focus(from_view(view), false);
}

static void
handle_key(struct view *view, const struct view_key *key)
{
	qube_input_key(from_view(view), key);
}

/* Modifiers travel with each event. */
static void
handle_modifiers(struct view *view)
{
}

static void
handle_pointer_enter(struct view *view, double sx, double sy)
{
	qube_input_enter(from_view(view), sx, sy);
}

static void
handle_pointer_leave(struct view *view)
{
	qube_input_leave(from_view(view));
}

static void
handle_pointer_motion(struct view *view, uint32_t time_msec, double sx, double sy)
{
	qube_input_motion(from_view(view), sx, sy);
}

static void
handle_pointer_button(struct view *view, const struct view_button *button)
{
	qube_input_button(from_view(view), button);
}

static void
handle_pointer_axis(struct view *view, const struct view_axis *axis)
{
	qube_input_axis(from_view(view), axis);
}

static void
handle_pointer_frame(struct view *view)
{
}

const struct view_impl qube_view_impl = {
		.kind = VIEW_QUBE,
		.configure = handle_configure,
		.close = handle_close,
		.state_changed = handle_state_changed,
		.focus_in = handle_focus_in,
		.focus_out = handle_focus_out,
		.key = handle_key,
		.modifiers = handle_modifiers,
		.pointer_enter = handle_pointer_enter,
		.pointer_leave = handle_pointer_leave,
		.pointer_motion = handle_pointer_motion,
		.pointer_button = handle_pointer_button,
		.pointer_axis = handle_pointer_axis,
		.pointer_frame = handle_pointer_frame,
};

static void
request_fullscreen(struct qube_window *window)
{
	const struct qube *qube = window->qube;
	struct config_rule rule = config_get_rule(qube->server->config,
			qube->name, window->view.label.name);

	if (rule.has_fullscreen ? rule.fullscreen : qube->allow_fullscreen) {
		view_set_fullscreen(&window->view, true);
	} else {
		window->fake_fullscreen = true;
		view_set_maximized(&window->view, true);
	}
}

static void
leave_fullscreen(struct qube_window *window)
{
	if (window->view.fullscreen) {
		view_set_fullscreen(&window->view, false);
	} else if (window->fake_fullscreen) {
		view_set_maximized(&window->view, false);
	}
}

void
qube_view_request_flags(struct qube_window *window, uint32_t set, uint32_t unset)
{
	if (!window->view.mapped) {
		return; // asked for again when it is shown
	}
	if (set & GUI_FLAG_FULLSCREEN) {
		request_fullscreen(window);
	}
	if (unset & GUI_FLAG_FULLSCREEN) {
		leave_fullscreen(window);
	}
	if (set & GUI_FLAG_DEMANDS_ATTENTION) {
		view_set_urgent(&window->view, true);
	}
	if (set & GUI_FLAG_MINIMIZE && !window->view.elsewhere) {
		view_note_uncovering(&window->view);
		view_set_minimized(&window->view, true);
	}
	if (unset & GUI_FLAG_MINIMIZE) {
		view_set_minimized(&window->view, false);
	}
	handle_state_changed(&window->view);
}
