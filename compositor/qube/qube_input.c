// SPDX-License-Identifier: MIT
/*
 * Every event carries the modifier state before it, so the seat calls before
 * it updates its own. Motion is coalesced, as each one costs the agent a round
 * trip; what waits is sent before any event that comes later.
 */
#include "compositor/qube/qube_input.h"

#include <linux/input-event-codes.h>
#include <math.h>
#include <stdlib.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "common/loop.h"
#include "compositor/input/seat.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_window.h"
#include "compositor/server.h"
#include "protocols/gui/daemon.h"

#define CLICK 120 // of value120
#define CLICK_PX 15 // logical px of finger scrolling that make a click
#define MAX_CLICKS 32 // of one event
#define DETAIL_NONLINEAR 3
#define X11_KEYCODE_OFFSET 8
#define X11_KEYCODE_MAX 255
#define MAX_INTERVAL_MSEC 40
#define DEFAULT_INTERVAL_MSEC 16

/* Buttons 1 to 3 and those behind the four wheel directions. */
uint32_t
qube_input_x11_button(uint32_t evdev)
{
	static const uint32_t first[] = {1, 3, 2}; // left, right, middle

	if (evdev < BTN_LEFT || evdev > BTN_TASK) {
		return 0;
	}
	return evdev <= BTN_MIDDLE ? first[evdev - BTN_LEFT]
				   : evdev - BTN_SIDE + 8;
}

int
qube_input_take_clicks(int32_t *rest, const struct view_axis *axis)
{
	int32_t amount = axis->value120;
	int clicks;

	if (amount == 0) {
		double finger = axis->delta * CLICK / CLICK_PX;

		amount = (int32_t)lround(fmax(-MAX_CLICKS * CLICK,
				fmin(MAX_CLICKS * CLICK, finger)));
	}
	if ((amount > 0 && *rest < 0) || (amount < 0 && *rest > 0)) {
		*rest = 0; // turning round starts anew
	}
	*rest += amount;
	clicks = *rest / CLICK;
	*rest -= clicks * CLICK;
	return clicks > MAX_CLICKS	       ? MAX_CLICKS
			: clicks < -MAX_CLICKS ? -MAX_CLICKS
					       : clicks;
}

static uint32_t
get_state(struct qube_window *window)
{
	return seat_get_x11_state(window->view.server->seat);
}

/* The time one frame takes where the window is. */
static int
get_interval(struct qube_window *window)
{
	struct wlr_output *output = qube_surface_get_output(&window->surface);
	int refresh = output ? output->refresh : 0; // mHz
	int interval = refresh > 0 ? 1000000 / refresh : DEFAULT_INTERVAL_MSEC;

	return interval < MAX_INTERVAL_MSEC ? interval : MAX_INTERVAL_MSEC;
}

/* Sends the motion that waits, if any, without flushing. */
static void
send_motion(struct qube_window *window)
{
	struct qube_input *input = &window->input;
	struct gui_motion motion = {input->x, input->y, get_state(window), 0};

	if (!input->moved || !window->qube->daemon) {
		return;
	}
	input->moved = false;
	input->moved_msec = loop_now_msec();
	wl_event_source_timer_update(input->timer, 0);
	gui_daemon_motion(window->qube->daemon, window->gui, &motion);
}

static int
handle_timer(void *data)
{
	struct qube_window *window = data;

	send_motion(window);
	qube_flush(window->qube);
	return 0;
}

void
qube_input_init(struct qube_window *window)
{
	window->input = (struct qube_input){0};
	window->input.timer = wl_event_loop_add_timer(
			window->view.server->loop, handle_timer, window);
}

void
qube_input_finish(struct qube_window *window)
{
	wl_event_source_remove(window->input.timer);
}

void
qube_input_focus(struct qube_window *window, bool in)
{
	uint8_t keymap[GUI_KEYMAP_SIZE] = {0};

	if (!window->qube->daemon) {
		return;
	}
	window->qube->told_focus = true;
	send_motion(window);
	if (in) {
		seat_get_keymap_bits(window->view.server->seat, keymap);
	}
	gui_daemon_focus(window->qube->daemon, window->gui, in,
			in ? keymap : NULL);
	qube_flush(window->qube);
}

void
qube_input_key(struct qube_window *window, const struct view_key *key)
{
	struct qube_input *input = &window->input;
	struct gui_keypress press = {
			.type = key->pressed ? GUI_KEY_PRESS : GUI_KEY_RELEASE,
			.x = input->x,
			.y = input->y,
			.state = get_state(window),
			.keycode = key->evdev + X11_KEYCODE_OFFSET,
	};

	if (!window->qube->daemon || press.keycode > X11_KEYCODE_MAX) {
		return;
	}
	send_motion(window);
	gui_daemon_key(window->qube->daemon, window->gui, &press);
	qube_flush(window->qube);
}

/* False if the pointer is on that pixel already. */
static bool
set_position(struct qube_window *window, double sx, double sy)
{
	struct qube_plane plane = qube_plane_get(window->view.server);
	int32_t x = qube_plane_point(&plane, sx);
	int32_t y = qube_plane_point(&plane, sy);
	bool changed = x != window->input.x || y != window->input.y;

	window->input.x = x;
	window->input.y = y;
	return changed;
}

/* What its own window holds: where the keyboard is another qube's, nothing of
 * what is typed there. */
static void
send_keymap(struct qube_window *window)
{
	struct seat *seat = window->view.server->seat;
	struct view *focus = seat_get_focus(seat);
	uint8_t keymap[GUI_KEYMAP_SIZE] = {0};

	if (focus && view_has_same_origin(focus, &window->view)) {
		seat_get_keymap_bits(seat, keymap);
	}
	gui_daemon_keymap(window->qube->daemon, keymap);
}

static void
send_crossing(struct qube_window *window, enum gui_crossing_type type)
{
	struct gui_crossing crossing = {
			.type = type,
			.x = window->input.x,
			.y = window->input.y,
			.state = get_state(window),
			.detail = DETAIL_NONLINEAR,
			.focus = window->view.activated,
	};

	gui_daemon_crossing(window->qube->daemon, window->gui, &crossing);
}

void
qube_input_enter(struct qube_window *window, double sx, double sy)
{
	window->input.inside = true;
	window->input.wheel[0] = window->input.wheel[1] = 0;
	set_position(window, sx, sy);
	seat_set_cursor(window->view.server->seat, &window->view, window->cursor);
	if (!window->qube->daemon) {
		return;
	}
	send_keymap(window);
	send_crossing(window, GUI_CROSSING_ENTER);
	qube_flush(window->qube);
}

void
qube_input_leave(struct qube_window *window)
{
	window->input.inside = false;
	if (!window->qube->daemon) {
		return;
	}
	send_motion(window);
	send_crossing(window, GUI_CROSSING_LEAVE);
	qube_flush(window->qube);
}

void
qube_input_motion(struct qube_window *window, double sx, double sy)
{
	struct qube_input *input = &window->input;
	int interval = get_interval(window);
	int64_t since = loop_now_msec() - input->moved_msec;

	if (!set_position(window, sx, sy)) {
		return;
	}
	if (!input->moved && since < interval) {
		wl_event_source_timer_update(input->timer, interval - (int)since);
	}
	input->moved = true;
	if (since >= interval) {
		send_motion(window);
		qube_flush(window->qube);
	}
}

static void
send_button(struct qube_window *window, uint32_t x11, bool pressed, uint32_t state)
{
	struct gui_button button = {
			.type = pressed ? GUI_BUTTON_PRESS : GUI_BUTTON_RELEASE,
			.x = window->input.x,
			.y = window->input.y,
			.state = state,
			.button = x11,
	};

	gui_daemon_button(window->qube->daemon, window->gui, &button);
}

void
qube_input_button(struct qube_window *window, const struct view_button *button)
{
	uint32_t x11 = qube_input_x11_button(button->evdev);

	if (!window->qube->daemon || x11 == 0) {
		return;
	}
	send_motion(window);
	send_button(window, x11, button->pressed, get_state(window));
	qube_flush(window->qube);
}

void
qube_input_axis(struct qube_window *window, const struct view_axis *axis)
{
	int32_t *rest = &window->input.wheel[axis->horizontal ? 1 : 0];
	int clicks = qube_input_take_clicks(rest, axis);
	uint32_t x11 = (axis->horizontal ? 6 : 4) + (clicks > 0 ? 1 : 0);
	uint32_t state = get_state(window);
	// wheel buttons 4 and 5 have a bit of their own while they are down
	uint32_t held = x11 <= 5 ? (uint32_t)GUI_STATE_BUTTON1 << (x11 - 1) : 0;

	if (!window->qube->daemon || clicks == 0) {
		return;
	}
	send_motion(window);
	for (int i = 0; i < abs(clicks); i++) {
		send_button(window, x11, true, state);
		send_button(window, x11, false, state | held);
	}
	qube_flush(window->qube);
}
