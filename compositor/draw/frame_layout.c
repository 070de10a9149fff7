// SPDX-License-Identifier: MIT
#include "compositor/draw/frame_layout.h"

#include <math.h>

#include "compositor/draw/theme.h"

#define LEAST_TITLE 150 // room for mark and most names, before any button
#define CORNER 18 // length of a corner's grip along each edge

struct frame_form
frame_form_make(const struct theme *theme, enum frame_shape shape)
{
	return (struct frame_form){
			.shape = shape,
			.border = shape == FRAME_SHAPE_POPUP ? FRAME_POPUP_BORDER
							     : theme->border,
			.title_height = theme->title_height,
			.radius = theme->radius,
			.buttons = theme->buttons,
	};
}

struct frame_extents
frame_form_get_extents(const struct frame_form *form)
{
	int border = form->border;

	return (struct frame_extents){
			.top = form->shape == FRAME_SHAPE_FULL ? form->title_height
							       : border,
			.bottom = border,
			.left = border,
			.right = border,
	};
}

int
frame_layout_get_cell(const struct frame_form *form)
{
	return form->title_height;
}

int
frame_layout_count(unsigned int buttons)
{
	int count = 0;

	for (; buttons != 0; buttons >>= 1) {
		count += buttons & 1;
	}
	return count;
}

int
frame_layout_get_pixels(int from, int to, double scale)
{
	return (int)(floor(to * scale + 0.5) - floor(from * scale + 0.5));
}

/* Drops buttons until the name has room: the least needed go first. */
static unsigned int
fit_buttons(const struct frame_form *form)
{
	unsigned int buttons = form->buttons;
	int room = form->width + 2 * form->border - LEAST_TITLE;

	if (form->fixed) {
		buttons &= ~(unsigned int)THEME_BUTTON_MAXIMIZE;
	}
	for (unsigned int drop = THEME_BUTTON_MINIMIZE;
			drop <= THEME_BUTTON_CLOSE; drop <<= 1) {
		int need = form->border +
				frame_layout_count(buttons) *
						frame_layout_get_cell(form);

		if (need > room) {
			buttons &= ~drop;
		}
	}
	return buttons;
}

static void
add(struct frame_layout *layout, enum frame_ink ink, int x, int y, int width,
		int height)
{
	if (width > 0 && height > 0) {
		layout->rects[layout->rect_count++] = (struct frame_rect){
				.box = {x, y, width, height},
				.ink = ink,
		};
	}
}

/* The bar between its two drawn ends. */
static void
add_bar(struct frame_layout *layout, const struct frame_form *form, int ring)
{
	int x = layout->title.x + layout->title.width;
	int width = layout->tail.x - x;
	int top = -form->title_height;
	int edge = form->border - ring;

	add(layout, FRAME_INK_EDGE, x, top, width, edge);
	add(layout, FRAME_INK_RING, x, top + edge, width, ring);
	add(layout, FRAME_INK_BAR, x, top + form->border, width,
			form->title_height - form->border);
}

/* Left, right and bottom edge, and the top one where there is no bar; as rings
 * from the outside in. */
static void
add_edges(struct frame_layout *layout, const struct frame_form *form,
		enum frame_ink ink, int from, int to)
{
	bool top = form->shape != FRAME_SHAPE_FULL;
	int thick = from - to;
	int w = form->width;
	int h = form->height;

	add(layout, ink, -from, top ? -to : 0, thick, h + (top ? 2 * to : to));
	add(layout, ink, w + to, top ? -to : 0, thick, h + (top ? 2 * to : to));
	add(layout, ink, -from, h + to, w + 2 * from, thick);
	if (top) {
		add(layout, ink, -from, -from, w + 2 * from, thick);
	}
}

struct frame_layout
frame_layout_make(const struct frame_form *form, int title_width)
{
	struct frame_layout layout = {0};
	int total = form->width + 2 * form->border;
	int ring = form->ring ? form->border / 2 : 0;

	add_edges(&layout, form, FRAME_INK_EDGE, form->border, ring);
	if (ring > 0) {
		add_edges(&layout, form, FRAME_INK_RING, ring, 0);
	}
	if (form->shape == FRAME_SHAPE_FULL) {
		int tail;

		layout.radius = form->maximized || total < 4 * form->radius
				? 0
				: form->radius;
		layout.buttons = fit_buttons(form);
		tail = form->border + layout.radius / 2 +
				frame_layout_count(layout.buttons) *
						frame_layout_get_cell(form);
		tail = tail < total / 2 || layout.buttons ? tail : total / 2;
		layout.title = (struct frame_box){-form->border,
				-form->title_height,
				title_width < total - tail ? title_width
							   : total - tail,
				form->title_height};
		layout.tail = (struct frame_box){form->width + form->border - tail,
				-form->title_height, tail, form->title_height};
		add_bar(&layout, form, ring);
	}
	return layout;
}

static enum frame_part
button_at(const struct frame_form *form, const struct frame_layout *layout,
		double sx)
{
	static const enum frame_part parts[] = {FRAME_BUTTON_MINIMIZE,
			FRAME_BUTTON_MAXIMIZE, FRAME_BUTTON_CLOSE};
	int cell = frame_layout_get_cell(form);
	int left = form->width + form->border - form->border -
			frame_layout_count(layout->buttons) * cell;

	for (unsigned int i = 0; i < 3; i++) {
		if (!(layout->buttons & 1u << i)) {
			continue;
		}
		if (sx >= left && sx < left + cell) {
			return parts[i];
		}
		left += cell;
	}
	return FRAME_NONE;
}

/* Edges and corners; a corner's grip is CORNER long on either side of it, but
 * never more than a third of the side. */
static enum frame_part
edge_at(const struct frame_form *form, double sx, double sy)
{
	static const enum frame_part parts[3][3] = {
			{FRAME_CORNER_TOP_LEFT, FRAME_EDGE_TOP,
					FRAME_CORNER_TOP_RIGHT},
			{FRAME_EDGE_LEFT, FRAME_NONE, FRAME_EDGE_RIGHT},
			{FRAME_CORNER_BOTTOM_LEFT, FRAME_EDGE_BOTTOM,
					FRAME_CORNER_BOTTOM_RIGHT},
	};
	struct frame_extents e = frame_form_get_extents(form);
	double top = -e.top;
	double right = form->width + e.right;
	double bottom = form->height + e.bottom;
	double across = fmin(CORNER, (right + e.left) / 3);
	double down = fmin(CORNER, (bottom - top) / 3);
	bool vertical = sx < 0 || sx >= form->width;
	bool horizontal = sy < top + form->border || sy >= form->height;
	int column = sx < -e.left + across ? 0 : sx >= right - across ? 2 : 1;
	int row = sy < top + down ? 0 : sy >= bottom - down ? 2 : 1;

	if (vertical && !horizontal && row == 1) {
		return parts[1][column];
	}
	if (horizontal && !vertical && column == 1) {
		return parts[row][1];
	}
	return vertical || horizontal ? parts[row][column] : FRAME_NONE;
}

enum frame_part
frame_layout_at(const struct frame_form *form, double sx, double sy)
{
	struct frame_extents e = frame_form_get_extents(form);
	struct frame_layout layout;
	enum frame_part part = FRAME_NONE;

	if (form->shape != FRAME_SHAPE_FULL || sx < -e.left || sy < -e.top ||
			sx >= form->width + e.right ||
			sy >= form->height + e.bottom) {
		return FRAME_NONE;
	}
	if (sx >= 0 && sx < form->width && sy >= 0 && sy < form->height) {
		return FRAME_NONE;
	}
	if (!form->maximized && !form->fixed) {
		part = edge_at(form, sx, sy);
	}
	if (part == FRAME_NONE && sy < 0) {
		layout = frame_layout_make(form, 0);
		part = button_at(form, &layout, sx);
	}
	return part == FRAME_NONE && sy < 0 ? FRAME_TITLE : part;
}
