// SPDX-License-Identifier: MIT
/* Where the parts of a frame lie, and what a point on it is. */
#include <stdlib.h>

#include "compositor/draw/frame_layout.h"
#include "compositor/draw/theme.h"
#include "tests/check.h"

#define ALL (THEME_BUTTON_MINIMIZE | THEME_BUTTON_MAXIMIZE | THEME_BUTTON_CLOSE)

static struct frame_form
make_form(enum frame_shape shape)
{
	return (struct frame_form){
			.shape = shape,
			.width = 400,
			.height = 300,
			.border = shape == FRAME_SHAPE_POPUP ? 3 : 4,
			.title_height = 28,
			.radius = 8,
			.buttons = ALL,
	};
}

static void
test_points_of_a_window(void **state)
{
	static const struct {
		double sx, sy;
		enum frame_part part;
	} cases[] = {
			{200, 100, FRAME_NONE}, // content
			{0, 0, FRAME_NONE},
			{399.9, 299.9, FRAME_NONE},
			{-5, 100, FRAME_NONE}, // outside
			{404, 100, FRAME_NONE},
			{200, -28.5, FRAME_NONE},
			{200, 304, FRAME_NONE},
			{100, -10, FRAME_TITLE},
			{100, -0.5, FRAME_TITLE},
			{100, -23, FRAME_TITLE},
			{100, -26, FRAME_EDGE_TOP},
			{-2, 100, FRAME_EDGE_LEFT},
			{402, 100, FRAME_EDGE_RIGHT},
			{200, 302, FRAME_EDGE_BOTTOM},
			{-3, -27, FRAME_CORNER_TOP_LEFT},
			{10, -26, FRAME_CORNER_TOP_LEFT},
			{-2, -12, FRAME_CORNER_TOP_LEFT},
			{403, -27, FRAME_CORNER_TOP_RIGHT},
			{390, -26, FRAME_CORNER_TOP_RIGHT},
			{402, -15, FRAME_CORNER_TOP_RIGHT},
			{-2, 302, FRAME_CORNER_BOTTOM_LEFT},
			{-2, 290, FRAME_CORNER_BOTTOM_LEFT},
			{10, 301, FRAME_CORNER_BOTTOM_LEFT},
			{402, 302, FRAME_CORNER_BOTTOM_RIGHT},
			{-2, -5, FRAME_EDGE_LEFT},
			{386, -14, FRAME_BUTTON_CLOSE},
			{399.5, -1, FRAME_BUTTON_CLOSE},
			{372.5, -14, FRAME_BUTTON_CLOSE},
			{371.5, -14, FRAME_BUTTON_MAXIMIZE},
			{330, -14, FRAME_BUTTON_MINIMIZE},
			{315, -14, FRAME_TITLE},
			{330, -26, FRAME_EDGE_TOP},
	};
	struct frame_form form = make_form(FRAME_SHAPE_FULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum frame_part part =
				frame_layout_at(&form, cases[i].sx, cases[i].sy);

		if (part != cases[i].part) {
			fail_msg("%g %g is %d, want %d", cases[i].sx, cases[i].sy,
					(int)part, (int)cases[i].part);
		}
	}
}

static void
test_a_maximized_window_has_no_edges_to_drag(void **state)
{
	struct frame_form form = make_form(FRAME_SHAPE_FULL);

	form.maximized = true;
	assert_int_equal(frame_layout_at(&form, 200, -27), FRAME_TITLE);
	assert_int_equal(frame_layout_at(&form, 386, -27), FRAME_BUTTON_CLOSE);
	assert_int_equal(frame_layout_at(&form, -2, 100), FRAME_NONE);
	assert_int_equal(frame_layout_at(&form, 200, 302), FRAME_NONE);
}

static void
test_a_window_of_fixed_size(void **state)
{
	struct frame_form form = make_form(FRAME_SHAPE_FULL);
	struct frame_layout layout;

	form.fixed = true;
	layout = frame_layout_make(&form, 100);
	assert_int_equal(layout.buttons,
			THEME_BUTTON_MINIMIZE | THEME_BUTTON_CLOSE);
	assert_int_equal(frame_layout_at(&form, 360, -14), FRAME_BUTTON_MINIMIZE);
	assert_int_equal(frame_layout_at(&form, -2, 100), FRAME_NONE);
	assert_int_equal(frame_layout_at(&form, 100, -27), FRAME_TITLE);
}

static void
test_popups_and_fullscreen_have_edges_alone(void **state)
{
	static const enum frame_shape shapes[] = {
			FRAME_SHAPE_POPUP, FRAME_SHAPE_EDGE};

	for (size_t i = 0; i < 2; i++) {
		struct frame_form form = make_form(shapes[i]);
		struct frame_extents e = frame_form_get_extents(&form);
		struct frame_layout layout = frame_layout_make(&form, 100);

		assert_int_equal(e.top, form.border);
		assert_true(e.top >= 3);
		assert_int_equal(e.top, e.bottom);
		assert_int_equal(e.left, e.right);
		assert_int_equal(layout.rect_count, 4);
		assert_int_equal(layout.title.width, 0);
		for (int at = -3; at < 300; at += 50) {
			assert_int_equal(frame_layout_at(&form, -1, at),
					FRAME_NONE);
			assert_int_equal(frame_layout_at(&form, at, -1),
					FRAME_NONE);
		}
	}
}

/* Marks the logical pixels of a box; each may be marked once. */
static void
mark(const struct frame_box *box, uint8_t *map, int left, int top, int stride,
		int rows)
{
	for (int y = box->y; y < box->y + box->height; y++) {
		for (int x = box->x; x < box->x + box->width; x++) {
			int at = (y + top) * stride + x + left;

			assert_in_range(x + left, 0, stride - 1);
			assert_in_range(y + top, 0, rows - 1);
			assert_int_equal(map[at], 0);
			map[at] = 1;
		}
	}
}

/* Every pixel of the frame belongs to exactly one part, none of the content
 * to any. */
static void
check_cover(const struct frame_form *form, int title_width)
{
	struct frame_layout layout = frame_layout_make(form, title_width);
	struct frame_extents e = frame_form_get_extents(form);
	int stride = form->width + e.left + e.right;
	int rows = form->height + e.top + e.bottom;
	uint8_t *map = calloc((size_t)stride, (size_t)rows);

	assert_non_null(map);
	assert_true(layout.rect_count <= FRAME_MAX_RECTS);
	mark(&layout.title, map, e.left, e.top, stride, rows);
	mark(&layout.tail, map, e.left, e.top, stride, rows);
	for (int i = 0; i < layout.rect_count; i++) {
		mark(&layout.rects[i].box, map, e.left, e.top, stride, rows);
	}
	for (int y = 0; y < rows; y++) {
		for (int x = 0; x < stride; x++) {
			bool content = x >= e.left && y >= e.top &&
					x < e.left + form->width &&
					y < e.top + form->height;

			assert_int_equal(map[y * stride + x], !content);
		}
	}
	free(map);
}

static void
test_parts_cover_the_frame_and_nothing_else(void **state)
{
	static const int sizes[][2] = {{1, 1}, {1, 300}, {7, 3}, {40, 20},
			{64, 64}, {100, 10}, {101, 1}, {160, 90}, {163, 91},
			{333, 111}};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (int variant = 0; variant < 24; variant++) {
			struct frame_form form = make_form(
					(enum frame_shape)(variant % 3));

			form.width = sizes[i][0];
			form.height = sizes[i][1];
			form.ring = variant / 3 & 1;
			form.maximized = variant / 6 & 1;
			form.fixed = variant / 12 & 1;
			check_cover(&form, 0);
			check_cover(&form, 90);
			check_cover(&form, 5000);
		}
	}
}

static void
test_small_windows_lose_buttons_before_the_name(void **state)
{
	struct frame_form form = make_form(FRAME_SHAPE_FULL);
	unsigned int before = ALL;

	for (int width = 400; width > 0; width--) {
		struct frame_layout layout;

		form.width = width;
		layout = frame_layout_make(&form, 5000);
		assert_int_equal(layout.buttons & ~before, 0);
		before = layout.buttons;
		if (layout.buttons) {
			assert_true(layout.title.width >= 140);
		}
		assert_true(layout.title.width > 0);
	}
	assert_int_equal(before, 0);
}

/* Boxes that meet in logical pixels meet in pixels. */
static void
test_pixels_meet_at_every_scale(void **state)
{
	static const double scales[] = {1, 1.1, 1.25, 1.3333, 1.5, 1.75, 2, 3};

	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		int sum = 0;

		for (int at = -50; at < 50; at++) {
			sum += frame_layout_get_pixels(at, at + 1, scales[i]);
			assert_int_equal(sum,
					frame_layout_get_pixels(-50, at + 1,
							scales[i]));
		}
	}
	assert_int_equal(frame_layout_get_pixels(-4, 0, 1.25), 5);
	assert_int_equal(frame_layout_get_pixels(-4, 0, 1.5), 6);
	assert_int_equal(frame_layout_get_pixels(-28, 0, 1.25), 35);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_points_of_a_window),
			cmocka_unit_test(test_a_maximized_window_has_no_edges_to_drag),
			cmocka_unit_test(test_a_window_of_fixed_size),
			cmocka_unit_test(test_popups_and_fullscreen_have_edges_alone),
			cmocka_unit_test(test_parts_cover_the_frame_and_nothing_else),
			cmocka_unit_test(test_small_windows_lose_buttons_before_the_name),
			cmocka_unit_test(test_pixels_meet_at_every_scale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
