// SPDX-License-Identifier: MIT
#include "compositor/clients/client_cursor.h"

#include <stdlib.h>
#include <wlr/types/wlr_cursor_shape_v1.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>

#include "common/mem.h"
#include "compositor/input/cursor.h"
#include "compositor/input/pointer.h"
#include "compositor/input/seat.h"
#include "compositor/server.h"

#define CURSOR_SHAPE_VERSION 1

struct client_cursor {
	struct server *server; // borrowed
	struct wlr_seat *wlr_seat; // borrowed
	struct pointer *pointer; // borrowed
	struct wlr_scene_tree *icon; // goes with the drag; may be NULL

	struct wl_listener request_set_cursor;
	struct wl_listener request_set_shape;
	struct wl_listener icon_destroy;
};

static struct cursor *
try_cursor(struct client_cursor *cursor, struct wlr_seat_client *client)
{
	if (cursor->wlr_seat->pointer_state.focused_client != client) {
		return NULL;
	}
	return pointer_try_client_cursor(cursor->pointer);
}

static void
handle_request_set_cursor(struct wl_listener *listener, void *data)
{
	struct client_cursor *cursor =
			wl_container_of(listener, cursor, request_set_cursor);
	struct wlr_seat_pointer_request_set_cursor_event *event = data;
	struct cursor *picture = try_cursor(cursor, event->seat_client);

	if (picture) {
		cursor_set_client(picture, event);
	}
}

static void
handle_request_set_shape(struct wl_listener *listener, void *data)
{
	struct client_cursor *cursor =
			wl_container_of(listener, cursor, request_set_shape);
	struct wlr_cursor_shape_manager_v1_request_set_shape_event *event = data;
	struct cursor *picture = try_cursor(cursor, event->seat_client);

	if (picture &&
			event->device_type ==
					WLR_CURSOR_SHAPE_MANAGER_V1_DEVICE_TYPE_POINTER) {
		cursor_set_name(picture, wlr_cursor_shape_v1_name(event->shape));
	}
}

static void
handle_icon_destroy(struct wl_listener *listener, void *data)
{
	struct client_cursor *cursor =
			wl_container_of(listener, cursor, icon_destroy);

	wl_list_remove(&cursor->icon_destroy.link);
	wl_list_init(&cursor->icon_destroy.link);
	cursor->icon = NULL;
}

void
client_cursor_add_drag_icon(
		struct client_cursor *cursor, struct wlr_drag_icon *icon)
{
	wl_list_remove(&cursor->icon_destroy.link);
	wl_list_init(&cursor->icon_destroy.link);
	cursor->icon = wlr_scene_drag_icon_create(
			cursor->server->layers[SERVER_LAYER_CURSOR], icon);
	if (!cursor->icon) {
		return;
	}
	cursor->icon_destroy.notify = handle_icon_destroy;
	wl_signal_add(&cursor->icon->node.events.destroy, &cursor->icon_destroy);
	client_cursor_move(cursor);
}

void
client_cursor_move(struct client_cursor *cursor)
{
	double lx, ly;

	if (cursor->icon) {
		pointer_get_position(cursor->pointer, &lx, &ly);
		wlr_scene_node_set_position(
				&cursor->icon->node, (int)lx, (int)ly);
	}
}

struct client_cursor *
client_cursor_create(struct server *server, struct seat *seat,
		struct pointer *pointer)
{
	struct client_cursor *cursor = xcalloc(1, sizeof(*cursor));
	struct wlr_cursor_shape_manager_v1 *shapes =
			wlr_cursor_shape_manager_v1_create(
					server->display, CURSOR_SHAPE_VERSION);

	cursor->server = server;
	cursor->wlr_seat = seat_get_wlr_seat(seat);
	cursor->pointer = pointer;
	wl_list_init(&cursor->icon_destroy.link);
	wl_list_init(&cursor->request_set_shape.link);
	cursor->request_set_cursor.notify = handle_request_set_cursor;
	wl_signal_add(&cursor->wlr_seat->events.request_set_cursor,
			&cursor->request_set_cursor);
	if (shapes) {
		cursor->request_set_shape.notify = handle_request_set_shape;
		wl_signal_add(&shapes->events.request_set_shape,
				&cursor->request_set_shape);
	}
	return cursor;
}

void
client_cursor_destroy(struct client_cursor *cursor)
{
	wl_list_remove(&cursor->request_set_cursor.link);
	wl_list_remove(&cursor->request_set_shape.link);
	wl_list_remove(&cursor->icon_destroy.link);
	free(cursor);
}
