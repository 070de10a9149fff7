// SPDX-License-Identifier: MIT
#include "compositor/draw/prompt_layout.h"

#include <stdbool.h>

#define WIDTH 540
#define NARROW 400 // from here down sides are smaller
#define LOW 420 // from here down everything is
#define MOST_ROWS 9
#define LEAST_ROWS 3 // also without as many targets: there may be more later
#define LABEL 6.5 // times the letters' size
#define BUTTON 104

static int
least(int a, int b)
{
	return a < b ? a : b;
}

static int
most(int a, int b)
{
	return a > b ? a : b;
}

int
prompt_layout_get_width(int room_width)
{
	return least(WIDTH, room_width);
}

static int
get_padding(int width)
{
	return width < NARROW ? 12 : 20;
}

static int
get_label(double font_size)
{
	return (int)(font_size * LABEL);
}

int
prompt_layout_get_text_width(int room_width, double font_size)
{
	int width = prompt_layout_get_width(room_width);

	return width - 2 * get_padding(width) - get_label(font_size);
}

/* One box below another, over the panel's width between its sides. */
static struct prompt_box
stack(const struct prompt_layout *layout, int *y, int height, int gap)
{
	struct prompt_box box = {layout->padding, *y,
			layout->width - 2 * layout->padding, height};

	*y += height + gap;
	return box;
}

static void
place_buttons(struct prompt_layout *layout, int y, int height)
{
	int button = least(BUTTON, layout->width / 4);
	int right = layout->width - layout->padding;

	layout->allow = (struct prompt_box){right - button, y, button, height};
	layout->deny = (struct prompt_box){
			right - 2 * button - 10, y, button, height};
	layout->hint = (struct prompt_box){layout->padding, y,
			layout->deny.x - 12 - layout->padding, height};
}

static void
place_choices(struct prompt_layout *layout, int *y, int height, int gap)
{
	layout->remember = stack(layout, y, height, gap);
	layout->remember.x += layout->label;
	layout->remember.width -= layout->label;
}

void
prompt_layout_make(struct prompt_layout *layout, const struct prompt_needs *needs)
{
	int font = (int)(needs->font_size + 0.5);
	bool low = needs->room_height < LOW;
	int gap = low ? 6 : 12;
	int button = font + (low ? 15 : 21);
	int choice = font + (low ? 9 : 13);
	int y = 0;
	int rest;

	*layout = (struct prompt_layout){
			.width = prompt_layout_get_width(needs->room_width),
			.label = get_label(needs->font_size),
			.line = font + (low ? 6 : 9),
			.row = font + (low ? 13 : 19),
			.service_lines = low ? 1 : needs->service_lines,
			.argument_lines = low ? least(needs->argument_lines, 2)
					      : needs->argument_lines,
			.choices = needs->choices,
	};
	layout->padding = get_padding(layout->width);
	layout->header = stack(layout, &y, font + (low ? 14 : 23), gap);
	layout->source = stack(layout, &y, font + (low ? 14 : 19), gap);
	layout->service = stack(layout, &y,
			layout->service_lines * layout->line, low ? 0 : 2);
	layout->argument = stack(
			layout, &y, layout->argument_lines * layout->line, gap);
	layout->search = stack(layout, &y, font + (low ? 13 : 19), 4);
	rest = needs->room_height - y - button - 2 * gap;
	rest -= layout->choices > 0 ? choice + gap : 0;
	layout->rows = least(most(needs->targets, LEAST_ROWS), MOST_ROWS);
	layout->rows = most(1, least(layout->rows, rest / layout->row));
	layout->list = stack(layout, &y, layout->rows * layout->row, gap);
	if (layout->choices > 0) {
		place_choices(layout, &y, choice, gap);
	}
	place_buttons(layout, y, button);
	layout->height = y + button + (low ? gap : layout->padding);
}

struct prompt_box
prompt_layout_get_choice(const struct prompt_layout *layout, int choice)
{
	struct prompt_box box = layout->remember;
	int right = box.width * (choice + 1) / layout->choices;

	box.x += box.width * choice / layout->choices;
	box.width = layout->remember.x + right - box.x;
	return box;
}

static bool
contains(const struct prompt_box *box, double x, double y)
{
	return x >= box->x && x < box->x + box->width && y >= box->y &&
			y < box->y + box->height;
}

enum prompt_part
prompt_layout_at(const struct prompt_layout *layout, double x, double y, int n,
		int *row)
{
	*row = -1;
	if (contains(&layout->remember, x, y)) {
		*row = (int)(x - layout->remember.x) * layout->choices /
				layout->remember.width;
		return PROMPT_REMEMBER;
	}
	if (contains(&layout->deny, x, y)) {
		return PROMPT_DENY;
	}
	if (contains(&layout->allow, x, y)) {
		return PROMPT_ALLOW;
	}
	if (contains(&layout->list, x, y)) {
		*row = (int)(y - layout->list.y) / layout->row;
		*row = *row < n && *row < layout->rows ? *row : -1;
		return PROMPT_LIST;
	}
	return contains(&layout->search, x, y) ? PROMPT_LIST : PROMPT_NONE;
}
