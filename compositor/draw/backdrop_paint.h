// SPDX-License-Identifier: MIT
/* What lies below all windows: a gradient of one column, stretched, and in its
 * middle a pane of leaded glass. */
#ifndef COMPOSITOR_DRAW_BACKDROP_PAINT_H
#define COMPOSITOR_DRAW_BACKDROP_PAINT_H

typedef struct _cairo cairo_t;
struct theme;

#define BACKDROP_GLASS 360 // logical px: width and height of the pane

void backdrop_paint_gradient(
		const struct theme *theme, cairo_t *cr, int width, int height);
void backdrop_paint_glass(
		const struct theme *theme, cairo_t *cr, int width, int height);

#endif
