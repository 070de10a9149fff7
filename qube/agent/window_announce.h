// SPDX-License-Identifier: MIT
/*
 * What the GUI side is told about a window. Nothing is sent while it is not
 * connected; window_announce tells everything when it is.
 */
#ifndef QUBE_AGENT_WINDOW_ANNOUNCE_H
#define QUBE_AGENT_WINDOW_ANNOUNCE_H

struct output_impl;
struct window;

/* For output_create, with the window as user: sends dumps and damage. */
extern const struct output_impl window_announce_output;

/* The whole window, to a GUI side that does not know it. */
void window_announce(struct window *win);

/* The geometry as it is now. */
void window_announce_geometry(struct window *win);

/* The window is no more. */
void window_announce_end(struct window *win);

#endif
