// SPDX-License-Identifier: MIT
#include "tests/attack/model.h"

#include <math.h>
#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/draw/theme.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/view.h"
#include "tests/attack/scan.h"

int
model_get_x(const struct scan *scan, int lx)
{
	return (int)floor((lx - scan->output->box.x) * scan->scale + 0.5);
}

int
model_get_y(const struct scan *scan, int ly)
{
	return (int)floor((ly - scan->output->box.y) * scan->scale + 0.5);
}

static int
clamp(int at, int most)
{
	return at < 0 ? 0 : at > most ? most : at;
}

static void
paint(struct model *model, const struct scan *scan, const struct wlr_box *box,
		enum model_part part)
{
	int x1 = clamp(model_get_x(scan, box->x), scan->width);
	int x2 = clamp(model_get_x(scan, box->x + box->width), scan->width);
	int y1 = clamp(model_get_y(scan, box->y), scan->height);
	int y2 = clamp(model_get_y(scan, box->y + box->height), scan->height);

	for (int y = y1; y < y2; y++) {
		for (int x = x1; x < x2; x++) {
			int i = y * scan->width + x;

			model->owner[i] = (uint16_t)(model->n_views - 1);
			model->part[i] = (uint8_t)part;
		}
	}
}

static void
paint_bar(struct model *model, const struct scan *scan, const struct view *view,
		const struct wlr_box *outer, const struct frame_extents *ext)
{
	const struct theme *theme = view->server->theme;
	struct wlr_box bar = {view->geometry.x, outer->y + theme->border,
			view->geometry.width, ext->top - theme->border};
	struct wlr_box corner = {
			outer->x, outer->y, theme->radius, theme->radius};

	paint(model, scan, &bar, MODEL_BAR);
	if (!view->maximized) {
		paint(model, scan, &corner, MODEL_CORNER);
		corner.x = outer->x + outer->width - theme->radius;
		paint(model, scan, &corner, MODEL_CORNER);
	}
}

static void
add(struct model *model, const struct scan *scan, const struct view *view)
{
	struct frame_extents ext = frame_get_extents(view);
	struct wlr_box outer = placement_get_outer(&view->geometry, &ext);

	model->views[model->n_views++] = view;
	paint(model, scan, &outer, MODEL_EDGE);
	if (!view->popup && !view->fullscreen) {
		paint_bar(model, scan, view, &outer, &ext);
	}
	paint(model, scan, &view->geometry, MODEL_CONTENT);
}

/* A layer whose children are views has its data set. */
static void
add_layer(struct model *model, const struct scan *scan,
		const struct wlr_scene_tree *layer)
{
	struct wlr_scene_node *node;

	wl_list_for_each(node, &layer->children, link) {
		const struct view *view = node->data;

		if (layer->node.data && node->enabled && view && view->mapped &&
				view->impl->kind != VIEW_LAYER) {
			add(model, scan, view);
		}
	}
}

void
model_make(struct model *model, struct server *server, const struct scan *scan,
		const struct wlr_box *panel)
{
	size_t pixels = (size_t)scan->width * (size_t)scan->height;

	*model = (struct model){.width = scan->width, .height = scan->height};
	model->views = xcalloc((size_t)wl_list_length(&server->views) + 1,
			sizeof(struct view *));
	model->owner = xcalloc(pixels, sizeof(uint16_t));
	model->part = xcalloc(pixels, 1);
	for (int i = 0; i < SERVER_LAYER_TRUSTED; i++) {
		add_layer(model, scan, server->layers[i]);
		if (i == SERVER_LAYER_TOP) {
			paint(model, scan, panel, MODEL_PANEL);
		}
	}
}

void
model_free(struct model *model)
{
	free(model->views);
	free(model->owner);
	free(model->part);
}
