// SPDX-License-Identifier: MIT
/* Colours as 0xRRGGBB: mixing them and judging whether text on them can be
 * read (WCAG 2 relative luminance and contrast). */
#ifndef COMPOSITOR_DRAW_COLOR_H
#define COMPOSITOR_DRAW_COLOR_H

#include <stdbool.h>
#include <stdint.h>

typedef struct _cairo cairo_t;

#define COLOR_BLACK 0x000000u // text on light colours
#define COLOR_WHITE 0xffffffu // text on dark colours; one has always 4.5

/* Part (0 to 1) of b in a mix with a, per channel. */
uint32_t color_mix(uint32_t a, uint32_t b, double part);

/* Relative luminance, 0 (black) to 1 (white). */
double color_luminance(uint32_t rgb);

/* Contrast of two colours, 1 to 21; text wants at least 4.5. */
double color_contrast(uint32_t a, uint32_t b);

/* The text's colour made as quiet on its ground as the contrast lets it be. */
uint32_t color_dim(uint32_t text, uint32_t ground, double contrast);

/* COLOR_BLACK or COLOR_WHITE, whichever is easier to read on rgb. */
uint32_t color_text_on(uint32_t rgb);

/* Channels as 0 to 1, with alpha 1: what scene rects take. */
void color_to_floats(uint32_t rgb, float out[4]);

/* Sets the source of a drawing. */
void color_set_source(cairo_t *cr, uint32_t rgb, double alpha);

/* "#rrggbb"; false if text is anything else. */
bool color_parse(const char *text, uint32_t *rgb);

#endif
