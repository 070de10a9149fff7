// SPDX-License-Identifier: MIT
/* The qube's end of the arena against the keeper's. */
#define _DEFAULT_SOURCE // usleep, mkdtemp
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/loop.h"
#include "common/mem.h"
#include "protocols/zone/arena.h"
#include "qube/arena/arena_pool.h"
#include "tests/check.h"
#include "zones/keeper/arena_server.h"
#include "zones/keeper/segments.h"

#define SEGMENT_PAGES 16384u // the usual size
#define QUOTA (2 * SEGMENT_PAGES)
#define DIR_TEMPLATE "/tmp/arena-pool-XXXXXX"
#define MIB ((size_t)1 << 20)

struct rig {
	char dir[sizeof(DIR_TEMPLATE)];
	struct wl_event_loop *loop;
	struct arena_server *server;
	struct arena_pool *pool;
	uint32_t last_offered;
	int grown;
};

static void
handle_offered(void *user, const struct segment *segment)
{
	struct rig *rig = user;

	rig->last_offered = segment->number;
}

static void
handle_gone(void *user, uint32_t number)
{
}

static const struct arena_server_events events = {
		.offered = handle_offered,
		.gone = handle_gone,
};

static void
handle_grown(void *user)
{
	((struct rig *)user)->grown++;
}

static const struct arena_pool_impl impl = {
		.grown = handle_grown,
};

/* Turns the loop until so many grants or refusals came. */
static void
wait_grown(struct rig *rig, int grown)
{
	int64_t end = loop_now_msec() + 5000;

	while (rig->grown < grown) {
		assert_true(loop_now_msec() < end);
		wl_event_loop_dispatch(rig->loop, 10);
		if (rig->last_offered != 0) {
			arena_server_ready(rig->server, rig->last_offered);
			rig->last_offered = 0;
		}
	}
}

static int
set_up(void **state)
{
	struct rig *rig = xcalloc(1, sizeof(*rig));
	struct err err = {0};
	char *path;

	memcpy(rig->dir, DIR_TEMPLATE, sizeof(DIR_TEMPLATE));
	if (mkdtemp(rig->dir) == NULL) {
		return -1;
	}
	path = xformat("%s/arena.sock", rig->dir);
	rig->loop = wl_event_loop_create();
	rig->server = arena_server_create(
			rig->loop, path, QUOTA, &events, rig, &err);
	rig->pool = arena_pool_create(rig->loop, path, &impl, rig, &err);
	free(path);
	*state = rig;
	return rig->server != NULL && rig->pool != NULL ? 0 : -1;
}

static int
tear_down(void **state)
{
	struct rig *rig = *state;
	char *path = xformat("%s/arena.sock", rig->dir);

	arena_pool_destroy(rig->pool);
	arena_server_destroy(rig->server);
	wl_event_loop_destroy(rig->loop);
	unlink(path);
	rmdir(rig->dir);
	free(path);
	free(rig);
	return 0;
}

static void
test_gets_memory_through_the_loop(void **state)
{
	struct rig *rig = *state;
	struct arena_run run;

	assert_false(arena_pool_take(rig->pool, MIB, &run));
	wait_grown(rig, 1);
	assert_true(arena_pool_take(rig->pool, MIB, &run));
	assert_true(run.count >= MIB / ARENA_PAGE_SIZE);
	memset(run.data, 0xab, MIB);
	assert_int_not_equal(arena_pool_get_ref(&run, 0), 0);
	assert_int_equal(arena_pool_get_ref(&run, 1),
			arena_pool_get_ref(&run, 0) + 1);
	arena_pool_give(rig->pool, &run, 0);
}

static void
test_lets_pages_rest(void **state)
{
	struct rig *rig = *state;
	struct arena_run first, second;
	uint32_t used, pages;

	wait_grown(rig, 1);
	assert_true(arena_pool_take(rig->pool, MIB, &first));
	memset(first.data, 0xab, MIB);
	arena_pool_give(rig->pool, &first, 7);
	/* given back after 7 dumps: the 7th may still be on show */
	arena_pool_settle(rig->pool, 7);
	assert_true(arena_pool_take(rig->pool, MIB, &second));
	assert_int_not_equal(second.start, first.start);
	arena_pool_settle(rig->pool, 8);
	arena_pool_get_usage(rig->pool, &used, &pages);
	assert_int_equal(used, first.count + second.count); // too early
	usleep((ARENA_POOL_REST_MSEC + 20) * 1000);
	arena_pool_settle(rig->pool, 8);
	arena_pool_get_usage(rig->pool, &used, &pages);
	assert_int_equal(used, second.count);
	assert_int_equal(pages, SEGMENT_PAGES);
	arena_pool_give(rig->pool, &second, 8);
}

static void
test_hands_out_zeroed_pages(void **state)
{
	struct rig *rig = *state;
	struct arena_run run;
	const uint8_t *bytes;

	wait_grown(rig, 1);
	assert_true(arena_pool_take(rig->pool, MIB, &run));
	memset(run.data, 0xab, (size_t)run.count * ARENA_PAGE_SIZE);
	arena_pool_give(rig->pool, &run, 0);
	usleep((ARENA_POOL_REST_MSEC + 20) * 1000);
	arena_pool_settle(rig->pool, 1);
	assert_true(arena_pool_take(rig->pool, MIB, &run));
	bytes = run.data;
	for (size_t i = 0; i < MIB; i++) {
		assert_int_equal(bytes[i], 0);
	}
	arena_pool_give(rig->pool, &run, 0);
}

static void
test_asks_for_more_and_takes_no_for_an_answer(void **state)
{
	struct rig *rig = *state;
	struct arena_run runs[3];

	wait_grown(rig, 1);
	assert_true(arena_pool_take(rig->pool, 40 * MIB, &runs[0]));
	assert_false(arena_pool_take(rig->pool, 40 * MIB, &runs[1]));
	wait_grown(rig, 2);
	assert_true(arena_pool_take(rig->pool, 40 * MIB, &runs[1]));
	assert_false(arena_pool_take(rig->pool, 40 * MIB, &runs[2]));
	wait_grown(rig, 3); // refused
	assert_false(arena_pool_take(rig->pool, 40 * MIB, &runs[2]));
	/* what rests is used when there is nothing else */
	arena_pool_give(rig->pool, &runs[0], 0);
	assert_true(arena_pool_take(rig->pool, 40 * MIB, &runs[2]));
	assert_int_equal(runs[2].start, runs[0].start);
	arena_pool_give(rig->pool, &runs[1], 0);
	arena_pool_give(rig->pool, &runs[2], 0);
}

static void
test_asks_for_a_segment_that_is_large_enough(void **state)
{
	struct rig *rig = *state;
	struct arena_run run;

	wait_grown(rig, 1);
	/* more than the quota leaves: refused, and nothing breaks */
	assert_false(arena_pool_take(rig->pool, 100 * MIB, &run));
	wait_grown(rig, 2);
	assert_false(arena_pool_take(rig->pool, 100 * MIB, &run));
	assert_true(arena_pool_take(rig->pool, MIB, &run));
	arena_pool_give(rig->pool, &run, 0);
}

static void
test_goes_on_when_the_keeper_is_gone(void **state)
{
	struct rig *rig = *state;
	struct arena_run run, more;

	wait_grown(rig, 1);
	assert_true(arena_pool_take(rig->pool, MIB, &run));
	arena_server_destroy(rig->server);
	rig->server = NULL;
	wl_event_loop_dispatch(rig->loop, 100);
	memset(run.data, 0xab, MIB);
	assert_true(arena_pool_take(rig->pool, MIB, &more));
	assert_false(arena_pool_take(rig->pool, 80 * MIB, &more));
	arena_pool_give(rig->pool, &run, 0);
}

#define POOL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			POOL_TEST(test_gets_memory_through_the_loop),
			POOL_TEST(test_lets_pages_rest),
			POOL_TEST(test_hands_out_zeroed_pages),
			POOL_TEST(test_asks_for_more_and_takes_no_for_an_answer),
			POOL_TEST(test_asks_for_a_segment_that_is_large_enough),
			POOL_TEST(test_goes_on_when_the_keeper_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
