// SPDX-License-Identifier: MIT
/*
 * The second mark of a label: a shape beside the colour, for eyes that cannot
 * tell the colours apart. All shapes have about the same weight on the screen.
 */
#ifndef COMPOSITOR_DRAW_MARK_H
#define COMPOSITOR_DRAW_MARK_H

#include <stdbool.h>

typedef struct _cairo cairo_t;

/* The first MARK_STOCK belong to the stock labels, in their order. */
enum mark {
	MARK_TRIANGLE, // red
	MARK_DIAMOND, // orange
	MARK_STAR, // yellow
	MARK_CIRCLE, // green
	MARK_SQUARE, // gray
	MARK_DROP, // blue
	MARK_CHEVRON, // purple
	MARK_SALTIRE, // black
	MARK_STOCK,
	MARK_RING = MARK_STOCK,
	MARK_PLUS,
	MARK_CRESCENT,
	MARK_HOURGLASS,
	MARK_HEART,
	MARK_BARS,
	MARK_HALF,
	MARK_COUNT,
};

/* Adds the shape to the path: centre, and radius of the circle it fits in.
 * Fill it with the even-odd rule. */
void mark_path(cairo_t *cr, enum mark mark, double cx, double cy, double radius);

/* "triangle" and so on, as written in theme files. */
const char *mark_get_name(enum mark mark);
bool mark_from_name(const char *name, enum mark *mark);

#endif
