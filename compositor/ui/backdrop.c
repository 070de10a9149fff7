// SPDX-License-Identifier: MIT
#include "compositor/ui/backdrop.h"

#include <math.h>
#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/mem.h"
#include "compositor/draw/backdrop_paint.h"
#include "compositor/draw/theme.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/image.h"
#include "compositor/ui/picture.h"

/* The backdrop of one output. */
struct ground {
	struct wl_list link; // backdrop.grounds
	struct server *server; // borrowed
	struct wlr_box box; // of the output
	struct picture *gradient; // owned
	struct picture *glass; // owned
};

struct backdrop {
	struct server *server; // borrowed
	struct wl_list grounds; // list of struct ground, .link

	struct wl_listener layout;
};

static void
paint_gradient(const void *user, cairo_t *cr, int width, int height)
{
	backdrop_paint_gradient(user, cr, width, height);
}

static void
paint_glass(const void *user, cairo_t *cr, int width, int height)
{
	backdrop_paint_glass(user, cr, width, height);
}

static void
show_gradient(struct ground *ground)
{
	const struct theme *theme = ground->server->theme;
	double scale = picture_get_scale(ground->gradient);
	char *key = xformat("gradient %06x %06x", theme->backdrop_top,
			theme->backdrop_bottom);

	picture_show(ground->gradient, &ground->box,
			&(struct image_spec){.key = key,
					.width = 1,
					.height = (int)lround(ground->box.height *
							scale),
					.opaque = true,
					.paint = paint_gradient,
					.user = theme},
			0);
	free(key);
}

static void
show_glass(struct ground *ground)
{
	const struct theme *theme = ground->server->theme;
	int size = (int)lround(BACKDROP_GLASS * picture_get_scale(ground->glass));
	int strip = OUTPUT_STRIP_HEIGHT;
	char *key = xformat("glass %06x", theme->backdrop_bottom);
	struct wlr_box box = {
			.x = ground->box.x +
					(ground->box.width - BACKDROP_GLASS) / 2,
			.y = ground->box.y + strip +
					(ground->box.height - strip -
							BACKDROP_GLASS) /
							2,
			.width = BACKDROP_GLASS,
			.height = BACKDROP_GLASS,
	};

	if (theme->backdrop_glass && ground->box.width > BACKDROP_GLASS &&
			ground->box.height > BACKDROP_GLASS + strip) {
		picture_show(ground->glass, &box,
				&(struct image_spec){.key = key,
						.width = size,
						.height = size,
						.paint = paint_glass,
						.user = theme},
				BACKDROP_GLASS);
	} else {
		picture_hide(ground->glass);
	}
	free(key);
}

static void
handle_rescale(void *user)
{
	struct ground *ground = user;

	show_gradient(ground);
	show_glass(ground);
}

static void
add_ground(struct backdrop *backdrop, const struct output *output)
{
	struct server *server = backdrop->server;
	struct wlr_scene_tree *layer = server->layers[SERVER_LAYER_BACKGROUND];
	struct ground *ground = xcalloc(1, sizeof(*ground));

	ground->server = server;
	ground->box = output->box;
	/* Part of a logical pixel may be left at the ends. */
	ground->box.width++;
	ground->box.height++;
	ground->gradient = picture_create(server, layer, handle_rescale, ground);
	ground->glass = picture_create(server, layer, handle_rescale, ground);
	wl_list_insert(&backdrop->grounds, &ground->link);
	handle_rescale(ground);
}

static void
remove_grounds(struct backdrop *backdrop)
{
	struct ground *ground, *next;

	wl_list_for_each_safe(ground, next, &backdrop->grounds, link) {
		wl_list_remove(&ground->link);
		picture_destroy(ground->gradient);
		picture_destroy(ground->glass);
		free(ground);
	}
}

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct backdrop *backdrop = wl_container_of(listener, backdrop, layout);
	struct output *output;

	remove_grounds(backdrop);
	wl_list_for_each(output, &backdrop->server->outputs, link) {
		add_ground(backdrop, output);
	}
}

struct backdrop *
backdrop_create(struct server *server)
{
	struct backdrop *backdrop = xcalloc(1, sizeof(*backdrop));

	backdrop->server = server;
	wl_list_init(&backdrop->grounds);
	backdrop->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &backdrop->layout);
	handle_layout(&backdrop->layout, NULL);
	return backdrop;
}

void
backdrop_destroy(struct backdrop *backdrop)
{
	if (!backdrop) {
		return;
	}
	wl_list_remove(&backdrop->layout.link);
	remove_grounds(backdrop);
	free(backdrop);
}
