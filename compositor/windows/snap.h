// SPDX-License-Identifier: MIT
/*
 * Halves and quarters of a work area. A tile is told by the edges of the area
 * it touches (enum wlr_edges): three for a half, two for a quarter; none is a
 * window that floats, all four one that is maximized. Pure.
 */
#ifndef COMPOSITOR_WINDOWS_SNAP_H
#define COMPOSITOR_WINDOWS_SNAP_H

#include <stdint.h>
#include <wlr/util/box.h>
#include <wlr/util/edges.h>

#define SNAP_ALL \
	((uint32_t)(WLR_EDGE_TOP | WLR_EDGE_BOTTOM | WLR_EDGE_LEFT | \
			WLR_EDGE_RIGHT))

/* The tile's part of an area. Tiles side by side leave no gap. */
struct wlr_box snap_get_box(const struct wlr_box *area, uint32_t edges);

/* The tile a window gets that is dragged with the pointer to here; 0: none. */
uint32_t snap_edges_at(const struct wlr_box *area, double lx, double ly);

/* The tile after a step in a direction (one of enum wlr_edges): sideways to
 * that half or quarter; up and down from a half to its quarters and on to all
 * or nothing. */
uint32_t snap_step(uint32_t edges, uint32_t direction);

#endif
