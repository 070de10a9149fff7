// SPDX-License-Identifier: MIT
/* What lies below all windows on each output: two pictures of the theme, drawn
 * again only when the outputs or the theme change. */
#ifndef COMPOSITOR_UI_BACKDROP_H
#define COMPOSITOR_UI_BACKDROP_H

struct backdrop;
struct server;

/* Follows server->events by itself. */
struct backdrop *backdrop_create(struct server *server);
void backdrop_destroy(struct backdrop *backdrop); // NULL is allowed

#endif
