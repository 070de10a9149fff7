// SPDX-License-Identifier: MIT
/*
 * A question of ours: which qube wants to call which service, and the targets
 * to choose from. Texts are plain text in one colour, cut where there is no
 * room, and say so.
 */
#ifndef COMPOSITOR_DRAW_PROMPT_PAINT_H
#define COMPOSITOR_DRAW_PROMPT_PAINT_H

#include <stdbool.h>

#include "compositor/draw/identity.h"
#include "compositor/draw/prompt_layout.h"

#define PROMPT_PAINT_STEPS 16 // of the time until it can be allowed

// share of the text's colour in the ground of the button that allows
#define PROMPT_PAINT_IDLE 0.08
#define PROMPT_PAINT_FILLED 0.28 // where the time is over
#define PROMPT_PAINT_READY 0.9

typedef struct _cairo cairo_t;
struct theme;

struct prompt_spec {
	const struct theme *theme; // borrowed
	struct prompt_layout layout;
	struct identity source; // its texts are borrowed
	const char *request; // borrowed: what it wants, in plain words
	const char *service; // borrowed
	const char *argument; // borrowed; "" for none
	const char *filter; // borrowed: what was typed
	const struct identity *rows; // borrowed: targets on the panel
	int count; // of rows
	int selected; // index in rows, -1: none
	int first; // targets above the first row
	int matching, total; // targets
	int number, of; // which question of how many this is
	const char *hint; // borrowed
	const char *const *choices; // borrowed: times, layout.choices of them
	int remember; // the one that is chosen
	enum prompt_part focus; // part that keys go to
	bool chosen; // there is something to allow
	int step; // 0 to PROMPT_PAINT_STEPS: then it can be allowed
	double scale;
};

/* Lines that a text would take of a width in logical px; at most max. */
int prompt_paint_count_lines(const struct theme *theme, double scale,
		const char *text, int width, int max);

/* All but the button that allows. */
void prompt_paint(const struct prompt_spec *spec, cairo_t *cr, int width,
		int height);

/* The button alone, opaque. */
void prompt_paint_allow(const struct prompt_spec *spec, cairo_t *cr, int width,
		int height);

#endif
