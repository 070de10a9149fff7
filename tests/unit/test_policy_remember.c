// SPDX-License-Identifier: MIT
/* Answers that are remembered: what they are bound to, and that they allow
 * nothing that would not be asked about anyway. */
#define _GNU_SOURCE
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "common/mem.h"
#include "qrexec/policy/grant.h"
#include "qrexec/policy/remember.h"
#include "qrexec/policy/store.h"
#include "tests/check.h"

#define NOW 1795478400 // 2026-11-24T00:00:00Z
#define ASK "s.A * work @anyvm ask\n"
#define UUID(digit) #digit "0000000-0000-4000-8000-000000000000"

struct desk {
	char dir[64];
	char *rules; // owned: file
	char *answers; // owned: folder
	struct policy_dir policies;
	char *policy_dir; // owned
	struct policy_store *store;
	struct system_info *info;
	struct policy_now now;
	struct policy_verdict verdict;
	struct policy_limits limits;
};

static void
set_rules(struct desk *desk, const char *text)
{
	struct err err;

	assert_int_equal(file_write_whole(desk->rules, text, strlen(text), 0600,
					 &err),
			0);
	assert_int_equal(policy_store_reload(desk->store, &err), 0);
}

static void
add_qube(struct desk *desk, const char *name, const char *uuid, uint32_t flags)
{
	system_info_set(desk->info,
			&(struct system_qube){.name = name,
					.uuid = uuid,
					.default_dispvm = "base",
					.flags = flags});
}

static int
set_up(void **state)
{
	struct desk *desk = xcalloc(1, sizeof(*desk));
	struct policy_paths paths = {.dirs = &desk->policies, .dir_count = 1};

	snprintf(desk->dir, sizeof(desk->dir), "/tmp/remember-XXXXXX");
	if (!mkdtemp(desk->dir)) {
		return -1;
	}
	desk->policy_dir = xformat("%s/policy.d", desk->dir);
	desk->answers = xformat("%s/state/grants.d", desk->dir);
	desk->rules = xformat("%s/10-a.policy", desk->policy_dir);
	desk->policies = (struct policy_dir){.path = desk->policy_dir};
	desk->info = system_info_create();
	desk->now = (struct policy_now){NOW, 1000};
	add_qube(desk, "work", UUID(1), 0);
	add_qube(desk, "mail", UUID(2), 0);
	add_qube(desk, "vault", "", 0);
	add_qube(desk, "base", UUID(4), SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS);
	*state = desk;
	if (mkdir(desk->policy_dir, 0700) < 0) {
		return -1;
	}
	desk->store = policy_store_create(&paths, desk->dir, false);
	policy_store_set_answers_dir(desk->store, desk->answers);
	set_rules(desk, ASK);
	return 0;
}

static int
remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	return remove(path);
}

static int
tear_down(void **state)
{
	struct desk *desk = *state;

	nftw(desk->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	policy_verdict_finish(&desk->verdict);
	policy_store_destroy(desk->store);
	system_info_destroy(desk->info);
	free(desk->rules);
	free(desk->answers);
	free(desk->policy_dir);
	free(desk);
	return 0;
}

static enum policy_decision
call_service(struct desk *desk, const char *service, const char *argument,
		const char *target)
{
	struct policy_request request = {
			.service = service,
			.argument = argument,
			.source = "work",
			.target = target,
	};

	policy_verdict_finish(&desk->verdict);
	policy_store_evaluate(desk->store, desk->info, &request, &desk->now,
			&desk->verdict, &desk->limits);
	return desk->verdict.decision;
}

static enum policy_decision
call(struct desk *desk, const char *target)
{
	return call_service(desk, "s.A", "+", target);
}

/* The person is asked about a call to target, and answers for some time. */
static int
answer(struct desk *desk, const char *target, const char *chosen, uint32_t seconds)
{
	struct err err;

	assert_int_equal(call(desk, target), POLICY_ASK);
	assert_true(policy_store_can_remember(
			desk->store, desk->info, &desk->verdict));
	policy_store_choose(desk->store, desk->info, &desk->verdict, chosen,
			&desk->now, &desk->limits);
	return policy_store_remember(desk->store, desk->info, &desk->verdict,
			seconds, &desk->now, &err);
}

static void
test_an_answer_stands_for_its_time(void **state)
{
	struct desk *desk = *state;

	assert_int_equal(answer(desk, "mail", "mail", 600), 0);
	assert_int_equal(call(desk, "mail"), POLICY_ALLOW);
	assert_string_equal(desk->verdict.target, "mail");
	assert_non_null(strstr(desk->verdict.rule, "remembered-1.grant:2"));
	desk->now.unix_sec = NOW + 599;
	assert_int_equal(call(desk, "mail"), POLICY_ALLOW);
	desk->now.unix_sec = NOW + 600;
	assert_int_equal(call(desk, "mail"), POLICY_ASK);
}

static void
test_only_the_same_question_is_answered(void **state)
{
	struct desk *desk = *state;

	set_rules(desk, "* * work @anyvm ask\n");
	assert_int_equal(answer(desk, "mail", "mail", 600), 0);
	assert_int_equal(call(desk, "vault"), POLICY_ASK);
	assert_int_equal(call(desk, ""), POLICY_ASK);
	assert_int_equal(call_service(desk, "s.A", "+x", "mail"), POLICY_ASK);
	assert_int_equal(call_service(desk, "s.B", "+", "mail"), POLICY_ASK);
	assert_int_equal(call(desk, "mail"), POLICY_ALLOW);
}

static void
test_what_was_chosen_is_called(void **state)
{
	struct desk *desk = *state;

	set_rules(desk,
			ASK "s.A * work @default ask\n"
			    "s.A * work dom0 ask\n");
	assert_int_equal(answer(desk, "", "@dispvm:base", 600), 0);
	assert_int_equal(call(desk, ""), POLICY_ALLOW);
	assert_string_equal(desk->verdict.target, "@dispvm:base");
	assert_int_equal(answer(desk, "dom0", "dom0", 600), 0);
	assert_int_equal(call(desk, "@adminvm"), POLICY_ALLOW);
	assert_string_equal(desk->verdict.target, "dom0");
}

static void
test_a_refusal_is_remembered_too(void **state)
{
	struct desk *desk = *state;

	assert_int_equal(answer(desk, "vault", NULL, 600), 0);
	assert_int_equal(call(desk, "vault"), POLICY_DENY);
	assert_non_null(strstr(desk->verdict.rule, "remembered-1.grant:2"));
	assert_int_equal(call(desk, "mail"), POLICY_ASK);
}

/* Whatever the rules become: what they deny is denied, what they no longer
 * ask in the same words is asked anew. */
static void
test_rules_that_change(void **state)
{
	static const struct {
		const char *rules;
		enum policy_decision wanted;
	} table[] = {
			{"s.A * work mail deny\n" ASK, POLICY_DENY},
			{"s.B * work mail ask\n", POLICY_DENY},
			{"s.A * work @anyvm deny\n", POLICY_DENY},
			{"s.A * work mail ask\n", POLICY_ASK},
			{"s.A * work @anyvm ask autostart=no\n", POLICY_DENY},
			{"s.A * work @anyvm ask user=root\n", POLICY_ASK},
			{"s.A * work @anyvm ask default_target=vault\n",
					POLICY_ASK},
			{"s.A * work @anyvm ask target=vault\n", POLICY_ASK},
			{"* * work @anyvm ask\n", POLICY_ASK},
			{"# another line\n\n" ASK "s.A * work vault deny\n",
					POLICY_ALLOW},
			{"s.A * work @anyvm allow\n", POLICY_ALLOW},
	};
	struct desk *desk = *state;

	assert_int_equal(answer(desk, "mail", "mail", 600), 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		set_rules(desk, table[i].rules);
		assert_int_equal(call(desk, "mail"), table[i].wanted);
	}
	set_rules(desk, ASK);
	assert_int_equal(call(desk, "mail"), POLICY_ALLOW);
}

static void
test_what_is_no_longer_offered_is_asked_anew(void **state)
{
	struct desk *desk = *state;

	set_rules(desk, "s.A * work @default ask\n" ASK);
	assert_int_equal(answer(desk, "", "mail", 600), 0);
	set_rules(desk, "s.A * work @default ask\ns.A * work mail deny\n" ASK);
	assert_int_equal(call(desk, ""), POLICY_ASK);
	set_rules(desk, "s.A * work @default ask\n" ASK);
	assert_int_equal(call(desk, ""), POLICY_ALLOW);
	system_info_remove(desk->info, "mail");
	assert_int_equal(call(desk, ""), POLICY_ASK);
}

static void
test_another_qube_of_the_same_name_is_another(void **state)
{
	struct desk *desk = *state;

	assert_int_equal(answer(desk, "mail", "mail", 600), 0);
	add_qube(desk, "mail", UUID(5), 0);
	assert_int_equal(call(desk, "mail"), POLICY_ASK);
	add_qube(desk, "mail", UUID(2), 0);
	assert_int_equal(call(desk, "mail"), POLICY_ALLOW);
	add_qube(desk, "work", UUID(5), 0);
	assert_int_equal(call(desk, "mail"), POLICY_ASK);
}

static void
test_limits_hold_for_remembered_answers(void **state)
{
	struct desk *desk = *state;
	char *path = xformat("%s/a.grant", desk->dir);
	const char *text = "[limit a]\nrate = 2/h\nbytes = 7\n";
	struct err err;

	file_write_whole(path, text, strlen(text), 0600, &err);
	free(path);
	assert_int_equal(policy_store_reload(desk->store, &err), 0);
	assert_int_equal(answer(desk, "mail", "mail", 600), 0);
	assert_int_equal(call(desk, "mail"), POLICY_ALLOW);
	assert_int_equal(desk->limits.bytes, 7);
	assert_int_equal(call(desk, "mail"), POLICY_DENY);
	assert_non_null(strstr(desk->verdict.rule, "/a.grant:2"));
}

static size_t
count_files(const struct desk *desk)
{
	size_t count = 0;

	for (unsigned int i = 1; i <= 2 * REMEMBER_MAX; i++) {
		char *path = xformat("%s/remembered-%u.grant", desk->answers, i);

		count += access(path, F_OK) == 0;
		free(path);
	}
	return count;
}

static void
test_files_are_private_and_few(void **state)
{
	struct desk *desk = *state;
	struct stat status;
	char name[16];
	char *path = xformat("%s/remembered-1.grant", desk->answers);

	assert_int_equal(answer(desk, "mail", "mail", 600), 0);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(stat(desk->answers, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
	free(path);
	// another answer to the same question takes its place
	set_rules(desk, "s.A * work mail ask\n" ASK);
	assert_int_equal(answer(desk, "mail", NULL, 300), 0);
	assert_int_equal(count_files(desk), 1);
	for (int i = 0; i < REMEMBER_MAX + 10; i++) {
		snprintf(name, sizeof(name), "qube-%d", i);
		add_qube(desk, name, "", 0);
		assert_int_equal(answer(desk, name, name, 600 + (uint32_t)i), 0);
	}
	assert_int_equal(count_files(desk), REMEMBER_MAX);
	assert_int_equal(call(desk, name), POLICY_ALLOW);
	assert_int_equal(call(desk, "qube-0"), POLICY_ASK);
	assert_int_equal(call(desk, "qube-10"), POLICY_ALLOW);
	// and those whose time is over go when there is a new one
	desk->now.unix_sec = NOW + 10000;
	assert_int_equal(answer(desk, "mail", "mail", 600), 0);
	assert_int_equal(count_files(desk), 1);
}

static void
test_what_has_no_room_is_not_remembered(void **state)
{
	struct desk *desk = *state;
	struct err err;
	char argument[300];

	memset(argument, 'x', sizeof(argument));
	argument[0] = '+';
	argument[sizeof(argument) - 1] = '\0';
	assert_int_equal(call_service(desk, "s.A", argument, "mail"), POLICY_ASK);
	assert_false(policy_store_can_remember(
			desk->store, desk->info, &desk->verdict));
	policy_store_choose(desk->store, desk->info, &desk->verdict, "mail",
			&desk->now, &desk->limits);
	assert_int_equal(policy_store_remember(desk->store, desk->info,
					 &desk->verdict, 600, &desk->now, &err),
			-1);
	assert_int_equal(count_files(desk), 0);
	// nor for ever, nor what nobody was asked about
	assert_int_equal(answer(desk, "mail", "mail", REMEMBER_SECONDS_MAX + 1),
			-1);
	set_rules(desk, "s.A * work mail allow\n");
	assert_int_equal(call(desk, "mail"), POLICY_ALLOW);
	assert_int_equal(policy_store_remember(desk->store, desk->info,
					 &desk->verdict, 600, &desk->now, &err),
			-1);
}

static void
test_what_is_forgotten_is_asked_anew(void **state)
{
	struct desk *desk = *state;
	struct policy_grants *grants;
	struct err err;

	assert_int_equal(answer(desk, "mail", "mail", 600), 0);
	grants = policy_grants_load(desk->answers, NULL, &err);
	assert_int_equal(policy_grants_count(grants), 1);
	assert_int_equal(remember_number(policy_grants_get(grants, 0)), 1);
	assert_int_equal(remember_forget(policy_grants_get(grants, 0), &err), 0);
	policy_grants_destroy(grants);
	assert_int_equal(policy_store_reload(desk->store, &err), 0);
	assert_int_equal(call(desk, "mail"), POLICY_ASK);
}

static void
test_what_cannot_be_written_counts_once(void **state)
{
	struct desk *desk = *state;
	struct err err;

	policy_store_set_answers_dir(desk->store, "/proc/nowhere");
	assert_int_equal(answer(desk, "mail", "mail", 600), -1);
	assert_int_equal(desk->verdict.decision, POLICY_ALLOW);
	assert_int_equal(call(desk, "mail"), POLICY_ASK);
	assert_int_equal(policy_store_reload(desk->store, &err), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_an_answer_stands_for_its_time),
			TEST(test_only_the_same_question_is_answered),
			TEST(test_what_was_chosen_is_called),
			TEST(test_a_refusal_is_remembered_too),
			TEST(test_rules_that_change),
			TEST(test_what_is_no_longer_offered_is_asked_anew),
			TEST(test_another_qube_of_the_same_name_is_another),
			TEST(test_limits_hold_for_remembered_answers),
			TEST(test_files_are_private_and_few),
			TEST(test_what_has_no_room_is_not_remembered),
			TEST(test_what_is_forgotten_is_asked_anew),
			TEST(test_what_cannot_be_written_counts_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
