// SPDX-License-Identifier: MIT
/* Keyboard and mouse, through the real seat, as messages to two qubes. */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>

#include "compositor/input/seat.h"
#include "compositor/qube/qube.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/hands.h"
#include "tests/scene/rig.h"

#define GREEN 0x10c020u
#define PINK 0xe070b0u
#define X11(evdev) ((evdev) + 8)

struct state {
	struct rig rig;
	struct hands hands;
	struct fake_window red; // has the keyboard
	struct fake_window blue;
};

static int
setup(void **state)
{
	struct state *s = calloc(1, sizeof(*s));

	rig_init(&s->rig, "800x600");
	hands_init(&s->hands, &s->rig.scene);
	hands_move(&s->hands, 5, 595);
	rig_open(&s->rig, &s->red, &s->rig.red, 7, 200, 100, GREEN);
	rig_open(&s->rig, &s->blue, &s->rig.blue, 7, 100, 100, PINK);
	rig_get_view(&s->rig, &s->red)->shown_msec = 0;
	rig_get_view(&s->rig, &s->blue)->shown_msec = 0;
	fake_qube_forget(&s->rig.red);
	fake_qube_forget(&s->rig.blue);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct state *s = *state;

	hands_finish(&s->hands);
	rig_finish(&s->rig);
	free(s);
	return 0;
}

/* Moves to a point of a window's content. */
static void
move_to(struct state *s, struct fake_window *window, int sx, int sy)
{
	struct view *view = rig_get_view(&s->rig, window);

	hands_move(&s->hands, view->geometry.x + sx, view->geometry.y + sy);
}

/* The nth message (from 0) of those types that matter here. */
static const struct gui_msg *
get(struct fake_qube *qube, size_t n)
{
	assert_true(n < qube->n_msgs);
	return &qube->msgs[n];
}

static void
check_key(const struct gui_msg *msg, uint32_t evdev, bool pressed, uint32_t state)
{
	assert_int_equal(msg->type, GUI_MSG_KEYPRESS);
	assert_int_equal(msg->window, 7);
	assert_int_equal(msg->keypress.keycode, X11(evdev));
	assert_int_equal(msg->keypress.type,
			pressed ? GUI_KEY_PRESS : GUI_KEY_RELEASE);
	assert_int_equal(msg->keypress.state, state);
}

static void
test_keys_go_to_the_focused_qube_with_the_state_before(void **state)
{
	struct state *s = *state;

	hands_key(&s->hands, KEY_LEFTSHIFT, true);
	hands_tap(&s->hands, KEY_A);
	hands_key(&s->hands, KEY_LEFTSHIFT, false);
	rig_settle(&s->rig);
	assert_int_equal(s->rig.red.n_msgs, 4);
	check_key(get(&s->rig.red, 0), KEY_LEFTSHIFT, true, 0);
	check_key(get(&s->rig.red, 1), KEY_A, true, GUI_STATE_SHIFT);
	check_key(get(&s->rig.red, 2), KEY_A, false, GUI_STATE_SHIFT);
	check_key(get(&s->rig.red, 3), KEY_LEFTSHIFT, false, GUI_STATE_SHIFT);
	assert_int_equal(s->rig.blue.n_msgs, 0);
}

static void
test_focus_comes_with_the_keys_that_are_down(void **state)
{
	struct state *s = *state;
	const struct gui_msg *msg;

	hands_key(&s->hands, KEY_B, true);
	seat_focus(s->rig.scene.server.seat, rig_get_view(&s->rig, &s->blue));
	hands_key(&s->hands, KEY_B, false);
	rig_settle(&s->rig);
	check_key(get(&s->rig.red, 0), KEY_B, true, 0);
	check_key(get(&s->rig.red, 1), KEY_B, false, 0); // not left behind
	msg = get(&s->rig.red, 2);
	assert_int_equal(msg->type, GUI_MSG_FOCUS);
	assert_int_equal(msg->focus.type, GUI_FOCUS_OUT);
	assert_int_equal(s->rig.red.n_msgs, 3);
	msg = get(&s->rig.blue, 0);
	assert_int_equal(msg->type, GUI_MSG_KEYMAP_NOTIFY);
	msg = get(&s->rig.blue, 1);
	assert_int_equal(msg->type, GUI_MSG_FOCUS);
	assert_int_equal(msg->focus.type, GUI_FOCUS_IN);
	assert_int_equal(msg->focus.mode, 0);
	assert_int_equal(s->rig.blue.n_msgs, 2);
}

static void
test_the_pointer_enters_and_leaves(void **state)
{
	struct state *s = *state;
	const struct gui_msg *msg;

	move_to(s, &s->blue, 30, 40);
	move_to(s, &s->red, 11, 12);
	rig_settle(&s->rig);
	msg = get(&s->rig.blue, 0);
	assert_int_equal(msg->type, GUI_MSG_KEYMAP_NOTIFY);
	msg = get(&s->rig.blue, 1);
	assert_int_equal(msg->type, GUI_MSG_CROSSING);
	assert_int_equal(msg->crossing.type, GUI_CROSSING_ENTER);
	assert_int_equal(msg->crossing.x, 30);
	assert_int_equal(msg->crossing.y, 40);
	assert_int_equal(msg->crossing.mode, 0);
	msg = fake_qube_last(&s->rig.blue, GUI_MSG_CROSSING, 7);
	assert_int_equal(msg->crossing.type, GUI_CROSSING_LEAVE);
	msg = fake_qube_last(&s->rig.red, GUI_MSG_CROSSING, 7);
	assert_int_equal(msg->crossing.type, GUI_CROSSING_ENTER);
	assert_int_equal(msg->crossing.x, 11);
}

static bool
is_empty(const struct gui_msg *msg)
{
	static const uint8_t none[GUI_KEYMAP_SIZE];

	return msg->type == GUI_MSG_KEYMAP_NOTIFY &&
			memcmp(msg->keymap, none, sizeof(none)) == 0;
}

static void
test_the_pointer_brings_no_keys_of_another_qube(void **state)
{
	struct state *s = *state;

	hands_key(&s->hands, KEY_A, true);
	move_to(s, &s->blue, 30, 40);
	rig_settle(&s->rig);
	assert_true(is_empty(get(&s->rig.blue, 0)));
	move_to(s, &s->red, 11, 12);
	rig_settle(&s->rig);
	assert_false(is_empty(
			fake_qube_last(&s->rig.red, GUI_MSG_KEYMAP_NOTIFY, 0)));
	hands_key(&s->hands, KEY_A, false);
}

static void
test_a_connection_begins_with_no_keys_and_no_focus(void **state)
{
	struct state *s = *state;
	const struct gui_msg *msg;

	fake_qube_disconnect(&s->rig.blue);
	rig_settle(&s->rig);
	fake_qube_forget(&s->rig.blue);
	fake_qube_connect(&s->rig.blue, 8);
	fake_window_replay(&s->blue);
	rig_settle(&s->rig);
	assert_true(is_empty(get(&s->rig.blue, 0)));
	msg = fake_qube_last(&s->rig.blue, GUI_MSG_FOCUS, 7);
	assert_non_null(msg);
	assert_int_equal(msg->focus.type, GUI_FOCUS_OUT);
	assert_int_equal(fake_qube_count(&s->rig.blue, GUI_MSG_FOCUS, 0), 1);
}

static void
test_motion_is_gathered_and_comes_before_the_button(void **state)
{
	struct state *s = *state;
	size_t n;

	move_to(s, &s->red, 1, 1);
	rig_settle(&s->rig);
	fake_qube_forget(&s->rig.red);
	for (int i = 0; i < 50; i++) {
		move_to(s, &s->red, 10 + i, 20);
	}
	hands_button(&s->hands, BTN_LEFT, true);
	rig_settle(&s->rig);
	n = s->rig.red.n_msgs;
	assert_int_equal(get(&s->rig.red, n - 1)->type, GUI_MSG_BUTTON);
	assert_int_equal(get(&s->rig.red, n - 2)->type, GUI_MSG_MOTION);
	assert_int_equal(get(&s->rig.red, n - 2)->motion.x, 59);
	assert_in_range(fake_qube_count(&s->rig.red, GUI_MSG_MOTION, 7), 1, 5);
	hands_button(&s->hands, BTN_LEFT, false);
}

static void
test_the_last_motion_always_arrives(void **state)
{
	struct state *s = *state;
	const struct gui_msg *msg;

	for (int i = 0; i < 50; i++) {
		move_to(s, &s->red, 10 + i, 20);
	}
	rig_settle(&s->rig);
	msg = fake_qube_last(&s->rig.red, GUI_MSG_MOTION, 7);
	assert_non_null(msg);
	assert_int_equal(msg->motion.x, 59);
	assert_int_equal(msg->motion.y, 20);
}

static void
check_button(const struct gui_msg *msg, uint32_t button, bool pressed,
		uint32_t state)
{
	assert_int_equal(msg->type, GUI_MSG_BUTTON);
	assert_int_equal(msg->button.button, button);
	assert_int_equal(msg->button.type,
			pressed ? GUI_BUTTON_PRESS : GUI_BUTTON_RELEASE);
	assert_int_equal(msg->button.state, state);
}

static void
test_a_click_on_the_other_window_focuses_first(void **state)
{
	struct state *s = *state;
	size_t n;

	move_to(s, &s->blue, 30, 40);
	hands_click(&s->hands, BTN_RIGHT);
	rig_settle(&s->rig);
	n = s->rig.blue.n_msgs;
	assert_true(n >= 5);
	check_button(get(&s->rig.blue, n - 1), 3, false, GUI_STATE_BUTTON1 << 2);
	check_button(get(&s->rig.blue, n - 2), 3, true, 0);
	assert_int_equal(get(&s->rig.blue, n - 3)->type, GUI_MSG_FOCUS);
	assert_int_equal(get(&s->rig.blue, n - 4)->type, GUI_MSG_KEYMAP_NOTIFY);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_BUTTON, 0), 0);
}

static void
test_the_wheel_clicks(void **state)
{
	struct state *s = *state;
	size_t n;

	move_to(s, &s->red, 30, 40);
	rig_settle(&s->rig);
	fake_qube_forget(&s->rig.red);
	hands_wheel(&s->hands, 60);
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_BUTTON, 7), 0);
	hands_wheel(&s->hands, 60);
	hands_wheel(&s->hands, -120);
	rig_settle(&s->rig);
	n = s->rig.red.n_msgs;
	assert_int_equal(n, 4);
	check_button(get(&s->rig.red, 0), 5, true, 0);
	check_button(get(&s->rig.red, 1), 5, false, GUI_STATE_BUTTON1 << 4);
	check_button(get(&s->rig.red, 2), 4, true, 0);
	check_button(get(&s->rig.red, 3), 4, false, GUI_STATE_BUTTON1 << 3);
}

static void
test_a_drag_goes_on_outside_of_the_window(void **state)
{
	struct state *s = *state;
	const struct gui_msg *msg;

	move_to(s, &s->red, 30, 40);
	hands_button(&s->hands, BTN_LEFT, true);
	move_to(s, &s->red, -15, 300);
	rig_settle(&s->rig);
	msg = fake_qube_last(&s->rig.red, GUI_MSG_MOTION, 7);
	assert_int_equal(msg->motion.x, -15);
	assert_int_equal(msg->motion.y, 300);
	assert_int_equal(msg->motion.state, GUI_STATE_BUTTON1);
	hands_button(&s->hands, BTN_LEFT, false);
	rig_settle(&s->rig);
	msg = fake_qube_last(&s->rig.red, GUI_MSG_BUTTON, 7);
	check_button(msg, 1, false, GUI_STATE_BUTTON1);
	assert_int_equal(fake_qube_count(&s->rig.blue, GUI_MSG_BUTTON, 0), 0);
}

static void
test_a_window_that_goes_with_keys_down_is_forgotten(void **state)
{
	struct state *s = *state;

	move_to(s, &s->red, 30, 40);
	hands_button(&s->hands, BTN_LEFT, true);
	hands_key(&s->hands, KEY_B, true);
	fake_window_destroy(&s->red);
	rig_settle(&s->rig);
	fake_qube_forget(&s->rig.red);
	hands_key(&s->hands, KEY_B, false);
	hands_button(&s->hands, BTN_LEFT, false);
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_KEYPRESS, 0), 0);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_BUTTON, 0), 0);
	assert_int_equal(fake_qube_count(&s->rig.blue, GUI_MSG_KEYPRESS, 0), 0);
	assert_int_equal(fake_qube_count(&s->rig.blue, GUI_MSG_BUTTON, 0), 0);
}

static void
test_a_window_that_moved_by_itself_gets_no_press_at_once(void **state)
{
	struct state *s = *state;
	struct gui_rect place = s->blue.geometry;

	place.y += 150;
	fake_window_configure(&s->blue, &place);
	rig_settle(&s->rig);
	move_to(s, &s->blue, 30, 40);
	hands_click(&s->hands, BTN_LEFT);
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.blue, GUI_MSG_BUTTON, 7), 0);
	rig_get_view(&s->rig, &s->blue)->shown_msec -= 1000;
	hands_click(&s->hands, BTN_LEFT);
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.blue, GUI_MSG_BUTTON, 7), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_keys_go_to_the_focused_qube_with_the_state_before),
			cmocka_unit_test(test_focus_comes_with_the_keys_that_are_down),
			cmocka_unit_test(test_the_pointer_enters_and_leaves),
			cmocka_unit_test(test_the_pointer_brings_no_keys_of_another_qube),
			cmocka_unit_test(test_a_connection_begins_with_no_keys_and_no_focus),
			cmocka_unit_test(test_motion_is_gathered_and_comes_before_the_button),
			cmocka_unit_test(test_the_last_motion_always_arrives),
			cmocka_unit_test(test_a_click_on_the_other_window_focuses_first),
			cmocka_unit_test(test_the_wheel_clicks),
			cmocka_unit_test(test_a_drag_goes_on_outside_of_the_window),
			cmocka_unit_test(test_a_window_that_goes_with_keys_down_is_forgotten),
			cmocka_unit_test(test_a_window_that_moved_by_itself_gets_no_press_at_once),
	};
	const size_t n = sizeof(tests) / sizeof(tests[0]);
	struct CMUnitTest with_rig[sizeof(tests) / sizeof(tests[0])];

	for (size_t i = 0; i < n; i++) {
		with_rig[i] = tests[i];
		with_rig[i].setup_func = setup;
		with_rig[i].teardown_func = teardown;
	}
	return _cmocka_run_group_tests("qube input", with_rig, n, NULL, NULL);
}
