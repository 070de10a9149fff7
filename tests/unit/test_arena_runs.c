// SPDX-License-Identifier: MIT
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "qube/arena/arena_runs.h"
#include "tests/check.h"

#define PAGES 1000
#define STEPS 20000
#define HELD 40

static void
test_takes_the_best_fit(void **state)
{
	struct arena_runs runs;
	uint32_t a, b, c, d;

	arena_runs_init(&runs, 100);
	assert_true(arena_runs_take(&runs, 10, &a));
	assert_true(arena_runs_take(&runs, 20, &b));
	assert_true(arena_runs_take(&runs, 5, &c));
	assert_true(arena_runs_take(&runs, 30, &d));
	arena_runs_give(&runs, b, 20);
	arena_runs_give(&runs, d, 30);
	assert_int_equal(runs.used, 15);
	/* 20 pages in the hole of 20, not in the 65 behind */
	assert_true(arena_runs_take(&runs, 20, &d));
	assert_int_equal(d, b);
	assert_false(arena_runs_take(&runs, 66, &d));
	assert_true(arena_runs_take(&runs, 65, &d));
	assert_false(arena_runs_take(&runs, 1, &d));
	arena_runs_finish(&runs);
}

static void
test_joins_neighbours(void **state)
{
	static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
			{1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		struct arena_runs runs;
		uint32_t start[3], whole;

		arena_runs_init(&runs, 30);
		for (int k = 0; k < 3; k++) {
			assert_true(arena_runs_take(&runs, 10, &start[k]));
		}
		for (int k = 0; k < 3; k++) {
			arena_runs_give(&runs, start[orders[i][k]], 10);
		}
		assert_int_equal(runs.len, 1);
		assert_true(arena_runs_take(&runs, 30, &whole));
		assert_int_equal(whole, 0);
		arena_runs_finish(&runs);
	}
}

/* The same numbers in each run: what fails can be run again. */
static uint32_t
next_number(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

/* Pages that are handed out twice, or get lost, show in the map. */
static void
test_never_hands_a_page_out_twice(void **state)
{
	struct arena_runs runs;
	struct arena_extent held[HELD] = {{0}};
	bool taken[PAGES] = {false};
	uint32_t used = 0;
	uint32_t seed = 1;

	arena_runs_init(&runs, PAGES);
	for (int step = 0; step < STEPS; step++) {
		struct arena_extent *h = &held[next_number(&seed) % HELD];
		uint32_t count = 1 + next_number(&seed) % 60;
		bool take = h->count == 0;

		if (take && !arena_runs_take(&runs, count, &h->start)) {
			continue;
		}
		if (take) {
			h->count = count;
		} else {
			arena_runs_give(&runs, h->start, h->count);
		}
		for (uint32_t p = h->start; p < h->start + h->count; p++) {
			assert_int_equal(taken[p], !take);
			taken[p] = take;
		}
		used += take ? h->count : -h->count;
		h->count = take ? h->count : 0;
		assert_int_equal(runs.used, used);
	}
	arena_runs_finish(&runs);
}

static void
test_classes_are_near(void **state)
{
	uint32_t last = 0;

	for (uint32_t n = 1; n < 100000; n++) {
		uint32_t class = arena_runs_class(n);

		assert_true(class >= n);
		assert_true(class - n <= n / 8);
		assert_true(class >= last);
		last = class;
	}
	assert_int_equal(arena_runs_class(UINT32_MAX), UINT32_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_takes_the_best_fit),
			cmocka_unit_test(test_joins_neighbours),
			cmocka_unit_test(test_never_hands_a_page_out_twice),
			cmocka_unit_test(test_classes_are_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
