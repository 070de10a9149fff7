// SPDX-License-Identifier: MIT
/*
 * The trusted frame around a view: label colour and mark, qube name, zone
 * mark, title, buttons. Drawn by us at each output's scale; no qube can
 * cover, move or imitate it inside its own content area. The content is
 * clipped by its own size, the frame lies outside it.
 */
#ifndef COMPOSITOR_WINDOWS_FRAME_H
#define COMPOSITOR_WINDOWS_FRAME_H

#include <stdbool.h>
#include <stdint.h>

struct frame;
struct server;
struct view;

enum frame_part {
	FRAME_NONE,
	FRAME_TITLE, // move
	FRAME_EDGE_TOP,
	FRAME_EDGE_BOTTOM,
	FRAME_EDGE_LEFT,
	FRAME_EDGE_RIGHT,
	FRAME_CORNER_TOP_LEFT,
	FRAME_CORNER_TOP_RIGHT,
	FRAME_CORNER_BOTTOM_LEFT,
	FRAME_CORNER_BOTTOM_RIGHT,
	FRAME_BUTTON_MINIMIZE,
	FRAME_BUTTON_MAXIMIZE,
	FRAME_BUTTON_CLOSE,
};

/* Logical px the frame takes on each side of the content. */
struct frame_extents {
	int top, bottom, left, right;
};

/* Makes the nodes below view->tree for the view's kind: full frame, border
 * only (popup), label edge (fullscreen). */
struct frame *frame_create(struct view *view);
void frame_destroy(struct frame *frame);

/* Redraws what changed: size, title, activation, state, theme. Cheap when
 * nothing did. Where many titles change at once, some are drawn a little
 * later. */
void frame_update(struct frame *frame);

/* What lies at a point, logical px relative to the content's corner. */
enum frame_part frame_at(const struct frame *frame, double sx, double sy);

/* The button under the pointer or pressed (FRAME_NONE: none). */
void frame_set_hover(struct frame *frame, enum frame_part part, bool pressed);

/* Extents the view's frame has (or would have) in its present state. */
struct frame_extents frame_get_extents(const struct view *view);

#endif
