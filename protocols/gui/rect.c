// SPDX-License-Identifier: MIT
#include "protocols/gui/rect.h"

static int32_t
clamp_position(int32_t value, int32_t limit)
{
	value = value < limit ? value : limit;
	return value > -limit ? value : -limit;
}

static uint32_t
clamp_size(uint32_t value, uint32_t limit)
{
	value = value < limit ? value : limit;
	return value > 0 ? value : 1;
}

struct gui_rect
gui_rect_clamp(const struct gui_rect *wish)
{
	return (struct gui_rect){
			.x = clamp_position(wish->x, GUI_MAX_WIDTH),
			.y = clamp_position(wish->y, GUI_MAX_HEIGHT),
			.width = clamp_size(wish->width, GUI_MAX_WIDTH),
			.height = clamp_size(wish->height, GUI_MAX_HEIGHT),
	};
}

bool
gui_rect_is_equal(const struct gui_rect *a, const struct gui_rect *b)
{
	return a->x == b->x && a->y == b->y && a->width == b->width &&
			a->height == b->height;
}

uint64_t
gui_rect_get_area(const struct gui_rect *rect)
{
	return (uint64_t)rect->width * rect->height;
}
