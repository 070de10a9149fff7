// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "drive.h"
#include "virtual-keyboard-client-protocol.h"
#include "wlr-virtual-pointer-client-protocol.h"

#define EVDEV_OFFSET 8
#define WHEEL_STEP 15
#define MAX_MODS 4

int64_t
drive_now_usec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

uint32_t
drive_now_msec(void)
{
	return (uint32_t)(drive_now_usec() / 1000);
}

static bool
send_keymap(struct drive *drive)
{
	char *text = xkb_keymap_get_as_string(
			drive->keymap, XKB_KEYMAP_FORMAT_TEXT_V1);
	size_t size = text ? strlen(text) + 1 : 0;
	int fd = memfd_create("keymap", MFD_CLOEXEC);
	bool sent = false;

	if (text && fd >= 0 && write(fd, text, size) == (ssize_t)size) {
		zwp_virtual_keyboard_v1_keymap(drive->keyboard,
				WL_KEYBOARD_KEYMAP_FORMAT_XKB_V1, fd,
				(uint32_t)size);
		wl_display_roundtrip(drive->display);
		sent = true;
	}
	if (fd >= 0) {
		close(fd);
	}
	free(text);
	return sent;
}

bool
drive_keyboard_set(struct drive *drive, const char *layout, const char **why)
{
	char text[64];
	struct xkb_rule_names names = {.layout = text};
	char *plus;

	*why = "no such keymap";
	if (strlen(layout) >= sizeof(text)) {
		return false;
	}
	memcpy(text, layout, strlen(layout) + 1);
	plus = strchr(text, '+');
	if (plus) {
		*plus = '\0';
		names.variant = plus + 1;
	}
	xkb_state_unref(drive->state);
	xkb_keymap_unref(drive->keymap);
	drive->state = NULL;
	drive->keymap = xkb_keymap_new_from_names(
			drive->xkb, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
	if (!drive->keymap) {
		return false;
	}
	drive->state = xkb_state_new(drive->keymap);
	if (!drive->keyboard) {
		drive->keyboard =
				zwp_virtual_keyboard_manager_v1_create_virtual_keyboard(
						drive->keyboards, drive->seat);
	}
	return drive->state && send_keymap(drive);
}

void
drive_keyboard_key(struct drive *drive, uint32_t evdev, bool pressed)
{
	struct xkb_state *state = drive->state;

	zwp_virtual_keyboard_v1_key(drive->keyboard, drive_now_msec(), evdev,
			pressed ? WL_KEYBOARD_KEY_STATE_PRESSED
				: WL_KEYBOARD_KEY_STATE_RELEASED);
	if (xkb_state_update_key(state, evdev + EVDEV_OFFSET,
			    pressed ? XKB_KEY_DOWN : XKB_KEY_UP)) {
		zwp_virtual_keyboard_v1_modifiers(drive->keyboard,
				xkb_state_serialize_mods(state,
						XKB_STATE_MODS_DEPRESSED),
				xkb_state_serialize_mods(
						state, XKB_STATE_MODS_LATCHED),
				xkb_state_serialize_mods(
						state, XKB_STATE_MODS_LOCKED),
				xkb_state_serialize_layout(state,
						XKB_STATE_LAYOUT_EFFECTIVE));
	}
	wl_display_flush(drive->display);
}

/* The key and modifiers that make a symbol on this layout. */
struct stroke {
	xkb_keysym_t sym;
	uint32_t evdev;
	uint32_t mods[MAX_MODS]; // evdev codes to hold
	size_t n_mods;
	bool found;
};

static bool
mods_from_mask(struct xkb_keymap *keymap, xkb_mod_mask_t mask,
		struct stroke *stroke)
{
	static const struct {
		const char *name;
		uint32_t evdev;
	} keys[] = {{XKB_MOD_NAME_SHIFT, KEY_LEFTSHIFT}, {"Mod5", KEY_RIGHTALT},
			{"LevelThree", KEY_RIGHTALT}};

	stroke->n_mods = 0;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		xkb_mod_index_t index =
				xkb_keymap_mod_get_index(keymap, keys[i].name);

		if (index < 32 && (mask & (1u << index))) {
			stroke->mods[stroke->n_mods++] = keys[i].evdev;
			mask &= ~(1u << index);
		}
	}
	return mask == 0;
}

static void
look_at_key(struct xkb_keymap *keymap, xkb_keycode_t key, void *data)
{
	struct stroke *stroke = data;
	xkb_level_index_t levels = xkb_keymap_num_levels_for_key(keymap, key, 0);

	for (xkb_level_index_t l = 0; l < levels && !stroke->found; l++) {
		const xkb_keysym_t *syms;
		xkb_mod_mask_t masks[8];
		size_t n;

		if (xkb_keymap_key_get_syms_by_level(keymap, key, 0, l, &syms) !=
						1 ||
				syms[0] != stroke->sym) {
			continue;
		}
		n = xkb_keymap_key_get_mods_for_level(
				keymap, key, 0, l, masks, 8);
		for (size_t i = 0; i < n && !stroke->found; i++) {
			stroke->found = mods_from_mask(keymap, masks[i], stroke);
		}
		stroke->evdev = key - EVDEV_OFFSET;
	}
}

static void
rest(struct drive *drive)
{
	struct timespec pause = {
			.tv_nsec = (long)drive->level_pause_msec * 1000000};

	nanosleep(&pause, NULL);
}

static bool
type_symbol(struct drive *drive, xkb_keysym_t sym)
{
	struct stroke stroke = {.sym = sym};

	xkb_keymap_key_for_each(drive->keymap, look_at_key, &stroke);
	if (!stroke.found) {
		return false;
	}
	for (size_t i = 0; i < stroke.n_mods; i++) {
		drive_keyboard_key(drive, stroke.mods[i], true);
	}
	drive_keyboard_key(drive, stroke.evdev, true);
	rest(drive);
	drive_keyboard_key(drive, stroke.evdev, false);
	for (size_t i = stroke.n_mods; i > 0; i--) {
		drive_keyboard_key(drive, stroke.mods[i - 1], false);
	}
	rest(drive);
	return true;
}

static size_t
next_character(const char *text, uint32_t *code)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	*code = len == 1 ? p[0] : p[0] & (0xffu >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80) {
			return 0;
		}
		*code = *code << 6 | (p[i] & 0x3fu);
	}
	return len;
}

bool
drive_keyboard_type(struct drive *drive, const char *text, const char **why)
{
	*why = "the layout has no such character";
	while (*text) {
		uint32_t code;
		size_t len = next_character(text, &code);

		if (len == 0 ||
				!type_symbol(drive,
						code == '\n' ? XKB_KEY_Return
							     : xkb_utf32_to_keysym(
									       code))) {
			return false;
		}
		text += len;
	}
	return true;
}

static void
layout_box(const struct drive *drive, int *left, int *top, int *right, int *bottom)
{
	*left = *top = *right = *bottom = 0;
	for (size_t i = 0; i < drive->n_outputs; i++) {
		const struct drive_output *o = &drive->outputs[i];

		*left = o->lx < *left || i == 0 ? o->lx : *left;
		*top = o->ly < *top || i == 0 ? o->ly : *top;
		*right = o->lx + o->width > *right ? o->lx + o->width : *right;
		*bottom = o->ly + o->height > *bottom ? o->ly + o->height
						      : *bottom;
	}
}

void
drive_pointer_move(struct drive *drive, double lx, double ly)
{
	const double parts = 16; // of a pixel
	int left, top, right, bottom;

	layout_box(drive, &left, &top, &right, &bottom);
	zwlr_virtual_pointer_v1_motion_absolute(drive->pointer,
			drive_now_msec(), (uint32_t)((lx - left) * parts),
			(uint32_t)((ly - top) * parts),
			(uint32_t)((right - left) * parts),
			(uint32_t)((bottom - top) * parts));
	zwlr_virtual_pointer_v1_frame(drive->pointer);
	wl_display_flush(drive->display);
}

void
drive_pointer_button(struct drive *drive, uint32_t evdev, bool pressed)
{
	zwlr_virtual_pointer_v1_button(drive->pointer, drive_now_msec(), evdev,
			pressed ? WL_POINTER_BUTTON_STATE_PRESSED
				: WL_POINTER_BUTTON_STATE_RELEASED);
	zwlr_virtual_pointer_v1_frame(drive->pointer);
	wl_display_flush(drive->display);
}

void
drive_pointer_wheel(struct drive *drive, bool horizontal, int steps)
{
	zwlr_virtual_pointer_v1_axis_source(
			drive->pointer, WL_POINTER_AXIS_SOURCE_WHEEL);
	zwlr_virtual_pointer_v1_axis_discrete(drive->pointer, drive_now_msec(),
			horizontal ? WL_POINTER_AXIS_HORIZONTAL_SCROLL
				   : WL_POINTER_AXIS_VERTICAL_SCROLL,
			wl_fixed_from_int(steps * WHEEL_STEP), steps);
	zwlr_virtual_pointer_v1_frame(drive->pointer);
	wl_display_flush(drive->display);
}
