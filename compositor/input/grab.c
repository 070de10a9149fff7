// SPDX-License-Identifier: MIT
#include "compositor/input/grab.h"

#include <math.h>
#include <wlr/util/edges.h>

#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/tiling.h"
#include "compositor/windows/view.h"

#define THRESHOLD 4.0 // logical px before a press on a title is a move

void
grab_begin_move(struct grab *grab, struct view *view, double lx, double ly)
{
	*grab = (struct grab){
			.kind = GRAB_MOVE,
			.view = view,
			.lx = lx,
			.ly = ly,
			.start = view->geometry,
	};
}

void
grab_begin_resize(struct grab *grab, struct view *view, uint32_t edges,
		double lx, double ly)
{
	*grab = (struct grab){
			.kind = GRAB_RESIZE,
			.view = view,
			.edges = edges,
			.lx = lx,
			.ly = ly,
			.start = view->geometry,
	};
	view->anchor = 0;
	view->anchor |= edges & WLR_EDGE_LEFT ? WLR_EDGE_RIGHT : WLR_EDGE_LEFT;
	view->anchor |= edges & WLR_EDGE_TOP ? WLR_EDGE_BOTTOM : WLR_EDGE_TOP;
}

/* A maximized window that is dragged gets its old size back, with the pointer
 * over the same part of its title. */
static void
unmaximize(struct grab *grab, double lx, double ly)
{
	struct view *view = grab->view;
	double part = (grab->lx - grab->start.x) / grab->start.width;

	view_set_maximized(view, false);
	view_set_tiled(view, 0);
	grab->start = view->wanted;
	grab->start.x = (int)(lx - part * grab->start.width);
	grab->start.y = (int)(ly - (grab->ly - view->geometry.y));
	grab->lx = lx;
	grab->ly = ly;
}

static void
update_move(struct grab *grab, double lx, double ly)
{
	struct view *view = grab->view;
	struct frame_extents ext;
	struct output *output;
	struct wlr_box box, outer;

	if (view->fullscreen) {
		return;
	}
	if (view_is_arranged(view)) {
		unmaximize(grab, lx, ly);
	}
	box = view->geometry;
	box.x = grab->start.x + (int)lround(lx - grab->lx);
	box.y = grab->start.y + (int)lround(ly - grab->ly);
	output = output_at(view->server, lx, ly);
	if (output) {
		ext = frame_get_extents(view);
		outer = placement_get_outer(&box, &ext);
		placement_keep_reachable(&outer, &output->work_area, &ext);
		box = placement_get_content(&outer, &ext);
	}
	view_move(view, box.x, box.y);
	tiling_preview(view->server->tiling, view, lx, ly);
}

struct wlr_box
grab_drag_edges(const struct wlr_box *start, uint32_t edges, int dx, int dy)
{
	struct wlr_box box = *start;

	if (edges & WLR_EDGE_LEFT) {
		box.x += dx;
		box.width -= dx;
	} else if (edges & WLR_EDGE_RIGHT) {
		box.width += dx;
	}
	if (edges & WLR_EDGE_TOP) {
		box.y += dy;
		box.height -= dy;
	} else if (edges & WLR_EDGE_BOTTOM) {
		box.height += dy;
	}
	return box;
}

static void
update_resize(struct grab *grab, double lx, double ly)
{
	struct view *view = grab->view;
	struct wlr_box box = grab_drag_edges(&grab->start, grab->edges,
			(int)lround(lx - grab->lx), (int)lround(ly - grab->ly));
	int right = grab->start.x + grab->start.width;
	int bottom = grab->start.y + grab->start.height;

	if (view->maximized || view->fullscreen) {
		return;
	}
	view_drop_tile(view);
	view_constrain_size(view, &box.width, &box.height);
	if (grab->edges & WLR_EDGE_LEFT) {
		box.x = right - box.width;
	}
	if (grab->edges & WLR_EDGE_TOP) {
		box.y = bottom - box.height;
	}
	view_resize(view, &box);
}

void
grab_update(struct grab *grab, double lx, double ly)
{
	if (!grab->moving && grab->kind == GRAB_MOVE &&
			hypot(lx - grab->lx, ly - grab->ly) < THRESHOLD) {
		return;
	}
	grab->moving = true;
	switch (grab->kind) {
	case GRAB_NONE:
		break;
	case GRAB_MOVE:
		update_move(grab, lx, ly);
		break;
	case GRAB_RESIZE:
		update_resize(grab, lx, ly);
		break;
	}
}

void
grab_finish(struct grab *grab)
{
	struct grab was = *grab;

	*grab = (struct grab){.kind = GRAB_NONE};
	if (was.kind == GRAB_MOVE) {
		tiling_end(was.view->server->tiling, was.view, was.moving);
	}
}

void
grab_end(struct grab *grab)
{
	if (grab->kind == GRAB_MOVE) {
		tiling_end(grab->view->server->tiling, grab->view, false);
	}
	*grab = (struct grab){.kind = GRAB_NONE};
}

uint32_t
grab_get_edges(const struct wlr_box *box, double lx, double ly)
{
	uint32_t edges = 0;

	edges |= lx < box->x + box->width / 2.0 ? WLR_EDGE_LEFT : WLR_EDGE_RIGHT;
	edges |= ly < box->y + box->height / 2.0 ? WLR_EDGE_TOP : WLR_EDGE_BOTTOM;
	return edges;
}
