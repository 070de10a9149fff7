// SPDX-License-Identifier: MIT
/*
 * Where the parts of a frame lie, in logical px relative to the content's
 * corner, and what a point on it is. Pure arithmetic.
 */
#ifndef COMPOSITOR_DRAW_FRAME_LAYOUT_H
#define COMPOSITOR_DRAW_FRAME_LAYOUT_H

#include <stdbool.h>

#include "compositor/windows/frame.h"

#define FRAME_POPUP_BORDER 3
#define FRAME_MAX_RECTS 10

struct theme;

enum frame_shape {
	FRAME_SHAPE_FULL, // title bar and edges
	FRAME_SHAPE_POPUP, // edges of FRAME_POPUP_BORDER
	FRAME_SHAPE_EDGE, // edges only: fullscreen
};

/* What decides the geometry. */
struct frame_form {
	enum frame_shape shape;
	int width, height; // content
	int border, title_height, radius; // of the theme
	unsigned int buttons; // bitmask of enum theme_buttons
	bool maximized; // square corners, edges that do not resize
	bool fixed; // size cannot be changed
	bool ring; // edges of two colours: a trusted program
};

struct frame_box {
	int x, y, width, height;
};

/* Which of the frame's colours a plain rectangle has. */
enum frame_ink {
	FRAME_INK_EDGE,
	FRAME_INK_BAR,
	FRAME_INK_RING,
};

struct frame_rect {
	struct frame_box box;
	enum frame_ink ink;
};

struct frame_layout {
	struct frame_box title; // label, name, title; left end of the bar;
				// empty without a title bar
	struct frame_box tail; // buttons; right end of the bar
	unsigned int buttons; // those there is room for
	int radius; // 0 where corners are square
	struct frame_rect rects[FRAME_MAX_RECTS];
	int rect_count;
};

/* The form of a frame with this shape in a theme; the rest is zero. */
struct frame_form frame_form_make(
		const struct theme *theme, enum frame_shape shape);

struct frame_extents frame_form_get_extents(const struct frame_form *form);

/* title_width: room the title's picture would like. */
struct frame_layout frame_layout_make(
		const struct frame_form *form, int title_width);

/* The part of the frame at a point. */
enum frame_part frame_layout_at(
		const struct frame_form *form, double sx, double sy);

/* Width of one button's cell. */
int frame_layout_get_cell(const struct frame_form *form);

/* Number of buttons in a bitmask of enum theme_buttons. */
int frame_layout_count(unsigned int buttons);

/* Pixels from one logical position to another at a scale, rounded as the
 * scene does when the content's corner lies on a whole pixel. */
int frame_layout_get_pixels(int from, int to, double scale);

#endif
