// SPDX-License-Identifier: MIT
/* The configuration of all keyboards: keymap and repeat. */
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_keyboard_group.h>
#include <xkbcommon/xkbcommon.h>

#include "common/log.h"
#include "compositor/config/config.h"
#include "compositor/input/keyboard_impl.h"
#include "compositor/server.h"

static const struct config_keyboard fallback = {.rules = "",
		.model = "",
		.layout = "us",
		.variant = "",
		.options = ""};

/* The keymap of the configuration; if it cannot be made, NULL where there is
 * one already, else that of a plain keyboard. */
static struct xkb_keymap *
choose_keymap(struct keyboard *keyboard)
{
	const struct config_keyboard *config =
			&keyboard->server->config->keyboard;
	struct xkb_keymap *keymap = config_make_keymap(config);
	bool first = !keyboard->group->keyboard.keymap;

	if (keymap) {
		return keymap;
	}
	log_err("there is no keyboard layout \"%s\" with variant \"%s\" and "
		"options \"%s\"; %s",
			config->layout, config->variant, config->options,
			first ? "taking us" : "the one before stays");
	return first ? config_make_keymap(&fallback) : NULL;
}

static void
set_keymap(struct keyboard *keyboard, struct xkb_keymap *keymap)
{
	struct keyboard_device *device;

	wlr_keyboard_set_keymap(&keyboard->group->keyboard, keymap);
	wl_list_for_each(device, &keyboard->devices, link) {
		if (device->real) {
			wlr_keyboard_set_keymap(device->wlr_keyboard, keymap);
		}
	}
	xkb_keymap_unref(keymap);
}

void
keyboard_configure(struct keyboard *keyboard)
{
	const struct config_keyboard *config =
			&keyboard->server->config->keyboard;
	struct wlr_keyboard *group = &keyboard->group->keyboard;
	struct xkb_keymap *keymap = choose_keymap(keyboard);
	struct keyboard_device *device;

	if (keymap) {
		set_keymap(keyboard, keymap);
	}
	wlr_keyboard_set_repeat_info(
			group, config->repeat_rate, config->repeat_delay);
	wl_list_for_each(device, &keyboard->devices, link) {
		wlr_keyboard_set_repeat_info(device->wlr_keyboard,
				config->repeat_rate, config->repeat_delay);
	}
	keyboard_stop_repeat(keyboard);
}
