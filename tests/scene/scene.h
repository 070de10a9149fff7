// SPDX-License-Identifier: MIT
/*
 * The compositor inside a test: headless, pixman, its own configuration
 * folder. Nothing waits for time: pixels come from a state built on the spot.
 */
#ifndef TESTS_SCENE_SCENE_H
#define TESTS_SCENE_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/server.h"

struct output;

struct scene {
	struct server server;
	struct server_options options;
	char dir[64]; // configuration and XDG_RUNTIME_DIR
	char *theme; // owned: path of a theme file, may be NULL
};

/* Starts a compositor with one screen (as --headless takes it; NULL: what the
 * machine has) and this text as leadlight.conf. Fails the test if it does not come up. */
void scene_init(struct scene *scene, const char *screen, const char *config);
void scene_finish(struct scene *scene);

/* Writes leadlight.conf anew; server_reload reads it. */
void scene_write_config(struct scene *scene, const char *config);

/* Writes a theme file that leadlight.conf may name; it goes with the scene. */
void scene_write_theme(struct scene *scene, const char *name, const char *text);

/* Runs the loop until done returns true; false after two seconds. */
bool scene_pump(struct scene *scene, bool (*done)(void *user), void *user);

/* Handles what is ready now. */
void scene_settle(struct scene *scene);

/* Colour 0xRRGGBB of a pixel of the first screen as it would be shown. */
uint32_t scene_get_pixel(struct scene *scene, int x, int y);

/* Pixels of the first screen as it would be shown, 0xRRGGBB each, row by row;
 * the caller frees them. */
uint32_t *scene_copy(struct scene *scene, int *width, int *height);

/* As scene_copy, of any screen. */
uint32_t *scene_copy_output(struct output *output, int *width, int *height);

/* Writes the first screen as PPM (to look at while writing tests). */
void scene_write_ppm(struct scene *scene, const char *path);

#endif
