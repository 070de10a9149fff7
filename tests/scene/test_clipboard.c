// SPDX-License-Identifier: MIT
/* The clipboard between qubes: what arrives at them, and what does not. */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>

#include "common/loop.h"
#include "compositor/action.h"
#include "compositor/input/seat.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/clip_desk.h"
#include "tests/scene/probe.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const char text[] = CLIP_TEXT;
static const size_t len = sizeof(text) - 1;

static void
test_text_goes_from_one_qube_to_another_once(void **state)
{
	struct clip_desk *desk = *state;
	const struct gui_msg *msg;

	clip_desk_copy(desk);
	assert_int_equal(clip_desk_count_asked(&desk->rig.red), 1);
	clip_desk_answer(desk, &desk->rig.red, text, len);
	clip_desk_check_notice(desk, "Copied 7 bytes from work");
	clip_desk_focus(desk, &desk->blue);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 1);
	msg = fake_qube_last(&desk->rig.blue, GUI_MSG_CLIPBOARD_DATA, 0);
	assert_int_equal(msg->clipboard.len, len);
	assert_memory_equal(msg->clipboard.data, text, len);
	clip_desk_check_notice(desk,
			"Pasted 7 bytes from work into home, and forgot them");
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 1);
	assert_int_equal(clip_desk_count_got(&desk->rig.red), 0);
	clip_desk_check_notice(desk, "Nothing was copied");
}

static void
test_the_chords_reach_no_qube(void **state)
{
	struct clip_desk *desk = *state;
	const struct gui_msg *msg;

	clip_desk_copy(desk);
	// Ctrl and Shift, pressed and released
	assert_int_equal(fake_qube_count(&desk->rig.red, GUI_MSG_KEYPRESS, 0), 4);
	msg = fake_qube_last(&desk->rig.red, GUI_MSG_KEYPRESS, 0);
	assert_int_equal(msg->keypress.keycode, KEY_LEFTCTRL + 8);
}

static void
test_a_qube_gets_nothing_back_from_itself(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.red, text, len);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.red), 0);
	clip_desk_check_notice(desk, "work has its own clipboard");
	clip_desk_focus(desk, &desk->blue); // and it was not used up
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 1);
}

static void
test_an_answer_after_the_focus_left_is_dropped(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_copy(desk);
	clip_desk_focus(desk, &desk->blue);
	clip_desk_check_notice(desk, "Not copied: the keyboard left work");
	clip_desk_answer(desk, &desk->rig.red, text, len);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

static void
test_an_answer_after_a_second_is_dropped(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_copy(desk);
	assert_true(clip_desk_wait_notice(
			desk, "Not copied: no answer from work"));
	clip_desk_answer(desk, &desk->rig.red, text, len);
	clip_desk_focus(desk, &desk->blue);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

static void
test_a_newer_question_ends_the_one_before(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_copy(desk);
	clip_desk_focus(desk, &desk->blue);
	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.red, "old", 3);
	clip_desk_answer(desk, &desk->rig.blue, text, len);
	clip_desk_focus(desk, &desk->red);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.red), 1);
	assert_int_equal(fake_qube_last(&desk->rig.red, GUI_MSG_CLIPBOARD_DATA, 0)
					 ->clipboard.len,
			len);
}

/* What is asked for again is not there until the new answer comes. */
static void
test_asking_forgets_what_was_copied(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.red, text, len);
	clip_desk_copy(desk);
	clip_desk_focus(desk, &desk->blue);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

static void
test_too_much_and_nothing_clear_what_was_there(void **state)
{
	struct clip_desk *desk = *state;
	size_t most = GUI_MAX_CLIPBOARD + 1;
	char *much = malloc(most);

	memset(much, 'm', most);
	for (int i = 0; i < 2; i++) {
		clip_desk_copy(desk);
		clip_desk_answer(desk, &desk->rig.red, text, len);
		clip_desk_copy(desk);
		clip_desk_answer(desk, &desk->rig.red, much, i == 0 ? most : 0);
		clip_desk_check_notice(desk,
				i == 0 ? "Not copied: work has more than "
					 "256000 bytes"
				       : "Nothing to copy in work");
		clip_desk_focus(desk, &desk->blue);
		clip_desk_paste(desk);
		assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
		clip_desk_focus(desk, &desk->red);
	}
	free(much);
}

static void
test_what_is_no_plain_text_is_not_copied(void **state)
{
	static const struct {
		const char *data;
		size_t len;
	} bad[] = {
			{"a\0b", 3},
			{"\x1b[2J", 4},
			{"gr\xfc\xdf\x65", 5},
			{"\xff\xfeg\0r\0", 6},
	};
	struct clip_desk *desk = *state;

	for (size_t i = 0; i < LENGTH(bad); i++) {
		clip_desk_copy(desk);
		clip_desk_answer(desk, &desk->rig.red, bad[i].data, bad[i].len);
		clip_desk_check_notice(desk, "is no plain text");
	}
	clip_desk_focus(desk, &desk->blue);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

/* The agent's version, the configured limit, and how much passes. */
static const struct {
	uint32_t minor;
	const char *config;
	size_t most;
} limits[] = {
		{8, "", 256000},
		{7, "", 64000},
		{4, "", 64000},
		{0, "", 64000},
		{8, "[clipboard]\nmax-bytes=1000\n", 1000},
		{7, "[clipboard]\nmax-bytes=1000\n", 1000},
		{7, "[clipboard]\nmax-bytes=100000\n", 64000},
};

static void
test_how_much_may_be_copied(void **state)
{
	struct clip_desk *desk = *state;
	char *much = malloc(GUI_MAX_CLIPBOARD + 1);

	memset(much, 'm', GUI_MAX_CLIPBOARD + 1);
	for (size_t i = 0; i < LENGTH(limits); i++) {
		clip_desk_configure(desk, limits[i].config);
		clip_desk_set_version(desk, limits[i].minor);
		clip_desk_copy(desk);
		clip_desk_answer(desk, &desk->rig.red, much, limits[i].most);
		clip_desk_check_notice(desk, "Copied");
		clip_desk_copy(desk);
		clip_desk_answer(desk, &desk->rig.red, much, limits[i].most + 1);
		clip_desk_check_notice(desk, "Not copied: work has more than");
	}
	free(much);
}

/* An old agent cannot take what a new one gave; a new one still can. */
static void
test_how_much_may_be_pasted(void **state)
{
	struct clip_desk *desk = *state;
	char *much = malloc(64001);

	memset(much, 'm', 64001);
	clip_desk_set_version(desk, 7);
	for (size_t n = 64000; n <= 64001; n++) {
		clip_desk_focus(desk, &desk->blue);
		clip_desk_copy(desk);
		clip_desk_answer(desk, &desk->rig.blue, much, n);
		clip_desk_focus(desk, &desk->red);
		clip_desk_paste(desk);
	}
	assert_int_equal(clip_desk_count_got(&desk->rig.red), 1);
	clip_desk_check_notice(desk,
			"Not pasted: work takes at most 64000 bytes, not 64001");
	clip_desk_set_version(desk, 8);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.red), 1);
	free(much);
}

static void
test_what_was_copied_is_forgotten_after_a_while(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_configure(desk, "[clipboard]\nforget-after=1\n");
	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.red, text, len);
	clip_desk_focus(desk, &desk->blue);
	assert_true(clip_desk_wait_notice(
			desk, "What was copied from work is forgotten"));
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

static void
test_a_question_ends_with_its_qube(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_copy(desk);
	fake_qube_disconnect(&desk->rig.red);
	rig_settle(&desk->rig);
	assert_ptr_equal(seat_get_focus(desk->rig.scene.server.seat),
			rig_get_view(&desk->rig, &desk->blue));
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

static void
test_a_trusted_program_takes_nothing(void **state)
{
	struct clip_desk *desk = *state;
	struct probe local;

	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.red, text, len);
	probe_map(&local, &desk->rig.scene, NULL, 200, 100, 0xffffff);
	action_show(&local.view);
	clip_desk_paste(desk);
	clip_desk_check_notice(desk, "Trusted programs take nothing");
	clip_desk_focus(desk, &desk->blue); // it is still there for a qube
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 1);
	probe_destroy(&local);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown( \
			name, clip_desk_setup, clip_desk_teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_text_goes_from_one_qube_to_another_once),
			TEST(test_the_chords_reach_no_qube),
			TEST(test_a_qube_gets_nothing_back_from_itself),
			TEST(test_an_answer_after_the_focus_left_is_dropped),
			TEST(test_an_answer_after_a_second_is_dropped),
			TEST(test_a_newer_question_ends_the_one_before),
			TEST(test_asking_forgets_what_was_copied),
			TEST(test_too_much_and_nothing_clear_what_was_there),
			TEST(test_what_is_no_plain_text_is_not_copied),
			TEST(test_how_much_may_be_copied),
			TEST(test_how_much_may_be_pasted),
			TEST(test_what_was_copied_is_forgotten_after_a_while),
			TEST(test_a_question_ends_with_its_qube),
			TEST(test_a_trusted_program_takes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
