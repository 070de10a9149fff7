// SPDX-License-Identifier: MIT
/* In which order questions are shown: each row says which qubes ask (letters),
 * '!' is an answer to the one shown, and whose were answered in the end. */
#include <string.h>

#include "compositor/prompt/ask_queue.h"
#include "tests/check.h"

#define MAX 64

static const struct {
	const char *asked;
	const char *answered;
} rows[] = {
		{"a", "a"},
		{"abc", "abc"},
		{"aab", "aba"},
		{"aaaab", "abaaa"},
		{"aaaabb", "ababaa"},
		{"aaab!cc!", "abcaca"},
		{"a!a!b!", "aab"},
		{"aa!ab!", "aaba"},
		// one asks again at once, each time it was answered
		{"aab!a!a!a!", "abaaaa"},
		{"aaaaaaaa!a!bb!a!", "aababaaaaaaa"},
};

struct run {
	struct ask_queue queue;
	struct ask asks[MAX];
	int count;
	char answered[MAX + 1];
	size_t n;
};

static bool
add(struct run *run, char source)
{
	struct ask *ask = &run->asks[run->count++];

	assert_in_range(run->count, 1, MAX);
	ask->msg.source[0] = source;
	return ask_queue_add(&run->queue, ask);
}

static bool
answer(struct run *run)
{
	struct ask *ask = ask_queue_next(&run->queue);

	if (!ask) {
		return false;
	}
	run->answered[run->n++] = ask->msg.source[0];
	ask_queue_remove(&run->queue, ask);
	return true;
}

static void
test_qubes_take_turns(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct run run = {0};

		ask_queue_init(&run.queue);
		for (const char *at = rows[i].asked; *at; at++) {
			if (*at == '!') {
				answer(&run);
			} else {
				assert_true(add(&run, *at));
				ask_queue_next(&run.queue); // it is shown
			}
		}
		while (answer(&run)) {
		}
		if (strcmp(run.answered, rows[i].answered) != 0) {
			fail_msg("%s: %s, not %s", rows[i].asked, run.answered,
					rows[i].answered);
		}
		assert_int_equal(run.queue.count, 0);
	}
}

static void
test_one_qube_has_a_place_for_a_few(void **state)
{
	struct run run = {0};

	ask_queue_init(&run.queue);
	for (int i = 0; i < ASK_QUEUE_SOURCE_MAX; i++) {
		assert_true(add(&run, 'a'));
	}
	assert_false(add(&run, 'a'));
	assert_true(add(&run, 'b'));
	assert_int_equal(ask_queue_count_of(&run.queue, "a"),
			ASK_QUEUE_SOURCE_MAX);
	assert_true(answer(&run));
	assert_true(add(&run, 'a'));
	assert_false(add(&run, 'a'));
}

static void
test_there_is_a_limit_in_all(void **state)
{
	static struct ask asks[ASK_QUEUE_MAX + 1];
	struct ask_queue queue;

	ask_queue_init(&queue);
	for (int i = 0; i <= ASK_QUEUE_MAX; i++) {
		asks[i].msg.source[0] = (char)('A' + i / 4);
		assert_int_equal(ask_queue_add(&queue, &asks[i]),
				i < ASK_QUEUE_MAX);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_qubes_take_turns),
			cmocka_unit_test(test_one_qube_has_a_place_for_a_few),
			cmocka_unit_test(test_there_is_a_limit_in_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
