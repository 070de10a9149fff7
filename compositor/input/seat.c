// SPDX-License-Identifier: MIT
#include "compositor/input/seat.h"

#include <stdlib.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_input_device.h>
#include <wlr/types/wlr_primary_selection.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_virtual_keyboard_v1.h>
#include <wlr/types/wlr_virtual_pointer_v1.h>

#include "common/log.h"
#include "common/mem.h"
#include "compositor/clients/client_cursor.h"
#include "compositor/clients/layer_shell.h"
#include "compositor/clients/programs.h"
#include "compositor/input/focus.h"
#include "compositor/input/keyboard.h"
#include "compositor/input/modal.h"
#include "compositor/input/pointer.h"
#include "compositor/input/seat_taker.h"
#include "compositor/input/tablet.h"
#include "compositor/input/touch.h"
#include "compositor/server.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/stack.h"
#include "compositor/windows/view.h"
#include "compositor/windows/view_geometry.h"

struct seat {
	struct server *server; // borrowed
	struct wlr_seat *wlr_seat; // goes with the display
	struct keyboard *keyboard; // owned
	struct pointer *pointer; // owned
	struct client_cursor *client_cursor; // owned
	struct touch *touch; // owned
	struct tablet *tablet; // owned
	struct view *focus; // may be NULL
	struct seat_taker *taker; // borrowed, NULL: windows get the input
	struct view *former; // while furniture or the taker has it: the window
			     // that gets it back; else NULL

	unsigned int presses; // so far
	struct wl_client *pressed; // got the last one; may be NULL
	struct wl_listener pressed_destroy; // of it

	struct wl_listener new_virtual_keyboard;
	struct wl_listener new_virtual_pointer;
	struct wl_listener request_set_selection;
	struct wl_listener request_set_primary_selection;
	struct wl_listener request_start_drag;
	struct wl_listener start_drag;
};

static void
add_device(struct seat *seat, struct wlr_input_device *input, bool is_virtual,
		struct wlr_output *output)
{
	switch (input->type) {
	case WLR_INPUT_DEVICE_KEYBOARD:
		keyboard_add_device(seat->keyboard, input, is_virtual);
		break;
	case WLR_INPUT_DEVICE_POINTER:
		pointer_add_device(seat->pointer, input, is_virtual, output);
		break;
	case WLR_INPUT_DEVICE_TOUCH:
		touch_add_device(seat->touch, input);
		break;
	case WLR_INPUT_DEVICE_TABLET:
		wlr_cursor_attach_input_device(
				pointer_get_wlr_cursor(seat->pointer), input);
		break;
	case WLR_INPUT_DEVICE_TABLET_PAD:
	case WLR_INPUT_DEVICE_SWITCH:
		return;
	}
	log_debug("input device %s", input->name ? input->name : "?");
}

void
seat_add_device(struct seat *seat, struct wlr_input_device *device)
{
	add_device(seat, device, false, NULL);
}

void
seat_add_virtual_device(struct seat *seat, struct wlr_input_device *device,
		struct wlr_output *output)
{
	add_device(seat, device, true, output);
}

static void
handle_new_virtual_keyboard(struct wl_listener *listener, void *data)
{
	struct seat *seat = wl_container_of(listener, seat, new_virtual_keyboard);
	struct wlr_virtual_keyboard_v1 *device = data;

	seat_add_virtual_device(seat, &device->keyboard.base, NULL);
}

static void
handle_new_virtual_pointer(struct wl_listener *listener, void *data)
{
	struct seat *seat = wl_container_of(listener, seat, new_virtual_pointer);
	struct wlr_virtual_pointer_v1_new_pointer_event *event = data;

	seat_add_virtual_device(seat, &event->new_pointer->pointer.base,
			event->suggested_output);
}

static void
handle_request_set_selection(struct wl_listener *listener, void *data)
{
	struct seat *seat =
			wl_container_of(listener, seat, request_set_selection);
	struct wlr_seat_request_set_selection_event *event = data;

	wlr_seat_set_selection(seat->wlr_seat, event->source, event->serial);
}

static void
handle_request_set_primary_selection(struct wl_listener *listener, void *data)
{
	struct seat *seat = wl_container_of(
			listener, seat, request_set_primary_selection);
	struct wlr_seat_request_set_primary_selection_event *event = data;

	wlr_seat_set_primary_selection(
			seat->wlr_seat, event->source, event->serial);
}

static void
handle_request_start_drag(struct wl_listener *listener, void *data)
{
	struct seat *seat = wl_container_of(listener, seat, request_start_drag);
	struct wlr_seat_request_start_drag_event *event = data;
	struct wlr_touch_point *point;

	if (wlr_seat_validate_pointer_grab_serial(
			    seat->wlr_seat, event->origin, event->serial)) {
		wlr_seat_start_pointer_drag(
				seat->wlr_seat, event->drag, event->serial);
	} else if (wlr_seat_validate_touch_grab_serial(seat->wlr_seat,
				   event->origin, event->serial, &point)) {
		wlr_seat_start_touch_drag(seat->wlr_seat, event->drag,
				event->serial, point);
	} else if (event->drag->source) {
		wlr_data_source_destroy(event->drag->source);
	}
}

static void
handle_start_drag(struct wl_listener *listener, void *data)
{
	struct seat *seat = wl_container_of(listener, seat, start_drag);
	struct wlr_drag *drag = data;

	if (drag->icon) {
		client_cursor_add_drag_icon(seat->client_cursor, drag->icon);
	}
}

static void
set_activated(struct view *view, bool activated)
{
	view->activated = activated;
	if (activated) {
		view->urgent = false;
	}
	if (view->mapped && view->frame) {
		view->impl->state_changed(view);
		frame_update(view->frame);
	}
}

/* Menus a trusted program holds open end when it loses the keyboard. */
static void
end_client_grabs(struct seat *seat)
{
	if (wlr_seat_pointer_has_grab(seat->wlr_seat) && !seat->wlr_seat->drag) {
		wlr_seat_pointer_end_grab(seat->wlr_seat);
	}
	if (wlr_seat_keyboard_has_grab(seat->wlr_seat) && !seat->wlr_seat->drag) {
		wlr_seat_keyboard_end_grab(seat->wlr_seat);
	}
}

static void
take_focus(struct seat *seat)
{
	struct view *old = seat->focus;

	end_client_grabs(seat);
	if (!old) {
		return;
	}
	keyboard_release_all(seat->keyboard, old);
	seat->focus = NULL;
	old->impl->focus_out(old);
	set_activated(old, false);
}

void
seat_focus(struct seat *seat, struct view *view)
{
	struct view *exclusive =
			layer_shell_get_exclusive(seat->server->layer_shell);
	bool furniture = view && view->impl->kind == VIEW_LAYER;

	if (view && (!view_is_visible(view) || view->popup || view->passive)) {
		return;
	}
	if (seat->taker || (exclusive && view != exclusive)) {
		seat->former = furniture ? seat->former : view;
		return;
	}
	if (seat->focus == view) {
		return;
	}
	seat->former = furniture ? seat_get_window(seat) : NULL;
	take_focus(seat);
	seat->focus = view;
	if (view) {
		view->impl->focus_in(view, NULL, 0);
		view->impl->modifiers(view);
		set_activated(view, true);
	}
	if (view && !furniture) {
		stack_sort_popups(&seat->server->views, view);
	}
	view_sync_stack(seat->server);
	wl_signal_emit_mutable(&seat->server->events.views, view);
	seat_refresh_pointer(seat); // a fullscreen window may have sunk
}

struct view *
seat_get_focus(const struct seat *seat)
{
	return seat->focus;
}

struct view *
seat_get_window(const struct seat *seat)
{
	bool furniture = seat->focus && seat->focus->impl->kind == VIEW_LAYER;

	return furniture || seat->taker ? seat->former : seat->focus;
}

void
seat_offer(struct seat *seat, struct view *view)
{
	if (seat_get_window(seat) == seat->focus || view->launched) {
		seat_focus(seat, view);
	} else {
		seat->former = view;
	}
}

void
seat_give_back(struct seat *seat)
{
	struct view *view = seat->former;

	if (view && !view_is_visible(view)) {
		view = focus_get_next(&seat->server->views, view);
	}
	seat_focus(seat, view);
}

struct seat_taker *
seat_get_taker(const struct seat *seat)
{
	return seat->taker;
}

void
seat_end_grabs(struct seat *seat)
{
	/* Also ends a drag: wlroots cancels it with its grab. */
	if (wlr_seat_pointer_has_grab(seat->wlr_seat)) {
		wlr_seat_pointer_end_grab(seat->wlr_seat);
	}
	if (wlr_seat_keyboard_has_grab(seat->wlr_seat)) {
		wlr_seat_keyboard_end_grab(seat->wlr_seat);
	}
	if (wlr_seat_touch_has_grab(seat->wlr_seat)) {
		wlr_seat_touch_end_grab(seat->wlr_seat);
	}
}

static void
begin_taking(struct seat *seat, struct seat_taker *taker)
{
	struct view *former = seat_get_window(seat);

	seat_end_grabs(seat);
	touch_cancel_all(seat->touch);
	pointer_release_all(seat->pointer);
	take_focus(seat);
	wlr_seat_keyboard_notify_clear_focus(seat->wlr_seat);
	wlr_seat_pointer_notify_clear_focus(seat->wlr_seat);
	seat->former = former;
	seat->taker = taker;
	view_sync_stack(seat->server);
	wl_signal_emit_mutable(&seat->server->events.views, NULL);
}

static void
end_taking(struct seat *seat)
{
	struct server *server = seat->server;
	struct view *furniture = layer_shell_get_exclusive(server->layer_shell);
	struct view *former = seat->former;

	if (!former || !view_is_visible(former)) {
		former = stack_find(&server->views, NULL, NULL);
	}
	seat->taker = NULL;
	seat->former = NULL;
	keyboard_release_all(seat->keyboard, NULL);
	seat_focus(seat, furniture ? furniture : former);
	if (furniture) {
		seat->former = former;
	}
	pointer_refresh(seat->pointer);
}

void
seat_set_taker(struct seat *seat, struct seat_taker *taker)
{
	if (taker) {
		modal_cancel(seat->server->modal);
	}
	if (seat->taker == taker) {
		return;
	}
	if (taker) {
		begin_taking(seat, taker);
	} else {
		end_taking(seat);
	}
}

void
seat_refresh_pointer(struct seat *seat)
{
	pointer_refresh(seat->pointer);
}

void
seat_forget_view(struct seat *seat, struct view *view)
{
	if (seat->focus == view) {
		take_focus(seat);
		wl_signal_emit_mutable(&seat->server->events.views, NULL);
	}
	if (seat->former == view) {
		seat->former = focus_get_next(&seat->server->views, view);
	}
	pointer_forget_view(seat->pointer, view);
}

int64_t
seat_get_typed_msec(const struct seat *seat)
{
	return keyboard_get_typed_msec(seat->keyboard);
}

static void
set_pressed(struct seat *seat, struct wl_client *client)
{
	wl_list_remove(&seat->pressed_destroy.link);
	wl_list_init(&seat->pressed_destroy.link);
	seat->pressed = client;
	if (client) {
		wl_client_add_destroy_listener(client, &seat->pressed_destroy);
	}
}

static void
handle_pressed_destroy(struct wl_listener *listener, void *data)
{
	struct seat *seat = wl_container_of(listener, seat, pressed_destroy);

	set_pressed(seat, NULL);
}

unsigned int
seat_get_presses(const struct seat *seat)
{
	return seat->presses;
}

const struct wl_client *
seat_get_pressed_client(const struct seat *seat)
{
	return seat->pressed;
}

void
seat_note_press(struct seat *seat, const struct view *view)
{
	struct wl_client *client = view ? view->client : NULL;

	seat->presses++;
	set_pressed(seat, client);
	if (seat->server->programs) {
		programs_note_press(seat->server->programs, client);
	}
}

uint32_t
seat_get_x11_state(const struct seat *seat)
{
	return keyboard_get_x11_state(seat->keyboard) |
			pointer_get_x11_state(seat->pointer);
}

void
seat_get_keymap_bits(const struct seat *seat, uint8_t bits[32])
{
	keyboard_get_keymap_bits(seat->keyboard, bits);
}

void
seat_set_cursor(struct seat *seat, struct view *view, const char *name)
{
	pointer_set_cursor(seat->pointer, view, name);
}

void
seat_note_motion(struct seat *seat)
{
	client_cursor_move(seat->client_cursor);
}

void
seat_get_pointer(const struct seat *seat, double *lx, double *ly)
{
	pointer_get_position(seat->pointer, lx, ly);
}

void
seat_begin_move(struct seat *seat, struct view *view)
{
	pointer_begin_move(seat->pointer, view);
}

void
seat_begin_resize(struct seat *seat, struct view *view, uint32_t edges)
{
	pointer_begin_resize(seat->pointer, view, edges);
}

void
seat_release_pointer(struct seat *seat)
{
	pointer_release(seat->pointer);
}

void
seat_leave_view(struct seat *seat, const struct view *view)
{
	pointer_leave_view(seat->pointer, view);
}

void
seat_begin_modal(struct seat *seat)
{
	keyboard_release_all(seat->keyboard, seat->focus);
	pointer_leave_all(seat->pointer);
}

void
seat_end_modal(struct seat *seat)
{
	keyboard_send_modifiers(seat->keyboard);
	pointer_refresh(seat->pointer);
}

void
seat_configure(struct seat *seat)
{
	keyboard_configure(seat->keyboard);
	pointer_configure(seat->pointer);
}

struct wlr_cursor *
seat_get_wlr_cursor(const struct seat *seat)
{
	return pointer_get_wlr_cursor(seat->pointer);
}

void
seat_redraw_cursor(struct seat *seat)
{
	pointer_configure(seat->pointer);
}

struct wlr_seat *
seat_get_wlr_seat(const struct seat *seat)
{
	return seat->wlr_seat;
}

static void
listen_to_seat(struct seat *seat)
{
	struct wlr_seat *wlr_seat = seat->wlr_seat;

	seat->request_set_selection.notify = handle_request_set_selection;
	wl_signal_add(&wlr_seat->events.request_set_selection,
			&seat->request_set_selection);
	seat->request_set_primary_selection.notify =
			handle_request_set_primary_selection;
	wl_signal_add(&wlr_seat->events.request_set_primary_selection,
			&seat->request_set_primary_selection);
	seat->request_start_drag.notify = handle_request_start_drag;
	wl_signal_add(&wlr_seat->events.request_start_drag,
			&seat->request_start_drag);
	seat->start_drag.notify = handle_start_drag;
	wl_signal_add(&wlr_seat->events.start_drag, &seat->start_drag);
}

/* Only the role test sees these two. */
static void
create_virtual_input(struct seat *seat)
{
	struct wl_display *display = seat->server->display;
	struct wlr_virtual_keyboard_manager_v1 *keyboards =
			wlr_virtual_keyboard_manager_v1_create(display);
	struct wlr_virtual_pointer_manager_v1 *pointers =
			wlr_virtual_pointer_manager_v1_create(display);

	wl_list_init(&seat->new_virtual_keyboard.link);
	wl_list_init(&seat->new_virtual_pointer.link);
	if (keyboards) {
		seat->new_virtual_keyboard.notify = handle_new_virtual_keyboard;
		wl_signal_add(&keyboards->events.new_virtual_keyboard,
				&seat->new_virtual_keyboard);
	}
	if (pointers) {
		seat->new_virtual_pointer.notify = handle_new_virtual_pointer;
		wl_signal_add(&pointers->events.new_virtual_pointer,
				&seat->new_virtual_pointer);
	}
}

struct seat *
seat_create(struct server *server)
{
	struct seat *seat = xcalloc(1, sizeof(*seat));

	seat->server = server;
	seat->pressed_destroy.notify = handle_pressed_destroy;
	wl_list_init(&seat->pressed_destroy.link);
	seat->wlr_seat = wlr_seat_create(server->display, "seat0");
	seat->keyboard = keyboard_create(server, seat);
	seat->pointer = pointer_create(server, seat, seat->keyboard);
	seat->client_cursor = client_cursor_create(server, seat, seat->pointer);
	seat->touch = touch_create(server, seat, seat->pointer);
	seat->tablet = tablet_create(seat->pointer);
	/* Both, always: a client that is there before the first keyboard must
	 * not miss its first keys. */
	wlr_seat_set_capabilities(seat->wlr_seat,
			WL_SEAT_CAPABILITY_KEYBOARD | WL_SEAT_CAPABILITY_POINTER);
	listen_to_seat(seat);
	create_virtual_input(seat);
	return seat;
}

void
seat_destroy(struct seat *seat)
{
	if (!seat) {
		return;
	}
	wl_list_remove(&seat->new_virtual_keyboard.link);
	wl_list_remove(&seat->new_virtual_pointer.link);
	wl_list_remove(&seat->request_set_selection.link);
	wl_list_remove(&seat->request_set_primary_selection.link);
	wl_list_remove(&seat->request_start_drag.link);
	wl_list_remove(&seat->start_drag.link);
	tablet_destroy(seat->tablet);
	touch_destroy(seat->touch);
	wl_list_remove(&seat->pressed_destroy.link);
	client_cursor_destroy(seat->client_cursor);
	pointer_destroy(seat->pointer);
	keyboard_destroy(seat->keyboard);
	free(seat);
}
