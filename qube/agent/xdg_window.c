// SPDX-License-Identifier: MIT
/*
 * Clients are told that they are tiled on all sides: then they draw neither
 * shadow nor rounded corners nor resize handles, which are the frame's, and
 * take the size they are given. They are told only once they have chosen a
 * size, together with it: toolkits that are tiled before that stay as small as
 * they can be. Dialogs are not told, as they grow and shrink by themselves.
 */
#include "qube/agent/xdg_window.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/util/edges.h>

#include "common/mem.h"
#include "qube/agent/server.h"
#include "qube/agent/window.h"
#include "qube/agent/wlr_compat.h"

#define ALL_EDGES \
	(WLR_EDGE_TOP | WLR_EDGE_BOTTOM | WLR_EDGE_LEFT | WLR_EDGE_RIGHT)

struct xdg_window {
	struct window base;
	struct wlr_xdg_toplevel *toplevel; // borrowed
	uint32_t serial; // of the configure to be answered; 0: none

	struct wl_listener commit;
	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener destroy;
	struct wl_listener set_title;
	struct wl_listener set_app_id;
	struct wl_listener set_parent;
	struct wl_listener request_fullscreen;
	struct wl_listener request_maximize;
	struct wl_listener request_minimize;
};

static void
impl_get_content(struct window *base, struct wlr_box *box)
{
	struct xdg_window *win = wl_container_of(base, win, base);

	wlr_compat_xdg_geometry(win->toplevel->base, box);
}

static bool
impl_configure(struct window *base, bool resize)
{
	struct xdg_window *win = wl_container_of(base, win, base);

	if (resize) {
		win->serial = wlr_xdg_toplevel_set_size(win->toplevel,
				base->fit.width, base->fit.height);
	}
	return resize || win->serial != 0;
}

static void
impl_close(struct window *base)
{
	struct xdg_window *win = wl_container_of(base, win, base);

	wlr_xdg_toplevel_send_close(win->toplevel);
}

static void
impl_activate(struct window *base, bool activated)
{
	struct xdg_window *win = wl_container_of(base, win, base);

	wlr_xdg_toplevel_set_activated(win->toplevel, activated);
}

static void
impl_set_fullscreen(struct window *base, bool fullscreen)
{
	struct xdg_window *win = wl_container_of(base, win, base);

	wlr_xdg_toplevel_set_fullscreen(win->toplevel, fullscreen);
}

static void
impl_set_minimized(struct window *base, bool minimized)
{
	struct xdg_window *win = wl_container_of(base, win, base);

	wlr_xdg_toplevel_set_suspended(win->toplevel, minimized);
}

static const struct window_impl impl = {
		.kind = WINDOW_XDG,
		.get_content = impl_get_content,
		.configure = impl_configure,
		.close = impl_close,
		.activate = impl_activate,
		.set_fullscreen = impl_set_fullscreen,
		.set_minimized = impl_set_minimized,
};

static void
update_hints(struct xdg_window *win)
{
	const struct wlr_xdg_toplevel_state *state = &win->toplevel->current;
	struct window *base = &win->base;
	struct gui_hints hints = {0};

	if (state->min_width > 0 || state->min_height > 0) {
		hints.flags |= GUI_HINT_MIN_SIZE;
		hints.min_width = (uint32_t)window_to_plane(
				base, state->min_width);
		hints.min_height = (uint32_t)window_to_plane(
				base, state->min_height);
	}
	if (state->max_width > 0 || state->max_height > 0) {
		hints.flags |= GUI_HINT_MAX_SIZE;
		hints.max_width = state->max_width > 0
				? (uint32_t)window_to_plane(base, state->max_width)
				: GUI_MAX_WIDTH;
		hints.max_height = state->max_height > 0
				? (uint32_t)window_to_plane(
						  base, state->max_height)
				: GUI_MAX_HEIGHT;
	}
	window_set_hints(base, &hints);
}

static void
update_parent(struct xdg_window *win)
{
	struct wlr_xdg_toplevel *parent = win->toplevel->parent;

	win->base.parent = parent == NULL
			? NULL
			: window_try_from_surface(win->base.server,
					  parent->base->surface);
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct xdg_window *win = wl_container_of(listener, win, commit);
	struct wlr_xdg_surface *xdg = win->toplevel->base;
	bool settled;

	if (xdg->initial_commit) {
		wlr_xdg_toplevel_set_wm_capabilities(win->toplevel,
				WLR_XDG_TOPLEVEL_WM_CAPABILITIES_FULLSCREEN |
						WLR_XDG_TOPLEVEL_WM_CAPABILITIES_MINIMIZE);
		return;
	}
	if (!window_is_mapped(&win->base)) {
		return;
	}
	update_hints(win);
	settled = win->serial != 0 &&
			(int32_t)(xdg->current.configure_serial - win->serial) >=
					0;
	if (settled) {
		win->serial = 0;
	}
	window_commit(&win->base, settled);
}

static void
tile(struct xdg_window *win)
{
	struct wlr_box box;

	wlr_compat_xdg_geometry(win->toplevel->base, &box);
	wlr_xdg_toplevel_set_tiled(win->toplevel, ALL_EDGES);
	wlr_xdg_toplevel_set_size(win->toplevel, box.width, box.height);
}

static void
handle_map(struct wl_listener *listener, void *data)
{
	struct xdg_window *win = wl_container_of(listener, win, map);
	struct window *base = &win->base;
	int32_t x = 0, y = 0;

	base->scale = base->server->scale;
	update_parent(win);
	update_hints(win);
	window_set_title(base, win->toplevel->title);
	window_set_class(base, win->toplevel->app_id, win->toplevel->app_id);
	base->flags = win->toplevel->requested.fullscreen ? GUI_FLAG_FULLSCREEN
							  : 0;
	if (base->parent != NULL) {
		x = base->parent->geometry.x;
		y = base->parent->geometry.y;
	}
	win->serial = 0;
	if (base->parent == NULL) {
		tile(win);
	}
	window_map(base, win->toplevel->base->surface, x, y);
}

static void
handle_unmap(struct wl_listener *listener, void *data)
{
	struct xdg_window *win = wl_container_of(listener, win, unmap);

	window_unmap(&win->base);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct xdg_window *win = wl_container_of(listener, win, destroy);

	window_finish(&win->base);
	wl_list_remove(&win->commit.link);
	wl_list_remove(&win->map.link);
	wl_list_remove(&win->unmap.link);
	wl_list_remove(&win->destroy.link);
	wl_list_remove(&win->set_title.link);
	wl_list_remove(&win->set_app_id.link);
	wl_list_remove(&win->set_parent.link);
	wl_list_remove(&win->request_fullscreen.link);
	wl_list_remove(&win->request_maximize.link);
	wl_list_remove(&win->request_minimize.link);
	free(win);
}

static void
handle_set_title(struct wl_listener *listener, void *data)
{
	struct xdg_window *win = wl_container_of(listener, win, set_title);

	window_set_title(&win->base, win->toplevel->title);
}

static void
handle_set_app_id(struct wl_listener *listener, void *data)
{
	struct xdg_window *win = wl_container_of(listener, win, set_app_id);

	window_set_class(&win->base, win->toplevel->app_id,
			win->toplevel->app_id);
}

static void
handle_set_parent(struct wl_listener *listener, void *data)
{
	struct xdg_window *win = wl_container_of(listener, win, set_parent);

	update_parent(win);
}

/* The GUI side decides, and tells with WINDOW_FLAGS what it made of it. */
static void
handle_request_fullscreen(struct wl_listener *listener, void *data)
{
	struct xdg_window *win =
			wl_container_of(listener, win, request_fullscreen);
	bool want = win->toplevel->requested.fullscreen;

	window_set_flags(&win->base, want ? GUI_FLAG_FULLSCREEN : 0,
			want ? 0 : GUI_FLAG_FULLSCREEN);
	if (win->toplevel->base->initialized) {
		wlr_xdg_surface_schedule_configure(win->toplevel->base);
	}
}

/* The protocol has no word for it; xdg-shell wants an answer nevertheless. */
static void
handle_request_maximize(struct wl_listener *listener, void *data)
{
	struct xdg_window *win = wl_container_of(listener, win, request_maximize);

	if (win->toplevel->base->initialized) {
		wlr_xdg_surface_schedule_configure(win->toplevel->base);
	}
}

static void
handle_request_minimize(struct wl_listener *listener, void *data)
{
	struct xdg_window *win = wl_container_of(listener, win, request_minimize);

	window_ask_minimize(&win->base);
}

static void
listen(struct wl_signal *signal, struct wl_listener *listener,
		wl_notify_func_t notify)
{
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

void
xdg_window_create(struct server *server, struct wlr_xdg_toplevel *toplevel)
{
	struct xdg_window *win = xcalloc(1, sizeof(*win));
	struct wlr_surface *surface = toplevel->base->surface;

	window_init(&win->base, server, &impl);
	win->toplevel = toplevel;
	listen(&surface->events.commit, &win->commit, handle_commit);
	listen(&surface->events.map, &win->map, handle_map);
	listen(&surface->events.unmap, &win->unmap, handle_unmap);
	listen(&toplevel->events.destroy, &win->destroy, handle_destroy);
	listen(&toplevel->events.set_title, &win->set_title, handle_set_title);
	listen(&toplevel->events.set_app_id, &win->set_app_id, handle_set_app_id);
	listen(&toplevel->events.set_parent, &win->set_parent, handle_set_parent);
	listen(&toplevel->events.request_fullscreen, &win->request_fullscreen,
			handle_request_fullscreen);
	listen(&toplevel->events.request_maximize, &win->request_maximize,
			handle_request_maximize);
	listen(&toplevel->events.request_minimize, &win->request_minimize,
			handle_request_minimize);
}
