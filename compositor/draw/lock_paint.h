// SPDX-License-Identifier: MIT
/* The word "Locked" and a line below it, on a screen that is locked. */
#ifndef COMPOSITOR_DRAW_LOCK_PAINT_H
#define COMPOSITOR_DRAW_LOCK_PAINT_H

#include <stdint.h>

typedef struct _cairo cairo_t;

struct theme;

#define LOCK_PAINT_HEIGHT 140 // logical px

struct lock_paint_spec {
	const struct theme *theme;
	double scale; // pixels of the drawing for a logical px
	const char *message; // the line; NULL: nothing is drawn
};

/* Colour of a locked screen. */
uint32_t lock_paint_get_ground(const struct theme *theme);

/* Logical px that the words need. */
int lock_paint_get_width(const struct lock_paint_spec *spec);

/* Draws them on their ground, centred. */
void lock_paint_draw(const struct lock_paint_spec *spec, cairo_t *cr, int width,
		int height);

#endif
