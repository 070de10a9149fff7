// SPDX-License-Identifier: MIT
/*
 * Draws frames without a compositor into PNG files, to be looked at: every
 * stock label with and without the keyboard, at the scales people have.
 *
 *   frame_sheet OUT.png SCALE [THEME.ini]
 */
#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "compositor/draw/color.h"
#include "compositor/draw/frame_layout.h"
#include "compositor/draw/frame_paint.h"
#include "compositor/draw/text.h"
#include "compositor/draw/theme.h"

// logical px
#define CELL_WIDTH 420
#define CELL_HEIGHT 132
#define CONTENT_WIDTH 380
#define CONTENT_HEIGHT 76

struct sample {
	const char *label; // NULL: a trusted program
	uint32_t rgb;
	const char *qube, *zone, *title;
};

static const struct sample samples[] = {
		{"red", 0xcc0000, "untrusted", NULL, "Weather - a web browser"},
		{"orange", 0xf57900, "mail", "cloud",
				"Inbox (3) - you@example.org"},
		{"yellow", 0xedd400, "browsing", NULL, "user@browsing: ~/src"},
		{"green", 0x73d216, "personal", NULL, "Holiday pictures 2025"},
		{"gray", 0x555555, "vault", NULL, "keys.kdbx"},
		{"blue", 0x3465a4, "work", "office", "report-final-v7.odt"},
		{"purple", 0x75507b, "dev", NULL,
				"A title that is far too long for the bar it was given"},
		{"black", 0x000000, "admin", NULL, "Configuration"},
		{"teal", 0x00838f, "lab", NULL,
				"\u05e9\u05dc\u05d5\u05dd \u2013 RTL"},
		{NULL, 0, NULL, NULL, "Settings"},
};

#define SAMPLES ((int)(sizeof(samples) / sizeof(samples[0])))

static void
fill_box(cairo_t *cr, double scale, const struct frame_box *box, uint32_t rgb)
{
	int x = frame_layout_get_pixels(0, box->x, scale);
	int y = frame_layout_get_pixels(0, box->y, scale);

	color_set_source(cr, rgb, 1);
	cairo_rectangle(cr, x, y,
			frame_layout_get_pixels(
					box->x, box->x + box->width, scale),
			frame_layout_get_pixels(
					box->y, box->y + box->height, scale));
	cairo_fill(cr);
}

typedef void (*paint_fn)(const struct frame_spec *spec, cairo_t *cr, int width,
		int height);

static void
paint_end(const struct frame_spec *spec, cairo_t *cr,
		const struct frame_box *box, paint_fn paint)
{
	double scale = spec->scale;

	cairo_save(cr);
	cairo_translate(cr, frame_layout_get_pixels(0, box->x, scale),
			frame_layout_get_pixels(0, box->y, scale));
	paint(spec, cr, frame_layout_get_pixels(box->x, box->x + box->width, scale),
			frame_layout_get_pixels(
					box->y, box->y + box->height, scale));
	cairo_restore(cr);
}

static void
paint_frame(const struct frame_form *form, struct frame_spec *spec, cairo_t *cr)
{
	struct frame_layout layout = frame_layout_make(
			form, frame_paint_get_title_width(spec));
	struct frame_colors colors;

	spec->buttons = layout.buttons;
	spec->radius = layout.radius;
	spec->right = form->width + form->border;
	colors = frame_paint_get_colors(spec);
	fill_box(cr, spec->scale,
			&(struct frame_box){0, 0, form->width, form->height},
			0xf7f7f5);
	for (int i = 0; i < layout.rect_count; i++) {
		const struct frame_rect *rect = &layout.rects[i];

		fill_box(cr, spec->scale, &rect->box,
				rect->ink == FRAME_INK_EDGE ? colors.edge
						: rect->ink == FRAME_INK_BAR
						? colors.bar
						: colors.ring);
	}
	if (layout.title.width > 0) {
		paint_end(spec, cr, &layout.title, frame_paint_title);
		paint_end(spec, cr, &layout.tail, frame_paint_tail);
	}
}

static void
paint_content(const struct theme *theme, cairo_t *cr, double scale)
{
	struct text_style style = {.size = 12 * scale, .rgb = 0x3a3a3a};

	text_draw(theme->text, cr, "Content of the qube, 1:1 to the frame",
			&style, (int)(12 * scale), 20 * scale,
			(int)(CONTENT_WIDTH * scale));
}

static void
paint_sample(const struct theme *theme, cairo_t *cr, int index, bool active,
		double scale)
{
	const struct sample *sample = &samples[index];
	struct label label = label_make(
			sample->label ? sample->label : "", sample->rgb);
	struct frame_form form = frame_form_make(theme, FRAME_SHAPE_FULL);
	struct frame_spec spec = {
			.theme = theme,
			.identity = identity_make(theme, sample->qube,
					sample->zone, &label, "Trusted"),
			.title = sample->title,
			.active = active,
			.urgent = !active && index == 3,
			.hover = !active	     ? FRAME_NONE
					: index == 0 ? FRAME_BUTTON_CLOSE
					: index == 1 ? FRAME_BUTTON_MAXIMIZE
						     : FRAME_NONE,
			.scale = scale,
	};

	form.width = CONTENT_WIDTH;
	form.height = CONTENT_HEIGHT;
	form.ring = sample->label == NULL;
	cairo_save(cr);
	cairo_translate(cr, (int)((20 + (active ? 0 : CELL_WIDTH)) * scale),
			(int)((44 + index * CELL_HEIGHT) * scale));
	paint_frame(&form, &spec, cr);
	paint_content(theme, cr, scale);
	cairo_restore(cr);
}

int
main(int argc, char **argv)
{
	struct err err;
	struct theme *theme;
	cairo_surface_t *surface;
	cairo_pattern_t *back;
	cairo_t *cr;
	double scale;
	int result;

	if (argc < 3 || !str_to_double(argv[2], 0.5, 4, &scale)) {
		fprintf(stderr, "usage: frame_sheet OUT.png SCALE [THEME]\n");
		return 2;
	}
	theme = theme_create(argc > 3 ? argv[3] : NULL, &err);
	if (!theme) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
			(int)(2 * CELL_WIDTH * scale),
			(int)(SAMPLES * CELL_HEIGHT * scale));
	cr = cairo_create(surface);
	back = cairo_pattern_create_linear(
			0, 0, 0, SAMPLES * CELL_HEIGHT * scale);
	color_set_source(cr, theme->backdrop_top, 1);
	cairo_paint(cr);
	cairo_pattern_destroy(back);
	for (int i = 0; i < 2 * SAMPLES; i++) {
		paint_sample(theme, cr, i / 2, i % 2 == 0, scale);
	}
	cairo_destroy(cr);
	result = cairo_surface_write_to_png(surface, argv[1]) ==
					CAIRO_STATUS_SUCCESS
			? 0
			: 1;
	cairo_surface_destroy(surface);
	theme_destroy(theme);
	return result;
}
