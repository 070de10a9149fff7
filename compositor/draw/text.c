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

/* Glyphs go through a mask, so that not even a colour font can bring a colour
 * of its own into a frame. */
static void
paint(struct text *text, cairo_t *cr, const struct text_style *style, int x,
		double cy)
{
	double baseline = round(cy + text->capital / 2);
	cairo_pattern_t *mask;

	cairo_push_group_with_content(cr, CAIRO_CONTENT_ALPHA);
	cairo_set_source_rgba(cr, 0, 0, 0, 1);
	cairo_move_to(cr, x,
			baseline -
					(double)pango_layout_get_baseline(
							text->layout) /
							PANGO_SCALE);
	pango_cairo_show_layout(cr, text->layout);
	mask = cairo_pop_group(cr);
	color_set_source(cr, style->rgb, style->alpha);
	cairo_mask(cr, mask);
	cairo_pattern_destroy(mask);
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
	cairo_save(cr);
	cairo_rectangle(cr, x, -1e4, width, 2e4);
	cairo_clip(cr);
	paint(text, cr, style, x, cy);
	cairo_restore(cr);
	return full;
}
