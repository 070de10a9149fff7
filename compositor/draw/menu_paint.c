// SPDX-License-Identifier: MIT
#include "compositor/draw/menu_paint.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

#include "common/str.h"
#include "compositor/draw/color.h"
#include "compositor/draw/glyph.h"
#include "compositor/draw/panel_box.h"
#include "compositor/draw/text.h"
#include "compositor/draw/theme.h"

// logical px
#define PADDING 6 // around the rows
#define ROW 28
#define HEADER 34
#define SEPARATOR 9
#define RADIUS 8
#define ROW_RADIUS 5
#define SIDE 10 // within a row
#define CHECK 22 // column of check marks
#define GAP 24 // between text and hint
#define MORE 14 // column of arrows
#define FLAG_INSET 4
#define FLAG_MOST 180
#define FLAG_GAP 10
#define LEAST 210
#define MOST 520

static int
to_pixels(const struct menu_spec *spec, double logical)
{
	return (int)lround(logical * spec->scale);
}

void
menu_paint_set_identity(struct menu_row *row, const struct identity *identity)
{
	row->has_identity = true;
	row->trusted = identity->trusted;
	row->rgb = identity->rgb;
	row->mark = identity->mark;
	str_copy(row->name, sizeof(row->name), identity->name);
	str_copy(row->zone, sizeof(row->zone),
			identity->zone ? identity->zone : "");
}

static struct identity
get_identity(const struct menu_row *row)
{
	return (struct identity){
			.trusted = row->trusted,
			.rgb = row->rgb,
			.mark = row->mark,
			.name = row->name,
			.zone = row->zone[0] != '\0' ? row->zone : NULL,
	};
}

int
menu_paint_get_row_height(const struct menu_row *row)
{
	switch (row->kind) {
	case MENU_ITEM:
		return ROW;
	case MENU_HEADER:
		return HEADER;
	case MENU_SEPARATOR:
		return SEPARATOR;
	}
	return 0;
}

int
menu_paint_get_y(const struct menu_spec *spec, int index)
{
	int y = PADDING;

	for (int i = 0; i < index; i++) {
		y += menu_paint_get_row_height(&spec->rows[i]);
	}
	return y;
}

int
menu_paint_get_height(const struct menu_spec *spec)
{
	return menu_paint_get_y(spec, spec->count) + PADDING;
}

int
menu_paint_row_at(const struct menu_spec *spec, double y)
{
	for (int i = 0; i < spec->count; i++) {
		int top = menu_paint_get_y(spec, i);

		if (y >= top && y < top + menu_paint_get_row_height(&spec->rows[i])) {
			return i;
		}
	}
	return -1;
}

static struct text_style
get_style(const struct menu_spec *spec)
{
	return (struct text_style){
			.size = spec->theme->font_size * spec->scale,
			.rgb = spec->theme->panel.text,
	};
}

/* Do rows leave room for check marks? */
static bool
has_checks(const struct menu_spec *spec)
{
	for (int i = 0; i < spec->count; i++) {
		if (spec->rows[i].checked) {
			return true;
		}
	}
	return false;
}

static int
get_flag_width(const struct menu_spec *spec, const struct menu_row *row)
{
	struct identity identity = get_identity(row);
	int width = identity_get_width(spec->theme, &identity, spec->scale);
	int most = to_pixels(spec, FLAG_MOST);

	return width < most ? width : most;
}

/* Where texts begin behind a row's block. */
static int
get_flag_room(const struct menu_spec *spec, const struct menu_row *row)
{
	return row->has_identity
			? get_flag_width(spec, row) + to_pixels(spec, FLAG_GAP)
			: 0;
}

static int
get_row_width(const struct menu_spec *spec, const struct menu_row *row)
{
	struct text_style style = get_style(spec);
	struct text *text = spec->theme->text;
	int width = 2 * to_pixels(spec, SIDE) + get_flag_room(spec, row);

	if (row->kind == MENU_SEPARATOR) {
		return 0;
	}
	width += text_get_width(text, row->text, &style);
	if (row->kind == MENU_ITEM && !row->has_identity) {
		width += to_pixels(spec, has_checks(spec) ? CHECK : 0);
	}
	if (row->hint[0] != '\0') {
		width += to_pixels(spec, GAP) +
				text_get_width(text, row->hint, &style);
	}
	return width + (row->more ? to_pixels(spec, MORE) : 0);
}

int
menu_paint_get_width(const struct menu_spec *spec)
{
	int width = to_pixels(spec, LEAST);

	for (int i = 0; i < spec->count; i++) {
		int row = get_row_width(spec, &spec->rows[i]) +
				2 * to_pixels(spec, PADDING);

		width = row > width ? row : width;
	}
	width = (int)ceil(width / spec->scale);
	return width < MOST ? width : MOST;
}

static void
paint_ground(const struct menu_spec *spec, cairo_t *cr, int width, int height)
{
	double line = fmax(1, round(spec->scale));
	double r = RADIUS * spec->scale;

	color_set_source(cr, spec->theme->panel_edge, 1);
	panel_box_path(cr, 0, 0, width, height, r);
	cairo_fill(cr);
	color_set_source(cr, spec->theme->panel.bar, 1);
	panel_box_path(cr, line, line, width - 2 * line, height - 2 * line,
			r - line);
	cairo_fill(cr);
}

static void
paint_selection(const struct menu_spec *spec, cairo_t *cr, int y, int width,
		int height)
{
	int pad = to_pixels(spec, PADDING);
	double line = fmax(1, round(spec->scale));

	color_set_source(cr, spec->theme->panel_selected, 1);
	panel_box_path(cr, pad, y, width - 2 * pad, height,
			ROW_RADIUS * spec->scale);
	cairo_fill(cr);
	color_set_source(cr, spec->theme->panel.text, 0.7);
	cairo_set_line_width(cr, line);
	panel_box_path(cr, pad + line / 2, y + line / 2, width - 2 * pad - line,
			height - line, ROW_RADIUS * spec->scale);
	cairo_stroke(cr);
}

static void
paint_flag(const struct menu_spec *spec, const struct menu_row *row,
		cairo_t *cr, int x, int y, int height)
{
	struct identity identity = get_identity(row);
	uint32_t rgb = row->trusted ? spec->theme->trusted.bar : row->rgb;
	int inset = to_pixels(spec, FLAG_INSET);
	int width = get_flag_width(spec, row);

	color_set_source(cr, rgb, 1);
	panel_box_path(cr, x, y + inset, width, height - 2 * inset,
			(ROW_RADIUS - 1) * spec->scale);
	cairo_fill_preserve(cr);
	/* A black label stays visible on a black panel. */
	cairo_set_line_width(cr, fmax(1, round(spec->scale)));
	color_set_source(cr, spec->theme->panel.text, 0.25);
	cairo_stroke(cr);
	identity_draw(spec->theme, &identity, cr, spec->scale,
			color_text_on(rgb), x, y + height / 2.0, width);
}

static void
paint_separator(const struct menu_spec *spec, cairo_t *cr, int y, int width,
		int height)
{
	int side = to_pixels(spec, PADDING + SIDE);
	double line = fmax(1, round(spec->scale));

	color_set_source(cr, spec->theme->panel.text, 0.18);
	cairo_rectangle(cr, side, floor(y + (height - line) / 2.0),
			width - 2 * side, line);
	cairo_fill(cr);
}

static void
paint_arrow(const struct menu_spec *spec, cairo_t *cr, double right, double cy)
{
	double r = 4 * spec->scale;

	cairo_new_path(cr);
	cairo_move_to(cr, right - 1.5 * r, cy - r);
	cairo_line_to(cr, right - 0.5 * r, cy);
	cairo_line_to(cr, right - 1.5 * r, cy + r);
	cairo_set_line_width(cr, 1.5 * spec->scale);
	cairo_stroke(cr);
}

static void
paint_check(const struct menu_spec *spec, cairo_t *cr, double x, double cy)
{
	double s = spec->scale;

	cairo_new_path(cr);
	cairo_move_to(cr, x + s, cy);
	cairo_line_to(cr, x + 4.5 * s, cy + 3.5 * s);
	cairo_line_to(cr, x + 11 * s, cy - 4 * s);
	cairo_set_line_width(cr, 1.8 * s);
	cairo_stroke(cr);
}

/* Texts and signs of a row between its sides. */
static void
paint_texts(const struct menu_spec *spec, const struct menu_row *row,
		cairo_t *cr, uint32_t ground, int x, int right, double cy)
{
	struct text *text = spec->theme->text;
	struct text_style style = get_style(spec);
	struct text_style dim = get_style(spec);

	dim.rgb = theme_get_dim(spec->theme, dim.rgb, ground);
	style.rgb = row->disabled ? dim.rgb : style.rgb;
	color_set_source(cr, style.rgb, 1);
	if (row->more) {
		paint_arrow(spec, cr, right, cy);
		right -= to_pixels(spec, MORE);
	}
	if (row->kind == MENU_ITEM && !row->has_identity && has_checks(spec)) {
		if (row->checked) {
			paint_check(spec, cr, x, cy);
		}
		x += to_pixels(spec, CHECK);
	}
	if (row->hint[0] != '\0') {
		int room = text_get_width(text, row->hint, &dim);

		room = room < (right - x) / 2 ? room : (right - x) / 2;
		text_draw(text, cr, row->hint, &dim, right - room, cy, room);
		right -= room + to_pixels(spec, FLAG_GAP);
	}
	if (right > x) {
		text_draw(text, cr, row->text,
				row->kind == MENU_HEADER ? &dim : &style, x, cy,
				right - x);
	}
}

static void
paint_row(const struct menu_spec *spec, int index, cairo_t *cr, int width)
{
	const struct menu_row *row = &spec->rows[index];
	int y = to_pixels(spec, menu_paint_get_y(spec, index));
	int height = to_pixels(spec, menu_paint_get_row_height(row));
	int side = to_pixels(spec, PADDING + SIDE);
	int x = side;
	uint32_t ground = index == spec->selected ? spec->theme->panel_selected
						  : spec->theme->panel.bar;

	if (row->kind == MENU_SEPARATOR) {
		paint_separator(spec, cr, y, width, height);
		return;
	}
	if (index == spec->selected) {
		paint_selection(spec, cr, y, width, height);
	}
	if (row->has_identity) {
		x -= to_pixels(spec, SIDE - FLAG_INSET);
		paint_flag(spec, row, cr, x, y, height);
		x += get_flag_room(spec, row);
	}
	paint_texts(spec, row, cr, ground, x, width - side, y + height / 2.0);
}

/* There are more rows than fit. */
static void
paint_ends(const struct menu_spec *spec, cairo_t *cr, int width, int height)
{
	double r = 3 * spec->scale;
	double x = width / 2.0;
	double pad = PADDING * spec->scale / 2;

	color_set_source(cr, spec->theme->panel.text, 0.7);
	cairo_set_line_width(cr, 1.3 * spec->scale);
	cairo_new_path(cr);
	if (spec->above) {
		cairo_move_to(cr, x - r, pad + r / 2);
		cairo_line_to(cr, x, pad - r / 2);
		cairo_line_to(cr, x + r, pad + r / 2);
	}
	if (spec->below) {
		cairo_move_to(cr, x - r, height - pad - r / 2);
		cairo_line_to(cr, x, height - pad + r / 2);
		cairo_line_to(cr, x + r, height - pad - r / 2);
	}
	cairo_stroke(cr);
}

void
menu_paint(const struct menu_spec *spec, cairo_t *cr, int width, int height)
{
	paint_ground(spec, cr, width, height);
	for (int i = 0; i < spec->count; i++) {
		paint_row(spec, i, cr, width);
	}
	paint_ends(spec, cr, width, height);
}
