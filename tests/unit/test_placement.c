// SPDX-License-Identifier: MIT
#include <string.h>
#include <wlr/util/edges.h>

#include "compositor/input/grab.h"
#include "compositor/windows/placement.h"
#include "tests/check.h"

#define MANY 7 // windows in a crowd

static const struct wlr_box area = {0, 28, 1280, 692};
static const struct frame_extents ext = {28, 3, 3, 3};

static void
assert_box(const struct wlr_box *box, int x, int y, int width, int height)
{
	assert_int_equal(box->x, x);
	assert_int_equal(box->y, y);
	assert_int_equal(box->width, width);
	assert_int_equal(box->height, height);
}

static bool
overlaps(const struct wlr_box *a, const struct wlr_box *b)
{
	struct wlr_box common;

	return wlr_box_intersection(&common, a, b);
}

static void
test_outer_and_content_are_inverse(void **state)
{
	const struct wlr_box content = {100, 200, 300, 400};
	struct wlr_box outer = placement_get_outer(&content, &ext);
	struct wlr_box back = placement_get_content(&outer, &ext);

	assert_box(&outer, 97, 172, 306, 431);
	assert_box(&back, 100, 200, 300, 400);
}

static void
test_windows_that_fit_lie_side_by_side(void **state)
{
	struct wlr_box placed[3];

	for (size_t i = 0; i < 3; i++) {
		placed[i] = (struct wlr_box){0, 0, 400, 300};
		placement_choose(&placed[i], &area, placed, i, ext.top);
		assert_in_range(placed[i].x, area.x, area.x + area.width - 400);
		assert_in_range(placed[i].y, area.y, area.y + area.height - 300);
		for (size_t j = 0; j < i; j++) {
			assert_false(overlaps(&placed[i], &placed[j]));
		}
	}
}

static void
test_windows_that_do_not_fit_cascade_inside_the_area(void **state)
{
	struct wlr_box placed[12];

	for (size_t i = 0; i < 12; i++) {
		placed[i] = (struct wlr_box){0, 0, 900, 500};
		placement_choose(&placed[i], &area, placed, i, ext.top);
		assert_in_range(placed[i].x, area.x, area.x + area.width - 900);
		assert_in_range(placed[i].y, area.y, area.y + area.height - 500);
		for (size_t j = 0; j < i; j++) {
			assert_false(placed[i].x == placed[j].x &&
					placed[i].y == placed[j].y);
		}
	}
}

static void
test_no_small_window_opens_all_behind_a_large_one(void **state)
{
	const struct wlr_box wide = {0, 24, 1600, 949};
	const struct wlr_box others[] = {
			{396, 186, 808, 678},
			{16, 40, 768, 332},
	};
	struct wlr_box outer = {0, 0, 685, 306};
	struct wlr_box common = {0};

	placement_choose(&outer, &wide, others, 2, ext.top);
	if (wlr_box_intersection(&common, &outer, &others[0])) {
		assert_true(common.height < outer.height / 2 ||
				common.width < outer.width / 2);
	}
}

static void
test_a_window_larger_than_the_area_is_cut_to_it(void **state)
{
	struct wlr_box outer = {0, 0, 5000, 4000};

	placement_choose(&outer, &area, NULL, 0, ext.top);
	assert_box(&outer, 0, 28, 1280, 692);
}

static void
test_a_dialog_lies_over_its_window_but_inside(void **state)
{
	const struct wlr_box parent = {1000, 100, 280, 200};
	struct wlr_box outer = {0, 0, 400, 100};

	placement_center(&outer, &parent, &area);
	assert_box(&outer, 880, 150, 400, 100);
}

static void
test_clamp(void **state)
{
	const struct {
		struct wlr_box in, out;
	} rows[] = {
			{{10, 40, 100, 100}, {10, 40, 100, 100}},
			{{-10, 0, 100, 100}, {0, 28, 100, 100}},
			{{1250, 700, 100, 100}, {1180, 620, 100, 100}},
			{{5, 100, 2000, 900}, {0, 28, 2000, 900}},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wlr_box box = rows[i].in;

		placement_clamp(&box, &area);
		assert_box(&box, rows[i].out.x, rows[i].out.y,
				rows[i].out.width, rows[i].out.height);
	}
}

static void
test_a_title_bar_can_always_be_reached(void **state)
{
	const int far[] = {-9000, -500, 0, 640, 1279, 9000};

	for (size_t i = 0; i < 6; i++) {
		for (size_t j = 0; j < 6; j++) {
			struct wlr_box box = {far[i], far[j], 500, 300};
			struct wlr_box title, seen;

			placement_keep_reachable(&box, &area, &ext);
			title = (struct wlr_box){
					box.x, box.y, box.width, ext.top};
			assert_true(wlr_box_intersection(&seen, &title, &area));
			assert_true(seen.width >= 96);
			assert_int_equal(seen.height, ext.top);
		}
	}
}

static void
test_edges_that_are_dragged_move_and_the_others_stay(void **state)
{
	const struct wlr_box start = {100, 100, 200, 150};
	const struct {
		uint32_t edges;
		struct wlr_box out;
	} rows[] = {
			{WLR_EDGE_RIGHT, {100, 100, 210, 150}},
			{WLR_EDGE_LEFT, {110, 100, 190, 150}},
			{WLR_EDGE_TOP, {100, 120, 200, 130}},
			{WLR_EDGE_BOTTOM, {100, 100, 200, 170}},
			{WLR_EDGE_TOP | WLR_EDGE_LEFT, {110, 120, 190, 130}},
			{WLR_EDGE_BOTTOM | WLR_EDGE_RIGHT, {100, 100, 210, 170}},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wlr_box box =
				grab_drag_edges(&start, rows[i].edges, 10, 20);

		assert_box(&box, rows[i].out.x, rows[i].out.y,
				rows[i].out.width, rows[i].out.height);
	}
	assert_int_equal(grab_get_edges(&start, 110, 240),
			WLR_EDGE_LEFT | WLR_EDGE_BOTTOM);
	assert_int_equal(grab_get_edges(&start, 290, 110),
			WLR_EDGE_RIGHT | WLR_EDGE_TOP);
}

/* What of a window's title is not below those above it. */
static bool
is_title_seen(const struct wlr_box *boxes, size_t n, size_t index)
{
	for (int x = boxes[index].x; x < boxes[index].x + boxes[index].width;
			x++) {
		bool covered = false;

		for (size_t i = 0; i < index && i < n; i++) {
			covered |= wlr_box_contains_point(&boxes[i], x + 0.5,
					boxes[index].y + ext.top / 2.0);
		}
		if (!covered) {
			return true;
		}
	}
	return false;
}

static int
count_hidden(const struct wlr_box *boxes, size_t n)
{
	int hidden = 0;

	for (size_t i = 0; i < n; i++) {
		hidden += !is_title_seen(boxes, n, i);
	}
	return hidden;
}

/* Could the topmost window hide fewer titles somewhere else? */
static bool
has_better_place(const struct wlr_box *boxes, size_t n, int hidden)
{
	struct wlr_box moved[MANY];

	memcpy(moved, boxes, n * sizeof(boxes[0]));
	for (int y = area.y; y <= area.y + area.height - boxes[0].height;
			y += 16) {
		for (int x = area.x; x <= area.x + area.width - boxes[0].width;
				x += 16) {
			moved[0].x = x;
			moved[0].y = y;
			if (count_hidden(moved, n) < hidden) {
				return true;
			}
		}
	}
	return false;
}

/* Windows of many sizes, each new one on top. */
static void
test_no_title_is_wholly_hidden_where_there_is_room(void **state)
{
	uint32_t seed = 1;
	int crowded = 0;

	for (int run = 0; run < 100; run++) {
		struct wlr_box boxes[MANY]; // topmost first

		for (size_t n = 0; n < MANY; n++) {
			struct wlr_box box = {0};
			int before = count_hidden(boxes, n);
			int after;

			seed = seed * 1664525 + 1013904223;
			box.width = 300 + (int)(seed >> 16) % 500;
			seed = seed * 1664525 + 1013904223;
			box.height = 200 + (int)(seed >> 16) % 300;
			placement_choose(&box, &area, boxes, n, ext.top);
			memmove(&boxes[1], boxes, n * sizeof(boxes[0]));
			boxes[0] = box;
			after = count_hidden(boxes, n + 1);
			if (after > before) {
				crowded++;
				assert_false(has_better_place(
						boxes, n + 1, after));
			}
		}
	}
	assert_in_range(crowded, 0, 10);
}

/* A small window that would lie right on a title, all other room being taken
 * by windows as large as the screen. */
static void
test_a_title_is_spared_where_the_cascade_would_hide_it(void **state)
{
	const struct wlr_box others[] = {
			{390, 250, 500, 200},
			{0, 28, 1280, 692},
	};
	struct wlr_box box = {0, 0, 600, 300};
	struct wlr_box title = others[0];

	title.height = ext.top;
	placement_choose(&box, &area, others, 2, ext.top);
	assert_false(box.x <= title.x && box.y <= title.y &&
			box.x + box.width >= title.x + title.width &&
			box.y + box.height >= title.y + title.height);
}

/* A title whose middle is right where the cascade begins, so that it stays in
 * sight but for its left end, where the name is. */
static void
test_a_name_is_spared_where_there_is_room(void **state)
{
	const struct wlr_box others[] = {
			{400, 250, 800, 200},
			{0, 28, 630, 692},
			{650, 28, 630, 692},
	};
	struct wlr_box box = {0, 0, 600, 300};
	const struct wlr_box name = {400, 250, 96, ext.top};
	struct wlr_box common;

	placement_choose(&box, &area, others, 3, ext.top);
	assert_false(wlr_box_intersection(&common, &box, &name) &&
			common.width > name.width / 2);
	assert_false(wlr_box_contains_point(&box, 48, 28 + ext.top / 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_outer_and_content_are_inverse),
			cmocka_unit_test(test_windows_that_fit_lie_side_by_side),
			cmocka_unit_test(test_windows_that_do_not_fit_cascade_inside_the_area),
			cmocka_unit_test(test_no_small_window_opens_all_behind_a_large_one),
			cmocka_unit_test(test_a_window_larger_than_the_area_is_cut_to_it),
			cmocka_unit_test(test_a_dialog_lies_over_its_window_but_inside),
			cmocka_unit_test(test_clamp),
			cmocka_unit_test(test_a_title_bar_can_always_be_reached),
			cmocka_unit_test(test_edges_that_are_dragged_move_and_the_others_stay),
			cmocka_unit_test(test_no_title_is_wholly_hidden_where_there_is_room),
			cmocka_unit_test(test_a_title_is_spared_where_the_cascade_would_hide_it),
			cmocka_unit_test(test_a_name_is_spared_where_there_is_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
