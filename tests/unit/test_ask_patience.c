// SPDX-License-Identifier: MIT
/* Who is not asked for how long. */
#include <stdio.h>

#include "compositor/prompt/ask_patience.h"
#include "compositor/prompt/service_words.h"
#include "tests/check.h"

#define SEC INT64_C(1000)

static void
test_it_lasts_longer_each_time_and_ends(void **state)
{
	static const int wanted[] = {0, 0, 30, 60, 120, 240, 480, 960, 960, 960};
	struct ask_patience patience = {0};
	int64_t now = 5;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		int sec = ask_patience_end_in_vain(&patience, "work", now);

		assert_int_equal(sec, wanted[i]);
		assert_int_equal(ask_patience_get_vain(&patience, "work", now),
				i + 1);
		if (sec > 0) {
			assert_false(ask_patience_admit(&patience, "work",
					now + sec * SEC - 1));
			assert_int_equal(ask_patience_take_refused(
							 &patience, "work"),
					1);
		}
		assert_true(ask_patience_admit(&patience, "home", now));
		now += sec * SEC;
		assert_true(ask_patience_admit(&patience, "work", now));
	}
	now += ASK_PATIENCE_FORGET_MSEC;
	assert_int_equal(ask_patience_get_vain(&patience, "work", now), 0);
	assert_int_equal(ask_patience_end_in_vain(&patience, "work", now), 0);
}

static void
test_one_yes_forgives(void **state)
{
	struct ask_patience patience = {0};

	for (int i = 0; i < 5; i++) {
		ask_patience_end_in_vain(&patience, "work", 0);
	}
	assert_false(ask_patience_admit(&patience, "work", 1));
	ask_patience_forgive(&patience, "home");
	assert_false(ask_patience_admit(&patience, "work", 1));
	ask_patience_forgive(&patience, "work");
	assert_true(ask_patience_admit(&patience, "work", 1));
	assert_int_equal(ask_patience_end_in_vain(&patience, "work", 1), 0);
}

/* More qubes than there are places: the longest quiet one is forgotten. */
static void
test_places_are_reused(void **state)
{
	struct ask_patience patience = {0};
	char name[ASK_MSG_NAME];

	for (int i = 0; i < 3 * ASK_PATIENCE_QUBES; i++) {
		snprintf(name, sizeof(name), "qube-%d", i);
		ask_patience_end_in_vain(&patience, name, i);
	}
	for (int i = 0; i < 3 * ASK_PATIENCE_QUBES; i++) {
		snprintf(name, sizeof(name), "qube-%d", i);
		assert_int_equal(ask_patience_get_vain(&patience, name, 1000),
				i >= 2 * ASK_PATIENCE_QUBES);
	}
}

static void
test_times_in_words(void **state)
{
	static const struct {
		int seconds;
		const char *words;
	} rows[] = {{1, "1 s"}, {60, "1 min"}, {600, "10 min"}, {90, "90 s"},
			{3600, "1 hour"}, {28800, "8 hours"}, {86400, "1 day"},
			{172800, "2 days"}, {604800, "1 week"}};
	char out[SERVICE_WORDS_TIME];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		service_words_format_time(rows[i].seconds, out);
		assert_string_equal(out, rows[i].words);
	}
	assert_string_equal(service_words_get("qubes.Filecopy"),
			"wants to copy files to a qube");
	assert_string_equal(service_words_get("qubes.Filecop"),
			"wants to call a service of a qube");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_it_lasts_longer_each_time_and_ends),
			cmocka_unit_test(test_one_yes_forgives),
			cmocka_unit_test(test_places_are_reused),
			cmocka_unit_test(test_times_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
