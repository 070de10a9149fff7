// SPDX-License-Identifier: MIT
/* The trusted strip and the window switcher: what they say about windows, and
 * that nothing lies above them. */
#include <stdlib.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/draw/color.h"
#include "compositor/draw/strip_paint.h"
#include "compositor/draw/theme.h"
#include "compositor/outputs/output.h"
#include "compositor/ui/strip.h"
#include "compositor/ui/switcher.h"
#include "tests/check.h"
#include "tests/scene/pane.h"
#include "tests/scene/scene.h"

static const struct pane_spec red = {.qube = "untrusted",
		.title = "Title",
		.label = "red",
		.rgb = 0xcc0000,
		.box = {40, 80, 200, 100}};
static const struct pane_spec blue = {.qube = "work",
		.title = "Title",
		.label = "blue",
		.rgb = 0x3465a4,
		.box = {60, 120, 200, 100}};
static const struct pane_spec trusted = {
		.title = "Settings", .box = {80, 90, 200, 100}};

static const struct theme *
get_theme(const struct scene *scene)
{
	return scene->server.theme;
}

static void
test_names_the_qube_that_holds_the_keyboard(void **state)
{
	static const struct {
		const char *screen;
		double scale;
	} screens[] = {{"640x400", 1}, {"800x500@1.25", 1.25},
			{"960x600@1.5", 1.5}, {"1280x800@2", 2}};

	for (size_t s = 0; s < sizeof(screens) / sizeof(screens[0]); s++) {
		struct scene scene;
		struct pane a, b, c;
		int end = (int)(400 * screens[s].scale);
		int line = (int)(27 * screens[s].scale);

		scene_init(&scene, screens[s].screen, "");
		assert_int_equal(scene_get_pixel(&scene, 2, 2),
				get_theme(&scene)->strip.bar);
		pane_init(&a, &scene, &red);
		pane_init(&b, &scene, &blue);
		pane_init(&c, &scene, &trusted);
		pane_set_active(&a, true);
		assert_int_equal(scene_get_pixel(&scene, 2, 2), red.rgb);
		assert_int_equal(scene_get_pixel(&scene, end, line), red.rgb);
		assert_int_equal(scene_get_pixel(&scene, end, 2),
				get_theme(&scene)->strip.bar);
		pane_set_active(&a, false);
		pane_set_active(&b, true);
		assert_int_equal(scene_get_pixel(&scene, 2, 2), blue.rgb);
		assert_int_equal(scene_get_pixel(&scene, end, line), blue.rgb);
		pane_set_active(&b, false);
		pane_set_active(&c, true);
		assert_int_equal(scene_get_pixel(&scene, 2, 2),
				get_theme(&scene)->trusted.bar);
		pane_finish(&c);
		assert_int_equal(scene_get_pixel(&scene, 2, 2),
				get_theme(&scene)->strip.bar);
		pane_finish(&b);
		pane_finish(&a);
		scene_finish(&scene);
	}
}

/* The strip covers its place to the last pixel, whatever lies below. */
static void
test_nothing_shows_through(void **state)
{
	static const char *const screens[] = {"640x400", "801x501@1.25",
			"961x601@1.5", "1280x800@2", "700x500@1.1"};
	const struct pane_spec below = {.qube = "q",
			.label = "red",
			.rgb = 0xcc0000,
			.title = "A title that is far longer than what is left of "
				 "the strip on a screen of this width, so that it "
				 "has to be cut before it reaches the clock",
			.box = {-10, -10, 2000, 200},
			.active = true};

	for (size_t s = 0; s < sizeof(screens) / sizeof(screens[0]); s++) {
		struct scene scene;
		struct pane pane;
		struct output *output;
		uint32_t *pixels;
		int width, height, rows;

		scene_init(&scene, screens[s], "");
		pane_init(&pane, &scene, &below);
		scene_settle(&scene);
		output = wl_container_of(scene.server.outputs.next, output, link);
		rows = (int)(28 * (double)output->wlr_output->scale + 0.5);
		pixels = scene_copy(&scene, &width, &height);
		for (int i = 0; i < rows * width; i++) {
			assert_int_not_equal(pixels[i], PANE_COLOR);
		}
		assert_int_equal(pixels[(rows + 1) * width + width / 2],
				PANE_COLOR);
		free(pixels);
		pane_finish(&pane);
		scene_finish(&scene);
	}
}

/* What a copy between qubes came to is said at the end, in place of our name. */
static void
test_a_notice_appears(void **state)
{
	struct scene scene;
	uint32_t *before, *after;
	int width, height;
	int differ = 0;

	scene_init(&scene, "640x400", "");
	before = scene_copy(&scene, &width, &height);
	strip_set_notice(scene.server.strip, "Copied 12 bytes from work");
	after = scene_copy(&scene, &width, &height);
	for (int i = 0; i < 28 * width; i++) {
		bool is_left = i % width < width / 2;

		differ += before[i] != after[i];
		assert_false(is_left && before[i] != after[i]);
	}
	assert_true(differ > 200);
	free(before);
	free(after);
	scene_finish(&scene);
}

static void
test_title_and_mark_appear(void **state)
{
	struct scene scene;
	struct pane pane;
	uint32_t *before, *after;
	int width, height;
	int differ = 0;

	scene_init(&scene, "640x400", "");
	pane_init(&pane, &scene, &red);
	pane_set_active(&pane, true);
	before = scene_copy(&scene, &width, &height);
	pane_set_title(&pane, "Another one");
	after = scene_copy(&scene, &width, &height);
	for (int i = 0; i < 28 * width; i++) {
		bool is_block = i % width < 90;

		differ += before[i] != after[i];
		assert_false(is_block && before[i] != after[i]);
	}
	assert_true(differ > 50);
	assert_int_equal(before[13 * width + 16], COLOR_WHITE);
	free(before);
	free(after);
	pane_finish(&pane);
	scene_finish(&scene);
}

static void
test_one_strip_for_each_screen(void **state)
{
	struct scene scene;
	struct pane pane;

	scene_init(&scene, "640x400", "");
	pane_init(&pane, &scene, &red);
	pane_set_active(&pane, true);
	scene_write_config(&scene, "[output *]\nmode = 1000x300\n");
	server_reload(&scene.server);
	scene_settle(&scene);
	assert_int_equal(scene_get_pixel(&scene, 2, 2), red.rgb);
	assert_int_equal(scene_get_pixel(&scene, 700, 27), red.rgb);
	assert_int_equal(scene_get_pixel(&scene, 998, 2),
			get_theme(&scene)->strip.bar);
	pane_finish(&pane);
	scene_finish(&scene);
}

static void
test_switcher_walks_the_windows(void **state)
{
	struct scene scene;
	struct pane a, b, c, popup;
	struct switcher *switcher;
	struct pane_spec menu = red;

	menu.popup = true;
	scene_init(&scene, "640x400", "");
	switcher = scene.server.switcher;
	switcher_step(switcher, false, false);
	assert_false(switcher_is_open(switcher));
	assert_null(switcher_end(switcher, true));
	pane_init(&a, &scene, &red);
	pane_init(&b, &scene, &blue);
	pane_init(&c, &scene, &trusted);
	pane_init(&popup, &scene, &menu);
	pane_set_active(&c, true);

	switcher_step(switcher, false, false);
	assert_true(switcher_is_open(switcher));
	assert_ptr_equal(switcher_end(switcher, true), &b.view);
	assert_false(switcher_is_open(switcher));
	switcher_step(switcher, false, false);
	switcher_step(switcher, false, false);
	assert_ptr_equal(switcher_end(switcher, true), &a.view);
	switcher_step(switcher, true, false);
	assert_ptr_equal(switcher_end(switcher, true), &a.view);
	for (int i = 0; i < 4; i++) {
		switcher_step(switcher, false, false);
	}
	assert_ptr_equal(switcher_end(switcher, true), &b.view);
	switcher_step(switcher, false, false);
	assert_null(switcher_end(switcher, false));

	switcher_step(switcher, false, false);
	switcher_forget_view(switcher, &b.view);
	pane_finish(&b);
	assert_ptr_equal(switcher_end(switcher, true), &a.view);
	pane_finish(&popup);
	pane_finish(&c);
	pane_finish(&a);
	scene_finish(&scene);
}

static void
test_switcher_ends_with_the_last_window(void **state)
{
	struct scene scene;
	struct pane a;
	struct switcher *switcher;

	scene_init(&scene, "640x400", "");
	switcher = scene.server.switcher;
	pane_init(&a, &scene, &red);
	switcher_step(switcher, false, false);
	assert_true(switcher_is_open(switcher));
	switcher_forget_view(switcher, &a.view);
	pane_finish(&a);
	assert_false(switcher_is_open(switcher));
	assert_null(switcher_end(switcher, true));
	scene_finish(&scene);
}

/* With more windows than rows, the chosen one is always on the panel. */
static void
test_switcher_scrolls(void **state)
{
	struct scene scene;
	struct pane panes[30];
	struct switcher *switcher;

	scene_init(&scene, "640x400", "");
	switcher = scene.server.switcher;
	for (int i = 0; i < 30; i++) {
		pane_init(&panes[i], &scene, i % 2 ? &red : &blue);
	}
	for (int i = 0; i < 30; i++) {
		const struct theme *theme = get_theme(&scene);
		uint32_t *pixels;
		int width, height;
		int selected = 0;

		switcher_step(switcher, false, false);
		scene_settle(&scene);
		pixels = scene_copy(&scene, &width, &height);
		for (int k = 0; k < width * height; k++) {
			selected += pixels[k] == theme->panel_selected;
		}
		assert_true(selected > 8000);
		free(pixels);
	}
	assert_ptr_equal(switcher_end(switcher, true), &panes[0].view);
	for (int i = 0; i < 30; i++) {
		pane_finish(&panes[i]);
	}
	scene_finish(&scene);
}

static void
test_theme_is_read_again(void **state)
{
	struct scene scene;
	struct pane pane;
	uint32_t bar;

	scene_init(&scene, "640x400", "");
	pane_init(&pane, &scene, &red);
	bar = get_theme(&scene)->strip.bar;
	scene_write_config(&scene, "[theme]\nname = nonesuch\n");
	server_reload(&scene.server);
	assert_int_equal(get_theme(&scene)->strip.bar, bar);
	scene_write_theme(&scene, "other",
			"[strip]\nbar = #eeeeee\ntext = #000000\n"
			"[inactive]\nbar = #ffffff\ntext = #000000\n");
	scene_write_config(&scene, "[theme]\nname = other\n");
	server_reload(&scene.server);
	scene_settle(&scene);
	assert_int_equal(scene_get_pixel(&scene, 2, 2), 0xeeeeee);
	assert_int_equal(scene_get_pixel(&scene, 150, 70), 0xffffff);
	pane_finish(&pane);
	scene_finish(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_names_the_qube_that_holds_the_keyboard),
			cmocka_unit_test(test_nothing_shows_through),
			cmocka_unit_test(test_a_notice_appears),
			cmocka_unit_test(test_title_and_mark_appear),
			cmocka_unit_test(test_one_strip_for_each_screen),
			cmocka_unit_test(test_switcher_walks_the_windows),
			cmocka_unit_test(test_switcher_ends_with_the_last_window),
			cmocka_unit_test(test_switcher_scrolls),
			cmocka_unit_test(test_theme_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
