// SPDX-License-Identifier: MIT
#include "compositor/ui/window_list.h"

#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/action.h"
#include "compositor/draw/identity.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/menu.h"
#include "compositor/windows/view.h"
#include "compositor/windows/workspaces.h"

#define HEADER_ROWS 2
#define MAX_WINDOWS (MENU_MAX_ROWS - HEADER_ROWS)

struct window_list {
	struct server *server; // borrowed
	struct menu_row rows[MENU_MAX_ROWS];
	struct view *views[MAX_WINDOWS]; // borrowed
	int count; // of views
	bool open;

	struct wl_listener changed;
};

int
window_list_count(const struct server *server)
{
	const struct view *view;
	int count = 0;

	wl_list_for_each(view, &server->views, link) {
		count += view->minimized && !view->popup;
	}
	return count;
}

static void
fill_row(const struct window_list *list, struct menu_row *row,
		const struct view *view)
{
	const struct server *server = list->server;
	struct identity identity = identity_make(server->theme, view->qube,
			view->zone, &view->label, view->app_id);

	str_copy(row->text, sizeof(row->text), view->title ? view->title : "");
	menu_paint_set_identity(row, &identity);
	if (view->elsewhere) {
		str_copy(row->hint, sizeof(row->hint),
				workspaces_get_name(server->workspaces,
						view->workspace));
	}
}

/* Returns the number of rows. */
static int
fill(struct window_list *list)
{
	struct view *view;

	memset(list->rows, 0, sizeof(list->rows));
	list->rows[0].kind = MENU_HEADER;
	list->rows[1].kind = MENU_SEPARATOR;
	list->count = 0;
	wl_list_for_each(view, &list->server->views, link) {
		if (view->minimized && !view->popup && list->count < MAX_WINDOWS) {
			struct menu_row *row =
					&list->rows[HEADER_ROWS + list->count];

			row->id = list->count;
			fill_row(list, row, view);
			list->views[list->count++] = view;
		}
	}
	str_copy(list->rows[0].text, sizeof(list->rows[0].text),
			list->count > 0 ? "Minimized windows"
					: "No window is minimized");
	return list->count > 0 ? HEADER_ROWS + list->count : 1;
}

static void
handle_choose(void *user, int id)
{
	struct window_list *list = user;

	list->open = false;
	if (id < list->count) {
		action_show(list->views[id]);
	}
}

static void
handle_closed(void *user)
{
	struct window_list *list = user;

	list->open = false;
}

static const struct menu_owner owner = {
		.choose = handle_choose,
		.closed = handle_closed,
};

static void
handle_changed(struct wl_listener *listener, void *data)
{
	struct window_list *list = wl_container_of(listener, list, changed);

	if (list->open) {
		menu_replace(list->server->menu, list->rows, fill(list));
	}
}

static void
open_with(struct window_list *list, int rows, int lx, int ly, bool select)
{
	menu_open(list->server->menu, list->rows, rows, lx, ly, NULL, select,
			&owner, list);
	list->open = true;
}

void
window_list_open_at(struct window_list *list, int lx, int ly)
{
	open_with(list, fill(list), lx, ly, false);
}

void
window_list_open(struct window_list *list)
{
	struct server *server = list->server;
	int rows = fill(list);
	struct output *output;
	int width, height;
	double lx, ly;

	seat_get_pointer(server->seat, &lx, &ly);
	output = output_at(server, lx, ly);
	if (output) {
		const struct wlr_box *area = &output->work_area;

		menu_measure(server->menu, list->rows, rows, &width, &height);
		open_with(list, rows, area->x + (area->width - width) / 2,
				area->y + (area->height - height) / 2, true);
	}
}

struct window_list *
window_list_create(struct server *server)
{
	struct window_list *list = xcalloc(1, sizeof(*list));

	list->server = server;
	list->changed.notify = handle_changed;
	wl_signal_add(&server->events.views, &list->changed);
	return list;
}

void
window_list_destroy(struct window_list *list)
{
	if (list) {
		wl_list_remove(&list->changed.link);
		free(list);
	}
}
