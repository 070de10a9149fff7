// SPDX-License-Identifier: MIT
/* Who may hand text to whom: rules of the configuration, and a policy that
 * decides at once, later or never. */
#include <stdio.h>
#include <string.h>

#include "compositor/clipboard/clip_policy.h"
#include "compositor/clipboard/clipboard.h"
#include "tests/check.h"
#include "tests/scene/clip_desk.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

struct judge {
	enum clip_verdict verdict;
	uint32_t question; // the last one
	uint32_t cancelled; // 0: none
	char asked[128]; // "source/label target/label" of the last one
};

static enum clip_verdict
judge_ask(void *user, uint32_t question, const struct clip_party *source,
		const struct clip_party *target)
{
	struct judge *judge = user;

	judge->question = question;
	snprintf(judge->asked, sizeof(judge->asked), "%s/%s %s/%s", source->name,
			source->label, target->name, target->label);
	return judge->verdict;
}

static void
judge_cancel(void *user, uint32_t question)
{
	((struct judge *)user)->cancelled = question;
}

static struct clipboard *
get_clipboard(struct clip_desk *desk)
{
	return desk->rig.scene.server.clipboard;
}

static void
set_judge(struct clip_desk *desk, struct judge *judge,
		enum clip_verdict verdict, int timeout_msec)
{
	const struct clip_policy policy = {
			.ask = judge_ask,
			.cancel = judge_cancel,
			.user = judge,
			.timeout_msec = timeout_msec,
	};

	*judge = (struct judge){.verdict = verdict};
	clipboard_set_policy(get_clipboard(desk), &policy);
}

/* From work to home: how often text arrived. */
static size_t
try_paste(struct clip_desk *desk)
{
	clip_desk_focus(desk, &desk->red);
	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.red, "text", 4);
	clip_desk_focus(desk, &desk->blue);
	fake_qube_forget(&desk->rig.blue);
	clip_desk_paste(desk);
	return clip_desk_count_got(&desk->rig.blue);
}

static const struct {
	const char *config;
	bool asked; // is the source asked at all?
	bool passes;
} rules[] = {
		{"", true, true},
		{"[qube work]\nclipboard=no\n", false, false},
		{"[qube work]\nclipboard=paste\n", false, false},
		{"[qube work]\nclipboard=copy\n", true, true},
		{"[qube work]\nclipboard=yes\n", true, true},
		{"[qube home]\nclipboard=no\n", true, false},
		{"[qube home]\nclipboard=copy\n", true, false},
		{"[qube home]\nclipboard=paste\n", true, true},
		{"[qube home]\nclipboard=yes\n", true, true},
		{"[label test]\nclipboard=no\n", false, false},
		{"[label test]\nclipboard=paste\n", false, false},
		{"[label test]\nclipboard=copy\n", true, false},
		{"[label other]\nclipboard=no\n", true, true},
		{"[label test]\nclipboard=copy\n[qube home]\nclipboard=paste\n",
				true, true},
		{"[label test]\nclipboard=yes\n[qube work]\nclipboard=no\n",
				false, false},
};

static void
test_rules_say_who_may(void **state)
{
	struct clip_desk *desk = *state;

	for (size_t i = 0; i < LENGTH(rules); i++) {
		clip_desk_configure(desk, rules[i].config);
		fake_qube_forget(&desk->rig.red);
		assert_int_equal(try_paste(desk), rules[i].passes);
		assert_int_equal(clip_desk_count_asked(&desk->rig.red),
				rules[i].asked);
	}
}

/* A rule that came after the copy counts, too. */
static void
test_rules_hold_at_the_time_of_the_paste(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.red, "text", 4);
	clip_desk_focus(desk, &desk->blue);
	clip_desk_configure(desk, "[qube work]\nclipboard=no\n");
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
	clip_desk_check_notice(
			desk, "Not pasted: home may not have text of work");
	clip_desk_configure(desk, "");
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 1);
}

static void
test_a_policy_is_asked_who_and_whom(void **state)
{
	struct clip_desk *desk = *state;
	struct judge judge;

	set_judge(desk, &judge, CLIP_ALLOWED, 1000);
	assert_int_equal(try_paste(desk), 1);
	assert_string_equal(judge.asked, "work/test home/test");
	set_judge(desk, &judge, CLIP_DENIED, 1000);
	assert_int_equal(try_paste(desk), 0);
	clip_desk_check_notice(
			desk, "Not pasted: home may not have text of work");
	clipboard_set_policy(get_clipboard(desk), NULL);
	clip_desk_paste(desk); // it was kept
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 1);
	assert_int_equal(judge.cancelled, 0);
}

static void
test_a_policy_cannot_allow_what_the_rules_forbid(void **state)
{
	struct clip_desk *desk = *state;
	struct judge judge;

	set_judge(desk, &judge, CLIP_ALLOWED, 1000);
	clip_desk_configure(desk, "[qube home]\nclipboard=no\n");
	assert_int_equal(try_paste(desk), 0);
	assert_string_equal(judge.asked, "");
}

static void
test_a_policy_may_decide_later(void **state)
{
	struct clip_desk *desk = *state;
	struct judge judge;

	set_judge(desk, &judge, CLIP_LATER, 60000);
	assert_int_equal(try_paste(desk), 0);
	clipboard_decide(get_clipboard(desk), judge.question + 1, true);
	rig_settle(&desk->rig);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
	clipboard_decide(get_clipboard(desk), judge.question, true);
	clipboard_decide(get_clipboard(desk), judge.question, true);
	rig_settle(&desk->rig);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 1);
	assert_int_equal(try_paste(desk), 0);
	clipboard_decide(get_clipboard(desk), judge.question, false);
	clipboard_decide(get_clipboard(desk), judge.question, true);
	rig_settle(&desk->rig);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
	assert_int_equal(judge.cancelled, 0);
}

static void
test_no_decision_in_time_is_a_denial(void **state)
{
	struct clip_desk *desk = *state;
	struct judge judge;

	set_judge(desk, &judge, CLIP_LATER, 50);
	assert_int_equal(try_paste(desk), 0);
	assert_true(clip_desk_wait_notice(desk, "Not pasted: nobody decided"));
	assert_int_equal(judge.cancelled, judge.question);
	clipboard_decide(get_clipboard(desk), judge.question, true);
	rig_settle(&desk->rig);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

/* What makes an open question void, and what is told. */
static void
leave(struct clip_desk *desk)
{
	clip_desk_focus(desk, &desk->red);
	clip_desk_check_notice(desk, "Not pasted: the keyboard left home");
}

static void
end_target(struct clip_desk *desk)
{
	fake_qube_disconnect(&desk->rig.blue);
	rig_settle(&desk->rig);
}

static void
change_policy(struct clip_desk *desk)
{
	clipboard_set_policy(get_clipboard(desk), NULL);
}

static void (*const voids[])(struct clip_desk *desk) = {
		leave, clip_desk_copy, clip_desk_paste, change_policy,
		end_target, // the last one: home is gone then
};

static void
test_a_decision_that_is_void_changes_nothing(void **state)
{
	struct clip_desk *desk = *state;

	for (size_t i = 0; i < LENGTH(voids); i++) {
		struct judge judge;
		uint32_t question;

		set_judge(desk, &judge, CLIP_LATER, 60000);
		assert_int_equal(try_paste(desk), 0);
		question = judge.question;
		voids[i](desk);
		assert_int_equal(judge.cancelled, question);
		clipboard_decide(get_clipboard(desk), question, true);
		rig_settle(&desk->rig);
		assert_int_equal(clip_desk_count_got(&desk->rig.red), 0);
		assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
	}
	clipboard_set_policy(get_clipboard(desk), NULL);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown( \
			name, clip_desk_setup, clip_desk_teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_rules_say_who_may),
			TEST(test_rules_hold_at_the_time_of_the_paste),
			TEST(test_a_policy_is_asked_who_and_whom),
			TEST(test_a_policy_cannot_allow_what_the_rules_forbid),
			TEST(test_a_policy_may_decide_later),
			TEST(test_no_decision_in_time_is_a_denial),
			TEST(test_a_decision_that_is_void_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
