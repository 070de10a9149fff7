// SPDX-License-Identifier: MIT
/*
 * Whose each pixel of a screen should be, by the windows there are: their
 * order, their boxes, and nothing else.
 */
#ifndef TESTS_ATTACK_MODEL_H
#define TESTS_ATTACK_MODEL_H

#include <stdint.h>

struct scan;
struct server;
struct view;
struct wlr_box;

#define MODEL_FRAME 3 // logical px of its label around every window of a qube

enum model_part {
	MODEL_BEHIND,
	MODEL_EDGE, // of the frame: full of the label's colour
	MODEL_BAR, // of the frame: title and buttons
	MODEL_CORNER, // of the frame: round, and clear outside
	MODEL_CONTENT,
	MODEL_PANEL, // a trusted program's, above windows
};

struct model {
	const struct view **views; // owned; on the screens, lowest first
	int n_views;
	int width, height;
	uint16_t *owner; // owned; index into views
	uint8_t *part; // owned; enum model_part
};

/* Of one screen. panel: where one lies, logical px; empty where there is
 * none. */
void model_make(struct model *model, struct server *server,
		const struct scan *scan, const struct wlr_box *panel);
void model_free(struct model *model);

/* The pixel where a logical position of the layout lies on the screen. */
int model_get_x(const struct scan *scan, int lx);
int model_get_y(const struct scan *scan, int ly);

#endif
