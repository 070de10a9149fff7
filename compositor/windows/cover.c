// SPDX-License-Identifier: MIT
#include "compositor/windows/cover.h"

#include <pixman.h>
#include <stdbool.h>
#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/server.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/view.h"
#include "compositor/windows/view_geometry.h"

#define LEAST_SIDE 256 // logical px; smaller windows hide too little
#define MAX_RECTS 256 // of what covers; more would cost more than they hide
#define HIDE_AT_ONCE 4 // windows a frame; each makes the scene look around

struct cover {
	struct server *server; // borrowed
	struct wlr_scene_tree *tree; // of what is out; never drawn
	bool changed; // since all that is covered was taken out
	int covered; // views that are out
};

struct pass {
	struct cover *cover; // borrowed
	pixman_region32_t covered; // by the views so far
	int hide; // views that may be taken out
	bool revealed; // some came back
};

struct cover *
cover_create(struct server *server)
{
	struct cover *cover = xcalloc(1, sizeof(*cover));

	cover->server = server;
	cover->tree = wlr_scene_tree_create(&server->scene->tree);
	wlr_scene_node_set_enabled(&cover->tree->node, false);
	return cover;
}

void
cover_destroy(struct cover *cover)
{
	free(cover);
}

static bool
is_behind(const struct view *view, pixman_region32_t *covered)
{
	struct frame_extents ext = frame_get_extents(view);
	struct wlr_box outer = placement_get_outer(&view->geometry, &ext);
	pixman_box32_t box = {outer.x, outer.y, outer.x + outer.width,
			outer.y + outer.height};

	return pixman_region32_contains_rectangle(covered, &box) ==
			PIXMAN_REGION_IN;
}

static void
hide(struct pass *pass, struct view *view)
{
	if (view->covered) {
		return;
	}
	if (pass->hide <= 0) {
		pass->cover->changed = true; // another time
		return;
	}
	pass->hide--;
	pass->cover->covered++;
	view->covered = true;
	wlr_scene_node_reparent(&view->tree->node, pass->cover->tree);
}

static void
reveal(struct pass *pass, struct view *view)
{
	if (view->covered) {
		pass->cover->covered--;
		view->covered = false;
		pass->revealed = true; // view_restack puts it where it belongs
	}
}

static void
look_at(struct pass *pass, struct view *view)
{
	const struct wlr_box *box = &view->geometry;

	if (!view_is_visible(view) || !view->qube) {
		reveal(pass, view);
		return;
	}
	if (is_behind(view, &pass->covered)) {
		hide(pass, view);
		return;
	}
	reveal(pass, view);
	if (box->width >= LEAST_SIDE && box->height >= LEAST_SIDE &&
			pixman_region32_n_rects(&pass->covered) < MAX_RECTS) {
		pixman_region32_union_rect(&pass->covered, &pass->covered,
				box->x, box->y, (unsigned int)box->width,
				(unsigned int)box->height);
	}
}

/* From the top down; at most so many are taken out. */
static void
look(struct cover *cover, int n_hide)
{
	struct pass pass = {.cover = cover, .hide = n_hide};
	struct view *view;

	pixman_region32_init(&pass.covered);
	wl_list_for_each(view, &cover->server->above, order_link) {
		look_at(&pass, view);
	}
	wl_list_for_each(view, &cover->server->below, order_link) {
		look_at(&pass, view);
	}
	pixman_region32_fini(&pass.covered);
	if (pass.revealed) {
		view_restack(cover->server);
	}
}

void
cover_reveal(struct cover *cover)
{
	cover->changed = true;
	if (cover->covered > 0) {
		look(cover, 0);
	}
}

void
cover_forget(struct cover *cover, struct view *view)
{
	if (view->covered) {
		view->covered = false;
		cover->covered--;
	}
}

void
cover_hide(struct cover *cover)
{
	if (cover->changed) {
		cover->changed = false;
		look(cover, HIDE_AT_ONCE);
	}
}
