// SPDX-License-Identifier: MIT
#include "compositor/draw/lock_paint.h"

#include <cairo.h>
#include <math.h>

#include "compositor/draw/color.h"
#include "compositor/draw/glyph.h"
#include "compositor/draw/text.h"
#include "compositor/draw/theme.h"

#define TITLE "Locked"

// logical px, down from the top
#define MARK_SIZE 40
#define MARK_CENTRE 24
#define TITLE_CENTRE 84
#define LINE_CENTRE 120

#define TITLE_FACTOR 1.8 // of the theme's size
#define LINE_FACTOR 1.1

uint32_t
lock_paint_get_ground(const struct theme *theme)
{
	return theme->strip.bar;
}

static struct text_style
get_style(const struct lock_paint_spec *spec, double factor)
{
	const struct theme *theme = spec->theme;

	return (struct text_style){
			.size = theme->font_size * factor * spec->scale,
			.bold = factor > LINE_FACTOR,
			.rgb = factor > LINE_FACTOR
					? theme->strip.text
					: theme_get_dim(theme, theme->strip.text,
							  theme->strip.bar),
	};
}

int
lock_paint_get_width(const struct lock_paint_spec *spec)
{
	struct text_style title = get_style(spec, TITLE_FACTOR);
	struct text_style line = get_style(spec, LINE_FACTOR);
	struct text *text = spec->theme->text;
	int width = text_get_width(text, TITLE, &title);
	int below = spec->message ? text_get_width(text, spec->message, &line)
				  : 0;

	width = below > width ? below : width;
	return (int)ceil(width / spec->scale);
}

static void
draw_line(const struct lock_paint_spec *spec, cairo_t *cr, const char *line,
		double factor, double centre, int width)
{
	struct text_style style = get_style(spec, factor);
	struct text *text = spec->theme->text;
	int needed = text_get_width(text, line, &style);
	int x = needed < width ? (width - needed) / 2 : 0;

	text_draw(text, cr, line, &style, x, centre * spec->scale, width - x);
}

void
lock_paint_draw(const struct lock_paint_spec *spec, cairo_t *cr, int width,
		int height)
{
	color_set_source(cr, lock_paint_get_ground(spec->theme), 1);
	cairo_paint(cr);
	color_set_source(cr, spec->theme->strip.text, 0.6);
	glyph_draw(cr, GLYPH_LATTICE, width / 2.0, MARK_CENTRE * spec->scale,
			MARK_SIZE * spec->scale, spec->scale);
	draw_line(spec, cr, TITLE, TITLE_FACTOR, TITLE_CENTRE, width);
	if (spec->message) {
		draw_line(spec, cr, spec->message, LINE_FACTOR, LINE_CENTRE,
				width);
	}
}
