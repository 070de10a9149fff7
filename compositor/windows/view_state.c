// SPDX-License-Identifier: MIT
/* States that give a view a box of their own, and those that hide it. */
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/config/config.h"
#include "compositor/input/focus.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/cover.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/snap.h"
#include "compositor/windows/view.h"
#include "compositor/windows/view_geometry.h"

/* The box a fullscreen, maximized or tiled view has. */
static bool
get_filling(struct view *view, struct wlr_box *box)
{
	struct output *output = view_geometry_get_output(view);
	struct frame_extents ext = frame_get_extents(view);
	struct wlr_box area;

	if (!output) {
		return false;
	}
	area = view->fullscreen ? output_get_area(output) : output->work_area;
	if (!view->fullscreen && !view->maximized) {
		area = snap_get_box(&area, view->tiled);
	}
	*box = placement_get_content(&area, &ext);
	if (box->width < 1 || box->height < 1) {
		return false;
	}
	return true;
}

void
view_geometry_fill(struct view *view)
{
	struct wlr_box box;

	if (get_filling(view, &box)) {
		view_geometry_configure(view, &box);
	}
}

/* After such a state changed: size, layer, client, frame. */
static void
apply_state(struct view *view, const struct wlr_box *restore)
{
	struct server *server = view->server;

	if (!view->mapped) {
		return; // view_map does the rest
	}
	view_sync_stack(server);
	view->anchor = 0;
	view->impl->state_changed(view);
	if (!view_is_arranged(view)) {
		view_geometry_configure(view, restore);
	} else {
		view_geometry_fill(view);
	}
	view_notify(view);
	seat_refresh_pointer(server->seat);
}

static void
remember(struct view *view)
{
	if (!view_is_arranged(view)) {
		view->restore = view->wanted.width ? view->wanted
						   : view->geometry;
	}
}

void
view_set_maximized(struct view *view, bool maximized)
{
	if (view->maximized == maximized || view->popup) {
		return;
	}
	remember(view);
	view->maximized = maximized;
	apply_state(view, &view->restore);
}

void
view_set_fullscreen(struct view *view, bool fullscreen)
{
	if (view->fullscreen == fullscreen || view->popup) {
		return;
	}
	remember(view);
	view->fullscreen = fullscreen;
	apply_state(view, &view->restore);
}

void
view_set_tiled(struct view *view, uint32_t edges)
{
	if (edges == SNAP_ALL) {
		view_set_maximized(view, true);
		return;
	}
	if (view->popup || (view->tiled == edges && !view->maximized)) {
		return;
	}
	remember(view);
	view->tiled = edges;
	view->maximized = false;
	apply_state(view, &view->restore);
}

void
view_drop_tile(struct view *view)
{
	if (view->tiled && !view->maximized) {
		view->tiled = 0;
		view->impl->state_changed(view);
		view_notify(view);
	}
}

bool
view_is_arranged(const struct view *view)
{
	return view->fullscreen || view->maximized || view->tiled;
}

bool
view_is_visible(const struct view *view)
{
	return view->mapped && !view->minimized && !view->elsewhere;
}

void
view_set_on_top(struct view *view, bool on_top)
{
	if (view->on_top == on_top || view->popup) {
		return;
	}
	view->on_top = on_top;
	view->server->on_top += on_top ? 1 : -1;
	if (view->mapped) {
		view_sync_stack(view->server);
		view_notify(view);
		seat_refresh_pointer(view->server->seat);
	}
}

void
view_set_elsewhere(struct view *view, bool elsewhere)
{
	if (view->elsewhere == elsewhere) {
		return;
	}
	view->elsewhere = elsewhere;
	if (elsewhere) {
		seat_leave_view(view->server->seat, view);
	}
	wlr_scene_node_set_enabled(&view->tree->node, view_is_visible(view));
	view->impl->state_changed(view);
}

static bool
may_be_fullscreen(const struct view *view)
{
	return !view->qube ||
			config_get_rule(view->server->config, view->qube,
					view->label.name)
					.fullscreen;
}

void
view_request_fullscreen(struct view *view, bool fullscreen)
{
	bool allowed = may_be_fullscreen(view);

	if (!fullscreen && view->fullscreen) {
		view_set_fullscreen(view, false);
	} else if (allowed) {
		view_set_fullscreen(view, fullscreen);
	} else {
		view_set_maximized(view, fullscreen);
	}
}

void
view_set_minimized(struct view *view, bool minimized)
{
	struct server *server = view->server;
	bool focused = seat_get_focus(server->seat) == view;

	if (view->minimized == minimized || view->popup) {
		return;
	}
	view->minimized = minimized;
	if (!view->mapped) {
		return;
	}
	if (minimized) {
		seat_leave_view(server->seat, view);
	}
	wlr_scene_node_set_enabled(&view->tree->node, view_is_visible(view));
	cover_reveal(server->cover);
	view->impl->state_changed(view);
	if (minimized && focused) {
		struct view *next = focus_get_next(&server->views, view);

		if (next) {
			view_raise(next);
		}
		seat_focus(server->seat, next);
	}
	view_notify(view);
	seat_refresh_pointer(server->seat);
}
