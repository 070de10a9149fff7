// SPDX-License-Identifier: MIT
#include "compositor/windows/stack.h"

#include "compositor/windows/view.h"

/* Longer chains of transients are cut when they are made (view.c). */
#define MAX_DEPTH 8

static void
move_to_top(struct wl_list *views, struct view *view)
{
	wl_list_remove(&view->link);
	wl_list_insert(views, &view->link);
}

bool
stack_descends_from(const struct view *view, const struct view *ancestor)
{
	for (int i = 0; view && i < MAX_DEPTH; i++) {
		if (view == ancestor) {
			return true;
		}
		view = view->parent;
	}
	return false;
}

struct view *
stack_get_root(struct view *view)
{
	for (int i = 0; view->parent && view->parent->mapped && i < MAX_DEPTH;
			i++) {
		view = view->parent;
	}
	return view;
}

/* Moves every view for which fn is true to the top, in the order they have. */
static void
lift(struct wl_list *views,
		bool (*fn)(const struct view *view, const struct view *arg),
		const struct view *arg)
{
	struct wl_list lifted;
	struct view *view, *tmp;

	wl_list_init(&lifted);
	wl_list_for_each_reverse_safe(view, tmp, views, link) {
		if (fn(view, arg)) {
			move_to_top(&lifted, view);
		}
	}
	wl_list_insert_list(views, &lifted);
}

static bool
is_popup_of(const struct view *view, const struct view *arg)
{
	return view->popup && view_has_same_origin(view, arg);
}

void
stack_raise(struct wl_list *views, struct view *view)
{
	struct view *chain[MAX_DEPTH];
	struct view *root = stack_get_root(view);
	int n = 0;

	if (view->popup) {
		lift(views, is_popup_of, view);
		return;
	}
	for (struct view *v = view; v != root && n < MAX_DEPTH; v = v->parent) {
		chain[n++] = v;
	}
	lift(views, stack_descends_from, root);
	while (n > 0) {
		lift(views, stack_descends_from, chain[--n]);
	}
	lift(views, is_popup_of, view);
}

void
stack_lower(struct wl_list *views, struct view *view)
{
	struct view *root = stack_get_root(view);
	struct wl_list lowered;
	struct view *other, *tmp;

	wl_list_init(&lowered);
	wl_list_for_each_reverse_safe(other, tmp, views, link) {
		if (stack_descends_from(other, root)) {
			move_to_top(&lowered, other);
		}
	}
	wl_list_insert_list(views->prev, &lowered);
}

static bool
is_seen(const struct view *view)
{
	return !view->minimized && !view->elsewhere;
}

/* Above the topmost window of the view's origin, if it has one. */
static struct view *
find_sibling(struct wl_list *views, const struct view *view)
{
	struct view *other;

	wl_list_for_each(other, views, link) {
		if (is_seen(other) && view_has_same_origin(other, view)) {
			return other;
		}
	}
	return NULL;
}

static struct view *
find_topmost_descendant(struct wl_list *views, const struct view *parent)
{
	struct view *other;

	wl_list_for_each(other, views, link) {
		if (stack_descends_from(other, parent)) {
			return other;
		}
	}
	return NULL;
}

static bool
is_above(struct wl_list *views, const struct view *a, const struct view *b)
{
	struct view *view;

	wl_list_for_each(view, views, link) {
		if (view == a) {
			return true;
		}
		if (view == b) {
			return false;
		}
	}
	return false;
}

/* The lowest window of a view's group of transients. */
static struct view *
find_lowest_relative(struct wl_list *views, struct view *view)
{
	struct view *root = stack_get_root(view);
	struct view *lowest = view;
	struct view *other;

	wl_list_for_each(other, views, link) {
		if (stack_descends_from(other, root)) {
			lowest = other;
		}
	}
	return lowest;
}

void
stack_insert(struct wl_list *views, struct view *view, struct view *focused)
{
	bool stranger = focused && !view_has_same_origin(focused, view);
	struct view *above = NULL; // view goes directly above this one

	if (view->popup) {
		above = find_sibling(views, view);
	} else if (view->parent && view->parent->mapped) {
		above = find_topmost_descendant(views, view->parent);
	}
	if (above && !(stranger && is_above(views, above, focused))) {
		wl_list_insert(above->link.prev, &view->link);
	} else if (stranger) {
		wl_list_insert(&find_lowest_relative(views, focused)->link,
				&view->link);
	} else {
		wl_list_insert(views, &view->link);
	}
}

static void
sink_strangers(struct wl_list *views, struct view *focused)
{
	struct wl_list *below = &find_lowest_relative(views, focused)->link;
	struct view *view, *tmp;

	wl_list_for_each_safe(view, tmp, views, link) {
		if (view == focused) {
			break;
		}
		if (view->popup && !view_has_same_origin(view, focused)) {
			wl_list_remove(&view->link);
			wl_list_insert(below, &view->link);
			below = &view->link;
		}
	}
}

static void
lift_own(struct wl_list *views, const struct view *focused)
{
	struct wl_list *top = NULL; // its origin's topmost window
	struct view *view, *tmp;

	wl_list_for_each_safe(view, tmp, views, link) {
		if (!view_has_same_origin(view, focused)) {
			continue;
		}
		if (!view->popup) {
			top = top ? top : &view->link;
		} else if (top) {
			wl_list_remove(&view->link);
			wl_list_insert(top->prev, &view->link);
		}
	}
}

void
stack_sort_popups(struct wl_list *views, struct view *focused)
{
	sink_strangers(views, focused);
	lift_own(views, focused);
}

struct view *
stack_find(struct wl_list *views,
		bool (*fn)(const struct view *view, void *user), void *user)
{
	struct view *view;

	wl_list_for_each(view, views, link) {
		if (!view->popup && is_seen(view) && (!fn || fn(view, user))) {
			return view;
		}
	}
	return NULL;
}
