// SPDX-License-Identifier: MIT
#include "compositor/input/key_state.h"

static struct key_state_key *
find(struct key_state *state, uint32_t evdev)
{
	for (size_t i = 0; i < state->n; i++) {
		if (state->keys[i].evdev == evdev) {
			return &state->keys[i];
		}
	}
	return NULL;
}

bool
key_state_press(struct key_state *state, uint32_t evdev, enum key_owner owner)
{
	struct key_state_key *key = find(state, evdev);

	if (key) {
		key->count++;
		return false;
	}
	if (state->n == KEY_STATE_MAX) {
		return false;
	}
	state->keys[state->n++] = (struct key_state_key){
			.evdev = evdev, .count = 1, .owner = owner};
	return true;
}

void
key_state_set_owner(struct key_state *state, uint32_t evdev, enum key_owner owner)
{
	struct key_state_key *key = find(state, evdev);

	if (key) {
		key->owner = owner;
	}
}

enum key_owner
key_state_release(struct key_state *state, uint32_t evdev)
{
	struct key_state_key *key = find(state, evdev);
	enum key_owner owner;

	if (!key || --key->count > 0) {
		return KEY_OWNER_NONE;
	}
	owner = key->owner;
	*key = state->keys[--state->n];
	return owner;
}

size_t
key_state_take_all(struct key_state *state, uint32_t codes[KEY_STATE_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < state->n; i++) {
		if (state->keys[i].owner == KEY_OWNER_FOCUS) {
			state->keys[i].owner = KEY_OWNER_TAKEN;
			codes[n++] = state->keys[i].evdev;
		}
	}
	return n;
}

enum key_owner
key_state_get_owner(const struct key_state *state, uint32_t evdev)
{
	struct key_state_key *key = find((struct key_state *)state, evdev);

	return key ? key->owner : KEY_OWNER_NONE;
}
