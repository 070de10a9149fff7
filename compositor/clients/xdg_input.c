// SPDX-License-Identifier: MIT
#include "compositor/clients/xdg_input.h"

#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_layer_shell_v1.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "compositor/input/seat.h"
#include "compositor/windows/view.h"
#include "compositor/wlr_compat.h"

void
xdg_input_focus_in(struct seat *seat, struct wlr_surface *surface,
		const uint32_t *pressed, size_t n)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(seat);
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(wlr_seat);

	wlr_seat_keyboard_notify_enter(wlr_seat, surface, pressed, n,
			keyboard ? &keyboard->modifiers : NULL);
}

void
xdg_input_focus_out(struct seat *seat)
{
	wlr_seat_keyboard_notify_clear_focus(seat_get_wlr_seat(seat));
}

void
xdg_input_key(struct seat *seat, const struct view_key *key)
{
	wlr_seat_keyboard_notify_key(seat_get_wlr_seat(seat), key->time_msec,
			key->evdev,
			key->pressed ? WL_KEYBOARD_KEY_STATE_PRESSED
				     : WL_KEYBOARD_KEY_STATE_RELEASED);
}

void
xdg_input_modifiers(struct seat *seat)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(seat);
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(wlr_seat);

	if (keyboard) {
		wlr_seat_keyboard_notify_modifiers(
				wlr_seat, &keyboard->modifiers);
	}
}

/* The surface of the window, a subsurface or a popup at a point, and the
 * point in its coordinates. */
static struct wlr_surface *
find_surface(struct wlr_surface *root, double *sx, double *sy)
{
	struct wlr_xdg_surface *xdg = wlr_xdg_surface_try_from_wlr_surface(root);
	struct wlr_layer_surface_v1 *layer =
			wlr_layer_surface_v1_try_from_wlr_surface(root);
	struct wlr_box geometry;

	if (layer) {
		return wlr_layer_surface_v1_surface_at(layer, *sx, *sy, sx, sy);
	}
	if (!xdg) {
		return NULL;
	}
	wlr_compat_xdg_geometry(xdg, &geometry);
	return wlr_xdg_surface_surface_at(
			xdg, *sx + geometry.x, *sy + geometry.y, sx, sy);
}

void
xdg_input_enter(struct seat *seat, struct wlr_surface *root, double sx, double sy)
{
	struct wlr_surface *surface = find_surface(root, &sx, &sy);

	if (surface) {
		wlr_seat_pointer_notify_enter(
				seat_get_wlr_seat(seat), surface, sx, sy);
	}
}

/* Where a popup's or subsurface's corner lies, seen from the window. */
struct search {
	const struct wlr_surface *surface;
	int x, y;
	bool found;
};

static void
match(struct wlr_surface *surface, int sx, int sy, void *data)
{
	struct search *search = data;

	if (surface == search->surface) {
		search->x = sx;
		search->y = sy;
		search->found = true;
	}
}

/* While a button is held the surface that got the press keeps the pointer. */
static void
move_held(struct wlr_seat *wlr_seat, struct wlr_surface *root,
		uint32_t time_msec, double sx, double sy)
{
	struct search search = {
			.surface = wlr_seat->pointer_state.focused_surface};
	struct wlr_xdg_surface *xdg = wlr_xdg_surface_try_from_wlr_surface(root);
	struct wlr_layer_surface_v1 *layer =
			wlr_layer_surface_v1_try_from_wlr_surface(root);
	struct wlr_box geometry = {0};

	if (xdg) {
		wlr_compat_xdg_geometry(xdg, &geometry);
		wlr_xdg_surface_for_each_surface(xdg, match, &search);
	} else if (layer) {
		wlr_layer_surface_v1_for_each_surface(layer, match, &search);
	}
	if (search.found) {
		wlr_seat_pointer_notify_motion(wlr_seat, time_msec,
				sx + geometry.x - search.x,
				sy + geometry.y - search.y);
	}
}

void
xdg_input_motion(struct seat *seat, struct wlr_surface *root,
		uint32_t time_msec, double sx, double sy)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(seat);
	struct wlr_surface *surface;

	if (wlr_seat->pointer_state.button_count > 0 && !wlr_seat->drag) {
		move_held(wlr_seat, root, time_msec, sx, sy);
		return;
	}
	surface = find_surface(root, &sx, &sy);
	if (!surface) {
		wlr_seat_pointer_notify_clear_focus(wlr_seat);
		return;
	}
	wlr_seat_pointer_notify_enter(wlr_seat, surface, sx, sy);
	wlr_seat_pointer_notify_motion(wlr_seat, time_msec, sx, sy);
}

void
xdg_input_leave(struct seat *seat)
{
	wlr_seat_pointer_notify_clear_focus(seat_get_wlr_seat(seat));
}

void
xdg_input_button(struct seat *seat, const struct view_button *button)
{
	wlr_seat_pointer_notify_button(seat_get_wlr_seat(seat),
			button->time_msec, button->evdev,
			button->pressed ? WL_POINTER_BUTTON_STATE_PRESSED
					: WL_POINTER_BUTTON_STATE_RELEASED);
}

void
xdg_input_axis(struct seat *seat, const struct view_axis *axis)
{
	wlr_seat_pointer_notify_axis(seat_get_wlr_seat(seat), axis->time_msec,
			axis->horizontal ? WL_POINTER_AXIS_HORIZONTAL_SCROLL
					 : WL_POINTER_AXIS_VERTICAL_SCROLL,
			axis->delta, axis->value120,
			(enum wl_pointer_axis_source)axis->source,
			(enum wl_pointer_axis_relative_direction)
					axis->relative_direction);
}

void
xdg_input_frame(struct seat *seat)
{
	wlr_seat_pointer_notify_frame(seat_get_wlr_seat(seat));
}
