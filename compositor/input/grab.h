// SPDX-License-Identifier: MIT
/* Moving and resizing a view with the pointer held. */
#ifndef COMPOSITOR_INPUT_GRAB_H
#define COMPOSITOR_INPUT_GRAB_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

struct view;

enum grab_kind {
	GRAB_NONE,
	GRAB_MOVE,
	GRAB_RESIZE,
};

struct grab {
	enum grab_kind kind;
	struct view *view; // borrowed; NULL with GRAB_NONE
	uint32_t edges; // enum wlr_edges being dragged
	double lx, ly; // where the pointer was at the start
	struct wlr_box start; // content at the start
	bool moving; // the pointer has left the spot
};

/* Begins; lx, ly: the pointer. A grab that was there is forgotten. */
void grab_begin_move(struct grab *grab, struct view *view, double lx, double ly);
void grab_begin_resize(struct grab *grab, struct view *view, uint32_t edges,
		double lx, double ly);

/* The pointer moved. */
void grab_update(struct grab *grab, double lx, double ly);

/* The button was released: a window that was dragged to an edge is tiled. */
void grab_finish(struct grab *grab);

/* It ends without that: the view is going away. */
void grab_end(struct grab *grab);

/* start with these edges (enum wlr_edges) moved by dx, dy. Pure; the size may
 * come out smaller than 1. */
struct wlr_box grab_drag_edges(
		const struct wlr_box *start, uint32_t edges, int dx, int dy);

/* The edges nearest to a point of a box: what a drag of its inside resizes. */
uint32_t grab_get_edges(const struct wlr_box *box, double lx, double ly);

#endif
