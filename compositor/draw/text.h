// SPDX-License-Identifier: MIT
/*
 * One line of plain text, drawn at a pixel size. Never markup: what a qube
 * sends stays inert, in one colour (colour glyphs become silhouettes), inside
 * the room it was given. All lengths here are pixels of the drawing.
 */
#ifndef COMPOSITOR_DRAW_TEXT_H
#define COMPOSITOR_DRAW_TEXT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct _cairo cairo_t;

#define TEXT_MAX_CHARS 256 // longer texts are cut before they are shaped

struct text; // fonts of this process

struct text_style {
	double size; // of the em
	bool bold;
	uint32_t rgb; // opaque, so that it is as easy to read as it says
};

/* family is a comma-separated list in the order of preference. */
struct text *text_create(const char *family);
void text_destroy(struct text *text); // NULL is allowed

/* Room the whole line needs (rounded up). */
int text_get_width(struct text *text, const char *line,
		const struct text_style *style);

/* Draws the line from x, its capitals centred on cy, in at most width; what
 * does not fit ends in an ellipsis. Returns the width it took. */
int text_draw(struct text *text, cairo_t *cr, const char *line,
		const struct text_style *style, int x, double cy, int width);

#endif
