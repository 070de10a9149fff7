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
			.rgb = rgb};
}

static int
to_pixels(double logical, double scale)
{
	return (int)lround(logical * scale);
}

/* From the block's side to the name. */
static int
get_name_offset(double scale)
{
	return to_pixels(SIDE, scale) + to_pixels(2 * MARK_RADIUS, scale) +
			to_pixels(MARK_GAP, scale);
}

/* From the name's end to the zone. */
static int
get_zone_offset(double scale)
{
	return to_pixels(ZONE_GAP, scale) + to_pixels(ZONE_SIZE, scale) +
			to_pixels(ZONE_GAP / 2.0, scale);
}

int
identity_get_width(const struct theme *theme, const struct identity *identity,
		double scale)
{
	struct text_style bold = get_style(theme, scale, true, 0);
	struct text_style plain = get_style(theme, scale, false, 0);
	int width = get_name_offset(scale) + to_pixels(SIDE, scale);

	width += text_get_width(theme->text, identity->name, &bold);
	if (identity->zone) {
		width += get_zone_offset(scale);
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

/* Draws the zone behind a name that ends at x; returns where it ends. */
static int
draw_zone(const struct theme *theme, const struct identity *identity, cairo_t *cr,
		double scale, uint32_t text, int x, double cy, int right)
{
	struct text_style plain = get_style(theme, scale, false, text);
	int size = to_pixels(ZONE_SIZE, scale);
	int sign = x + to_pixels(ZONE_GAP, scale);

	if (sign + size > right) {
		return x;
	}
	color_set_source(cr, text, 1);
	glyph_draw(cr, GLYPH_ZONE, sign + size / 2.0, round(cy), size, scale);
	x += get_zone_offset(scale);
	return x +
			text_draw(theme->text, cr, identity->zone, &plain, x,
					cy, right - x);
}

void
identity_draw(const struct theme *theme, const struct identity *identity,
		cairo_t *cr, double scale, uint32_t text, int x, double cy,
		int width)
{
	struct text_style bold = get_style(theme, scale, true, text);
	int side = to_pixels(SIDE, scale);
	int right = x + width - side;
	int at = x + get_name_offset(scale);

	draw_mark(identity, cr, scale, text,
			x + side + to_pixels(2 * MARK_RADIUS, scale) / 2.0, cy);
	at += text_draw(theme->text, cr, identity->name, &bold, at, cy,
			right - at);
	if (identity->zone) {
		draw_zone(theme, identity, cr, scale, text, at, cy, right);
	}
}
