// SPDX-License-Identifier: MIT
/*
 * What the trusted surfaces look like: leadlight-theme(5). A theme can dress
 * the labels but not hide them: edges have a least width, and text colours
 * that cannot be read are refused.
 */
#ifndef COMPOSITOR_DRAW_THEME_H
#define COMPOSITOR_DRAW_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "common/err.h"
#include "compositor/draw/label.h"
#include "compositor/draw/mark.h"

struct text;

#define THEME_MAX_LABELS 16

enum theme_buttons {
	THEME_BUTTON_MINIMIZE = 1 << 0,
	THEME_BUTTON_MAXIMIZE = 1 << 1,
	THEME_BUTTON_CLOSE = 1 << 2,
};

/* A label dressed by the theme. */
struct theme_label {
	char name[32];
	bool has_rgb, has_mark;
	uint32_t rgb;
	enum mark mark;
};

/* A surface with text on it. */
struct theme_colors {
	uint32_t bar;
	uint32_t text;
};

struct theme {
	char font[160]; // families in order of preference
	double font_size; // logical px
	double contrast; // least of text with what is behind it

	// frame, logical px
	int border; // at least 3
	int title_height;
	int radius; // of the outer top corners
	unsigned int buttons; // bitmask of enum theme_buttons
	bool button_discs; // a disc behind each button, not only on hover

	struct theme_colors inactive; // title bar without the keyboard
	struct theme_colors trusted; // a trusted program's title bar
	struct theme_colors trusted_inactive;
	uint32_t trusted_edge, trusted_ring; // outer and inner half of its edge
	struct theme_colors strip;
	struct theme_colors panel; // switcher and notices
	uint32_t panel_edge;
	uint32_t panel_selected; // row that is chosen
	uint32_t backdrop_top, backdrop_bottom;
	bool backdrop_glass; // the leaded pane in its middle

	struct theme_label labels[THEME_MAX_LABELS];
	int label_count;

	struct text *text; // owned: the fonts
};

/*
 * The theme in the file at path; the built-in one (dark.ini is its copy) where
 * path is NULL or a key is missing. NULL with "file:line: what is wrong" in err
 * on a mistake: nothing of the file is used then.
 */
struct theme *theme_create(const char *path, struct err *err);

/*
 * The theme of a name: config_dir/themes/NAME.ini, else NAME.ini of the
 * installed ones, else the built-in one if the name is "default" or "dark".
 * NULL with err set as above, or if there is no such theme.
 */
struct theme *theme_find(
		const char *name, const char *config_dir, struct err *err);

void theme_destroy(struct theme *theme); // NULL is allowed

/* As theme_create, from text; name stands for the path in errors. */
struct theme *theme_create_from_text(
		const char *name, const char *text, struct err *err);

/* Text that matters less, on a ground: quieter than text, but never below the
 * theme's contrast if text is not. */
uint32_t theme_get_dim(const struct theme *theme, uint32_t text, uint32_t ground);

/* Colour and shape of a label in this theme. */
uint32_t theme_get_label_rgb(
		const struct theme *theme, const struct label *label);
enum mark theme_get_label_mark(
		const struct theme *theme, const struct label *label);

#endif
