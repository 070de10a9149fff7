// SPDX-License-Identifier: MIT
#include "compositor/draw/panel_box.h"

#include <cairo.h>
#include <math.h>

void
panel_box_path(cairo_t *cr, double x, double y, double width, double height,
		double r)
{
	cairo_new_sub_path(cr);
	cairo_arc(cr, x + width - r, y + r, r, -M_PI / 2, 0);
	cairo_arc(cr, x + width - r, y + height - r, r, 0, M_PI / 2);
	cairo_arc(cr, x + r, y + height - r, r, M_PI / 2, M_PI);
	cairo_arc(cr, x + r, y + r, r, M_PI, 1.5 * M_PI);
	cairo_close_path(cr);
}
