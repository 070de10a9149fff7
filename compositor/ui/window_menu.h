// SPDX-License-Identifier: MIT
/* The menu of what can be done to a window; says which qube it is about. */
#ifndef COMPOSITOR_UI_WINDOW_MENU_H
#define COMPOSITOR_UI_WINDOW_MENU_H

struct view;

/* Opens it at the window's corner, with its first entry chosen. */
void window_menu_open(struct view *view);

/* Opens it where the pointer is. */
void window_menu_open_at(struct view *view, int lx, int ly);

#endif
