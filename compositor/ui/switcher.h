// SPDX-License-Identifier: MIT
/* The window switcher (Alt+Tab): a list of windows with label, qube name and
 * title in the trusted layer. */
#ifndef COMPOSITOR_UI_SWITCHER_H
#define COMPOSITOR_UI_SWITCHER_H

#include <stdbool.h>

struct server;
struct switcher;
struct view;

struct switcher *switcher_create(struct server *server);
void switcher_destroy(struct switcher *switcher);

/* Opens it on the window before the focused one, or moves the choice. all: it
 * opens with the windows of all workspaces. */
void switcher_step(struct switcher *switcher, bool backwards, bool all);

/* Closes it. accept: the chosen window is returned (may be NULL) for the
 * caller to raise and focus. */
struct view *switcher_end(struct switcher *switcher, bool accept);

bool switcher_is_open(const struct switcher *switcher);

/* A view is going away (out of server.views or still there): another one is
 * chosen in its place, or the panel closes with the last. */
void switcher_forget_view(struct switcher *switcher, struct view *view);

#endif
