// SPDX-License-Identifier: MIT
/* Grants: they narrow, and never widen. */
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "qrexec/policy/grant.h"
#include "qrexec/policy/grants.h"
#include "qrexec/policy/policy.h"
#include "tests/check.h"

#define NOW 1795478400 // 2026-11-24T00:00:00Z

static struct system_info *
make_info(void)
{
	struct system_info *info = system_info_create();

	system_info_set(info,
			&(struct system_qube){.name = "work",
					.tags = "office",
					.default_dispvm = "base"});
	system_info_set(info,
			&(struct system_qube){.name = "mail", .tags = "office"});
	system_info_set(info, &(struct system_qube){.name = "vault"});
	system_info_set(info,
			&(struct system_qube){.name = "base",
					.flags = SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS});
	return info;
}

/* One policy, its grants, and the last verdict. */
struct desk {
	struct system_info *info;
	struct policy *policy;
	struct policy_grants *grants;
	struct policy_now now;
	struct policy_verdict verdict;
	struct policy_limits limits;
};

static void
desk_init(struct desk *desk, const char *rules, const char *grants)
{
	struct err err = {0};

	*desk = (struct desk){.info = make_info(), .now = {NOW, 1000}};
	desk->policy = policy_load_text("rules", rules, &err);
	desk->grants = policy_grants_load_text("grants", grants, &err);
	if (!desk->policy || !desk->grants) {
		fail_msg("%s", err.text);
	}
}

static void
desk_finish(struct desk *desk)
{
	policy_verdict_finish(&desk->verdict);
	policy_grants_destroy(desk->grants);
	policy_destroy(desk->policy);
	system_info_destroy(desk->info);
}

static enum policy_decision
call(struct desk *desk, const char *source, const char *target)
{
	struct policy_request request = {
			.service = "s.A",
			.argument = "+",
			.source = source,
			.target = target,
	};

	policy_verdict_finish(&desk->verdict);
	policy_evaluate(desk->policy, desk->info, &request, &desk->verdict);
	policy_grants_answer(
			desk->grants, desk->info, &desk->now, &desk->verdict);
	policy_grants_narrow(desk->grants, desk->info, &desk->now,
			&desk->verdict, &desk->limits);
	return desk->verdict.decision;
}

static void
test_times(void **state)
{
	static const char *const bad[] = {"", "2026-11-24", "2026-11-24T00:00Z",
			"2026-11-24T00:00:00", "2026-13-01T00:00:00Z",
			"2026-02-29T00:00:00Z", "2026-11-24T24:00:00Z",
			"2026-11-24T00:60:00Z", "2026-11-24 00:00:00Z",
			"1969-12-31T23:59:59Z", "2026-11-24T00:00:00Z ",
			"+026-11-24T00:00:00Z"};
	int64_t at;

	assert_true(grant_parse_time("2026-11-24T00:00:00Z", &at));
	assert_int_equal(at, NOW);
	assert_true(grant_parse_time("1970-01-01T00:00:01Z", &at));
	assert_int_equal(at, 1);
	assert_true(grant_parse_time("2024-02-29T12:34:56Z", &at));
	assert_int_equal(at, 1709210096);
	assert_true(grant_parse_time("2100-03-01T00:00:00Z", &at));
	assert_int_equal(at, 4107542400);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(grant_parse_time(bad[i], &at));
	}
}

static void
test_mistakes(void **state)
{
	const char *const twice = "[limit a]\nrate = 1/s\n[limit b]\nrate = 1/s\n"
				  "[limit a]\nrate = 1/s\n";
	const char *const bad[] = {
			"[limit a]\nrate = 0/s\n",
			"[limit a]\nrate = 10\n",
			"[limit a]\nrate = 10/w\n",
			"[limit a]\nrate = -1/s\n",
			"[limit a]\nrate = 99999999/s\n",
			"[limit a]\nbytes = 0\n",
			"[limit a]\nbytes = 10X\n",
			"[limit a]\nbytes = 10MB\n",
			"[limit a]\nbytes = 2000T\n",
			"[limit a]\nvolume = 10M\n",
			"[limit a]\nvolume = 10/h\nvolume = 10/h\n",
			"[limit a]\nvolume = 0/h\n",
			"[limit a]\nvolume = 1025T/h\n",
			"[limit a]\nvolume = M/h\n",
			"[limit a]\nvolume = 10M/w\n",
			"[limit a]\nrate = 1/s\nrule = x\n",
			"[limit a]\nexpires = tomorrow\n",
			"[limit a]\nservice = s.A\n",
			"[limit a]\nrate = 1/s\nanswer = deny\n",
			"[limit a]\nrate = 1/s\nrate = 2/s\n",
			"[limit a]\nrate = 1/s\nservice = s/A\n",
			"[limit a]\nrate = 1/s\nservice = *\nargument = +x\n",
			"[limit a]\nrate = 1/s\nargument = x\n",
			"[limit a]\nrate = 1/s\nsource = @default\n",
			"[limit a]\nrate = 1/s\ntarget = @bad\n",
			"[limit a]\nrate = 1/s\ntarget = a b\n",
			"[limit a]\nrate = 1/s\nuser = root\n",
			twice,
			"[limit]\nrate = 1/s\n",
			"[grant a]\nrate = 1/s\n",
			"[answer a]\nservice = s.A\n",
			"[answer a]\nanswer = yes\n",
			"[answer a]\nanswer = allow:\n",
			"[answer a]\nanswer = allow:@anyvm\n",
			"[answer a]\nanswer = deny\nrate = 1/s\n",
			"rate = 1/s\n",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = {0};

		if (policy_grants_load_text("g", bad[i], &err)) {
			fail_msg("accepted: %s", bad[i]);
		}
		assert_true(strncmp(err.text, "g:", 2) == 0);
	}
}

static void
test_a_grant_allows_nothing_by_itself(void **state)
{
	struct desk desk;

	desk_init(&desk, "s.A * work mail deny\n",
			"[answer a]\nanswer = allow\n"
			"[limit b]\nrate = 100/s\nbytes = 100T\n");
	assert_int_equal(call(&desk, "work", "mail"), POLICY_DENY);
	assert_int_equal(call(&desk, "work", "vault"), POLICY_DENY);
	assert_string_equal(desk.verdict.reason, "no rule speaks of it");
	desk_finish(&desk);
}

static void
test_expiry(void **state)
{
	struct desk desk;

	desk_init(&desk, "s.A * work @anyvm allow\n",
			"[limit a]\ntarget = mail\n"
			"expires = 2026-11-24T00:00:10Z\n");
	desk.now.unix_sec = NOW + 9;
	assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	assert_int_equal(desk.limits.until_unix_sec, NOW + 10);
	desk.now.unix_sec = NOW + 10;
	assert_int_equal(call(&desk, "work", "mail"), POLICY_DENY);
	assert_string_equal(desk.verdict.rule, "grants:2");
	assert_int_equal(call(&desk, "work", "vault"), POLICY_ALLOW);
	assert_int_equal(desk.limits.until_unix_sec, 0);
	desk_finish(&desk);
}

static void
test_rates_are_of_each_source(void **state)
{
	struct desk desk;

	desk_init(&desk, "s.A * @anyvm @anyvm allow\n",
			"[limit a]\nservice = s.A\nrate = 3/min\n");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	}
	assert_int_equal(call(&desk, "work", "mail"), POLICY_DENY);
	assert_int_equal(call(&desk, "vault", "mail"), POLICY_ALLOW);
	desk.now.msec += 19999;
	assert_int_equal(call(&desk, "work", "mail"), POLICY_DENY);
	desk.now.msec += 20000;
	assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	assert_int_equal(call(&desk, "work", "mail"), POLICY_DENY);
	desk.now.msec += 3600 * 1000;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	}
	assert_int_equal(call(&desk, "work", "mail"), POLICY_DENY);
	desk_finish(&desk);
}

static void
test_reading_again_gives_no_new_allowance(void **state)
{
	static const char text[] = "[limit a]\nrate = 2/h\n";
	struct policy_grants *again;
	struct desk desk;

	desk_init(&desk, "s.A * work mail allow\n", text);
	call(&desk, "work", "mail");
	call(&desk, "work", "mail");
	again = policy_grants_load_text("grants", text, NULL);
	policy_grants_inherit(again, desk.grants);
	policy_grants_destroy(desk.grants);
	desk.grants = again;
	assert_int_equal(call(&desk, "work", "mail"), POLICY_DENY);
	desk_finish(&desk);
}

static void
test_all_limits_that_match_hold(void **state)
{
	struct desk desk;

	desk_init(&desk, "s.A * work @anyvm allow\n",
			"[limit a]\nbytes = 2M\n"
			"[limit b]\nsource = @tag:office\nbytes = 512K\n"
			"[limit c]\nsource = vault\nbytes = 1\n"
			"[limit d]\ntarget = @tag:office\nrate = 1/d\n");
	assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	assert_int_equal(desk.limits.bytes, 512 * 1024);
	assert_int_equal(call(&desk, "work", "mail"), POLICY_DENY);
	assert_int_equal(call(&desk, "work", "vault"), POLICY_ALLOW);
	desk_finish(&desk);
}

static void
test_limits_see_what_is_called_in_the_end(void **state)
{
	struct desk desk;

	desk_init(&desk,
			"s.A * work mail allow target=vault\n"
			"s.A * work @dispvm allow\n",
			"[limit a]\ntarget = vault\nbytes = 7\n"
			"[limit b]\ntarget = @dispvm:base\nbytes = 8\n");
	assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	assert_int_equal(desk.limits.bytes, 7);
	assert_int_equal(call(&desk, "work", "@dispvm"), POLICY_ALLOW);
	assert_int_equal(desk.limits.bytes, 8);
	desk_finish(&desk);
}

static const char *
spend(struct desk *desk, uint64_t bytes)
{
	return policy_grants_spend(
			desk->grants, &desk->limits, bytes, desk->now.msec);
}

static void
test_a_volume_is_shared_by_all_calls_of_a_source(void **state)
{
	struct policy_limits first;
	struct desk desk;

	desk_init(&desk, "s.A * @anyvm @anyvm allow\n",
			"[limit a]\nvolume = 1000/min\n");
	assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	assert_int_equal(desk.limits.volume_count, 1);
	first = desk.limits;
	assert_null(spend(&desk, 600));
	assert_int_equal(call(&desk, "work", "vault"), POLICY_ALLOW);
	assert_null(spend(&desk, 400));
	assert_string_equal(spend(&desk, 1), "grants:2");
	// the other call has no more either, and the next is not begun
	assert_string_equal(policy_grants_spend(desk.grants, &first, 1,
					    desk.now.msec),
			"grants:2");
	assert_int_equal(call(&desk, "work", "mail"), POLICY_DENY);
	assert_string_equal(desk.verdict.rule, "grants:2");
	assert_int_equal(call(&desk, "vault", "mail"), POLICY_ALLOW);
	assert_null(spend(&desk, 1000));
	desk.now.msec += 6000;
	assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	assert_null(spend(&desk, 100));
	assert_non_null(spend(&desk, 1));
	desk_finish(&desk);
}

static void
test_a_source_that_hurries_gets_its_rate(void **state)
{
	struct desk desk;
	int allowed = 0;

	desk_init(&desk, "s.A * work mail allow\n", "[limit a]\nrate = 10/d\n");
	for (int i = 0; i < 10; i++) {
		assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	}
	// each of these moments alone is too short for a part of a call
	for (int i = 0; i < 12 * 3600; i++) {
		desk.now.msec += 1000;
		allowed += call(&desk, "work", "mail") == POLICY_ALLOW;
	}
	assert_int_equal(allowed, 5);
	desk_finish(&desk);
}

static void
test_the_largest_volume_fits(void **state)
{
	struct desk desk;

	desk_init(&desk, "s.A * work mail allow\n",
			"[limit a]\nvolume = 1024T/d\n");
	assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	assert_null(spend(&desk, UINT64_C(1) << 50));
	assert_non_null(spend(&desk, 1));
	desk.now.msec += 12 * 3600 * 1000;
	assert_null(spend(&desk, UINT64_C(1) << 49));
	assert_non_null(spend(&desk, 1));
	desk.now.msec += INT64_C(1) << 60;
	assert_null(spend(&desk, UINT64_C(1) << 50));
	desk_finish(&desk);
}

static void
test_answers_stand_for_the_person(void **state)
{
	struct desk desk;

	desk_init(&desk,
			"s.A * work mail ask\n"
			"s.A * work @default ask\n"
			"s.A * work @dispvm ask\n"
			"s.A * work vault ask\n"
			"s.A * work @anyvm deny\n",
			"[answer a]\ntarget = mail\nanswer = allow\n"
			"[answer b]\ntarget = @default\nanswer = allow:mail\n"
			"[answer c]\ntarget = vault\nanswer = deny\n"
			"[answer d]\ntarget = @dispvm\nanswer = allow\n"
			"expires = 2026-11-24T00:00:10Z\n");
	assert_int_equal(call(&desk, "work", "mail"), POLICY_ALLOW);
	assert_string_equal(desk.verdict.target, "mail");
	assert_int_equal(call(&desk, "work", ""), POLICY_ALLOW);
	assert_string_equal(desk.verdict.target, "mail");
	assert_int_equal(call(&desk, "work", "vault"), POLICY_DENY);
	assert_string_equal(desk.verdict.rule, "grants:8");
	assert_int_equal(call(&desk, "work", "@dispvm"), POLICY_ALLOW);
	assert_string_equal(desk.verdict.target, "@dispvm:base");
	desk.now.unix_sec = NOW + 10;
	assert_int_equal(call(&desk, "work", "@dispvm"), POLICY_ASK);
	desk_finish(&desk);
}

static void
test_an_answer_to_another_question_is_not_given(void **state)
{
	struct desk desk;

	desk_init(&desk,
			"s.A * work mail ask\n"
			"s.A * work @anyvm deny\n",
			"[answer a]\nanswer = allow:vault\n");
	assert_int_equal(call(&desk, "work", "mail"), POLICY_ASK);
	assert_int_equal(call(&desk, "work", "vault"), POLICY_DENY);
	desk_finish(&desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_times),
			cmocka_unit_test(test_mistakes),
			cmocka_unit_test(test_a_grant_allows_nothing_by_itself),
			cmocka_unit_test(test_expiry),
			cmocka_unit_test(test_rates_are_of_each_source),
			cmocka_unit_test(test_reading_again_gives_no_new_allowance),
			cmocka_unit_test(test_all_limits_that_match_hold),
			cmocka_unit_test(test_limits_see_what_is_called_in_the_end),
			cmocka_unit_test(test_a_volume_is_shared_by_all_calls_of_a_source),
			cmocka_unit_test(test_a_source_that_hurries_gets_its_rate),
			cmocka_unit_test(test_the_largest_volume_fits),
			cmocka_unit_test(test_answers_stand_for_the_person),
			cmocka_unit_test(test_an_answer_to_another_question_is_not_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
