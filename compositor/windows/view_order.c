// SPDX-License-Identifier: MIT
/*
 * Puts the scene into the order of server.views, with two bands above it: what
 * is always on top, and the menus of who has the keyboard.
 *
 * An always-on-top window gives way where it would hide the title bar, and with
 * it the label, of another origin's window that has the keyboard: nobody types
 * into a window that says nothing of whose it is.
 */
#include <wlr/types/wlr_scene.h>

#include "compositor/input/seat.h"
#include "compositor/server.h"
#include "compositor/windows/cover.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/stack.h"
#include "compositor/windows/view.h"
#include "compositor/windows/view_geometry.h"

enum band {
	BAND_NORMAL,
	BAND_ON_TOP,
	BAND_POPUPS,
	BAND_COUNT,
};

static bool
hides_title(const struct view *view, const struct view *focus)
{
	struct frame_extents ext = frame_get_extents(view);
	struct wlr_box outer = placement_get_outer(&view->geometry, &ext);
	struct wlr_box title, common;

	ext = frame_get_extents(focus);
	title = placement_get_outer(&focus->geometry, &ext);
	title.height = ext.top;
	return wlr_box_intersection(&common, &outer, &title);
}

static enum band
get_band(struct view *view, const struct view *focus)
{
	bool ours = focus && view_has_same_origin(view, focus);

	if (view->popup) {
		return ours ? BAND_POPUPS : BAND_NORMAL;
	}
	if (!view->on_top && !stack_get_root(view)->on_top) {
		return BAND_NORMAL;
	}
	return focus && !ours && focus->frame && hides_title(view, focus)
			? BAND_NORMAL
			: BAND_ON_TOP;
}

static void
put(struct view *view, enum server_layer layer,
		struct wlr_scene_node *below[SERVER_LAYER_COUNT])
{
	struct server *server = view->server;
	struct wlr_scene_tree *parent = server->layers[layer];
	struct wlr_scene_node *node = &view->tree->node;

	wl_list_insert(layer == SERVER_LAYER_FULLSCREEN ? &server->above
							: &server->below,
			&view->order_link);
	if (view->covered) {
		return;
	}
	if (node->parent != parent) {
		wlr_scene_node_reparent(node, parent);
	}
	if (below[layer]) {
		wlr_scene_node_place_above(node, below[layer]);
	}
	below[layer] = node;
}

/* Only a window with the keyboard is above the panels, with what its qube has
 * above it: another window that has the keyboard must be seen. */
static void
put_band(struct server *server, enum band band,
		struct wlr_scene_node *below[SERVER_LAYER_COUNT])
{
	struct view *focus = seat_get_focus(server->seat);
	struct view *view;
	bool above = false;

	wl_list_for_each_reverse(view, &server->views, link) {
		enum server_layer layer = SERVER_LAYER_VIEWS;

		above |= view == focus && view->fullscreen;
		if (above && view_has_same_origin(view, focus)) {
			layer = SERVER_LAYER_FULLSCREEN;
		}
		if (server->on_top == 0 || get_band(view, focus) == band) {
			put(view, layer, below);
		}
	}
}

void
view_restack(struct server *server)
{
	struct wlr_scene_node *below[SERVER_LAYER_COUNT] = {0};
	int bands = server->on_top > 0 ? BAND_COUNT : 1;

	wl_list_init(&server->above);
	wl_list_init(&server->below);
	for (int i = 0; i < bands; i++) {
		put_band(server, (enum band)i, below);
	}
}

void
view_sync_stack(struct server *server)
{
	view_restack(server);
	cover_reveal(server->cover);
}
