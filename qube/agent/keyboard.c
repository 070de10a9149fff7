// SPDX-License-Identifier: MIT
#include "qube/agent/keyboard.h"

#include <stdlib.h>
#include <string.h>
#include <wlr/interfaces/wlr_keyboard.h>
#include <wlr/types/wlr_seat.h>
#include <xkbcommon/xkbcommon.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/str.h"
#include "qube/agent/server.h"

#define X_KEYCODE_OFFSET 8 // X keycodes are evdev ones plus this
#define MODIFIER_BITS 8
#define GROUP_MASK 3
#define LAYOUT_SIZE 256
#define PAUSE_MSEC 2000 // of an X server that does not answer
#define PAUSE_KEYS 256 // more end the pause

struct keyboard {
	struct server *server; // borrowed
	struct wlr_keyboard base;
	char layout[LAYOUT_SIZE]; // in force
	struct gui_keypress kept[PAUSE_KEYS]; // while paused
	size_t n_kept;
	bool paused;
	struct wl_event_source *timer; // owned; ends a pause

	struct wl_listener key;
	struct wl_listener modifiers;
};

static const struct wlr_keyboard_impl impl = {
		.name = "gui-protocol",
};

static void
handle_key(struct wl_listener *listener, void *data)
{
	struct keyboard *keyboard = wl_container_of(listener, keyboard, key);
	const struct wlr_keyboard_key_event *event = data;

	wlr_seat_keyboard_notify_key(keyboard->server->seat, event->time_msec,
			event->keycode, event->state);
}

static void
handle_modifiers(struct wl_listener *listener, void *data)
{
	struct keyboard *keyboard =
			wl_container_of(listener, keyboard, modifiers);

	wlr_seat_keyboard_notify_modifiers(
			keyboard->server->seat, &keyboard->base.modifiers);
}

static int
handle_timer(void *data)
{
	struct keyboard *keyboard = data;

	keyboard_resume(keyboard);
	return 0;
}

struct keyboard *
keyboard_create(struct server *server)
{
	struct keyboard *keyboard = xcalloc(1, sizeof(*keyboard));

	keyboard->server = server;
	wlr_keyboard_init(&keyboard->base, &impl, impl.name);
	wlr_keyboard_set_repeat_info(&keyboard->base, 0, 0);
	keyboard->key.notify = handle_key;
	wl_signal_add(&keyboard->base.events.key, &keyboard->key);
	keyboard->modifiers.notify = handle_modifiers;
	wl_signal_add(&keyboard->base.events.modifiers, &keyboard->modifiers);
	keyboard->timer = wl_event_loop_add_timer(
			server->loop, handle_timer, keyboard);
	keyboard_set_layout(keyboard, "us");
	wlr_seat_set_keyboard(server->seat, &keyboard->base);
	return keyboard;
}

void
keyboard_destroy(struct keyboard *keyboard)
{
	if (keyboard == NULL) {
		return;
	}
	wl_list_remove(&keyboard->key.link);
	wl_list_remove(&keyboard->modifiers.link);
	wl_event_source_remove(keyboard->timer);
	wlr_keyboard_finish(&keyboard->base);
	free(keyboard);
}

/* Cuts text at its first '+' and returns what is behind, or "". */
static char *
split(char *text)
{
	char *plus = strchr(text, '+');

	if (plus == NULL) {
		return text + strlen(text);
	}
	*plus = '\0';
	return plus + 1;
}

static struct xkb_keymap *
compile(const char *text)
{
	char parts[LAYOUT_SIZE];
	struct xkb_rule_names names = {0};
	struct xkb_context *context;
	struct xkb_keymap *keymap;
	char *variant, *options;

	str_copy(parts, sizeof(parts), text);
	variant = split(parts);
	options = split(variant);
	names.layout = parts;
	names.variant = variant;
	names.options = options;
	context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	if (context == NULL) {
		return NULL;
	}
	keymap = xkb_keymap_new_from_names(
			context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
	xkb_context_unref(context);
	return keymap;
}

bool
keyboard_set_layout(struct keyboard *keyboard, const char *layout)
{
	char escaped[LAYOUT_SIZE];
	struct xkb_keymap *keymap;

	if (strcmp(layout, keyboard->layout) == 0) {
		return true;
	}
	str_escape(escaped, sizeof(escaped), layout, strlen(layout));
	keymap = strlen(layout) < LAYOUT_SIZE ? compile(layout) : NULL;
	if (keymap == NULL) {
		log_warn("there is no keyboard layout '%s'", escaped);
		return false;
	}
	/* Clients hear that no modifier is in force while they can still tell
	 * which one was meant. */
	keyboard_release_all(keyboard);
	wlr_keyboard_notify_modifiers(&keyboard->base, 0, 0, 0, 0);
	wlr_keyboard_set_keymap(&keyboard->base, keymap);
	xkb_keymap_unref(keymap);
	str_copy(keyboard->layout, sizeof(keyboard->layout), layout);
	log_info("keyboard layout '%s'", escaped);
	return true;
}

static void
notify(struct keyboard *keyboard, uint32_t evdev, bool pressed)
{
	struct wlr_keyboard_key_event event = {
			.time_msec = (uint32_t)loop_now_msec(),
			.keycode = evdev,
			.update_state = true,
			.state = pressed ? WL_KEYBOARD_KEY_STATE_PRESSED
					 : WL_KEYBOARD_KEY_STATE_RELEASED,
	};

	wlr_keyboard_notify_key(&keyboard->base, &event);
}

/* X11 modifier bits to the keymap's, by name: both use the same order. */
static xkb_mod_mask_t
mask_from_state(const struct keyboard *keyboard, uint32_t state)
{
	xkb_mod_mask_t mask = 0;

	for (int i = 0; i < MODIFIER_BITS; i++) {
		xkb_mod_index_t index = keyboard->base.mod_indexes[i];

		if ((state & (1u << i)) && index != XKB_MOD_INVALID) {
			mask |= (xkb_mod_mask_t)1 << index;
		}
	}
	return mask;
}

void
keyboard_handle_state(struct keyboard *keyboard, uint32_t state)
{
	struct wlr_keyboard *base = &keyboard->base;
	xkb_mod_mask_t want = mask_from_state(keyboard, state);
	xkb_mod_mask_t locked = want &
			mask_from_state(keyboard,
					GUI_STATE_LOCK | GUI_STATE_MOD2);
	xkb_layout_index_t group = (state >> GUI_STATE_GROUP_SHIFT) & GROUP_MASK;

	if (group >= xkb_keymap_num_layouts(base->keymap)) {
		group = 0;
	}
	if (xkb_state_serialize_mods(base->xkb_state,
			    XKB_STATE_MODS_EFFECTIVE) == want &&
			xkb_state_serialize_layout(base->xkb_state,
					XKB_STATE_LAYOUT_EFFECTIVE) == group) {
		return;
	}
	wlr_keyboard_notify_modifiers(base, want & ~locked, 0, locked, group);
}

static void
pass_on(struct keyboard *keyboard, const struct gui_keypress *key)
{
	keyboard_handle_state(keyboard, key->state);
	notify(keyboard, key->keycode - X_KEYCODE_OFFSET,
			key->type == GUI_KEY_PRESS);
}

void
keyboard_handle_key(struct keyboard *keyboard, const struct gui_keypress *key)
{
	if (key->keycode < X_KEYCODE_OFFSET ||
			key->keycode >= GUI_KEYMAP_SIZE * 8) {
		return;
	}
	if (keyboard->n_kept == PAUSE_KEYS) {
		keyboard_resume(keyboard);
	}
	if (keyboard->paused) {
		keyboard->kept[keyboard->n_kept++] = *key;
	} else {
		pass_on(keyboard, key);
	}
}

void
keyboard_pause(struct keyboard *keyboard)
{
	keyboard->paused = true;
	wl_event_source_timer_update(keyboard->timer, PAUSE_MSEC);
}

void
keyboard_resume(struct keyboard *keyboard)
{
	keyboard->paused = false;
	wl_event_source_timer_update(keyboard->timer, 0);
	for (size_t i = 0; i < keyboard->n_kept; i++) {
		pass_on(keyboard, &keyboard->kept[i]);
	}
	keyboard->n_kept = 0;
}

void
keyboard_handle_keymap(struct keyboard *keyboard,
		const uint8_t keymap[GUI_KEYMAP_SIZE])
{
	uint32_t held[WLR_KEYBOARD_KEYS_CAP];
	size_t n = keyboard->base.num_keycodes;

	memcpy(held, keyboard->base.keycodes, n * sizeof(*held));
	for (size_t i = 0; i < n; i++) {
		uint32_t keycode = held[i] + X_KEYCODE_OFFSET;

		if (!(keymap[keycode / 8] & (1u << (keycode % 8)))) {
			notify(keyboard, held[i], false);
		}
	}
}

void
keyboard_release_all(struct keyboard *keyboard)
{
	static const uint8_t nothing[GUI_KEYMAP_SIZE];

	keyboard_resume(keyboard);
	keyboard_handle_keymap(keyboard, nothing);
}

void
keyboard_enter(struct keyboard *keyboard, struct wlr_surface *surface)
{
	wlr_seat_keyboard_notify_enter(keyboard->server->seat, surface,
			keyboard->base.keycodes, keyboard->base.num_keycodes,
			&keyboard->base.modifiers);
}
