// SPDX-License-Identifier: MIT
#include "compositor/input/key_grab.h"

#include <stdlib.h>
#include <wlr/util/edges.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#include "common/mem.h"
#include "compositor/input/keybind.h"
#include "compositor/input/modal.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/strip.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/view.h"

#define STEP 16 // logical px
#define FINE_STEP 1

struct key_grab {
	struct server *server; // borrowed
	struct view *view; // borrowed; NULL: not going on
	bool resize;
	struct wlr_box start; // where Escape takes it back to
	struct wlr_box restore; // what its tile kept
	uint32_t tiled; // and that
};

static void
move_by(struct view *view, int dx, int dy)
{
	struct frame_extents ext = frame_get_extents(view);
	struct wlr_box outer = placement_get_outer(&view->geometry, &ext);
	struct output *output;
	struct wlr_box box;

	outer.x += dx;
	outer.y += dy;
	output = output_of_box(view->server, &outer);
	if (output) {
		placement_keep_reachable(&outer, &output->work_area, &ext);
	}
	box = placement_get_content(&outer, &ext);
	view_move(view, box.x, box.y);
}

static void
resize_by(struct view *view, int dx, int dy)
{
	struct wlr_box box = view->wanted.width ? view->wanted : view->geometry;

	box.width += dx;
	box.height += dy;
	view_constrain_size(view, &box.width, &box.height);
	view->anchor = WLR_EDGE_LEFT | WLR_EDGE_TOP;
	view_resize(view, &box);
}

static void
finish(struct key_grab *grab)
{
	grab->view = NULL;
	strip_set_mode(grab->server->strip, NULL);
}

static void
restore(struct key_grab *grab)
{
	struct view *view = grab->view;

	view_resize(view, &grab->start);
	view_move(view, grab->start.x, grab->start.y);
	view_set_tiled(view, grab->tiled);
	view->restore = grab->restore;
	finish(grab);
}

static void
step(struct key_grab *grab, int dx, int dy, uint32_t mods)
{
	int length = mods & KEYBIND_MOD_SHIFT ? FINE_STEP : STEP;

	view_drop_tile(grab->view);
	if (grab->resize) {
		resize_by(grab->view, dx * length, dy * length);
	} else {
		move_by(grab->view, dx * length, dy * length);
	}
}

static void
handle_key(void *user, const struct modal_key *key)
{
	struct key_grab *grab = user;

	switch (key->sym) {
	case XKB_KEY_Left:
	case XKB_KEY_KP_Left:
		step(grab, -1, 0, key->mods);
		break;
	case XKB_KEY_Right:
	case XKB_KEY_KP_Right:
		step(grab, 1, 0, key->mods);
		break;
	case XKB_KEY_Up:
	case XKB_KEY_KP_Up:
		step(grab, 0, -1, key->mods);
		break;
	case XKB_KEY_Down:
	case XKB_KEY_KP_Down:
		step(grab, 0, 1, key->mods);
		break;
	case XKB_KEY_Return:
	case XKB_KEY_KP_Enter:
		modal_end(grab->server->modal);
		finish(grab);
		break;
	case XKB_KEY_Escape:
		modal_cancel(grab->server->modal);
		break;
	default:
		break;
	}
}

static void
handle_button(void *user, const struct modal_button *button, double lx, double ly)
{
	struct key_grab *grab = user;

	if (button->pressed) {
		modal_end(grab->server->modal);
		finish(grab);
	}
}

static void
handle_cancel(void *user)
{
	struct key_grab *grab = user;

	if (grab->view->mapped) {
		restore(grab);
	} else {
		finish(grab);
	}
}

static const struct modal_impl impl = {
		.key = handle_key,
		.button = handle_button,
		.cancel = handle_cancel,
};

static void
begin(struct view *view, bool resize)
{
	struct key_grab *grab = view->server->key_grab;

	if (view->popup || view->maximized || view->fullscreen ||
			!view_is_visible(view)) {
		return;
	}
	modal_begin(view->server->modal, &impl, grab, view);
	grab->view = view;
	grab->resize = resize;
	grab->start = view->wanted.width ? view->wanted : view->geometry;
	grab->restore = view->restore;
	grab->tiled = view->tiled;
	strip_set_mode(view->server->strip,
			resize ? "Arrows resize it, Enter keeps, Escape undoes"
			       : "Arrows move it, Enter keeps, Escape undoes");
}

void
key_grab_move(struct view *view)
{
	begin(view, false);
}

void
key_grab_resize(struct view *view)
{
	begin(view, true);
}

void
key_grab_nudge(struct view *view, int dx, int dy)
{
	if (!view->popup && !view->maximized && !view->fullscreen) {
		view_drop_tile(view);
		move_by(view, dx * STEP, dy * STEP);
	}
}

struct key_grab *
key_grab_create(struct server *server)
{
	struct key_grab *grab = xcalloc(1, sizeof(*grab));

	grab->server = server;
	return grab;
}

void
key_grab_destroy(struct key_grab *grab)
{
	free(grab);
}
