// SPDX-License-Identifier: MIT
/* Logical pixels to a qube's pixels and back; wheel clicks and buttons. */
#include <linux/input-event-codes.h>

#include "compositor/qube/qube_input.h"
#include "compositor/qube/qube_plane.h"
#include "compositor/windows/view.h"
#include "tests/check.h"

static const double scales[] = {1, 1.25, 1.5, 1.75, 2, 3};

#define N_SCALES (sizeof(scales) / sizeof(scales[0]))

static void
test_a_box_survives_the_way_there_and_back(void **state)
{
	for (size_t i = 0; i < N_SCALES; i++) {
		struct qube_plane plane = {scales[i], -100, 40, 2000, 1000};

		for (int length = 1; length < 400; length++) {
			struct wlr_box box = {20, 80, length, 400 - length};
			struct gui_rect rect = qube_plane_rect(&plane, &box);
			struct wlr_box back = qube_plane_box(&plane, &rect);

			assert_int_equal(back.width, box.width);
			assert_int_equal(back.height, box.height);
			assert_int_equal(back.x, box.x);
			assert_int_equal(back.y, box.y);
		}
	}
}

static void
test_a_length_never_takes_more_pixels_than_there_are(void **state)
{
	for (size_t i = 0; i < N_SCALES; i++) {
		struct qube_plane plane = {scales[i], 0, 0, 2000, 1000};

		for (uint32_t pixels = 4; pixels < 1000; pixels++) {
			int length = qube_plane_length(&plane, pixels);

			assert_true(qube_plane_pixels(&plane, length) <= pixels);
			assert_true(qube_plane_pixels(&plane, length + 1) >
					pixels);
		}
		assert_int_equal(qube_plane_length(&plane, 1), 1);
	}
}

static void
test_positions_are_relative_to_the_layout(void **state)
{
	struct qube_plane plane = {2, -300, 100, 1000, 1000};
	struct wlr_box box = {-300, 101, 10, 20};
	struct gui_rect rect = qube_plane_rect(&plane, &box);

	assert_int_equal(rect.x, 0);
	assert_int_equal(rect.y, 2);
	assert_int_equal(rect.width, 20);
	assert_int_equal(rect.height, 40);
}

static void
test_hints_become_logical(void **state)
{
	const struct gui_hints in = {
			.flags = GUI_HINT_MIN_SIZE | GUI_HINT_MAX_SIZE |
					GUI_HINT_RESIZE_INC | GUI_HINT_BASE_SIZE,
			.min_width = 101,
			.min_height = 100,
			.max_width = 101,
			.max_height = 400,
			.inc_width = 7,
			.inc_height = 16,
			.base_width = 5,
			.base_height = 4,
	};
	struct qube_plane plane = {2, 0, 0, 1000, 1000};
	struct view_hints out;

	qube_plane_hints(&plane, &in, &out);
	assert_int_equal(out.min_width, 51);
	assert_int_equal(out.max_width, 51); // fixed stays fixed
	assert_int_equal(out.min_height, 50);
	assert_int_equal(out.max_height, 200);
	assert_int_equal(out.inc_width, 7); // two steps of 7 pixels
	assert_int_equal(out.inc_height, 8);
	assert_int_equal(out.base_width, 3);
	assert_int_equal(out.base_height, 2);
}

static void
test_hints_that_were_not_given_are_none(void **state)
{
	const struct gui_hints in = {.min_width = 500, .max_width = 10};
	struct qube_plane plane = {1, 0, 0, 1000, 1000};
	struct view_hints out;

	qube_plane_hints(&plane, &in, &out);
	assert_int_equal(out.min_width, 0);
	assert_int_equal(out.max_width, 0);
	assert_int_equal(out.inc_width, 1);
	assert_int_equal(out.inc_height, 1);
}

static void
test_xconf_covers_the_plane(void **state)
{
	struct qube_plane plane = {1.5, 0, 0, 1283, 720};
	struct gui_xconf xconf = qube_plane_xconf(&plane);

	assert_int_equal(xconf.width, 1928); // 1924.5, then to a multiple of 8
	assert_int_equal(xconf.height, 1080);
	assert_int_equal(xconf.depth, 24);
	assert_int_equal(xconf.mem_kib, 1928 * 1080 * 4 / 1024 + 1);
}

static void
test_points_are_floored_and_bounded(void **state)
{
	struct qube_plane plane = {1.5, 0, 0, 1000, 1000};

	assert_int_equal(qube_plane_point(&plane, 10.5), 15);
	assert_int_equal(qube_plane_point(&plane, -0.1), -1);
	assert_int_equal(qube_plane_point(&plane, 1e12), GUI_MAX_WIDTH);
	assert_int_equal(qube_plane_point(&plane, -1e12), -GUI_MAX_WIDTH);
}

static void
test_buttons_have_their_x11_numbers(void **state)
{
	assert_int_equal(qube_input_x11_button(BTN_LEFT), 1);
	assert_int_equal(qube_input_x11_button(BTN_MIDDLE), 2);
	assert_int_equal(qube_input_x11_button(BTN_RIGHT), 3);
	assert_int_equal(qube_input_x11_button(BTN_SIDE), 8);
	assert_int_equal(qube_input_x11_button(BTN_EXTRA), 9);
	assert_int_equal(qube_input_x11_button(BTN_FORWARD), 10);
	assert_int_equal(qube_input_x11_button(BTN_BACK), 11);
	assert_int_equal(qube_input_x11_button(BTN_TASK), 12);
	assert_int_equal(qube_input_x11_button(BTN_LEFT - 1), 0);
	assert_int_equal(qube_input_x11_button(BTN_TASK + 1), 0);
	assert_int_equal(qube_input_x11_button(KEY_A), 0);
}

static void
test_a_fine_wheel_clicks_once_a_detent(void **state)
{
	const struct view_axis eighth = {.delta = 1.9, .value120 = 15};
	const struct view_axis back = {.delta = -1.9, .value120 = -15};
	int32_t rest = 0;
	int clicks = 0;

	for (int i = 0; i < 16; i++) {
		clicks += qube_input_take_clicks(&rest, &eighth);
	}
	assert_int_equal(clicks, 2);
	for (int i = 0; i < 7; i++) {
		assert_int_equal(qube_input_take_clicks(&rest, &eighth), 0);
	}
	for (int i = 0; i < 7; i++) { // turned round: a whole detent again
		assert_int_equal(qube_input_take_clicks(&rest, &back), 0);
	}
	assert_int_equal(qube_input_take_clicks(&rest, &back), -1);
}

static void
test_a_finger_clicks_every_15_pixels(void **state)
{
	const struct view_axis finger = {.delta = 5};
	const struct view_axis lifted = {.delta = 0};
	const struct view_axis huge = {.delta = 1e9};
	int32_t rest = 0;

	assert_int_equal(qube_input_take_clicks(&rest, &finger), 0);
	assert_int_equal(qube_input_take_clicks(&rest, &finger), 0);
	assert_int_equal(qube_input_take_clicks(&rest, &lifted), 0);
	assert_int_equal(qube_input_take_clicks(&rest, &finger), 1);
	assert_int_equal(rest, 0);
	assert_int_equal(qube_input_take_clicks(&rest, &huge), 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_box_survives_the_way_there_and_back),
			cmocka_unit_test(test_a_length_never_takes_more_pixels_than_there_are),
			cmocka_unit_test(test_positions_are_relative_to_the_layout),
			cmocka_unit_test(test_hints_become_logical),
			cmocka_unit_test(test_hints_that_were_not_given_are_none),
			cmocka_unit_test(test_xconf_covers_the_plane),
			cmocka_unit_test(test_points_are_floored_and_bounded),
			cmocka_unit_test(test_buttons_have_their_x11_numbers),
			cmocka_unit_test(test_a_fine_wheel_clicks_once_a_detent),
			cmocka_unit_test(test_a_finger_clicks_every_15_pixels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
