// SPDX-License-Identifier: MIT
#include "compositor/draw/color.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define QUIETEST 40 // per cent of the ground in what is dimmed

static unsigned int
channel(uint32_t rgb, int index)
{
	return (rgb >> (16 - 8 * index)) & 0xff;
}

uint32_t
color_mix(uint32_t a, uint32_t b, double part)
{
	uint32_t out = 0;

	for (int i = 0; i < 3; i++) {
		double value = channel(a, i) * (1 - part) + channel(b, i) * part;

		out = out << 8 | (uint32_t)lround(fmin(fmax(value, 0), 255));
	}
	return out;
}

static double
linear(unsigned int value)
{
	double v = value / 255.0;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

double
color_luminance(uint32_t rgb)
{
	return 0.2126 * linear(channel(rgb, 0)) +
			0.7152 * linear(channel(rgb, 1)) +
			0.0722 * linear(channel(rgb, 2));
}

double
color_contrast(uint32_t a, uint32_t b)
{
	double la = color_luminance(a);
	double lb = color_luminance(b);

	return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

uint32_t
color_dim(uint32_t text, uint32_t ground, double contrast)
{
	uint32_t rgb = text;

	for (int part = QUIETEST; part > 0; part--) {
		rgb = color_mix(text, ground, part / 100.0);
		if (color_contrast(rgb, ground) >= contrast) {
			return rgb;
		}
	}
	return text;
}

uint32_t
color_text_on(uint32_t rgb)
{
	return color_contrast(rgb, COLOR_WHITE) >=
					color_contrast(rgb, COLOR_BLACK)
			? COLOR_WHITE
			: COLOR_BLACK;
}

void
color_to_floats(uint32_t rgb, float out[4])
{
	for (int i = 0; i < 3; i++) {
		out[i] = (float)channel(rgb, i) / 255.0f;
	}
	out[3] = 1.0f;
}

void
color_set_source(cairo_t *cr, uint32_t rgb, double alpha)
{
	cairo_set_source_rgba(cr, channel(rgb, 0) / 255.0,
			channel(rgb, 1) / 255.0, channel(rgb, 2) / 255.0, alpha);
}

bool
color_parse(const char *text, uint32_t *rgb)
{
	if (text[0] != '#' || strlen(text) != 7 ||
			strspn(text + 1, "0123456789abcdefABCDEF") != 6) {
		return false;
	}
	*rgb = (uint32_t)strtoul(text + 1, NULL, 16);
	return true;
}
