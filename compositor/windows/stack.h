// SPDX-License-Identifier: MIT
/*
 * The order of windows, top first, as a list of struct view: pure list work,
 * the scene follows in view.c.
 *
 * A window lies below its transients. A qube's popups lie directly above the
 * qube's topmost window, and never above another qube's focused window.
 */
#ifndef COMPOSITOR_WINDOWS_STACK_H
#define COMPOSITOR_WINDOWS_STACK_H

#include <stdbool.h>
#include <wayland-util.h>

struct view;

/* Puts a view that was in no list where it may first be seen. focused may be
 * NULL. A window that gets the keyboard is raised afterwards. */
void stack_insert(struct wl_list *views, struct view *view, struct view *focused);

/* Raises a view with its transients and its origin's popups. */
void stack_raise(struct wl_list *views, struct view *view);

/* A view that is in the list has the keyboard from now on: popups of others
 * that are above it go below it, its own come up to its topmost window. */
void stack_sort_popups(struct wl_list *views, struct view *focused);

/* Lowers a view with its whole group of transients below all others. */
void stack_lower(struct wl_list *views, struct view *view);

/* The window at the end of a view's chain of parents, perhaps itself. */
struct view *stack_get_root(struct view *view);

/* Is it that window, or a transient of it? */
bool stack_descends_from(const struct view *view, const struct view *ancestor);

/* The topmost window that is visible and not a popup, for which fn is true
 * (NULL: any); NULL if there is none. */
struct view *stack_find(struct wl_list *views,
		bool (*fn)(const struct view *view, void *user), void *user);

#endif
