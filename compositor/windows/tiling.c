// SPDX-License-Identifier: MIT
#include "compositor/windows/tiling.h"

#include <stdlib.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/action.h"
#include "compositor/draw/color.h"
#include "compositor/draw/theme.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/snap.h"
#include "compositor/windows/view.h"

// of the preview, logical px
#define MARGIN 6 // to the tile's edge
#define LINE 3
#define ALPHA 0.28f

struct tiling {
	struct server *server; // borrowed
	struct wlr_scene_tree *tree; // owned
	struct wlr_scene_rect *fill;
	struct wlr_scene_rect *lines[4];
	struct output *output; // borrowed during a drag; NULL: nothing shown
	uint32_t edges;

	struct wl_listener layout;
};

/* The output beside another one, or NULL. */
static struct output *
find_neighbour(struct output *output, uint32_t direction)
{
	struct server *server = output->server;
	const struct wlr_box *box = &output->box;
	int lx = box->x + box->width / 2;
	int ly = box->y + box->height / 2;
	struct wlr_output *found = wlr_output_layout_adjacent_output(
			server->output_layout,
			direction == WLR_EDGE_LEFT ? WLR_DIRECTION_LEFT
						   : WLR_DIRECTION_RIGHT,
			output->wlr_output, lx, ly);

	return found ? found->data : NULL;
}

void
tiling_put(struct view *view, struct output *output, uint32_t edges)
{
	struct output *now = output_of_box(view->server, &view->geometry);

	if (output != now) {
		struct frame_extents ext = frame_get_extents(view);
		struct wlr_box outer = placement_get_outer(&view->geometry, &ext);
		struct wlr_box box;

		if (view_is_arranged(view)) {
			view_set_maximized(view, false);
			view_set_tiled(view, 0);
			outer = placement_get_outer(&view->geometry, &ext);
		}
		outer.x += output->box.x - now->box.x;
		outer.y += output->box.y - now->box.y;
		placement_clamp(&outer, &output->work_area);
		box = placement_get_content(&outer, &ext);
		view_move(view, box.x, box.y);
	}
	view_set_tiled(view, edges);
}

/* Past the side of its screen. */
static bool
step_over(struct view *view, uint32_t from, uint32_t direction)
{
	uint32_t sides = WLR_EDGE_LEFT | WLR_EDGE_RIGHT;
	struct output *output = output_of_box(view->server, &view->geometry);
	struct output *next;

	if (!(direction & sides) || (from & sides) != direction) {
		return false;
	}
	next = output ? find_neighbour(output, direction) : NULL;
	if (!next) {
		return false;
	}
	tiling_put(view, next, from ^ sides);
	return true;
}

void
tiling_step(struct view *view, uint32_t direction)
{
	static const struct keybind_command restore = {.action = KEYBIND_RESTORE};
	uint32_t from = view->maximized ? SNAP_ALL : view->tiled;
	uint32_t to = snap_step(from, direction);

	if (view->popup) {
		return;
	}
	if (view->fullscreen || (direction == WLR_EDGE_BOTTOM && to == 0)) {
		action_run_on_view(view, &restore);
		return;
	}
	if (step_over(view, from, direction)) {
		return;
	}
	view_set_tiled(view, to);
}

static void
set_rect(struct wlr_scene_rect *rect, int x, int y, int width, int height,
		const float color[4])
{
	wlr_scene_node_set_position(&rect->node, x, y);
	wlr_scene_rect_set_size(rect, width, height);
	wlr_scene_rect_set_color(rect, color);
}

/* A pane in the colour of the window that goes there. */
static void
show(struct tiling *tiling, const struct view *view)
{
	const struct theme *theme = tiling->server->theme;
	struct wlr_box box =
			snap_get_box(&tiling->output->work_area, tiling->edges);
	float edge[4], fill[4];
	int w = box.width - 2 * MARGIN;
	int h = box.height - 2 * MARGIN;

	color_to_floats(view->qube ? theme_get_label_rgb(theme, &view->label)
				   : theme->trusted_edge,
			edge);
	for (int i = 0; i < 4; i++) {
		fill[i] = edge[i] * ALPHA;
	}
	wlr_scene_node_set_position(
			&tiling->tree->node, box.x + MARGIN, box.y + MARGIN);
	set_rect(tiling->fill, LINE, LINE, w - 2 * LINE, h - 2 * LINE, fill);
	set_rect(tiling->lines[0], 0, 0, w, LINE, edge);
	set_rect(tiling->lines[1], 0, h - LINE, w, LINE, edge);
	set_rect(tiling->lines[2], 0, LINE, LINE, h - 2 * LINE, edge);
	set_rect(tiling->lines[3], w - LINE, LINE, LINE, h - 2 * LINE, edge);
	wlr_scene_node_set_enabled(&tiling->tree->node, true);
}

static void
hide(struct tiling *tiling)
{
	tiling->output = NULL;
	tiling->edges = 0;
	wlr_scene_node_set_enabled(&tiling->tree->node, false);
}

void
tiling_preview(struct tiling *tiling, struct view *view, double lx, double ly)
{
	struct output *output = output_at(tiling->server, lx, ly);
	uint32_t edges = output ? snap_edges_at(&output->work_area, lx, ly) : 0;

	if (!edges) {
		hide(tiling);
	} else if (output != tiling->output || edges != tiling->edges) {
		tiling->output = output;
		tiling->edges = edges;
		show(tiling, view);
	}
}

void
tiling_end(struct tiling *tiling, struct view *view, bool accept)
{
	struct output *output = tiling->output;
	uint32_t edges = tiling->edges;

	hide(tiling);
	if (accept && output) {
		tiling_put(view, output, edges);
	}
}

/* The screen may be gone; the next motion shows it again. */
static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct tiling *tiling = wl_container_of(listener, tiling, layout);

	hide(tiling);
}

struct tiling *
tiling_create(struct server *server)
{
	static const float clear[4] = {0};
	struct tiling *tiling = xcalloc(1, sizeof(*tiling));

	tiling->server = server;
	tiling->tree = wlr_scene_tree_create(
			server->layers[SERVER_LAYER_TRUSTED]);
	wlr_scene_node_lower_to_bottom(&tiling->tree->node);
	wlr_scene_node_set_enabled(&tiling->tree->node, false);
	tiling->fill = wlr_scene_rect_create(tiling->tree, 0, 0, clear);
	for (int i = 0; i < 4; i++) {
		tiling->lines[i] =
				wlr_scene_rect_create(tiling->tree, 0, 0, clear);
	}
	tiling->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &tiling->layout);
	return tiling;
}

void
tiling_destroy(struct tiling *tiling)
{
	if (tiling) {
		wl_list_remove(&tiling->layout.link);
		wlr_scene_node_destroy(&tiling->tree->node);
		free(tiling);
	}
}
