// SPDX-License-Identifier: MIT
#include "tests/scene/hands.h"

#include <wlr/interfaces/wlr_keyboard.h>
#include <wlr/interfaces/wlr_pointer.h>
#include <wlr/interfaces/wlr_touch.h>
#include <wlr/types/wlr_seat.h>

#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"

static const struct wlr_keyboard_impl keyboard_impl = {.name = "hands"};
static const struct wlr_pointer_impl pointer_impl = {.name = "hands"};
static const struct wlr_touch_impl touch_impl = {.name = "hands"};

void
hands_init(struct hands *hands, struct scene *scene)
{
	*hands = (struct hands){.scene = scene};
	wlr_keyboard_init(&hands->keyboard, &keyboard_impl, "keyboard");
	wlr_pointer_init(&hands->pointer, &pointer_impl, "mouse");
	seat_add_device(scene->server.seat, &hands->keyboard.base);
	seat_add_device(scene->server.seat, &hands->pointer.base);
}

void
hands_init_virtual(struct hands *hands, struct scene *scene)
{
	struct seat *seat = scene->server.seat;
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(seat);

	*hands = (struct hands){.scene = scene};
	wlr_keyboard_init(&hands->keyboard, &keyboard_impl, "program");
	wlr_keyboard_set_keymap(&hands->keyboard,
			wlr_seat_get_keyboard(wlr_seat)->keymap);
	wlr_pointer_init(&hands->pointer, &pointer_impl, "program");
	seat_add_virtual_device(seat, &hands->keyboard.base, NULL);
	seat_add_virtual_device(seat, &hands->pointer.base, NULL);
}

void
hands_finish(struct hands *hands)
{
	wlr_keyboard_finish(&hands->keyboard);
	wlr_pointer_finish(&hands->pointer);
	if (hands->has_touch) {
		wlr_touch_finish(&hands->touch);
	}
}

void
hands_key(struct hands *hands, uint32_t evdev, bool pressed)
{
	struct wlr_keyboard_key_event event = {
			.time_msec = ++hands->time_msec,
			.keycode = evdev,
			.update_state = true,
			.state = pressed ? WL_KEYBOARD_KEY_STATE_PRESSED
					 : WL_KEYBOARD_KEY_STATE_RELEASED,
	};

	wlr_keyboard_notify_key(&hands->keyboard, &event);
}

void
hands_tap(struct hands *hands, uint32_t evdev)
{
	hands_key(hands, evdev, true);
	hands_key(hands, evdev, false);
}

void
hands_move(struct hands *hands, double lx, double ly)
{
	struct output *output = wl_container_of(
			hands->scene->server.outputs.next, output, link);
	struct wlr_pointer_motion_absolute_event event = {
			.pointer = &hands->pointer,
			.time_msec = ++hands->time_msec,
			.x = lx / output->box.width,
			.y = ly / output->box.height,
	};

	wl_signal_emit_mutable(&hands->pointer.events.motion_absolute, &event);
	wl_signal_emit_mutable(&hands->pointer.events.frame, &hands->pointer);
}

void
hands_nudge(struct hands *hands, double dx, double dy)
{
	struct wlr_pointer_motion_event event = {
			.pointer = &hands->pointer,
			.time_msec = ++hands->time_msec,
			.delta_x = dx,
			.delta_y = dy,
			.unaccel_dx = dx,
			.unaccel_dy = dy,
	};

	wl_signal_emit_mutable(&hands->pointer.events.motion, &event);
	wl_signal_emit_mutable(&hands->pointer.events.frame, &hands->pointer);
}

void
hands_button(struct hands *hands, uint32_t evdev, bool pressed)
{
	struct wlr_pointer_button_event event = {
			.pointer = &hands->pointer,
			.time_msec = ++hands->time_msec,
			.button = evdev,
			.state = pressed ? WL_POINTER_BUTTON_STATE_PRESSED
					 : WL_POINTER_BUTTON_STATE_RELEASED,
	};

	wl_signal_emit_mutable(&hands->pointer.events.button, &event);
	wl_signal_emit_mutable(&hands->pointer.events.frame, &hands->pointer);
}

void
hands_click(struct hands *hands, uint32_t evdev)
{
	hands_button(hands, evdev, true);
	hands_button(hands, evdev, false);
}

void
hands_wheel(struct hands *hands, int32_t value120)
{
	struct wlr_pointer_axis_event event = {
			.pointer = &hands->pointer,
			.time_msec = ++hands->time_msec,
			.source = WL_POINTER_AXIS_SOURCE_WHEEL,
			.orientation = WL_POINTER_AXIS_VERTICAL_SCROLL,
			.delta = value120 / 8.0,
			.delta_discrete = value120,
	};

	wl_signal_emit_mutable(&hands->pointer.events.axis, &event);
	wl_signal_emit_mutable(&hands->pointer.events.frame, &hands->pointer);
}

void
hands_add_touch(struct hands *hands)
{
	wlr_touch_init(&hands->touch, &touch_impl, "screen");
	hands->has_touch = true;
	seat_add_device(hands->scene->server.seat, &hands->touch.base);
}

static const struct output *
get_output(const struct hands *hands)
{
	const struct output *output = wl_container_of(
			hands->scene->server.outputs.next, output, link);

	return output;
}

static void
send_touch(struct hands *hands, struct wl_signal *signal, void *event)
{
	wl_signal_emit_mutable(signal, event);
	wl_signal_emit_mutable(&hands->touch.events.frame, NULL);
}

void
hands_touch_down(struct hands *hands, int32_t id, double lx, double ly)
{
	struct wlr_touch_down_event event = {
			.touch = &hands->touch,
			.time_msec = ++hands->time_msec,
			.touch_id = id,
			.x = lx / get_output(hands)->box.width,
			.y = ly / get_output(hands)->box.height,
	};

	send_touch(hands, &hands->touch.events.down, &event);
}

void
hands_touch_move(struct hands *hands, int32_t id, double lx, double ly)
{
	struct wlr_touch_motion_event event = {
			.touch = &hands->touch,
			.time_msec = ++hands->time_msec,
			.touch_id = id,
			.x = lx / get_output(hands)->box.width,
			.y = ly / get_output(hands)->box.height,
	};

	send_touch(hands, &hands->touch.events.motion, &event);
}

void
hands_touch_up(struct hands *hands, int32_t id)
{
	struct wlr_touch_up_event event = {
			.touch = &hands->touch,
			.time_msec = ++hands->time_msec,
			.touch_id = id,
	};

	send_touch(hands, &hands->touch.events.up, &event);
}

void
hands_touch_cancel(struct hands *hands, int32_t id)
{
	struct wlr_touch_cancel_event event = {
			.touch = &hands->touch,
			.time_msec = ++hands->time_msec,
			.touch_id = id,
	};

	send_touch(hands, &hands->touch.events.cancel, &event);
}
