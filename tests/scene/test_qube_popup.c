// SPDX-License-Identifier: MIT
/* Popups of qubes: menus and what pretends to be one. */
#include <stdlib.h>

#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define GREEN 0x10c020u
#define YELLOW 0xf0e020u
#define BORDER 3 // logical px around a popup

static int
setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	rig_init(rig, "800x600");
	*state = rig;
	return 0;
}

static int
teardown(void **state)
{
	struct rig *rig = *state;

	rig_finish(rig);
	free(rig);
	return 0;
}

static void
test_a_popup_is_in_place_with_a_border(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct fake_window menu;
	struct gui_rect at;
	struct view *view;

	rig_open(rig, &window, &rig->red, 7, 300, 200, GREEN);
	at = (struct gui_rect){
			window.geometry.x + 20, window.geometry.y + 30, 80, 50};
	fake_window_create_popup(&menu, &rig->red, 8, &at, YELLOW);
	fake_window_map(&menu, 0);
	rig_settle(rig);
	view = rig_get_view(rig, &menu);
	assert_true(view->mapped);
	assert_true(view->popup);
	assert_int_equal(rig_get_pixel(rig, &window, 20, 30), YELLOW);
	assert_int_equal(rig_get_pixel(rig, &window, 99, 79), YELLOW);
	for (int i = 1; i <= BORDER; i++) {
		assert_int_equal(rig_get_pixel(rig, &menu, -i, 20), RIG_RED);
		assert_int_equal(rig_get_pixel(rig, &menu, 80 + i - 1, 20),
				RIG_RED);
		assert_int_equal(rig_get_pixel(rig, &menu, 20, -i), RIG_RED);
	}
	assert_int_equal(rig_get_pixel(rig, &menu, -BORDER - 1, 20), GREEN);
	assert_int_equal(fake_qube_count(&rig->red, GUI_MSG_CONFIGURE, 8), 0);
	fake_window_unmap(&menu);
	rig_settle(rig);
	assert_int_equal(rig_get_pixel(rig, &window, 25, 35), GREEN);
}

static void
test_a_popup_stays_on_the_work_area(void **state)
{
	struct rig *rig = *state;
	struct fake_window menu;
	const struct gui_rect at = {760, 590, 100, 50};
	struct output *output = output_at(&rig->scene.server, 0, 0);
	const struct wlr_box *area = &output->work_area;
	struct view *view;

	fake_window_create_popup(&menu, &rig->red, 8, &at, YELLOW);
	fake_window_map(&menu, 0);
	rig_settle(rig);
	view = rig_get_view(rig, &menu);
	assert_int_equal(view->geometry.x, area->x + area->width - 100 - BORDER);
	assert_int_equal(view->geometry.y, area->y + area->height - 50 - BORDER);
	assert_int_equal(menu.geometry.x, view->geometry.x); // and knows it
	assert_int_equal(menu.geometry.y, view->geometry.y);
}

static void
test_a_popup_parked_outside_is_not_shown(void **state)
{
	struct rig *rig = *state;
	struct fake_window menu;
	const struct gui_rect at = {-500, -500, 100, 50};
	const struct gui_rect inside = {200, 200, 100, 50};

	fake_window_create_popup(&menu, &rig->red, 8, &at, YELLOW);
	fake_window_map(&menu, 0);
	rig_settle(rig);
	assert_false(rig_get_view(rig, &menu)->mapped);
	fake_window_configure(&menu, &inside);
	rig_settle(rig);
	assert_true(rig_get_view(rig, &menu)->mapped);
	assert_int_equal(rig_get_pixel(rig, &menu, 5, 5), YELLOW);
	fake_window_configure(&menu, &at);
	rig_settle(rig);
	assert_false(rig_get_view(rig, &menu)->mapped);
}

static void
test_a_popup_as_large_as_the_screen_gets_a_frame(void **state)
{
	struct rig *rig = *state;
	struct fake_window fake;
	const struct gui_rect at = {0, 28, 800, 572};

	fake_window_create_popup(&fake, &rig->red, 8, &at, YELLOW);
	fake_window_map(&fake, 0);
	rig_settle(rig);
	assert_true(rig_get_view(rig, &fake)->mapped);
	assert_false(rig_get_view(rig, &fake)->popup);
}

static void
test_a_place_for_a_popup_is_none_for_a_title(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct gui_rect at = {300, 0, 100, 50};
	struct gui_rect asked;

	fake_window_create_popup(&window, &rig->red, 8, &at, YELLOW);
	fake_window_map(&window, 0);
	rig_settle(rig);
	asked = window.geometry;
	assert_int_equal(asked.y, OUTPUT_STRIP_HEIGHT + BORDER);
	fake_window_unmap(&window);
	window.override_redirect = false;
	at.y = 300;
	fake_window_configure(&window, &at);
	fake_window_dump(&window, false);
	fake_window_map(&window, 0);
	rig_settle(rig);
	fake_window_configure(&window, &asked);
	rig_settle(rig);
	assert_true(rig_get_view(rig, &window)->geometry.y > asked.y + 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_popup_is_in_place_with_a_border),
			cmocka_unit_test(test_a_popup_stays_on_the_work_area),
			cmocka_unit_test(test_a_popup_parked_outside_is_not_shown),
			cmocka_unit_test(test_a_popup_as_large_as_the_screen_gets_a_frame),
			cmocka_unit_test(test_a_place_for_a_popup_is_none_for_a_title),
	};
	const size_t n = sizeof(tests) / sizeof(tests[0]);
	struct CMUnitTest with_rig[sizeof(tests) / sizeof(tests[0])];

	for (size_t i = 0; i < n; i++) {
		with_rig[i] = tests[i];
		with_rig[i].setup_func = setup;
		with_rig[i].teardown_func = teardown;
	}
	return _cmocka_run_group_tests(
			"popups of qubes", with_rig, n, NULL, NULL);
}
