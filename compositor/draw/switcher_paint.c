// SPDX-License-Identifier: MIT
#include "compositor/draw/switcher_paint.h"

#include <cairo.h>
#include <math.h>

#include "compositor/draw/color.h"
#include "compositor/draw/panel_box.h"
#include "compositor/draw/text.h"
#include "compositor/draw/theme.h"

// logical px
#define PADDING 10 // around the rows
#define ROW 36
#define ROW_RADIUS 6
#define FLAG_INSET 5 // of the label's block in its row
#define NAME_COLUMN 190 // most the block takes
#define GAP 12
#define BAR 4 // width of the scroll bar
#define STATE_SIZE 11

static int
to_pixels(const struct switcher_spec *spec, double logical)
{
	return (int)lround(logical * spec->scale);
}

int
switcher_paint_get_height(int count)
{
	return 2 * PADDING + count * ROW;
}

int
switcher_paint_get_rows(int height)
{
	int rows = (height - 2 * PADDING) / ROW;

	return rows > 1 ? rows : 1;
}

static void
paint_ground(const struct switcher_spec *spec, cairo_t *cr, int width, int height)
{
	double line = fmax(1, round(spec->scale));
	double r = SWITCHER_RADIUS * spec->scale;

	color_set_source(cr, spec->theme->panel_edge, 1);
	panel_box_path(cr, 0, 0, width, height, r);
	cairo_fill(cr);
	color_set_source(cr, spec->theme->panel.bar, 1);
	panel_box_path(cr, line, line, width - 2 * line, height - 2 * line,
			r - line);
	cairo_fill(cr);
}

/* Where the rows stand among all windows. */
static void
paint_bar(const struct switcher_spec *spec, cairo_t *cr, int width, int height)
{
	double top = to_pixels(spec, PADDING);
	double room = height - 2 * top;
	double w = BAR * spec->scale;
	double x = width - (top + w) / 2;

	if (spec->total <= spec->count) {
		return;
	}
	color_set_source(cr, spec->theme->panel.text, 0.45);
	panel_box_path(cr, x, top + room * spec->first / spec->total, w,
			room * spec->count / spec->total, w / 2);
	cairo_fill(cr);
}

static void
paint_flag(const struct switcher_spec *spec, const struct identity *identity,
		cairo_t *cr, const cairo_rectangle_int_t *box)
{
	uint32_t rgb = identity->trusted ? spec->theme->trusted.bar
					 : identity->rgb;
	double r = (ROW_RADIUS - 2) * spec->scale;

	color_set_source(cr, rgb, 1);
	panel_box_path(cr, box->x, box->y, box->width, box->height, r);
	cairo_fill_preserve(cr);
	/* A black label stays visible on a black panel. */
	cairo_set_line_width(cr, fmax(1, round(spec->scale)));
	color_set_source(cr, spec->theme->panel.text, 0.25);
	cairo_stroke(cr);
	identity_draw(spec->theme, identity, cr, spec->scale, color_text_on(rgb),
			box->x, box->y + box->height / 2.0, box->width);
}

static void
paint_row(const struct switcher_spec *spec, int index, cairo_t *cr, int width)
{
	const struct switcher_row *row = &spec->rows[index];
	const struct theme *theme = spec->theme;
	bool selected = index == spec->selected;
	struct text_style style = {.size = theme->font_size * spec->scale,
			.rgb = theme->panel.text};
	uint32_t quiet = theme_get_dim(theme, style.rgb,
			selected ? theme->panel_selected : theme->panel.bar);
	int right = width - to_pixels(spec, PADDING + GAP);
	int pad = to_pixels(spec, PADDING);
	int y = pad + to_pixels(spec, index * ROW);
	int inset = to_pixels(spec, FLAG_INSET);
	cairo_rectangle_int_t flag = {pad + inset, y + inset, 0,
			to_pixels(spec, ROW) - 2 * inset};
	int most = to_pixels(spec, NAME_COLUMN);
	int x = flag.x + most + to_pixels(spec, GAP);

	style.rgb = row->minimized ? quiet : style.rgb;
	if (selected) {
		color_set_source(cr, theme->panel_selected, 1);
		panel_box_path(cr, pad, y, width - 2 * pad,
				to_pixels(spec, ROW), ROW_RADIUS * spec->scale);
		cairo_fill_preserve(cr);
		color_set_source(cr, theme->panel.text, 0.85);
		cairo_set_line_width(cr, 1.5 * spec->scale);
		cairo_stroke(cr);
	}
	flag.width = identity_get_width(theme, &row->identity, spec->scale);
	flag.width = flag.width < most ? flag.width : most;
	paint_flag(spec, &row->identity, cr, &flag);
	if (row->workspace) {
		struct text_style dim = {.size = style.size, .rgb = quiet};
		int room = text_get_width(theme->text, row->workspace, &dim);

		right -= room < right / 4 ? room : right / 4;
		text_draw(theme->text, cr, row->workspace, &dim, right,
				y + to_pixels(spec, ROW) / 2.0, room);
		right -= to_pixels(spec, GAP);
	}
	if (row->title) {
		text_draw(theme->text, cr, row->title, &style, x,
				y + to_pixels(spec, ROW) / 2.0, right - x);
	}
}

void
switcher_paint(const struct switcher_spec *spec, cairo_t *cr, int width,
		int height)
{
	paint_ground(spec, cr, width, height);
	for (int i = 0; i < spec->count; i++) {
		paint_row(spec, i, cr, width);
	}
	paint_bar(spec, cr, width, height);
}
