// SPDX-License-Identifier: MIT
/* What a press of a button does, and who gets its release. */
#include <linux/input-event-codes.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/util/edges.h>

#include "common/loop.h"
#include "compositor/action.h"
#include "compositor/config/config.h"
#include "compositor/input/focus.h"
#include "compositor/input/keyboard.h"
#include "compositor/input/modal.h"
#include "compositor/input/pointer_impl.h"
#include "compositor/input/pointer_lock.h"
#include "compositor/input/seat.h"
#include "compositor/input/seat_taker.h"
#include "compositor/server.h"
#include "compositor/ui/strip.h"
#include "compositor/ui/window_menu.h"
#include "compositor/windows/view.h"

#define DOUBLE_CLICK_MSEC 400
#define FIRST_BUTTON_BIT 8 // of button 1 in an X11 state

static const uint32_t part_edges[] = {
		[FRAME_EDGE_TOP] = WLR_EDGE_TOP,
		[FRAME_EDGE_BOTTOM] = WLR_EDGE_BOTTOM,
		[FRAME_EDGE_LEFT] = WLR_EDGE_LEFT,
		[FRAME_EDGE_RIGHT] = WLR_EDGE_RIGHT,
		[FRAME_CORNER_TOP_LEFT] = WLR_EDGE_TOP | WLR_EDGE_LEFT,
		[FRAME_CORNER_TOP_RIGHT] = WLR_EDGE_TOP | WLR_EDGE_RIGHT,
		[FRAME_CORNER_BOTTOM_LEFT] = WLR_EDGE_BOTTOM | WLR_EDGE_LEFT,
		[FRAME_CORNER_BOTTOM_RIGHT] = WLR_EDGE_BOTTOM | WLR_EDGE_RIGHT,
		[FRAME_BUTTON_CLOSE] = 0,
};

void
pointer_focus_for_press(struct pointer *pointer, struct view *view)
{
	struct view *target = view_get_focusable(view);

	if (!target) {
		return;
	}
	if (seat_get_focus(pointer->seat) != target) {
		seat_focus(pointer->seat, target);
	}
	if (pointer->server->config->raise_on_click || pointer->frame_view) {
		view_raise(target);
	}
}

static bool
wants_drag(struct pointer *pointer, uint32_t evdev)
{
	uint32_t mods = pointer->server->config->drag_mods;

	return mods && keyboard_get_mods(pointer->keyboard) == mods &&
			(evdev == BTN_LEFT || evdev == BTN_RIGHT);
}

static enum button_owner
press_drag(struct pointer *pointer, struct view *view, uint32_t evdev)
{
	double lx = pointer->wlr_cursor->x;
	double ly = pointer->wlr_cursor->y;

	if (view->popup || view->fullscreen || view->impl->kind == VIEW_LAYER) {
		return BUTTON_OWNER_NOBODY;
	}
	if (evdev == BTN_LEFT) {
		grab_begin_move(&pointer->grab, view, lx, ly);
	} else if (view->maximized) {
		return BUTTON_OWNER_NOBODY;
	} else {
		grab_begin_resize(&pointer->grab, view,
				grab_get_edges(&view->geometry, lx, ly), lx, ly);
	}
	return BUTTON_OWNER_GRAB;
}

/* What the configuration says of a press on a title. */
static void
run_title_command(struct pointer *pointer, struct view *view,
		const struct keybind_command *command)
{
	if (command->action == KEYBIND_WINDOW_MENU) {
		window_menu_open_at(view, (int)pointer->wlr_cursor->x,
				(int)pointer->wlr_cursor->y);
	} else {
		action_run_on_view(view, command);
	}
}

static enum button_owner
press_title_otherwise(struct pointer *pointer, struct view *view, uint32_t evdev)
{
	const struct config_titlebar *titlebar =
			&pointer->server->config->titlebar;

	if (evdev == BTN_MIDDLE) {
		run_title_command(pointer, view, &titlebar->middle);
	} else if (evdev == BTN_RIGHT) {
		run_title_command(pointer, view, &titlebar->right);
	}
	return BUTTON_OWNER_NOBODY;
}

bool
pointer_handle_wheel(struct pointer *pointer, int steps)
{
	const struct config_titlebar *titlebar =
			&pointer->server->config->titlebar;
	struct view *view = pointer->frame_view;

	if (pointer->grab.kind != GRAB_NONE || steps == 0) {
		return false;
	}
	if (!pointer->under) {
		return strip_wheel(pointer->server->strip, pointer->wlr_cursor->x,
				pointer->wlr_cursor->y, steps);
	}
	if (view && pointer->part == FRAME_TITLE && pointer->n_buttons == 0) {
		run_title_command(pointer, view,
				steps < 0 ? &titlebar->wheel_up
					  : &titlebar->wheel_down);
		return true;
	}
	return false;
}

static enum button_owner
press_title(struct pointer *pointer, struct view *view, uint32_t time_msec)
{
	bool twice = pointer->click_view == view &&
			time_msec - pointer->click_msec < DOUBLE_CLICK_MSEC;

	pointer->click_view = twice ? NULL : view;
	pointer->click_msec = time_msec;
	if (twice) {
		run_title_command(pointer, view,
				&pointer->server->config->titlebar.double_click);
		return BUTTON_OWNER_NOBODY;
	}
	grab_begin_move(&pointer->grab, view, pointer->wlr_cursor->x,
			pointer->wlr_cursor->y);
	return BUTTON_OWNER_GRAB;
}

static enum button_owner
press_frame(struct pointer *pointer, struct view *view, uint32_t evdev,
		uint32_t time_msec)
{
	switch (pointer->part) {
	case FRAME_NONE:
		return BUTTON_OWNER_NOBODY;
	case FRAME_TITLE:
		return evdev == BTN_LEFT
				? press_title(pointer, view, time_msec)
				: press_title_otherwise(pointer, view, evdev);
	case FRAME_EDGE_TOP:
	case FRAME_EDGE_BOTTOM:
	case FRAME_EDGE_LEFT:
	case FRAME_EDGE_RIGHT:
	case FRAME_CORNER_TOP_LEFT:
	case FRAME_CORNER_TOP_RIGHT:
	case FRAME_CORNER_BOTTOM_LEFT:
	case FRAME_CORNER_BOTTOM_RIGHT:
		if (evdev != BTN_LEFT || view->maximized || view->fullscreen) {
			return BUTTON_OWNER_NOBODY;
		}
		grab_begin_resize(&pointer->grab, view, part_edges[pointer->part],
				pointer->wlr_cursor->x, pointer->wlr_cursor->y);
		return BUTTON_OWNER_GRAB;
	case FRAME_BUTTON_MINIMIZE:
	case FRAME_BUTTON_MAXIMIZE:
	case FRAME_BUTTON_CLOSE:
		if (evdev != BTN_LEFT) {
			return BUTTON_OWNER_NOBODY;
		}
		frame_set_hover(view->frame, pointer->part, true);
		return BUTTON_OWNER_FRAME;
	}
	return BUTTON_OWNER_NOBODY;
}

/* A press anywhere but in the program that holds it ends its open menus. */
static void
end_client_grab(struct pointer *pointer, const struct view *view)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(pointer->seat);

	if (wlr_seat_pointer_has_grab(wlr_seat) && pointer->over == NULL) {
		wlr_seat_pointer_end_grab(wlr_seat);
	} else if (wlr_seat_pointer_has_grab(wlr_seat) && view &&
			view->impl->kind == VIEW_QUBE) {
		wlr_seat_pointer_end_grab(wlr_seat);
	}
}

static enum button_owner
press(struct pointer *pointer, const struct view_button *button)
{
	struct view *view = pointer->under;

	end_client_grab(pointer, view);
	if (pointer_is_held_by(pointer, BUTTON_OWNER_VIEW) && pointer->over) {
		pointer->over->impl->pointer_button(pointer->over, button);
		return BUTTON_OWNER_VIEW;
	}
	if (!view && pointer->n_buttons == 0 && button->evdev == BTN_LEFT) {
		strip_press(pointer->server->strip, pointer->wlr_cursor->x,
				pointer->wlr_cursor->y);
	}
	if (!view || pointer->n_buttons > 0 ||
			!focus_allows_press(view, loop_now_msec())) {
		return BUTTON_OWNER_NOBODY;
	}
	pointer_focus_for_press(pointer, view);
	if (pointer->under != view) {
		return BUTTON_OWNER_NOBODY; // raising it brought up another
	}
	if (wants_drag(pointer, button->evdev)) {
		return press_drag(pointer, view, button->evdev);
	}
	if (pointer->frame_view) {
		return press_frame(pointer, view, button->evdev,
				button->time_msec);
	}
	if (!pointer->over) {
		return BUTTON_OWNER_NOBODY;
	}
	pointer->over->impl->pointer_button(pointer->over, button);
	return BUTTON_OWNER_VIEW;
}

static void
release_frame(struct pointer *pointer)
{
	struct view *view = pointer->frame_view;
	double lx = pointer->wlr_cursor->x;
	double ly = pointer->wlr_cursor->y;
	enum frame_part part = pointer->part;

	if (!view) {
		return;
	}
	frame_set_hover(view->frame, part, false);
	if (frame_at(view->frame, lx - view->geometry.x,
			    ly - view->geometry.y) != part) {
		return;
	}
	if (part == FRAME_BUTTON_CLOSE) {
		view_close(view);
	} else if (part == FRAME_BUTTON_MAXIMIZE) {
		view_set_maximized(view, !view->maximized);
	} else if (part == FRAME_BUTTON_MINIMIZE) {
		view_set_minimized(view, true);
	}
}

/* wlroots counts buttons, also those of a view that is gone and those that end
 * a drag over a qube. */
static void
tell_wlroots(struct pointer *pointer, const struct view_button *button)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(pointer->seat);

	if (wlr_seat->pointer_state.button_count > 0) {
		wlr_seat_pointer_notify_button(wlr_seat, button->time_msec,
				button->evdev, WL_POINTER_BUTTON_STATE_RELEASED);
	}
}

static void
finish_press(struct pointer *pointer, const struct view_button *button,
		enum button_owner owner)
{
	switch (owner) {
	case BUTTON_OWNER_VIEW:
		if (pointer->over && !pointer_is_dragging(pointer)) {
			pointer->over->impl->pointer_button(
					pointer->over, button);
		} else {
			tell_wlroots(pointer, button);
		}
		break;
	case BUTTON_OWNER_GONE:
		tell_wlroots(pointer, button);
		break;
	case BUTTON_OWNER_FRAME:
		release_frame(pointer);
		break;
	case BUTTON_OWNER_GRAB:
		grab_finish(&pointer->grab);
		break;
	case BUTTON_OWNER_NOBODY:
		break;
	}
}

/* Who has held a button all the while did not look for what came below it: the
 * next press is not for that, however long ago it came. */
static void
guard_newcomer(struct pointer *pointer)
{
	struct view *view = pointer->under;

	if (view && view->shown_msec >= pointer->held_msec) {
		view->shown_msec = loop_now_msec();
	}
}

static void
release(struct pointer *pointer, const struct view_button *button)
{
	enum button_owner owner;
	size_t i = 0;

	while (i < pointer->n_buttons &&
			pointer->buttons[i].evdev != button->evdev) {
		i++;
	}
	if (i == pointer->n_buttons) {
		return;
	}
	/* It counts as held until the release is delivered. */
	owner = pointer->buttons[i].owner;
	finish_press(pointer, button, owner);
	pointer->buttons[i] = pointer->buttons[--pointer->n_buttons];
	if (pointer->n_buttons == 0) {
		// what has come here meanwhile has not been seen before, but
		// for the window that was moved or resized by hand
		pointer_pick(pointer, button->time_msec,
				owner == BUTTON_OWNER_GRAB);
		if (owner != BUTTON_OWNER_GRAB) {
			guard_newcomer(pointer);
		}
	}
}

static void
hold(struct pointer *pointer, uint32_t evdev, enum button_owner owner)
{
	if (pointer->n_buttons == 0) {
		pointer->held_msec = loop_now_msec();
	}
	pointer->buttons[pointer->n_buttons].evdev = evdev;
	pointer->buttons[pointer->n_buttons++].owner = owner;
}

/* A release that something of ours takes. */
static void
forget(struct pointer *pointer, const struct view_button *button)
{
	for (size_t i = 0; i < pointer->n_buttons; i++) {
		if (pointer->buttons[i].evdev == button->evdev) {
			if (pointer->buttons[i].owner == BUTTON_OWNER_GONE) {
				tell_wlroots(pointer, button);
			}
			pointer->buttons[i] =
					pointer->buttons[--pointer->n_buttons];
			return;
		}
	}
}

void
pointer_handle_button(struct pointer *pointer, const struct view_button *button)
{
	struct seat_taker *taker = seat_get_taker(pointer->seat);
	const struct modal_button ours = {
			.evdev = button->evdev,
			.pressed = button->pressed,
			.is_virtual = button->is_virtual,
	};
	enum button_owner owner;

	if (taker) {
		taker->impl->button(taker, button);
		return;
	}
	if (modal_button(pointer->server->modal, &ours, pointer->wlr_cursor->x,
			    pointer->wlr_cursor->y)) {
		if (!button->pressed) {
			forget(pointer, button);
		} else if (pointer->n_buttons < POINTER_MAX_BUTTONS) {
			hold(pointer, button->evdev, BUTTON_OWNER_NOBODY);
		}
		return;
	}
	if (!button->pressed) {
		release(pointer, button);
		return;
	}
	if (pointer->n_buttons == POINTER_MAX_BUTTONS) {
		return; // whoever got it would never see its release
	}
	pointer_refresh(pointer); // what is seen there now gets it
	seat_note_press(pointer->seat, pointer->over);
	owner = press(pointer, button);
	pointer_lock_handle_press(pointer->lock);
	hold(pointer, button->evdev, owner);
}

/* Releases what is held to whoever got the press, but presses no button of a
 * frame. */
static void
drop_buttons(struct pointer *pointer)
{
	for (size_t i = 0; i < pointer->n_buttons; i++) {
		const struct view_button button = {
				.time_msec = (uint32_t)loop_now_msec(),
				.evdev = pointer->buttons[i].evdev,
		};

		if (pointer->buttons[i].owner == BUTTON_OWNER_VIEW &&
				pointer->over) {
			pointer->over->impl->pointer_button(
					pointer->over, &button);
		} else if (pointer->buttons[i].owner == BUTTON_OWNER_VIEW ||
				pointer->buttons[i].owner == BUTTON_OWNER_GONE) {
			tell_wlroots(pointer, &button);
		}
	}
	pointer->n_buttons = 0;
	if (pointer->frame_view && pointer->frame_view->frame) {
		frame_set_hover(pointer->frame_view->frame, FRAME_NONE, false);
	}
}

void
pointer_release_all(struct pointer *pointer)
{
	drop_buttons(pointer);
	pointer_leave_all(pointer);
	pointer->click_view = NULL;
}

static uint32_t
get_x11_bit(uint32_t evdev)
{
	if (evdev == BTN_LEFT) {
		return 1u << FIRST_BUTTON_BIT;
	}
	if (evdev == BTN_MIDDLE) {
		return 1u << (FIRST_BUTTON_BIT + 1);
	}
	return evdev == BTN_RIGHT ? 1u << (FIRST_BUTTON_BIT + 2) : 0;
}

uint32_t
pointer_get_x11_state(const struct pointer *pointer)
{
	uint32_t state = 0;

	for (size_t i = 0; i < pointer->n_buttons; i++) {
		if (pointer->buttons[i].owner == BUTTON_OWNER_VIEW) {
			state |= get_x11_bit(pointer->buttons[i].evdev);
		}
	}
	return state;
}
