// SPDX-License-Identifier: MIT
/*
 * A million messages between two ends, cut at random places, while both do
 * random things: every event that comes out is the one a plain model expects.
 */
#include <stdlib.h>

#include "tests/check.h"
#include "tests/wire/gui_world.h"

#define MESSAGES 1000000
#define OLDEST 4 // minor version at which our agent gives up
#define NEWEST 8

/* LEADLIGHT_TEST_SEED tries other dice than the usual ones. */
static uint64_t
get_seed(void)
{
	const char *text = getenv("LEADLIGHT_TEST_SEED");

	return text ? strtoull(text, NULL, 10) * 2 + 1 : 20240117;
}

static void
play(uint32_t minor, size_t messages)
{
	struct world *world = calloc(1, sizeof(*world));
	size_t steps = 0;

	assert_non_null(world);
	world_init(world, minor, get_seed() + minor);
	while (world->model.delivered < messages) {
		for (uint32_t n = world_roll(world, 6); n > 0; n--) {
			world_agent_acts(world);
		}
		for (uint32_t n = world_roll(world, 6); n > 0; n--) {
			world_daemon_acts(world);
		}
		for (uint32_t n = world_roll(world, 6); n > 0; n--) {
			if (!world_moves(world)) {
				fail_msg("1.%u, step %zu: see above", minor,
						steps);
			}
		}
		steps++;
	}
	print_message("# 1.%u: %zu messages, %zu connections ended\n", minor,
			world->model.delivered, world->ended);
	assert_in_range(world->ended, messages / 100000, messages / 100);
	world_finish(world);
	free(world);
}

static void
test_both_ends_do_what_the_model_says(void **state)
{
	const uint32_t versions = NEWEST - OLDEST + 1;

	for (uint32_t minor = OLDEST; minor <= NEWEST; minor++) {
		play(minor, MESSAGES / versions);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_both_ends_do_what_the_model_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
