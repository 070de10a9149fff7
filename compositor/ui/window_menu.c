// SPDX-License-Identifier: MIT
#include "compositor/ui/window_menu.h"

#include "common/str.h"
#include "compositor/action.h"
#include "compositor/config/config.h"
#include "compositor/draw/identity.h"
#include "compositor/server.h"
#include "compositor/ui/menu.h"
#include "compositor/windows/view.h"
#include "compositor/windows/workspaces.h"

#define FIRST_WORKSPACE 1000 // ids from here on are workspaces
#define MAX_ROWS 16

struct rows {
	struct view *view; // borrowed
	struct menu_row rows[MAX_ROWS];
	int count;
};

static struct menu_row *
add(struct rows *rows, enum menu_kind kind, int id, const char *text)
{
	struct menu_row *row = &rows->rows[rows->count++];

	*row = (struct menu_row){.kind = kind, .id = id};
	str_copy(row->text, sizeof(row->text), text);
	return row;
}

static struct menu_row *
add_action(struct rows *rows, enum keybind_action action, const char *text)
{
	struct menu_row *row = add(rows, MENU_ITEM, (int)action, text);

	config_format_chord(rows->view->server->config, action, row->hint,
			sizeof(row->hint));
	return row;
}

static void
add_header(struct rows *rows)
{
	const struct view *view = rows->view;
	struct identity identity = identity_make(view->server->theme,
			view->qube, view->zone, &view->label, view->app_id);

	menu_paint_set_identity(add(rows, MENU_HEADER, 0,
						view->title ? view->title : ""),
			&identity);
	add(rows, MENU_SEPARATOR, 0, "");
}

static void
add_states(struct rows *rows)
{
	const struct view *view = rows->view;
	bool filled = view->maximized || view->fullscreen;

	add_action(rows, KEYBIND_RESTORE, "Restore")->disabled =
			!view_is_arranged(view) && !view->minimized;
	add_action(rows, KEYBIND_MINIMIZE, "Minimize")->disabled =
			view->minimized;
	add_action(rows, KEYBIND_MAXIMIZE, "Maximize")->disabled =
			view->maximized && !view->fullscreen;
	add_action(rows, KEYBIND_MOVE, "Move")->disabled = filled;
	add_action(rows, KEYBIND_RESIZE, "Resize")->disabled = filled;
	add(rows, MENU_SEPARATOR, 0, "");
}

static void
add_places(struct rows *rows)
{
	const struct view *view = rows->view;

	add_action(rows, KEYBIND_ALWAYS_ON_TOP, "Always on top")->checked =
			view->on_top;
	add_action(rows, KEYBIND_ALL_WORKSPACES, "On all workspaces")->checked =
			view->sticky;
	if (workspaces_get_count(view->server->workspaces) > 1) {
		add(rows, MENU_ITEM, KEYBIND_MOVE_TO_WORKSPACE, "To workspace")->more =
				true;
	}
	add(rows, MENU_SEPARATOR, 0, "");
}

static void
open_workspaces(struct view *view)
{
	const struct workspaces *workspaces = view->server->workspaces;
	struct menu_row rows[CONFIG_MAX_WORKSPACES] = {0};
	int count = workspaces_get_count(workspaces);

	for (int i = 0; i < count; i++) {
		rows[i].id = FIRST_WORKSPACE + i;
		rows[i].checked = !view->sticky && view->workspace == i;
		str_copy(rows[i].text, sizeof(rows[i].text),
				workspaces_get_name(workspaces, i));
	}
	menu_open_more(view->server->menu, rows, count);
}

static void
handle_choose(void *user, int id)
{
	struct view *view = user;
	struct keybind_command command = {0};

	if (id == KEYBIND_MOVE_TO_WORKSPACE) {
		open_workspaces(view);
		return;
	}
	if (id >= FIRST_WORKSPACE) {
		command.action = KEYBIND_MOVE_TO_WORKSPACE;
		command.number = id - FIRST_WORKSPACE + 1;
	} else {
		command.action = (enum keybind_action)id;
	}
	if (command.action == KEYBIND_RESTORE && view->minimized) {
		action_show(view);
		return;
	}
	action_run_on_view(view, &command);
}

static void
handle_closed(void *user)
{
}

static const struct menu_owner owner = {
		.choose = handle_choose,
		.closed = handle_closed,
};

static void
open_at(struct view *view, int lx, int ly, bool select)
{
	struct rows rows = {.view = view};

	if (view->popup || !view->mapped || view->impl->kind == VIEW_LAYER) {
		return;
	}
	add_header(&rows);
	add_states(&rows);
	add_places(&rows);
	add_action(&rows, KEYBIND_CLOSE, "Close");
	menu_open(view->server->menu, rows.rows, rows.count, lx, ly, view,
			select, &owner, view);
}

void
window_menu_open(struct view *view)
{
	open_at(view, view->geometry.x, view->geometry.y, true);
}

void
window_menu_open_at(struct view *view, int lx, int ly)
{
	open_at(view, lx, ly, false);
}
