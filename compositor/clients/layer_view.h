// SPDX-License-Identifier: MIT
/*
 * One piece of furniture: a layer-shell surface with its popups, as a view
 * without a frame that is in no list of windows.
 */
#ifndef COMPOSITOR_CLIENTS_LAYER_VIEW_H
#define COMPOSITOR_CLIENTS_LAYER_VIEW_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "compositor/windows/view.h"

struct layer_shell;
struct output;
struct wlr_layer_surface_v1;
struct wlr_scene_layer_surface_v1;

struct layer_view {
	struct view view; // of kind VIEW_LAYER
	struct layer_shell *shell; // borrowed
	struct wlr_layer_surface_v1 *surface; // borrowed
	struct wlr_scene_layer_surface_v1 *scene; // goes with the surface
	struct wlr_scene_tree *popups; // owned; above all windows
	struct wl_list link; // layer_shell.views, latest first
	bool yielded; // a trusted chord took the keyboard from it
	bool leaving; // is being unmapped: must not be configured

	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener commit;
	struct wl_listener new_popup;
	struct wl_listener destroy;
};

/* For a surface that has an output. It frees itself with the surface, and
 * tells the shell of what concerns others. */
struct layer_view *layer_view_create(struct layer_shell *shell,
		struct wlr_layer_surface_v1 *surface);

/* Tells the program, and takes it away. */
void layer_view_close(struct layer_view *layer_view);

/* The output it lies on; NULL if that is gone. */
struct output *layer_view_get_output(const struct layer_view *layer_view);

/* Places it in the area, which it makes smaller if it is to be left free. */
void layer_view_arrange(struct layer_view *layer_view,
		const struct wlr_box *full, struct wlr_box *area);

/* Does it claim the keyboard for itself alone? */
bool layer_view_is_exclusive(const struct layer_view *layer_view);

#endif
