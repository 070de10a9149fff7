// SPDX-License-Identifier: MIT
#include "compositor/input/input_method.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_input_method_v2.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_text_input_v3.h>
#include <wlr/types/wlr_virtual_keyboard_v1.h>

#include "common/mem.h"
#include "compositor/input/input_popup.h"
#include "compositor/input/seat.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"

struct field {
	struct wl_list link; // input_method.fields
	struct input_method *method; // borrowed
	struct wlr_text_input_v3 *wlr; // borrowed

	struct wl_listener enable;
	struct wl_listener commit;
	struct wl_listener disable;
	struct wl_listener destroy;
};

struct input_method {
	struct server *server; // borrowed
	struct wlr_seat *wlr_seat; // borrowed
	struct wlr_input_method_v2 *wlr; // borrowed; NULL: there is none
	struct wl_list fields; // list of struct field, .link
	struct wl_list popups; // list of struct input_popup, .link
	struct field *open; // the field it writes into, may be NULL

	struct wl_listener new_field;
	struct wl_listener new_method;
	struct wl_listener focus_change;
	struct wl_listener commit;
	struct wl_listener new_popup;
	struct wl_listener grab_keyboard;
	struct wl_listener destroy;
};

/* The surface whose fields may be written into: of a trusted program that
 * holds the keyboard. NULL for a qube's window, and while locked. */
static struct wlr_surface *
get_surface(const struct input_method *method)
{
	const struct view *view = seat_get_focus(method->server->seat);

	if (seat_get_taker(method->server->seat) || !view ||
			view->impl->kind == VIEW_QUBE) {
		return NULL;
	}
	return method->wlr_seat->keyboard_state.focused_surface;
}

static void
find_cursor(const struct field *field, struct wlr_box *cursor)
{
	struct server *server = field->method->server;
	const struct view *view = seat_get_focus(server->seat);
	int lx = 0, ly = 0;

	*cursor = field->wlr->current.cursor_rectangle;
	if (view) {
		wlr_scene_node_coords(&view->content->node, &lx, &ly);
	}
	cursor->x += lx;
	cursor->y += ly;
}

static void
place_popups(struct input_method *method)
{
	struct wlr_box cursor;

	if (method->open) {
		find_cursor(method->open, &cursor);
	}
	input_popup_place_all(&method->popups, method->open ? &cursor : NULL);
}

static void
send_state(struct input_method *method)
{
	const struct wlr_text_input_v3 *text = method->open->wlr;
	const struct wlr_text_input_v3_state *state = &text->current;

	if (text->active_features & WLR_TEXT_INPUT_V3_FEATURE_SURROUNDING_TEXT) {
		wlr_input_method_v2_send_surrounding_text(method->wlr,
				state->surrounding.text ? state->surrounding.text
							: "",
				state->surrounding.cursor,
				state->surrounding.anchor);
	}
	wlr_input_method_v2_send_text_change_cause(
			method->wlr, state->text_change_cause);
	if (text->active_features & WLR_TEXT_INPUT_V3_FEATURE_CONTENT_TYPE) {
		wlr_input_method_v2_send_content_type(method->wlr,
				state->content_type.hint,
				state->content_type.purpose);
	}
	wlr_input_method_v2_send_done(method->wlr);
	place_popups(method);
}

static void
close_field(struct input_method *method)
{
	if (!method->open) {
		return;
	}
	method->open = NULL;
	if (method->wlr) {
		wlr_input_method_v2_send_deactivate(method->wlr);
		wlr_input_method_v2_send_done(method->wlr);
	}
	place_popups(method);
}

static void
open_field(struct input_method *method, struct field *field)
{
	if (method->open == field || !method->wlr ||
			!field->wlr->focused_surface) {
		return;
	}
	close_field(method);
	method->open = field;
	wlr_input_method_v2_send_activate(method->wlr);
	send_state(method);
}

static void
handle_enable(struct wl_listener *listener, void *data)
{
	struct field *field = wl_container_of(listener, field, enable);

	if (field->method->open == field) {
		close_field(field->method); // it begins anew
	}
	open_field(field->method, field);
}

static void
handle_field_commit(struct wl_listener *listener, void *data)
{
	struct field *field = wl_container_of(listener, field, commit);

	if (field->method->open == field) {
		send_state(field->method);
	}
}

static void
handle_disable(struct wl_listener *listener, void *data)
{
	struct field *field = wl_container_of(listener, field, disable);

	if (field->method->open == field) {
		close_field(field->method);
	}
}

static void
drop_field(struct field *field)
{
	wl_list_remove(&field->enable.link);
	wl_list_remove(&field->commit.link);
	wl_list_remove(&field->disable.link);
	wl_list_remove(&field->destroy.link);
	wl_list_remove(&field->link);
	free(field);
}

static void
handle_field_destroy(struct wl_listener *listener, void *data)
{
	struct field *field = wl_container_of(listener, field, destroy);

	if (field->method->open == field) {
		close_field(field->method);
	}
	drop_field(field);
}

static void
add(struct wl_signal *signal, struct wl_listener *listener,
		wl_notify_func_t notify)
{
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

static void
enter(struct field *field, struct wlr_surface *surface)
{
	struct wlr_surface *now = field->wlr->focused_surface;

	if (surface &&
			wl_resource_get_client(surface->resource) !=
					wl_resource_get_client(
							field->wlr->resource)) {
		surface = NULL;
	}
	if (now == surface) {
		return;
	}
	if (now) {
		if (field->method->open == field) {
			close_field(field->method);
		}
		wlr_text_input_v3_send_leave(field->wlr);
	}
	if (surface) {
		wlr_text_input_v3_send_enter(field->wlr, surface);
	}
}

static void
handle_new_field(struct wl_listener *listener, void *data)
{
	struct input_method *method =
			wl_container_of(listener, method, new_field);
	struct wlr_text_input_v3 *wlr = data;
	struct field *field = xcalloc(1, sizeof(*field));

	field->method = method;
	field->wlr = wlr;
	add(&wlr->events.enable, &field->enable, handle_enable);
	add(&wlr->events.commit, &field->commit, handle_field_commit);
	add(&wlr->events.disable, &field->disable, handle_disable);
	add(&wlr->events.destroy, &field->destroy, handle_field_destroy);
	wl_list_insert(&method->fields, &field->link);
	enter(field, get_surface(method));
}

static void
handle_focus_change(struct wl_listener *listener, void *data)
{
	struct input_method *method =
			wl_container_of(listener, method, focus_change);
	const struct wlr_seat_keyboard_focus_change_event *event = data;
	struct wlr_surface *surface = get_surface(method);
	struct field *field;

	wl_list_for_each(field, &method->fields, link) {
		enter(field, event->new_surface ? surface : NULL);
	}
}

/* What the method wrote. */
static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct input_method *method = wl_container_of(listener, method, commit);
	const struct wlr_input_method_v2_state *state = &method->wlr->current;
	struct wlr_text_input_v3 *text;

	if (!method->open) {
		return;
	}
	text = method->open->wlr;
	if (state->preedit.text) {
		wlr_text_input_v3_send_preedit_string(text, state->preedit.text,
				state->preedit.cursor_begin,
				state->preedit.cursor_end);
	}
	if (state->commit_text) {
		wlr_text_input_v3_send_commit_string(text, state->commit_text);
	}
	if (state->delete.before_length || state->delete.after_length) {
		wlr_text_input_v3_send_delete_surrounding_text(text,
				state->delete.before_length,
				state->delete.after_length);
	}
	wlr_text_input_v3_send_done(text);
}

static void
handle_new_popup(struct wl_listener *listener, void *data)
{
	struct input_method *method =
			wl_container_of(listener, method, new_popup);

	input_popup_create(method->server, &method->popups, data);
	place_popups(method);
}

static void
handle_grab_keyboard(struct wl_listener *listener, void *data)
{
	struct input_method *method =
			wl_container_of(listener, method, grab_keyboard);
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(method->wlr_seat);

	if (keyboard) {
		wlr_input_method_keyboard_grab_v2_set_keyboard(data, keyboard);
	}
}

static void
forget_method(struct input_method *method)
{
	method->wlr = NULL;
	wl_list_remove(&method->commit.link);
	wl_list_remove(&method->new_popup.link);
	wl_list_remove(&method->grab_keyboard.link);
	wl_list_remove(&method->destroy.link);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct input_method *method = wl_container_of(listener, method, destroy);

	forget_method(method);
	close_field(method);
}

/* The first one counts, until it goes. */
static void
handle_new_method(struct wl_listener *listener, void *data)
{
	struct input_method *method =
			wl_container_of(listener, method, new_method);
	struct wlr_input_method_v2 *wlr = data;
	struct field *field;

	if (method->wlr) {
		wlr_input_method_v2_send_unavailable(wlr);
		return;
	}
	method->wlr = wlr;
	add(&wlr->events.commit, &method->commit, handle_commit);
	add(&wlr->events.new_popup_surface, &method->new_popup, handle_new_popup);
	add(&wlr->events.grab_keyboard, &method->grab_keyboard,
			handle_grab_keyboard);
	add(&wlr->events.destroy, &method->destroy, handle_destroy);
	wl_list_for_each(field, &method->fields, link) {
		if (field->wlr->current_enabled) {
			open_field(method, field);
		}
	}
}

static bool
is_own(const struct input_method *method, struct wlr_keyboard *keyboard)
{
	struct wlr_virtual_keyboard_v1 *own =
			wlr_input_device_get_virtual_keyboard(&keyboard->base);

	return own &&
			wl_resource_get_client(own->resource) ==
			wl_resource_get_client(method->wlr->resource);
}

bool
input_method_takes(struct input_method *method, struct wlr_keyboard *keyboard)
{
	return method->open && method->wlr && method->wlr->keyboard_grab &&
			get_surface(method) && !is_own(method, keyboard);
}

void
input_method_key(struct input_method *method, struct wlr_keyboard *keyboard,
		const struct view_key *key)
{
	struct wlr_input_method_keyboard_grab_v2 *grab =
			method->wlr ? method->wlr->keyboard_grab : NULL;

	if (grab) {
		wlr_input_method_keyboard_grab_v2_set_keyboard(grab, keyboard);
		wlr_input_method_keyboard_grab_v2_send_key(grab, key->time_msec,
				key->evdev,
				key->pressed ? WL_KEYBOARD_KEY_STATE_PRESSED
					     : WL_KEYBOARD_KEY_STATE_RELEASED);
	}
}

void
input_method_modifiers(struct input_method *method, struct wlr_keyboard *keyboard)
{
	struct wlr_input_method_keyboard_grab_v2 *grab =
			method->wlr->keyboard_grab;

	wlr_input_method_keyboard_grab_v2_set_keyboard(grab, keyboard);
	wlr_input_method_keyboard_grab_v2_send_modifiers(
			grab, &keyboard->modifiers);
}

struct input_method *
input_method_create(struct server *server)
{
	struct input_method *method = xcalloc(1, sizeof(*method));
	struct wlr_text_input_manager_v3 *fields =
			wlr_text_input_manager_v3_create(server->display);
	struct wlr_input_method_manager_v2 *methods =
			wlr_input_method_manager_v2_create(server->display);

	method->server = server;
	method->wlr_seat = seat_get_wlr_seat(server->seat);
	wl_list_init(&method->fields);
	wl_list_init(&method->popups);
	add(&fields->events.text_input, &method->new_field, handle_new_field);
	add(&methods->events.input_method, &method->new_method,
			handle_new_method);
	add(&method->wlr_seat->keyboard_state.events.focus_change,
			&method->focus_change, handle_focus_change);
	return method;
}

/* No client is left then. */
void
input_method_destroy(struct input_method *method)
{
	if (!method) {
		return;
	}
	wl_list_remove(&method->new_field.link);
	wl_list_remove(&method->new_method.link);
	wl_list_remove(&method->focus_change.link);
	free(method);
}
