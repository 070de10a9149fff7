// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_input_device.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_seat.h>

#include "common/loop.h"
#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/input/cursor.h"
#include "compositor/input/follow.h"
#include "compositor/input/gestures.h"
#include "compositor/input/input_device.h"
#include "compositor/input/modal.h"
#include "compositor/input/pointer_impl.h"
#include "compositor/input/pointer_lock.h"
#include "compositor/input/seat.h"
#include "compositor/input/seat_taker.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"

#define DETENT 120 // of a wheel

static const char *const part_cursors[] = {
		[FRAME_NONE] = "default",
		[FRAME_TITLE] = "default",
		[FRAME_EDGE_TOP] = "n-resize",
		[FRAME_EDGE_BOTTOM] = "s-resize",
		[FRAME_EDGE_LEFT] = "w-resize",
		[FRAME_EDGE_RIGHT] = "e-resize",
		[FRAME_CORNER_TOP_LEFT] = "nw-resize",
		[FRAME_CORNER_TOP_RIGHT] = "ne-resize",
		[FRAME_CORNER_BOTTOM_LEFT] = "sw-resize",
		[FRAME_CORNER_BOTTOM_RIGHT] = "se-resize",
		[FRAME_BUTTON_MINIMIZE] = "default",
		[FRAME_BUTTON_MAXIMIZE] = "default",
		[FRAME_BUTTON_CLOSE] = "default",
};

bool
pointer_is_held_by(const struct pointer *pointer, enum button_owner owner)
{
	for (size_t i = 0; i < pointer->n_buttons; i++) {
		if (pointer->buttons[i].owner == owner) {
			return true;
		}
	}
	return false;
}

static void
set_over(struct pointer *pointer, struct view *view, double sx, double sy)
{
	struct view *old = pointer->over;

	if (old == view) {
		return;
	}
	pointer->over = view;
	if (old) {
		old->impl->pointer_leave(old);
	}
	if (view) {
		cursor_set_name(pointer->cursor, "default");
		view->impl->pointer_enter(view, sx, sy);
	}
}

static void
set_part(struct pointer *pointer, struct view *view, enum frame_part part)
{
	struct view *old = pointer->frame_view;
	bool pressed = pointer_is_held_by(pointer, BUTTON_OWNER_FRAME);

	if (old && old != view && old->frame) {
		frame_set_hover(old->frame, FRAME_NONE, false);
	}
	if (view && (old != view || pointer->part != part)) {
		frame_set_hover(view->frame, part, pressed);
	}
	pointer->frame_view = view;
	pointer->part = part;
}

void
pointer_pick(struct pointer *pointer, uint32_t time_msec, bool moved)
{
	double lx = pointer->wlr_cursor->x;
	double ly = pointer->wlr_cursor->y;
	bool content = false;
	double sx = 0, sy = 0;
	struct view *view = view_at(pointer->server, lx, ly, &content, &sx, &sy);

	bool changed = view &&
			(view != pointer->under ||
					!wlr_box_equal(&view->geometry,
							&pointer->under_box));

	/* A press in the next moment was not meant for what came or moved
	 * here by itself. */
	if (!moved && changed) {
		view->shown_msec = loop_now_msec();
		follow_rest(pointer->server->follow);
	}
	pointer->under = view;
	pointer->under_box = view ? view->geometry : (struct wlr_box){0};
	if (view && !content) {
		enum frame_part part = frame_at(view->frame, sx, sy);

		set_over(pointer, NULL, 0, 0);
		set_part(pointer, view, part);
		cursor_set_name(pointer->cursor, part_cursors[part]);
		return;
	}
	set_part(pointer, NULL, FRAME_NONE);
	set_over(pointer, view, sx, sy);
	if (!view) {
		cursor_set_name(pointer->cursor, "default");
	} else if (moved || changed || view->impl->kind == VIEW_LOCAL) {
		// other parts of a program's window may lie here now
		view->impl->pointer_motion(view, time_msec, sx, sy);
	}
}

bool
pointer_is_dragging(const struct pointer *pointer)
{
	return seat_get_wlr_seat(pointer->seat)->drag != NULL;
}

/* During a drag between trusted windows qubes see nothing of the pointer. */
static void
pick_drag_target(struct pointer *pointer, uint32_t time_msec)
{
	double lx = pointer->wlr_cursor->x;
	double ly = pointer->wlr_cursor->y;
	bool content = false;
	double sx, sy;
	struct view *view = view_at(pointer->server, lx, ly, &content, &sx, &sy);

	if (!view || !content || view->impl->kind == VIEW_QUBE) {
		set_over(pointer, NULL, 0, 0);
		return;
	}
	set_over(pointer, view, sx, sy);
	view->impl->pointer_motion(view, time_msec, sx, sy);
}

static void
process_motion(struct pointer *pointer, uint32_t time_msec)
{
	double lx = pointer->wlr_cursor->x;
	double ly = pointer->wlr_cursor->y;
	struct seat_taker *taker = seat_get_taker(pointer->seat);
	struct view *over = pointer->over;

	seat_note_motion(pointer->seat);
	if (taker) {
		taker->impl->motion(taker, time_msec);
		return;
	}
	if (modal_motion(pointer->server->modal, lx, ly)) {
		return;
	}
	if (pointer->grab.kind != GRAB_NONE) {
		grab_update(&pointer->grab, lx, ly);
	} else if (pointer_is_dragging(pointer)) {
		pick_drag_target(pointer, time_msec);
	} else if (over && pointer_is_held_by(pointer, BUTTON_OWNER_VIEW)) {
		over->impl->pointer_motion(over, time_msec,
				lx - over->geometry.x, ly - over->geometry.y);
	} else if (pointer_is_held_by(pointer, BUTTON_OWNER_FRAME)) {
		struct view *view = pointer->frame_view;
		enum frame_part part = view
				? frame_at(view->frame, lx - view->geometry.x,
						  ly - view->geometry.y)
				: FRAME_NONE;

		if (view) {
			frame_set_hover(view->frame,
					part == pointer->part ? part : FRAME_NONE,
					true);
		}
	} else {
		pointer_pick(pointer, time_msec, true);
		follow_move(pointer->server->follow, pointer->under, lx, ly);
	}
	pointer_lock_update(pointer->lock);
}

static void
handle_motion(struct wl_listener *listener, void *data)
{
	struct pointer *pointer = wl_container_of(listener, pointer, motion);
	const struct wlr_pointer_motion_event *event = data;

	double dx, dy;

	pointer_lock_move(pointer->lock, event, &dx, &dy);
	if (pointer->grab.kind != GRAB_NONE) {
		dx = event->delta_x; // the person's own wish comes first
		dy = event->delta_y;
	}
	wlr_cursor_move(pointer->wlr_cursor, &event->pointer->base, dx, dy);
	process_motion(pointer, event->time_msec);
}

static void
handle_motion_absolute(struct wl_listener *listener, void *data)
{
	struct pointer *pointer =
			wl_container_of(listener, pointer, motion_absolute);
	const struct wlr_pointer_motion_absolute_event *event = data;

	if (!pointer_lock_is_locked(pointer->lock) ||
			pointer->grab.kind != GRAB_NONE) {
		wlr_cursor_warp_absolute(pointer->wlr_cursor,
				&event->pointer->base, event->x, event->y);
	}
	process_motion(pointer, event->time_msec);
}

static void
handle_button(struct wl_listener *listener, void *data)
{
	struct pointer *pointer = wl_container_of(listener, pointer, button);
	const struct wlr_pointer_button_event *event = data;
	const struct view_button button = {
			.time_msec = event->time_msec,
			.evdev = event->button,
			.pressed = event->state == WL_POINTER_BUTTON_STATE_PRESSED,
			.is_virtual = pointer_is_virtual(
					pointer, &event->pointer->base),
	};

	pointer_handle_button(pointer, &button);
}

static void
handle_axis(struct wl_listener *listener, void *data)
{
	struct pointer *pointer = wl_container_of(listener, pointer, axis);
	struct seat_taker *taker = seat_get_taker(pointer->seat);
	const struct wlr_pointer_axis_event *event = data;
	double factor = input_device_get_scroll_factor(
			&event->pointer->base, pointer->server->config);
	const struct view_axis axis = {
			.time_msec = event->time_msec,
			.horizontal = event->orientation ==
					WL_POINTER_AXIS_HORIZONTAL_SCROLL,
			.delta = event->delta * factor,
			.value120 = (int32_t)(event->delta_discrete * factor),
			.source = (int)event->source,
			.relative_direction = (int)event->relative_direction,
	};

	if (taker) {
		taker->impl->axis(taker, &axis);
		return;
	}
	if (modal_wheel(pointer->server->modal,
			    axis.horizontal ? 0 : axis.value120 / DETENT)) {
		return;
	}
	pointer_refresh(pointer); // what is seen there now gets it
	if (!axis.horizontal &&
			pointer_handle_wheel(pointer, axis.value120 / DETENT)) {
		return;
	}
	if (pointer->over && pointer->grab.kind == GRAB_NONE) {
		pointer->over->impl->pointer_axis(pointer->over, &axis);
	}
}

static void
send_frame(struct pointer *pointer)
{
	struct seat_taker *taker = seat_get_taker(pointer->seat);

	if (taker) {
		taker->impl->frame(taker);
	} else if (pointer->over) {
		pointer->over->impl->pointer_frame(pointer->over);
	}
}

static void
handle_frame(struct wl_listener *listener, void *data)
{
	struct pointer *pointer = wl_container_of(listener, pointer, frame);

	send_frame(pointer);
}

void
pointer_emulate_motion(struct pointer *pointer, double lx, double ly,
		uint32_t time_msec)
{
	if (!pointer_lock_is_locked(pointer->lock) ||
			pointer->grab.kind != GRAB_NONE) {
		wlr_cursor_warp_closest(pointer->wlr_cursor, NULL, lx, ly);
	}
	process_motion(pointer, time_msec);
	send_frame(pointer);
}

void
pointer_emulate_button(struct pointer *pointer, uint32_t evdev, bool pressed,
		uint32_t time_msec)
{
	const struct view_button button = {
			.time_msec = time_msec,
			.evdev = evdev,
			.pressed = pressed,
	};

	pointer_handle_button(pointer, &button);
	send_frame(pointer);
}

struct wlr_cursor *
pointer_get_wlr_cursor(struct pointer *pointer)
{
	return pointer->wlr_cursor;
}

void
pointer_refresh(struct pointer *pointer)
{
	if (!seat_get_taker(pointer->seat) &&
			!pointer_is_held_by(pointer, BUTTON_OWNER_VIEW) &&
			!pointer_is_held_by(pointer, BUTTON_OWNER_FRAME) &&
			pointer->grab.kind == GRAB_NONE &&
			!pointer_is_dragging(pointer) &&
			!modal_is_active(pointer->server->modal) &&
			pointer_has_devices(pointer)) {
		pointer_pick(pointer, (uint32_t)loop_now_msec(), false);
	}
}

/* Whoever held these will not see the release. */
static void
orphan_buttons(struct pointer *pointer, enum button_owner owner)
{
	for (size_t i = 0; i < pointer->n_buttons; i++) {
		if (pointer->buttons[i].owner == owner) {
			pointer->buttons[i].owner = BUTTON_OWNER_GONE;
		}
	}
}

void
pointer_forget_view(struct pointer *pointer, struct view *view)
{
	if (pointer->grab.view == view) {
		grab_end(&pointer->grab);
		orphan_buttons(pointer, BUTTON_OWNER_GRAB);
	}
	if (pointer->over == view) {
		orphan_buttons(pointer, BUTTON_OWNER_VIEW);
	}
	if (pointer->frame_view == view) {
		orphan_buttons(pointer, BUTTON_OWNER_FRAME);
	}
	if (pointer->over == view) {
		set_over(pointer, NULL, 0, 0);
	}
	if (pointer->under == view) {
		pointer->under = NULL;
	}
	if (pointer->frame_view == view) {
		pointer->frame_view = NULL;
		pointer->part = FRAME_NONE;
	}
	if (pointer->click_view == view) {
		pointer->click_view = NULL;
	}
}

/* A view hands what is held on it over to a grab. False if nothing is. */
static bool
take_buttons(struct pointer *pointer, struct view *view)
{
	bool taken = false;

	for (size_t i = 0; i < pointer->n_buttons; i++) {
		const struct view_button button = {
				.time_msec = (uint32_t)loop_now_msec(),
				.evdev = pointer->buttons[i].evdev,
		};

		if (pointer->over == view &&
				pointer->buttons[i].owner == BUTTON_OWNER_VIEW) {
			view->impl->pointer_button(view, &button);
			pointer->buttons[i].owner = BUTTON_OWNER_GRAB;
			taken = true;
		}
	}
	if (taken) {
		set_over(pointer, NULL, 0, 0);
	}
	return taken;
}

void
pointer_leave_all(struct pointer *pointer)
{
	struct view *over = pointer->over;

	grab_end(&pointer->grab);
	if (over) {
		take_buttons(pointer, over);
		set_over(pointer, NULL, 0, 0);
	}
	set_part(pointer, NULL, FRAME_NONE);
	orphan_buttons(pointer, BUTTON_OWNER_VIEW);
	orphan_buttons(pointer, BUTTON_OWNER_FRAME);
	orphan_buttons(pointer, BUTTON_OWNER_GRAB);
	pointer->under = NULL;
	cursor_set_name(pointer->cursor, "default");
}

void
pointer_leave_view(struct pointer *pointer, const struct view *view)
{
	if (pointer->over == view || pointer->frame_view == view ||
			pointer->grab.view == view) {
		pointer_leave_all(pointer);
	}
}

void
pointer_set_cursor(struct pointer *pointer, struct view *view, const char *name)
{
	if (pointer->over == view && pointer->grab.kind == GRAB_NONE) {
		cursor_set_name(pointer->cursor, name);
	}
}

void
pointer_get_position(const struct pointer *pointer, double *lx, double *ly)
{
	*lx = pointer->wlr_cursor->x;
	*ly = pointer->wlr_cursor->y;
}

void
pointer_begin_move(struct pointer *pointer, struct view *view)
{
	if (take_buttons(pointer, view)) {
		grab_begin_move(&pointer->grab, view, pointer->wlr_cursor->x,
				pointer->wlr_cursor->y);
	}
}

void
pointer_begin_resize(struct pointer *pointer, struct view *view, uint32_t edges)
{
	if (take_buttons(pointer, view)) {
		grab_begin_resize(&pointer->grab, view, edges,
				pointer->wlr_cursor->x, pointer->wlr_cursor->y);
	}
}

struct cursor *
pointer_try_client_cursor(struct pointer *pointer)
{
	struct view *over = pointer->over;
	bool allowed = seat_get_taker(pointer->seat) ||
			(over && over->impl->kind != VIEW_QUBE);

	return allowed ? pointer->cursor : NULL;
}

void
pointer_release(struct pointer *pointer)
{
	pointer_lock_release(pointer->lock);
}

static void
listen_to(struct pointer *pointer)
{
	struct wlr_cursor *wlr_cursor = pointer->wlr_cursor;

	pointer->motion.notify = handle_motion;
	wl_signal_add(&wlr_cursor->events.motion, &pointer->motion);
	pointer->motion_absolute.notify = handle_motion_absolute;
	wl_signal_add(&wlr_cursor->events.motion_absolute,
			&pointer->motion_absolute);
	pointer->button.notify = handle_button;
	wl_signal_add(&wlr_cursor->events.button, &pointer->button);
	pointer->axis.notify = handle_axis;
	wl_signal_add(&wlr_cursor->events.axis, &pointer->axis);
	pointer->frame.notify = handle_frame;
	wl_signal_add(&wlr_cursor->events.frame, &pointer->frame);
}

struct pointer *
pointer_create(struct server *server, struct seat *seat, struct keyboard *keyboard)
{
	struct pointer *pointer = xcalloc(1, sizeof(*pointer));

	pointer->server = server;
	pointer->seat = seat;
	pointer->keyboard = keyboard;
	wl_list_init(&pointer->devices);
	pointer->wlr_cursor = wlr_cursor_create();
	wlr_cursor_attach_output_layout(
			pointer->wlr_cursor, server->output_layout);
	pointer->cursor = cursor_create(pointer->wlr_cursor);
	pointer->lock = pointer_lock_create(server, seat, pointer->wlr_cursor);
	pointer->gestures = gestures_create(server->display,
			seat_get_wlr_seat(seat), pointer->wlr_cursor);
	pointer_configure(pointer);
	listen_to(pointer);
	return pointer;
}

void
pointer_destroy(struct pointer *pointer)
{
	pointer_finish_devices(pointer);
	wl_list_remove(&pointer->motion.link);
	wl_list_remove(&pointer->motion_absolute.link);
	wl_list_remove(&pointer->button.link);
	wl_list_remove(&pointer->axis.link);
	wl_list_remove(&pointer->frame.link);
	gestures_destroy(pointer->gestures);
	pointer_lock_destroy(pointer->lock);
	cursor_destroy(pointer->cursor);
	wlr_cursor_destroy(pointer->wlr_cursor);
	free(pointer);
}
