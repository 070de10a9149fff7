// SPDX-License-Identifier: MIT
/*
 * Colours and drawing of a frame: the two ends of its title bar; all the rest
 * is plain rectangles. Pure: pixels come out of a description.
 */
#ifndef COMPOSITOR_DRAW_FRAME_PAINT_H
#define COMPOSITOR_DRAW_FRAME_PAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/draw/frame_layout.h"
#include "compositor/draw/identity.h"

typedef struct _cairo cairo_t;

/* What a frame says and how it stands. */
struct frame_spec {
	const struct theme *theme; // borrowed
	struct identity identity;
	const char *title; // borrowed; may be NULL
	bool active, urgent, maximized;
	bool on_top, sticky; // have their signs before the title
	unsigned int buttons; // bitmask of enum theme_buttons
	int radius; // logical px
	int right; // of the frame: logical px from the content's left edge
	enum frame_part hover; // a button, or FRAME_NONE
	bool pressed;
	double scale;
};

struct frame_colors {
	uint32_t edge; // outermost on all sides: the label
	uint32_t bar;
	uint32_t ring; // inner edge of a trusted program's frame
	uint32_t block; // behind mark and name
	uint32_t block_text;
	uint32_t text; // title and buttons
};

/* Pixels on each side. */
struct frame_inset {
	int left, right, top;
};

/* Pixels that so many logical px inside the outline are; the plain edges are
 * rounded in the same way. */
struct frame_inset frame_paint_get_inset(
		const struct frame_spec *spec, int inset);

struct frame_colors frame_paint_get_colors(const struct frame_spec *spec);

/* Logical width the title's end of the bar would like. */
int frame_paint_get_title_width(const struct frame_spec *spec);

/* Draws that end, and the end with the buttons, over width x height pixels. */
void frame_paint_title(const struct frame_spec *spec, cairo_t *cr, int width,
		int height);
void frame_paint_tail(const struct frame_spec *spec, cairo_t *cr, int width,
		int height);

#endif
