// SPDX-License-Identifier: MIT
#include "compositor/clients/layer_view.h"

#include <stdlib.h>
#include <wlr/types/wlr_layer_shell_v1.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "common/loop.h"
#include "common/mem.h"
#include "compositor/clients/client_view.h"
#include "compositor/clients/layer_shell.h"
#include "compositor/clients/surface_filter.h"
#include "compositor/clients/xdg_popup.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "protocols/gui/text.h"

#define MAX_NAME 64

static struct layer_view *
from_view(struct view *view)
{
	struct layer_view *layer_view = wl_container_of(view, layer_view, view);

	return layer_view;
}

/* Its place follows from its anchors alone. */
static void
configure(struct view *view, const struct wlr_box *box)
{
}

static void
close_view(struct view *view)
{
	layer_view_close(from_view(view));
}

static void
state_changed(struct view *view)
{
}

static const struct view_impl impl = {
		.kind = VIEW_LAYER,
		.configure = configure,
		.close = close_view,
		.state_changed = state_changed,
		.focus_in = client_view_focus_in,
		.focus_out = client_view_focus_out,
		.key = client_view_key,
		.modifiers = client_view_modifiers,
		.pointer_enter = client_view_pointer_enter,
		.pointer_leave = client_view_pointer_leave,
		.pointer_motion = client_view_pointer_motion,
		.pointer_button = client_view_pointer_button,
		.pointer_axis = client_view_pointer_axis,
		.pointer_frame = client_view_pointer_frame,
};

/* Into the layer it asks for; menus of what lies below windows lie above
 * them. */
static void
restack(struct layer_view *layer_view)
{
	struct wlr_scene_tree **layers = layer_view->view.server->layers;
	struct wlr_scene_node *node = &layer_view->view.tree->node;
	enum server_layer layer = SERVER_LAYER_BOTTOM;
	enum server_layer popups = SERVER_LAYER_TOP;

	switch (layer_view->surface->current.layer) {
	case ZWLR_LAYER_SHELL_V1_LAYER_BACKGROUND:
	case ZWLR_LAYER_SHELL_V1_LAYER_BOTTOM:
		break;
	case ZWLR_LAYER_SHELL_V1_LAYER_TOP:
		layer = SERVER_LAYER_TOP;
		break;
	case ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY:
		layer = popups = SERVER_LAYER_OVERLAY;
		break;
	}
	wlr_scene_node_reparent(node, layers[layer]);
	if (layer_view->surface->current.layer ==
			ZWLR_LAYER_SHELL_V1_LAYER_BACKGROUND) {
		wlr_scene_node_lower_to_bottom(node);
	}
	wlr_scene_node_reparent(&layer_view->popups->node, layers[popups]);
	wlr_scene_node_raise_to_top(&layer_view->popups->node);
}

static void
take_geometry(struct layer_view *layer_view)
{
	struct view *view = &layer_view->view;
	const struct wlr_surface_state *state =
			&layer_view->surface->surface->current;

	/* Of its tree the helper sets the place, of ours nobody. */
	view->geometry = (struct wlr_box){
			.x = layer_view->scene->tree->node.x,
			.y = layer_view->scene->tree->node.y,
			.width = state->width,
			.height = state->height,
	};
	wlr_scene_node_set_position(&layer_view->popups->node, view->geometry.x,
			view->geometry.y);
}

void
layer_view_arrange(struct layer_view *layer_view, const struct wlr_box *full,
		struct wlr_box *area)
{
	if (!layer_view->surface->initialized || layer_view->leaving) {
		return;
	}
	wlr_scene_layer_surface_v1_configure(layer_view->scene, full, area);
	take_geometry(layer_view);
}

bool
layer_view_is_exclusive(const struct layer_view *layer_view)
{
	const struct wlr_layer_surface_v1_state *state =
			&layer_view->surface->current;

	return state->keyboard_interactive ==
			ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE &&
			state->layer >= ZWLR_LAYER_SHELL_V1_LAYER_TOP;
}

struct output *
layer_view_get_output(const struct layer_view *layer_view)
{
	struct wlr_output *wlr_output = layer_view->surface->output;

	return wlr_output ? wlr_output->data : NULL;
}

void
layer_view_close(struct layer_view *layer_view)
{
	wlr_layer_surface_v1_destroy(layer_view->surface);
}

static void
handle_map(struct wl_listener *listener, void *data)
{
	struct layer_view *layer_view =
			wl_container_of(listener, layer_view, map);
	struct view *view = &layer_view->view;

	view->mapped = true;
	view->shown_msec = loop_now_msec();
	wlr_scene_node_set_enabled(&view->tree->node, true);
	wlr_scene_node_set_enabled(&layer_view->popups->node, true);
	layer_shell_handle_map(layer_view->shell, layer_view);
}

static void
handle_unmap(struct wl_listener *listener, void *data)
{
	struct layer_view *layer_view =
			wl_container_of(listener, layer_view, unmap);
	struct view *view = &layer_view->view;

	view->mapped = false;
	layer_view->yielded = false;
	layer_view->leaving = true;
	wlr_scene_node_set_enabled(&view->tree->node, false);
	wlr_scene_node_set_enabled(&layer_view->popups->node, false);
	layer_shell_handle_unmap(layer_view->shell, layer_view);
	layer_view->leaving = false;
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct layer_view *layer_view =
			wl_container_of(listener, layer_view, commit);
	const struct wlr_layer_surface_v1_state *state =
			&layer_view->surface->current;
	uint32_t committed = state->committed;
	struct wlr_box old = layer_view->view.geometry;

	if (committed & WLR_LAYER_SURFACE_V1_STATE_LAYER ||
			layer_view->surface->initial_commit) {
		restack(layer_view);
	}
	if (committed & WLR_LAYER_SURFACE_V1_STATE_KEYBOARD_INTERACTIVITY) {
		layer_view->view.passive = state->keyboard_interactive ==
				ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE;
		layer_view->yielded = false;
	}
	if (committed || layer_view->surface->initial_commit) {
		layer_shell_handle_change(layer_view->shell, layer_view);
	}
	take_geometry(layer_view);
	surface_filter_update(&layer_view->view.content->node);
	if (layer_view->view.mapped &&
			!wlr_box_equal(&old, &layer_view->view.geometry)) {
		seat_refresh_pointer(layer_view->view.server->seat);
	}
}

static void
handle_new_popup(struct wl_listener *listener, void *data)
{
	struct layer_view *layer_view =
			wl_container_of(listener, layer_view, new_popup);

	xdg_popup_create(data, layer_view->popups);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct layer_view *layer_view =
			wl_container_of(listener, layer_view, destroy);

	wl_list_remove(&layer_view->map.link);
	wl_list_remove(&layer_view->unmap.link);
	wl_list_remove(&layer_view->commit.link);
	wl_list_remove(&layer_view->new_popup.link);
	wl_list_remove(&layer_view->destroy.link);
	wl_list_remove(&layer_view->link);
	wlr_scene_node_destroy(&layer_view->popups->node);
	view_finish(&layer_view->view);
	free(layer_view);
}

static void
add(struct wl_signal *signal, struct wl_listener *listener,
		wl_notify_func_t notify)
{
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

static void
listen_to(struct layer_view *layer_view)
{
	struct wlr_layer_surface_v1 *surface = layer_view->surface;

	add(&surface->surface->events.map, &layer_view->map, handle_map);
	add(&surface->surface->events.unmap, &layer_view->unmap, handle_unmap);
	add(&surface->surface->events.commit, &layer_view->commit, handle_commit);
	add(&surface->events.new_popup, &layer_view->new_popup, handle_new_popup);
	add(&surface->events.destroy, &layer_view->destroy, handle_destroy);
}

struct layer_view *
layer_view_create(struct layer_shell *shell, struct wlr_layer_surface_v1 *surface)
{
	struct layer_view *layer_view = xcalloc(1, sizeof(*layer_view));
	struct server *server = layer_shell_get_server(shell);
	char name[MAX_NAME];

	layer_view->shell = shell;
	layer_view->surface = surface;
	surface->data = layer_view;
	view_init(&layer_view->view, server, &impl);
	layer_view->view.client = wl_resource_get_client(surface->resource);
	layer_view->view.surface = surface->surface;
	layer_view->view.passive = true;
	layer_view->popups =
			wlr_scene_tree_create(server->layers[SERVER_LAYER_TOP]);
	layer_view->popups->node.data = &layer_view->view;
	wlr_scene_node_set_enabled(&layer_view->popups->node, false);
	layer_view->scene = wlr_scene_layer_surface_v1_create(
			layer_view->view.content, surface);
	restack(layer_view);
	/* Trusted programs show what others wrote, too. */
	gui_text_clean_ascii(name, sizeof(name), surface->namespace);
	view_set_app_id(&layer_view->view, name);
	wl_list_init(&layer_view->link);
	listen_to(layer_view);
	return layer_view;
}
