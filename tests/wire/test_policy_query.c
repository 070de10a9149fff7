// SPDX-License-Identifier: MIT
/* Bytes of the policy socket: requests and answers. */
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "qrexec/policy/query_msg.h"
#include "tests/check.h"

#define WHOLE "source=work\nintended_target=mail\nservice_and_arg=s.A+x\n"

static void
test_requests_that_are_understood(void **state)
{
	static const char text[] = "requested_source=far\n" WHOLE
				   "just_evaluate=yes\nassume_yes_for_ask=no\n"
				   "\nmore";
	struct policy_query query;

	assert_int_equal(policy_query_parse(&query, text, strlen(text), false,
					 NULL),
			1);
	assert_string_equal(query.request.source, "work");
	assert_string_equal(query.request.target, "mail");
	assert_string_equal(query.request.service, "s.A");
	assert_string_equal(query.request.argument, "+x");
	assert_string_equal(query.request.requested_source, "far");
	assert_true(query.just_evaluate);
	assert_false(query.assume_yes_for_ask);
	policy_query_finish(&query);
}

/* Without argument it is an empty one; values may have "=" in them. */
static void
test_small_things(void **state)
{
	static const char text[] = "source=a=b\nintended_target=\n"
				   "service_and_arg=s.A\n\n";
	struct policy_query query;

	assert_int_equal(policy_query_parse(&query, text, strlen(text), false,
					 NULL),
			1);
	assert_string_equal(query.request.source, "a=b");
	assert_string_equal(query.request.target, "");
	assert_string_equal(query.request.service, "s.A");
	assert_string_equal(query.request.argument, "+");
	policy_query_finish(&query);
}

/* At whatever byte it is cut, it is waited for the rest; the end of the stream
 * ends it as an empty line does. */
static void
test_requests_come_in_pieces(void **state)
{
	static const char text[] = WHOLE "\n";
	size_t len = strlen(text);
	struct policy_query query;

	for (size_t i = 0; i < len; i++) {
		assert_int_equal(policy_query_parse(&query, text, i, false, NULL),
				0);
	}
	assert_int_equal(policy_query_parse(&query, text, len - 1, true, NULL),
			1);
	policy_query_finish(&query);
	assert_int_equal(policy_query_parse(&query, text, len - 2, true, NULL),
			1);
	assert_string_equal(query.request.argument, "+x");
	policy_query_finish(&query);
}

static void
test_requests_that_are_closed_without_a_word(void **state)
{
	static const char *const bad[] = {
			"\n",
			"source=a\nintended_target=b\n\n",
			WHOLE "source=a\n\n",
			WHOLE "requested_source=a\nrequested_source=a\n\n",
			WHOLE "just_evaluate=true\n\n",
			WHOLE "assume_yes_for_ask=\n\n",
			WHOLE "domain_id=1\n\n",
			WHOLE "nothing\n\n",
			WHOLE "=x\n\n",
			WHOLE "requested_source=\xc3\xa4\n\n",
	};
	static const char zero[] = WHOLE "requested_source=a\0b\n\n";
	struct policy_query query;
	struct err err;
	char *long_text = xcalloc(1, POLICY_QUERY_SIZE_MAX + 2);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(policy_query_parse(&query, bad[i],
						 strlen(bad[i]), false, &err),
				-1);
	}
	assert_int_equal(policy_query_parse(&query, zero, sizeof(zero) - 1,
					 false, &err),
			-1);
	memset(long_text, 'a', POLICY_QUERY_SIZE_MAX + 1);
	assert_int_equal(policy_query_parse(&query, long_text,
					 POLICY_QUERY_SIZE_MAX + 1, false, &err),
			-1);
	assert_int_equal(policy_query_parse(&query, "", 0, true, &err), -1);
	free(long_text);
}

static void
test_what_is_encoded_is_understood(void **state)
{
	struct policy_query query = {
			.request = {"s.A", "+x", "work", "mail", "far"},
			.just_evaluate = true,
	};
	struct policy_query again;
	char *text = policy_query_encode(&query);

	assert_int_equal(policy_query_parse(&again, text, strlen(text), false,
					 NULL),
			1);
	assert_string_equal(again.request.requested_source, "far");
	assert_string_equal(again.request.argument, "+x");
	assert_true(again.just_evaluate);
	policy_query_finish(&again);
	free(text);
}

static void
assert_reply(const char *rules, const char *target, const char *expected)
{
	struct system_info *info = system_info_create();
	struct policy *policy = policy_load_text("rules", rules, NULL);
	struct policy_request request = {"s.A", "+y", "work", target, ""};
	struct policy_verdict verdict;
	char *reply;

	system_info_set(info,
			&(struct system_qube){.name = "work",
					.default_dispvm = "base",
					.uuid = "u-work"});
	system_info_set(info,
			&(struct system_qube){.name = "mail", .uuid = "u-mail"});
	system_info_set(info,
			&(struct system_qube){.name = "base",
					.uuid = "u-base",
					.flags = SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS});
	system_info_set(info,
			&(struct system_qube){.name = "far",
					.class = "RemoteVM",
					.relayvm = "mail",
					.transport_rpc = "air.Go"});
	policy_evaluate(policy, info, &request, &verdict);
	reply = policy_verdict_reply(&verdict);
	assert_string_equal(reply, expected);
	free(reply);
	policy_verdict_finish(&verdict);
	policy_destroy(policy);
	system_info_destroy(info);
}

static void
test_answers_are_those_of_the_original(void **state)
{
	assert_reply("* * * * deny\n", "mail", "result=deny");
	assert_reply("* * * * ask\n", "mail", "result=deny");
	assert_reply("* * * mail allow user=u autostart=yes\n", "mail",
			"user=u\nresult=allow\ntarget=mail\n"
			"target_uuid=uuid:u-mail\nautostart=True\n"
			"requested_target=mail");
	assert_reply("* * * * allow target=dom0 autostart=no\n", "mail",
			"user=DEFAULT\nresult=allow\ntarget=dom0\n"
			"autostart=False\nrequested_target=mail");
	assert_reply("* * * * allow\n", "@dispvm",
			"user=DEFAULT\nresult=allow\ntarget=@dispvm:base\n"
			"target_uuid=@dispvm:uuid:u-base\nautostart=True\n"
			"requested_target=@dispvm");
	assert_reply("* * * * allow\n", "far",
			"user=DEFAULT\nresult=allow\ntarget=mail\n"
			"target_uuid=uuid:u-mail\nautostart=True\n"
			"requested_target=far\nservice=air.Go+far+s.A+y");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_requests_that_are_understood),
			cmocka_unit_test(test_small_things),
			cmocka_unit_test(test_requests_come_in_pieces),
			cmocka_unit_test(test_requests_that_are_closed_without_a_word),
			cmocka_unit_test(test_what_is_encoded_is_understood),
			cmocka_unit_test(test_answers_are_those_of_the_original),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
