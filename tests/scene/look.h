// SPDX-License-Identifier: MIT
/*
 * A screen that is looked at again and again: its pixels, and something of a
 * colour of its own below all windows, so that gaps are found.
 */
#ifndef TESTS_SCENE_LOOK_H
#define TESTS_SCENE_LOOK_H

#include <wlr/util/box.h>

#include "tests/scene/scene.h"

#define LOOK_BEHIND 0x00ffff // another qube's window below those of the test
#define LOOK_SCREENS 4 // of scale 1, 1.25, 1.5 and 2, 440 x 340 logical px

struct look {
	struct scene scene;
	double scale;
	uint32_t *pixels; // owned: of the last look
	int width, height;
};

/* A place on each of these screens whose corner is a whole pixel. */
extern const struct wlr_box look_box;

void look_init(struct look *look, int screen);
void look_finish(struct look *look);

/* Takes the pixels as they are now. */
void look_again(struct look *look);

/* Colour of a pixel. */
uint32_t look_get(const struct look *look, int x, int y);

/* Pixel of a logical position. */
int look_at(const struct look *look, int logical);

#endif
