// SPDX-License-Identifier: MIT
/* The workspaces on the strip, and before them how many windows are minimized.
 */
#ifndef COMPOSITOR_DRAW_PAGER_PAINT_H
#define COMPOSITOR_DRAW_PAGER_PAINT_H

#include <stdbool.h>

// share of the text's colour in the ground of the workspace that is shown
#define PAGER_PAINT_CURRENT 0.2

#define PAGER_MAX_CELLS 33

typedef struct _cairo cairo_t;
struct theme;

struct pager_cell {
	const char *name; // borrowed; NULL: the minimized windows
	int count; // of minimized windows
	bool current, occupied, urgent;
	int x, width; // logical px; set by pager_paint_arrange
};

struct pager_spec {
	const struct theme *theme; // borrowed
	struct pager_cell cells[PAGER_MAX_CELLS];
	int count;
	unsigned int line; // colour of the line below, 0xRRGGBB
	double scale;
};

/* Sets where cells lie; returns the width of all. */
int pager_paint_arrange(struct pager_spec *spec);

void pager_paint(const struct pager_spec *spec, cairo_t *cr, int width,
		int height);

#endif
