// SPDX-License-Identifier: MIT
/* The agreement on one geometry at a time, and the override-redirect rule. */
#include <string.h>

#include "tests/check.h"
#include "tests/wire/gui_rig.h"

#define ID 5

static const struct gui_rect first = {10, 20, 100, 80}; // of rig_prepare
static const struct gui_rect a = {1, 2, 300, 200};
static const struct gui_rect b = {3, 4, 310, 210};
static const struct gui_rect c = {5, 6, 320, 220};

static void
start(struct rig *rig, enum rig_before before)
{
	rig_init(rig);
	rig_shake_hands(rig, 8);
	rig_prepare(rig, before);
}

static void
ask(struct rig *rig, const struct gui_rect *geometry)
{
	gui_daemon_configure(rig->daemon, gui_daemon_try_window(rig->daemon, ID),
			geometry, rig->now_msec);
}

static void
answer(struct rig *rig, const struct gui_rect *geometry)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_CONFIGURE,
			.window = ID,
			.configure = {.geometry = *geometry},
	};

	assert_true(rig_feed_msg(rig, &msg));
}

static void
expect(struct rig *rig, const char *events, const char *sent)
{
	assert_string_equal(rig_take_log(rig), events);
	assert_string_equal(rig_take_sent(rig), sent);
}

static void
tick(struct rig *rig, int64_t passed)
{
	rig->now_msec += passed;
	assert_int_equal(gui_daemon_tick(rig->daemon, rig->now_msec, &rig->err),
			0);
}

static void
test_geometry_changes_with_the_answer(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	expect(&rig, "", "CONFIGURE 5 1,2 300x200\n");
	assert_int_equal(gui_daemon_try_window(rig.daemon, ID)->geometry.x, 10);
	answer(&rig, &a);
	expect(&rig, "configure 5 1,2 300x200 ack\n", "");
	answer(&rig, &a);
	expect(&rig, "", "");
	tick(&rig, 10000);
	expect(&rig, "", "");
	rig_finish(&rig);
}

static void
test_what_changes_nothing_is_not_sent(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &first);
	expect(&rig, "", "");
	ask(&rig, &a);
	rig_take_sent(&rig);
	ask(&rig, &a);
	answer(&rig, &a);
	expect(&rig, "configure 5 1,2 300x200 ack\n", "");
	rig_finish(&rig);
}

static void
test_one_is_in_flight_and_the_newest_waits(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	ask(&rig, &b);
	ask(&rig, &c);
	expect(&rig, "", "CONFIGURE 5 1,2 300x200\n");
	answer(&rig, &a);
	expect(&rig, "configure 5 1,2 300x200 ack\n",
			"CONFIGURE 5 5,6 320x220\n");
	answer(&rig, &c);
	expect(&rig, "configure 5 5,6 320x220 ack\n", "");
	rig_finish(&rig);
}

static void
test_going_back_to_what_is_in_flight_waits_for_nothing(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	ask(&rig, &b);
	ask(&rig, &a);
	rig_take_sent(&rig);
	answer(&rig, &a);
	expect(&rig, "configure 5 1,2 300x200 ack\n", "");
	rig_finish(&rig);
}

static void
test_a_different_answer_is_met_twice_then_taken(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	rig_take_sent(&rig);
	answer(&rig, &b);
	expect(&rig, "", "CONFIGURE 5 1,2 300x200\n");
	answer(&rig, &first);
	expect(&rig, "", "CONFIGURE 5 1,2 300x200\n");
	answer(&rig, &b);
	expect(&rig, "configure 5 3,4 310x210\n", "");
	answer(&rig, &a);
	expect(&rig, "configure 5 1,2 300x200\n", "");
	rig_finish(&rig);
}

static void
test_a_late_answer_to_ours_counts(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	rig_take_sent(&rig);
	answer(&rig, &first); // crossed ours on the way
	answer(&rig, &a);
	expect(&rig, "configure 5 1,2 300x200 ack\n",
			"CONFIGURE 5 1,2 300x200\n");
	rig_finish(&rig);
}

static void
test_insisting_uses_the_newest_wish(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	ask(&rig, &c);
	rig_take_sent(&rig);
	answer(&rig, &b);
	expect(&rig, "", "CONFIGURE 5 5,6 320x220\n");
	answer(&rig, &c);
	expect(&rig, "configure 5 5,6 320x220 ack\n", "");
	rig_finish(&rig);
}

/* During a drag there always is a newer wish: the agent's answers must come
 * through nevertheless. */
static void
test_a_drag_makes_progress_with_an_agent_that_rounds(void **state)
{
	struct gui_rect wish = first;
	struct rig rig;
	size_t events = 0;

	start(&rig, RIG_MAPPED);
	for (uint32_t i = 0; i < 300; i++) {
		struct gui_rect rounded = {10, 20, (100 + i) / 7 * 7, 80};

		wish.width = 101 + i;
		ask(&rig, &wish);
		answer(&rig, &rounded);
		events += strlen(rig_take_log(&rig)) > 0;
		rig_take_sent(&rig);
	}
	assert_in_range(events, 80, 150);
	rig_finish(&rig);
}

static void
test_silence_for_half_a_second_means_no(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	rig_take_sent(&rig);
	assert_int_equal(gui_daemon_get_timeout(rig.daemon, rig.now_msec), 500);
	tick(&rig, 499);
	expect(&rig, "", "");
	assert_int_equal(gui_daemon_get_timeout(rig.daemon, rig.now_msec), 1);
	tick(&rig, 1);
	expect(&rig, "configure 5 10,20 100x80\n", "");
	assert_int_equal(gui_daemon_get_timeout(rig.daemon, rig.now_msec), -1);
	answer(&rig, &a); // too late, but true
	expect(&rig, "configure 5 1,2 300x200\n", "");
	rig_finish(&rig);
}

static void
test_after_silence_the_waiting_wish_goes_out(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	ask(&rig, &b);
	rig_take_sent(&rig);
	tick(&rig, 500);
	expect(&rig, "", "CONFIGURE 5 3,4 310x210\n");
	tick(&rig, 500);
	expect(&rig, "configure 5 10,20 100x80\n", "");
	rig_finish(&rig);
}

static void
test_asking_twice_is_asking_once(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	ask(&rig, &a);
	rig_take_sent(&rig);
	tick(&rig, 500);
	expect(&rig, "configure 5 10,20 100x80\n", "");
	rig_finish(&rig);
}

static void
test_a_resend_starts_the_clock_again(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	rig.now_msec += 400;
	answer(&rig, &b);
	rig_take_sent(&rig);
	tick(&rig, 400);
	expect(&rig, "", "");
	tick(&rig, 100);
	expect(&rig, "configure 5 10,20 100x80\n", "");
	rig_finish(&rig);
}

/* A user that asks again in each configure event must not keep tick busy. */
static void
test_asking_in_the_event_is_allowed(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	rig.wish = &b;
	ask(&rig, &a);
	rig_take_sent(&rig);
	tick(&rig, 500);
	expect(&rig, "configure 5 10,20 100x80\n", "CONFIGURE 5 3,4 310x210\n");
	rig.now_msec -= 1000; // a user with an old idea of the time
	ask(&rig, &c);
	rig.now_msec += 1500;
	tick(&rig, 0);
	expect(&rig, "", "CONFIGURE 5 5,6 320x220\n");
	answer(&rig, &c);
	expect(&rig, "configure 5 5,6 320x220 ack\n",
			"CONFIGURE 5 3,4 310x210\n");
	rig_finish(&rig);
}

static void
test_wishes_stay_inside_the_limits(void **state)
{
	const struct gui_rect huge = {
			INT32_MIN, INT32_MAX, UINT32_MAX, UINT32_MAX};
	const struct gui_rect none = {0, 0, 0, 0};
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &huge);
	expect(&rig, "", "CONFIGURE 5 -16384,6144 16384x6144\n");
	answer(&rig, &huge);
	expect(&rig, "configure 5 -16384,6144 16384x6144 ack\n", "");
	ask(&rig, &none);
	expect(&rig, "", "CONFIGURE 5 0,0 1x1\n");
	rig_finish(&rig);
}

static void
test_window_0_is_not_waited_for(void **state)
{
	const uint32_t create[] = {0, 0, 100, 100, 0, 0};
	struct gui_window *win;
	struct rig rig;

	start(&rig, RIG_NOTHING);
	assert_true(rig_feed_words(&rig, GUI_MSG_CREATE, 0, create, 6));
	rig_take_log(&rig);
	win = gui_daemon_try_window(rig.daemon, 0);
	gui_daemon_configure(rig.daemon, win, &a, rig.now_msec);
	gui_daemon_configure(rig.daemon, win, &b, rig.now_msec);
	expect(&rig, "", "CONFIGURE 0 1,2 300x200\nCONFIGURE 0 3,4 310x210\n");
	assert_int_equal(gui_daemon_get_timeout(rig.daemon, rig.now_msec), -1);
	rig_finish(&rig);
}

static void
test_a_tray_icon_is_where_we_say(void **state)
{
	struct rig rig;

	start(&rig, RIG_DOCKED);
	ask(&rig, &a);
	rig_take_sent(&rig);
	answer(&rig, &a);
	expect(&rig, "configure 5 1,2 300x200 ack\n", "");
	answer(&rig, &b);
	expect(&rig, "", "CONFIGURE 5 1,2 300x200\n");
	answer(&rig, &a);
	expect(&rig, "", "");
	for (int i = 0; i < 10; i++) {
		answer(&rig, &b);
	}
	expect(&rig, "", "CONFIGURE 5 1,2 300x200\nCONFIGURE 5 1,2 300x200\n");
	ask(&rig, &c);
	for (int i = 0; i < 10; i++) {
		answer(&rig, &b);
	}
	assert_int_equal(gui_daemon_try_window(rig.daemon, ID)->geometry.x, a.x);
	rig_finish(&rig);
}

static void
test_a_window_destroyed_in_flight_is_forgotten(void **state)
{
	struct rig rig;

	start(&rig, RIG_MAPPED);
	ask(&rig, &a);
	assert_true(rig_feed_words(&rig, GUI_MSG_DESTROY, ID, NULL, 0));
	assert_int_equal(gui_daemon_get_timeout(rig.daemon, rig.now_msec), -1);
	tick(&rig, 1000);
	assert_string_equal(rig_take_log(&rig), "destroy 5\n");
	rig_finish(&rig);
}

static void
test_windows_expire_each_at_its_time(void **state)
{
	const uint32_t create[] = {0, 0, 1, 1, 0, 0};
	struct rig rig;

	start(&rig, RIG_NOTHING);
	for (uint32_t id = 1; id <= 3; id++) {
		assert_true(rig_feed_words(&rig, GUI_MSG_CREATE, id, create, 6));
		gui_daemon_configure(rig.daemon,
				gui_daemon_try_window(rig.daemon, id), &a,
				rig.now_msec);
		rig.now_msec += 100;
	}
	rig_take_log(&rig);
	tick(&rig, 200);
	assert_string_equal(rig_take_log(&rig), "configure 1 0,0 1x1\n");
	tick(&rig, 200);
	assert_string_equal(rig_take_log(&rig),
			"configure 2 0,0 1x1\nconfigure 3 0,0 1x1\n");
	rig_finish(&rig);
}

static void
test_a_menu_that_grew_as_we_asked_still_loses_its_flag(void **state)
{
	const struct gui_rect large = {0, 0, 1000, 901};
	struct rig rig;

	start(&rig, RIG_MENU);
	ask(&rig, &large);
	rig_take_sent(&rig);
	answer(&rig, &large);
	expect(&rig,
			"unmap 5\nconfigure 5 0,0 1000x901 ack\nmap 5 above "
			"0\n",
			"");
	rig_finish(&rig);
}

static void
test_the_flag_comes_back_only_with_a_new_map(void **state)
{
	const struct gui_rect large = {0, 0, 1000, 901};
	const uint32_t map[] = {0, 1};
	struct rig rig;

	start(&rig, RIG_MENU);
	answer(&rig, &large);
	answer(&rig, &a);
	rig_take_log(&rig);
	assert_true(rig_feed_words(&rig, GUI_MSG_MAP, ID, map, 2));
	expect(&rig, "", "");
	assert_true(rig_feed_words(&rig, GUI_MSG_UNMAP, ID, NULL, 0));
	assert_true(rig_feed_words(&rig, GUI_MSG_MAP, ID, map, 2));
	expect(&rig, "unmap 5\nmap 5 or above 0\n", "");
	rig_finish(&rig);
}

static void
test_a_new_work_area_counts_from_the_next_check(void **state)
{
	const struct gui_rect area = {0, 28, 200, 200};
	struct rig rig;

	start(&rig, RIG_MENU);
	gui_daemon_set_work_area(rig.daemon, &area);
	expect(&rig, "", "");
	answer(&rig, &(struct gui_rect){0, 0, 200, 180});
	expect(&rig, "configure 5 0,0 200x180\n", "");
	answer(&rig, &(struct gui_rect){0, 0, 200, 181});
	expect(&rig, "unmap 5\nconfigure 5 0,0 200x181\nmap 5 above 0\n", "");
	rig_finish(&rig);
}

static void
test_override_redirect_can_be_forbidden(void **state)
{
	const uint32_t create[] = {0, 0, 5, 5, 0, 1};
	const uint32_t map[] = {0, 1};
	struct rig rig;

	rig_init(&rig);
	rig.config.allow_override_redirect = false;
	rig_restart(&rig);
	rig_shake_hands(&rig, 8);
	assert_true(rig_feed_words(&rig, GUI_MSG_CREATE, ID, create, 6));
	assert_true(rig_feed_words(&rig, GUI_MSG_MAP, ID, map, 2));
	expect(&rig, "create 5 0,0 5x5\nmap 5 above 0\n", "");
	rig_finish(&rig);
}

static void
test_docking_takes_the_flag(void **state)
{
	const uint32_t create[] = {0, 0, 5, 5, 0, 1};
	struct rig rig;

	start(&rig, RIG_NOTHING);
	assert_true(rig_feed_words(&rig, GUI_MSG_CREATE, ID, create, 6));
	assert_true(rig_feed_words(&rig, GUI_MSG_DOCK, ID, NULL, 0));
	expect(&rig, "create 5 0,0 5x5 or\ndock 5\n", "");
	assert_false(gui_daemon_try_window(rig.daemon, ID)->override_redirect);
	rig_finish(&rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_geometry_changes_with_the_answer),
			cmocka_unit_test(test_what_changes_nothing_is_not_sent),
			cmocka_unit_test(test_one_is_in_flight_and_the_newest_waits),
			cmocka_unit_test(test_going_back_to_what_is_in_flight_waits_for_nothing),
			cmocka_unit_test(test_a_different_answer_is_met_twice_then_taken),
			cmocka_unit_test(test_a_late_answer_to_ours_counts),
			cmocka_unit_test(test_insisting_uses_the_newest_wish),
			cmocka_unit_test(test_a_drag_makes_progress_with_an_agent_that_rounds),
			cmocka_unit_test(test_silence_for_half_a_second_means_no),
			cmocka_unit_test(test_after_silence_the_waiting_wish_goes_out),
			cmocka_unit_test(test_asking_twice_is_asking_once),
			cmocka_unit_test(test_a_resend_starts_the_clock_again),
			cmocka_unit_test(test_asking_in_the_event_is_allowed),
			cmocka_unit_test(test_wishes_stay_inside_the_limits),
			cmocka_unit_test(test_window_0_is_not_waited_for),
			cmocka_unit_test(test_a_tray_icon_is_where_we_say),
			cmocka_unit_test(test_a_window_destroyed_in_flight_is_forgotten),
			cmocka_unit_test(test_windows_expire_each_at_its_time),
			cmocka_unit_test(test_a_menu_that_grew_as_we_asked_still_loses_its_flag),
			cmocka_unit_test(test_the_flag_comes_back_only_with_a_new_map),
			cmocka_unit_test(test_a_new_work_area_counts_from_the_next_check),
			cmocka_unit_test(test_override_redirect_can_be_forbidden),
			cmocka_unit_test(test_docking_takes_the_flag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
