// SPDX-License-Identifier: MIT
/*
 * Random sequences of what qubes and a person may do, with the promises of
 * oracle.h. A sequence that breaks one is made as short as it can be and
 * printed.
 *
 * TEST_SEED is the number of the first sequence, TEST_SEQUENCES how many there
 * are: each depends on its number only.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/str.h"
#include "tests/check.h"
#include "tests/scene/oracle.h"
#include "tests/scene/world.h"

#define MIN_STEPS 15
#define MAX_STEPS 45
#define LOOK_EVERY 8 // so many sequences are looked at step by step
#define FRESH_EVERY 5000 // sequences, then a new compositor
#define MAX_BEFORE 63 // sequences that may matter for a later one

#ifdef __SANITIZE_ADDRESS__
#define SEQUENCES 2500
#else
#define SEQUENCES 50000
#endif

/* Of 1000 steps, in the order of enum act. */
static const uint32_t shares[ACT_COUNT] = {
		[ACT_KEY] = 195,
		[ACT_CHORD] = 60,
		[ACT_BUTTON] = 140,
		[ACT_WHEEL] = 20,
		[ACT_MOVE] = 80,
		[ACT_MOVE_ON] = 140,
		[ACT_WINDOW] = 120,
		[ACT_POPUP] = 50,
		[ACT_HIDE] = 20,
		[ACT_CONFIGURE] = 40,
		[ACT_FLAGS] = 25,
		[ACT_TITLE] = 10,
		[ACT_CRASH] = 15,
		[ACT_TIME] = 70,
		[ACT_LOCK] = 5,
		[ACT_LAUNCHER] = 5,
		[ACT_FOLLOW] = 5,
};

struct sequence {
	struct step steps[MAX_STEPS];
	size_t n;
	bool looks;
};

static struct {
	struct world world;
	char progress[64]; // for whoever aborts
} test;

static uint32_t
draw(uint64_t *random)
{
	*random = *random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*random >> 33);
}

static enum act
draw_act(uint64_t *random)
{
	uint32_t left = draw(random) % 1000;
	int act = 0;

	while (left >= shares[act]) {
		left -= shares[act++];
	}
	return (enum act)act;
}

static void
make(struct sequence *sequence, long number)
{
	uint64_t random = (uint64_t)number * 0x9e3779b97f4a7c15u;

	draw(&random);
	sequence->looks = number % LOOK_EVERY == 0;
	sequence->n = MIN_STEPS + draw(&random) % (MAX_STEPS - MIN_STEPS);
	for (size_t i = 0; i < sequence->n; i++) {
		sequence->steps[i] = (struct step){
				.act = draw_act(&random),
				.a = draw(&random),
				.b = draw(&random),
				.c = draw(&random),
		};
	}
}

/* True if all promises are kept; else complaint says which is not. */
static bool
run(const struct sequence *sequence, char complaint[200])
{
	struct oracle oracle;
	struct world *world = &test.world;

	oracle_init(&oracle, world, sequence->looks);
	for (size_t i = 0; i < sequence->n && !oracle.complaint[0]; i++) {
		oracle_begin(&oracle, world, &sequence->steps[i]);
		world_do(world, &sequence->steps[i]);
		oracle_end(&oracle, world, &sequence->steps[i]);
	}
	if (!oracle.complaint[0]) {
		oracle_finish(&oracle, world);
	}
	world_reset(world);
	memcpy(complaint, oracle.complaint, sizeof(oracle.complaint));
	return !oracle.complaint[0];
}

static void
start_afresh(void)
{
	world_finish(&test.world);
	world_init(&test.world);
	log_init(LOG_LEVEL_ERROR);
}

/* The same with the sequences from this number on before it. */
static bool
run_after(long first, long number, struct sequence *sequence, char complaint[200])
{
	start_afresh();
	for (long i = first; i < number; i++) {
		struct sequence before;
		char other[200];

		make(&before, i);
		run(&before, other);
	}
	return run(sequence, complaint);
}

/* The first of the sequences that it takes; normally this one alone. */
static long
find_first(long number, struct sequence *sequence, char complaint[200])
{
	for (long n = 0; n <= MAX_BEFORE && n < number; n = n * 2 + 1) {
		if (!run_after(number - n, number, sequence, complaint)) {
			return number - n;
		}
	}
	return -1;
}

/* Leaves out every step that is not needed. */
static void
shrink(long first, long number, struct sequence *sequence, char complaint[200])
{
	size_t i = sequence->n;

	while (i > 0) {
		struct sequence less = *sequence;
		char other[200];

		i--;
		memmove(&less.steps[i], &less.steps[i + 1],
				(less.n - i - 1) * sizeof(less.steps[0]));
		less.n--;
		if (!run_after(first, number, &less, other)) {
			*sequence = less;
			memcpy(complaint, other, sizeof(other));
			i = sequence->n; // what was needed before may not be now
		}
	}
}

static void
report(struct sequence *sequence, long number, char complaint[200])
{
	long first = find_first(number, sequence, complaint);
	char text[128];

	if (first >= 0) {
		shrink(first, number, sequence, complaint);
	}
	fprintf(stderr, "# sequence %ld (TEST_SEED=%ld TEST_SEQUENCES=%ld):\n",
			number, first, number - first + 1);
	for (size_t i = 0; i < sequence->n; i++) {
		world_describe(&sequence->steps[i], text, sizeof(text));
		fprintf(stderr, "#   %s\n", text);
	}
	fprintf(stderr, "#   then: %s\n", complaint);
}

static long
get_env(const char *name, long preset)
{
	const char *text = getenv(name);
	long value;

	return text && str_to_long(text, 0, 1000000000, &value) ? value : preset;
}

static void
handle_abort(int signal)
{
	ssize_t n = write(STDERR_FILENO, test.progress, strlen(test.progress));

	(void)n;
}

static void
test_promises_are_kept_whatever_happens(void **state)
{
	long first = get_env("TEST_SEED", 1);
	long n = get_env("TEST_SEQUENCES", SEQUENCES);
	size_t steps = 0;

	signal(SIGABRT, handle_abort);
	world_init(&test.world);
	log_init(LOG_LEVEL_ERROR); // crashes are part of it
	for (long i = 0; i < n; i++) {
		struct sequence sequence;
		char complaint[200];

		snprintf(test.progress, sizeof(test.progress),
				"# in sequence %ld\n", first + i);
		if (i > 0 && i % FRESH_EVERY == 0) {
			start_afresh();
		}
		make(&sequence, first + i);
		steps += sequence.n;
		if (!run(&sequence, complaint)) {
			report(&sequence, first + i, complaint);
			fail_msg("%s", complaint);
		}
	}
	world_finish(&test.world);
	printf("# %ld sequences, %zu steps\n", n, steps);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_promises_are_kept_whatever_happens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
