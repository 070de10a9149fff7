// SPDX-License-Identifier: MIT
/* The list of minimized windows of all workspaces, as a menu. */
#ifndef COMPOSITOR_UI_WINDOW_LIST_H
#define COMPOSITOR_UI_WINDOW_LIST_H

struct server;
struct window_list;

struct window_list *window_list_create(struct server *server);
void window_list_destroy(struct window_list *list); // NULL is allowed

/* Opens it in the middle of the screen under the pointer, for the keyboard. */
void window_list_open(struct window_list *list);

/* Opens it at a point. */
void window_list_open_at(struct window_list *list, int lx, int ly);

/* How many there are. */
int window_list_count(const struct server *server);

#endif
