// SPDX-License-Identifier: MIT
/* Where the parts of a question are on its panel, in logical px. */
#ifndef COMPOSITOR_DRAW_PROMPT_LAYOUT_H
#define COMPOSITOR_DRAW_PROMPT_LAYOUT_H

enum prompt_part {
	PROMPT_NONE,
	PROMPT_LIST, // also the place where one types
	PROMPT_REMEMBER, // for how long the answer holds
	PROMPT_DENY,
	PROMPT_ALLOW,
};

struct prompt_box {
	int x, y, width, height;
};

struct prompt_layout {
	int width, height; // of the panel
	int padding; // to the sides
	int label; // width of the column of names of texts
	int line; // height of a line of text
	int row; // height of a target
	int rows; // that there is room for
	int service_lines, argument_lines;
	struct prompt_box header, source, service, argument, search, list;
	struct prompt_box remember; // without its name; empty: not offered
	int choices; // side by side in it
	struct prompt_box hint, deny, allow;
};

/* What the layout depends on. */
struct prompt_needs {
	double font_size;
	int room_width, room_height; // most the panel may take
	int service_lines, argument_lines; // that the texts would like
	int targets;
	int choices; // of times to remember the answer for; 0: none
};

void prompt_layout_make(
		struct prompt_layout *layout, const struct prompt_needs *needs);

/* Width of the panel, and room there is for a line of a text on it. */
int prompt_layout_get_width(int room_width);
int prompt_layout_get_text_width(int room_width, double font_size);

/* Where a choice of a time is. */
struct prompt_box prompt_layout_get_choice(
		const struct prompt_layout *layout, int choice);

/* What is at a point of the panel; a target's row on the panel (of n that are
 * shown) or the choice of a time in *row, else -1. */
enum prompt_part prompt_layout_at(const struct prompt_layout *layout, double x,
		double y, int n, int *row);

#endif
