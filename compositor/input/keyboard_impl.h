// SPDX-License-Identifier: MIT
/* What keyboard.c (who gets which key) and keyboard_config.c (keymap and rate
 * of repeats) share. Nobody else includes this. */
#ifndef COMPOSITOR_INPUT_KEYBOARD_IMPL_H
#define COMPOSITOR_INPUT_KEYBOARD_IMPL_H

#include <wayland-server-core.h>

#include "compositor/input/key_state.h"
#include "compositor/input/keyboard.h"

struct wlr_keyboard;
struct wlr_keyboard_group;

struct keyboard_device {
	struct wl_list link; // keyboard.devices
	struct keyboard *keyboard; // borrowed
	struct wlr_keyboard *wlr_keyboard; // borrowed
	bool real; // not the group and not virtual
	struct wl_listener key;
	struct wl_listener modifiers;
	struct wl_listener destroy;
};

struct keyboard {
	struct server *server; // borrowed
	struct seat *seat; // borrowed
	struct wlr_keyboard_group *group; // owned; all real keyboards
	struct keyboard_device group_device;
	struct wl_listener group_leave;
	struct wl_list devices; // list of struct keyboard_device, .link
	struct wlr_keyboard *current; // the one used last
	struct key_state keys;
	uint32_t switch_mods; // modifiers whose release ends the switcher

	struct wl_event_source *repeat; // owned
	uint32_t repeat_evdev; // 0: none
	int64_t typed_msec; // when a key went down last that was no chord
};

void keyboard_stop_repeat(struct keyboard *keyboard);

#endif
