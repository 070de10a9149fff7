// SPDX-License-Identifier: MIT
#include "compositor/draw/pager_paint.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>

#include "compositor/draw/color.h"
#include "compositor/draw/glyph.h"
#include "compositor/draw/strip_paint.h"
#include "compositor/draw/text.h"
#include "compositor/draw/theme.h"

// logical px
#define SIDE 8 // left and right of a name
#define LEAST 24 // width of a cell
#define GAP 2 // between cells
#define END 4 // at the edge of the screen
#define INSET 4 // of the current one's pill
#define RADIUS 5
#define SIGN 10
#define DOT 2

static int
to_pixels(const struct pager_spec *spec, double logical)
{
	return (int)lround(logical * spec->scale);
}

static const char *
get_text(const struct pager_cell *cell, char *buf, size_t size)
{
	if (cell->name) {
		return cell->name;
	}
	snprintf(buf, size, "%d", cell->count);
	return buf;
}

static struct text_style
get_style(const struct pager_spec *spec, const struct pager_cell *cell)
{
	const struct theme *theme = spec->theme;
	bool empty = !cell->current && !cell->urgent && !cell->occupied;

	return (struct text_style){
			.size = theme->font_size * spec->scale,
			.bold = cell->current,
			.rgb = empty ? theme_get_dim(theme, theme->strip.text,
						       theme->strip.bar)
				     : theme->strip.text,
	};
}

int
pager_paint_arrange(struct pager_spec *spec)
{
	int x = GAP;

	for (int i = 0; i < spec->count; i++) {
		struct pager_cell *cell = &spec->cells[i];
		struct text_style style = get_style(spec, cell);
		char buf[16];
		int width;

		style.bold = true; // the same place whichever is current
		width = (int)ceil(text_get_width(spec->theme->text,
						  get_text(cell, buf, sizeof(buf)),
						  &style) /
					spec->scale) +
				2 * SIDE + (cell->name ? 0 : SIGN + SIDE / 2);
		cell->x = x;
		cell->width = width > LEAST ? width : LEAST;
		x += cell->width + GAP;
	}
	return spec->count > 0 ? x + END : 0;
}

static void
add_box(cairo_t *cr, double x, double y, double width, double height, double r)
{
	cairo_new_sub_path(cr);
	cairo_arc(cr, x + width - r, y + r, r, -M_PI / 2, 0);
	cairo_arc(cr, x + width - r, y + height - r, r, 0, M_PI / 2);
	cairo_arc(cr, x + r, y + height - r, r, M_PI / 2, M_PI);
	cairo_arc(cr, x + r, y + r, r, M_PI, 1.5 * M_PI);
	cairo_close_path(cr);
}

static void
paint_cell(const struct pager_spec *spec, const struct pager_cell *cell,
		cairo_t *cr, int height)
{
	struct text_style style = get_style(spec, cell);
	struct text *text = spec->theme->text;
	int x = to_pixels(spec, cell->x);
	int width = to_pixels(spec, cell->x + cell->width) - x;
	int inset = to_pixels(spec, INSET);
	double cy = height / 2.0;
	char buf[16];
	const char *name = get_text(cell, buf, sizeof(buf));
	int room = text_get_width(text, name, &style);
	int sign = cell->name ? 0 : to_pixels(spec, SIGN + SIDE / 2.0);
	int at = x + (width - room - sign) / 2;

	if (cell->current) {
		color_set_source(cr, spec->theme->strip.text,
				PAGER_PAINT_CURRENT);
		add_box(cr, x, inset, width, height - 2 * inset,
				RADIUS * spec->scale);
		cairo_fill(cr);
	}
	if (sign > 0) {
		color_set_source(cr, style.rgb, 1);
		glyph_draw(cr, GLYPH_MINIMIZE, at + SIGN * spec->scale / 2, cy,
				SIGN * spec->scale, spec->scale);
	}
	text_draw(text, cr, name, &style, at + sign, cy, room);
	if (cell->urgent) {
		color_set_source(cr, spec->theme->strip.text, 1);
		cairo_new_path(cr);
		cairo_arc(cr, x + width - 4 * spec->scale,
				inset + DOT * spec->scale, DOT * spec->scale, 0,
				2 * M_PI);
		cairo_fill(cr);
	}
}

void
pager_paint(const struct pager_spec *spec, cairo_t *cr, int width, int height)
{
	int line = to_pixels(spec, STRIP_LINE);

	color_set_source(cr, spec->theme->strip.bar, 1);
	cairo_paint(cr);
	color_set_source(cr, spec->line, 1);
	cairo_rectangle(cr, 0, height - line, width, line);
	cairo_fill(cr);
	for (int i = 0; i < spec->count; i++) {
		paint_cell(spec, &spec->cells[i], cr, height - line);
	}
}
