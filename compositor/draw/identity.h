// SPDX-License-Identifier: MIT
/*
 * Who a window belongs to, as drawn on every trusted surface: the label's
 * colour as a block, its mark, the qube's name in bold and, for a qube of
 * another zone, the zone. A trusted program has the product's mark instead.
 */
#ifndef COMPOSITOR_DRAW_IDENTITY_H
#define COMPOSITOR_DRAW_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/draw/mark.h"

typedef struct _cairo cairo_t;
struct label;
struct theme;

struct identity {
	bool trusted; // no label: rgb and mark mean nothing
	uint32_t rgb;
	enum mark mark;
	const char *name; // borrowed
	const char *zone; // borrowed; NULL for the local zone
};

/* The identity of a qube (name) or, where qube is NULL, of a trusted program
 * called program. */
struct identity identity_make(const struct theme *theme, const char *qube,
		const char *zone, const struct label *label, const char *program);

/* Room for mark, name and zone, in pixels, with space on both sides. */
int identity_get_width(const struct theme *theme,
		const struct identity *identity, double scale);

/* Draws mark and texts in the colour text from x on, centred on cy, in width:
 * texts are cut if that is less than identity_get_width. */
void identity_draw(const struct theme *theme, const struct identity *identity,
		cairo_t *cr, double scale, uint32_t text, int x, double cy,
		int width);

#endif
