// SPDX-License-Identifier: MIT
/* Small line drawings: window buttons and the product's mark. Lines fall on
 * whole pixels at every scale. */
#ifndef COMPOSITOR_DRAW_GLYPH_H
#define COMPOSITOR_DRAW_GLYPH_H

#include <stdint.h>

typedef struct _cairo cairo_t;

enum glyph {
	GLYPH_MINIMIZE,
	GLYPH_MAXIMIZE,
	GLYPH_RESTORE,
	GLYPH_CLOSE,
	GLYPH_LATTICE, // the product: a pane of leaded glass
	GLYPH_ZONE, // a place elsewhere
	GLYPH_ON_TOP, // above the others
	GLYPH_STICKY, // on all workspaces
};

/* Draws in the cairo source's colour, centred on a point, in a square of
 * size pixels; scale gives the weight of lines. */
void glyph_draw(cairo_t *cr, enum glyph glyph, double cx, double cy,
		double size, double scale);

#endif
