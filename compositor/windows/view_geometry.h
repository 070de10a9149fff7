// SPDX-License-Identifier: MIT
/* What the parts of a view, view.c, view_geometry.c, view_order.c and
 * view_state.c, ask of each other. Nobody else includes this. */
#ifndef COMPOSITOR_WINDOWS_VIEW_GEOMETRY_H
#define COMPOSITOR_WINDOWS_VIEW_GEOMETRY_H

#include <wlr/util/box.h>

struct output;
struct server;
struct view;

/* Gives a view that is being mapped its place, and asks the client to take
 * the size that goes with it. */
void view_geometry_place(struct view *view);

/* The output that shows most of it; NULL only without outputs. */
struct output *view_geometry_get_output(struct view *view);

/* Asks the client for a box, and remembers what was asked. */
void view_geometry_configure(struct view *view, const struct wlr_box *box);

/* Asks it to take the box its state gives it. */
void view_geometry_fill(struct view *view);

/* Puts the scene into the order of server.views. view_restack: but for what is
 * covered, and brings nothing back. */
void view_sync_stack(struct server *server);
void view_restack(struct server *server);

/* Redraws the frame and tells the rest. */
void view_notify(struct view *view);

#endif
