// SPDX-License-Identifier: MIT
/*
 * Draws what the person's window work looks like into a PPM file, to be looked
 * at: the window menu, the list of minimized windows, the preview of a tile,
 * workspaces on the strip.
 *
 *   window_sheet OUT.ppm WIDTHxHEIGHT@SCALE menu|more|list|snap|mode [THEME]
 */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "compositor/input/key_grab.h"
#include "compositor/ui/window_list.h"
#include "compositor/ui/window_menu.h"
#include "compositor/windows/workspaces.h"
#include "tests/check.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define PAPER 0xf7f7f5
#define WINDOWS 5

static const struct {
	const char *qube, *label, *title;
	uint32_t rgb;
	int width, height;
} windows[WINDOWS] = {
		{"work", "blue", "report.odt - LibreOffice", 0x3465a4, 460, 300},
		{"untrusted", "red", "Weather - web browser", 0xcc0000, 420, 260},
		{"personal", "green", "user@personal: ~", 0x73d216, 380, 220},
		{"banking", "yellow", "Accounts", 0xedd400, 360, 200},
		{NULL, NULL, "Settings", 0, 340, 180},
};

static struct scene scene;
static struct hands hands;
static struct probe probes[WINDOWS];

static void
show(const char *what)
{
	struct view *view = &probes[0].view;

	if (strcmp(what, "list") == 0 || strcmp(what, "snap") == 0) {
		view_set_minimized(&probes[1].view, true);
		view_set_minimized(&probes[2].view, true);
		view_set_minimized(&probes[4].view, true);
	}
	if (strcmp(what, "menu") == 0) {
		window_menu_open(view);
	} else if (strcmp(what, "more") == 0) {
		window_menu_open(view);
		for (int i = 0; i < 7; i++) {
			hands_tap(&hands, KEY_DOWN);
		}
		hands_tap(&hands, KEY_UP);
		hands_tap(&hands, KEY_RIGHT);
	} else if (strcmp(what, "list") == 0) {
		window_list_open(scene.server.window_list);
	} else if (strcmp(what, "snap") == 0) {
		hands_move(&hands, view->geometry.x + 300, view->geometry.y - 8);
		hands_button(&hands, BTN_LEFT, true);
		hands_move(&hands, 300, 300);
		hands_move(&hands, 2, 40);
	} else if (strcmp(what, "mode") == 0) {
		key_grab_move(view);
	}
}

int
main(int argc, char **argv)
{
	char *config;

	if (argc < 4) {
		fprintf(stderr,
				"usage: window_sheet OUT.ppm WxH@S "
				"menu|more|list|snap|mode [THEME]\n");
		return 2;
	}
	config = xformat("[theme]\nname=%s\n[workspaces]\n"
			 "names=Mail, Web, Work\n",
			argc > 4 ? argv[4] : "default");
	scene_init(&scene, argv[2], config);
	hands_init(&hands, &scene);
	for (size_t i = 0; i < WINDOWS; i++) {
		probe_map(&probes[i], &scene, windows[i].qube, windows[i].width,
				windows[i].height, PAPER);
		if (windows[i].qube) {
			probes[i].view.label = label_make(
					windows[i].label, windows[i].rgb);
		}
		view_set_title(&probes[i].view, windows[i].title);
		probe_age(&probes[i]);
	}
	workspaces_move_view(scene.server.workspaces, &probes[3].view, 2);
	view_set_on_top(&probes[0].view, true);
	show(argv[3]);
	scene_settle(&scene);
	scene_write_ppm(&scene, argv[1]);
	for (size_t i = 0; i < WINDOWS; i++) {
		probe_destroy(&probes[i]);
	}
	hands_finish(&hands);
	scene_finish(&scene);
	free(config);
	return 0;
}
