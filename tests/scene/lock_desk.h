// SPDX-License-Identifier: MIT
/* A desk with a window of each of two qubes, and a lock program beside it. */
#ifndef TESTS_SCENE_LOCK_DESK_H
#define TESTS_SCENE_LOCK_DESK_H

#include "tests/scene/hands.h"
#include "tests/scene/locker.h"
#include "tests/scene/rig.h"

#define LOCK_DESK_GREEN 0x10c020u
#define LOCK_DESK_PINK 0xe070b0u
#define LOCK_DESK_POINTER 32 // its picture is no larger, from its tip

struct lock_desk {
	struct rig rig;
	struct hands hands;
	struct locker locker;
	struct fake_window red; // green, has the keyboard
	struct fake_window blue; // pink
};

/* What one screen has shown: a frame counts once it is presented. */
struct lock_watch {
	struct lock_desk *s; // borrowed
	struct wlr_output *output; // borrowed
	uint32_t clean_seq; // of the first frame without windows; 0: none yet
	bool clean; // such a frame was presented
	int dirty; // frames with windows since
	struct wl_listener commit, present;
};

/* For cmocka; the desk is the state. */
int lock_desk_setup(void **state);
int lock_desk_teardown(void **state);

struct server *lock_desk_get_server(struct lock_desk *s);

/* The nth screen, from 0. */
struct output *lock_desk_get_output(struct lock_desk *s, int n);

/* Colour of a screen that is locked. */
uint32_t lock_desk_get_ground(struct lock_desk *s);

/* Every pixel but those of the pointer's picture has this colour. */
void lock_desk_check_all(struct lock_desk *s, uint32_t rgb);

/* No pixel is one of what lies below the lock. */
void lock_desk_check_no_windows(struct lock_desk *s);

/* Moves to a point of a window's content. */
void lock_desk_move_to(struct lock_desk *s, struct fake_window *window, int sx,
		int sy);

/* Everything a person can do at the machine: two keys, two clicks, a wheel. */
void lock_desk_play(struct lock_desk *s);

/* Forgets what the qubes heard; have they heard nothing of input since? */
void lock_desk_forget(struct lock_desk *s);
void lock_desk_check_silence(struct lock_desk *s);

bool lock_desk_has_focus(struct lock_desk *s, struct fake_window *window);

/* Watches what a screen shows from now on. */
void lock_watch_init(struct lock_watch *watch, struct lock_desk *s,
		struct wlr_output *output);
void lock_watch_finish(struct lock_watch *watch);

#endif
