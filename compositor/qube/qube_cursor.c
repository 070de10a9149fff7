// SPDX-License-Identifier: MIT
/* The names are those of the CSS cursors, which every theme has. */
#include "compositor/qube/qube_cursor.h"

#include <stddef.h>

#include "protocols/gui/wire.h"

static const struct {
	uint32_t cursor;
	const char *name;
} cursors[] = {
		{0x10c, "sw-resize"}, // bottom_left_corner
		{0x10e, "se-resize"}, // bottom_right_corner
		{0x110, "s-resize"}, // bottom_side
		{0x11e, "crosshair"}, // cross
		{0x120, "crosshair"}, // cross_reverse
		{0x122, "crosshair"}, // crosshair
		{0x134, "move"}, // fleur
		{0x13a, "pointer"}, // hand1
		{0x13c, "pointer"}, // hand2
		{0x144, "default"}, // left_ptr
		{0x146, "w-resize"}, // left_side
		{0x158, "not-allowed"}, // pirate
		{0x15a, "cell"}, // plus
		{0x15c, "help"}, // question_arrow
		{0x160, "e-resize"}, // right_side
		{0x16c, "ew-resize"}, // sb_h_double_arrow
		{0x174, "ns-resize"}, // sb_v_double_arrow
		{0x178, "all-scroll"}, // sizing
		{0x180, "crosshair"}, // target
		{0x182, "crosshair"}, // tcross
		{0x186, "nw-resize"}, // top_left_corner
		{0x188, "ne-resize"}, // top_right_corner
		{0x18a, "n-resize"}, // top_side
		{0x196, "wait"}, // watch
		{0x198, "text"}, // xterm
};

const char *
qube_cursor_get(uint32_t cursor)
{
	for (size_t i = 0; i < sizeof(cursors) / sizeof(cursors[0]); i++) {
		if (cursors[i].cursor == cursor) {
			return cursors[i].name;
		}
	}
	return "default";
}
