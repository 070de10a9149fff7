// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/loop.h"
#include "common/programs.h"
#include "compositor/session/service.h"
#include "tests/check.h"

static void
test_five_crashes_a_minute_are_forgiven(void **state)
{
	struct service_crashes crashes = {0};

	for (int i = 0; i < SERVICE_MAX_CRASHES; i++) {
		assert_true(service_crashes_add(&crashes, 1000 + i));
	}
	assert_false(service_crashes_add(&crashes, 2000));
}

static void
test_old_crashes_are_forgotten(void **state)
{
	struct service_crashes crashes = {0};

	for (int i = 0; i < 100; i++) {
		assert_true(service_crashes_add(&crashes,
				1 +
						(int64_t)i * SERVICE_WINDOW_MSEC /
								SERVICE_MAX_CRASHES));
	}
}

struct outcome {
	int ends;
	bool failed;
};

static void
handle_ended(void *user, struct service *service, bool failed)
{
	struct outcome *outcome = user;

	outcome->ends++;
	outcome->failed = failed;
}

static struct outcome
run_service(const char *script, bool stop)
{
	char *argv[] = {"/bin/sh", "-c", (char *)script, NULL};
	struct outcome outcome = {0};
	struct service service = {.loop = wl_event_loop_create(),
			.name = "child",
			.argv = argv,
			.ended = handle_ended,
			.user = &outcome};
	int64_t end = loop_now_msec() + 10000;

	assert_true(service_start(&service));
	if (stop) {
		service_stop(&service, false);
	}
	while (outcome.ends == 0 && loop_now_msec() < end) {
		wl_event_loop_dispatch(service.loop, 100);
	}
	assert_int_equal(service.pid, 0);
	wl_event_loop_destroy(service.loop);
	return outcome;
}

static void
test_an_orderly_end_is_final(void **state)
{
	struct outcome outcome = run_service("exit 0", false);

	assert_int_equal(outcome.ends, 1);
	assert_false(outcome.failed);
}

static void
test_a_crashing_service_is_given_up(void **state)
{
	struct outcome outcome = run_service("kill -SEGV $$", false);

	assert_int_equal(outcome.ends, 1);
	assert_true(outcome.failed);
}

static void
test_a_wanted_end_is_no_crash(void **state)
{
	struct outcome outcome = run_service("sleep 60", true);

	assert_int_equal(outcome.ends, 1);
	assert_false(outcome.failed);
}

static void
test_programs_are_found_in_the_named_folders(void **state)
{
	char *path;

	setenv("LEADLIGHT_PROGRAMS", "/nowhere:/bin", 1);
	path = programs_find("sh");
	assert_string_equal(path, "/bin/sh");
	free(path);
	assert_null(programs_find("no-such-program"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_five_crashes_a_minute_are_forgiven),
			cmocka_unit_test(test_old_crashes_are_forgotten),
			cmocka_unit_test(test_an_orderly_end_is_final),
			cmocka_unit_test(test_a_crashing_service_is_given_up),
			cmocka_unit_test(test_a_wanted_end_is_no_crash),
			cmocka_unit_test(test_programs_are_found_in_the_named_folders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
