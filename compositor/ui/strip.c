// SPDX-License-Identifier: MIT
#include "compositor/ui/strip.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/draw/color.h"
#include "compositor/draw/frame_layout.h"
#include "compositor/draw/strip_paint.h"
#include "compositor/draw/theme.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/image.h"
#include "compositor/ui/pacer.h"
#include "compositor/ui/pager.h"
#include "compositor/ui/picture.h"
#include "compositor/windows/view.h"

#define NOTICE_MSEC 5000
#define PAGER_PART 5 // most of the bar that workspaces take: a fifth

/* The strip of one output: two ends, and between them a bar above a line. */
struct bar {
	struct wl_list link; // strip.bars
	struct strip *strip; // borrowed
	struct wlr_box box; // of the output
	struct wlr_scene_tree *tree; // owned
	struct wlr_scene_rect *fill;
	struct wlr_scene_rect *line;
	struct picture *left; // owned
	struct picture *right; // owned
	struct pager *pager; // owned
	char *shown; // owned: says all that is shown; NULL: nothing is
};

struct strip {
	struct server *server; // borrowed
	struct wl_list bars; // list of struct bar, .link
	char clock[8]; // "23:59"
	const struct view *active; // borrowed: holds the keyboard; NULL: none
	char *title; // owned: the title that is drawn, may be NULL
	struct pacer_job retitle;
	struct wl_event_source *tick; // owned
	char *notice; // owned, may be NULL
	char *lasting; // owned, may be NULL; shown while there is no notice
	const char *holder; // borrowed: ours, has the keyboard; may be NULL
	const char *mode; // borrowed, before any notice; may be NULL
	struct wl_event_source *notice_end; // owned

	struct wl_listener views;
	struct wl_listener layout;
};

/* The view that holds the keyboard, or NULL. */
static const struct view *
find_active(const struct server *server)
{
	const struct view *view =
			server->seat ? seat_get_focus(server->seat) : NULL;

	if (view && view->impl->kind == VIEW_LAYER) {
		return view;
	}
	wl_list_for_each(view, &server->views, link) {
		if (view->activated && view->mapped) {
			return view;
		}
	}
	return NULL;
}

/* What the strip says of who is trusted, or NULL. */
static char *
make_program(const struct view *view, const char *holder)
{
	if (holder) {
		return xformat("Trusted: %s", holder);
	}
	return view && !view->qube
			? xformat("Trusted: %s",
					  view->app_id ? view->app_id : "program")
			: NULL;
}

static void
paint_left(const void *user, cairo_t *cr, int width, int height)
{
	strip_paint_left(user, cr, width, height);
}

static void
paint_right(const void *user, cairo_t *cr, int width, int height)
{
	strip_paint_right(user, cr, width, height);
}

static void
show_end(struct picture *picture, const struct strip_spec *spec, int x,
		int width, struct image_spec *image)
{
	struct wlr_box box = {x, 0, width, OUTPUT_STRIP_HEIGHT};
	char *key = xformat("%s\n%p %d %06x %.4f", image->key,
			(const void *)spec->theme, spec->nobody,
			strip_paint_get_color(spec), spec->scale);

	image->key = key;
	image->width = frame_layout_get_pixels(x, x + width, spec->scale);
	image->height = frame_layout_get_pixels(
			0, OUTPUT_STRIP_HEIGHT, spec->scale);
	image->opaque = true;
	image->user = spec;
	picture_show(picture, &box, image, 0);
	free(key);
}

/* Returns the width it took. */
static int
show_left(struct bar *bar, struct strip_spec *spec, int room)
{
	const struct identity *identity = &spec->identity;
	int width;
	char *key;

	spec->scale = picture_get_scale(bar->left);
	width = strip_paint_get_left_width(spec);
	width = width < room ? width : room;
	key = spec->nobody
			? xstrdup("strip nobody")
			: xformat("strip left %d %d\n%s\n%s\n%s",
					  identity->trusted,
					  (int)identity->mark, identity->name,
					  identity->zone ? identity->zone : "",
					  spec->title ? spec->title : "");
	show_end(bar->left, spec, 0, width,
			&(struct image_spec){.key = key, .paint = paint_left});
	free(key);
	return width;
}

static int
show_right(struct bar *bar, struct strip_spec *spec, int end)
{
	int most = end - bar->box.width / 2;
	int width;
	char *key = xformat("strip right\n%s\n%s", spec->clock,
			spec->notice ? spec->notice : "");

	spec->scale = picture_get_scale(bar->right);
	width = strip_paint_get_right_width(spec);
	if (width > most) { // a notice is cut, not left out
		width = spec->notice ? most : 0;
	}
	show_end(bar->right, spec, end - width, width,
			&(struct image_spec){.key = key, .paint = paint_right});
	free(key);
	return width;
}

static void
show_rect(struct wlr_scene_rect *rect, const struct wlr_box *box, uint32_t rgb)
{
	float color[4];

	color_to_floats(rgb, color);
	wlr_scene_node_set_position(&rect->node, box->x, box->y);
	wlr_scene_rect_set_size(rect, box->width, box->height);
	wlr_scene_rect_set_color(rect, color);
}

static char *
describe(const struct bar *bar, const struct strip_spec *spec)
{
	const struct identity *identity = &spec->identity;

	char *pager = pager_describe(bar->pager);
	char *text = xformat("%s\n%p %g %g %d %d %06x %d\n%s\n%s\n%s\n%s\n%s",
			pager, (const void *)spec->theme,
			picture_get_scale(bar->left),
			picture_get_scale(bar->right), spec->nobody,
			identity->trusted, identity->rgb, (int)identity->mark,
			identity->name ? identity->name : "",
			identity->zone ? identity->zone : "",
			spec->title ? spec->title : "", spec->clock,
			spec->notice ? spec->notice : "");

	free(pager);
	return text;
}

static void
show_bar(struct bar *bar, struct strip_spec *spec)
{
	int height = OUTPUT_STRIP_HEIGHT - STRIP_LINE;
	// where workspaces are does not depend on what is said
	int pager = pager_show(bar->pager, bar->box.width,
			bar->box.width / PAGER_PART, strip_paint_get_color(spec));
	int end = bar->box.width - pager;
	int right = pager + show_right(bar, spec, end);
	int left = show_left(bar, spec, bar->box.width - right);
	int width = bar->box.width - left - right;

	show_rect(bar->fill, &(struct wlr_box){left, 0, width, height},
			spec->theme->strip.bar);
	show_rect(bar->line, &(struct wlr_box){left, height, width, STRIP_LINE},
			strip_paint_get_color(spec));
}

static void
update_bar(struct bar *bar)
{
	const struct strip *strip = bar->strip;
	const struct theme *theme = strip->server->theme;
	const struct view *view = strip->holder ? NULL : strip->active;
	char *program = make_program(view, strip->holder);
	struct strip_spec spec = {
			.theme = theme,
			.nobody = !view && !strip->holder,
			.title = strip->holder ? NULL : strip->title,
			.clock = strip->clock,
			.notice = strip->mode ? strip->mode
					      : strip_get_notice(strip),
	};
	char *now;

	if (view) {
		spec.identity = identity_make(theme, view->qube, view->zone,
				&view->label, program);
	} else if (strip->holder) {
		spec.identity = identity_make(theme, NULL, NULL, NULL, program);
	}
	now = describe(bar, &spec);
	if (!bar->shown || strcmp(now, bar->shown) != 0) {
		show_bar(bar, &spec);
	}
	free(bar->shown);
	bar->shown = now;
	free(program);
}

static void
update_bars(struct strip *strip)
{
	struct bar *bar;

	wl_list_for_each(bar, &strip->bars, link) {
		update_bar(bar);
	}
}

static void
take_title(struct strip *strip)
{
	const char *title = strip->active ? strip->active->title : NULL;

	free(strip->title);
	strip->title = title ? xstrdup(title) : NULL;
}

static void
handle_retitle(void *user)
{
	take_title(user);
	update_bars(user);
}

/* Who holds the keyboard is shown at once; a new title of the same window may
 * wait. */
static void
update(struct strip *strip)
{
	const struct view *view = find_active(strip->server);

	if (view != strip->active) {
		strip->active = view;
		pacer_cancel(&strip->retitle);
		take_title(strip);
	} else if (view &&
			strcmp(view->title ? view->title : "",
					strip->title ? strip->title : "") != 0 &&
			pacer_ask(strip->server->pacer, &strip->retitle)) {
		take_title(strip);
	}
	update_bars(strip);
}

static void
handle_rescale(void *user)
{
	update_bar(user);
}

static void
add_bar(struct strip *strip, const struct output *output)
{
	static const float black[4] = {0, 0, 0, 1};
	struct server *server = strip->server;
	struct bar *bar = xcalloc(1, sizeof(*bar));

	bar->strip = strip;
	bar->box = output->box;
	bar->box.width++; // part of a logical pixel may be left at the end
	bar->tree = wlr_scene_tree_create(server->layers[SERVER_LAYER_TRUSTED]);
	wlr_scene_node_lower_to_bottom(&bar->tree->node);
	wlr_scene_node_set_position(&bar->tree->node, bar->box.x, bar->box.y);
	bar->fill = wlr_scene_rect_create(bar->tree, 0, 0, black);
	bar->line = wlr_scene_rect_create(bar->tree, 0, 0, black);
	bar->left = picture_create(server, bar->tree, handle_rescale, bar);
	bar->right = picture_create(server, bar->tree, handle_rescale, bar);
	bar->pager = pager_create(server, bar->tree, handle_rescale, bar);
	wl_list_insert(&strip->bars, &bar->link);
	update_bar(bar);
}

static void
remove_bars(struct strip *strip)
{
	struct bar *bar, *next;

	wl_list_for_each_safe(bar, next, &strip->bars, link) {
		wl_list_remove(&bar->link);
		picture_destroy(bar->left);
		picture_destroy(bar->right);
		pager_destroy(bar->pager);
		wlr_scene_node_destroy(&bar->tree->node);
		free(bar->shown);
		free(bar);
	}
}

static void
handle_views(struct wl_listener *listener, void *data)
{
	struct strip *strip = wl_container_of(listener, strip, views);

	update(strip);
}

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct strip *strip = wl_container_of(listener, strip, layout);
	struct output *output;

	remove_bars(strip);
	wl_list_for_each(output, &strip->server->outputs, link) {
		add_bar(strip, output);
	}
}

/* Reads the time and comes back when the minute is over. */
static int
handle_tick(void *data)
{
	struct strip *strip = data;
	struct timespec now;
	struct tm local;

	clock_gettime(CLOCK_REALTIME, &now);
	if (localtime_r(&now.tv_sec, &local)) {
		strftime(strip->clock, sizeof(strip->clock), "%H:%M", &local);
	}
	wl_event_source_timer_update(strip->tick,
			(int)(60 - now.tv_sec % 60) * 1000 -
					(int)(now.tv_nsec / 1000000) + 1);
	update(strip);
	return 0;
}

static int
handle_notice_end(void *data)
{
	struct strip *strip = data;

	free(strip->notice);
	strip->notice = NULL;
	update(strip);
	return 0;
}

void
strip_set_notice(struct strip *strip, const char *text)
{
	free(strip->notice);
	strip->notice = text ? xstrdup(text) : NULL;
	wl_event_source_timer_update(strip->notice_end, NOTICE_MSEC);
	update(strip);
}

void
strip_set_lasting(struct strip *strip, const char *text)
{
	if (!text && !strip->lasting) {
		return;
	}
	free(strip->lasting);
	strip->lasting = text ? xstrdup(text) : NULL;
	update(strip);
}

const char *
strip_get_notice(const struct strip *strip)
{
	if (strip->notice) {
		return strip->notice;
	}
	return strip->lasting ? strip->lasting : strip->server->mistake;
}

/* The bar at a point. */
static struct bar *
find_bar(struct strip *strip, double lx, double ly)
{
	struct bar *bar;

	wl_list_for_each(bar, &strip->bars, link) {
		struct wlr_box box = bar->box;

		box.height = OUTPUT_STRIP_HEIGHT;
		if (wlr_box_contains_point(&box, lx, ly)) {
			return bar;
		}
	}
	return NULL;
}

bool
strip_press(struct strip *strip, double lx, double ly)
{
	struct bar *bar = find_bar(strip, lx, ly);

	return bar &&
			pager_press(bar->pager, (int)lx - bar->box.x, (int)lx,
					bar->box.y + OUTPUT_STRIP_HEIGHT);
}

bool
strip_wheel(struct strip *strip, double lx, double ly, int steps)
{
	struct bar *bar = find_bar(strip, lx, ly);

	return bar && pager_wheel(bar->pager, (int)lx - bar->box.x, steps);
}

void
strip_set_mode(struct strip *strip, const char *text)
{
	strip->mode = text;
	update(strip);
}

void
strip_set_holder(struct strip *strip, const char *name)
{
	strip->holder = name;
	update(strip);
}

struct strip *
strip_create(struct server *server)
{
	struct strip *strip = xcalloc(1, sizeof(*strip));

	strip->server = server;
	strip->retitle.fn = handle_retitle;
	strip->retitle.user = strip;
	wl_list_init(&strip->bars);
	strip->tick = wl_event_loop_add_timer(server->loop, handle_tick, strip);
	strip->notice_end = wl_event_loop_add_timer(
			server->loop, handle_notice_end, strip);
	strip->views.notify = handle_views;
	wl_signal_add(&server->events.views, &strip->views);
	strip->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &strip->layout);
	handle_tick(strip);
	handle_layout(&strip->layout, NULL);
	return strip;
}

void
strip_destroy(struct strip *strip)
{
	if (!strip) {
		return;
	}
	wl_list_remove(&strip->views.link);
	wl_list_remove(&strip->layout.link);
	wl_event_source_remove(strip->tick);
	wl_event_source_remove(strip->notice_end);
	free(strip->notice);
	free(strip->lasting);
	pacer_cancel(&strip->retitle);
	remove_bars(strip);
	free(strip->title);
	free(strip);
}
