// SPDX-License-Identifier: MIT
/* The locked session: who gets keys and the pointer, and what was going on. */
#include <linux/input-event-codes.h>
#include <wlr/types/wlr_seat.h>

#include "compositor/clients/programs.h"
#include "compositor/input/seat.h"
#include "compositor/lock/lock.h"
#include "compositor/outputs/output.h"
#include "compositor/ui/switcher.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/lock_desk.h"

static void
test_input_goes_to_the_lock_alone(void **state)
{
	struct lock_desk *s = *state;

	locker_lock(&s->locker);
	lock_desk_forget(s);
	lock_desk_play(s);
	client_sync(&s->locker.client);
	lock_desk_check_silence(s);
	assert_int_equal(s->locker.keys, 4);
	assert_int_equal(s->locker.last_key, KEY_B);
	assert_int_equal(s->locker.buttons, 4);
	assert_int_equal(s->locker.wheels, 1);
	assert_true(s->locker.motions > 0);
	locker_kill(&s->locker);
}

static void
test_without_a_program_input_goes_nowhere(void **state)
{
	struct lock_desk *s = *state;

	locker_lock(&s->locker);
	locker_kill(&s->locker);
	lock_desk_forget(s);
	lock_desk_play(s);
	lock_desk_check_silence(s);
	assert_null(seat_get_focus(lock_desk_get_server(s)->seat));
	locker_init(&s->locker, &s->rig.scene);
	locker_kill(&s->locker);
}

static void
test_held_keys_and_buttons_are_released_to_the_qube(void **state)
{
	struct lock_desk *s = *state;
	const struct gui_msg *msg;

	lock_desk_move_to(s, &s->red, 20, 20);
	hands_key(&s->hands, KEY_LEFTSHIFT, true);
	hands_key(&s->hands, KEY_A, true);
	hands_button(&s->hands, BTN_LEFT, true);
	lock_desk_forget(s);
	locker_lock(&s->locker);
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_KEYPRESS, 0), 2);
	msg = fake_qube_last(&s->rig.red, GUI_MSG_KEYPRESS, 0);
	assert_int_equal(msg->keypress.type, GUI_KEY_RELEASE);
	msg = fake_qube_last(&s->rig.red, GUI_MSG_BUTTON, 0);
	assert_int_equal(msg->button.type, GUI_BUTTON_RELEASE);
	msg = fake_qube_last(&s->rig.red, GUI_MSG_FOCUS, 0);
	assert_int_equal(msg->focus.type, GUI_FOCUS_OUT);
	msg = fake_qube_last(&s->rig.red, GUI_MSG_CROSSING, 0);
	assert_int_equal(msg->crossing.type, GUI_CROSSING_LEAVE);
	lock_desk_forget(s);
	hands_key(&s->hands, KEY_A, false); // pressed elsewhere: to nobody
	hands_button(&s->hands, BTN_LEFT, false);
	rig_settle(&s->rig);
	client_sync(&s->locker.client);
	lock_desk_check_silence(s);
	assert_int_equal(s->locker.keys, 0);
	assert_int_equal(s->locker.buttons, 0);
	locker_kill(&s->locker);
}

static void
test_unlocking_gives_the_keyboard_back_but_no_held_key(void **state)
{
	struct lock_desk *s = *state;

	locker_lock(&s->locker);
	hands_key(&s->hands, KEY_ENTER, true);
	client_sync(&s->locker.client);
	assert_int_equal(s->locker.keys, 1);
	lock_desk_forget(s);
	locker_unlock(&s->locker);
	assert_true(lock_desk_has_focus(s, &s->red));
	hands_key(&s->hands, KEY_ENTER, false);
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_KEYPRESS, 0), 0);
	hands_tap(&s->hands, KEY_A);
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_KEYPRESS, 0), 2);
}

static void
test_no_window_gets_a_press_right_after_unlocking(void **state)
{
	struct lock_desk *s = *state;

	lock_desk_move_to(s, &s->blue, 20, 20);
	locker_lock(&s->locker);
	locker_unlock(&s->locker);
	lock_desk_forget(s);
	hands_click(&s->hands, BTN_LEFT);
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.blue, GUI_MSG_BUTTON, 0), 0);
}

static void
test_the_next_window_gets_the_keyboard_of_one_that_went(void **state)
{
	struct lock_desk *s = *state;

	locker_lock(&s->locker);
	fake_window_unmap(&s->red);
	rig_settle(&s->rig);
	locker_unlock(&s->locker);
	assert_true(lock_desk_has_focus(s, &s->blue));
}

static void
test_no_chord_works_while_locked(void **state)
{
	struct lock_desk *s = *state;

	locker_lock(&s->locker);
	lock_desk_forget(s);
	hands_key(&s->hands, KEY_LEFTALT, true);
	hands_tap(&s->hands, KEY_F4);
	hands_tap(&s->hands, KEY_TAB);
	assert_false(switcher_is_open(lock_desk_get_server(s)->switcher));
	hands_key(&s->hands, KEY_LEFTCTRL, true);
	hands_tap(&s->hands, KEY_BACKSPACE);
	hands_key(&s->hands, KEY_LEFTCTRL, false);
	hands_key(&s->hands, KEY_LEFTALT, false);
	rig_settle(&s->rig);
	assert_int_equal(s->rig.red.n_msgs + s->rig.blue.n_msgs, 0);
	assert_true(lock_is_locked(lock_desk_get_server(s)->lock));
	locker_kill(&s->locker);
}

static void
test_a_move_in_progress_ends(void **state)
{
	struct lock_desk *s = *state;
	struct view *view = rig_get_view(&s->rig, &s->red);
	struct wlr_box box;

	hands_move(&s->hands, view->geometry.x + 60, view->geometry.y - 10);
	hands_button(&s->hands, BTN_LEFT, true);
	hands_move(&s->hands, view->geometry.x + 80, view->geometry.y + 30);
	locker_lock(&s->locker);
	box = view->geometry;
	hands_move(&s->hands, 700, 500);
	hands_button(&s->hands, BTN_LEFT, false);
	assert_true(wlr_box_equal(&box, &view->geometry));
	locker_unlock(&s->locker);
	hands_move(&s->hands, 300, 500);
	assert_true(wlr_box_equal(&box, &view->geometry));
}

static void
test_the_switcher_closes(void **state)
{
	struct lock_desk *s = *state;

	hands_key(&s->hands, KEY_LEFTALT, true);
	hands_tap(&s->hands, KEY_TAB);
	assert_true(switcher_is_open(lock_desk_get_server(s)->switcher));
	locker_lock(&s->locker);
	assert_false(switcher_is_open(lock_desk_get_server(s)->switcher));
	hands_key(&s->hands, KEY_LEFTALT, false);
	lock_desk_check_all(s, LOCKER_COLOR);
	locker_unlock(&s->locker);
	assert_true(lock_desk_has_focus(s, &s->red));
}

static void
test_an_open_menu_is_hidden_and_told(void **state)
{
	struct lock_desk *s = *state;
	struct fake_window menu;

	fake_window_create_popup(&menu, &s->rig.red, 8,
			&(struct gui_rect){60, 80, 150, 150}, LOCK_DESK_GREEN);
	fake_window_map(&menu, 7);
	lock_desk_forget(s);
	locker_lock(&s->locker);
	rig_settle(&s->rig);
	lock_desk_check_all(s, LOCKER_COLOR);
	/* What makes an agent close its menus. */
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_FOCUS, 0), 1);
	locker_kill(&s->locker);
}

static void
test_the_chord_locks_only_where_a_program_can_unlock(void **state)
{
	struct lock_desk *s = *state;
	struct server *server = lock_desk_get_server(s);

	hands_key(&s->hands, KEY_LEFTMETA, true);
	hands_tap(&s->hands, KEY_L);
	assert_false(lock_is_locked(server->lock));
	scene_write_config(&s->rig.scene,
			"[program lock]\nrole = locker\ncommand = true\n");
	server_reload(server);
	assert_false(lock_is_locked(server->lock));
	hands_tap(&s->hands, KEY_L);
	assert_true(lock_is_locked(server->lock));
	hands_key(&s->hands, KEY_LEFTMETA, false);
	lock_desk_check_no_windows(s);
	locker_kill(&s->locker);
}

/* A program opens a menu with a grab of keyboard and pointer. */
static void
open_menu(struct client *app)
{
	struct wl_seat *seat = client_bind(app, &wl_seat_interface, 1);
	struct wl_surface *surface =
			wl_compositor_create_surface(app->compositor);
	struct xdg_surface *xdg =
			xdg_wm_base_get_xdg_surface(app->shell, surface);
	struct xdg_positioner *positioner =
			xdg_wm_base_create_positioner(app->shell);
	struct xdg_popup *popup;

	xdg_positioner_set_size(positioner, 50, 40);
	xdg_positioner_set_anchor_rect(positioner, 0, 0, 1, 1);
	popup = xdg_surface_get_popup(xdg, app->xdg_surface, positioner);
	xdg_popup_grab(popup, seat, 0);
	wl_surface_commit(surface);
	client_sync(app);
	xdg_positioner_destroy(positioner);
	/* The compositor is not told: it stays open. */
	wl_proxy_destroy((struct wl_proxy *)popup);
	wl_proxy_destroy((struct wl_proxy *)xdg);
	wl_proxy_destroy((struct wl_proxy *)surface);
	wl_proxy_destroy((struct wl_proxy *)seat);
}

static void
test_a_menu_that_comes_late_takes_nothing_from_the_lock(void **state)
{
	struct lock_desk *s = *state;
	struct wlr_seat *seat = seat_get_wlr_seat(lock_desk_get_server(s)->seat);
	struct client app;

	client_init(&app, &s->rig.scene, ROLE_APP);
	client_show_window(&app, "app", 100, 80, 0x00ff00);
	locker_ask(&s->locker);
	open_menu(&app);
	assert_true(wlr_seat_keyboard_has_grab(seat));
	locker_cover(&s->locker);
	assert_true(s->locker.has_keyboard);
	assert_false(wlr_seat_keyboard_has_grab(seat));
	client_finish(&app);
	locker_kill(&s->locker);
}

static void
test_a_menu_under_the_lock_takes_nothing_from_it(void **state)
{
	struct lock_desk *s = *state;
	struct client app;

	client_init(&app, &s->rig.scene, ROLE_APP);
	client_show_window(&app, "app", 100, 80, 0x00ff00);
	locker_lock(&s->locker);
	open_menu(&app);
	lock_desk_play(s);
	client_sync(&s->locker.client);
	assert_int_equal(s->locker.keys, 4);
	assert_int_equal(s->locker.buttons, 4);
	client_finish(&app);
	locker_kill(&s->locker);
}

static void
test_a_button_held_while_unlocking_is_held_no_more(void **state)
{
	struct lock_desk *s = *state;
	struct wlr_seat *seat = seat_get_wlr_seat(lock_desk_get_server(s)->seat);

	locker_lock(&s->locker);
	hands_move(&s->hands, 400, 300);
	hands_button(&s->hands, BTN_LEFT, true);
	assert_int_equal(seat->pointer_state.button_count, 1);
	locker_unlock(&s->locker);
	hands_button(&s->hands, BTN_LEFT, false);
	assert_int_equal(seat->pointer_state.button_count, 0);
}

/* Its program ends with it, and asks for nothing any more. */
static void
test_a_session_may_end_while_locked(void **state)
{
	struct lock_desk *s = *state;
	struct server *server = lock_desk_get_server(s);

	locker_lock(&s->locker);
	programs_destroy(server->programs); // as server_finish does
	server->programs = NULL;
	locker_kill(&s->locker);
	assert_true(lock_is_locked(server->lock));
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown( \
			name, lock_desk_setup, lock_desk_teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_input_goes_to_the_lock_alone),
			TEST(test_without_a_program_input_goes_nowhere),
			TEST(test_held_keys_and_buttons_are_released_to_the_qube),
			TEST(test_unlocking_gives_the_keyboard_back_but_no_held_key),
			TEST(test_no_window_gets_a_press_right_after_unlocking),
			TEST(test_the_next_window_gets_the_keyboard_of_one_that_went),
			TEST(test_no_chord_works_while_locked),
			TEST(test_a_move_in_progress_ends),
			TEST(test_the_switcher_closes),
			TEST(test_an_open_menu_is_hidden_and_told),
			TEST(test_a_menu_that_comes_late_takes_nothing_from_the_lock),
			TEST(test_a_menu_under_the_lock_takes_nothing_from_it),
			TEST(test_a_button_held_while_unlocking_is_held_no_more),
			TEST(test_a_session_may_end_while_locked),
			TEST(test_the_chord_locks_only_where_a_program_can_unlock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
