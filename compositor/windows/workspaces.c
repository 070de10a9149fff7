// SPDX-License-Identifier: MIT
#include "compositor/windows/workspaces.h"

#include <stdio.h>
#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/input/modal.h"
#include "compositor/input/seat.h"
#include "compositor/server.h"
#include "compositor/windows/cover.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/stack.h"
#include "compositor/windows/view.h"

struct workspaces {
	struct server *server; // borrowed
	int count;
	int current, last;
	char *names[CONFIG_MAX_WORKSPACES]; // owned
	struct view *focus[CONFIG_MAX_WORKSPACES]; // borrowed; had the keyboard last
};

static void
set_names(struct workspaces *workspaces)
{
	const struct config *config = workspaces->server->config;

	for (int i = 0; i < CONFIG_MAX_WORKSPACES; i++) {
		const char *name = config->workspace_names[i];

		free(workspaces->names[i]);
		workspaces->names[i] =
				name ? xstrdup(name) : xformat("%d", i + 1);
	}
}

struct workspaces *
workspaces_create(struct server *server)
{
	struct workspaces *workspaces = xcalloc(1, sizeof(*workspaces));

	workspaces->server = server;
	workspaces->count = server->config->workspace_count;
	set_names(workspaces);
	return workspaces;
}

void
workspaces_destroy(struct workspaces *workspaces)
{
	if (!workspaces) {
		return;
	}
	for (int i = 0; i < CONFIG_MAX_WORKSPACES; i++) {
		free(workspaces->names[i]);
	}
	free(workspaces);
}

int
workspaces_get_count(const struct workspaces *workspaces)
{
	return workspaces->count;
}

int
workspaces_get_current(const struct workspaces *workspaces)
{
	return workspaces->current;
}

const char *
workspaces_get_name(const struct workspaces *workspaces, int index)
{
	return workspaces->names[index];
}

static bool
is_on(const struct view *view, int index)
{
	return !view->popup && !view->sticky && view->workspace == index;
}

bool
workspaces_is_occupied(const struct workspaces *workspaces, int index)
{
	const struct view *view;

	wl_list_for_each(view, &workspaces->server->views, link) {
		if (is_on(view, index)) {
			return true;
		}
	}
	return false;
}

bool
workspaces_is_urgent(const struct workspaces *workspaces, int index)
{
	const struct view *view;

	wl_list_for_each(view, &workspaces->server->views, link) {
		if (is_on(view, index) && view->urgent) {
			return true;
		}
	}
	return false;
}

int
workspaces_get_next(const struct workspaces *workspaces, int step)
{
	int count = workspaces->count;

	return ((workspaces->current + step) % count + count) % count;
}

static bool
is_elsewhere(const struct workspaces *workspaces, const struct view *view)
{
	return !view->sticky && view->workspace != workspaces->current;
}

/* Shows and hides; the keyboard is not touched. */
static void
update_views(struct workspaces *workspaces)
{
	struct view *view;

	wl_list_for_each(view, &workspaces->server->views, link) {
		view_set_elsewhere(view, is_elsewhere(workspaces, view));
	}
	cover_reveal(workspaces->server->cover);
}

/* The keyboard goes to the window that had it here last, stays where it is,
 * or goes to the topmost window. */
static void
update_focus(struct workspaces *workspaces, struct view *wish)
{
	struct server *server = workspaces->server;
	struct view *focus = seat_get_focus(server->seat);
	struct view *next = wish;

	if (!next || !view_is_visible(next)) {
		next = focus && view_is_visible(focus)
				? focus
				: stack_find(&server->views, NULL, NULL);
	}
	seat_focus(server->seat, next);
}

/* The window that had it may have gone out of sight. */
static void
keep_focus(struct workspaces *workspaces)
{
	struct view *focus = seat_get_focus(workspaces->server->seat);

	if (focus && !view_is_visible(focus)) {
		update_focus(workspaces, NULL);
	}
}

static void
remember_focus(struct workspaces *workspaces)
{
	struct view *focus = seat_get_focus(workspaces->server->seat);

	if (!focus || focus->impl->kind != VIEW_LAYER) {
		workspaces->focus[workspaces->current] = focus;
	}
}

void
workspaces_switch(struct workspaces *workspaces, int index)
{
	struct server *server = workspaces->server;

	if (index < 0 || index >= workspaces->count ||
			index == workspaces->current) {
		return;
	}
	modal_cancel(server->modal);
	remember_focus(workspaces);
	workspaces->last = workspaces->current;
	workspaces->current = index;
	update_views(workspaces);
	update_focus(workspaces, workspaces->focus[index]);
	wl_signal_emit_mutable(&server->events.views, NULL);
	seat_refresh_pointer(server->seat);
}

void
workspaces_switch_back(struct workspaces *workspaces)
{
	workspaces_switch(workspaces, workspaces->last);
}

/* Does a view go where root goes? */
static bool
belongs_to(const struct view *view, const struct view *root, int from)
{
	if (view->popup && !view->parent) {
		return view->workspace == from &&
				view_has_same_origin(view, root);
	}
	return stack_descends_from(view, root);
}

static void
put(struct workspaces *workspaces, struct view *view, int index, bool sticky)
{
	struct server *server = workspaces->server;
	struct view *root = stack_get_root(view);
	int from = root->workspace;
	struct view *other;

	root->workspace = index;
	root->sticky = sticky;
	wl_list_for_each(other, &server->views, link) {
		if (other == root || belongs_to(other, root, from)) {
			other->workspace = index;
			other->sticky = sticky;
			view_set_elsewhere(
					other, is_elsewhere(workspaces, other));
			frame_update(other->frame);
		}
	}
	keep_focus(workspaces);
	wl_signal_emit_mutable(&server->events.views, view);
	seat_refresh_pointer(server->seat);
}

void
workspaces_move_view(struct workspaces *workspaces, struct view *view, int index)
{
	if (index >= 0 && index < workspaces->count && view->mapped &&
			(view->sticky || view->workspace != index)) {
		put(workspaces, view, index, false);
	}
}

void
workspaces_set_sticky(
		struct workspaces *workspaces, struct view *view, bool sticky)
{
	if (view->sticky != sticky && view->mapped) {
		put(workspaces, view, workspaces->current, sticky);
	}
}

void
workspaces_configure(struct workspaces *workspaces)
{
	struct server *server = workspaces->server;
	int count = server->config->workspace_count;
	struct view *view;

	set_names(workspaces);
	workspaces->count = count;
	wl_list_for_each(view, &server->views, link) {
		view->workspace = view->workspace < count ? view->workspace
							  : count - 1;
	}
	workspaces->last =
			workspaces->last < count ? workspaces->last : count - 1;
	if (workspaces->current >= count) {
		workspaces->current = count - 1;
	}
	update_views(workspaces);
	keep_focus(workspaces);
	wl_signal_emit_mutable(&server->events.views, NULL);
	seat_refresh_pointer(server->seat);
}

/* The window a new one belongs to: its parent, or for a popup the topmost
 * window of its origin, rather one that is seen. */
static const struct view *
find_owner(struct workspaces *workspaces, const struct view *view)
{
	const struct view *found = NULL;
	const struct view *other;

	if (view->parent && view->parent->mapped) {
		return view->parent;
	}
	if (!view->popup) {
		return NULL;
	}
	wl_list_for_each(other, &workspaces->server->views, link) {
		if (!other->popup && view_has_same_origin(other, view) &&
				(!found || (found->elsewhere && !other->elsewhere))) {
			found = other;
		}
	}
	return found;
}

/* Where its windows open, as the configuration says. */
static int
get_opening(const struct workspaces *workspaces, const struct view *view)
{
	int number = view->qube ? config_get_rule(workspaces->server->config,
						  view->qube, view->label.name)
						  .workspace
				: 0;

	return number > 0 && number <= workspaces->count ? number - 1
							 : workspaces->current;
}

void
workspaces_add_view(struct workspaces *workspaces, struct view *view)
{
	const struct view *owner = find_owner(workspaces, view);

	if (owner) {
		view->workspace = owner->workspace;
		view->sticky = owner->sticky;
	} else if (!view->keep_state) {
		view->workspace = get_opening(workspaces, view);
		view->sticky = false;
	}
	view->elsewhere = is_elsewhere(workspaces, view);
}

void
workspaces_forget_view(struct workspaces *workspaces, struct view *view)
{
	for (int i = 0; i < CONFIG_MAX_WORKSPACES; i++) {
		if (workspaces->focus[i] == view) {
			workspaces->focus[i] = NULL;
		}
	}
}
