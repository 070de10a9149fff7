// SPDX-License-Identifier: MIT
#include "compositor/clients/decoration.h"

#include <stdlib.h>
#include <wlr/types/wlr_server_decoration.h>
#include <wlr/types/wlr_xdg_decoration_v1.h>

#include "common/mem.h"

struct decoration {
	struct wl_listener new_toplevel_decoration;
};

/* One window's; a mode may be set only after the first commit. */
struct wish {
	struct wlr_xdg_toplevel_decoration_v1 *wlr; // borrowed
	struct wl_listener commit;
	struct wl_listener request_mode;
	struct wl_listener destroy;
};

static void
set_mode(struct wish *wish)
{
	if (wish->wlr->toplevel->base->initialized) {
		wlr_xdg_toplevel_decoration_v1_set_mode(wish->wlr,
				WLR_XDG_TOPLEVEL_DECORATION_V1_MODE_SERVER_SIDE);
	}
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct wish *wish = wl_container_of(listener, wish, commit);

	if (wish->wlr->toplevel->base->initial_commit) {
		set_mode(wish);
	}
}

static void
handle_request_mode(struct wl_listener *listener, void *data)
{
	struct wish *wish = wl_container_of(listener, wish, request_mode);

	set_mode(wish);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct wish *wish = wl_container_of(listener, wish, destroy);

	wl_list_remove(&wish->commit.link);
	wl_list_remove(&wish->request_mode.link);
	wl_list_remove(&wish->destroy.link);
	free(wish);
}

static void
handle_new_toplevel_decoration(struct wl_listener *listener, void *data)
{
	struct wlr_xdg_toplevel_decoration_v1 *wlr = data;
	struct wish *wish = xcalloc(1, sizeof(*wish));

	wish->wlr = wlr;
	wish->commit.notify = handle_commit;
	wl_signal_add(&wlr->toplevel->base->surface->events.commit,
			&wish->commit);
	wish->request_mode.notify = handle_request_mode;
	wl_signal_add(&wlr->events.request_mode, &wish->request_mode);
	wish->destroy.notify = handle_destroy;
	wl_signal_add(&wlr->events.destroy, &wish->destroy);
	set_mode(wish);
}

struct decoration *
decoration_create(struct wl_display *display, struct err *err)
{
	struct wlr_server_decoration_manager *kde =
			wlr_server_decoration_manager_create(display);
	struct wlr_xdg_decoration_manager_v1 *xdg =
			wlr_xdg_decoration_manager_v1_create(display);
	struct decoration *decoration;

	if (!kde || !xdg) {
		err_set(err, "decorations cannot be offered to clients");
		return NULL;
	}
	wlr_server_decoration_manager_set_default_mode(
			kde, WLR_SERVER_DECORATION_MANAGER_MODE_SERVER);
	decoration = xcalloc(1, sizeof(*decoration));
	decoration->new_toplevel_decoration.notify =
			handle_new_toplevel_decoration;
	wl_signal_add(&xdg->events.new_toplevel_decoration,
			&decoration->new_toplevel_decoration);
	return decoration;
}

void
decoration_destroy(struct decoration *decoration)
{
	if (!decoration) {
		return;
	}
	wl_list_remove(&decoration->new_toplevel_decoration.link);
	free(decoration);
}
