// SPDX-License-Identifier: MIT
#include "compositor/ui/switcher.h"

#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/draw/frame_layout.h"
#include "compositor/draw/switcher_paint.h"
#include "compositor/draw/theme.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/image.h"
#include "compositor/ui/pacer.h"
#include "compositor/ui/picture.h"
#include "compositor/windows/view.h"
#include "compositor/windows/workspaces.h"

#define PANEL_WIDTH 640 // logical px, less on small outputs
#define PANEL_MARGIN 32
#define PANEL_PART 0.7 // most of the output's height it takes
#define MAX_ROWS 12

struct switcher {
	struct server *server; // borrowed
	struct picture *picture; // owned; NULL while closed
	struct view *chosen; // borrowed; NULL while closed
	bool all; // windows of all workspaces
	struct pacer_job redraw;

	struct wl_listener views;
	struct wl_listener layout;
};

static bool
is_listed(const struct switcher *switcher, const struct view *view)
{
	return view->mapped && !view->popup &&
			(switcher->all || !view->elsewhere);
}

/* The next listed view from link on, in either direction round the list. */
static struct view *
find_from(struct switcher *switcher, struct wl_list *from, bool backwards)
{
	struct wl_list *views = &switcher->server->views;
	struct wl_list *at = from;

	do {
		at = backwards ? at->prev : at->next;
		if (at != views) {
			struct view *view = wl_container_of(at, view, link);

			if (is_listed(switcher, view)) {
				return view;
			}
		}
	} while (at != from);
	return NULL;
}

/* How many views are listed, and which of them is chosen. */
static int
count(const struct switcher *switcher, int *chosen)
{
	const struct view *view;
	int n = 0;

	wl_list_for_each(view, &switcher->server->views, link) {
		if (view == switcher->chosen) {
			*chosen = n;
		}
		n += is_listed(switcher, view);
	}
	return n;
}

/* What tells windows of other workspaces apart, or NULL. */
static const char *
get_workspace(const struct switcher *switcher, const struct view *view)
{
	return switcher->all && !view->sticky
			? workspaces_get_name(switcher->server->workspaces,
					  view->workspace)
			: NULL;
}

static void
fill_rows(const struct switcher *switcher, struct switcher_spec *spec,
		struct switcher_row *rows)
{
	const struct view *view;
	int at = -spec->first;

	wl_list_for_each(view, &switcher->server->views, link) {
		if (!is_listed(switcher, view)) {
			continue;
		}
		if (at >= 0 && at < spec->count) {
			rows[at] = (struct switcher_row){
					.identity = identity_make(spec->theme,
							view->qube, view->zone,
							&view->label,
							view->app_id),
					.title = view->title,
					.minimized = view->minimized,
					.workspace = get_workspace(switcher, view),
			};
		}
		at++;
	}
}

/* One line for each row says all that its pixels depend on. */
static char *
make_key(const struct switcher_spec *spec)
{
	char *key = xformat("switcher\n%p %d %d %d %d %.4f",
			(const void *)spec->theme, spec->count, spec->selected,
			spec->first, spec->total, spec->scale);

	for (int i = 0; i < spec->count; i++) {
		const struct switcher_row *row = &spec->rows[i];
		const struct identity *identity = &row->identity;
		char *longer = xformat("%s\n%d %06x %d %d\n%s\n%s\n%s\n%s", key,
				identity->trusted, identity->rgb,
				(int)identity->mark, row->minimized,
				identity->name,
				identity->zone ? identity->zone : "",
				row->workspace ? row->workspace : "",
				row->title ? row->title : "");

		free(key);
		key = longer;
	}
	return key;
}

static void
paint(const void *user, cairo_t *cr, int width, int height)
{
	switcher_paint(user, cr, width, height);
}

static void
show(struct switcher *switcher, struct switcher_spec *spec,
		const struct output *output)
{
	const struct wlr_box *work = &output->work_area;
	int width = work->width - 2 * PANEL_MARGIN;
	int height = switcher_paint_get_height(spec->count);
	struct wlr_box box = {.width = width < PANEL_WIDTH ? width : PANEL_WIDTH,
			.height = height};
	int ox, oy;
	char *key;

	spec->scale = picture_get_scale(switcher->picture);
	key = make_key(spec);
	box.x = work->x + (work->width - box.width) / 2;
	box.y = work->y + (work->height - box.height) / 2;
	ox = box.x - output->box.x;
	oy = box.y - output->box.y;
	picture_show(switcher->picture, &box,
			&(struct image_spec){.key = key,
					.width = frame_layout_get_pixels(ox,
							ox + box.width,
							spec->scale),
					.height = frame_layout_get_pixels(oy,
							oy + height, spec->scale),
					.paint = paint,
					.user = spec},
			height);
	free(key);
}

static void
update(struct switcher *switcher)
{
	struct output *output;
	struct switcher_row rows[MAX_ROWS] = {0};
	struct switcher_spec spec = {
			.theme = switcher->server->theme, .rows = rows};
	int chosen = 0;
	int most;

	if (!switcher->picture) {
		return;
	}
	output = output_of_box(switcher->server, &switcher->chosen->geometry);
	spec.total = count(switcher, &chosen);
	if (!output || spec.total == 0) {
		picture_hide(switcher->picture);
		return;
	}
	most = switcher_paint_get_rows(
			(int)(output->work_area.height * PANEL_PART));
	most = most < MAX_ROWS ? most : MAX_ROWS;
	spec.count = spec.total < most ? spec.total : most;
	spec.first = chosen - spec.count / 2;
	spec.first = spec.first < spec.total - spec.count
			? spec.first
			: spec.total - spec.count;
	spec.first = spec.first > 0 ? spec.first : 0;
	spec.selected = chosen - spec.first;
	fill_rows(switcher, &spec, rows);
	show(switcher, &spec, output);
}

static void
handle_rescale(void *user)
{
	update(user);
}

static void
handle_views(struct wl_listener *listener, void *data)
{
	struct switcher *switcher = wl_container_of(listener, switcher, views);

	if (switcher->picture &&
			pacer_ask(switcher->server->pacer, &switcher->redraw)) {
		update(switcher);
	}
}

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct switcher *switcher = wl_container_of(listener, switcher, layout);

	update(switcher);
}

struct switcher *
switcher_create(struct server *server)
{
	struct switcher *switcher = xcalloc(1, sizeof(*switcher));

	switcher->server = server;
	switcher->redraw.fn = handle_rescale;
	switcher->redraw.user = switcher;
	switcher->views.notify = handle_views;
	wl_signal_add(&server->events.views, &switcher->views);
	switcher->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &switcher->layout);
	return switcher;
}

static void
close_panel(struct switcher *switcher)
{
	pacer_cancel(&switcher->redraw);
	picture_destroy(switcher->picture);
	switcher->picture = NULL;
	switcher->chosen = NULL;
}

void
switcher_destroy(struct switcher *switcher)
{
	if (!switcher) {
		return;
	}
	wl_list_remove(&switcher->views.link);
	wl_list_remove(&switcher->layout.link);
	close_panel(switcher);
	free(switcher);
}

/* Where the choice starts: at the focused window, else at the list's head. */
static struct wl_list *
find_start(struct switcher *switcher)
{
	struct view *view;

	wl_list_for_each(view, &switcher->server->views, link) {
		if (view->activated && is_listed(switcher, view)) {
			return &view->link;
		}
	}
	return &switcher->server->views;
}

void
switcher_step(struct switcher *switcher, bool backwards, bool all)
{
	struct wl_list *from;
	struct view *next;

	if (!switcher->picture) {
		switcher->all = all;
	}
	from = switcher->chosen ? &switcher->chosen->link : find_start(switcher);
	next = find_from(switcher, from, backwards);
	if (!next) {
		return; // there are no windows
	}
	switcher->chosen = next;
	if (!switcher->picture) {
		switcher->picture = picture_create(switcher->server,
				switcher->server->layers[SERVER_LAYER_TRUSTED],
				handle_rescale, switcher);
	}
	update(switcher);
	seat_refresh_pointer(switcher->server->seat); // it covers windows
}

struct view *
switcher_end(struct switcher *switcher, bool accept)
{
	struct view *chosen = switcher->chosen;

	close_panel(switcher);
	seat_refresh_pointer(switcher->server->seat);
	return accept ? chosen : NULL;
}

bool
switcher_is_open(const struct switcher *switcher)
{
	return switcher->picture != NULL;
}

void
switcher_forget_view(struct switcher *switcher, struct view *view)
{
	struct view *next;

	if (switcher->chosen != view) {
		update(switcher);
		return;
	}
	next = find_from(switcher, &view->link, false);
	if (!next || next == view) { // it has left the list already
		next = find_from(switcher, &switcher->server->views, false);
	}
	if (!next || next == view) {
		close_panel(switcher);
		return;
	}
	switcher->chosen = next;
	update(switcher);
}
