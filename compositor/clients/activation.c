// SPDX-License-Identifier: MIT
#include "compositor/clients/activation.h"

#include <stdlib.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_activation_v1.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "common/mem.h"
#include "compositor/action.h"
#include "compositor/input/seat.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"

struct activation {
	struct server *server; // borrowed
	struct wlr_xdg_activation_v1 *wlr; // goes with the display
	struct wl_listener new_token;
	struct wl_listener request_activate;
};

/* Belongs to a token that counts. */
struct permit {
	unsigned int presses; // of the seat when it was made
	struct wl_listener destroy;
};

static void
handle_token_destroy(struct wl_listener *listener, void *data)
{
	struct permit *permit = wl_container_of(listener, permit, destroy);

	wl_list_remove(&permit->destroy.link);
	free(permit);
}

static void
add_permit(struct activation *activation,
		struct wlr_xdg_activation_token_v1 *token)
{
	struct permit *permit = xcalloc(1, sizeof(*permit));

	permit->presses = seat_get_presses(activation->server->seat);
	permit->destroy.notify = handle_token_destroy;
	wl_signal_add(&token->events.destroy, &permit->destroy);
	token->data = permit;
}

/* wlroots has seen that the serial, if there is one, was this client's. */
static void
handle_new_token(struct wl_listener *listener, void *data)
{
	struct activation *activation =
			wl_container_of(listener, activation, new_token);
	struct wlr_xdg_activation_token_v1 *token = data;
	const struct wl_client *pressed =
			seat_get_pressed_client(activation->server->seat);

	if (token->seat && token->surface && pressed &&
			wl_resource_get_client(token->surface->resource) ==
					pressed) {
		add_permit(activation, token);
	}
}

static struct view *
find_view(struct wlr_surface *surface)
{
	struct wlr_xdg_surface *xdg = wlr_xdg_surface_try_from_wlr_surface(
			wlr_surface_get_root_surface(surface));
	struct wlr_scene_tree *tree = xdg ? xdg->data : NULL;

	return tree ? view_try_from_node(&tree->node) : NULL;
}

static void
handle_request_activate(struct wl_listener *listener, void *data)
{
	struct activation *activation =
			wl_container_of(listener, activation, request_activate);
	const struct wlr_xdg_activation_v1_request_activate_event *event = data;
	const struct permit *permit = event->token->data;
	struct view *view = find_view(event->surface);
	bool counts = permit &&
			permit->presses ==
					seat_get_presses(activation->server->seat);

	if (!view) {
		return;
	}
	if (!counts) {
		view_set_urgent(view, true);
	} else if (view->mapped) {
		action_show(view);
	} else {
		view->launched = true;
		view->launched_presses = permit->presses;
	}
}

char *
activation_make_token(struct activation *activation)
{
	struct wlr_xdg_activation_token_v1 *token =
			wlr_xdg_activation_token_v1_create(activation->wlr);

	if (!token) {
		return NULL;
	}
	add_permit(activation, token);
	return xstrdup(wlr_xdg_activation_token_v1_get_name(token));
}

struct activation *
activation_create(struct server *server, struct err *err)
{
	struct activation *activation = xcalloc(1, sizeof(*activation));

	activation->server = server;
	activation->wlr = wlr_xdg_activation_v1_create(server->display);
	if (!activation->wlr) {
		err_set(err, "xdg-activation cannot be offered to clients");
		free(activation);
		return NULL;
	}
	activation->new_token.notify = handle_new_token;
	wl_signal_add(&activation->wlr->events.new_token, &activation->new_token);
	activation->request_activate.notify = handle_request_activate;
	wl_signal_add(&activation->wlr->events.request_activate,
			&activation->request_activate);
	return activation;
}

void
activation_destroy(struct activation *activation)
{
	if (!activation) {
		return;
	}
	wl_list_remove(&activation->new_token.link);
	wl_list_remove(&activation->request_activate.link);
	free(activation);
}
