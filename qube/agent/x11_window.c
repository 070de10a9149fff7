// SPDX-License-Identifier: MIT
/*
 * X11 windows stand at absolute places, and their program computes the places
 * of menus from them: what the GUI side says goes to the X server at once. The
 * size that counts is that of the surface, which has the border in it.
 */
#include "qube/agent/x11_window.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/xwayland.h>

#include "common/mem.h"
#include "qube/agent/focus.h"
#include "qube/agent/server.h"
#include "qube/agent/window.h"

struct x11_window {
	struct window base;
	struct wlr_xwayland_surface *xsurface; // borrowed

	struct wl_listener destroy;
	struct wl_listener associate;
	struct wl_listener dissociate;
	struct wl_listener request_configure;
	struct wl_listener request_fullscreen;
	struct wl_listener request_minimize;
	struct wl_listener request_activate;
	struct wl_listener set_title;
	struct wl_listener set_class;
	struct wl_listener set_hints;
	struct wl_listener set_geometry;

	struct wl_listener map; // of the surface, while there is one
	struct wl_listener unmap;
	struct wl_listener commit;
};

static void
impl_get_content(struct window *base, struct wlr_box *box)
{
	*box = (struct wlr_box){
			.width = base->surface->current.width,
			.height = base->surface->current.height,
	};
}

static bool
impl_configure(struct window *base, bool resize)
{
	struct x11_window *win = wl_container_of(base, win, base);
	struct wlr_xwayland_surface *xsurface = win->xsurface;
	bool take_size = resize && !xsurface->override_redirect;

	/* An override-redirect window is moved but never resized: its program
	 * would not expect it. */
	wlr_xwayland_surface_configure(xsurface, (int16_t)base->asked.x,
			(int16_t)base->asked.y,
			take_size ? (uint16_t)base->asked.width : xsurface->width,
			take_size ? (uint16_t)base->asked.height
				  : xsurface->height);
	return take_size;
}

static void
impl_close(struct window *base)
{
	struct x11_window *win = wl_container_of(base, win, base);

	wlr_xwayland_surface_close(win->xsurface);
}

static void
impl_activate(struct window *base, bool activated)
{
	struct x11_window *win = wl_container_of(base, win, base);

	wlr_xwayland_surface_activate(win->xsurface, activated);
	if (activated && !win->xsurface->override_redirect) {
		wlr_xwayland_surface_restack(
				win->xsurface, NULL, XCB_STACK_MODE_ABOVE);
	}
}

static void
impl_set_fullscreen(struct window *base, bool fullscreen)
{
	struct x11_window *win = wl_container_of(base, win, base);

	wlr_xwayland_surface_set_fullscreen(win->xsurface, fullscreen);
}

static void
impl_set_minimized(struct window *base, bool minimized)
{
	struct x11_window *win = wl_container_of(base, win, base);

	wlr_xwayland_surface_set_minimized(win->xsurface, minimized);
}

static const struct window_impl impl = {
		.kind = WINDOW_X11,
		.get_content = impl_get_content,
		.configure = impl_configure,
		.close = impl_close,
		.activate = impl_activate,
		.set_fullscreen = impl_set_fullscreen,
		.set_minimized = impl_set_minimized,
};

static uint32_t
positive(int32_t value)
{
	return value > 0 ? (uint32_t)value : 0;
}

/* The flags of X size hints are those of the GUI protocol. */
static void
update_hints(struct x11_window *win)
{
	const xcb_size_hints_t *from = win->xsurface->size_hints;
	struct gui_hints hints = {0};

	if (from == NULL) {
		window_set_hints(&win->base, &hints);
		return;
	}
	hints.flags = from->flags &
			(GUI_HINT_US_POSITION | GUI_HINT_P_POSITION |
					GUI_HINT_MIN_SIZE | GUI_HINT_MAX_SIZE |
					GUI_HINT_RESIZE_INC | GUI_HINT_BASE_SIZE);
	hints.min_width = positive(from->min_width);
	hints.min_height = positive(from->min_height);
	hints.max_width = positive(from->max_width);
	hints.max_height = positive(from->max_height);
	hints.inc_width = positive(from->width_inc);
	hints.inc_height = positive(from->height_inc);
	hints.base_width = positive(from->base_width);
	hints.base_height = positive(from->base_height);
	window_set_hints(&win->base, &hints);
}

/* The window it belongs to: as it says, or for a menu that says nothing the
 * focused window of the same program. */
static struct window *
find_parent(const struct x11_window *win)
{
	struct server *server = win->base.server;
	struct wlr_xwayland_surface *parent = win->xsurface->parent;
	struct window *focused = focus_get(server->focus);

	if (parent != NULL) {
		return parent->surface == NULL
				? NULL
				: window_try_from_surface(
						  server, parent->surface);
	}
	if (win->xsurface->override_redirect && focused != NULL &&
			focused->impl == &impl) {
		const struct x11_window *other =
				wl_container_of(focused, other, base);

		return other->xsurface->pid == win->xsurface->pid ? focused
								  : NULL;
	}
	return NULL;
}

static void
update_urgency(struct x11_window *win)
{
	const xcb_icccm_wm_hints_t *hints = win->xsurface->hints;
	bool urgent = hints != NULL &&
			(hints->flags & XCB_ICCCM_WM_HINT_X_URGENCY) != 0;
	bool was = (win->base.flags & GUI_FLAG_DEMANDS_ATTENTION) != 0;

	if (urgent != was) {
		window_set_flags(&win->base,
				urgent ? GUI_FLAG_DEMANDS_ATTENTION : 0,
				urgent ? 0 : GUI_FLAG_DEMANDS_ATTENTION);
	}
}

static void
handle_map(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, map);
	struct wlr_xwayland_surface *xsurface = win->xsurface;
	struct window *base = &win->base;

	base->override_redirect = xsurface->override_redirect;
	base->parent = find_parent(win);
	base->flags = xsurface->fullscreen ? GUI_FLAG_FULLSCREEN : 0;
	window_set_title(base, xsurface->title);
	window_set_class(base, xsurface->class, xsurface->instance);
	update_hints(win);
	update_urgency(win);
	window_map(base, xsurface->surface, xsurface->x, xsurface->y);
}

static void
handle_unmap(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, unmap);

	window_unmap(&win->base);
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, commit);
	struct window *base = &win->base;

	if (!window_is_mapped(base)) {
		return;
	}
	update_hints(win);
	window_commit(base,
			base->surface->current.width == base->fit.width &&
					base->surface->current.height ==
							base->fit.height);
}

static void
handle_associate(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, associate);
	struct wlr_surface *surface = win->xsurface->surface;

	wl_signal_add(&surface->events.map, &win->map);
	wl_signal_add(&surface->events.unmap, &win->unmap);
	wl_signal_add(&surface->events.commit, &win->commit);
	/* If Xwayland drew before its window manager's message came, wlroots
	 * would map the surface with the next commit, and a program that shows
	 * all it has makes none. */
	if (wlr_surface_has_buffer(surface)) {
		wlr_surface_map(surface);
	}
}

static void
drop_surface(struct x11_window *win)
{
	window_unmap(&win->base);
	wl_list_remove(&win->map.link);
	wl_list_remove(&win->unmap.link);
	wl_list_remove(&win->commit.link);
	wl_list_init(&win->map.link);
	wl_list_init(&win->unmap.link);
	wl_list_init(&win->commit.link);
}

static void
handle_dissociate(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, dissociate);

	drop_surface(win);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, destroy);

	drop_surface(win);
	window_finish(&win->base);
	wl_list_remove(&win->destroy.link);
	wl_list_remove(&win->associate.link);
	wl_list_remove(&win->dissociate.link);
	wl_list_remove(&win->request_configure.link);
	wl_list_remove(&win->request_fullscreen.link);
	wl_list_remove(&win->request_minimize.link);
	wl_list_remove(&win->request_activate.link);
	wl_list_remove(&win->set_title.link);
	wl_list_remove(&win->set_class.link);
	wl_list_remove(&win->set_hints.link);
	wl_list_remove(&win->set_geometry.link);
	free(win);
}

/* The program's wish is granted unless the GUI side has just said something
 * else; the GUI side hears of the result. */
static void
handle_request_configure(struct wl_listener *listener, void *data)
{
	struct x11_window *win =
			wl_container_of(listener, win, request_configure);
	const struct wlr_xwayland_surface_configure_event *event = data;
	struct window *base = &win->base;

	if (window_is_mapped(base) && base->owed > 0) {
		impl_configure(base, true);
		return;
	}
	wlr_xwayland_surface_configure(win->xsurface, event->x, event->y,
			event->width, event->height);
	if (window_is_mapped(base)) {
		window_move(base, event->x, event->y);
	}
}

static void
handle_set_geometry(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, set_geometry);

	if (window_is_mapped(&win->base) && win->base.override_redirect &&
			win->base.owed == 0) {
		window_move(&win->base, win->xsurface->x, win->xsurface->y);
	}
}

static void
handle_request_fullscreen(struct wl_listener *listener, void *data)
{
	struct x11_window *win =
			wl_container_of(listener, win, request_fullscreen);
	bool want = win->xsurface->fullscreen;

	window_set_flags(&win->base, want ? GUI_FLAG_FULLSCREEN : 0,
			want ? 0 : GUI_FLAG_FULLSCREEN);
}

static void
handle_request_minimize(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, request_minimize);
	const struct wlr_xwayland_minimize_event *event = data;

	if (event->minimize) {
		window_ask_minimize(&win->base);
	}
}

static void
handle_request_activate(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, request_activate);

	if (focus_get(win->base.server->focus) != &win->base) {
		window_set_flags(&win->base, GUI_FLAG_DEMANDS_ATTENTION, 0);
	}
}

static void
handle_set_title(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, set_title);

	window_set_title(&win->base, win->xsurface->title);
}

static void
handle_set_class(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, set_class);

	window_set_class(&win->base, win->xsurface->class,
			win->xsurface->instance);
}

static void
handle_set_hints(struct wl_listener *listener, void *data)
{
	struct x11_window *win = wl_container_of(listener, win, set_hints);

	update_urgency(win);
}

static void
listen(struct wl_signal *signal, struct wl_listener *listener,
		wl_notify_func_t notify)
{
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

void
x11_window_create(struct server *server, struct wlr_xwayland_surface *xsurface)
{
	struct x11_window *win = xcalloc(1, sizeof(*win));

	window_init(&win->base, server, &impl);
	win->xsurface = xsurface;
	win->map.notify = handle_map;
	wl_list_init(&win->map.link);
	win->unmap.notify = handle_unmap;
	wl_list_init(&win->unmap.link);
	win->commit.notify = handle_commit;
	wl_list_init(&win->commit.link);
	listen(&xsurface->events.destroy, &win->destroy, handle_destroy);
	listen(&xsurface->events.associate, &win->associate, handle_associate);
	listen(&xsurface->events.dissociate, &win->dissociate, handle_dissociate);
	listen(&xsurface->events.request_configure, &win->request_configure,
			handle_request_configure);
	listen(&xsurface->events.request_fullscreen, &win->request_fullscreen,
			handle_request_fullscreen);
	listen(&xsurface->events.request_minimize, &win->request_minimize,
			handle_request_minimize);
	listen(&xsurface->events.request_activate, &win->request_activate,
			handle_request_activate);
	listen(&xsurface->events.set_title, &win->set_title, handle_set_title);
	listen(&xsurface->events.set_class, &win->set_class, handle_set_class);
	listen(&xsurface->events.set_hints, &win->set_hints, handle_set_hints);
	listen(&xsurface->events.set_geometry, &win->set_geometry,
			handle_set_geometry);
}
