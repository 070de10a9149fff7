// SPDX-License-Identifier: MIT
#include "compositor/clients/xdg.h"

#include <stdlib.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/util/edges.h>

#include "common/mem.h"
#include "compositor/clients/client_view.h"
#include "compositor/clients/decoration.h"
#include "compositor/clients/programs.h"
#include "compositor/clients/surface_filter.h"
#include "compositor/clients/xdg_popup.h"
#include "compositor/input/seat.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"
#include "compositor/wlr_compat.h"
#include "protocols/gui/text.h"

#define XDG_SHELL_VERSION 6
#define MAX_TITLE 512

struct xdg {
	struct server *server; // borrowed
	struct decoration *decoration; // owned
	struct wl_listener new_toplevel;
	struct wl_listener new_popup;
};

struct xdg_view {
	struct view view;
	struct wlr_xdg_toplevel *toplevel; // borrowed
	struct wlr_scene_tree *tree; // its surfaces; goes with it
	uint32_t serial; // of the last configure with a size
	bool outstanding; // which the client has not answered

	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener commit;
	struct wl_listener destroy;
	struct wl_listener request_maximize;
	struct wl_listener request_fullscreen;
	struct wl_listener request_minimize;
	struct wl_listener request_move;
	struct wl_listener request_resize;
	struct wl_listener set_title;
	struct wl_listener set_app_id;
	struct wl_listener set_parent;
};

static struct xdg_view *
from_view(struct view *view)
{
	struct xdg_view *xdg_view = wl_container_of(view, xdg_view, view);

	return xdg_view;
}

static void
configure(struct view *view, const struct wlr_box *box)
{
	struct xdg_view *xdg_view = from_view(view);
	struct wlr_xdg_toplevel_configure *scheduled =
			&xdg_view->toplevel->scheduled;
	struct wlr_box now = view->geometry;
	bool free = scheduled->width == 0 && scheduled->height == 0;
	bool asked = free ||
			(scheduled->width == box->width &&
					scheduled->height == box->height);

	/* A client that has this size already need not answer. */
	if (now.width == box->width && now.height == box->height &&
			(asked || !xdg_view->outstanding)) {
		now.x = box->x;
		now.y = box->y;
		if (!wlr_box_equal(&now, &view->geometry)) {
			view_set_geometry(view, &now);
		}
		if (asked) {
			return;
		}
	}
	xdg_view->serial = wlr_xdg_toplevel_set_size(
			xdg_view->toplevel, box->width, box->height);
	xdg_view->outstanding = true;
}

static void
close_view(struct view *view)
{
	wlr_xdg_toplevel_send_close(from_view(view)->toplevel);
}

static void
state_changed(struct view *view)
{
	struct wlr_xdg_toplevel *toplevel = from_view(view)->toplevel;

	if (!toplevel->base->initialized) {
		return;
	}
	wlr_xdg_toplevel_set_activated(toplevel, view->activated);
	wlr_xdg_toplevel_set_maximized(toplevel, view->maximized);
	wlr_xdg_toplevel_set_fullscreen(toplevel, view->fullscreen);
	wlr_xdg_toplevel_set_tiled(toplevel, view->tiled);
	wlr_xdg_toplevel_set_suspended(
			toplevel, view->minimized || view->elsewhere);
}

static const struct view_impl impl = {
		.kind = VIEW_LOCAL,
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

static void
take_hints(struct xdg_view *xdg_view)
{
	const struct wlr_xdg_toplevel_state *state = &xdg_view->toplevel->current;
	const struct view_hints hints = {
			.min_width = state->min_width,
			.min_height = state->min_height,
			.max_width = state->max_width,
			.max_height = state->max_height,
			.inc_width = 1,
			.inc_height = 1,
	};

	view_set_hints(&xdg_view->view, &hints);
}

/* A program that draws shadows around itself must not draw over our frame. */
static void
clip_to(struct xdg_view *xdg_view, const struct wlr_box *geometry)
{
	const struct wlr_surface_state *state =
			&xdg_view->toplevel->base->surface->current;
	bool all = geometry->x == 0 && geometry->y == 0 &&
			geometry->width == state->width &&
			geometry->height == state->height;

	wlr_scene_subsurface_tree_set_clip(
			&xdg_view->tree->node, all ? NULL : geometry);
}

/* Where the window goes now that it has this size: as asked, with the edges
 * that are to stay where they were asked to be. */
static struct wlr_box
get_anchored(const struct view *view, int width, int height)
{
	struct wlr_box box = view->wanted;

	if (view->anchor & WLR_EDGE_RIGHT) {
		box.x += view->wanted.width - width;
	}
	if (view->anchor & WLR_EDGE_BOTTOM) {
		box.y += view->wanted.height - height;
	}
	box.width = width;
	box.height = height;
	return box;
}

static void
update_geometry(struct xdg_view *xdg_view)
{
	struct view *view = &xdg_view->view;
	uint32_t acked = xdg_view->toplevel->base->current.configure_serial;
	struct wlr_box geometry, box = view->geometry;

	wlr_compat_xdg_geometry(xdg_view->toplevel->base, &geometry);
	clip_to(xdg_view, &geometry);
	box.width = geometry.width;
	box.height = geometry.height;
	if (xdg_view->outstanding && (int32_t)(acked - xdg_view->serial) >= 0) {
		xdg_view->outstanding = false;
		box = get_anchored(view, geometry.width, geometry.height);
		view->wanted = box;
	} else if (xdg_view->outstanding && view->anchor) {
		box = get_anchored(view, geometry.width, geometry.height);
	}
	if (!wlr_box_equal(&box, &view->geometry)) {
		view_set_geometry(view, &box);
	}
}

static void
handle_initial_commit(struct xdg_view *xdg_view)
{
	struct wlr_xdg_toplevel *toplevel = xdg_view->toplevel;
	struct view *view = &xdg_view->view;

	view->maximized = toplevel->requested.maximized;
	view->fullscreen = toplevel->requested.fullscreen;
	wlr_xdg_toplevel_set_wm_capabilities(toplevel,
			WLR_XDG_TOPLEVEL_WM_CAPABILITIES_MAXIMIZE |
					WLR_XDG_TOPLEVEL_WM_CAPABILITIES_FULLSCREEN |
					WLR_XDG_TOPLEVEL_WM_CAPABILITIES_MINIMIZE);
	state_changed(view);
	wlr_xdg_toplevel_set_size(toplevel, 0, 0);
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, commit);

	if (xdg_view->toplevel->base->initial_commit) {
		handle_initial_commit(xdg_view);
	} else if (xdg_view->view.mapped) {
		take_hints(xdg_view);
		update_geometry(xdg_view);
		surface_filter_update(&xdg_view->tree->node);
		seat_refresh_pointer(xdg_view->view.server->seat);
	}
}

/* Was the window asked for, and nothing else done since? */
static void
note_launch(struct view *view)
{
	struct server *server = view->server;
	bool launched = programs_take_launch(server->programs, view->client);

	if (view->launched_presses != seat_get_presses(server->seat)) {
		view->launched = false;
	}
	view->launched |= launched;
}

static void
handle_map(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, map);
	struct view *view = &xdg_view->view;

	wlr_compat_xdg_geometry(xdg_view->toplevel->base, &view->geometry);
	clip_to(xdg_view, &view->geometry);
	view->geometry.x = 0;
	view->geometry.y = 0;
	view->wanted = (struct wlr_box){0};
	take_hints(xdg_view);
	note_launch(view);
	view_map(view);
}

static void
handle_unmap(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, unmap);

	view_unmap(&xdg_view->view);
}

static void
handle_request_maximize(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view =
			wl_container_of(listener, xdg_view, request_maximize);

	if (!xdg_view->toplevel->base->initialized) {
		return;
	}
	view_set_maximized(&xdg_view->view,
			xdg_view->toplevel->requested.maximized);
	wlr_xdg_surface_schedule_configure(xdg_view->toplevel->base);
}

static void
handle_request_fullscreen(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view =
			wl_container_of(listener, xdg_view, request_fullscreen);

	if (!xdg_view->toplevel->base->initialized) {
		return;
	}
	view_request_fullscreen(&xdg_view->view,
			xdg_view->toplevel->requested.fullscreen);
	wlr_xdg_surface_schedule_configure(xdg_view->toplevel->base);
}

static void
handle_request_minimize(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view =
			wl_container_of(listener, xdg_view, request_minimize);

	if (xdg_view->view.mapped) {
		view_set_minimized(&xdg_view->view,
				xdg_view->toplevel->requested.minimized);
	}
}

static void
handle_request_move(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view =
			wl_container_of(listener, xdg_view, request_move);

	if (xdg_view->view.mapped) {
		seat_begin_move(xdg_view->view.server->seat, &xdg_view->view);
	}
}

static void
handle_request_resize(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view =
			wl_container_of(listener, xdg_view, request_resize);
	const struct wlr_xdg_toplevel_resize_event *event = data;
	struct view *view = &xdg_view->view;

	if (view->mapped && !view->maximized && !view->fullscreen) {
		seat_begin_resize(view->server->seat, view, event->edges);
	}
}

static void
handle_set_title(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view =
			wl_container_of(listener, xdg_view, set_title);

	char title[MAX_TITLE];

	/* Trusted programs show what others wrote, too. */
	gui_text_clean_title(title, sizeof(title),
			xdg_view->toplevel->title ? xdg_view->toplevel->title : "",
			true);
	view_set_title(&xdg_view->view, title);
}

static void
handle_set_app_id(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view =
			wl_container_of(listener, xdg_view, set_app_id);

	char app_id[MAX_TITLE];

	gui_text_clean_ascii(app_id, sizeof(app_id),
			xdg_view->toplevel->app_id ? xdg_view->toplevel->app_id
						   : "");
	view_set_app_id(&xdg_view->view, app_id);
}

static void
handle_set_parent(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view =
			wl_container_of(listener, xdg_view, set_parent);
	struct wlr_xdg_toplevel *parent = xdg_view->toplevel->parent;
	struct wlr_scene_tree *tree = parent ? parent->base->data : NULL;

	view_set_parent(&xdg_view->view,
			tree ? view_try_from_node(&tree->node) : NULL);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, destroy);

	wl_list_remove(&xdg_view->map.link);
	wl_list_remove(&xdg_view->unmap.link);
	wl_list_remove(&xdg_view->commit.link);
	wl_list_remove(&xdg_view->destroy.link);
	wl_list_remove(&xdg_view->request_maximize.link);
	wl_list_remove(&xdg_view->request_fullscreen.link);
	wl_list_remove(&xdg_view->request_minimize.link);
	wl_list_remove(&xdg_view->request_move.link);
	wl_list_remove(&xdg_view->request_resize.link);
	wl_list_remove(&xdg_view->set_title.link);
	wl_list_remove(&xdg_view->set_app_id.link);
	wl_list_remove(&xdg_view->set_parent.link);
	xdg_view->toplevel->base->data = NULL; // which may live on
	view_finish(&xdg_view->view);
	free(xdg_view);
}

static void
add(struct wl_signal *signal, struct wl_listener *listener,
		wl_notify_func_t notify)
{
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

static void
handle_new_toplevel(struct wl_listener *listener, void *data)
{
	struct xdg *xdg = wl_container_of(listener, xdg, new_toplevel);
	struct wlr_xdg_toplevel *toplevel = data;
	struct wlr_surface *surface = toplevel->base->surface;
	struct xdg_view *v = xcalloc(1, sizeof(*v));

	v->toplevel = toplevel;
	view_init(&v->view, xdg->server, &impl);
	v->view.client = wl_resource_get_client(toplevel->resource);
	v->view.surface = surface;
	v->tree = wlr_scene_xdg_surface_create(v->view.content, toplevel->base);
	toplevel->base->data = v->view.content;
	add(&surface->events.map, &v->map, handle_map);
	add(&surface->events.unmap, &v->unmap, handle_unmap);
	add(&surface->events.commit, &v->commit, handle_commit);
	add(&toplevel->events.destroy, &v->destroy, handle_destroy);
	add(&toplevel->events.request_maximize, &v->request_maximize,
			handle_request_maximize);
	add(&toplevel->events.request_fullscreen, &v->request_fullscreen,
			handle_request_fullscreen);
	add(&toplevel->events.request_minimize, &v->request_minimize,
			handle_request_minimize);
	add(&toplevel->events.request_move, &v->request_move,
			handle_request_move);
	add(&toplevel->events.request_resize, &v->request_resize,
			handle_request_resize);
	add(&toplevel->events.set_title, &v->set_title, handle_set_title);
	add(&toplevel->events.set_app_id, &v->set_app_id, handle_set_app_id);
	add(&toplevel->events.set_parent, &v->set_parent, handle_set_parent);
}

static void
handle_new_popup(struct wl_listener *listener, void *data)
{
	struct wlr_xdg_popup *popup = data;
	struct wlr_xdg_surface *parent = popup->parent
			? wlr_xdg_surface_try_from_wlr_surface(popup->parent)
			: NULL;

	/* One of furniture gets its parent later. */
	if (parent && parent->data) {
		xdg_popup_create(popup, parent->data);
	}
}

struct xdg *
xdg_create(struct server *server, struct err *err)
{
	struct wlr_xdg_shell *shell =
			wlr_xdg_shell_create(server->display, XDG_SHELL_VERSION);
	struct decoration *decoration = decoration_create(server->display, err);
	struct xdg *xdg;

	if (!shell || !decoration) {
		err_set(err, "xdg-shell cannot be offered to clients");
		decoration_destroy(decoration);
		return NULL;
	}
	xdg = xcalloc(1, sizeof(*xdg));
	xdg->server = server;
	xdg->decoration = decoration;
	add(&shell->events.new_toplevel, &xdg->new_toplevel, handle_new_toplevel);
	add(&shell->events.new_popup, &xdg->new_popup, handle_new_popup);
	return xdg;
}

void
xdg_destroy(struct xdg *xdg)
{
	if (!xdg) {
		return;
	}
	wl_list_remove(&xdg->new_toplevel.link);
	wl_list_remove(&xdg->new_popup.link);
	decoration_destroy(xdg->decoration);
	free(xdg);
}
