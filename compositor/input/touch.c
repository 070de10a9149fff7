// SPDX-License-Identifier: MIT
#include "compositor/input/touch.h"

#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_touch.h>

#include "common/loop.h"
#include "common/mem.h"
#include "compositor/input/focus.h"
#include "compositor/input/modal.h"
#include "compositor/input/pointer.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"

#define MAX_POINTS 16 // more fingers are ignored

enum point_kind {
	POINT_SURFACE, // told as wl_touch
	POINT_MOUSE, // told as a mouse
	POINT_NOBODY, // the press was not allowed
};

/* A finger on the screen. */
struct point {
	int32_t id;
	enum point_kind kind;
	double lx, ly; // corner of its surface, for POINT_SURFACE
};

struct touch {
	struct server *server; // borrowed
	struct seat *seat; // borrowed
	struct pointer *pointer; // borrowed
	struct wlr_cursor *wlr_cursor; // borrowed
	struct point points[MAX_POINTS];
	size_t n_points;

	struct wl_listener down;
	struct wl_listener up;
	struct wl_listener motion;
	struct wl_listener cancel;
	struct wl_listener frame;
};

static struct point *
try_point(struct touch *touch, int32_t id)
{
	for (size_t i = 0; i < touch->n_points; i++) {
		if (touch->points[i].id == id) {
			return &touch->points[i];
		}
	}
	return NULL;
}

static bool
has_mouse(const struct touch *touch)
{
	for (size_t i = 0; i < touch->n_points; i++) {
		if (touch->points[i].kind == POINT_MOUSE) {
			return true;
		}
	}
	return false;
}

/* The surface of a trusted program at a point, its view, and the point in the
 * surface; NULL where there is none. */
static struct wlr_surface *
find_surface(struct touch *touch, double lx, double ly, struct view **view,
		double *sx, double *sy)
{
	struct wlr_scene_surface *scene_surface;
	struct wlr_scene_node *node;
	bool content = false;

	if (seat_get_taker(touch->seat) || modal_is_active(touch->server->modal)) {
		return NULL; // what is ours knows of a mouse only
	}
	*view = view_at(touch->server, lx, ly, &content, sx, sy);
	if (!*view || !content || (*view)->impl->kind == VIEW_QUBE) {
		return NULL;
	}
	node = wlr_scene_node_at(&(*view)->content->node, lx, ly, sx, sy);
	if (!node || node->type != WLR_SCENE_NODE_BUFFER) {
		return NULL;
	}
	scene_surface = wlr_scene_surface_try_from_buffer(
			wlr_scene_buffer_from_node(node));
	return scene_surface ? scene_surface->surface : NULL;
}

static enum point_kind
press(struct touch *touch, const struct wlr_touch_down_event *event,
		struct point *point)
{
	double lx, ly, sx, sy;
	struct wlr_surface *surface;
	struct view *view;

	wlr_cursor_absolute_to_layout_coords(touch->wlr_cursor,
			&event->touch->base, event->x, event->y, &lx, &ly);
	surface = modal_is_active(touch->server->modal)
			? NULL // a menu of ours has the pointer
			: find_surface(touch, lx, ly, &view, &sx, &sy);
	if (!surface) {
		if (has_mouse(touch)) {
			return POINT_NOBODY;
		}
		pointer_emulate_motion(touch->pointer, lx, ly, event->time_msec);
		pointer_emulate_button(touch->pointer, BTN_LEFT, true,
				event->time_msec);
		return POINT_MOUSE;
	}
	if (!focus_allows_press(view, loop_now_msec())) {
		return POINT_NOBODY;
	}
	seat_note_press(touch->seat, view);
	pointer_focus_for_press(touch->pointer, view);
	point->lx = lx - sx;
	point->ly = ly - sy;
	wlr_seat_touch_notify_down(seat_get_wlr_seat(touch->seat), surface,
			event->time_msec, event->touch_id, sx, sy);
	return POINT_SURFACE;
}

static void
handle_down(struct wl_listener *listener, void *data)
{
	struct touch *touch = wl_container_of(listener, touch, down);
	const struct wlr_touch_down_event *event = data;
	struct point point = {.id = event->touch_id};

	if (touch->n_points == MAX_POINTS || try_point(touch, event->touch_id)) {
		return;
	}
	point.kind = press(touch, event, &point);
	touch->points[touch->n_points++] = point;
}

static void
release(struct touch *touch, struct point *point, uint32_t time_msec)
{
	switch (point->kind) {
	case POINT_SURFACE:
		wlr_seat_touch_notify_up(seat_get_wlr_seat(touch->seat),
				time_msec, point->id);
		break;
	case POINT_MOUSE:
		pointer_emulate_button(
				touch->pointer, BTN_LEFT, false, time_msec);
		break;
	case POINT_NOBODY:
		break;
	}
	*point = touch->points[--touch->n_points];
}

static void
handle_up(struct wl_listener *listener, void *data)
{
	struct touch *touch = wl_container_of(listener, touch, up);
	const struct wlr_touch_up_event *event = data;
	struct point *point = try_point(touch, event->touch_id);

	if (point) {
		release(touch, point, event->time_msec);
	}
}

/* What is dragged goes over the surfaces of trusted programs only. */
static void
drag(struct touch *touch, struct point *point, double lx, double ly,
		uint32_t time_msec)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(touch->seat);
	struct wlr_surface *surface;
	struct view *view;
	double sx, sy;

	surface = find_surface(touch, lx, ly, &view, &sx, &sy);
	if (!surface) {
		wlr_seat_touch_point_clear_focus(wlr_seat, time_msec, point->id);
		return;
	}
	wlr_seat_touch_point_focus(
			wlr_seat, surface, time_msec, point->id, sx, sy);
	wlr_seat_touch_notify_motion(wlr_seat, time_msec, point->id, sx, sy);
}

static void
handle_motion(struct wl_listener *listener, void *data)
{
	struct touch *touch = wl_container_of(listener, touch, motion);
	const struct wlr_touch_motion_event *event = data;
	struct point *point = try_point(touch, event->touch_id);
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(touch->seat);
	double lx, ly;

	if (!point) {
		return;
	}
	wlr_cursor_absolute_to_layout_coords(touch->wlr_cursor,
			&event->touch->base, event->x, event->y, &lx, &ly);
	switch (point->kind) {
	case POINT_SURFACE:
		if (wlr_seat->drag) {
			drag(touch, point, lx, ly, event->time_msec);
		} else {
			wlr_seat_touch_notify_motion(wlr_seat, event->time_msec,
					point->id, lx - point->lx,
					ly - point->ly);
		}
		break;
	case POINT_MOUSE:
		pointer_emulate_motion(touch->pointer, lx, ly, event->time_msec);
		break;
	case POINT_NOBODY:
		break;
	}
}

/* Something was mistaken for a finger: a program must not act on it. */
static void
handle_cancel(struct wl_listener *listener, void *data)
{
	struct touch *touch = wl_container_of(listener, touch, cancel);
	const struct wlr_touch_cancel_event *event = data;
	struct point *point = try_point(touch, event->touch_id);
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(touch->seat);
	struct wlr_touch_point *told =
			wlr_seat_touch_get_point(wlr_seat, event->touch_id);

	if (!point) {
		return;
	}
	if (point->kind == POINT_SURFACE && told) {
		wlr_seat_touch_notify_cancel(wlr_seat, told->client);
		*point = touch->points[--touch->n_points];
	} else {
		release(touch, point, event->time_msec);
	}
}

static void
handle_frame(struct wl_listener *listener, void *data)
{
	struct touch *touch = wl_container_of(listener, touch, frame);

	wlr_seat_touch_notify_frame(seat_get_wlr_seat(touch->seat));
}

void
touch_add_device(struct touch *touch, struct wlr_input_device *device)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(touch->seat);

	const char *name = wlr_touch_from_input_device(device)->output_name;
	struct output *output;

	wlr_cursor_attach_input_device(touch->wlr_cursor, device);
	wl_list_for_each(output, &touch->server->outputs, link) {
		if (name && strcmp(name, output->wlr_output->name) == 0) {
			wlr_cursor_map_input_to_output(touch->wlr_cursor,
					device, output->wlr_output);
		}
	}
	wlr_seat_set_capabilities(wlr_seat,
			wlr_seat->capabilities | WL_SEAT_CAPABILITY_TOUCH);
}

static void
add(struct wl_signal *signal, struct wl_listener *listener,
		wl_notify_func_t notify)
{
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

struct touch *
touch_create(struct server *server, struct seat *seat, struct pointer *pointer)
{
	struct wlr_cursor *wlr_cursor = pointer_get_wlr_cursor(pointer);
	struct touch *touch = xcalloc(1, sizeof(*touch));

	touch->server = server;
	touch->seat = seat;
	touch->pointer = pointer;
	touch->wlr_cursor = wlr_cursor;
	add(&wlr_cursor->events.touch_down, &touch->down, handle_down);
	add(&wlr_cursor->events.touch_up, &touch->up, handle_up);
	add(&wlr_cursor->events.touch_motion, &touch->motion, handle_motion);
	add(&wlr_cursor->events.touch_cancel, &touch->cancel, handle_cancel);
	add(&wlr_cursor->events.touch_frame, &touch->frame, handle_frame);
	return touch;
}

void
touch_cancel_all(struct touch *touch)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(touch->seat);

	for (size_t i = 0; i < touch->n_points; i++) {
		struct wlr_touch_point *told = wlr_seat_touch_get_point(
				wlr_seat, touch->points[i].id);

		if (told) {
			wlr_seat_touch_notify_cancel(wlr_seat, told->client);
		}
		touch->points[i].kind = POINT_NOBODY;
	}
}

void
touch_destroy(struct touch *touch)
{
	wl_list_remove(&touch->down.link);
	wl_list_remove(&touch->up.link);
	wl_list_remove(&touch->motion.link);
	wl_list_remove(&touch->cancel.link);
	wl_list_remove(&touch->frame.link);
	free(touch);
}
