// SPDX-License-Identifier: MIT
/* A menu of ours: rows of text on a panel, with what they are about. */
#ifndef COMPOSITOR_DRAW_MENU_PAINT_H
#define COMPOSITOR_DRAW_MENU_PAINT_H

#include <stdbool.h>

#include "compositor/draw/identity.h"

#define MENU_PAINT_TEXT 160 // bytes of a row's texts
#define MENU_PAINT_NAME 64

typedef struct _cairo cairo_t;
struct theme;

enum menu_kind {
	MENU_ITEM,
	MENU_HEADER, // says what the menu is about; cannot be chosen
	MENU_SEPARATOR,
};

struct menu_row {
	enum menu_kind kind;
	int id; // what the owner knows it by
	bool disabled;
	bool checked;
	bool more; // opens another menu
	char text[MENU_PAINT_TEXT];
	char hint[MENU_PAINT_NAME]; // on the right, such as a chord
	bool has_identity; // the label's block stands before the text
	bool trusted;
	uint32_t rgb;
	enum mark mark;
	char name[MENU_PAINT_NAME], zone[MENU_PAINT_NAME]; // "": none
};

struct menu_spec {
	const struct theme *theme; // borrowed
	const struct menu_row *rows; // borrowed: those on the panel
	int count; // of them
	int selected; // index in rows, -1: none
	bool above, below; // there are more rows
	double scale;
};

/* Copies an identity into a row. */
void menu_paint_set_identity(
		struct menu_row *row, const struct identity *identity);

/* Logical size of the panel. */
int menu_paint_get_width(const struct menu_spec *spec);
int menu_paint_get_height(const struct menu_spec *spec);

/* Where a row begins and how high it is, logical px from the panel's top. */
int menu_paint_get_y(const struct menu_spec *spec, int index);
int menu_paint_get_row_height(const struct menu_row *row);

/* The row at a height, or -1. */
int menu_paint_row_at(const struct menu_spec *spec, double y);

void menu_paint(const struct menu_spec *spec, cairo_t *cr, int width, int height);

#endif
