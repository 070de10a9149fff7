// SPDX-License-Identifier: MIT
/* The locked session: what is seen, and who may lock and unlock. */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_output.h>

#include "compositor/input/seat.h"
#include "compositor/lock/lock.h"
#include "compositor/outputs/output.h"
#include "compositor/ui/switcher.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/lock_desk.h"

static bool
is_told(void *user)
{
	struct lock_watch *watch = user;
	struct locker *locker = &watch->s->locker;

	client_sync(&locker->client);
	assert_true(!locker->locked || watch->clean);
	return locker->locked;
}

static void
test_the_program_is_told_once_the_screen_shows_nothing(void **state)
{
	struct lock_desk *s = *state;
	struct lock_watch watch;

	lock_watch_init(&watch, s, lock_desk_get_output(s, 0)->wlr_output);
	locker_ask(&s->locker);
	assert_true(!s->locker.locked || watch.clean);
	assert_true(scene_pump(&s->rig.scene, is_told, &watch));
	assert_int_equal(watch.dirty, 0);
	lock_watch_finish(&watch);
	locker_kill(&s->locker);
}

static void
test_nothing_is_seen_but_the_lock(void **state)
{
	struct lock_desk *s = *state;

	locker_ask(&s->locker);
	lock_desk_check_all(s, lock_desk_get_ground(s));
	locker_kill(&s->locker);
	locker_init(&s->locker, &s->rig.scene);
	locker_lock(&s->locker);
	lock_desk_check_all(s, LOCKER_COLOR);
	locker_unlock(&s->locker);
	assert_int_equal(rig_get_pixel(&s->rig, &s->red, 5, 5), LOCK_DESK_GREEN);
	assert_false(lock_is_locked(lock_desk_get_server(s)->lock));
}

static void
test_a_window_that_opens_while_locked_takes_nothing(void **state)
{
	struct lock_desk *s = *state;
	struct fake_window late;

	locker_lock(&s->locker);
	rig_open(&s->rig, &late, &s->rig.blue, 9, 300, 300, LOCK_DESK_PINK);
	lock_desk_check_all(s, LOCKER_COLOR);
	locker_unlock(&s->locker);
	assert_true(lock_desk_has_focus(s, &s->red));
	assert_int_equal(rig_get_pixel(&s->rig, &s->red, 5, 5), LOCK_DESK_GREEN);
}

static void
test_a_second_program_is_refused(void **state)
{
	struct lock_desk *s = *state;
	struct locker second;

	locker_lock(&s->locker);
	locker_init(&second, &s->rig.scene);
	locker_ask(&second);
	assert_true(second.finished);
	assert_false(second.locked);
	locker_kill(&second);
	assert_true(lock_is_locked(lock_desk_get_server(s)->lock));
	lock_desk_check_all(s, LOCKER_COLOR);
	locker_unlock(&s->locker);
	assert_false(lock_is_locked(lock_desk_get_server(s)->lock));
}

static void
test_a_program_that_is_killed_leaves_all_locked(void **state)
{
	struct lock_desk *s = *state;

	locker_lock(&s->locker);
	locker_kill(&s->locker);
	assert_true(lock_is_locked(lock_desk_get_server(s)->lock));
	lock_desk_check_no_windows(s);
	/* Another may take over, and only it can unlock. */
	locker_init(&s->locker, &s->rig.scene);
	locker_lock(&s->locker);
	lock_desk_check_all(s, LOCKER_COLOR);
	hands_tap(&s->hands, KEY_A);
	client_sync(&s->locker.client);
	assert_int_equal(s->locker.keys, 2);
	locker_unlock(&s->locker);
	assert_true(lock_desk_has_focus(s, &s->red));
}

static void
test_a_killed_program_is_told_of_on_the_screen(void **state)
{
	struct lock_desk *s = *state;
	int width, height, drawn = 0;
	uint32_t *pixels;

	locker_lock(&s->locker);
	locker_kill(&s->locker);
	pixels = scene_copy(&s->rig.scene, &width, &height);
	for (int i = 0; i < width * height; i++) {
		drawn += pixels[i] != lock_desk_get_ground(s);
	}
	free(pixels);
	assert_in_range(drawn, 500, width * height / 10); // words
	locker_init(&s->locker, &s->rig.scene);
	locker_kill(&s->locker);
}

static void
test_a_screen_plugged_in_shows_nothing_but_the_lock(void **state)
{
	struct lock_desk *s = *state;
	struct server *server = lock_desk_get_server(s);
	struct wlr_output *wlr_output;
	struct lock_watch watch;

	locker_lock(&s->locker);
	wlr_output = wlr_headless_add_output(server->backend, 400, 300);
	lock_watch_init(&watch, s, wlr_output);
	/* It lies where a window might be dragged; and one is moved there. */
	view_move(rig_get_view(&s->rig, &s->red), 850, 100);
	rig_settle(&s->rig);
	assert_true(watch.clean);
	assert_int_equal(watch.dirty, 0);
	locker_cover(&s->locker);
	assert_int_equal(s->locker.n_covers, 2);
	assert_int_equal(s->locker.covers[1].width,
			lock_desk_get_output(s, 1)->box.width);
	lock_watch_finish(&watch);
	wlr_output_destroy(wlr_output);
	lock_desk_check_all(s, LOCKER_COLOR);
	locker_unlock(&s->locker);
	assert_int_equal(rig_get_pixel(&s->rig, &s->red, 5, 5), LOCK_DESK_GREEN);
}

static void
test_screens_that_are_off_hold_nothing_up(void **state)
{
	struct lock_desk *s = *state;
	struct wlr_output *wlr_output = lock_desk_get_output(s, 0)->wlr_output;
	struct wlr_output_state off, on;
	struct lock_watch watch;

	wlr_output_state_init(&off);
	wlr_output_state_set_enabled(&off, false);
	assert_true(wlr_output_commit_state(wlr_output, &off));
	wlr_output_state_finish(&off);
	locker_ask(&s->locker);
	client_sync(&s->locker.client);
	assert_true(s->locker.locked);
	lock_watch_init(&watch, s, wlr_output);
	wlr_output_state_init(&on);
	wlr_output_state_set_enabled(&on, true);
	wlr_output_state_set_custom_mode(&on, 800, 600, 0);
	assert_true(wlr_output_commit_state(wlr_output, &on));
	wlr_output_state_finish(&on);
	wlr_output_schedule_frame(wlr_output);
	rig_settle(&s->rig);
	assert_true(watch.clean);
	assert_int_equal(watch.dirty, 0);
	lock_watch_finish(&watch);
	locker_kill(&s->locker);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown( \
			name, lock_desk_setup, lock_desk_teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_the_program_is_told_once_the_screen_shows_nothing),
			TEST(test_nothing_is_seen_but_the_lock),
			TEST(test_a_window_that_opens_while_locked_takes_nothing),
			TEST(test_a_second_program_is_refused),
			TEST(test_a_program_that_is_killed_leaves_all_locked),
			TEST(test_a_killed_program_is_told_of_on_the_screen),
			TEST(test_a_screen_plugged_in_shows_nothing_but_the_lock),
			TEST(test_screens_that_are_off_hold_nothing_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
