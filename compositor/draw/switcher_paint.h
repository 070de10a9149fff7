// SPDX-License-Identifier: MIT
/* The window switcher's panel: a row for each window, the chosen one marked.
 * Where there are more windows than rows, the rows around the choice. */
#ifndef COMPOSITOR_DRAW_SWITCHER_PAINT_H
#define COMPOSITOR_DRAW_SWITCHER_PAINT_H

#include <stdbool.h>

#include "compositor/draw/identity.h"

#define SWITCHER_RADIUS 10 // logical px of the panel's corners

typedef struct _cairo cairo_t;

struct switcher_row {
	struct identity identity;
	const char *title; // borrowed; may be NULL
	const char *workspace; // borrowed; shown on the right, may be NULL
	bool minimized;
};

struct switcher_spec {
	const struct theme *theme; // borrowed
	const struct switcher_row *rows; // borrowed: those on the panel
	int count; // of rows
	int selected; // index in rows
	int first; // windows above the first row
	int total; // windows in all
	double scale;
};

/* Logical size of a panel of so many rows. */
int switcher_paint_get_height(int count);

/* Rows that fit into a logical height (at least 1). */
int switcher_paint_get_rows(int height);

void switcher_paint(const struct switcher_spec *spec, cairo_t *cr, int width,
		int height);

#endif
