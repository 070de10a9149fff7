// SPDX-License-Identifier: MIT
#include "compositor/action.h"

#include <stddef.h>

#include "common/log.h"
#include "compositor/clients/programs.h"
#include "compositor/clipboard/clipboard.h"
#include "compositor/input/key_grab.h"
#include "compositor/input/seat.h"
#include "compositor/lock/lock.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/window_list.h"
#include "compositor/ui/window_menu.h"
#include "compositor/windows/snap.h"
#include "compositor/windows/tiling.h"
#include "compositor/windows/view.h"
#include "compositor/windows/workspaces.h"

void
action_show(struct view *view)
{
	struct view *target = view_get_focusable(view);

	if (target) {
		struct server *server = target->server;

		if (target->elsewhere) {
			workspaces_switch(server->workspaces, target->workspace);
		}
		view_set_minimized(target, false);
		view_raise(target);
		seat_focus(server->seat, target);
	}
}

static void
maximize(struct view *view)
{
	view_set_maximized(view, true);
}

static void
toggle_maximize(struct view *view)
{
	view_set_maximized(view, !view->maximized);
}

static void
minimize(struct view *view)
{
	view_set_minimized(view, true);
}

static void
restore(struct view *view)
{
	if (view->fullscreen) {
		view_set_fullscreen(view, false);
	} else if (view->maximized) {
		view_set_maximized(view, false);
	} else if (view->tiled) {
		view_set_tiled(view, 0);
	} else {
		view_set_minimized(view, true);
	}
}

static void
toggle_fullscreen(struct view *view)
{
	view_set_fullscreen(view, !view->fullscreen);
}

static void
toggle_on_top(struct view *view)
{
	view_set_on_top(view, !view->on_top);
}

static void
toggle_sticky(struct view *view)
{
	workspaces_set_sticky(view->server->workspaces, view, !view->sticky);
}

static void
snap_left(struct view *view)
{
	tiling_step(view, WLR_EDGE_LEFT);
}

static void
snap_right(struct view *view)
{
	tiling_step(view, WLR_EDGE_RIGHT);
}

static void
snap_up(struct view *view)
{
	tiling_step(view, WLR_EDGE_TOP);
}

static void
snap_down(struct view *view)
{
	tiling_step(view, WLR_EDGE_BOTTOM);
}

static void
nudge_left(struct view *view)
{
	key_grab_nudge(view, -1, 0);
}

static void
nudge_right(struct view *view)
{
	key_grab_nudge(view, 1, 0);
}

static void
nudge_up(struct view *view)
{
	key_grab_nudge(view, 0, -1);
}

static void
nudge_down(struct view *view)
{
	key_grab_nudge(view, 0, 1);
}

/* What is done to the window that holds the keyboard. */
static void (*const on_view[KEYBIND_COUNT])(struct view *view) = {
		[KEYBIND_WINDOW_MENU] = window_menu_open,
		[KEYBIND_CLOSE] = view_close,
		[KEYBIND_MAXIMIZE] = maximize,
		[KEYBIND_TOGGLE_MAXIMIZE] = toggle_maximize,
		[KEYBIND_RESTORE] = restore,
		[KEYBIND_MINIMIZE] = minimize,
		[KEYBIND_FULLSCREEN] = toggle_fullscreen,
		[KEYBIND_RAISE] = view_raise,
		[KEYBIND_LOWER] = view_lower,
		[KEYBIND_ALWAYS_ON_TOP] = toggle_on_top,
		[KEYBIND_ALL_WORKSPACES] = toggle_sticky,
		[KEYBIND_MOVE] = key_grab_move,
		[KEYBIND_RESIZE] = key_grab_resize,
		[KEYBIND_NUDGE_LEFT] = nudge_left,
		[KEYBIND_NUDGE_RIGHT] = nudge_right,
		[KEYBIND_NUDGE_UP] = nudge_up,
		[KEYBIND_NUDGE_DOWN] = nudge_down,
		[KEYBIND_SNAP_LEFT] = snap_left,
		[KEYBIND_SNAP_RIGHT] = snap_right,
		[KEYBIND_SNAP_UP] = snap_up,
		[KEYBIND_SNAP_DOWN] = snap_down,
};

static const uint32_t tiles[KEYBIND_COUNT] = {
		[KEYBIND_TILE_LEFT] = SNAP_ALL & ~(uint32_t)WLR_EDGE_RIGHT,
		[KEYBIND_TILE_RIGHT] = SNAP_ALL & ~(uint32_t)WLR_EDGE_LEFT,
		[KEYBIND_TILE_TOP] = SNAP_ALL & ~(uint32_t)WLR_EDGE_BOTTOM,
		[KEYBIND_TILE_BOTTOM] = SNAP_ALL & ~(uint32_t)WLR_EDGE_TOP,
		[KEYBIND_TILE_TOP_LEFT] = WLR_EDGE_TOP | WLR_EDGE_LEFT,
		[KEYBIND_TILE_TOP_RIGHT] = WLR_EDGE_TOP | WLR_EDGE_RIGHT,
		[KEYBIND_TILE_BOTTOM_LEFT] = WLR_EDGE_BOTTOM | WLR_EDGE_LEFT,
		[KEYBIND_TILE_BOTTOM_RIGHT] = WLR_EDGE_BOTTOM | WLR_EDGE_RIGHT,
};

/* Those that need to know where to. */
static void
move_to_workspace(struct view *view, const struct keybind_command *command)
{
	struct workspaces *workspaces = view->server->workspaces;
	int index = command->number - 1;

	if (command->action == KEYBIND_MOVE_TO_WORKSPACE_NEXT) {
		index = workspaces_get_next(workspaces, 1);
	} else if (command->action == KEYBIND_MOVE_TO_WORKSPACE_PREVIOUS) {
		index = workspaces_get_next(workspaces, -1);
	}
	workspaces_move_view(workspaces, view, index);
}

void
action_run_on_view(struct view *view, const struct keybind_command *command)
{
	enum keybind_action action = command->action;

	if (on_view[action]) {
		on_view[action](view);
	} else if (tiles[action]) {
		view_set_tiled(view, tiles[action]);
	} else if (action == KEYBIND_MOVE_TO_WORKSPACE ||
			action == KEYBIND_MOVE_TO_WORKSPACE_NEXT ||
			action == KEYBIND_MOVE_TO_WORKSPACE_PREVIOUS) {
		move_to_workspace(view, command);
	}
}

static void
quit(struct server *server, const struct keybind_command *command)
{
	log_info("the chord to end the session was pressed");
	server_quit(server, 0);
}

static void
run(struct server *server, const struct keybind_command *command)
{
	programs_start(server->programs, command->program);
}

static void
copy(struct server *server, const struct keybind_command *command)
{
	clipboard_copy(server->clipboard);
}

static void
paste(struct server *server, const struct keybind_command *command)
{
	clipboard_paste(server->clipboard);
}

static void
release_pointer(struct server *server, const struct keybind_command *command)
{
	seat_release_pointer(server->seat);
}

static void
lock(struct server *server, const struct keybind_command *command)
{
	lock_begin(server->lock);
}

static void
list_windows(struct server *server, const struct keybind_command *command)
{
	window_list_open(server->window_list);
}

static void
show_workspace(struct server *server, const struct keybind_command *command)
{
	workspaces_switch(server->workspaces, command->number - 1);
}

static void
show_next_workspace(struct server *server, const struct keybind_command *command)
{
	workspaces_switch(server->workspaces,
			workspaces_get_next(server->workspaces, 1));
}

static void
show_previous_workspace(
		struct server *server, const struct keybind_command *command)
{
	workspaces_switch(server->workspaces,
			workspaces_get_next(server->workspaces, -1));
}

static void
show_last_workspace(struct server *server, const struct keybind_command *command)
{
	workspaces_switch_back(server->workspaces);
}

/* What is done to the session. */
static void (*const on_server[KEYBIND_COUNT])(struct server *server,
		const struct keybind_command *command) = {
		[KEYBIND_QUIT] = quit,
		[KEYBIND_RUN] = run,
		[KEYBIND_WINDOW_LIST] = list_windows,
		[KEYBIND_CLIPBOARD_COPY] = copy,
		[KEYBIND_CLIPBOARD_PASTE] = paste,
		[KEYBIND_RELEASE_POINTER] = release_pointer,
		[KEYBIND_LOCK] = lock,
		[KEYBIND_WORKSPACE] = show_workspace,
		[KEYBIND_WORKSPACE_NEXT] = show_next_workspace,
		[KEYBIND_WORKSPACE_PREVIOUS] = show_previous_workspace,
		[KEYBIND_WORKSPACE_LAST] = show_last_workspace,
};

void
action_run(struct server *server, const struct keybind_command *command)
{
	struct view *focus = seat_get_focus(server->seat);

	if (on_server[command->action]) {
		on_server[command->action](server, command);
	} else if (focus && focus->impl->kind != VIEW_LAYER) {
		action_run_on_view(focus, command);
	}
}
