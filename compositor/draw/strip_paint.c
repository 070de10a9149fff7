// SPDX-License-Identifier: MIT
#include "compositor/draw/strip_paint.h"

#include <cairo.h>
#include <math.h>

#include "compositor/draw/color.h"
#include "compositor/draw/glyph.h"
#include "compositor/draw/text.h"
#include "compositor/draw/theme.h"

#define NOBODY "No qube has the keyboard"
#define PRODUCT "Leadlight"

// logical px
#define CUT 4 // how far the block's side leans to either side
#define SIDE 12
#define GAP 8
#define MARK_SIZE 13

static int
to_pixels(const struct strip_spec *spec, double logical)
{
	return (int)lround(logical * spec->scale);
}

static struct text_style
get_style(const struct strip_spec *spec, bool dim)
{
	const struct theme *theme = spec->theme;
	uint32_t rgb = theme->strip.text;

	return (struct text_style){
			.size = theme->font_size * spec->scale,
			.rgb = dim ? theme_get_dim(theme, rgb, theme->strip.bar)
				   : rgb,
	};
}

uint32_t
strip_paint_get_color(const struct strip_spec *spec)
{
	const struct theme *theme = spec->theme;

	if (spec->nobody) {
		return color_mix(theme->strip.bar, theme->strip.text, 0.25);
	}
	return spec->identity.trusted ? theme->trusted.bar : spec->identity.rgb;
}

int
strip_paint_get_left_width(const struct strip_spec *spec)
{
	struct text_style style = get_style(spec, false);
	struct text *text = spec->theme->text;
	int width;

	if (spec->nobody) {
		width = 2 * to_pixels(spec, SIDE) +
				text_get_width(text, NOBODY, &style);
	} else {
		width = identity_get_width(spec->theme, &spec->identity,
					spec->scale) +
				2 * to_pixels(spec, SIDE);
		if (spec->title) {
			width += text_get_width(text, spec->title, &style);
		}
	}
	return (int)ceil(width / spec->scale);
}

static const char *
get_right_text(const struct strip_spec *spec)
{
	return spec->notice ? spec->notice : PRODUCT;
}

int
strip_paint_get_right_width(const struct strip_spec *spec)
{
	struct text_style style = get_style(spec, false);
	struct text *text = spec->theme->text;
	int width = 3 * to_pixels(spec, SIDE) + to_pixels(spec, MARK_SIZE) +
			to_pixels(spec, GAP);

	width += text_get_width(text, get_right_text(spec), &style);
	width += text_get_width(text, spec->clock, &style);
	return (int)ceil(width / spec->scale);
}

static void
paint_ground(const struct strip_spec *spec, cairo_t *cr, int width, int height)
{
	int line = to_pixels(spec, STRIP_LINE);

	color_set_source(cr, spec->theme->strip.bar, 1);
	cairo_paint(cr);
	color_set_source(cr, strip_paint_get_color(spec), 1);
	cairo_rectangle(cr, 0, height - line, width, line);
	cairo_fill(cr);
}

/* The label's block, with a leaning side as on a frame. */
static void
paint_block(const struct strip_spec *spec, cairo_t *cr, int width, int height)
{
	double cut = CUT * spec->scale;

	color_set_source(cr, strip_paint_get_color(spec), 1);
	cairo_move_to(cr, 0, 0);
	cairo_line_to(cr, width + cut, 0);
	cairo_line_to(cr, width - cut, height);
	cairo_line_to(cr, 0, height);
	cairo_close_path(cr);
	cairo_fill(cr);
}

void
strip_paint_left(const struct strip_spec *spec, cairo_t *cr, int width, int height)
{
	struct text *text = spec->theme->text;
	struct text_style style = get_style(spec, spec->nobody);
	uint32_t color = strip_paint_get_color(spec);
	int side = to_pixels(spec, SIDE);
	double cy = (height - to_pixels(spec, STRIP_LINE)) / 2.0;
	int block;

	paint_ground(spec, cr, width, height);
	if (spec->nobody) {
		text_draw(text, cr, NOBODY, &style, side, cy, width - 2 * side);
		return;
	}
	block = identity_get_width(spec->theme, &spec->identity, spec->scale);
	block = block < width ? block : width;
	paint_block(spec, cr, block, height);
	identity_draw(spec->theme, &spec->identity, cr, spec->scale,
			color_text_on(color), 0, cy, block);
	if (spec->title) {
		text_draw(text, cr, spec->title, &style, block + side, cy,
				width - block - 2 * side);
	}
}

void
strip_paint_right(const struct strip_spec *spec, cairo_t *cr, int width,
		int height)
{
	struct text *text = spec->theme->text;
	struct text_style dim = get_style(spec, true);
	struct text_style style = get_style(spec, false);
	int side = to_pixels(spec, SIDE);
	int mark = to_pixels(spec, MARK_SIZE);
	double cy = (height - to_pixels(spec, STRIP_LINE)) / 2.0;
	int clock = text_get_width(text, spec->clock, &style) + side;
	int x = side;

	paint_ground(spec, cr, width, height);
	color_set_source(cr, dim.rgb, 1);
	glyph_draw(cr, GLYPH_LATTICE, x + mark / 2.0, cy, mark, spec->scale);
	x += mark + to_pixels(spec, GAP);
	x += text_draw(text, cr, get_right_text(spec),
			spec->notice ? &style : &dim, x, cy,
			width - side - clock - x);
	x += side;
	text_draw(text, cr, spec->clock, &style, x, cy, width - side - x);
}
