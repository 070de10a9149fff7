// SPDX-License-Identifier: MIT
#include "compositor/qube/qube_geometry.h"

#include <wlr/util/edges.h>

#include "common/loop.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_window.h"
#include "compositor/server.h"
#include "compositor/windows/frame.h"
#include "protocols/gui/daemon.h"
#include "protocols/gui/rect.h"

#define MAX_REASSERTED 3 // then a stubborn agent keeps its own idea
#define SETTLE_MSEC 2000 // an agent needs no longer to hear of a new scale

static bool
contains(const struct wlr_box *outer, const struct wlr_box *inner)
{
	struct wlr_box shared;

	return wlr_box_intersection(&shared, outer, inner) &&
			wlr_box_equal(&shared, inner);
}

void
qube_geometry_set(struct qube_window *window, const struct wlr_box *box)
{
	struct qube_plane plane = qube_plane_get(window->view.server);

	if (window->view.mapped && !contains(box, &window->view.geometry)) {
		view_note_uncovering(&window->view);
	}
	qube_surface_resize(&window->surface, &plane, box->width, box->height);
	view_set_geometry(&window->view, box);
}

/* Not every size in pixels is one in logical pixels: one that comes out as
 * asked for stays. A terminal would lose a row over one pixel. */
static void
keep_size(const struct gui_rect *known, const struct qube_plane *plane,
		const struct wlr_box *box, struct gui_rect *rect)
{
	struct wlr_box now = qube_plane_box(plane, known);

	if (now.width == box->width) {
		rect->width = known->width;
	}
	if (now.height == box->height) {
		rect->height = known->height;
	}
}

void
qube_geometry_ask(struct qube_window *window, const struct wlr_box *box)
{
	struct qube_plane plane = qube_plane_get(window->view.server);

	if (window->qube->daemon) {
		window->asked = qube_plane_rect(&plane, box);
		keep_size(&window->gui->geometry, &plane, box, &window->asked);
		gui_daemon_configure(window->qube->daemon, window->gui,
				&window->asked, loop_now_msec());
	}
}

static bool
differs(int64_t a, int64_t b, double tolerance)
{
	double d = (double)(a - b);

	return d >= tolerance || -d >= tolerance;
}

void
qube_geometry_tell(struct qube_window *window)
{
	struct qube_plane plane = qube_plane_get(window->view.server);
	struct gui_rect rect = qube_plane_rect(&plane, &window->view.geometry);
	const struct gui_rect *known = &window->gui->geometry;

	/* what is on its way to the agent may be of another scale */
	if ((window->qube->daemon && gui_daemon_is_asking(window->gui)) ||
			differs(rect.x, known->x, plane.scale) ||
			differs(rect.y, known->y, plane.scale) ||
			differs(rect.width, known->width, plane.scale) ||
			differs(rect.height, known->height, plane.scale)) {
		qube_geometry_ask(window, &window->view.geometry);
	}
}

struct wlr_box
qube_geometry_get_agent(const struct qube_window *window)
{
	struct qube_plane plane = qube_plane_get(window->view.server);
	const struct gui_rect *rect = &window->gui->geometry;
	struct gui_rect wanted = qube_plane_rect(&plane, &window->view.wanted);
	struct wlr_box box = qube_plane_box(&plane, rect);

	if (window->view.wanted.width > 0 && wanted.width == rect->width &&
			wanted.height == rect->height) {
		box.width = window->view.wanted.width;
		box.height = window->view.wanted.height;
		if (wanted.x == rect->x && wanted.y == rect->y) {
			return window->view.wanted;
		}
	}
	view_snap(window->view.server, &box.x, &box.y);
	return box;
}

bool
qube_geometry_clamp(struct qube_window *window, struct wlr_box *box)
{
	struct frame_extents extents = frame_get_extents(&window->view);

	if (window->view.popup) {
		return qube_plane_clamp_popup(
				window->view.server, extents.top, box);
	}
	qube_plane_clamp_window(window->view.server, extents.top, box);
	return true;
}

/* The agent took another size than it was asked for: the edges that are not
 * being dragged stay where they are. */
static void
anchor(const struct view *view, struct wlr_box *box)
{
	const struct wlr_box *wanted = &view->wanted;

	if (wanted->width == view->geometry.width &&
			wanted->height == view->geometry.height) {
		return; // nothing was asked
	}
	if (view->anchor & WLR_EDGE_RIGHT) {
		box->x = wanted->x + wanted->width - box->width;
	}
	if (view->anchor & WLR_EDGE_BOTTOM) {
		box->y = wanted->y + wanted->height - box->height;
	}
}

/* Pixels of the agent's may be those of the scale there was before. */
static bool
is_settling(const struct qube_window *window)
{
	return !window->view.popup &&
			loop_now_msec() - window->qube->scaled_msec < SETTLE_MSEC;
}

/* Its own wish, or a refusal. */
static void
take_wish(struct qube_window *window)
{
	struct view *view = &window->view;
	struct wlr_box box = qube_geometry_get_agent(window);
	bool moves = window->moves;

	window->moves = false;
	if (view_is_arranged(view) || is_settling(window)) {
		if (window->reasserted++ < MAX_REASSERTED) {
			qube_geometry_tell(window);
			return;
		}
	}
	if (view_is_arranged(view)) {
		return;
	}
	if (!view->popup && !moves) {
		// it may not know its place yet, and wishes for a size only
		box.x = view->geometry.x;
		box.y = view->geometry.y;
	}
	if (!view->popup && view->wanted.width > 0) {
		anchor(view, &box);
	}
	if (!qube_geometry_clamp(window, &box)) {
		qube_window_hide(window);
		return;
	}
	if (!contains(&view->geometry, &box)) {
		// a press may be on its way to what is there now
		view->shown_msec = loop_now_msec();
	}
	view->wanted = box;
	qube_geometry_set(window, &box);
	qube_geometry_tell(window);
}

void
qube_geometry_keep(struct qube_window *window)
{
	struct view *view = &window->view;

	// a maximized window may still take its size when the agent wakes up
	if (!view_is_arranged(view)) {
		view->wanted = view->geometry;
	}
}

void
qube_geometry_take(struct qube_window *window)
{
	struct wlr_box box;

	if (!window->acked) {
		take_wish(window);
		return;
	}
	window->moves = false;
	if (is_settling(window) &&
			!gui_rect_is_equal(&window->gui->geometry,
					&window->asked)) {
		qube_geometry_tell(window); // that was asked at another scale
		return;
	}
	window->reasserted = 0;
	box = qube_geometry_get_agent(window);
	if (!window->view.popup || qube_geometry_clamp(window, &box)) {
		qube_geometry_set(window, &box);
	}
}
