// SPDX-License-Identifier: MIT
/* What frames cost: drawings are shared, made again only for a reason, and at
 * a bounded rate. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_output.h>

#include "compositor/outputs/output.h"
#include "compositor/ui/pacer.h"
#include "compositor/windows/frame.h"
#include "tests/check.h"
#include "tests/scene/look.h"
#include "tests/scene/pane.h"

/* Memory: windows that look alike share their drawings, and nothing stays. */
static void
test_equal_drawings_are_shared(void **state)
{
	struct look look;
	struct pane panes[40];
	struct pane_spec spec = {.qube = "work",
			.title = "same",
			.label = "red",
			.rgb = 0xcc0000,
			.box = look_box};
	struct wl_list *images;
	int before, same;

	look_init(&look, 0);
	images = &look.scene.server.images;
	before = wl_list_length(images);
	for (int i = 0; i < 40; i++) {
		pane_init(&panes[i], &look.scene, &spec);
	}
	same = wl_list_length(images);
	assert_int_equal(same, before + 2);
	pane_set_title(&panes[3], "other");
	assert_int_equal(wl_list_length(images), before + 3);
	pane_set_title(&panes[3], "same");
	assert_int_equal(wl_list_length(images), same);
	for (int i = 0; i < 40; i++) {
		pane_finish(&panes[i]);
	}
	assert_int_equal(wl_list_length(images), before);
	look_finish(&look);
}

/* A qube that renames its windows all the time: a few titles are drawn in a
 * while, and in the end the last one of each. */
static void
test_a_flood_of_titles_is_drawn_slowly(void **state)
{
	struct look look;
	struct pane panes[20], fresh;
	struct pane_spec spec = {.qube = "work",
			.label = "red",
			.rgb = 0xcc0000,
			.box = look_box};
	struct wl_list *images;
	int before, during;

	look_init(&look, 0);
	images = &look.scene.server.images;
	for (int i = 0; i < 20; i++) {
		pane_init(&panes[i], &look.scene, &spec);
	}
	before = wl_list_length(images);
	during = before;
	for (int i = 0; i < 20 * 50; i++) {
		char title[32];

		snprintf(title, sizeof(title), "title %d of %d", i / 20, i % 20);
		free(panes[i % 20].view.title);
		panes[i % 20].view.title = strdup(title);
		frame_update(panes[i % 20].view.frame);
		during = wl_list_length(images) > during ? wl_list_length(images)
							 : during;
	}
	assert_false(pacer_is_idle(look.scene.server.pacer));
	assert_true(during < before + 20);
	pane_set_title(&panes[0], "title 49 of 0");
	assert_true(pacer_is_idle(look.scene.server.pacer));
	assert_int_equal(wl_list_length(images), before + 19);
	spec.title = "title 49 of 7";
	pane_init(&fresh, &look.scene, &spec);
	assert_int_equal(wl_list_length(images), before + 19);
	pane_finish(&fresh);
	for (int i = 0; i < 20; i++) {
		pane_finish(&panes[i]);
	}
	look_finish(&look);
}

static bool
is_drawn(void *user)
{
	struct output *output = user;

	return !output->wlr_output->needs_frame &&
			!output->wlr_output->frame_pending;
}

static void
test_nothing_is_drawn_when_nothing_changed(void **state)
{
	struct look look;
	struct pane pane;
	struct pane_spec spec = {.qube = "work",
			.title = "same",
			.label = "red",
			.rgb = 0xcc0000,
			.box = look_box};
	struct output *output;

	look_init(&look, 1);
	pane_init(&pane, &look.scene, &spec);
	output = wl_container_of(look.scene.server.outputs.next, output, link);
	assert_true(scene_pump(&look.scene, is_drawn, output));
	frame_update(pane.view.frame);
	frame_set_hover(pane.view.frame, FRAME_TITLE, false);
	scene_settle(&look.scene);
	assert_true(is_drawn(output));
	frame_set_hover(pane.view.frame, FRAME_BUTTON_CLOSE, false);
	assert_false(is_drawn(output));
	pane_finish(&pane);
	look_finish(&look);
}

/* The screen's scale changes under a window. */
static void
test_a_frame_follows_the_scale(void **state)
{
	struct look look;
	struct pane pane;
	struct pane_spec spec = {.qube = "work",
			.title = "Title",
			.label = "red",
			.rgb = 0xcc0000,
			.box = look_box,
			.active = true};
	uint32_t *fresh;

	look_init(&look, 3);
	pane_init(&pane, &look.scene, &spec);
	look_again(&look);
	fresh = look.pixels;
	look.pixels = NULL;
	pane_finish(&pane);
	look_finish(&look);

	look_init(&look, 0);
	pane_init(&pane, &look.scene, &spec);
	look_again(&look);
	scene_write_config(
			&look.scene, "[output *]\nmode = 880x680\nscale = 2\n");
	server_reload(&look.scene.server);
	look.scale = 2;
	look_again(&look);
	for (int y = look_at(&look, 92); y < look_at(&look, 120); y++) {
		for (int x = look_at(&look, 56); x < look_at(&look, 384); x++) {
			assert_int_equal(look_get(&look, x, y),
					fresh[y * look.width + x]);
		}
	}
	free(fresh);
	pane_finish(&pane);
	look_finish(&look);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_equal_drawings_are_shared),
			cmocka_unit_test(test_a_flood_of_titles_is_drawn_slowly),
			cmocka_unit_test(test_nothing_is_drawn_when_nothing_changed),
			cmocka_unit_test(test_a_frame_follows_the_scale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
