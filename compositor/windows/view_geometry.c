// SPDX-License-Identifier: MIT
/* Where views are and how large: placing, moving, resizing, filling an
 * output, minimizing. */
#include "compositor/windows/view_geometry.h"

#include <math.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/config/config.h"
#include "compositor/input/focus.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/qube/qube_plane.h"
#include "compositor/server.h"
#include "compositor/windows/cover.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/view.h"

#define MIN_SIZE 16 // logical px; nothing smaller is asked of a client

void
view_snap(const struct server *server, int *lx, int *ly)
{
	int step = qube_plane_get_grain(server->plane_scale);
	struct output *output;
	struct wlr_box origin = {0};

	if (step == 0) {
		return; // there is none
	}
	output = output_at((struct server *)server, *lx, *ly);
	if (output && (double)output->wlr_output->scale == server->plane_scale) {
		origin = output->box;
	}
	*lx = origin.x + (int)lround((double)(*lx - origin.x) / step) * step;
	*ly = origin.y + (int)lround((double)(*ly - origin.y) / step) * step;
}

static int
constrain(int size, int min, int max, int base, int inc)
{
	int from = base > 0 ? base : min;

	if (min < MIN_SIZE) {
		min = MIN_SIZE;
	}
	if (max > 0 && size > max) {
		size = max;
	}
	if (size < min) {
		size = min;
	}
	if (inc > 1 && size > from) {
		size = from + (size - from) / inc * inc;
	}
	return size < min ? size + inc : size;
}

void
view_constrain_size(const struct view *view, int *width, int *height)
{
	const struct view_hints *hints = &view->hints;

	*width = constrain(*width, hints->min_width, hints->max_width,
			hints->base_width, hints->inc_width);
	*height = constrain(*height, hints->min_height, hints->max_height,
			hints->base_height, hints->inc_height);
}

struct output *
view_geometry_get_output(struct view *view)
{
	return output_of_box(view->server, &view->geometry);
}

void
view_geometry_configure(struct view *view, const struct wlr_box *box)
{
	view->wanted = *box;
	view->impl->configure(view, box);
}

/* Popups keep the place their origin gave them, but with their border on the
 * work area. */
static void
clamp_popup(struct view *view, struct wlr_box *box)
{
	struct output *output = output_of_box(view->server, box);
	struct frame_extents ext = frame_get_extents(view);
	struct wlr_box outer = placement_get_outer(box, &ext);

	if (output) {
		placement_clamp(&outer, &output->work_area);
		*box = placement_get_content(&outer, &ext);
	}
}

static void
show_at(struct view *view, const struct wlr_box *box)
{
	struct wlr_box old = view->geometry;

	view->geometry = *box;
	wlr_scene_node_set_position(&view->tree->node, box->x, box->y);
	if (view->frame && (old.width != box->width || old.height != box->height)) {
		frame_update(view->frame);
	}
	if (view->mapped && !wlr_box_equal(&old, box)) {
		if (view->server->on_top > 0) {
			view_sync_stack(view->server);
		} else {
			cover_reveal(view->server->cover);
		}
		seat_refresh_pointer(view->server->seat);
	}
}

void
view_set_geometry(struct view *view, const struct wlr_box *box)
{
	struct wlr_box place = *box;

	if (view->popup && view->mapped) {
		clamp_popup(view, &place);
	}
	show_at(view, &place);
	if (!wlr_box_equal(&place, box) && !wlr_box_equal(&place, &view->wanted)) {
		view_geometry_configure(view, &place);
	}
}

static size_t
collect_others(struct view *view, struct wlr_box *others, size_t max)
{
	struct view *other;
	size_t n = 0;

	wl_list_for_each(other, &view->server->views, link) {
		if (other != view && !other->popup && view_is_visible(other) &&
				n < max) {
			struct frame_extents ext = frame_get_extents(other);

			others[n++] = placement_get_outer(&other->geometry, &ext);
		}
	}
	return n;
}

/* The output a new window belongs on: its parent's, the focused window's, or
 * the pointer's. */
static struct output *
choose_output(struct view *view)
{
	struct view *focus = seat_get_focus(view->server->seat);
	double lx, ly;

	if (view->parent && view->parent->mapped) {
		return view_geometry_get_output(view->parent);
	}
	if (focus && view_has_same_origin(focus, view)) {
		return view_geometry_get_output(focus);
	}
	seat_get_pointer(view->server->seat, &lx, &ly);
	return output_at(view->server, lx, ly);
}

static void
place_window(struct view *view)
{
	struct output *output = view->keep_position
			? view_geometry_get_output(view)
			: choose_output(view);
	struct frame_extents ext = frame_get_extents(view);
	struct wlr_box outer = placement_get_outer(&view->geometry, &ext);
	struct wlr_box others[PLACEMENT_MAX_OTHERS];
	struct wlr_box box;

	if (!output) {
		return;
	}
	if (view->keep_position) {
		placement_keep_reachable(&outer, &output->work_area, &ext);
	} else if (view->parent && view->parent->mapped) {
		placement_center(&outer, &view->parent->geometry,
				&output->work_area);
	} else {
		placement_choose(&outer, &output->work_area, others,
				collect_others(view, others, PLACEMENT_MAX_OTHERS),
				ext.top);
	}
	box = placement_get_content(&outer, &ext);
	view_snap(view->server, &box.x, &box.y);
	if (box.width != view->geometry.width ||
			box.height != view->geometry.height) {
		view_constrain_size(view, &box.width, &box.height);
	}
	if (!wlr_box_equal(&box, &view->geometry)) {
		struct wlr_box now = {box.x, box.y, view->geometry.width,
				view->geometry.height};

		show_at(view, &now);
		view_geometry_configure(view, &box);
	}
}

static void
place_popup(struct view *view)
{
	struct wlr_box box = view->geometry;

	clamp_popup(view, &box);
	if (!wlr_box_equal(&box, &view->geometry)) {
		show_at(view, &box);
		view_geometry_configure(view, &box);
	}
}

void
view_geometry_place(struct view *view)
{
	wlr_scene_node_set_position(
			&view->tree->node, view->geometry.x, view->geometry.y);
	if (view->popup) {
		place_popup(view);
		return;
	}
	place_window(view);
	if (view_is_arranged(view)) {
		view->restore = view->wanted.width ? view->wanted
						   : view->geometry;
		view_geometry_fill(view);
	}
}

void
view_move(struct view *view, int lx, int ly)
{
	struct wlr_box box = view->wanted.width ? view->wanted : view->geometry;
	struct wlr_box now = view->geometry;

	view_snap(view->server, &lx, &ly);
	if (now.x == lx && now.y == ly) {
		return;
	}
	now.x = lx;
	now.y = ly;
	box.x = lx;
	box.y = ly;
	show_at(view, &now);
	view_geometry_configure(view, &box);
}

void
view_resize(struct view *view, const struct wlr_box *box)
{
	if (!wlr_box_equal(box, &view->wanted)) {
		view_geometry_configure(view, box);
	}
}

static void
arrange_one(struct view *view)
{
	struct frame_extents ext = frame_get_extents(view);
	struct output *output = view_geometry_get_output(view);
	struct wlr_box outer = placement_get_outer(&view->geometry, &ext);
	struct wlr_box box;

	if (!output || view->popup) {
		return;
	}
	if (view_is_arranged(view)) {
		view_geometry_fill(view);
		return;
	}
	placement_keep_reachable(&outer, &output->work_area, &ext);
	box = placement_get_content(&outer, &ext);
	view_move(view, box.x, box.y);
}

void
view_arrange_all(struct server *server)
{
	struct view *view;

	wl_list_for_each(view, &server->views, link) {
		arrange_one(view);
		frame_update(view->frame);
	}
}

void
view_keep_inside(struct server *server, const struct wlr_box *before,
		const struct wlr_box *now)
{
	struct view *view;

	wl_list_for_each(view, &server->views, link) {
		struct frame_extents ext = frame_get_extents(view);
		struct wlr_box outer = placement_get_outer(&view->geometry, &ext);
		struct wlr_box common, box;

		if (view->popup || view_is_arranged(view) ||
				!wlr_box_intersection(&common, &outer, before) ||
				!wlr_box_equal(&common, &outer) ||
				outer.width > now->width ||
				outer.height > now->height) {
			continue;
		}
		placement_clamp(&outer, now);
		box = placement_get_content(&outer, &ext);
		if (box.x != view->geometry.x || box.y != view->geometry.y) {
			view_move(view, box.x, box.y);
		}
	}
}
