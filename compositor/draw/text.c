// SPDX-License-Identifier: MIT
#include "compositor/draw/text.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "compositor/draw/color.h"

struct text {
	PangoFontMap *map; // owned
	PangoContext *context; // owned
	PangoLayout *layout; // owned; used for one line after another
	char *family; // owned
	cairo_surface_t *mask; // owned, NULL before the first line
	// style the layout and capital height below are for
	double size;
	bool bold;
	double capital; // height of a capital letter
};

struct text *
text_create(const char *family)
{
	struct text *text = xcalloc(1, sizeof(*text));
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	text->family = xstrdup(family);
	text->map = pango_cairo_font_map_new();
	text->context = pango_font_map_create_context(text->map);
	pango_cairo_context_set_font_options(text->context, options);
	pango_context_set_round_glyph_positions(text->context, FALSE);
	pango_context_set_base_dir(text->context, PANGO_DIRECTION_LTR);
	text->layout = pango_layout_new(text->context);
	pango_layout_set_single_paragraph_mode(text->layout, TRUE);
	cairo_font_options_destroy(options);
	return text;
}

void
text_destroy(struct text *text)
{
	if (!text) {
		return;
	}
	g_object_unref(text->layout);
	g_object_unref(text->context);
	g_object_unref(text->map);
	cairo_surface_destroy(text->mask);
	free(text->family);
	free(text);
}

/* Letters differ in their ascent from font to font; the height of "H" is what
 * the eye centres by. */
static void
set_style(struct text *text, const struct text_style *style)
{
	PangoFontDescription *font;
	PangoRectangle ink;

	if (text->size == style->size && text->bold == style->bold) {
		return;
	}
	font = pango_font_description_new();
	pango_font_description_set_family(font, text->family);
	pango_font_description_set_weight(font,
			style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
	pango_layout_set_font_description(text->layout, font);
	pango_font_description_free(font);
	text->size = style->size;
	text->bold = style->bold;

	pango_layout_set_width(text->layout, -1);
	pango_layout_set_text(text->layout, "H", 1);
	pango_layout_get_extents(text->layout, &ink, NULL);
	text->capital = (double)ink.height / PANGO_SCALE;
}

/* Sets the line; returns its full width. */
static int
set_line(struct text *text, const char *line, const struct text_style *style)
{
	char *valid = g_utf8_make_valid(line, -1);
	const char *end = valid;
	PangoRectangle box;

	for (int i = 0; i < TEXT_MAX_CHARS && *end != '\0'; i++) {
		end = g_utf8_next_char(end);
	}
	set_style(text, style);
	pango_layout_set_width(text->layout, -1);
	pango_layout_set_text(text->layout, valid, (int)(end - valid));
	pango_layout_get_extents(text->layout, NULL, &box);
	g_free(valid);
	return (box.width + PANGO_SCALE - 1) / PANGO_SCALE;
}

int
text_get_width(struct text *text, const char *line, const struct text_style *style)
{
	return set_line(text, line, style);
}

/* An empty mask of at least this size, kept from line to line. */
static cairo_surface_t *
get_mask(struct text *text, int width, int height)
{
	cairo_surface_t *mask = text->mask;

	if (mask && cairo_image_surface_get_width(mask) >= width &&
			cairo_image_surface_get_height(mask) >= height) {
		cairo_t *cr = cairo_create(mask);

		cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
		cairo_paint(cr);
		cairo_destroy(cr);
		return mask;
	}
	if (mask) {
		cairo_surface_destroy(mask);
	}
	text->mask = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
	return text->mask;
}

/* Glyphs go through a mask, so that not even a colour font can bring a colour
 * of its own into a frame. It is as high as two lines. */
static void
paint(struct text *text, cairo_t *cr, const struct text_style *style, int x,
		double cy, int width)
{
	int height = (int)ceil(style->size * 3);
	double top = floor(cy - height / 2.0);
	double baseline = round(cy + text->capital / 2) - top;
	cairo_surface_t *mask = get_mask(text, width, height);
	cairo_t *on_mask = cairo_create(mask);

	cairo_move_to(on_mask, 0,
			baseline -
					(double)pango_layout_get_baseline(
							text->layout) /
							PANGO_SCALE);
	pango_cairo_show_layout(on_mask, text->layout);
	cairo_destroy(on_mask);
	color_set_source(cr, style->rgb, 1);
	cairo_rectangle(cr, x, top, width, height);
	cairo_save(cr);
	cairo_clip(cr);
	cairo_mask_surface(cr, mask, x, top);
	cairo_restore(cr);
}

int
text_draw(struct text *text, cairo_t *cr, const char *line,
		const struct text_style *style, int x, double cy, int width)
{
	int full;

	if (width <= 0 || line[0] == '\0') {
		return 0;
	}
	full = set_line(text, line, style);
	if (full > width) {
		pango_layout_set_width(text->layout, width * PANGO_SCALE);
		pango_layout_set_ellipsize(text->layout, PANGO_ELLIPSIZE_END);
		full = width;
	}
	paint(text, cr, style, x, cy, full);
	return full;
}
