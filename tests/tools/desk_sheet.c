// SPDX-License-Identifier: MIT
/*
 * Draws a desk of made-up windows with the real scene into a PPM file, to be
 * looked at: frames, strip, backdrop, switcher, question.
 *
 *   desk_sheet OUT.ppm WIDTHxHEIGHT@SCALE [THEME.ini [switcher|empty|prompt|long|many]]
 */
#include <stdio.h>
#include <string.h>

#include "compositor/draw/label.h"
#include "compositor/draw/theme.h"
#include "compositor/prompt/ask_queue.h"
#include "compositor/prompt/prompt.h"
#include "compositor/ui/switcher.h"
#include "compositor/zone/known_qubes.h"
#include "tests/check.h"
#include "tests/scene/pane.h"
#include "tests/scene/scene.h"

#define PAPER 0xf7f7f5

static const struct pane_spec windows[] = {
		{.qube = "untrusted",
				.label = "red",
				.rgb = 0xcc0000,
				.title = "Weather - web browser",
				.box = {60, 90, 520, 300}},
		{.qube = "personal",
				.label = "green",
				.rgb = 0x73d216,
				.title = "user@personal: ~",
				.box = {420, 180, 480, 260}},
		{.title = "Settings", .box = {820, 96, 360, 180}},
		{.qube = "banking",
				.zone = "cloud",
				.label = "yellow",
				.rgb = 0xedd400,
				.title = "Accounts",
				.box = {120, 470, 420, 190}},
		{.qube = "work",
				.label = "blue",
				.rgb = 0x3465a4,
				.title = "report.odt - LibreOffice",
				.box = {640, 360, 520, 300},
				.active = true},
		{.qube = "work",
				.label = "blue",
				.rgb = 0x3465a4,
				.box = {700, 420, 160, 180},
				.popup = true},
};

#define WINDOWS (sizeof(windows) / sizeof(windows[0]))

#define MANY 300

static struct ask_msg_target targets[MANY] = {
		{"banking", false},
		{"dom0", false},
		{"personal", false},
		{"untrusted", false},
		{"vault", false},
		{"work-archive", false},
		{"personal", true},
		{"untrusted", true},
};

static void
handle_answer(struct ask *ask, const char *target, int seconds)
{
}

static struct ask asks[3];

static void
put_questions(struct scene *scene, const char *kind)
{
	struct known_qubes *known = scene->server.known_qubes;
	struct label black = label_make("black", 0x222222);
	bool is_long = strcmp(kind, "long") == 0;
	bool is_many = strcmp(kind, "many") == 0;

	for (uint32_t i = 0; i < WINDOWS; i++) {
		struct label label;

		if (windows[i].qube) {
			label = label_make(windows[i].label, windows[i].rgb);
			known_qubes_put(known, i, windows[i].qube, &label);
		}
	}
	for (unsigned int i = 8; i < MANY; i++) {
		snprintf(targets[i].qube, sizeof(targets[i].qube),
				"customer-%03u-long-name", i);
	}
	known_qubes_put(known, 100, "vault", &black);
	for (int i = 0; i < 3; i++) {
		asks[i] = (struct ask){
				.msg = {.source = "work",
						.service = "qubes.Filecopy",
						.targets = targets,
						.times = {600, 3600, 28800},
						.time_count = is_long ? 0 : 3,
						.count = is_many	  ? MANY
								: is_long ? 8
									  : 4,
						.preselected = is_long ? 4 : -1},
				.answer = handle_answer};
		if (is_long) {
			memset(asks[i].msg.argument, 'x', 900);
			memcpy(asks[i].msg.argument + 897, "END", 3);
		}
		prompt_put(scene->server.prompt, &asks[i]);
	}
}

int
main(int argc, char **argv)
{
	struct scene scene;
	struct pane panes[WINDOWS];
	struct err err;
	bool empty = argc > 4 && strcmp(argv[4], "empty") == 0;
	size_t count = empty ? 0 : WINDOWS;

	if (argc < 3) {
		fprintf(stderr,
				"usage: desk_sheet OUT.ppm WxH@S [THEME.ini "
				"[switcher|empty|prompt|long|many]]\n");
		return 2;
	}
	scene_init(&scene, argv[2], "");
	if (argc > 3) {
		theme_destroy(scene.server.theme);
		scene.server.theme = theme_create(argv[3], &err);
		assert_non_null(scene.server.theme);
		wl_signal_emit_mutable(&scene.server.events.layout, NULL);
	}
	for (size_t i = 0; i < count; i++) {
		pane_init(&panes[i], &scene, &windows[i]);
		pane_set_content(&panes[i], PAPER);
	}
	if (argc > 4 &&
			(strcmp(argv[4], "prompt") == 0 ||
					strcmp(argv[4], "many") == 0 ||
					strcmp(argv[4], "long") == 0)) {
		put_questions(&scene, argv[4]);
	} else if (argc > 4) {
		switcher_step(scene.server.switcher, false, false);
		switcher_step(scene.server.switcher, false, false);
	}
	scene_settle(&scene);
	scene_write_ppm(&scene, argv[1]);
	switcher_end(scene.server.switcher, false);
	for (size_t i = 0; i < count; i++) {
		pane_finish(&panes[i]);
	}
	scene_finish(&scene);
	return 0;
}
