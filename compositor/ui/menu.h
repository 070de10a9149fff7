// SPDX-License-Identifier: MIT
/*
 * A menu in the trusted layer, for the keyboard and the pointer, with one more
 * menu beside it where a row has more. While it is open nothing that is typed
 * or pressed reaches a client (modal.h).
 */
#ifndef COMPOSITOR_UI_MENU_H
#define COMPOSITOR_UI_MENU_H

#include <stdbool.h>

#include "compositor/draw/menu_paint.h"

#define MENU_MAX_ROWS 64

struct menu;
struct server;
struct view;

/* Both must be set. */
struct menu_owner {
	/* A row was chosen and the menu is closed; for a row with more it is
	 * still open, and menu_open_more is called from within. */
	void (*choose)(void *user, int id);
	/* It was closed without a choice. */
	void (*closed)(void *user);
};

struct menu *menu_create(struct server *server);
void menu_destroy(struct menu *menu); // NULL is allowed

/* Opens it with a corner at a point, inside the output there. Rows are copied;
 * those beyond MENU_MAX_ROWS are left out. It closes when view (may be NULL)
 * goes away. select: the first row is chosen, as with the keyboard. */
void menu_open(struct menu *menu, const struct menu_row *rows, int count,
		int lx, int ly, struct view *view, bool select,
		const struct menu_owner *owner, void *user);

/* Opens a second one beside the chosen row. */
void menu_open_more(struct menu *menu, const struct menu_row *rows, int count);

/* Other rows in place of the first menu's. */
void menu_replace(struct menu *menu, const struct menu_row *rows, int count);

/* Logical size it has with these rows. */
void menu_measure(struct menu *menu, const struct menu_row *rows, int count,
		int *width, int *height);

bool menu_is_open(const struct menu *menu);

#endif
