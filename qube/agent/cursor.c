// SPDX-License-Identifier: MIT
#include "qube/agent/cursor.h"

#include <stdlib.h>
#include <string.h>

#include "protocols/gui/wire.h"

/* Glyphs of the X cursor font (X11/cursorfont.h). */
enum glyph {
	GLYPH_X_CURSOR = 0,
	GLYPH_BOTTOM_LEFT_CORNER = 12,
	GLYPH_BOTTOM_RIGHT_CORNER = 14,
	GLYPH_BOTTOM_SIDE = 16,
	GLYPH_CROSS = 30,
	GLYPH_CROSSHAIR = 34,
	GLYPH_FLEUR = 52,
	GLYPH_HAND1 = 58,
	GLYPH_HAND2 = 60,
	GLYPH_LEFT_PTR = 68,
	GLYPH_LEFT_SIDE = 70,
	GLYPH_PIRATE = 88,
	GLYPH_PLUS = 90,
	GLYPH_QUESTION_ARROW = 92,
	GLYPH_RIGHT_SIDE = 96,
	GLYPH_SB_H_DOUBLE_ARROW = 108,
	GLYPH_SB_V_DOUBLE_ARROW = 116,
	GLYPH_TOP_LEFT_CORNER = 134,
	GLYPH_TOP_RIGHT_CORNER = 136,
	GLYPH_TOP_SIDE = 138,
	GLYPH_WATCH = 150,
	GLYPH_XTERM = 152,
};

struct name {
	const char *name;
	enum glyph glyph;
};

static const struct name names[] = {
		// sorted
		{"X_cursor", GLYPH_X_CURSOR},
		{"alias", GLYPH_HAND2},
		{"all-resize", GLYPH_FLEUR},
		{"all-scroll", GLYPH_FLEUR},
		{"bottom_left_corner", GLYPH_BOTTOM_LEFT_CORNER},
		{"bottom_right_corner", GLYPH_BOTTOM_RIGHT_CORNER},
		{"bottom_side", GLYPH_BOTTOM_SIDE},
		{"cell", GLYPH_PLUS},
		{"col-resize", GLYPH_SB_H_DOUBLE_ARROW},
		{"context-menu", GLYPH_LEFT_PTR},
		{"copy", GLYPH_PLUS},
		{"cross", GLYPH_CROSS},
		{"crosshair", GLYPH_CROSSHAIR},
		{"default", GLYPH_LEFT_PTR},
		{"e-resize", GLYPH_RIGHT_SIDE},
		{"ew-resize", GLYPH_SB_H_DOUBLE_ARROW},
		{"fleur", GLYPH_FLEUR},
		{"grab", GLYPH_HAND1},
		{"grabbing", GLYPH_FLEUR},
		{"hand", GLYPH_HAND2},
		{"hand1", GLYPH_HAND1},
		{"hand2", GLYPH_HAND2},
		{"help", GLYPH_QUESTION_ARROW},
		{"ibeam", GLYPH_XTERM},
		{"left_ptr", GLYPH_LEFT_PTR},
		{"left_ptr_watch", GLYPH_WATCH},
		{"left_side", GLYPH_LEFT_SIDE},
		{"move", GLYPH_FLEUR},
		{"n-resize", GLYPH_TOP_SIDE},
		{"ne-resize", GLYPH_TOP_RIGHT_CORNER},
		{"nesw-resize", GLYPH_TOP_RIGHT_CORNER},
		{"no-drop", GLYPH_PIRATE},
		{"not-allowed", GLYPH_PIRATE},
		{"ns-resize", GLYPH_SB_V_DOUBLE_ARROW},
		{"nw-resize", GLYPH_TOP_LEFT_CORNER},
		{"nwse-resize", GLYPH_TOP_LEFT_CORNER},
		{"pirate", GLYPH_PIRATE},
		{"plus", GLYPH_PLUS},
		{"pointer", GLYPH_HAND2},
		{"pointing_hand", GLYPH_HAND2},
		{"progress", GLYPH_WATCH},
		{"question_arrow", GLYPH_QUESTION_ARROW},
		{"right_side", GLYPH_RIGHT_SIDE},
		{"row-resize", GLYPH_SB_V_DOUBLE_ARROW},
		{"s-resize", GLYPH_BOTTOM_SIDE},
		{"sb_h_double_arrow", GLYPH_SB_H_DOUBLE_ARROW},
		{"sb_v_double_arrow", GLYPH_SB_V_DOUBLE_ARROW},
		{"se-resize", GLYPH_BOTTOM_RIGHT_CORNER},
		{"size_all", GLYPH_FLEUR},
		{"size_hor", GLYPH_SB_H_DOUBLE_ARROW},
		{"size_ver", GLYPH_SB_V_DOUBLE_ARROW},
		{"sw-resize", GLYPH_BOTTOM_LEFT_CORNER},
		{"tcross", GLYPH_CROSSHAIR},
		{"text", GLYPH_XTERM},
		{"top_left_corner", GLYPH_TOP_LEFT_CORNER},
		{"top_right_corner", GLYPH_TOP_RIGHT_CORNER},
		{"top_side", GLYPH_TOP_SIDE},
		{"vertical-text", GLYPH_XTERM},
		{"w-resize", GLYPH_LEFT_SIDE},
		{"wait", GLYPH_WATCH},
		{"watch", GLYPH_WATCH},
		{"whats_this", GLYPH_QUESTION_ARROW},
		{"xterm", GLYPH_XTERM},
		{"zoom-in", GLYPH_PLUS},
		{"zoom-out", GLYPH_PLUS},
};

static int
compare(const void *key, const void *entry)
{
	return strcmp(key, ((const struct name *)entry)->name);
}

uint32_t
cursor_from_name(const char *name)
{
	const struct name *found = NULL;

	if (name != NULL) {
		found = bsearch(name, names, sizeof(names) / sizeof(*names),
				sizeof(*names), compare);
	}
	return found != NULL && found->glyph != GLYPH_LEFT_PTR
			? GUI_CURSOR_FIRST + found->glyph
			: GUI_CURSOR_DEFAULT;
}

const char *
cursor_get_name(size_t i)
{
	return i < sizeof(names) / sizeof(*names) ? names[i].name : NULL;
}
