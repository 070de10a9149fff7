// SPDX-License-Identifier: MIT
/* Workspaces: what is shown, who has the keyboard, what a window takes along. */
#include <linux/input-event-codes.h>

#include "compositor/action.h"
#include "compositor/input/seat.h"
#include "compositor/ui/switcher.h"
#include "compositor/windows/workspaces.h"
#include "tests/check.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define RED 0xff0000
#define BLUE 0x0000ff
#define GREEN 0x00ff00

struct desk {
	struct scene scene;
	struct hands hands;
	struct workspaces *workspaces;
	struct probe red, blue;
};

static struct desk desk;

/* red has the keyboard; both are on the first one. */
static int
setup(void **state)
{
	scene_init(&desk.scene, "1280x720",
			"[workspaces]\ncount=3\nnames=Mail, Web\n"
			"[qube green]\nworkspace=2\n");
	hands_init(&desk.hands, &desk.scene);
	desk.workspaces = desk.scene.server.workspaces;
	probe_map(&desk.red, &desk.scene, "red", 300, 200, RED);
	probe_map(&desk.blue, &desk.scene, "blue", 300, 200, BLUE);
	hands_move(&desk.hands, 5, 715); // where nothing is
	probe_age(&desk.red);
	probe_age(&desk.blue);
	probe_clear(&desk.red);
	probe_clear(&desk.blue);
	return 0;
}

static int
teardown(void **state)
{
	probe_destroy(&desk.red);
	probe_destroy(&desk.blue);
	hands_finish(&desk.hands);
	scene_finish(&desk.scene);
	return 0;
}

static uint32_t
look(const struct probe *probe)
{
	return scene_get_pixel(
			&desk.scene, probe_get_x(probe), probe_get_y(probe));
}

static void
chord(uint32_t mod, uint32_t mod2, uint32_t key)
{
	hands_key(&desk.hands, mod, true);
	if (mod2) {
		hands_key(&desk.hands, mod2, true);
	}
	hands_tap(&desk.hands, key);
	if (mod2) {
		hands_key(&desk.hands, mod2, false);
	}
	hands_key(&desk.hands, mod, false);
}

static void
test_names_are_those_of_the_configuration(void **state)
{
	assert_int_equal(workspaces_get_count(desk.workspaces), 3);
	assert_string_equal(workspaces_get_name(desk.workspaces, 0), "Mail");
	assert_string_equal(workspaces_get_name(desk.workspaces, 1), "Web");
	assert_string_equal(workspaces_get_name(desk.workspaces, 2), "3");
}

static void
test_a_chord_shows_another_one_and_comes_back(void **state)
{
	chord(KEY_LEFTMETA, 0, KEY_2);
	assert_int_equal(workspaces_get_current(desk.workspaces), 1);
	assert_int_not_equal(look(&desk.red), RED);
	assert_int_not_equal(look(&desk.blue), BLUE);
	assert_null(seat_get_focus(desk.scene.server.seat));
	probe_clear(&desk.red);
	hands_tap(&desk.hands, KEY_A);
	assert_string_equal(desk.red.events, "");
	chord(KEY_LEFTCTRL, KEY_LEFTALT, KEY_LEFT);
	assert_int_equal(workspaces_get_current(desk.workspaces), 0);
	assert_int_equal(look(&desk.red), RED);
	assert_true(desk.red.view.activated);
	chord(KEY_LEFTCTRL, KEY_LEFTALT, KEY_LEFT);
	assert_int_equal(workspaces_get_current(desk.workspaces), 2);
	chord(KEY_LEFTMETA, 0, KEY_9); // there is none
	assert_int_equal(workspaces_get_current(desk.workspaces), 2);
}

static void
test_a_window_is_moved_and_the_keyboard_stays(void **state)
{
	chord(KEY_LEFTMETA, KEY_LEFTSHIFT, KEY_3);
	assert_int_equal(desk.red.view.workspace, 2);
	assert_int_not_equal(look(&desk.red), RED);
	assert_int_equal(look(&desk.blue), BLUE);
	assert_true(desk.blue.view.activated);
	chord(KEY_LEFTMETA, 0, KEY_3);
	assert_int_equal(look(&desk.red), RED);
	assert_int_not_equal(look(&desk.blue), BLUE);
	assert_true(desk.red.view.activated);
}

static void
test_each_remembers_who_had_the_keyboard(void **state)
{
	struct probe third;

	action_show(&desk.blue.view);
	workspaces_switch(desk.workspaces, 1);
	probe_map(&third, &desk.scene, "red", 200, 100, GREEN);
	assert_true(third.view.activated);
	assert_int_equal(third.view.workspace, 1);
	workspaces_switch(desk.workspaces, 0);
	assert_true(desk.blue.view.activated);
	workspaces_switch(desk.workspaces, 1);
	assert_true(third.view.activated);
	workspaces_switch_back(desk.workspaces);
	assert_int_equal(workspaces_get_current(desk.workspaces), 0);
	probe_destroy(&third);
	workspaces_switch(desk.workspaces, 1);
	assert_null(seat_get_focus(desk.scene.server.seat));
}

static void
test_dialogs_and_popups_go_along(void **state)
{
	const struct wlr_box box = {desk.red.view.geometry.x + 20,
			desk.red.view.geometry.y + 20, 60, 40};
	struct probe dialog, popup;

	probe_map(&dialog, &desk.scene, "red", 100, 60, GREEN);
	view_set_parent(&dialog.view, &desk.red.view);
	probe_map_popup(&popup, &desk.scene, "red", &box, GREEN);
	workspaces_move_view(desk.workspaces, &dialog.view, 1);
	assert_int_equal(desk.red.view.workspace, 1);
	assert_int_equal(popup.view.workspace, 1);
	assert_true(popup.view.elsewhere);
	assert_int_not_equal(look(&popup), GREEN);
	assert_false(desk.blue.view.elsewhere);
	workspaces_switch(desk.workspaces, 1);
	assert_int_equal(look(&popup), GREEN);
	probe_destroy(&popup);
	// its popups appear where its windows are
	workspaces_switch(desk.workspaces, 0);
	probe_map_popup(&popup, &desk.scene, "red", &box, GREEN);
	assert_int_not_equal(look(&popup), GREEN);
	probe_destroy(&popup);
	probe_destroy(&dialog);
}

static void
test_a_sticky_window_is_on_all(void **state)
{
	chord(KEY_LEFTMETA, 0, KEY_A);
	assert_true(desk.red.view.sticky);
	workspaces_switch(desk.workspaces, 2);
	assert_int_equal(look(&desk.red), RED);
	assert_true(desk.red.view.activated);
	assert_false(workspaces_is_occupied(desk.workspaces, 2));
	chord(KEY_LEFTMETA, 0, KEY_A);
	assert_false(desk.red.view.sticky);
	assert_int_equal(desk.red.view.workspace, 2);
	assert_true(workspaces_is_occupied(desk.workspaces, 2));
}

static void
test_a_window_of_another_one_gets_no_keyboard_until_it_is_shown(void **state)
{
	struct probe green;

	probe_map(&green, &desk.scene, "green", 200, 100, GREEN);
	assert_int_equal(green.view.workspace, 1); // as configured
	assert_int_not_equal(look(&green), GREEN);
	assert_false(green.view.activated);
	seat_focus(desk.scene.server.seat, &green.view);
	assert_true(desk.red.view.activated);
	action_show(&green.view);
	assert_int_equal(workspaces_get_current(desk.workspaces), 1);
	assert_true(green.view.activated);
	assert_int_equal(look(&green), GREEN);
	probe_destroy(&green);
}

static void
test_the_switcher_lists_the_shown_one_or_all(void **state)
{
	workspaces_move_view(desk.workspaces, &desk.blue.view, 1);
	hands_key(&desk.hands, KEY_LEFTALT, true);
	hands_tap(&desk.hands, KEY_TAB);
	hands_key(&desk.hands, KEY_LEFTALT, false);
	assert_true(desk.red.view.activated);
	hands_key(&desk.hands, KEY_LEFTCTRL, true);
	hands_key(&desk.hands, KEY_LEFTALT, true);
	hands_tap(&desk.hands, KEY_TAB);
	hands_key(&desk.hands, KEY_LEFTALT, false);
	hands_key(&desk.hands, KEY_LEFTCTRL, false);
	assert_true(desk.blue.view.activated);
	assert_int_equal(workspaces_get_current(desk.workspaces), 1);
}

static void
test_fewer_workspaces_lose_no_window(void **state)
{
	workspaces_move_view(desk.workspaces, &desk.blue.view, 2);
	workspaces_switch(desk.workspaces, 2);
	scene_write_config(&desk.scene, "[workspaces]\ncount=2\n");
	server_reload(&desk.scene.server);
	assert_int_equal(workspaces_get_count(desk.workspaces), 2);
	assert_int_equal(workspaces_get_current(desk.workspaces), 1);
	assert_int_equal(desk.blue.view.workspace, 1);
	assert_int_equal(look(&desk.blue), BLUE);
	assert_true(desk.blue.view.activated);
	assert_string_equal(workspaces_get_name(desk.workspaces, 1), "2");
}

/* What appears under the pointer takes no press at once. */
static void
test_a_press_on_what_a_switch_brought_is_lost(void **state)
{
	workspaces_switch(desk.workspaces, 1);
	hands_move(&desk.hands, probe_get_x(&desk.blue), probe_get_y(&desk.blue));
	probe_clear(&desk.blue);
	workspaces_switch(desk.workspaces, 0);
	hands_click(&desk.hands, BTN_LEFT);
	assert_string_equal(desk.blue.events, "E ");
}

/* A button held on a window that goes out of sight is let go there. */
static void
test_no_button_stays_held_on_a_hidden_window(void **state)
{
	hands_move(&desk.hands, probe_get_x(&desk.red), probe_get_y(&desk.red));
	probe_clear(&desk.red);
	hands_button(&desk.hands, BTN_LEFT, true);
	workspaces_switch(desk.workspaces, 1);
	assert_string_equal(desk.red.events, "b1+ b1- e f ");
	hands_move(&desk.hands, 600, 500);
	hands_button(&desk.hands, BTN_LEFT, false);
	assert_string_equal(desk.red.events, "b1+ b1- e f ");
}

static void
test_a_move_ends_when_its_window_is_hidden(void **state)
{
	struct wlr_box box = desk.red.view.geometry;

	hands_move(&desk.hands, box.x + 150, box.y - 8);
	hands_button(&desk.hands, BTN_LEFT, true);
	hands_move(&desk.hands, box.x + 180, box.y + 12);
	box = desk.red.view.geometry;
	workspaces_switch(desk.workspaces, 1);
	hands_move(&desk.hands, 3, 300); // where it would be tiled
	hands_button(&desk.hands, BTN_LEFT, false);
	assert_memory_equal(&desk.red.view.geometry, &box, sizeof(box));
	assert_int_equal(desk.red.view.tiled, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_names_are_those_of_the_configuration),
			TEST(test_a_chord_shows_another_one_and_comes_back),
			TEST(test_a_window_is_moved_and_the_keyboard_stays),
			TEST(test_each_remembers_who_had_the_keyboard),
			TEST(test_dialogs_and_popups_go_along),
			TEST(test_a_sticky_window_is_on_all),
			TEST(test_a_window_of_another_one_gets_no_keyboard_until_it_is_shown),
			TEST(test_the_switcher_lists_the_shown_one_or_all),
			TEST(test_fewer_workspaces_lose_no_window),
			TEST(test_a_press_on_what_a_switch_brought_is_lost),
			TEST(test_no_button_stays_held_on_a_hidden_window),
			TEST(test_a_move_ends_when_its_window_is_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
