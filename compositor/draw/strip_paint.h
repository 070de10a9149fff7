// SPDX-License-Identifier: MIT
/*
 * The trusted strip's two ends: who holds the keyboard, on the left; the
 * product and the time, on the right. Between them lies the bar's colour, and
 * below all of it a line in the label's.
 */
#ifndef COMPOSITOR_DRAW_STRIP_PAINT_H
#define COMPOSITOR_DRAW_STRIP_PAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/draw/identity.h"

#define STRIP_LINE 2 // logical px

typedef struct _cairo cairo_t;

struct strip_spec {
	const struct theme *theme; // borrowed
	bool nobody; // holds the keyboard: identity and title mean nothing
	struct identity identity;
	const char *title; // borrowed; may be NULL
	const char *clock; // borrowed
	const char *notice; // borrowed; in place of the product's name, or NULL
	double scale;
};

/* Colour of the block and of the line: the label's, or a neutral one. */
uint32_t strip_paint_get_color(const struct strip_spec *spec);

/* Logical width the ends would like. */
int strip_paint_get_left_width(const struct strip_spec *spec);
int strip_paint_get_right_width(const struct strip_spec *spec);

void strip_paint_left(const struct strip_spec *spec, cairo_t *cr, int width,
		int height);
void strip_paint_right(const struct strip_spec *spec, cairo_t *cr, int width,
		int height);

#endif
