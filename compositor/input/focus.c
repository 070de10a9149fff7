// SPDX-License-Identifier: MIT
#include "compositor/input/focus.h"

#include "compositor/windows/stack.h"
#include "compositor/windows/view.h"

bool
focus_wants_new(const struct view *view, const struct view *focused,
		int64_t typed_msec)
{
	if (view->popup || view->minimized || view->elsewhere) {
		return false;
	}
	if (view->launched) {
		return true;
	}
	/* Whoever types when the last window ends did not mean the next one, of
	 * whatever qube, that comes up a moment later. */
	return focused ? view_has_same_origin(view, focused)
		       : typed_msec >= FOCUS_TYPING_MSEC;
}

static bool
is_other(const struct view *view, void *user)
{
	return view != user;
}

struct view *
focus_get_next(struct wl_list *views, struct view *leaving)
{
	struct view *parent = leaving->parent;

	// a popup cannot have it: then the one that leaves would keep it
	if (parent && parent->mapped && !parent->minimized &&
			!parent->elsewhere && !parent->popup) {
		return parent;
	}
	return stack_find(views, is_other, leaving);
}

bool
focus_allows_press(const struct view *view, int64_t now_msec)
{
	return now_msec - view->shown_msec >= FOCUS_PRESS_DELAY_MSEC;
}
