// SPDX-License-Identifier: MIT
/* Halves and quarters: where they lie, where a drag snaps, what a step does.
 * Edges in letters: l, r, t, b. */
#include <string.h>

#include "compositor/windows/snap.h"
#include "tests/check.h"

static const struct wlr_box area = {10, 28, 1281, 693};

static uint32_t
edges(const char *letters)
{
	return (strchr(letters, 'l') ? (uint32_t)WLR_EDGE_LEFT : 0) |
			(strchr(letters, 'r') ? (uint32_t)WLR_EDGE_RIGHT : 0) |
			(strchr(letters, 't') ? (uint32_t)WLR_EDGE_TOP : 0) |
			(strchr(letters, 'b') ? (uint32_t)WLR_EDGE_BOTTOM : 0);
}

static void
test_boxes_fill_the_area_without_gap(void **state)
{
	const struct {
		const char *edges;
		struct wlr_box box;
	} rows[] = {
			{"lrtb", {10, 28, 1281, 693}},
			{"ltb", {10, 28, 640, 693}},
			{"rtb", {650, 28, 641, 693}},
			{"lrt", {10, 28, 1281, 346}},
			{"lrb", {10, 374, 1281, 347}},
			{"lt", {10, 28, 640, 346}},
			{"rt", {650, 28, 641, 346}},
			{"lb", {10, 374, 640, 347}},
			{"rb", {650, 374, 641, 347}},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wlr_box box = snap_get_box(&area, edges(rows[i].edges));

		assert_memory_equal(&box, &rows[i].box, sizeof(box));
	}
}

static void
test_a_drag_snaps_at_edges_and_corners_only(void **state)
{
	const struct {
		double lx, ly;
		const char *edges;
	} rows[] = {
			{640, 360, ""},
			{12, 360, "ltb"},
			{1288, 360, "rtb"},
			{12, 40, "lt"},
			{12, 715, "lb"},
			{1288, 40, "rt"},
			{1288, 700, "rb"},
			{640, 30, "lrtb"},
			{640, 5, "lrtb"},
			{640, 719, ""},
			{60, 30, "lt"},
			{1250, 30, "rt"},
			{60, 719, "lb"},
			{30, 100, ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(snap_edges_at(&area, rows[i].lx, rows[i].ly),
				edges(rows[i].edges));
	}
}

static void
test_steps(void **state)
{
	const struct {
		const char *from, *direction, *to;
	} rows[] = {
			{"", "l", "ltb"},
			{"", "r", "rtb"},
			{"", "t", "lrtb"},
			{"", "b", ""},
			{"ltb", "r", "rtb"},
			{"ltb", "l", "ltb"},
			{"ltb", "t", "lt"},
			{"ltb", "b", "lb"},
			{"lt", "r", "rt"},
			{"lt", "b", "ltb"},
			{"lt", "t", "lrtb"},
			{"lb", "t", "ltb"},
			{"lb", "b", ""},
			{"lrtb", "l", "ltb"},
			{"lrtb", "t", "lrtb"},
			{"lrtb", "b", ""},
			{"lrt", "l", "lt"},
			{"lrt", "b", ""},
			{"lrb", "r", "rb"},
			{"lrb", "t", ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(snap_step(edges(rows[i].from),
						 edges(rows[i].direction)),
				edges(rows[i].to));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_boxes_fill_the_area_without_gap),
			cmocka_unit_test(test_a_drag_snaps_at_edges_and_corners_only),
			cmocka_unit_test(test_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
