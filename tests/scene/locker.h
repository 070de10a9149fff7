// SPDX-License-Identifier: MIT
/* A lock program in the test's process: it locks, covers each output with one
 * colour, keeps what keys and buttons it gets, and unlocks when told to. */
#ifndef TESTS_SCENE_LOCKER_H
#define TESTS_SCENE_LOCKER_H

#include <stdbool.h>
#include <stdint.h>

#include "ext-session-lock-v1-client-protocol.h"
#include "tests/scene/client.h"

#define LOCKER_MAX_OUTPUTS 4
#define LOCKER_COLOR 0x204080u

struct locker {
	struct client client;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct wl_seat *seat;
	struct wl_keyboard *keyboard;
	struct wl_pointer *pointer;
	struct ext_session_lock_manager_v1 *manager;
	struct ext_session_lock_v1 *lock;
	struct locker_cover {
		struct locker *locker; // borrowed
		struct wl_output *output;
		struct wl_surface *surface;
		struct ext_session_lock_surface_v1 *lock_surface;
		struct wl_buffer *buffer;
		int width, height; // as configured
	} covers[LOCKER_MAX_OUTPUTS];
	int n_covers;
	bool locked; // was told so
	bool finished; // was refused or ended
	bool has_keyboard;
	int keys; // events that came
	uint32_t last_key;
	bool last_pressed;
	int buttons, motions, wheels;
};

/* Connects; asks for nothing yet. */
void locker_init(struct locker *locker, struct scene *scene);

/* Lets go of everything, as a program that is killed does. */
void locker_kill(struct locker *locker);

/* Asks to lock, and waits for the answer to arrive or not: see locked. */
void locker_ask(struct locker *locker);

/* Covers every output that has no cover yet, and waits until that is shown. */
void locker_cover(struct locker *locker);

/* Asks, waits to be told and covers. */
void locker_lock(struct locker *locker);

/* Unlocks and goes. */
void locker_unlock(struct locker *locker);

#endif
