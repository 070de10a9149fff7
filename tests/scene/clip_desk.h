// SPDX-License-Identifier: MIT
/* Two qubes with a window each, and hands at the clipboard's chords. */
#ifndef TESTS_SCENE_CLIP_DESK_H
#define TESTS_SCENE_CLIP_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/scene/hands.h"
#include "tests/scene/rig.h"

#define CLIP_TEXT "gr\u00fc\u00dfe"

struct clip_desk {
	struct rig rig;
	struct hands hands;
	struct fake_window red, blue; // of "work" and "home"
};

/* For cmocka: *state is a struct clip_desk whose red window has the
 * keyboard. */
int clip_desk_setup(void **state);
int clip_desk_teardown(void **state);

/* The red qube's agent comes back speaking 1.minor, and has the keyboard. */
void clip_desk_set_version(struct clip_desk *desk, uint32_t minor);

/* Reads this configuration. */
void clip_desk_configure(struct clip_desk *desk, const char *config);

/* Gives a window the keyboard. Like all below it waits until both qubes have
 * handled what was said. */
void clip_desk_focus(struct clip_desk *desk, struct fake_window *window);

/* The chords, and what a qube answers. */
void clip_desk_copy(struct clip_desk *desk);
void clip_desk_paste(struct clip_desk *desk);
void clip_desk_answer(struct clip_desk *desk, struct fake_qube *qube,
		const void *text, size_t len);

/* How often a qube was asked for text, and how often it was handed some. */
size_t clip_desk_count_asked(const struct fake_qube *qube);
size_t clip_desk_count_got(const struct fake_qube *qube);

/* Fails the test unless the strip comes to say a sentence with this in it. */
void clip_desk_check_notice(struct clip_desk *desk, const char *part);

/* Runs everything until the strip says so; false after two seconds. */
bool clip_desk_wait_notice(struct clip_desk *desk, const char *part);

#endif
