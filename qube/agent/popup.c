// SPDX-License-Identifier: MIT
/*
 * A popup is an override-redirect window at its absolute place. Where it goes
 * follows from where the GUI side has put its parent.
 */
#include "qube/agent/popup.h"

#include <math.h>
#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "common/mem.h"
#include "qube/agent/screens.h"
#include "qube/agent/server.h"
#include "qube/agent/window.h"
#include "qube/agent/wlr_compat.h"

struct popup {
	struct window base;
	struct wlr_xdg_popup *popup; // borrowed
	int x, y; // last place that was taken over, as the client sees it

	struct wl_listener commit;
	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener reposition;
	struct wl_listener destroy;
};

static void
impl_get_content(struct window *base, struct wlr_box *box)
{
	struct popup *popup = wl_container_of(base, popup, base);

	wlr_compat_xdg_geometry(popup->popup->base, box);
}

/* The client has no say about it: the popup is shown where and as far as the
 * GUI side wants. */
static bool
impl_configure(struct window *base, bool resize)
{
	return false;
}

static void
impl_close(struct window *base)
{
	struct popup *popup = wl_container_of(base, popup, base);

	wlr_xdg_popup_destroy(popup->popup);
}

static void
impl_set(struct window *base, bool on)
{
	/* popups have no such state */
}

static const struct window_impl impl = {
		.kind = WINDOW_POPUP,
		.get_content = impl_get_content,
		.configure = impl_configure,
		.close = impl_close,
		.activate = impl_set,
		.set_fullscreen = impl_set,
		.set_minimized = impl_set,
};

static struct window *
get_parent(struct popup *popup)
{
	return popup->popup->parent == NULL
			? NULL
			: window_try_from_surface(popup->base.server,
					  popup->popup->parent);
}

/* Keeps the popup on the screen that its top-level window is on. */
static void
unconstrain(struct popup *popup)
{
	struct window *root = get_parent(popup);
	struct wlr_box screen, content, box;

	if (root == NULL) {
		return;
	}
	root = window_get_root(root);
	screens_get_box_at(popup->base.server->screens,
			root->geometry.x + (int32_t)root->geometry.width / 2,
			root->geometry.y + (int32_t)root->geometry.height / 2,
			&screen);
	root->impl->get_content(root, &content);
	box.x = content.x +
			(int)floor((screen.x - root->geometry.x) / root->scale);
	box.y = content.y +
			(int)floor((screen.y - root->geometry.y) / root->scale);
	box.width = (int)floor(screen.width / root->scale);
	box.height = (int)floor(screen.height / root->scale);
	wlr_xdg_popup_unconstrain_from_box(popup->popup, &box);
}

/* The place on the plane, from the parent's. */
static void
get_place(struct popup *popup, const struct window *parent, int32_t *x,
		int32_t *y)
{
	popup->x = popup->popup->current.geometry.x;
	popup->y = popup->popup->current.geometry.y;
	*x = parent->geometry.x + window_to_plane(parent, popup->x);
	*y = parent->geometry.y + window_to_plane(parent, popup->y);
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct popup *popup = wl_container_of(listener, popup, commit);
	struct wlr_box *place = &popup->popup->current.geometry;
	int32_t x, y;

	if (popup->popup->base->initial_commit) {
		unconstrain(popup);
		wlr_xdg_surface_schedule_configure(popup->popup->base);
		return;
	}
	if (!window_is_mapped(&popup->base)) {
		return;
	}
	if ((place->x != popup->x || place->y != popup->y) &&
			popup->base.parent != NULL) {
		get_place(popup, popup->base.parent, &x, &y);
		window_move(&popup->base, x, y);
	}
	window_commit(&popup->base, false);
}

static void
handle_map(struct wl_listener *listener, void *data)
{
	struct popup *popup = wl_container_of(listener, popup, map);
	struct window *parent = get_parent(popup);
	int32_t x, y;

	if (parent == NULL) {
		return;
	}
	popup->base.parent = parent;
	popup->base.scale = parent->scale;
	get_place(popup, parent, &x, &y);
	window_map(&popup->base, popup->popup->base->surface, x, y);
}

static void
handle_unmap(struct wl_listener *listener, void *data)
{
	struct popup *popup = wl_container_of(listener, popup, unmap);

	window_unmap(&popup->base);
}

static void
handle_reposition(struct wl_listener *listener, void *data)
{
	struct popup *popup = wl_container_of(listener, popup, reposition);

	unconstrain(popup);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct popup *popup = wl_container_of(listener, popup, destroy);

	window_finish(&popup->base);
	wl_list_remove(&popup->commit.link);
	wl_list_remove(&popup->map.link);
	wl_list_remove(&popup->unmap.link);
	wl_list_remove(&popup->reposition.link);
	wl_list_remove(&popup->destroy.link);
	free(popup);
}

void
popup_create(struct server *server, struct wlr_xdg_popup *wlr_popup)
{
	struct popup *popup = xcalloc(1, sizeof(*popup));
	struct wlr_surface *surface = wlr_popup->base->surface;

	window_init(&popup->base, server, &impl);
	popup->base.override_redirect = true;
	popup->popup = wlr_popup;
	popup->commit.notify = handle_commit;
	wl_signal_add(&surface->events.commit, &popup->commit);
	popup->map.notify = handle_map;
	wl_signal_add(&surface->events.map, &popup->map);
	popup->unmap.notify = handle_unmap;
	wl_signal_add(&surface->events.unmap, &popup->unmap);
	popup->reposition.notify = handle_reposition;
	wl_signal_add(&wlr_popup->events.reposition, &popup->reposition);
	popup->destroy.notify = handle_destroy;
	wl_signal_add(&wlr_popup->events.destroy, &popup->destroy);
}

/* One popup of the family that holds a grab, or NULL. */
static struct popup *
find_grab(struct window *root)
{
	struct window *win;

	wl_list_for_each(win, &root->server->windows, link) {
		struct popup *popup = wl_container_of(win, popup, base);

		if (win->impl == &impl && popup->popup->seat != NULL &&
				window_get_root(win) == root) {
			return popup;
		}
	}
	return NULL;
}

void
popup_close_all(struct window *root)
{
	struct popup *popup;

	/* Closing one closes those above it: begin anew each time. */
	while ((popup = find_grab(root)) != NULL) {
		wlr_xdg_popup_destroy(popup->popup);
	}
}
