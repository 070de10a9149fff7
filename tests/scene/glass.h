// SPDX-License-Identifier: MIT
/*
 * A screenshot of one pixel, thousands of times cheaper than one of all: an
 * output of that size that looks at the scene and that nothing else knows of.
 */
#ifndef TESTS_SCENE_GLASS_H
#define TESTS_SCENE_GLASS_H

#include <stdint.h>

#include "tests/scene/scene.h"

struct wlr_output;
struct wlr_scene_output;

struct glass {
	struct scene *scene; // borrowed
	struct wlr_output *output; // goes with the backend
	struct wlr_scene_output *scene_output; // goes with the output
};

void glass_init(struct glass *glass, struct scene *scene);

/* Before scene_finish. */
void glass_finish(struct glass *glass);

/* Colour 0xRRGGBB of a logical pixel, without the pointer's picture. */
uint32_t glass_look(struct glass *glass, int lx, int ly);

#endif
