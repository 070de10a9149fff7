// SPDX-License-Identifier: MIT
#include "compositor/clients/surface_filter.h"

#include <stddef.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>

static void
update_one(struct wlr_scene_buffer *buffer, int sx, int sy, void *data)
{
	struct wlr_scene_surface *scene =
			wlr_scene_surface_try_from_buffer(buffer);
	bool single = scene && scene->surface->current.buffer_width == 1 &&
			scene->surface->current.buffer_height == 1;

	wlr_scene_buffer_set_filter_mode(buffer,
			single ? WLR_SCALE_FILTER_NEAREST
			       : WLR_SCALE_FILTER_BILINEAR);
}

void
surface_filter_update(struct wlr_scene_node *node)
{
	wlr_scene_node_for_each_buffer(node, update_one, NULL);
}
