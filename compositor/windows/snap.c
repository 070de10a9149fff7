// SPDX-License-Identifier: MIT
#include "compositor/windows/snap.h"

#include <stdbool.h>

#define NEAR 10 // logical px from an edge where a drag snaps
#define CORNER_DOWN 4 // part of the height that belongs to a corner: 1/4
#define CORNER_ALONG 8 // and of the width

#define SIDES ((uint32_t)(WLR_EDGE_LEFT | WLR_EDGE_RIGHT))
#define ENDS ((uint32_t)(WLR_EDGE_TOP | WLR_EDGE_BOTTOM))

struct wlr_box
snap_get_box(const struct wlr_box *area, uint32_t edges)
{
	struct wlr_box box = *area;
	int half_width = area->width / 2;
	int half_height = area->height / 2;

	if ((edges & SIDES) == WLR_EDGE_LEFT) {
		box.width = half_width;
	} else if ((edges & SIDES) == WLR_EDGE_RIGHT) {
		box.x += half_width;
		box.width -= half_width;
	}
	if ((edges & ENDS) == WLR_EDGE_TOP) {
		box.height = half_height;
	} else if ((edges & ENDS) == WLR_EDGE_BOTTOM) {
		box.y += half_height;
		box.height -= half_height;
	}
	return box;
}

/* Which of two opposite edges a position is at, within some length. */
static uint32_t
edge_near(double at, int from, int size, double within, uint32_t low,
		uint32_t high)
{
	if (at < from + within) {
		return low;
	}
	return at >= from + size - within ? high : 0;
}

uint32_t
snap_edges_at(const struct wlr_box *area, double lx, double ly)
{
	uint32_t side = edge_near(lx, area->x, area->width, NEAR, WLR_EDGE_LEFT,
			WLR_EDGE_RIGHT);
	uint32_t end = edge_near(ly, area->y, area->height, NEAR, WLR_EDGE_TOP,
			WLR_EDGE_BOTTOM);

	if (side) {
		uint32_t corner = edge_near(ly, area->y, area->height,
				(double)area->height / CORNER_DOWN,
				WLR_EDGE_TOP, WLR_EDGE_BOTTOM);

		return side | (corner ? corner : ENDS);
	}
	if (end) {
		uint32_t corner = edge_near(lx, area->x, area->width,
				(double)area->width / CORNER_ALONG,
				WLR_EDGE_LEFT, WLR_EDGE_RIGHT);

		if (corner) {
			return end | corner;
		}
		return end == WLR_EDGE_TOP ? SNAP_ALL : 0;
	}
	return 0;
}

static uint32_t
step_up(uint32_t sides, uint32_t ends)
{
	if (ends == WLR_EDGE_BOTTOM) {
		return sides == SIDES ? 0 : sides | ENDS;
	}
	return ends == ENDS && sides != SIDES ? sides | WLR_EDGE_TOP : SNAP_ALL;
}

static uint32_t
step_down(uint32_t sides, uint32_t ends)
{
	if (ends == WLR_EDGE_TOP) {
		return sides == SIDES ? 0 : sides | ENDS;
	}
	return ends == ENDS && sides != SIDES ? sides | WLR_EDGE_BOTTOM : 0;
}

uint32_t
snap_step(uint32_t edges, uint32_t direction)
{
	uint32_t sides = edges & SIDES;
	uint32_t ends = edges & ENDS;

	if (direction & SIDES) {
		return direction | (ends ? ends : ENDS);
	}
	if (edges == 0) {
		return direction == WLR_EDGE_TOP ? SNAP_ALL : 0;
	}
	return direction == WLR_EDGE_TOP ? step_up(sides, ends)
					 : step_down(sides, ends);
}
