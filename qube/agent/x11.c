// SPDX-License-Identifier: MIT
#include "qube/agent/x11.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/xwayland.h>
#include <wlr/xwayland/shell.h>

#include "common/log.h"
#include "common/mem.h"
#include "qube/agent/keyboard.h"
#include "qube/agent/pointer.h"
#include "qube/agent/screens.h"
#include "qube/agent/server.h"
#include "qube/agent/window.h"
#include "qube/agent/x11_cursor.h"
#include "qube/agent/x11_window.h"

#define DPI 96.0 // at scale 1
#define CURSOR_SIZE 24
#define GRID 12 // places tried in each direction for a click beside windows

struct x11 {
	struct server *server; // borrowed
	struct wlr_xwayland *xwayland; // owned

	struct x11_cursor shown;
	xcb_atom_t sync; // type of the message that x11_sync_keyboard sends

	struct wl_listener ready;
	struct wl_listener new_surface;
};

static struct x11 *receiver; // wlroots gives its event handler no pointer

static xcb_window_t
get_root(xcb_connection_t *xcb)
{
	return xcb_setup_roots_iterator(xcb_get_setup(xcb)).data->root;
}

/* What X programs read as the resource database. */
static void
set_resources(struct x11 *x11)
{
	xcb_connection_t *xcb = wlr_xwayland_get_xwm_connection(x11->xwayland);
	double scale = x11->server->scale;
	char text[128];
	int len;

	if (xcb == NULL) {
		return;
	}
	len = snprintf(text, sizeof(text),
			"Xft.dpi:\t%.0f\nXcursor.size:\t%.0f\n", DPI * scale,
			CURSOR_SIZE * scale);
	xcb_change_property(xcb, XCB_PROP_MODE_REPLACE, get_root(xcb),
			XCB_ATOM_RESOURCE_MANAGER, XCB_ATOM_STRING, 8,
			(uint32_t)len, text);
	xcb_flush(xcb);
}

static int
handle_event(struct wlr_xwm *xwm, xcb_generic_event_t *event)
{
	const xcb_client_message_event_t *message = (const void *)event;
	struct x11 *x11 = receiver;

	if ((event->response_type & 0x7f) == XCB_CLIENT_MESSAGE &&
			message->type == x11->sync) {
		keyboard_resume(x11->server->keyboard);
		return 1;
	}
	if (x11_cursor_handle_event(&x11->shown, event)) {
		pointer_update_x11_cursor(x11->server->pointer);
		return 1;
	}
	return 0;
}

static void
intern_sync(struct x11 *x11, xcb_connection_t *xcb)
{
	static const char name[] = "_LEADLIGHT_SYNC";
	xcb_intern_atom_reply_t *reply = xcb_intern_atom_reply(xcb,
			xcb_intern_atom(xcb, 0, sizeof(name) - 1, name), NULL);

	x11->sync = reply != NULL ? reply->atom : XCB_ATOM_NONE;
	free(reply);
}

static void
handle_ready(struct wl_listener *listener, void *data)
{
	struct x11 *x11 = wl_container_of(listener, x11, ready);
	xcb_connection_t *xcb = wlr_xwayland_get_xwm_connection(x11->xwayland);

	log_info("Xwayland runs as %s", x11->xwayland->display_name);
	/* The connection owns this descriptor. If the server object closed it
	 * too when Xwayland dies, nobody would see the connection's end, and a
	 * new descriptor of that number would be mistaken for it. */
	x11->xwayland->server->wm_fd[0] = -1;
	wlr_xwayland_set_seat(x11->xwayland, x11->server->seat);
	set_resources(x11);
	x11_cursor_finish(&x11->shown);
	x11_cursor_init(&x11->shown, xcb, get_root(xcb));
	intern_sync(x11, xcb);
}

static void
handle_new_surface(struct wl_listener *listener, void *data)
{
	struct x11 *x11 = wl_container_of(listener, x11, new_surface);

	x11_window_create(x11->server, data);
}

struct x11 *
x11_create(struct server *server)
{
	struct wlr_xwayland *xwayland = wlr_xwayland_create(
			server->display, server->compositor, true);

	if (xwayland == NULL) {
		log_warn("there is no Xwayland: X11 programs cannot run");
		return NULL;
	}

	struct x11 *x11 = xcalloc(1, sizeof(*x11));
	x11->server = server;
	x11->xwayland = xwayland;
	x11->ready.notify = handle_ready;
	wl_signal_add(&xwayland->events.ready, &x11->ready);
	x11->new_surface.notify = handle_new_surface;
	wl_signal_add(&xwayland->events.new_surface, &x11->new_surface);
	receiver = x11;
	xwayland->user_event_handler = handle_event;
	return x11;
}

void
x11_destroy(struct x11 *x11)
{
	if (x11 == NULL) {
		return;
	}
	wl_list_remove(&x11->ready.link);
	wl_list_remove(&x11->new_surface.link);
	wlr_xwayland_destroy(x11->xwayland);
	x11_cursor_finish(&x11->shown);
	receiver = NULL;
	free(x11);
}

const char *
x11_get_display(const struct x11 *x11)
{
	return x11 != NULL ? x11->xwayland->display_name : NULL;
}

bool
x11_is_client(const struct x11 *x11, const struct wl_client *client)
{
	return x11 != NULL && x11->xwayland->server != NULL &&
			x11->xwayland->server->client == client;
}

bool
x11_owns_global(const struct x11 *x11, const struct wl_global *global)
{
	return x11 != NULL && x11->xwayland->shell_v1 != NULL &&
			x11->xwayland->shell_v1->global == global;
}

void
x11_update_scale(struct x11 *x11)
{
	if (x11 != NULL) {
		set_resources(x11);
	}
}

uint32_t
x11_get_cursor(const struct x11 *x11)
{
	return x11 != NULL ? x11->shown.cursor : GUI_CURSOR_DEFAULT;
}

void
x11_sync_keyboard(struct x11 *x11)
{
	xcb_connection_t *xcb = x11 != NULL
			? wlr_xwayland_get_xwm_connection(x11->xwayland)
			: NULL;

	if (xcb == NULL || x11->sync == XCB_ATOM_NONE) {
		return;
	}

	xcb_client_message_event_t message = {
			.response_type = XCB_CLIENT_MESSAGE,
			.format = 32,
			.window = get_root(xcb),
			.type = x11->sync,
	};
	keyboard_pause(x11->server->keyboard);
	xcb_send_event(xcb, 0, get_root(xcb), XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY,
			(const char *)&message);
	xcb_flush(xcb);
}

static bool
is_covered(const struct x11 *x11, int x, int y)
{
	const struct window *win;

	wl_list_for_each(win, &x11->server->windows, link) {
		const struct gui_rect *rect = &win->geometry;

		if (win->impl->kind == WINDOW_X11 && x >= rect->x &&
				x - rect->x < (int)rect->width && y >= rect->y &&
				y - rect->y < (int)rect->height) {
			return true;
		}
	}
	return false;
}

/* A place of the plane where no X11 window is. */
static bool
find_bare_place(const struct x11 *x11, int *x, int *y)
{
	struct wlr_box plane;

	screens_get_plane(x11->server->screens, &plane);
	for (int i = GRID * GRID - 1; i >= 0; i--) {
		*x = plane.x + (plane.width - 1) * (i % GRID) / (GRID - 1);
		*y = plane.y + (plane.height - 1) * (i / GRID) / (GRID - 1);
		if (!is_covered(x11, *x, *y)) {
			return true;
		}
	}
	return false;
}

void
x11_close_menus(struct x11 *x11)
{
	struct window *win, *base = NULL;
	bool menu = false;
	int x, y;

	if (x11 == NULL) {
		return;
	}
	wl_list_for_each(win, &x11->server->windows, link) {
		if (win->impl->kind == WINDOW_X11) {
			menu = menu || win->override_redirect;
			base = win->override_redirect ? base : win;
		}
	}
	/* A menu has the pointer grabbed, so its program sees this click; if
	 * none has, it is the root window's. */
	if (menu && base != NULL && find_bare_place(x11, &x, &y)) {
		pointer_click_at(x11->server->pointer, base,
				x - base->geometry.x, y - base->geometry.y);
	}
}
