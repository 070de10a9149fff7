// SPDX-License-Identifier: MIT
#include "compositor/input/keyboard.h"

#include <assert.h>
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/backend/session.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_keyboard_group.h>
#include <wlr/types/wlr_seat.h>
#include <xkbcommon/xkbcommon.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "compositor/action.h"
#include "compositor/clients/layer_shell.h"
#include "compositor/config/config.h"
#include "compositor/input/focus.h"
#include "compositor/input/follow.h"
#include "compositor/input/idle.h"
#include "compositor/input/input_method.h"
#include "compositor/input/key_state.h"
#include "compositor/input/keyboard_impl.h"
#include "compositor/input/modal.h"
#include "compositor/input/seat.h"
#include "compositor/input/seat_taker.h"
#include "compositor/server.h"
#include "compositor/ui/switcher.h"
#include "compositor/windows/view.h"

#define XKB_OFFSET 8 // between evdev and X key codes
#define LAYOUT_SHIFT 13 // of the layout group in an X11 state
#define REAL_MODS 0xffu // Shift, Lock, Control, Mod1 .. Mod5

void
keyboard_stop_repeat(struct keyboard *keyboard)
{
	keyboard->repeat_evdev = 0;
	wl_event_source_timer_update(keyboard->repeat, 0);
}

/* Wayland clients repeat by themselves; a qube's agent never does. */
static void
start_repeat(struct keyboard *keyboard, struct view *view, uint32_t evdev)
{
	const struct config_keyboard *config =
			&keyboard->server->config->keyboard;
	struct xkb_keymap *keymap = keyboard->current->keymap;

	keyboard_stop_repeat(keyboard);
	if (keymap && view->impl->kind == VIEW_QUBE && config->repeat_rate > 0 &&
			xkb_keymap_key_repeats(keymap, evdev + XKB_OFFSET)) {
		keyboard->repeat_evdev = evdev;
		wl_event_source_timer_update(
				keyboard->repeat, config->repeat_delay);
	}
}

/* What the key means without modifiers, in the layout now in force. */
static uint32_t
get_base_sym(struct keyboard *keyboard, uint32_t evdev)
{
	struct wlr_keyboard *current = keyboard->current;
	xkb_keycode_t code = evdev + XKB_OFFSET;
	const xkb_keysym_t *syms;
	xkb_layout_index_t layout;

	if (!current->xkb_state) {
		return XKB_KEY_NoSymbol;
	}
	layout = xkb_state_key_get_layout(current->xkb_state, code);
	if (xkb_keymap_key_get_syms_by_level(
			    current->keymap, code, layout, 0, &syms) != 1) {
		return XKB_KEY_NoSymbol;
	}
	return xkb_keysym_to_lower(syms[0]);
}

/* A menu or mode of ours takes it. */
static bool
take_modal_key(struct keyboard *keyboard, uint32_t evdev, bool repeat)
{
	struct wlr_keyboard *current = keyboard->current;
	const struct modal_key key = {
			.sym = get_base_sym(keyboard, evdev),
			.mods = keyboard_get_mods(keyboard),
			.text = current->xkb_state
					? xkb_state_key_get_utf32(
							  current->xkb_state,
							  evdev + XKB_OFFSET)
					: 0,
			.repeat = repeat,
			.is_virtual = current != &keyboard->group->keyboard,
	};

	return modal_key(keyboard->server->modal, &key);
}

/* Arrows and the like repeat there, too. */
static void
start_modal_repeat(struct keyboard *keyboard, uint32_t evdev)
{
	const struct config_keyboard *config =
			&keyboard->server->config->keyboard;
	struct xkb_keymap *keymap = keyboard->current->keymap;

	if (keymap && config->repeat_rate > 0 &&
			xkb_keymap_key_repeats(keymap, evdev + XKB_OFFSET) &&
			modal_is_active(keyboard->server->modal)) {
		keyboard->repeat_evdev = evdev;
		wl_event_source_timer_update(
				keyboard->repeat, config->repeat_delay);
	}
}

static int
handle_repeat(void *data)
{
	struct keyboard *keyboard = data;
	struct view *focus = seat_get_focus(keyboard->seat);
	int rate = keyboard->server->config->keyboard.repeat_rate;
	struct view_key key = {
			.time_msec = (uint32_t)loop_now_msec(),
			.evdev = keyboard->repeat_evdev,
			.repeat = true,
	};

	if (!keyboard->repeat_evdev || rate <= 0) {
		return 0;
	}
	if (take_modal_key(keyboard, keyboard->repeat_evdev, true)) {
		wl_event_source_timer_update(keyboard->repeat, 1000 / rate);
		return 0;
	}
	// pressed for a menu that is over, it is nobody's
	if (!focus ||
			key_state_get_owner(&keyboard->keys, key.evdev) !=
					KEY_OWNER_FOCUS) {
		return 0;
	}
	focus->impl->key(focus, &key);
	key.pressed = true;
	focus->impl->key(focus, &key);
	wl_event_source_timer_update(keyboard->repeat, 1000 / rate);
	return 0;
}

/* Ctrl+Alt+F1 and so on, on real keyboards of a real session. */
static bool
switch_vt(struct keyboard *keyboard, struct keyboard_device *device,
		uint32_t evdev)
{
	struct wlr_session *session = keyboard->server->session;
	const xkb_keysym_t *syms;
	int n;

	if (!session || device != &keyboard->group_device) {
		return false;
	}
	n = xkb_state_key_get_syms(keyboard->current->xkb_state,
			evdev + XKB_OFFSET, &syms);
	for (int i = 0; i < n; i++) {
		if (syms[i] >= XKB_KEY_XF86Switch_VT_1 &&
				syms[i] <= XKB_KEY_XF86Switch_VT_12) {
			wlr_session_change_vt(session,
					syms[i] - XKB_KEY_XF86Switch_VT_1 + 1);
			return true;
		}
	}
	return false;
}

static void
end_switcher(struct keyboard *keyboard, bool accept)
{
	struct view *view = switcher_end(keyboard->server->switcher, accept);

	if (view) {
		layer_shell_yield(keyboard->server->layer_shell);
		action_show(view);
	}
}

/* The keys of the digit row are digits in every layout, if nothing else is
 * bound to what they mean. */
static const struct keybind_command *
find_command(struct keyboard *keyboard, uint32_t mods, uint32_t evdev)
{
	const struct config *config = keyboard->server->config;
	const struct keybind_command *command = config_get_command(
			config, mods, get_base_sym(keyboard, evdev));

	if (command->action == KEYBIND_NONE && evdev >= KEY_1 && evdev <= KEY_9) {
		command = config_get_command(
				config, mods, XKB_KEY_1 + (evdev - KEY_1));
	}
	return command;
}

static bool
step_switcher(struct keyboard *keyboard, enum keybind_action action, uint32_t mods)
{
	struct switcher *switcher = keyboard->server->switcher;
	bool all = action == KEYBIND_SWITCH_ALL_NEXT ||
			action == KEYBIND_SWITCH_ALL_PREVIOUS;
	bool back = action == KEYBIND_SWITCH_PREVIOUS ||
			action == KEYBIND_SWITCH_ALL_PREVIOUS;

	if (!all && !back && action != KEYBIND_SWITCH_NEXT) {
		return false;
	}
	keyboard->switch_mods = mods & ~(uint32_t)KEYBIND_MOD_SHIFT;
	switcher_step(switcher, back, all);
	return true;
}

/* Trusted chords come before any delivery; with the switcher open every key
 * is its. */
static bool
take_chord(struct keyboard *keyboard, struct keyboard_device *device,
		uint32_t evdev)
{
	struct server *server = keyboard->server;
	uint32_t mods = keyboard_get_mods(keyboard);
	const struct keybind_command *command;

	if (switch_vt(keyboard, device, evdev)) {
		return true;
	}
	if (take_modal_key(keyboard, evdev, false)) {
		return true;
	}
	command = find_command(keyboard, mods, evdev);
	if (step_switcher(keyboard, command->action, mods)) {
		return true;
	}
	if (switcher_is_open(server->switcher)) {
		if (get_base_sym(keyboard, evdev) == XKB_KEY_Escape) {
			end_switcher(keyboard, false);
		}
		return true;
	}
	if (command->action != KEYBIND_NONE) {
		action_run(server, command);
		return true;
	}
	return false;
}

/* A modifier alone may be the start of a chord. */
static void
note_typing(struct keyboard *keyboard, uint32_t evdev)
{
	uint32_t sym = get_base_sym(keyboard, evdev);

	if (sym < XKB_KEY_Shift_L || sym > XKB_KEY_Hyper_R) {
		keyboard->typed_msec = loop_now_msec();
	}
}

/* No trusted chord works now but the one to another console. */
static void
give_to_taker(struct keyboard *keyboard, struct keyboard_device *device,
		struct seat_taker *taker, const struct view_key *key)
{
	if (!switch_vt(keyboard, device, key->evdev)) {
		key_state_set_owner(&keyboard->keys, key->evdev, KEY_OWNER_FOCUS);
		taker->impl->key(taker, key);
	}
}

static void
handle_press(struct keyboard *keyboard, struct keyboard_device *device,
		const struct view_key *key)
{
	bool modal = modal_is_active(keyboard->server->modal);
	struct seat_taker *taker = seat_get_taker(keyboard->seat);
	struct view *focus;

	/* Taken until it is delivered: a chord may move the focus. */
	if (!key_state_press(&keyboard->keys, key->evdev, KEY_OWNER_TAKEN)) {
		return;
	}
	if (taker) {
		give_to_taker(keyboard, device, taker, key);
		return;
	}
	seat_note_press(keyboard->seat, NULL);
	if (take_chord(keyboard, device, key->evdev)) {
		keyboard_stop_repeat(keyboard);
		if (modal) {
			start_modal_repeat(keyboard, key->evdev);
		}
		return;
	}
	note_typing(keyboard, key->evdev);
	if (input_method_takes(keyboard->server->input_method,
			    device->wlr_keyboard)) {
		key_state_set_owner(
				&keyboard->keys, key->evdev, KEY_OWNER_METHOD);
		input_method_key(keyboard->server->input_method,
				device->wlr_keyboard, key);
		return;
	}
	focus = seat_get_focus(keyboard->seat);
	if (focus) {
		seat_note_press(keyboard->seat, focus);
		key_state_set_owner(&keyboard->keys, key->evdev, KEY_OWNER_FOCUS);
		follow_rest(keyboard->server->follow);
		focus->impl->key(focus, key);
		start_repeat(keyboard, focus, key->evdev);
	}
}

static void
handle_release(struct keyboard *keyboard, const struct view_key *key)
{
	enum key_owner owner = key_state_release(&keyboard->keys, key->evdev);
	struct seat_taker *taker = seat_get_taker(keyboard->seat);
	struct view *focus = seat_get_focus(keyboard->seat);

	if (owner != KEY_OWNER_NONE && keyboard->repeat_evdev == key->evdev) {
		keyboard_stop_repeat(keyboard);
	}
	if (owner == KEY_OWNER_METHOD) {
		input_method_key(keyboard->server->input_method,
				keyboard->current, key);
	} else if (owner == KEY_OWNER_FOCUS && taker) {
		taker->impl->key(taker, key);
	} else if (owner == KEY_OWNER_FOCUS && focus) {
		focus->impl->key(focus, key);
	}
}

static void
use_device(struct keyboard *keyboard, struct keyboard_device *device)
{
	if (keyboard->current != device->wlr_keyboard) {
		keyboard->current = device->wlr_keyboard;
		wlr_seat_set_keyboard(seat_get_wlr_seat(keyboard->seat),
				keyboard->current);
	}
}

static void
handle_key(struct wl_listener *listener, void *data)
{
	struct keyboard_device *device = wl_container_of(listener, device, key);
	struct keyboard *keyboard = device->keyboard;
	const struct wlr_keyboard_key_event *event = data;
	struct view_key key = {
			.time_msec = event->time_msec,
			.evdev = event->keycode,
			.pressed = event->state == WL_KEYBOARD_KEY_STATE_PRESSED,
	};

	idle_note(keyboard->server->idle);
	use_device(keyboard, device);
	if (key.pressed) {
		handle_press(keyboard, device, &key);
	} else {
		handle_release(keyboard, &key);
	}
}

void
keyboard_send_modifiers(struct keyboard *keyboard)
{
	struct view *focus = seat_get_focus(keyboard->seat);

	if (focus && !modal_is_active(keyboard->server->modal)) {
		focus->impl->modifiers(focus);
	}
}

static void
handle_modifiers(struct wl_listener *listener, void *data)
{
	struct keyboard_device *device =
			wl_container_of(listener, device, modifiers);
	struct keyboard *keyboard = device->keyboard;
	struct seat_taker *taker = seat_get_taker(keyboard->seat);

	use_device(keyboard, device);
	if (taker) {
		taker->impl->modifiers(taker);
		return;
	}
	if (switcher_is_open(keyboard->server->switcher) &&
			(keyboard_get_mods(keyboard) & keyboard->switch_mods) !=
					keyboard->switch_mods) {
		end_switcher(keyboard, true);
	}
	if (input_method_takes(keyboard->server->input_method,
			    device->wlr_keyboard)) {
		input_method_modifiers(keyboard->server->input_method,
				device->wlr_keyboard);
	} else {
		keyboard_send_modifiers(keyboard);
	}
}

static void
drop_device(struct keyboard_device *device)
{
	struct keyboard *keyboard = device->keyboard;

	wl_list_remove(&device->key.link);
	wl_list_remove(&device->modifiers.link);
	wl_list_remove(&device->destroy.link);
	wl_list_remove(&device->link);
	if (keyboard->current == device->wlr_keyboard) {
		use_device(keyboard, &keyboard->group_device);
	}
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct keyboard_device *device =
			wl_container_of(listener, device, destroy);

	drop_device(device);
	free(device);
}

/* Keys that were down on a keyboard that is gone. */
static void
handle_group_leave(struct wl_listener *listener, void *data)
{
	struct keyboard *keyboard =
			wl_container_of(listener, keyboard, group_leave);
	const struct wl_array *codes = data;
	const uint32_t *code;

	wl_array_for_each(code, codes) {
		const struct view_key key = {
				.time_msec = (uint32_t)loop_now_msec(),
				.evdev = *code,
		};

		handle_release(keyboard, &key);
	}
}

static void
listen_to(struct keyboard *keyboard, struct keyboard_device *device,
		struct wlr_keyboard *wlr_keyboard, bool real)
{
	device->keyboard = keyboard;
	device->wlr_keyboard = wlr_keyboard;
	device->real = real;
	wl_list_init(&device->key.link);
	wl_list_init(&device->modifiers.link);
	if (!real) {
		device->key.notify = handle_key;
		wl_signal_add(&wlr_keyboard->events.key, &device->key);
		device->modifiers.notify = handle_modifiers;
		wl_signal_add(&wlr_keyboard->events.modifiers,
				&device->modifiers);
	}
	wl_list_init(&device->destroy.link);
	wl_list_init(&device->link);
}

void
keyboard_add_device(struct keyboard *keyboard, struct wlr_input_device *input,
		bool is_virtual)
{
	struct wlr_keyboard *wlr_keyboard = wlr_keyboard_from_input_device(input);
	struct keyboard_device *device = xcalloc(1, sizeof(*device));

	listen_to(keyboard, device, wlr_keyboard, !is_virtual);
	device->destroy.notify = handle_destroy;
	wl_signal_add(&input->events.destroy, &device->destroy);
	wl_list_insert(&keyboard->devices, &device->link);
	if (device->real) {
		wlr_keyboard_set_keymap(
				wlr_keyboard, keyboard->group->keyboard.keymap);
		wlr_keyboard_group_add_keyboard(keyboard->group, wlr_keyboard);
	}
}

void
keyboard_release_all(struct keyboard *keyboard, struct view *view)
{
	uint32_t codes[KEY_STATE_MAX];
	size_t n = key_state_take_all(&keyboard->keys, codes);

	keyboard_stop_repeat(keyboard);
	for (size_t i = 0; i < n; i++) {
		const struct view_key key = {
				.time_msec = (uint32_t)loop_now_msec(),
				.evdev = codes[i],
		};

		if (view) {
			view->impl->key(view, &key);
		}
	}
}

int64_t
keyboard_get_typed_msec(const struct keyboard *keyboard)
{
	return loop_now_msec() - keyboard->typed_msec;
}

uint32_t
keyboard_get_mods(const struct keyboard *keyboard)
{
	return wlr_keyboard_get_modifiers(keyboard->current) & KEYBIND_MOD_ALL;
}

uint32_t
keyboard_get_x11_state(const struct keyboard *keyboard)
{
	struct xkb_state *state = keyboard->current->xkb_state;

	if (!state) {
		return 0;
	}
	return (xkb_state_serialize_mods(state, XKB_STATE_MODS_EFFECTIVE) &
			       REAL_MODS) |
			(xkb_state_serialize_layout(
					 state, XKB_STATE_LAYOUT_EFFECTIVE) &
					3)
			<< LAYOUT_SHIFT;
}

void
keyboard_get_keymap_bits(const struct keyboard *keyboard, uint8_t bits[32])
{
	memset(bits, 0, 32);
	for (size_t i = 0; i < keyboard->keys.n; i++) {
		const struct key_state_key *key = &keyboard->keys.keys[i];
		uint32_t code = key->evdev + XKB_OFFSET;

		if (key->owner == KEY_OWNER_FOCUS && code < 256) {
			bits[code / 8] |= (uint8_t)(1u << code % 8);
		}
	}
}

struct keyboard *
keyboard_create(struct server *server, struct seat *seat)
{
	struct keyboard *keyboard = xcalloc(1, sizeof(*keyboard));

	keyboard->server = server;
	keyboard->seat = seat;
	keyboard->group = wlr_keyboard_group_create();
	assert(keyboard->group);
	wl_list_init(&keyboard->devices);
	keyboard->repeat = wl_event_loop_add_timer(
			server->loop, handle_repeat, keyboard);
	listen_to(keyboard, &keyboard->group_device, &keyboard->group->keyboard,
			false);
	keyboard->group_leave.notify = handle_group_leave;
	wl_signal_add(&keyboard->group->events.leave, &keyboard->group_leave);
	keyboard->current = &keyboard->group->keyboard;
	keyboard->typed_msec = loop_now_msec() - FOCUS_TYPING_MSEC;
	wlr_seat_set_keyboard(seat_get_wlr_seat(seat), keyboard->current);
	keyboard_configure(keyboard);
	return keyboard;
}

void
keyboard_destroy(struct keyboard *keyboard)
{
	struct keyboard_device *device, *tmp;

	wl_list_for_each_safe(device, tmp, &keyboard->devices, link) {
		drop_device(device);
		free(device);
	}
	wl_list_remove(&keyboard->group_leave.link);
	drop_device(&keyboard->group_device);
	wl_event_source_remove(keyboard->repeat);
	wlr_keyboard_group_destroy(keyboard->group);
	free(keyboard);
}
