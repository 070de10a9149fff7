// SPDX-License-Identifier: MIT
/*
 * All keyboards as one: keymap, chords, delivery to the view that holds the
 * keyboard, repeat for views that do not repeat by themselves.
 */
#ifndef COMPOSITOR_INPUT_KEYBOARD_H
#define COMPOSITOR_INPUT_KEYBOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/err.h"

struct keyboard;
struct seat;
struct server;
struct view;
struct wlr_input_device;

struct keyboard *keyboard_create(struct server *server, struct seat *seat);
void keyboard_destroy(struct keyboard *keyboard);

/* A real keyboard joins the others, a virtual one keeps its own keymap. It is
 * released by its own destroy event. */
void keyboard_add_device(struct keyboard *keyboard,
		struct wlr_input_device *device, bool is_virtual);

/* Takes layout and repeat of the configuration. A layout that cannot be made
 * is logged, and the one before stays. */
void keyboard_configure(struct keyboard *keyboard);

/* Releases every key the view knows of; their real release goes nowhere. NULL:
 * whoever knew of them is gone. */
void keyboard_release_all(struct keyboard *keyboard, struct view *view);

/* How long ago the last key went down that was no chord or modifier. */
int64_t keyboard_get_typed_msec(const struct keyboard *keyboard);

/* Tells the focus the modifiers held now, unless the keys are not its. */
void keyboard_send_modifiers(struct keyboard *keyboard);

/* Modifiers held now, as enum keybind_mod. */
uint32_t keyboard_get_mods(const struct keyboard *keyboard);

/* As seat_get_x11_state, without buttons; and seat_get_keymap_bits. */
uint32_t keyboard_get_x11_state(const struct keyboard *keyboard);
void keyboard_get_keymap_bits(const struct keyboard *keyboard, uint8_t bits[32]);

#endif
