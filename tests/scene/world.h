// SPDX-License-Identifier: MIT
/*
 * A desktop with three hostile qubes and a person, for random tests: anything
 * that may happen is a step, small enough to be written down, left out or done
 * again. Every step makes sense in every state; time passes only in steps.
 */
#ifndef TESTS_SCENE_WORLD_H
#define TESTS_SCENE_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/lib/fake_qube.h"
#include "tests/scene/furniture.h"
#include "tests/scene/glass.h"
#include "tests/scene/hands.h"
#include "tests/scene/locker.h"
#include "tests/scene/scene.h"

#define WORLD_QUBES 3
#define WORLD_WINDOWS 12 // window i is of qube i % WORLD_QUBES
#define WORLD_FIRST_ID 7 // window i has this + i in its qube
#define WORLD_WIDTH 400
#define WORLD_HEIGHT 300
#define WORLD_KEYS 12
#define WORLD_BUTTONS 3

enum act {
	ACT_KEY, // a: which; down if it is up, else up
	ACT_CHORD, // a: which; pressed and released
	ACT_BUTTON, // a: which; down if it is up, else up
	ACT_WHEEL, // a: up or down
	ACT_MOVE, // to b, c
	ACT_MOVE_ON, // to a place of window a; b, c: per mille of its size
	ACT_WINDOW, // a: comes or goes; b: place, c: size
	ACT_POPUP, // as ACT_WINDOW, an override-redirect one
	ACT_HIDE, // a: unmapped, or mapped again
	ACT_CONFIGURE, // a: wishes for another place b and size c
	ACT_FLAGS, // a: asks for flags b
	ACT_TITLE, // a: other title b
	ACT_CRASH, // a: qube; its agent is gone and comes back
	ACT_TIME, // b: milliseconds pass
	ACT_LOCK, // a program locks; unlocks, or (a) dies and leaves it locked
	ACT_LAUNCHER, // a launcher that takes the keyboard comes or goes
	ACT_FOLLOW, // the keyboard follows the mouse (b: raising too), or not
	ACT_COUNT,
};

struct step {
	enum act act;
	uint32_t a, b, c;
};

struct world {
	struct scene scene;
	struct hands hands;
	struct glass glass;
	struct fake_qube qubes[WORLD_QUBES];
	struct fake_window windows[WORLD_WINDOWS];
	bool exists[WORLD_WINDOWS];
	bool key_down[WORLD_KEYS];
	bool button_down[WORLD_BUTTONS];
	int x, y; // the pointer
	struct locker locker;
	bool locker_runs;
	bool locked; // as the locker was told
	struct furniture launcher;
	bool launcher_runs;
};

/* Keys by what they are in input-event-codes.h. */
extern const uint32_t world_keys[WORLD_KEYS];
extern const uint32_t world_buttons[WORLD_BUTTONS];

void world_init(struct world *world);
void world_finish(struct world *world);

/* As it was after world_init: no windows, nothing held. */
void world_reset(struct world *world);

/* Does a step; what follows from it has arrived when it returns. */
void world_do(struct world *world, const struct step *step);

/* Releases all keys and buttons. */
void world_let_go(struct world *world);

/* Colour on the screen as it is drawn now. */
uint32_t world_look(struct world *world, int x, int y);

/* Colour of a window's content: no other window has it, nor has anything of
 * ours. world_find: the window with this colour, -1 if it is none's. */
uint32_t world_get_color(size_t window);
int world_find(uint32_t color);

/* Would this key, pressed with what is held now, be a chord of ours? */
bool world_is_chord(const struct world *world, uint32_t evdev);

/* May it open a menu of ours? Then keys and pointer are that one's until it is
 * closed. */
bool world_may_open_menu(const struct step *step);
void world_close_menus(struct world *world);

/* The key that a step of ACT_CHORD ends with. */
uint32_t world_get_chord_key(const struct step *step);

/* The qube whose doing a step is, -1 for the person's and time's. */
int world_get_actor(const struct step *step);

/* A step in words. */
void world_describe(const struct step *step, char *text, size_t size);

#endif
