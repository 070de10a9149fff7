// SPDX-License-Identifier: MIT
/* A surface of one pixel that is stretched (a wallpaper of one colour) has that
 * colour everywhere; blending with what lies beside the pixel would fade it. */
#ifndef COMPOSITOR_CLIENTS_SURFACE_FILTER_H
#define COMPOSITOR_CLIENTS_SURFACE_FILTER_H

struct wlr_scene_node;

/* After a commit: chooses for each surface below the node how it is scaled. */
void surface_filter_update(struct wlr_scene_node *node);

#endif
