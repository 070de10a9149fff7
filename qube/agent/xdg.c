// SPDX-License-Identifier: MIT
#include "qube/agent/xdg.h"

#include <stdlib.h>
#include <wlr/types/wlr_server_decoration.h>
#include <wlr/types/wlr_xdg_activation_v1.h>
#include <wlr/types/wlr_xdg_decoration_v1.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "common/mem.h"
#include "qube/agent/focus.h"
#include "qube/agent/popup.h"
#include "qube/agent/server.h"
#include "qube/agent/window.h"
#include "qube/agent/xdg_window.h"

#define XDG_SHELL_VERSION 6

struct xdg {
	struct server *server; // borrowed

	struct wl_listener new_toplevel;
	struct wl_listener new_popup;
	struct wl_listener new_decoration;
	struct wl_listener request_activate;
};

/* One decoration object: lives until the client drops it. */
struct decoration {
	struct wlr_xdg_toplevel_decoration_v1 *base; // borrowed

	struct wl_listener request_mode;
	struct wl_listener commit;
	struct wl_listener destroy;
};

static void
handle_new_toplevel(struct wl_listener *listener, void *data)
{
	struct xdg *xdg = wl_container_of(listener, xdg, new_toplevel);

	xdg_window_create(xdg->server, data);
}

static void
handle_new_popup(struct wl_listener *listener, void *data)
{
	struct xdg *xdg = wl_container_of(listener, xdg, new_popup);

	popup_create(xdg->server, data);
}

static void
set_mode(struct decoration *decoration)
{
	if (decoration->base->toplevel->base->initialized) {
		wlr_xdg_toplevel_decoration_v1_set_mode(decoration->base,
				WLR_XDG_TOPLEVEL_DECORATION_V1_MODE_SERVER_SIDE);
	}
}

static void
handle_request_mode(struct wl_listener *listener, void *data)
{
	struct decoration *decoration =
			wl_container_of(listener, decoration, request_mode);

	set_mode(decoration);
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct decoration *decoration =
			wl_container_of(listener, decoration, commit);

	if (decoration->base->toplevel->base->initial_commit) {
		set_mode(decoration);
	}
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct decoration *decoration =
			wl_container_of(listener, decoration, destroy);

	wl_list_remove(&decoration->request_mode.link);
	wl_list_remove(&decoration->commit.link);
	wl_list_remove(&decoration->destroy.link);
	free(decoration);
}

static void
handle_new_decoration(struct wl_listener *listener, void *data)
{
	struct decoration *decoration = xcalloc(1, sizeof(*decoration));

	decoration->base = data;
	decoration->request_mode.notify = handle_request_mode;
	wl_signal_add(&decoration->base->events.request_mode,
			&decoration->request_mode);
	decoration->commit.notify = handle_commit;
	wl_signal_add(&decoration->base->toplevel->base->surface->events.commit,
			&decoration->commit);
	decoration->destroy.notify = handle_destroy;
	wl_signal_add(&decoration->base->events.destroy, &decoration->destroy);
	set_mode(decoration);
}

/* Nobody here may take the focus: the window can only ask for attention. */
static void
handle_request_activate(struct wl_listener *listener, void *data)
{
	struct xdg *xdg = wl_container_of(listener, xdg, request_activate);
	const struct wlr_xdg_activation_v1_request_activate_event *event = data;
	struct window *win = window_try_from_surface(xdg->server, event->surface);

	if (win == NULL) {
		return;
	}
	win = window_get_root(win);
	if (win != focus_get(xdg->server->focus)) {
		window_set_flags(win, GUI_FLAG_DEMANDS_ATTENTION, 0);
	}
}

struct xdg *
xdg_create(struct server *server)
{
	struct xdg *xdg = xcalloc(1, sizeof(*xdg));
	struct wlr_xdg_shell *shell =
			wlr_xdg_shell_create(server->display, XDG_SHELL_VERSION);
	struct wlr_xdg_decoration_manager_v1 *decorations =
			wlr_xdg_decoration_manager_v1_create(server->display);
	struct wlr_xdg_activation_v1 *activation =
			wlr_xdg_activation_v1_create(server->display);

	xdg->server = server;
	wlr_server_decoration_manager_set_default_mode(
			wlr_server_decoration_manager_create(server->display),
			WLR_SERVER_DECORATION_MANAGER_MODE_SERVER);
	xdg->new_toplevel.notify = handle_new_toplevel;
	wl_signal_add(&shell->events.new_toplevel, &xdg->new_toplevel);
	xdg->new_popup.notify = handle_new_popup;
	wl_signal_add(&shell->events.new_popup, &xdg->new_popup);
	xdg->new_decoration.notify = handle_new_decoration;
	wl_signal_add(&decorations->events.new_toplevel_decoration,
			&xdg->new_decoration);
	xdg->request_activate.notify = handle_request_activate;
	wl_signal_add(&activation->events.request_activate,
			&xdg->request_activate);
	return xdg;
}

void
xdg_destroy(struct xdg *xdg)
{
	if (xdg == NULL) {
		return;
	}
	wl_list_remove(&xdg->new_toplevel.link);
	wl_list_remove(&xdg->new_popup.link);
	wl_list_remove(&xdg->new_decoration.link);
	wl_list_remove(&xdg->request_activate.link);
	free(xdg);
}
