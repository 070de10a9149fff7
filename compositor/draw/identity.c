// SPDX-License-Identifier: MIT
#include "compositor/draw/identity.h"

#include <cairo.h>
#include <math.h>

#include "compositor/draw/color.h"
#include "compositor/draw/glyph.h"
#include "compositor/draw/text.h"
#include "compositor/draw/theme.h"

// logical px
#define SIDE 10 // left of the mark, right of the last text
#define MARK_RADIUS 6
#define MARK_GAP 7 // between mark and name
#define ZONE_GAP 8 // between name, zone's sign and zone
#define ZONE_SIZE 11

struct identity
identity_make(const struct theme *theme, const char *qube, const char *zone,
		const struct label *label, const char *program)
{
	if (!qube) {
		return (struct identity){.trusted = true,
				.name = program ? program : "Trusted"};
	}
	return (struct identity){
			.rgb = theme_get_label_rgb(theme, label),
			.mark = theme_get_label_mark(theme, label),
			.name = qube,
			.zone = zone,
	};
}

static struct text_style
get_style(const struct theme *theme, double scale, bool bold, uint32_t rgb)
{
	return (struct text_style){.size = theme->font_size * scale,
			.bold = bold,
			.rgb = rgb,
			.alpha = 1};
}

static int
to_pixels(double logical, double scale)
{
	return (int)lround(logical * scale);
}

int
identity_get_width(const struct theme *theme, const struct identity *identity,
		double scale)
{
	struct text_style bold = get_style(theme, scale, true, 0);
	struct text_style plain = get_style(theme, scale, false, 0);
	int width = to_pixels(SIDE + 2 * MARK_RADIUS + MARK_GAP + SIDE, scale);

	width += text_get_width(theme->text, identity->name, &bold);
	if (identity->zone) {
		width += to_pixels(ZONE_GAP + ZONE_SIZE + ZONE_GAP / 2.0, scale);
		width += text_get_width(theme->text, identity->zone, &plain);
	}
	return width;
}

static void
draw_mark(const struct identity *identity, cairo_t *cr, double scale,
		uint32_t text, double cx, double cy)
{
	color_set_source(cr, text, 1);
	if (identity->trusted) {
		glyph_draw(cr, GLYPH_LATTICE, cx, cy, 2 * MARK_RADIUS * scale,
				scale);
		return;
	}
	cairo_new_path(cr);
	cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
	mark_path(cr, identity->mark, cx, cy, MARK_RADIUS * scale);
	cairo_fill(cr);
}

int
identity_draw(const struct theme *theme, const struct identity *identity,
		cairo_t *cr, double scale, uint32_t text, int x, double cy,
		int width)
{
	struct text_style bold = get_style(theme, scale, true, text);
	struct text_style plain = get_style(theme, scale, false, text);
	int side = to_pixels(SIDE, scale);
	int right = x + width;
	int at = x + side;

	draw_mark(identity, cr, scale, text,
			at + to_pixels(2 * MARK_RADIUS, scale) / 2.0, cy);
	at += to_pixels(2 * MARK_RADIUS + MARK_GAP, scale);
	at += text_draw(theme->text, cr, identity->name, &bold, at, cy,
			right - side - at);
	if (identity->zone) {
		at += to_pixels(ZONE_GAP, scale);
		if (at + to_pixels(ZONE_SIZE, scale) + side <= right) {
			color_set_source(cr, text, 1);
			glyph_draw(cr, GLYPH_ZONE,
					at + to_pixels(ZONE_SIZE, scale) / 2.0,
					round(cy), ZONE_SIZE * scale, scale);
		}
		at += to_pixels(ZONE_SIZE + ZONE_GAP / 2.0, scale);
		at += text_draw(theme->text, cr, identity->zone, &plain, at, cy,
				right - side - at);
	}
	return at + side < right ? at + side - x : width;
}
