// SPDX-License-Identifier: MIT
#include "compositor/input/input_popup.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_input_method_v2.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"

struct input_popup {
	struct wl_list link; // of its method
	struct server *server; // borrowed
	struct wlr_input_popup_surface_v2 *popup; // borrowed
	struct wlr_scene_tree *tree; // owned
	struct wlr_box cursor; // of the text, layout coordinates
	bool shown;

	struct wl_listener commit;
	struct wl_listener destroy;
};

/* Below the text, or above it where there is no room; never off the screen. */
static void
place(struct input_popup *popup)
{
	const struct wlr_surface_state *state = &popup->popup->surface->current;
	const struct wlr_box *cursor = &popup->cursor;
	const struct output *output =
			output_at(popup->server, cursor->x, cursor->y);
	struct wlr_box told = {0, -cursor->height, cursor->width, cursor->height};
	struct wlr_box area;
	int lx = cursor->x;
	int ly = cursor->y + cursor->height;

	wlr_scene_node_set_enabled(&popup->tree->node, popup->shown && output);
	if (!popup->shown || !output) {
		return;
	}
	area = output->work_area;
	if (ly + state->height > area.y + area.height) {
		ly = cursor->y - state->height;
	}
	if (lx + state->width > area.x + area.width) {
		lx = area.x + area.width - state->width;
	}
	lx = lx > area.x ? lx : area.x;
	ly = ly > area.y ? ly : area.y;
	told.x = cursor->x - lx;
	told.y = cursor->y - ly;
	wlr_scene_node_set_position(&popup->tree->node, lx, ly);
	wlr_input_popup_surface_v2_send_text_input_rectangle(popup->popup, &told);
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct input_popup *popup = wl_container_of(listener, popup, commit);

	place(popup);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct input_popup *popup = wl_container_of(listener, popup, destroy);

	wl_list_remove(&popup->commit.link);
	wl_list_remove(&popup->destroy.link);
	wl_list_remove(&popup->link);
	wlr_scene_node_destroy(&popup->tree->node);
	free(popup);
}

void
input_popup_create(struct server *server, struct wl_list *popups,
		struct wlr_input_popup_surface_v2 *surface)
{
	struct input_popup *popup = xcalloc(1, sizeof(*popup));

	popup->server = server;
	popup->popup = surface;
	popup->tree = wlr_scene_tree_create(server->layers[SERVER_LAYER_OVERLAY]);
	wlr_scene_subsurface_tree_create(popup->tree, surface->surface);
	wlr_scene_node_set_enabled(&popup->tree->node, false);
	popup->commit.notify = handle_commit;
	wl_signal_add(&surface->surface->events.commit, &popup->commit);
	popup->destroy.notify = handle_destroy;
	wl_signal_add(&surface->events.destroy, &popup->destroy);
	wl_list_insert(popups, &popup->link);
}

void
input_popup_place_all(struct wl_list *popups, const struct wlr_box *cursor)
{
	struct input_popup *popup;

	wl_list_for_each(popup, popups, link) {
		popup->shown = cursor;
		if (cursor) {
			popup->cursor = *cursor;
		}
		place(popup);
	}
}
