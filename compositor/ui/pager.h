// SPDX-License-Identifier: MIT
/* The part of a strip that shows the workspaces and the number of minimized
 * windows, and takes presses on them. */
#ifndef COMPOSITOR_UI_PAGER_H
#define COMPOSITOR_UI_PAGER_H

#include <stdbool.h>
#include <stdint.h>

struct pager;
struct server;
struct wlr_scene_tree;

/* Below a strip's tree. redraw: its owner is to call pager_show. */
struct pager *pager_create(struct server *server, struct wlr_scene_tree *parent,
		void (*redraw)(void *user), void *user);
void pager_destroy(struct pager *pager);

/* Says all its pixels depend on; the caller frees it. */
char *pager_describe(const struct pager *pager);

/* Shows it with its right end at x, in at most room, above a line of this
 * colour; returns its width. Where there is no room for all workspaces only
 * the current one is shown. */
int pager_show(struct pager *pager, int x, int room, uint32_t line);

/* A press, or a turn of the wheel, lx and ly in the layout and x relative to
 * the strip. True if it was on something. */
bool pager_press(struct pager *pager, int x, int lx, int ly);
bool pager_wheel(struct pager *pager, int x, int steps);

#endif
