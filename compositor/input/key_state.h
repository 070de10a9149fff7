// SPDX-License-Identifier: MIT
/*
 * Which keys are down, and who got the press: a release goes to whoever got
 * the press, and to nobody else. Pure.
 */
#ifndef COMPOSITOR_INPUT_KEY_STATE_H
#define COMPOSITOR_INPUT_KEY_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEY_STATE_MAX 64 // more keys than fingers; others are ignored

enum key_owner {
	KEY_OWNER_NONE, // not down
	KEY_OWNER_FOCUS, // the view that holds the keyboard knows of it
	KEY_OWNER_METHOD, // the input method took the press
	KEY_OWNER_TAKEN, // by a chord, or its view lost the keyboard
};

struct key_state {
	struct key_state_key {
		uint32_t evdev;
		unsigned int count; // on how many keyboards it is down
		enum key_owner owner;
	} keys[KEY_STATE_MAX];
	size_t n;
};

/* A key went down. True if it was up on every keyboard until now; then it
 * belongs to owner. */
bool key_state_press(
		struct key_state *state, uint32_t evdev, enum key_owner owner);

/* Hands a key that is down to another owner. */
void key_state_set_owner(
		struct key_state *state, uint32_t evdev, enum key_owner owner);

/* A key went up. Who had it, if it is up on every keyboard now; else
 * KEY_OWNER_NONE. */
enum key_owner key_state_release(struct key_state *state, uint32_t evdev);

/* Takes every key from the focus; their codes are stored in codes. Returns
 * how many there were. */
size_t key_state_take_all(struct key_state *state, uint32_t codes[KEY_STATE_MAX]);

/* The owner of a key, KEY_OWNER_NONE when it is up. */
enum key_owner key_state_get_owner(const struct key_state *state, uint32_t evdev);

#endif
