// SPDX-License-Identifier: MIT
/*
 * wlr_scene drops a node's texture whenever its buffer is set, and a GL
 * renderer then copies all of that buffer when it next draws some of it. A
 * band is set only if something in it changed, or if the picture is another.
 */
#include "compositor/qube/qube_bands.h"

#include <math.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/qube/arena_image.h"
#include "compositor/qube/qube_buffer.h"
#include "compositor/qube/qube_plane.h"
#include "compositor/server.h"

struct qube_bands_step
qube_bands_get_step(const struct qube_bands_view *view, int rows)
{
	const struct qube_bands_step one = {view->source.height, view->height};
	int grain = qube_plane_get_grain(view->scale);
	int least = (view->source.height + QUBE_BANDS_MAX - 1) / QUBE_BANDS_MAX;
	struct qube_bands_step step;

	if (rows <= 0 || grain <= 0) {
		return one;
	}
	step.height = grain *
			(int)ceil((rows > least ? rows : least) /
					(grain * view->scale));
	step.rows = (int)lround(step.height * view->scale);
	return step.rows < view->source.height ? step : one;
}

void
qube_bands_init(struct qube_bands *bands, struct server *server,
		struct wlr_scene_tree *parent,
		void (*appear)(struct qube_bands *bands))
{
	*bands = (struct qube_bands){
			.server = server,
			.appear = appear,
			.tree = wlr_scene_tree_create(parent),
	};
	wlr_scene_node_set_enabled(&bands->tree->node, false);
}

static void
set_part(struct qube_band *band, struct qube_buffer *part,
		const pixman_region32_t *damage)
{
	struct qube_buffer *old = band->part;

	band->part = part;
	if (!part) {
		wlr_scene_buffer_set_buffer(band->node, NULL);
	} else {
		part->quiet = true; // the scene looks at its format only
		wlr_scene_buffer_set_buffer_with_damage(
				band->node, &part->base, damage);
		part->quiet = false;
	}
	if (old && old != part) {
		wlr_buffer_unlock(&old->base);
	}
}

static void
hide(struct qube_band *band)
{
	if (band->part) {
		wlr_scene_node_set_enabled(&band->node->node, false);
		set_part(band, NULL, NULL);
	}
}

void
qube_bands_finish(struct qube_bands *bands)
{
	for (int i = 0; i < QUBE_BANDS_MAX; i++) {
		struct qube_band *band = &bands->bands[i];

		hide(band);
		if (band->node) {
			wl_list_remove(&band->outputs_update.link);
		}
	}
	wlr_scene_node_destroy(&bands->tree->node);
}

static void
handle_outputs_update(struct wl_listener *listener, void *data)
{
	struct qube_band *band = wl_container_of(listener, band, outputs_update);

	if (band->node->primary_output) {
		band->bands->appear(band->bands);
	}
}

static void
add_node(struct qube_bands *bands, struct qube_band *band)
{
	band->bands = bands;
	band->node = wlr_scene_buffer_create(bands->tree, NULL);
	band->outputs_update.notify = handle_outputs_update;
	wl_signal_add(&band->node->events.outputs_update, &band->outputs_update);
}

/* Takes the rows of a picture, as far as they are not shown yet. */
static void
take(struct qube_bands *bands, struct qube_band *band, struct qube_buffer *buffer,
		int y, int rows, const pixman_region32_t *damage)
{
	struct qube_buffer *part = band->part;
	bool same_place = part && part->y == (uint32_t)y &&
			part->base.height == rows;
	pixman_region32_t inside;

	pixman_region32_init(&inside);
	pixman_region32_intersect_rect(&inside, (pixman_region32_t *)damage, 0,
			y, buffer->image->width, (unsigned int)rows);
	pixman_region32_translate(&inside, 0, -y);
	if (!same_place || part->whole != buffer) {
		part = qube_buffer_create_part(buffer, (uint32_t)y,
				(uint32_t)rows, &bands->server->reads);
		set_part(band, part, same_place ? &inside : NULL);
	} else if (pixman_region32_not_empty(&inside)) {
		set_part(band, part, &inside);
	}
	pixman_region32_fini(&inside);
}

static void
place(struct qube_band *band, const struct qube_bands_view *view, int rows,
		int ly, int height)
{
	struct wlr_fbox source = {view->source.x, 0, view->source.width, rows};

	wlr_scene_buffer_set_source_box(band->node, &source);
	wlr_scene_buffer_set_dest_size(band->node, view->width, height);
	wlr_scene_node_set_position(&band->node->node, 0, ly);
	wlr_scene_node_set_enabled(&band->node->node, true);
}

static int
at_most(int value, int most)
{
	return value < most ? value : most;
}

void
qube_bands_show(struct qube_bands *bands, const struct qube_bands_view *view,
		const pixman_region32_t *damage)
{
	struct qube_bands_step step =
			qube_bands_get_step(view, bands->server->band_rows);
	bool shown = view->buffer && view->width > 0 && view->height > 0;
	int y = 0;
	int ly = 0;

	for (int i = 0; i < QUBE_BANDS_MAX; i++) {
		struct qube_band *band = &bands->bands[i];
		int rows = at_most(step.rows, view->source.height - y);
		int height = at_most(step.height, view->height - ly);

		if (!shown || rows <= 0 || height <= 0) {
			hide(band);
			continue;
		}
		if (!band->node) {
			add_node(bands, band);
		}
		take(bands, band, view->buffer, view->source.y + y, rows, damage);
		place(band, view, rows, ly, height);
		y += rows;
		ly += height;
	}
	wlr_scene_node_set_enabled(&bands->tree->node, shown);
	bands->shown = shown;
}

struct wlr_output *
qube_bands_get_output(const struct qube_bands *bands)
{
	for (int i = 0; i < QUBE_BANDS_MAX && bands->bands[i].part; i++) {
		struct wlr_scene_output *output =
				bands->bands[i].node->primary_output;

		if (output) {
			return output->output;
		}
	}
	return NULL;
}
