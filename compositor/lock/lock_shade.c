// SPDX-License-Identifier: MIT
#include "compositor/lock/lock_shade.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/draw/color.h"
#include "compositor/draw/lock_paint.h"
#include "compositor/draw/theme.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/image.h"
#include "compositor/ui/picture.h"

struct shade {
	struct wl_list link; // lock_shades.list
	struct lock_shades *shades; // borrowed
	struct output *output; // borrowed; only compared once it is gone
	struct wlr_output *wlr_output; // borrowed; NULL once it is gone
	struct wlr_box box; // of the output
	struct wlr_scene_tree *tree; // owned
	struct wlr_scene_rect *ground;
	struct picture *words; // owned
	bool committed; // a frame of it went out: number seq
	uint32_t seq;
	bool shown; // and is on the screen

	struct wl_listener commit;
	struct wl_listener present;
	struct wl_listener destroy;
};

struct lock_shades {
	struct server *server; // borrowed
	struct wl_list list; // list of struct shade, .link
	const char *message; // borrowed, may be NULL
	void (*shown)(void *user);
	void *user;

	struct wl_listener layout;
};

static void
paint(const void *user, cairo_t *cr, int width, int height)
{
	lock_paint_draw(user, cr, width, height);
}

static void
show_words(struct shade *shade)
{
	const struct theme *theme = shade->shades->server->theme;
	const struct lock_paint_spec spec = {
			.theme = theme,
			.scale = picture_get_scale(shade->words),
			.message = shade->shades->message,
	};
	int width = lock_paint_get_width(&spec);
	struct wlr_box box = {.width = width < shade->box.width
					? width
					: shade->box.width,
			.height = LOCK_PAINT_HEIGHT};
	char *key;

	if (!spec.message) {
		picture_hide(shade->words);
		return;
	}
	box.x = (shade->box.width - box.width) / 2;
	box.y = (shade->box.height - box.height) / 2;
	key = xformat("lock %p %.4f\n%s", (const void *)theme, spec.scale,
			spec.message);
	picture_show(shade->words, &box,
			&(struct image_spec){.key = key,
					.width = (int)lround(
							box.width * spec.scale),
					.height = (int)lround(
							box.height * spec.scale),
					.opaque = true,
					.paint = paint,
					.user = &spec},
			0);
	free(key);
}

static void
arrange(struct shade *shade)
{
	const struct theme *theme = shade->shades->server->theme;
	float color[4];

	shade->box = shade->output->box;
	wlr_scene_node_set_position(
			&shade->tree->node, shade->box.x, shade->box.y);
	color_to_floats(lock_paint_get_ground(theme), color);
	wlr_scene_rect_set_color(shade->ground, color);
	/* Part of a logical pixel may be left at the ends. */
	wlr_scene_rect_set_size(shade->ground, shade->box.width + 1,
			shade->box.height + 1);
	show_words(shade);
}

static void
handle_rescale(void *user)
{
	show_words(user);
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct shade *shade = wl_container_of(listener, shade, commit);
	const struct wlr_output_event_commit *event = data;

	if (event->state->committed & WLR_OUTPUT_STATE_BUFFER &&
			!shade->committed) {
		shade->committed = true;
		shade->seq = shade->wlr_output->commit_seq;
	}
}

/* Frames that were on their way when the shade came have lower numbers. */
static void
handle_present(struct wl_listener *listener, void *data)
{
	struct shade *shade = wl_container_of(listener, shade, present);
	const struct wlr_output_event_present *event = data;
	struct lock_shades *shades = shade->shades;

	if (!shade->shown && shade->committed && event->presented &&
			(int32_t)(event->commit_seq - shade->seq) >= 0) {
		shade->shown = true;
		shades->shown(shades->user);
	}
}

static void
stop_listening(struct shade *shade)
{
	if (shade->wlr_output) {
		wl_list_remove(&shade->commit.link);
		wl_list_remove(&shade->present.link);
		wl_list_remove(&shade->destroy.link);
		shade->wlr_output = NULL;
	}
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct shade *shade = wl_container_of(listener, shade, destroy);

	stop_listening(shade);
}

static void
add(struct lock_shades *shades, struct output *output)
{
	static const float black[4] = {0, 0, 0, 1};
	struct server *server = shades->server;
	struct shade *shade = xcalloc(1, sizeof(*shade));
	struct wlr_output *wlr_output = output->wlr_output;

	shade->shades = shades;
	shade->output = output;
	shade->wlr_output = wlr_output;
	shade->tree = wlr_scene_tree_create(server->layers[SERVER_LAYER_LOCK]);
	wlr_scene_node_lower_to_bottom(&shade->tree->node);
	shade->ground = wlr_scene_rect_create(shade->tree, 0, 0, black);
	shade->words = picture_create(server, shade->tree, handle_rescale, shade);
	shade->commit.notify = handle_commit;
	wl_signal_add(&wlr_output->events.commit, &shade->commit);
	shade->present.notify = handle_present;
	wl_signal_add(&wlr_output->events.present, &shade->present);
	shade->destroy.notify = handle_destroy;
	wl_signal_add(&wlr_output->events.destroy, &shade->destroy);
	wl_list_insert(&shades->list, &shade->link);
	arrange(shade);
	wlr_output_schedule_frame(wlr_output);
}

static void
drop(struct shade *shade)
{
	stop_listening(shade);
	wl_list_remove(&shade->link);
	picture_destroy(shade->words);
	wlr_scene_node_destroy(&shade->tree->node);
	free(shade);
}

static bool
is_there(const struct lock_shades *shades, const struct shade *shade)
{
	const struct output *output;

	wl_list_for_each(output, &shades->server->outputs, link) {
		if (output == shade->output) {
			return shade->wlr_output != NULL;
		}
	}
	return false;
}

static struct shade *
find(struct lock_shades *shades, const struct output *output)
{
	struct shade *shade;

	wl_list_for_each(shade, &shades->list, link) {
		if (shade->output == output) {
			return shade;
		}
	}
	return NULL;
}

static void
sync_shades(struct lock_shades *shades)
{
	struct shade *shade, *next;
	struct output *output;

	wl_list_for_each_safe(shade, next, &shades->list, link) {
		if (!is_there(shades, shade)) {
			drop(shade);
		}
	}
	wl_list_for_each(output, &shades->server->outputs, link) {
		shade = find(shades, output);
		if (shade) {
			arrange(shade);
		} else {
			add(shades, output);
		}
	}
}

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct lock_shades *shades = wl_container_of(listener, shades, layout);

	sync_shades(shades);
	shades->shown(shades->user);
}

bool
lock_shades_are_shown(const struct lock_shades *shades)
{
	const struct shade *shade;

	wl_list_for_each(shade, &shades->list, link) {
		if (shade->wlr_output && shade->wlr_output->enabled &&
				!shade->shown) {
			return false;
		}
	}
	return true;
}

void
lock_shades_set_message(struct lock_shades *shades, const char *message)
{
	struct shade *shade;

	if (shades->message == message) {
		return;
	}
	shades->message = message;
	wl_list_for_each(shade, &shades->list, link) {
		show_words(shade);
	}
}

struct lock_shades *
lock_shades_create(struct server *server, void (*shown)(void *user), void *user)
{
	struct lock_shades *shades = xcalloc(1, sizeof(*shades));

	shades->server = server;
	shades->shown = shown;
	shades->user = user;
	wl_list_init(&shades->list);
	shades->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &shades->layout);
	sync_shades(shades);
	return shades;
}

void
lock_shades_destroy(struct lock_shades *shades)
{
	struct shade *shade, *next;

	if (!shades) {
		return;
	}
	wl_list_for_each_safe(shade, next, &shades->list, link) {
		drop(shade);
	}
	wl_list_remove(&shades->layout.link);
	free(shades);
}
