// SPDX-License-Identifier: MIT
/*
 * Workspaces: which windows are shown. All outputs show the same one. A
 * window is on one of them or, when sticky, on all; its transients and popups
 * go where it goes. Only the person chooses: nothing a client says changes a
 * window's workspace, or the one that is shown.
 */
#ifndef COMPOSITOR_WINDOWS_WORKSPACES_H
#define COMPOSITOR_WINDOWS_WORKSPACES_H

#include <stdbool.h>
#include <wayland-util.h>

struct server;
struct view;
struct workspaces;

/* With as many as the configuration says. */
struct workspaces *workspaces_create(struct server *server);
void workspaces_destroy(struct workspaces *workspaces); // NULL is allowed

/* Takes number and names of the configuration. Windows of those that are gone
 * move to the last one. */
void workspaces_configure(struct workspaces *workspaces);

/* They are counted from 0. */
int workspaces_get_count(const struct workspaces *workspaces);
int workspaces_get_current(const struct workspaces *workspaces);

/* Its name, or its number counted from 1. */
const char *workspaces_get_name(const struct workspaces *workspaces, int index);

/* Are there windows on it, sticky ones aside? Does one ask for attention? */
bool workspaces_is_occupied(const struct workspaces *workspaces, int index);
bool workspaces_is_urgent(const struct workspaces *workspaces, int index);

/* The one so many further, round in a circle. */
int workspaces_get_next(const struct workspaces *workspaces, int step);

/* Shows another one, and gives the keyboard to the window that had it there
 * last. What does not exist is ignored. */
void workspaces_switch(struct workspaces *workspaces, int index);

/* Back to the one before. */
void workspaces_switch_back(struct workspaces *workspaces);

/* Moves a window with all that belongs to it; it is not followed. */
void workspaces_move_view(
		struct workspaces *workspaces, struct view *view, int index);
void workspaces_set_sticky(
		struct workspaces *workspaces, struct view *view, bool sticky);

/* A window is being mapped, or is gone. */
void workspaces_add_view(struct workspaces *workspaces, struct view *view);
void workspaces_forget_view(struct workspaces *workspaces, struct view *view);

#endif
