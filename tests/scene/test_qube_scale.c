// SPDX-License-Identifier: MIT
/* Windows of qubes at scales other than one: each of their pixels is one pixel
 * of the densest screen. */
#include <math.h>
#include <stdlib.h>
#include <wlr/backend/headless.h>

#include "common/mem.h"
#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define GREEN 0x10c020u
#define YELLOW 0xf0e020u

/* A colour that no other pixel of a 1,000 x 1,000 picture has. */
static uint32_t
make_color(uint32_t x, uint32_t y)
{
	return (x * 40503u ^ y * 48271u ^ 0x345678u) & 0xffffff;
}

static void
draw_pattern(struct fake_window *window)
{
	const struct gui_rect *at = &window->geometry;

	for (uint32_t y = 0; y < at->height; y++) {
		for (uint32_t x = 0; x < at->width; x++) {
			window->pixels[y * at->width + x] = make_color(x, y);
		}
	}
	fake_window_damage(window,
			&(struct gui_rect){0, 0, at->width, at->height});
}

/* Every pixel along a diagonal, and the corners, are where they belong; crop:
 * pixels at the right and lower border that are not shown. */
static void
check_pattern(struct rig *rig, struct fake_window *window, uint32_t crop)
{
	struct view *view = rig_get_view(rig, window);
	double scale = rig->scene.server.plane_scale;
	int ox = (int)lround(view->geometry.x * scale);
	int oy = (int)lround(view->geometry.y * scale);
	uint32_t width = window->geometry.width - crop;
	uint32_t height = window->geometry.height - crop;

	for (uint32_t i = 0; i < width && i < height; i++) {
		assert_int_equal(scene_get_pixel(&rig->scene, ox + (int)i,
						 oy + (int)i),
				make_color(i, i));
	}
	assert_int_equal(scene_get_pixel(&rig->scene, ox + (int)width - 1, oy),
			make_color(width - 1, 0));
	assert_int_equal(scene_get_pixel(&rig->scene, ox, oy + (int)height - 1),
			make_color(0, height - 1));
	assert_int_equal(scene_get_pixel(&rig->scene, ox + (int)width, oy + 10),
			RIG_RED); // the frame begins right there
}

static void
check_scale(const char *screen, double scale)
{
	struct rig rig;
	struct fake_window window;
	struct view *view;

	rig_init(&rig, screen);
	assert_float_equal(rig.scene.server.plane_scale, scale, 1e-6);
	assert_int_equal(rig.red.xconf.width, 1200);
	rig_open(&rig, &window, &rig.red, 7, 303, 201, GREEN);
	view = rig_get_view(&rig, &window);
	view_resize(view,
			&(struct wlr_box){view->geometry.x, view->geometry.y,
					161, 99});
	rig_settle(&rig);
	assert_int_equal(view->geometry.width, 161);
	assert_int_equal(window.geometry.width, lround(161 * scale));
	assert_int_equal(window.geometry.height, lround(99 * scale));
	assert_int_equal(window.geometry.x, lround(view->geometry.x * scale));
	draw_pattern(&window);
	rig_settle(&rig);
	check_pattern(&rig, &window, 0);
	view_move(view, 211, 133);
	rig_settle(&rig);
	check_pattern(&rig, &window, 0);
	rig_finish(&rig);
}

static void
test_pixels_are_exact_at_two(void **state)
{
	check_scale("1200x900@2", 2);
}

static void
test_pixels_are_exact_at_one_and_a_half(void **state)
{
	check_scale("1200x900@1.5", 1.5);
}

static void
test_pixels_are_exact_at_one_and_a_quarter(void **state)
{
	check_scale("1200x900@1.25", 1.25);
}

static void
test_an_odd_size_is_cut_not_stretched(void **state)
{
	struct rig rig;
	struct fake_window menu;
	const struct gui_rect at = {301, 203, 121, 91};

	rig_init(&rig, "1200x900@2");
	fake_window_create_popup(&menu, &rig.red, 8, &at, YELLOW);
	fake_window_map(&menu, 0);
	rig_settle(&rig);
	draw_pattern(&menu);
	rig_settle(&rig);
	check_pattern(&rig, &menu, 1);
	assert_int_equal(fake_qube_count(&rig.red, GUI_MSG_CONFIGURE, 8), 0);
	rig_finish(&rig);
}

/* A terminal would lose a row and a column over a pixel. */
static void
test_an_odd_size_is_asked_for_as_it_is(void **state)
{
	struct rig rig;
	struct fake_window window;
	struct view *view;

	rig_init(&rig, "1200x900@1.5");
	rig_open(&rig, &window, &rig.red, 7, 304, 202, GREEN);
	view = rig_get_view(&rig, &window);
	assert_int_equal(window.geometry.width, 304);
	assert_int_equal(window.geometry.height, 202);
	fake_qube_forget(&rig.red);
	view_move(view, 211, 133);
	rig_settle(&rig);
	assert_int_equal(fake_qube_count(&rig.red, GUI_MSG_CONFIGURE, 7), 1);
	assert_int_equal(window.geometry.width, 304);
	assert_int_equal(window.geometry.height, 202);
	assert_int_equal(window.geometry.x, lround(view->geometry.x * 1.5));
	rig_finish(&rig);
}

static void
test_a_new_scale_reaches_the_agent(void **state)
{
	struct rig rig;
	struct fake_window window;
	struct view *view;

	rig_init(&rig, "1200x900");
	rig_open(&rig, &window, &rig.red, 7, 160, 100, GREEN);
	view = rig_get_view(&rig, &window);
	scene_write_config(&rig.scene, "[output *]\nmode=1200x900\nscale=2\n");
	server_reload(&rig.scene.server);
	rig_settle(&rig);
	assert_int_equal(view->geometry.width, 160);
	assert_int_equal(window.geometry.width, 320);
	assert_int_equal(window.geometry.x, 2 * view->geometry.x);
	draw_pattern(&window);
	rig_settle(&rig);
	check_pattern(&rig, &window, 0);
	rig_finish(&rig);
}

static void
set_scale(struct rig *rig, const char *scale)
{
	char *config = xformat("[output *]\nmode=1200x900\nscale=%s\n", scale);

	scene_write_config(&rig->scene, config);
	free(config);
	server_reload(&rig->scene.server);
	rig_settle(rig);
}

static void
check_asked(struct rig *rig, uint32_t width, uint32_t height)
{
	const struct gui_msg *msg =
			fake_qube_last(&rig->red, GUI_MSG_CONFIGURE, 7);

	assert_non_null(msg);
	assert_int_equal(msg->configure.geometry.width, width);
	assert_int_equal(msg->configure.geometry.height, height);
}

/* Two changes, faster than the agent follows. */
static void
test_a_scale_that_did_not_last_leaves_no_trace(void **state)
{
	struct rig rig;
	struct fake_window window;
	struct gui_rect late;
	struct view *view;
	struct wlr_box before;

	rig_init(&rig, "1200x900");
	rig_open(&rig, &window, &rig.red, 7, 160, 100, GREEN);
	view = rig_get_view(&rig, &window);
	before = view->geometry;
	rig.red.auto_ack = false;
	set_scale(&rig, "2");
	check_asked(&rig, 320, 200);
	set_scale(&rig, "1");
	late = (struct gui_rect){2 * before.x, 2 * before.y, 320, 200};
	fake_window_configure(&window, &late); // answers the first
	fake_window_dump(&window, true);
	rig_settle(&rig);
	assert_true(wlr_box_equal(&view->geometry, &before));
	check_asked(&rig, 160, 100);
	rig.red.auto_ack = true;
	fake_window_configure(&window,
			&(struct gui_rect){before.x, before.y, 160, 100});
	rig_settle(&rig);
	/* and an agent that hears of the scale later than of the size */
	fake_window_configure(&window, &late);
	rig_settle(&rig);
	assert_true(wlr_box_equal(&view->geometry, &before));
	assert_int_equal(window.geometry.width, 160);
	assert_int_equal(window.geometry.x, before.x);
	rig_finish(&rig);
}

static void
test_the_densest_of_two_screens_counts(void **state)
{
	struct rig rig;
	struct fake_window window;
	struct output *output;
	struct wlr_output *second;
	char *config;
	struct view *view;

	rig_init(&rig, "800x600");
	rig_open(&rig, &window, &rig.red, 7, 160, 100, GREEN);
	view = rig_get_view(&rig, &window);
	second = wlr_headless_add_output(rig.scene.server.backend, 1600, 1200);
	output = output_at(&rig.scene.server, 0, 0);
	config = xformat("[output *]\nmode=1600x1200\nscale=2\n"
			 "[output %s]\nmode=800x600\n",
			output->wlr_output->name);
	scene_write_config(&rig.scene, config);
	free(config);
	server_reload(&rig.scene.server);
	rig_settle(&rig);
	output = second->data;
	assert_float_equal(rig.scene.server.plane_scale, 2, 1e-6);
	assert_int_equal(window.geometry.width, 320);
	assert_int_equal(view->geometry.width, 160);
	assert_int_equal(scene_get_pixel(&rig.scene, view->geometry.x + 80,
					 view->geometry.y + 50),
			GREEN); // scaled down where it is
	view_move(view, output->box.x + 40, output->box.y + 60);
	rig_settle(&rig);
	assert_int_equal(window.geometry.x, 2 * (output->box.x + 40));
	wlr_output_destroy(second);
	rig_settle(&rig);
	assert_float_equal(rig.scene.server.plane_scale, 1, 1e-6);
	assert_int_equal(window.geometry.width, 160);
	assert_true(view->geometry.x < 800); // it came back into sight
	assert_int_equal(rig_get_pixel(&rig, &window, 80, 50), GREEN);
	rig_finish(&rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_pixels_are_exact_at_two),
			cmocka_unit_test(test_pixels_are_exact_at_one_and_a_half),
			cmocka_unit_test(test_pixels_are_exact_at_one_and_a_quarter),
			cmocka_unit_test(test_an_odd_size_is_cut_not_stretched),
			cmocka_unit_test(test_an_odd_size_is_asked_for_as_it_is),
			cmocka_unit_test(test_a_new_scale_reaches_the_agent),
			cmocka_unit_test(test_a_scale_that_did_not_last_leaves_no_trace),
			cmocka_unit_test(test_the_densest_of_two_screens_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
