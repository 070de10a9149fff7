// SPDX-License-Identifier: MIT
/*
 * What the desktop promises, checked after every step of a world. It sees only
 * what a qube sees, the bytes that arrive there, and pixels of the screen: it
 * knows nothing of what the compositor thinks.
 */
#ifndef TESTS_SCENE_ORACLE_H
#define TESTS_SCENE_ORACLE_H

#include "tests/scene/world.h"

struct oracle {
	struct {
		int focus; // window with the keyboard, -1: none
		int inside; // window with the pointer, -1: none
		int held_on; // window the held buttons were pressed on
		uint8_t keys[32]; // bit k: X keycode k is down there
		uint32_t buttons; // bit b: button b is down there
	} qubes[WORLD_QUBES];
	bool menu; // one may be open: what is visible may not have the pointer
	bool looks; // at every step; else only where a button is pressed
	int under; // window visible under the pointer, -1: none
	int64_t under_msec; // it came there by itself then, or later
	int64_t typed_msec; // the last key for a window was pressed
	char complaint[200]; // empty while all promises are kept

	// before the step
	int focus; // window, -1: none
	bool was_clean; // nothing was held
	bool was_locked, was_launching;
	bool yielded; // the launcher that runs has lost the keyboard to a chord
	int64_t msec;
};

/* Of a world that was reset. */
void oracle_init(struct oracle *oracle, struct world *world, bool looks);

/* Around world_do. After the second, complaint says which promise is broken. */
void oracle_begin(struct oracle *oracle, struct world *world,
		const struct step *step);
void oracle_end(struct oracle *oracle, struct world *world,
		const struct step *step);

/* After the last step: nothing is left held, and the keyboard works. */
void oracle_finish(struct oracle *oracle, struct world *world);

#endif
