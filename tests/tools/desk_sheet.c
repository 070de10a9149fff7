// SPDX-License-Identifier: MIT
/*
 * Draws a desk of made-up windows with the real scene into a PPM file, to be
 * looked at: frames, strip, backdrop, switcher.
 *
 *   desk_sheet OUT.ppm WIDTHxHEIGHT@SCALE [THEME.ini [switcher]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/draw/theme.h"
#include "compositor/frame.h"
#include "compositor/switcher.h"
#include "compositor/view.h"
#include "tests/check.h"
#include "tests/scene/scene.h"

static const struct desk_window {
	const char *label;
	uint32_t rgb;
	const char *qube, *zone, *title;
	struct wlr_box box;
	bool popup;
} windows[] = {
		{"red", 0xcc0000, "untrusted", NULL, "Weather - web browser",
				{60, 90, 520, 300}, false},
		{"green", 0x73d216, "personal", NULL, "user@personal: ~",
				{420, 180, 480, 260}, false},
		{NULL, 0, NULL, NULL, "Settings", {820, 96, 360, 180}, false},
		{"yellow", 0xedd400, "banking", "cloud", "Accounts",
				{120, 470, 420, 190}, false},
		{"blue", 0x3465a4, "work", NULL, "report.odt - LibreOffice",
				{640, 360, 520, 300}, false},
		{"blue", 0x3465a4, "work", NULL, NULL, {700, 420, 160, 180}, true},
};

#define WINDOWS (sizeof(windows) / sizeof(windows[0]))

static void
add_view(struct scene *scene, struct view *view, const struct desk_window *from,
		bool active)
{
	static const float paper[4] = {0.97f, 0.97f, 0.96f, 1};
	struct wlr_scene_tree *layer = scene->server.layers[SERVER_LAYER_VIEWS];

	*view = (struct view){
			.server = &scene->server,
			.qube = from->qube,
			.zone = from->zone,
			.geometry = from->box,
			.popup = from->popup,
			.activated = active,
			.mapped = true,
	};
	if (from->label) {
		view->label = label_make(from->label, from->rgb);
	} else {
		view->app_id = xstrdup("settings");
	}
	view->title = from->title ? xstrdup(from->title) : NULL;
	view->tree = wlr_scene_tree_create(layer);
	view->content = wlr_scene_tree_create(view->tree);
	wlr_scene_rect_create(view->content, from->box.width, from->box.height,
			paper);
	wlr_scene_node_set_position(&view->tree->node, from->box.x, from->box.y);
	wl_list_insert(&scene->server.views, &view->link);
	view->frame = frame_create(view);
}

static void
remove_view(struct view *view)
{
	frame_destroy(view->frame);
	wlr_scene_node_destroy(&view->tree->node);
	wl_list_remove(&view->link);
	free(view->title);
	free(view->app_id);
}

int
main(int argc, char **argv)
{
	struct scene scene;
	struct view views[WINDOWS];
	struct err err;

	if (argc < 3) {
		fprintf(stderr,
				"usage: desk_sheet OUT.ppm WxH@S [THEME.ini "
				"[switcher]]\n");
		return 2;
	}
	scene_init(&scene, argv[2], "");
	if (argc > 3) {
		theme_destroy(scene.server.theme);
		scene.server.theme = theme_create(argv[3], &err);
		assert_non_null(scene.server.theme);
		wl_signal_emit_mutable(&scene.server.events.layout, NULL);
	}
	for (size_t i = 0; i < WINDOWS; i++) {
		add_view(&scene, &views[i], &windows[i], i == WINDOWS - 2);
	}
	wl_signal_emit_mutable(&scene.server.events.views, NULL);
	if (argc > 4) {
		switcher_step(scene.server.switcher, false);
		switcher_step(scene.server.switcher, false);
	}
	scene_settle(&scene);
	scene_write_ppm(&scene, argv[1]);
	switcher_end(scene.server.switcher, false);
	for (size_t i = 0; i < WINDOWS; i++) {
		remove_view(&views[i]);
	}
	scene_finish(&scene);
	return 0;
}
