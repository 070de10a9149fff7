// SPDX-License-Identifier: MIT
/* The clipboard between qubes: what arrives at them, and what does not. */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>

#include "common/loop.h"
#include "compositor/action.h"
#include "compositor/seat.h"
#include "compositor/view.h"
#include "tests/check.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/rig.h"

#define TEXT "grüße"

struct desk {
	struct rig rig;
	struct hands hands;
	struct fake_window red, blue; // of "work" and "home"
};

static void
focus(struct desk *desk, struct fake_window *window)
{
	action_show(rig_get_view(&desk->rig, window));
	rig_settle(&desk->rig);
}

static int
setup(void **state)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	rig_init(&desk->rig, "800x600");
	hands_init(&desk->hands, &desk->rig.scene);
	rig_open(&desk->rig, &desk->red, &desk->rig.red, 7, 200, 100, 0xff00);
	rig_open(&desk->rig, &desk->blue, &desk->rig.blue, 7, 200, 100, 0xff);
	focus(desk, &desk->red);
	fake_qube_forget(&desk->rig.red);
	fake_qube_forget(&desk->rig.blue);
	*state = desk;
	return 0;
}

static int
teardown(void **state)
{
	struct desk *desk = *state;

	hands_finish(&desk->hands);
	rig_finish(&desk->rig);
	free(desk);
	return 0;
}

static void
press(struct desk *desk, uint32_t evdev)
{
	hands_key(&desk->hands, KEY_LEFTCTRL, true);
	hands_key(&desk->hands, KEY_LEFTSHIFT, true);
	hands_tap(&desk->hands, evdev);
	hands_key(&desk->hands, KEY_LEFTSHIFT, false);
	hands_key(&desk->hands, KEY_LEFTCTRL, false);
	rig_settle(&desk->rig);
}

static void
answer(struct desk *desk, struct fake_qube *qube, const char *text, size_t len)
{
	const struct gui_msg data = {
			.type = GUI_MSG_CLIPBOARD_DATA,
			.window = 7,
			.clipboard = {(const uint8_t *)text, len},
	};

	fake_qube_send(qube, &data);
	rig_settle(&desk->rig);
}

static size_t
count(const struct fake_qube *qube)
{
	return fake_qube_count(qube, GUI_MSG_CLIPBOARD_DATA, 0);
}

static void
test_text_goes_from_one_qube_to_another_once(void **state)
{
	struct desk *desk = *state;
	const struct gui_msg *msg;

	press(desk, KEY_C);
	assert_int_equal(fake_qube_count(&desk->rig.red, GUI_MSG_CLIPBOARD_REQ, 0),
			1);
	answer(desk, &desk->rig.red, TEXT, strlen(TEXT));
	focus(desk, &desk->blue);
	press(desk, KEY_V);
	assert_int_equal(count(&desk->rig.blue), 1);
	msg = fake_qube_last(&desk->rig.blue, GUI_MSG_CLIPBOARD_DATA, 0);
	assert_int_equal(msg->clipboard.len, strlen(TEXT));
	assert_memory_equal(msg->clipboard.data, TEXT, strlen(TEXT));
	press(desk, KEY_V);
	assert_int_equal(count(&desk->rig.blue), 1);
	assert_int_equal(count(&desk->rig.red), 0);
}

static void
test_the_chords_reach_no_qube(void **state)
{
	struct desk *desk = *state;
	const struct gui_msg *msg;

	press(desk, KEY_C);
	// Ctrl and Shift, pressed and released
	assert_int_equal(fake_qube_count(&desk->rig.red, GUI_MSG_KEYPRESS, 0), 4);
	msg = fake_qube_last(&desk->rig.red, GUI_MSG_KEYPRESS, 0);
	assert_int_equal(msg->keypress.keycode, KEY_LEFTCTRL + 8);
}

static void
test_a_qube_gets_nothing_back_from_itself(void **state)
{
	struct desk *desk = *state;

	press(desk, KEY_C);
	answer(desk, &desk->rig.red, TEXT, strlen(TEXT));
	press(desk, KEY_V);
	assert_int_equal(count(&desk->rig.red), 0);
	focus(desk, &desk->blue); // and it was not used up
	press(desk, KEY_V);
	assert_int_equal(count(&desk->rig.blue), 1);
}

static void
test_an_answer_after_the_focus_left_is_dropped(void **state)
{
	struct desk *desk = *state;

	press(desk, KEY_C);
	focus(desk, &desk->blue);
	answer(desk, &desk->rig.red, TEXT, strlen(TEXT));
	press(desk, KEY_V);
	assert_int_equal(count(&desk->rig.blue), 0);
}

static bool
is_over(void *user)
{
	return loop_now_msec() > *(int64_t *)user;
}

static void
test_an_answer_after_a_second_is_dropped(void **state)
{
	struct desk *desk = *state;
	int64_t end;

	press(desk, KEY_C);
	end = loop_now_msec() + 1050;
	assert_true(scene_pump(&desk->rig.scene, is_over, &end));
	answer(desk, &desk->rig.red, TEXT, strlen(TEXT));
	focus(desk, &desk->blue);
	press(desk, KEY_V);
	assert_int_equal(count(&desk->rig.blue), 0);
}

static void
test_an_answer_nobody_asked_for_is_dropped(void **state)
{
	struct desk *desk = *state;

	answer(desk, &desk->rig.red, TEXT, strlen(TEXT));
	focus(desk, &desk->blue);
	press(desk, KEY_V);
	assert_int_equal(count(&desk->rig.blue), 0);
}

static void
test_too_much_and_nothing_clear_what_was_there(void **state)
{
	struct desk *desk = *state;
	size_t len = GUI_MAX_CLIPBOARD + 1;
	char *much = calloc(1, len);

	for (int i = 0; i < 2; i++) {
		press(desk, KEY_C);
		answer(desk, &desk->rig.red, TEXT, strlen(TEXT));
		press(desk, KEY_C);
		answer(desk, &desk->rig.red, much, i == 0 ? len : 0);
		focus(desk, &desk->blue);
		press(desk, KEY_V);
		assert_int_equal(count(&desk->rig.blue), 0);
		focus(desk, &desk->red);
	}
	free(much);
}

static void
test_a_question_ends_with_its_qube(void **state)
{
	struct desk *desk = *state;

	press(desk, KEY_C);
	fake_qube_disconnect(&desk->rig.red);
	rig_settle(&desk->rig);
	assert_ptr_equal(seat_get_focus(desk->rig.scene.server.seat),
			rig_get_view(&desk->rig, &desk->blue));
	press(desk, KEY_V);
	assert_int_equal(count(&desk->rig.blue), 0);
}

static void
test_a_trusted_program_takes_nothing(void **state)
{
	struct desk *desk = *state;
	struct probe local;

	press(desk, KEY_C);
	answer(desk, &desk->rig.red, TEXT, strlen(TEXT));
	probe_map(&local, &desk->rig.scene, NULL, 200, 100, 0xffffff);
	action_show(&local.view);
	press(desk, KEY_V);
	focus(desk, &desk->blue); // it is still there for a qube
	press(desk, KEY_V);
	assert_int_equal(count(&desk->rig.blue), 1);
	probe_destroy(&local);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_text_goes_from_one_qube_to_another_once),
			TEST(test_the_chords_reach_no_qube),
			TEST(test_a_qube_gets_nothing_back_from_itself),
			TEST(test_an_answer_after_the_focus_left_is_dropped),
			TEST(test_an_answer_after_a_second_is_dropped),
			TEST(test_an_answer_nobody_asked_for_is_dropped),
			TEST(test_too_much_and_nothing_clear_what_was_there),
			TEST(test_a_question_ends_with_its_qube),
			TEST(test_a_trusted_program_takes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
