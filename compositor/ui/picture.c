// SPDX-License-Identifier: MIT
#include "compositor/ui/picture.h"

#include <math.h>
#include <stdlib.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/server.h"
#include "compositor/ui/image.h"

struct picture {
	struct server *server; // borrowed
	struct wlr_scene_buffer *node; // owned
	struct wlr_buffer *buffer; // locked, may be NULL
	double scale;
	picture_rescale_fn rescale;
	void *user; // borrowed
	struct wl_event_source *idle; // owned, NULL: nothing to do

	struct wl_listener outputs_update;
};

static void
handle_idle(void *data)
{
	struct picture *picture = data;

	picture->idle = NULL;
	picture->rescale(picture->user);
}

static void
handle_outputs_update(struct wl_listener *listener, void *data)
{
	struct picture *picture =
			wl_container_of(listener, picture, outputs_update);
	const struct wlr_scene_outputs_update_event *event = data;
	double scale = 0;

	for (size_t i = 0; i < event->size; i++) {
		scale = fmax(scale, event->active[i]->output->scale);
	}
	if (scale == 0 || scale == picture->scale) {
		return; // nobody sees it, or it is right already
	}
	picture->scale = scale;
	if (!picture->idle) {
		picture->idle = wl_event_loop_add_idle(
				picture->server->loop, handle_idle, picture);
	}
}

struct picture *
picture_create(struct server *server, struct wlr_scene_tree *parent,
		picture_rescale_fn rescale, void *user)
{
	struct picture *picture = xcalloc(1, sizeof(*picture));

	picture->server = server;
	picture->rescale = rescale;
	picture->user = user;
	picture->scale = server->plane_scale > 0 ? server->plane_scale : 1;
	picture->node = wlr_scene_buffer_create(parent, NULL);
	picture->outputs_update.notify = handle_outputs_update;
	wl_signal_add(&picture->node->events.outputs_update,
			&picture->outputs_update);
	return picture;
}

void
picture_destroy(struct picture *picture)
{
	if (!picture) {
		return;
	}
	if (picture->idle) {
		wl_event_source_remove(picture->idle);
	}
	wl_list_remove(&picture->outputs_update.link);
	wlr_scene_node_destroy(&picture->node->node);
	wlr_buffer_unlock(picture->buffer);
	free(picture);
}

double
picture_get_scale(const struct picture *picture)
{
	return picture->scale;
}

/* Lets the scene skip what lies below. */
static void
set_opaque(struct picture *picture, const struct wlr_box *box, int corner)
{
	pixman_region32_t region;

	pixman_region32_init(&region);
	if (corner < box->height) {
		pixman_region32_union_rect(&region, &region, 0, corner,
				(unsigned int)box->width,
				(unsigned int)(box->height - corner));
	}
	wlr_scene_buffer_set_opaque_region(picture->node, &region);
	pixman_region32_fini(&region);
}

void
picture_show(struct picture *picture, const struct wlr_box *box,
		const struct image_spec *spec, int corner)
{
	struct wlr_buffer *old = picture->buffer;
	struct wlr_buffer *buffer;

	if (box->width <= 0 || box->height <= 0 || spec->width <= 0 ||
			spec->height <= 0) {
		picture_hide(picture);
		return;
	}
	wlr_scene_node_set_position(&picture->node->node, box->x, box->y);
	wlr_scene_buffer_set_dest_size(picture->node, box->width, box->height);
	buffer = image_get(&picture->server->images, spec);
	if (buffer && buffer != old) {
		wlr_scene_buffer_set_buffer(picture->node, buffer);
		picture->buffer = wlr_buffer_lock(buffer);
		wlr_buffer_unlock(old);
	}
	wlr_buffer_unlock(buffer);
	/* One pixel stretched along a line must not fade at its ends. */
	wlr_scene_buffer_set_filter_mode(picture->node,
			spec->width == 1 || spec->height == 1
					? WLR_SCALE_FILTER_NEAREST
					: WLR_SCALE_FILTER_BILINEAR);
	if (!spec->opaque) {
		set_opaque(picture, box, corner);
	}
	wlr_scene_node_set_enabled(&picture->node->node, picture->buffer != NULL);
}

void
picture_hide(struct picture *picture)
{
	wlr_scene_node_set_enabled(&picture->node->node, false);
}
