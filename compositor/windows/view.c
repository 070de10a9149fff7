// SPDX-License-Identifier: MIT
/* The verbs every view has. Order is stack.c's, rules of focus are focus.c's,
 * where a window goes is placement.c's; here they meet the scene. */
#include "compositor/windows/view.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>

#include "common/loop.h"
#include "common/mem.h"
#include "compositor/input/focus.h"
#include "compositor/input/follow.h"
#include "compositor/input/modal.h"
#include "compositor/input/seat.h"
#include "compositor/server.h"
#include "compositor/ui/switcher.h"
#include "compositor/windows/cover.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/stack.h"
#include "compositor/windows/view_geometry.h"
#include "compositor/windows/view_home.h"
#include "compositor/windows/workspaces.h"

#define MAX_PARENTS 8 // longer chains hang on their first window

void
view_notify(struct view *view)
{
	if (view->frame) {
		frame_update(view->frame);
	}
	wl_signal_emit_mutable(&view->server->events.views, view);
}

void
view_init(struct view *view, struct server *server, const struct view_impl *impl)
{
	view->impl = impl;
	view->server = server;
	view->hints.inc_width = 1;
	view->hints.inc_height = 1;
	view->tree = wlr_scene_tree_create(server->layers[SERVER_LAYER_VIEWS]);
	view->tree->node.data = view;
	view->content = wlr_scene_tree_create(view->tree);
	wlr_scene_node_set_enabled(&view->tree->node, false);
	wl_list_init(&view->link);
	wl_list_init(&view->order_link);
}

static void
forget_children(struct view *view)
{
	struct view *other;

	wl_list_for_each(other, &view->server->views, link) {
		if (other->parent == view) {
			other->parent = view->parent;
		}
	}
}

void
view_finish(struct view *view)
{
	if (view->mapped) {
		view_unmap(view);
	}
	view_home_forget(view);
	forget_children(view);
	view->server->on_top -= view->on_top ? 1 : 0; // a popup's, too
	wlr_scene_node_destroy(&view->tree->node);
	free(view->title);
	free(view->app_id);
}

bool
view_has_same_origin(const struct view *a, const struct view *b)
{
	const char *zone_a = a->zone ? a->zone : "";
	const char *zone_b = b->zone ? b->zone : "";

	if (!a->qube || !b->qube) {
		return !a->qube && !b->qube;
	}
	return strcmp(a->qube, b->qube) == 0 && strcmp(zone_a, zone_b) == 0;
}

static bool
is_same_origin(const struct view *view, void *user)
{
	return view_has_same_origin(view, user);
}

struct view *
view_get_focusable(struct view *view)
{
	if (!view->popup) {
		return view->passive ? NULL : view;
	}
	return stack_find(&view->server->views, is_same_origin, view);
}

void
view_raise(struct view *view)
{
	struct server *server = view->server;

	if (!view->mapped || view->impl->kind == VIEW_LAYER) {
		return;
	}
	stack_raise(&server->views, view);
	view_sync_stack(server);
	wl_signal_emit_mutable(&server->events.views, view);
	seat_refresh_pointer(server->seat);
}

void
view_lower(struct view *view)
{
	struct server *server = view->server;
	struct view *focus = seat_get_focus(server->seat);

	if (!view->mapped || view->popup) {
		return;
	}
	stack_lower(&server->views, view);
	if (focus && view_has_same_origin(focus, view)) {
		seat_focus(server->seat, stack_find(&server->views, NULL, NULL));
	}
	focus = seat_get_focus(server->seat);
	if (focus && focus->impl->kind != VIEW_LAYER) {
		// popups of others may have been above the one that was lowered
		stack_sort_popups(&server->views, focus);
	}
	view_sync_stack(server);
	wl_signal_emit_mutable(&server->events.views, view);
	seat_refresh_pointer(server->seat);
}

void
view_map(struct view *view)
{
	struct server *server = view->server;
	struct view *focus = seat_get_window(server->seat);

	assert(!view->mapped);
	view->mapped = true;
	view->listed = NULL;
	view->shown_msec = loop_now_msec();
	workspaces_add_view(server->workspaces, view);
	view->frame = frame_create(view);
	if (view->impl->kind == VIEW_LOCAL) {
		/* Menus of a trusted program may reach over its frame. */
		wlr_scene_node_raise_to_top(&view->content->node);
	}
	view_geometry_place(view);
	stack_insert(&server->views, view, focus);
	view_sync_stack(server);
	frame_update(view->frame);
	wlr_scene_node_set_enabled(&view->tree->node, view_is_visible(view));
	if (focus_wants_new(view, focus, seat_get_typed_msec(server->seat))) {
		stack_raise(&server->views, view);
		view_sync_stack(server);
		seat_offer(server->seat, view);
	}
	view->launched = false;
	wl_signal_emit_mutable(&server->events.views, view);
	seat_refresh_pointer(server->seat);
}

static struct wlr_box
get_outer(const struct view *view)
{
	struct frame_extents ext = frame_get_extents(view);

	return placement_get_outer(&view->geometry, &ext);
}

void
view_note_uncovering(const struct view *view)
{
	struct wlr_box box = get_outer(view);
	bool below = false;
	struct view *other;

	wl_list_for_each(other, &view->server->views, link) {
		struct wlr_box outer = get_outer(other);
		struct wlr_box common;

		if (below && !view_has_same_origin(view, other) &&
				wlr_box_intersection(&common, &box, &outer)) {
			other->shown_msec = loop_now_msec();
		}
		below |= other == view;
	}
}

void
view_unmap(struct view *view)
{
	struct server *server = view->server;
	struct view *next = NULL;
	bool focused = seat_get_focus(server->seat) == view;

	assert(view->mapped);
	view_note_uncovering(view);
	if (focused) {
		next = focus_get_next(&server->views, view);
	}
	view->mapped = false;
	wl_list_remove(&view->link);
	wl_list_init(&view->link);
	wl_list_remove(&view->order_link);
	wl_list_init(&view->order_link);
	wlr_scene_node_set_enabled(&view->tree->node, false);
	cover_forget(server->cover, view);
	cover_reveal(server->cover);
	seat_forget_view(server->seat, view);
	switcher_forget_view(server->switcher, view);
	workspaces_forget_view(server->workspaces, view);
	modal_forget_view(server->modal, view);
	follow_forget_view(server->follow, view);
	frame_destroy(view->frame);
	view->frame = NULL;
	view->urgent = false;
	if (next) {
		view_raise(next);
		seat_focus(server->seat, next);
	}
	wl_signal_emit_mutable(&server->events.views, NULL);
	seat_refresh_pointer(server->seat);
}

static void
set_text(char **text, const char *value)
{
	free(*text);
	*text = value ? xstrdup(value) : NULL;
}

void
view_set_title(struct view *view, const char *title)
{
	if (view->title && title && strcmp(view->title, title) == 0) {
		return;
	}
	set_text(&view->title, title);
	if (view->mapped) {
		view_notify(view);
	}
}

void
view_set_app_id(struct view *view, const char *app_id)
{
	set_text(&view->app_id, app_id);
}

void
view_set_urgent(struct view *view, bool urgent)
{
	if (view->urgent == urgent || (urgent && view->activated)) {
		return;
	}
	view->urgent = urgent;
	if (view->mapped) {
		view_notify(view);
	}
}

void
view_set_parent(struct view *view, struct view *parent)
{
	int depth = 0;

	for (struct view *v = parent; v; v = v->parent) {
		if (v == view || !view_has_same_origin(v, view)) {
			return; // a circle, or somebody else's window
		}
		if (++depth >= MAX_PARENTS) {
			parent = v;
			break;
		}
	}
	view->parent = parent;
	if (view->mapped && parent && parent->mapped && parent->activated) {
		view_raise(parent);
	}
}

void
view_set_hints(struct view *view, const struct view_hints *hints)
{
	view->hints = *hints;
	if (view->hints.inc_width < 1) {
		view->hints.inc_width = 1;
	}
	if (view->hints.inc_height < 1) {
		view->hints.inc_height = 1;
	}
}

void
view_close(struct view *view)
{
	view->impl->close(view);
}

struct view *
view_try_from_node(struct wlr_scene_node *node)
{
	/* Views are children of a layer, layers are children of the root; a
	 * layer that holds views has its data set (server.c). */
	for (; node && node->parent; node = &node->parent->node) {
		struct wlr_scene_tree *layer = node->parent;

		if (layer->node.parent && !layer->node.parent->node.parent) {
			return layer->node.data ? node->data : NULL;
		}
	}
	return NULL;
}

static bool
is_inside(struct wlr_scene_node *node, const struct wlr_scene_tree *tree)
{
	for (; node; node = node->parent ? &node->parent->node : NULL) {
		if (node == &tree->node) {
			return true;
		}
	}
	return false;
}

struct view *
view_at(struct server *server, double lx, double ly, bool *content, double *sx,
		double *sy)
{
	struct wlr_scene_node *node = NULL;
	struct view *view;
	double nx, ny;

	for (int i = SERVER_LAYER_CURSOR - 1; i >= 0 && !node; i--) {
		node = wlr_scene_node_at(
				&server->layers[i]->node, lx, ly, &nx, &ny);
	}
	view = view_try_from_node(node);
	if (!view) {
		return NULL;
	}
	*content = view->impl->kind == VIEW_LAYER ||
			is_inside(node, view->content);
	*sx = lx - view->geometry.x;
	*sy = ly - view->geometry.y;
	return view;
}
