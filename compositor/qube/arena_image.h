// SPDX-License-Identifier: MIT
/* A picture made of pages of an arena: what one WINDOW_DUMP names. */
#ifndef COMPOSITOR_QUBE_ARENA_IMAGE_H
#define COMPOSITOR_QUBE_ARENA_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

struct arena;
struct arena_run;
struct gui_dump;

struct arena_image {
	uint32_t width, height; // pixels of four bytes, rows without padding
	const uint8_t *data; // first pixel: live memory of the qube, or copy
	struct arena *arena; // borrowed; only charged while there is a copy
	struct arena_run *runs; // owned; of pages, in the order of the image
	size_t n_runs;
	uint8_t *copy; // owned; NULL if the pages lie in one run
	size_t copy_size;
	size_t dirty_from, dirty_to; // bytes of the copy that are out of date
};

/* The image a dump names. Every ref must be a page of this arena. Pages that
 * follow each other are shown where they are, others are copied. NULL with
 * err: end the connection. */
struct arena_image *arena_image_create(struct arena *arena,
		const struct gui_dump *dump, struct err *err);
void arena_image_destroy(struct arena_image *image);

/* True if the dump names the same memory in the same size. */
bool arena_image_is_of(struct arena_image *image, struct arena *arena,
		const struct gui_dump *dump);

/* Rows y to y + height - 1 (inside the image) changed. */
void arena_image_touch(struct arena_image *image, uint32_t y, uint32_t height);

/* Copies what was touched and is not shown where it is: before drawing. */
void arena_image_update(struct arena_image *image);

/* True if it uses memory that the qube has given up. */
bool arena_image_is_stale(const struct arena_image *image);

#endif
