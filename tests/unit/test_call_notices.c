// SPDX-License-Identifier: MIT
/* What is told of calls, and what is only counted. */
#include <stdio.h>
#include <string.h>

#include "compositor/prompt/call_notices.h"
#include "tests/check.h"

static const struct {
	int64_t msec;
	const char *source, *service, *target;
	enum ask_msg_resolution resolution;
	const char *told; // NULL: it is counted
	const char *reason; // or NULL
} rows[] = {
		{1, "work", "s.A", "vault", ASK_MSG_DENIED,
				"Denied: work calls s.A of vault"},
		{2, "work", "s.A", "vault", ASK_MSG_DENIED, NULL},
		{3, "mail", "s.B", "@default", ASK_MSG_FAILED,
				"Failed: mail calls s.B of no qube it named"},
		{4, "work", "s.B", "mail", ASK_MSG_ALLOWED, NULL},
		{10000, "work", "s.B", "mail", ASK_MSG_ALLOWED, NULL},
		{10001, "work", "s.B", "mail", ASK_MSG_ALLOWED,
				"Allowed: work calls s.B of mail, and 3 more"},
		{10002, "work", "s.B", "mail", ASK_MSG_ALLOWED, NULL},
		{10004, "mail", "s.B", "@dispvm:x", ASK_MSG_ALLOWED,
				"Allowed: mail calls s.B of @dispvm:x"},
		{20004, "mail", "s.B", "work", ASK_MSG_FAILED,
				"Failed: mail calls s.B of work: its time is over",
				"its time is over"},
};

static const char *
take(struct call_notices *notices, const char *source, int64_t msec, char *out)
{
	struct ask_msg msg = {.kind = ASK_MSG_NOTIFY, .service = "s"};

	snprintf(msg.source, sizeof(msg.source), "%s", source);
	return call_notices_take(notices, &msg, msec, out);
}

static void
test_one_in_ten_seconds_is_told(void **state)
{
	struct call_notices notices = {0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ask_msg msg = {.kind = ASK_MSG_NOTIFY,
				.resolution = rows[i].resolution};
		char text[CALL_NOTICES_TEXT];
		const char *told;

		snprintf(msg.source, sizeof(msg.source), "%s", rows[i].source);
		snprintf(msg.service, sizeof(msg.service), "%s", rows[i].service);
		snprintf(msg.target, sizeof(msg.target), "%s", rows[i].target);
		snprintf(msg.reason, sizeof(msg.reason), "%s",
				rows[i].reason ? rows[i].reason : "");
		told = call_notices_take(&notices, &msg, rows[i].msec, text);
		assert_int_equal(told != NULL, rows[i].told != NULL);
		if (told) {
			assert_string_equal(told, rows[i].told);
		}
	}
}

/* More qubes than there are places: the one told of longest ago gives way. */
static void
test_there_are_places_for_a_few_qubes(void **state)
{
	struct call_notices notices = {0};
	char name[16], text[CALL_NOTICES_TEXT];

	for (int i = 0; i <= CALL_NOTICES_QUBES; i++) {
		snprintf(name, sizeof(name), "q%d", i);
		assert_non_null(take(&notices, name, 1 + i, text));
	}
	assert_null(take(&notices, name, 100, text));
	assert_null(take(&notices, "q1", 100, text));
	assert_non_null(take(&notices, "q0", 100, text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_one_in_ten_seconds_is_told),
			cmocka_unit_test(test_there_are_places_for_a_few_qubes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
