// SPDX-License-Identifier: MIT
#include "compositor/clients/xdg_popup.h"

#include <stdlib.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "common/mem.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"
#include "compositor/wlr_compat.h"

struct xdg_popup {
	struct wlr_xdg_popup *wlr_popup; // borrowed
	struct wlr_scene_tree *tree; // goes with the surface
	struct view *view; // whose content it lies in; borrowed

	struct wl_listener commit;
	struct wl_listener reposition;
	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener destroy;
};

/* Keeps it on the output's work area, out from under the trusted strip. */
static void
unconstrain(struct xdg_popup *popup)
{
	struct view *view = popup->view;
	struct output *output = output_of_box(view->server, &view->geometry);
	struct wlr_surface *root =
			wlr_surface_get_root_surface(popup->wlr_popup->parent);
	struct wlr_xdg_surface *toplevel =
			wlr_xdg_surface_try_from_wlr_surface(root);
	struct wlr_box box, geometry = {0};

	if (!output) {
		return;
	}
	while (toplevel && toplevel->role == WLR_XDG_SURFACE_ROLE_POPUP &&
			toplevel->popup && toplevel->popup->parent) {
		toplevel = wlr_xdg_surface_try_from_wlr_surface(
				toplevel->popup->parent);
	}
	if (toplevel) {
		wlr_compat_xdg_geometry(toplevel, &geometry);
	}
	box = view->impl->kind == VIEW_LAYER ? output_get_area(output)
					     : output->work_area;
	box.x -= view->geometry.x - geometry.x;
	box.y -= view->geometry.y - geometry.y;
	wlr_xdg_popup_unconstrain_from_box(popup->wlr_popup, &box);
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct xdg_popup *popup = wl_container_of(listener, popup, commit);

	if (popup->wlr_popup->base->initial_commit) {
		unconstrain(popup);
		wlr_xdg_surface_schedule_configure(popup->wlr_popup->base);
	}
}

static void
handle_reposition(struct wl_listener *listener, void *data)
{
	struct xdg_popup *popup = wl_container_of(listener, popup, reposition);

	unconstrain(popup);
}

static void
handle_map(struct wl_listener *listener, void *data)
{
	struct xdg_popup *popup = wl_container_of(listener, popup, map);

	seat_refresh_pointer(popup->view->server->seat);
}

static void
handle_unmap(struct wl_listener *listener, void *data)
{
	struct xdg_popup *popup = wl_container_of(listener, popup, unmap);

	seat_refresh_pointer(popup->view->server->seat);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct xdg_popup *popup = wl_container_of(listener, popup, destroy);

	wl_list_remove(&popup->commit.link);
	wl_list_remove(&popup->reposition.link);
	wl_list_remove(&popup->map.link);
	wl_list_remove(&popup->unmap.link);
	wl_list_remove(&popup->destroy.link);
	popup->wlr_popup->base->data = NULL; // which may live on
	free(popup);
}

void
xdg_popup_create(struct wlr_xdg_popup *wlr_popup,
		struct wlr_scene_tree *parent_tree)
{
	struct view *view = view_try_from_node(&parent_tree->node);
	struct xdg_popup *popup;

	if (!view) {
		return; // a popup of nothing we show
	}
	popup = xcalloc(1, sizeof(*popup));
	popup->wlr_popup = wlr_popup;
	popup->view = view;
	popup->tree = wlr_scene_xdg_surface_create(parent_tree, wlr_popup->base);
	wlr_popup->base->data = popup->tree;
	popup->commit.notify = handle_commit;
	wl_signal_add(&wlr_popup->base->surface->events.commit, &popup->commit);
	popup->reposition.notify = handle_reposition;
	wl_signal_add(&wlr_popup->events.reposition, &popup->reposition);
	popup->map.notify = handle_map;
	wl_signal_add(&wlr_popup->base->surface->events.map, &popup->map);
	popup->unmap.notify = handle_unmap;
	wl_signal_add(&wlr_popup->base->surface->events.unmap, &popup->unmap);
	popup->destroy.notify = handle_destroy;
	wl_signal_add(&wlr_popup->events.destroy, &popup->destroy);
}
