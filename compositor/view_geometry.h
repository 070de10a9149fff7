// SPDX-License-Identifier: MIT
/* What the two halves of a view, view.c and view_geometry.c, ask of each
 * other. Nobody else includes this. */
#ifndef COMPOSITOR_VIEW_GEOMETRY_H
#define COMPOSITOR_VIEW_GEOMETRY_H

struct server;
struct view;

/* Gives a view that is being mapped its place, and asks the client to take
 * the size that goes with it. */
void view_geometry_place(struct view *view);

/* Puts the scene into the order of server.views. */
void view_sync_stack(struct server *server);

/* Redraws the frame and tells the rest. */
void view_notify(struct view *view);

#endif
