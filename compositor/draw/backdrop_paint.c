// SPDX-License-Identifier: MIT
#include "compositor/draw/backdrop_paint.h"

#include <cairo.h>
#include <math.h>

#include "compositor/draw/color.h"
#include "compositor/draw/theme.h"

#define PANES 4 // along each side of the pane

static void
add_stop(cairo_pattern_t *pattern, double offset, uint32_t rgb)
{
	float c[4];

	color_to_floats(rgb, c);
	cairo_pattern_add_color_stop_rgb(pattern, offset, (double)c[0],
			(double)c[1], (double)c[2]);
}

void
backdrop_paint_gradient(
		const struct theme *theme, cairo_t *cr, int width, int height)
{
	cairo_pattern_t *pattern = cairo_pattern_create_linear(0, 0, 0, height);

	(void)width; // all columns are alike
	add_stop(pattern, 0, theme->backdrop_top);
	add_stop(pattern, 1, theme->backdrop_bottom);
	cairo_set_source(cr, pattern);
	cairo_paint(cr);
	cairo_pattern_destroy(pattern);
}

/* How bright a pane is: it never looks like chance, and never repeats a
 * neighbour. */
static double
get_glow(int column, int row)
{
	static const double glow[PANES][PANES] = {
			{0.10, 0.05, 0.13, 0.07},
			{0.06, 0.12, 0.08, 0.03},
			{0.13, 0.07, 0.04, 0.09},
			{0.03, 0.09, 0.06, 0.02},
	};

	return glow[row][column];
}

/* The pane is a square standing on its corner; u and v run along its sides. */
static void
to_point(double size, double u, double v, double *x, double *y)
{
	*x = size / 2 * (1 + (u - v) / PANES);
	*y = size / 2 * (u + v) / PANES;
}

static void
add_pane(cairo_t *cr, double size, double u, double v, double side)
{
	static const double corners[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
	double x, y;

	for (int i = 0; i < 4; i++) {
		to_point(size, u + side * corners[i][0],
				v + side * corners[i][1], &x, &y);
		cairo_line_to(cr, x, y);
	}
	cairo_close_path(cr);
}

void
backdrop_paint_glass(const struct theme *theme, cairo_t *cr, int width, int height)
{
	double size = width < height ? width : height;
	double lead = size / 160;

	cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
	for (int row = 0; row < PANES; row++) {
		for (int column = 0; column < PANES; column++) {
			double gap = 0.045;

			add_pane(cr, size, column + gap, row + gap, 1 - 2 * gap);
			cairo_set_source_rgba(cr, 0.85, 0.92, 1,
					get_glow(column, row));
			cairo_fill_preserve(cr);
			cairo_set_line_width(cr, lead / 2);
			color_set_source(cr, theme->backdrop_bottom, 0.35);
			cairo_stroke(cr);
		}
	}
}
