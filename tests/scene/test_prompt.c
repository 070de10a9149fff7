// SPDX-License-Identifier: MIT
/* Questions to the person: what keys and presses do, when yes can be said, and
 * that nothing of it reaches a window. */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <string.h>

#include "common/loop.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/prompt_desk.h"

static void
test_a_qube_is_chosen_and_allowed(void **state)
{
	struct prompt_desk *desk = *state;
	prompt_desk_ask(desk, "work", "");
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_ENTER, 1); // nothing is chosen
	assert_true(prompt_desk_is_shown(desk));
	prompt_desk_tap(desk, KEY_V, 1);
	prompt_desk_tap(desk, KEY_A, 1);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&desk->asker, "allow:vault");
	assert_false(prompt_desk_is_shown(desk));
	prompt_desk_check_silence(desk);
	prompt_desk_tap(desk, KEY_A, 1); // the window has its keyboard again
	rig_settle(&desk->rig);
	assert_int_equal(fake_qube_count(&desk->rig.red, GUI_MSG_KEYPRESS, 0), 2);
}

static void
test_a_default_needs_only_a_yes(void **state)
{
	struct prompt_desk *desk = *state;
	prompt_desk_ask(desk, "work", "@dispvm:mail");
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&desk->asker, "allow:@dispvm:mail");
}

static void
test_escape_and_deny_say_no(void **state)
{
	struct prompt_desk *desk = *state;
	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_seen(desk);
	prompt_desk_tap(desk, KEY_ESC, 1);
	asker_check(&desk->asker, "deny");
	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_TAB, 1);
	assert_int_equal(prompt_desk_get(desk)->focus, PROMPT_DENY);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&desk->asker, "deny");
	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_TAB, 2);
	prompt_desk_tap(desk, KEY_LEFT, 1);
	prompt_desk_tap(desk, KEY_SPACE, 1);
	asker_check(&desk->asker, "deny");
	prompt_desk_check_silence(desk);
}

static void
test_every_part_is_reached_by_keys(void **state)
{
	struct prompt_desk *desk = *state;
	prompt_desk_ask(desk, "work", "");
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_TAB, 2);
	assert_int_equal(prompt_desk_get(desk)->focus, PROMPT_ALLOW);
	prompt_desk_tap(desk, KEY_TAB, 1);
	assert_int_equal(prompt_desk_get(desk)->focus, PROMPT_LIST);
	hands_key(&desk->hands, KEY_LEFTSHIFT, true);
	prompt_desk_tap(desk, KEY_TAB, 1);
	hands_key(&desk->hands, KEY_LEFTSHIFT, false);
	assert_int_equal(prompt_desk_get(desk)->focus, PROMPT_ALLOW);
	prompt_desk_tap(desk, KEY_DOWN, 2);
	prompt_desk_tap(desk, KEY_END, 1);
	prompt_desk_tap(desk, KEY_UP, 2);
	assert_int_equal(prompt_desk_get(desk)->focus, PROMPT_LIST);
	assert_string_equal(prompt_desk_get_chosen(desk), "vault");
	prompt_desk_tap(desk, KEY_M, 1);
	prompt_desk_tap(desk, KEY_BACKSPACE, 1);
	assert_int_equal(prompt_desk_get(desk)->list.count, 6);
	prompt_desk_tap(desk, KEY_M, 2);
	hands_key(&desk->hands, KEY_LEFTCTRL, true);
	prompt_desk_tap(desk, KEY_U, 1);
	prompt_desk_tap(desk, KEY_C, 1); // types nothing
	hands_key(&desk->hands, KEY_LEFTCTRL, false);
	assert_string_equal(prompt_desk_get(desk)->list.filter, "");
	prompt_desk_tap(desk, KEY_HOME, 1);
	prompt_desk_tap(desk, KEY_TAB, 2);
	prompt_desk_tap(desk, KEY_SPACE, 1);
	asker_check(&desk->asker, "allow:home");
	prompt_desk_check_silence(desk);
}

/* Somebody types a line and does not look. */
static void
test_yes_needs_a_second_of_peace(void **state)
{
	struct prompt_desk *desk = *state;
	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_shown(desk);
	prompt_desk_tap(desk, KEY_ENTER, 3);
	assert_true(prompt_desk_is_shown(desk));
	for (int i = 0; i < 6; i++) {
		int steps = prompt_desk_get(desk)->step;

		while (prompt_desk_get(desk)->step < steps + 4) {
			rig_turn(&desk->rig);
		}
		prompt_desk_tap(desk, i % 2 ? KEY_ENTER : KEY_BACKSPACE, 1);
		assert_true(prompt_desk_is_shown(desk));
		assert_int_equal(prompt_desk_get(desk)->step, 0);
	}
	assert_false(asker_has_ended(&desk->asker));
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&desk->asker, "allow:vault");
	prompt_desk_check_silence(desk);
}

/* A second in which nothing could be drawn does not count. */
static void
test_a_machine_that_hangs_gains_no_time(void **state)
{
	struct prompt_desk *desk = *state;
	int64_t end;

	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_shown(desk);
	end = loop_now_msec() + PROMPT_WAIT_MSEC + 200;
	while (loop_now_msec() < end) {
	}
	scene_settle(&desk->rig.scene);
	assert_false(prompt_is_ready(prompt_desk_get(desk)));
	prompt_desk_tap(desk, KEY_ENTER, 1);
	assert_true(prompt_desk_is_shown(desk));
	prompt_desk_tap(desk, KEY_ESC, 1);
	asker_close(&desk->asker);
}

static void
test_a_held_key_says_nothing(void **state)
{
	struct prompt_desk *desk = *state;
	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_ready(desk);
	prompt_modal_impl.key(prompt_desk_get(desk),
			&(struct modal_key){.sym = 0xff0d, .repeat = true});
	assert_true(prompt_desk_is_shown(desk));
	asker_close(&desk->asker);
	prompt_desk_wait_gone(desk);
}

static void
test_presses_choose_and_answer(void **state)
{
	struct prompt_desk *desk = *state;
	struct prompt_box row;

	prompt_desk_ask(desk, "work", "");
	prompt_desk_wait_shown(desk);
	prompt_desk_move_to(desk, &desk->hands,
			&prompt_desk_get(desk)->layout.deny);
	hands_click(&desk->hands, BTN_LEFT); // it has only just come
	assert_true(prompt_desk_is_shown(desk));
	prompt_desk_wait_ready(desk);
	row = prompt_desk_get(desk)->layout.list;
	row.height = prompt_desk_get(desk)->layout.row;
	row.y += row.height;
	prompt_desk_move_to(desk, &desk->hands, &row);
	hands_click(&desk->hands, BTN_LEFT);
	assert_string_equal(prompt_desk_get_chosen(desk), "mail");
	prompt_desk_move_to(desk, &desk->hands,
			&prompt_desk_get(desk)->layout.allow);
	hands_button(&desk->hands, BTN_LEFT, true);
	prompt_desk_move_to(desk, &desk->hands,
			&prompt_desk_get(desk)->layout.deny); // thinks better of it
	hands_button(&desk->hands, BTN_LEFT, false);
	assert_true(prompt_desk_is_shown(desk));
	hands_click(&desk->hands, BTN_RIGHT);
	prompt_desk_move_to(desk, &desk->hands,
			&prompt_desk_get(desk)->layout.allow);
	hands_click(&desk->hands, BTN_LEFT);
	asker_check(&desk->asker, "allow:mail");
	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_seen(desk);
	prompt_desk_move_to(desk, &desk->hands,
			&prompt_desk_get(desk)->layout.allow);
	prompt_begin_second(prompt_desk_get(desk));
	prompt_desk_wait_seen(desk);
	hands_click(&desk->hands, BTN_LEFT); // too early for a yes
	assert_true(prompt_is_ready(prompt_desk_get(desk)) ||
			prompt_desk_is_shown(desk));
	prompt_desk_move_to(desk, &desk->hands,
			&prompt_desk_get(desk)->layout.deny);
	hands_click(&desk->hands, BTN_LEFT);
	asker_check(&desk->asker, "deny");
	prompt_desk_check_silence(desk);
}

/* Neither is what lies below, nor what comes up when it goes. */
static void
test_no_press_goes_through(void **state)
{
	struct prompt_desk *desk = *state;
	const struct view *view = rig_get_view(&desk->rig, &desk->red);

	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_seen(desk);
	hands_move(&desk->hands, view->geometry.x + 5, view->geometry.y + 5);
	hands_click(&desk->hands, BTN_LEFT);
	hands_wheel(&desk->hands, 120);
	prompt_desk_check_silence(desk);
	prompt_desk_tap(desk, KEY_ESC, 1);
	hands_click(&desk->hands, BTN_LEFT); // the second of a double click
	rig_settle(&desk->rig);
	assert_int_equal(fake_qube_count(&desk->rig.red, GUI_MSG_BUTTON, 0), 0);
	asker_close(&desk->asker);
}

static void
test_the_wheel_looks_around(void **state)
{
	struct prompt_desk *desk = *state;
	struct asker asker;
	char targets[4096] = "\"a0\"";
	size_t len = strlen(targets);

	for (int i = 1; i < 300; i++) {
		len += (size_t)snprintf(targets + len, sizeof(targets) - len,
				",\"a%d\"", i);
	}
	asker_ask(&asker, &desk->rig.scene, "work", targets, "");
	prompt_desk_wait_seen(desk);
	hands_wheel(&desk->hands, 120 * 20);
	assert_int_equal(prompt_desk_get(desk)->first, 20);
	hands_wheel(&desk->hands, -120 * 50);
	assert_int_equal(prompt_desk_get(desk)->first, 0);
	hands_wheel(&desk->hands, 120 * 1000);
	assert_int_equal(prompt_desk_get(desk)->first,
			300 - prompt_desk_get(desk)->layout.rows);
	prompt_desk_tap(desk, KEY_DOWN, 1); // the first
	assert_int_equal(prompt_desk_get(desk)->first, 0);
	asker_close(&asker);
	prompt_desk_wait_gone(desk);
}

/* Keys that were down are up for the window, and their release is nobody's. */
static void
test_a_key_held_when_it_comes_is_released(void **state)
{
	struct prompt_desk *desk = *state;
	hands_key(&desk->hands, KEY_A, true);
	rig_settle(&desk->rig);
	assert_int_equal(fake_qube_count(&desk->rig.red, GUI_MSG_KEYPRESS, 0), 1);
	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_shown(desk);
	rig_settle(&desk->rig);
	assert_int_equal(fake_qube_count(&desk->rig.red, GUI_MSG_KEYPRESS, 0), 2);
	hands_key(&desk->hands, KEY_A, false);
	rig_settle(&desk->rig);
	assert_int_equal(fake_qube_count(&desk->rig.red, GUI_MSG_KEYPRESS, 0), 2);
	asker_close(&desk->asker);
	prompt_desk_wait_gone(desk);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown( \
			name, prompt_desk_setup, prompt_desk_teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_qube_is_chosen_and_allowed),
			TEST(test_a_default_needs_only_a_yes),
			TEST(test_escape_and_deny_say_no),
			TEST(test_every_part_is_reached_by_keys),
			TEST(test_yes_needs_a_second_of_peace),
			TEST(test_a_machine_that_hangs_gains_no_time),
			TEST(test_a_held_key_says_nothing),
			TEST(test_presses_choose_and_answer),
			TEST(test_no_press_goes_through),
			TEST(test_the_wheel_looks_around),
			TEST(test_a_key_held_when_it_comes_is_released),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
