// SPDX-License-Identifier: MIT
/*
 * Positions come relative to a window and go to the surface under them. While
 * a button is held they stay with the surface that was pressed, even outside
 * of it: X11 menus close when another surface is entered in mid-hold.
 */
#include "qube/agent/pointer.h"

#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor_shape_v1.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_seat.h>

#include "common/loop.h"
#include "common/mem.h"
#include "protocols/gui/agent.h"
#include "qube/agent/cursor.h"
#include "qube/agent/drag.h"
#include "qube/agent/gui_link.h"
#include "qube/agent/keyboard.h"
#include "qube/agent/server.h"
#include "qube/agent/window.h"
#include "qube/agent/x11.h"

#define BUTTON_COUNT 11
#define WHEEL_FIRST 4
#define WHEEL_LAST 7
#define WHEEL_STEP 15.0 // logical pixels a detent, as libinput's degrees

/* evdev codes of X buttons; 0: none (the wheel is not a button). */
static const uint32_t button_codes[BUTTON_COUNT] = {
		[1] = BTN_LEFT,
		[2] = BTN_MIDDLE,
		[3] = BTN_RIGHT,
		[8] = BTN_SIDE,
		[9] = BTN_EXTRA,
		[10] = BTN_FORWARD,
};

struct pointer {
	struct server *server; // borrowed
	struct window *win; // under the pointer; may be NULL
	uint32_t held; // bit per X button
	struct wlr_surface *hold; // the surface pressed; may be NULL
	double hold_dx, hold_dy; // its corner in the window, logical
	uint32_t cursor; // of the GUI protocol

	struct wl_listener request_set_cursor;
	struct wl_listener request_set_shape;
	struct wl_listener request_start_drag;
	struct wl_listener hold_destroy;
};

static uint32_t
now(void)
{
	return (uint32_t)loop_now_msec();
}

static void
end_hold(struct pointer *pointer)
{
	pointer->hold = NULL;
	wl_list_remove(&pointer->hold_destroy.link);
	wl_list_init(&pointer->hold_destroy.link);
}

static void
handle_hold_destroy(struct wl_listener *listener, void *data)
{
	struct pointer *pointer =
			wl_container_of(listener, pointer, hold_destroy);

	end_hold(pointer);
}

void
pointer_announce_cursor(struct pointer *pointer)
{
	struct gui_agent *agent = gui_link_get_agent(pointer->server->link);

	if (agent == NULL || pointer->win == NULL || !pointer->win->announced) {
		return;
	}
	gui_agent_cursor(agent, pointer->win->id, pointer->cursor);
	gui_link_flush(pointer->server->link);
}

static void
set_cursor(struct pointer *pointer, uint32_t cursor)
{
	if (pointer->cursor != cursor) {
		pointer->cursor = cursor;
		pointer_announce_cursor(pointer);
	}
}

/* Only the client under the pointer chooses the cursor. */
static bool
has_focus(const struct pointer *pointer, const struct wlr_seat_client *client)
{
	return pointer->server->seat->pointer_state.focused_client == client;
}

static void
handle_request_set_cursor(struct wl_listener *listener, void *data)
{
	struct pointer *pointer =
			wl_container_of(listener, pointer, request_set_cursor);
	const struct wlr_seat_pointer_request_set_cursor_event *event = data;

	if (!has_focus(pointer, event->seat_client)) {
		return;
	}
	/* An image says nothing to us; X11 programs name it elsewhere. */
	set_cursor(pointer,
			x11_is_client(pointer->server->x11,
					event->seat_client->client)
					? x11_get_cursor(pointer->server->x11)
					: GUI_CURSOR_DEFAULT);
}

void
pointer_update_x11_cursor(struct pointer *pointer)
{
	const struct wlr_seat_client *client =
			pointer->server->seat->pointer_state.focused_client;

	if (client != NULL &&
			x11_is_client(pointer->server->x11, client->client)) {
		set_cursor(pointer, x11_get_cursor(pointer->server->x11));
	}
}

static void
handle_request_start_drag(struct wl_listener *listener, void *data)
{
	struct pointer *pointer =
			wl_container_of(listener, pointer, request_start_drag);

	drag_start(pointer->server, data);
}

static void
handle_request_set_shape(struct wl_listener *listener, void *data)
{
	struct pointer *pointer =
			wl_container_of(listener, pointer, request_set_shape);
	const struct wlr_cursor_shape_manager_v1_request_set_shape_event *event =
			data;

	if (event->device_type == WLR_CURSOR_SHAPE_MANAGER_V1_DEVICE_TYPE_POINTER &&
			has_focus(pointer, event->seat_client)) {
		set_cursor(pointer,
				cursor_from_name(wlr_cursor_shape_v1_name(
						event->shape)));
	}
}

struct pointer *
pointer_create(struct server *server)
{
	struct pointer *pointer = xcalloc(1, sizeof(*pointer));
	struct wlr_cursor_shape_manager_v1 *shapes =
			wlr_cursor_shape_manager_v1_create(server->display, 1);

	pointer->server = server;
	pointer->request_set_cursor.notify = handle_request_set_cursor;
	wl_signal_add(&server->seat->events.request_set_cursor,
			&pointer->request_set_cursor);
	pointer->request_set_shape.notify = handle_request_set_shape;
	wl_signal_add(&shapes->events.request_set_shape,
			&pointer->request_set_shape);
	pointer->request_start_drag.notify = handle_request_start_drag;
	wl_signal_add(&server->seat->events.request_start_drag,
			&pointer->request_start_drag);
	pointer->hold_destroy.notify = handle_hold_destroy;
	wl_list_init(&pointer->hold_destroy.link);
	return pointer;
}

void
pointer_destroy(struct pointer *pointer)
{
	if (pointer == NULL) {
		return;
	}
	wl_list_remove(&pointer->request_set_cursor.link);
	wl_list_remove(&pointer->request_set_shape.link);
	wl_list_remove(&pointer->request_start_drag.link);
	wl_list_remove(&pointer->hold_destroy.link);
	free(pointer);
}

static void
set_window(struct pointer *pointer, struct window *win)
{
	if (pointer->win == win) {
		return;
	}
	pointer->win = win;
	pointer_announce_cursor(pointer);
}

/* Moves the pointer to a place of the window, in plane pixels. */
static void
move(struct pointer *pointer, struct window *win, int32_t wx, int32_t wy)
{
	struct wlr_seat *seat = pointer->server->seat;
	double lx = wx / win->scale;
	double ly = wy / win->scale;
	struct wlr_surface *surface;
	double sx, sy;

	if (drag_move(pointer->server, win, wx, wy)) {
		return;
	}
	if (pointer->hold != NULL) {
		sx = lx - pointer->hold_dx;
		sy = ly - pointer->hold_dy;
		if (win != pointer->win) {
			return;
		}
	} else {
		set_window(pointer, win);
		surface = window_find_surface(win, lx, ly, &sx, &sy);
		wlr_seat_pointer_notify_enter(seat, surface, sx, sy);
	}
	wlr_seat_pointer_notify_motion(seat, now(), sx, sy);
}

void
pointer_handle_motion(struct pointer *pointer, struct window *win,
		const struct gui_motion *motion)
{
	move(pointer, win, motion->x, motion->y);
	wlr_seat_pointer_notify_frame(pointer->server->seat);
}

static void
turn_wheel(struct pointer *pointer, uint32_t button)
{
	bool horizontal = button >= WHEEL_FIRST + 2;
	int sign = button % 2 == 0 ? -1 : 1;

	wlr_seat_pointer_notify_axis(pointer->server->seat, now(),
			horizontal ? WL_POINTER_AXIS_HORIZONTAL_SCROLL
				   : WL_POINTER_AXIS_VERTICAL_SCROLL,
			sign * WHEEL_STEP, sign * WLR_POINTER_AXIS_DISCRETE_STEP,
			WL_POINTER_AXIS_SOURCE_WHEEL,
			WL_POINTER_AXIS_RELATIVE_DIRECTION_IDENTICAL);
}

static void
begin_hold(struct pointer *pointer, const struct gui_button *button)
{
	struct wlr_seat_pointer_state *state =
			&pointer->server->seat->pointer_state;

	if (state->focused_surface == NULL || pointer->win == NULL) {
		return;
	}
	pointer->hold = state->focused_surface;
	pointer->hold_dx = button->x / pointer->win->scale - state->sx;
	pointer->hold_dy = button->y / pointer->win->scale - state->sy;
	wl_signal_add(&pointer->hold->events.destroy, &pointer->hold_destroy);
}

static void
set_button(struct pointer *pointer, const struct gui_button *button)
{
	bool pressed = button->type == GUI_BUTTON_PRESS;
	uint32_t bit = 1u << button->button;

	if (pressed == ((pointer->held & bit) != 0)) {
		return;
	}
	if (pressed && pointer->held == 0) {
		begin_hold(pointer, button);
	}
	pointer->held ^= bit;
	wlr_seat_pointer_notify_button(pointer->server->seat, now(),
			button_codes[button->button],
			pressed ? WL_POINTER_BUTTON_STATE_PRESSED
				: WL_POINTER_BUTTON_STATE_RELEASED);
	if (pointer->held == 0) {
		end_hold(pointer);
	}
}

void
pointer_handle_button(struct pointer *pointer, struct window *win,
		const struct gui_button *button)
{
	move(pointer, win, button->x, button->y);
	if (button->type == GUI_BUTTON_PRESS) {
		keyboard_handle_state(pointer->server->keyboard, button->state);
	}
	if (button->button >= WHEEL_FIRST && button->button <= WHEEL_LAST) {
		if (button->type == GUI_BUTTON_PRESS) {
			turn_wheel(pointer, button->button);
		}
	} else if (button->button < BUTTON_COUNT &&
			button_codes[button->button] != 0) {
		set_button(pointer, button);
	}
	wlr_seat_pointer_notify_frame(pointer->server->seat);
}

void
pointer_handle_crossing(struct pointer *pointer, struct window *win,
		const struct gui_crossing *crossing)
{
	if (crossing->mode != 0) {
		return;
	}
	if (crossing->type == GUI_CROSSING_ENTER) {
		move(pointer, win, crossing->x, crossing->y);
	} else if (pointer->win == win && pointer->held == 0) {
		set_window(pointer, NULL);
		wlr_seat_pointer_notify_clear_focus(pointer->server->seat);
	}
	wlr_seat_pointer_notify_frame(pointer->server->seat);
}

void
pointer_click_at(struct pointer *pointer, struct window *win, int32_t wx,
		int32_t wy)
{
	struct wlr_seat *seat = pointer->server->seat;
	struct wlr_surface *before = seat->pointer_state.focused_surface;
	double sx = seat->pointer_state.sx, sy = seat->pointer_state.sy;

	wlr_seat_pointer_notify_enter(seat, win->surface, wx, wy);
	wlr_seat_pointer_notify_motion(seat, now(), wx, wy);
	wlr_seat_pointer_notify_button(
			seat, now(), BTN_LEFT, WL_POINTER_BUTTON_STATE_PRESSED);
	wlr_seat_pointer_notify_frame(seat);
	wlr_seat_pointer_notify_button(seat, now(), BTN_LEFT,
			WL_POINTER_BUTTON_STATE_RELEASED);
	wlr_seat_pointer_notify_frame(seat);
	if (before == NULL) {
		wlr_seat_pointer_notify_clear_focus(seat);
	} else {
		wlr_seat_pointer_notify_enter(seat, before, sx, sy);
	}
	wlr_seat_pointer_notify_frame(seat);
}

void
pointer_clear(struct pointer *pointer)
{
	struct wlr_seat *seat = pointer->server->seat;

	for (uint32_t i = 0; i < BUTTON_COUNT; i++) {
		if (pointer->held & (1u << i)) {
			wlr_seat_pointer_notify_button(seat, now(),
					button_codes[i],
					WL_POINTER_BUTTON_STATE_RELEASED);
		}
	}
	pointer->held = 0;
	end_hold(pointer);
	pointer->win = NULL;
	wlr_seat_pointer_notify_frame(seat);
	wlr_seat_pointer_notify_clear_focus(seat);
}

void
pointer_forget(struct pointer *pointer, struct window *win)
{
	if (pointer->win == win) {
		pointer_clear(pointer);
	}
}
