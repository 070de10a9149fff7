// SPDX-License-Identifier: MIT
/* The round-cornered box of which menus and the switcher are made. */
#ifndef COMPOSITOR_DRAW_PANEL_BOX_H
#define COMPOSITOR_DRAW_PANEL_BOX_H

typedef struct _cairo cairo_t;

/* Adds the box to the path; pixels of the drawing, r: radius of its corners. */
void panel_box_path(cairo_t *cr, double x, double y, double width,
		double height, double r);

#endif
