// SPDX-License-Identifier: MIT
/*
 * Where a qube's window is: what we show, what the agent believes, and how the
 * two meet. The position is ours, a move is done at once and told; the size is
 * the agent's, it is asked for.
 */
#ifndef COMPOSITOR_QUBE_QUBE_GEOMETRY_H
#define COMPOSITOR_QUBE_QUBE_GEOMETRY_H

#include <stdbool.h>
#include <wlr/util/box.h>

struct qube_window;

/* Moves and resizes what is shown. */
void qube_geometry_set(struct qube_window *window, const struct wlr_box *box);

/* Asks the agent to take a box; nothing changes on the screen yet. */
void qube_geometry_ask(struct qube_window *window, const struct wlr_box *box);

/* Tells the agent where its window is, unless that is only rounding. */
void qube_geometry_tell(struct qube_window *window);

/* The agent's geometry in the layout. Where it did what was asked of it, what
 * was asked; converting would lose fractions. */
struct wlr_box qube_geometry_get_agent(const struct qube_window *window);

/* Keeps a box of the agent's choice on the screen; false for a popup that is
 * parked outside. */
bool qube_geometry_clamp(struct qube_window *window, struct wlr_box *box);

/* The agent did not answer: what is shown stays, also its place. */
void qube_geometry_keep(struct qube_window *window);

/* Takes over what the agent has, or tells it that it cannot be. */
void qube_geometry_take(struct qube_window *window);

#endif
