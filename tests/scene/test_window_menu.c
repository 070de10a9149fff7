// SPDX-License-Identifier: MIT
/* The window menu, the list of minimized windows, the strip's workspaces and
 * what presses on titles do. */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>

#include "compositor/action.h"
#include "compositor/input/modal.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/ui/menu.h"
#include "compositor/ui/window_list.h"
#include "compositor/ui/window_menu.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/workspaces.h"
#include "tests/check.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define RED 0xff0000
#define BLUE 0x0000ff

struct desk {
	struct scene scene;
	struct hands hands;
	struct probe red, blue;
};

static struct desk desk;

static void
begin(const char *config)
{
	scene_init(&desk.scene, "1280x720", config);
	hands_init(&desk.hands, &desk.scene);
	probe_map(&desk.red, &desk.scene, "red", 400, 300, RED);
	probe_map(&desk.blue, &desk.scene, "blue", 400, 300, BLUE);
	hands_move(&desk.hands, 1200, 715); // where nothing is
	probe_age(&desk.red);
	probe_age(&desk.blue);
	probe_clear(&desk.red);
	probe_clear(&desk.blue);
}

static int
setup(void **state)
{
	begin("");
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

static void
move_to_title(const struct probe *probe)
{
	hands_move(&desk.hands, probe->view.geometry.x + 200,
			probe->view.geometry.y - 8);
}

static void
tap(uint32_t key, int times)
{
	for (int i = 0; i < times; i++) {
		hands_tap(&desk.hands, key);
	}
}

static void
open_menu(void)
{
	hands_key(&desk.hands, KEY_LEFTALT, true);
	hands_tap(&desk.hands, KEY_SPACE);
	hands_key(&desk.hands, KEY_LEFTALT, false);
	assert_true(menu_is_open(desk.scene.server.menu));
	probe_clear(&desk.red);
}

static void
test_no_key_of_the_menu_reaches_a_client(void **state)
{
	open_menu();
	tap(KEY_A, 1);
	tap(KEY_DOWN, 3);
	hands_key(&desk.hands, KEY_LEFTCTRL, true);
	tap(KEY_C, 1);
	hands_key(&desk.hands, KEY_LEFTCTRL, false);
	tap(KEY_ESC, 1);
	assert_false(menu_is_open(desk.scene.server.menu));
	assert_string_equal(desk.red.events, "");
	assert_string_equal(desk.blue.events, "");
	tap(KEY_A, 1);
	assert_string_equal(desk.red.events, "k30+ k30- ");
}

/* What was held when it opened is released to the window that knew of it. */
static void
test_a_key_held_when_it_opens_is_not_stuck(void **state)
{
	hands_key(&desk.hands, KEY_LEFTALT, true);
	hands_tap(&desk.hands, KEY_SPACE);
	hands_key(&desk.hands, KEY_LEFTALT, false);
	assert_string_equal(desk.red.events, "k56+ k56- ");
	tap(KEY_ESC, 1);
	assert_string_equal(desk.red.events, "k56+ k56- ");
}

static void
test_a_key_held_when_a_press_opens_it_is_released_at_once(void **state)
{
	hands_key(&desk.hands, KEY_A, true);
	move_to_title(&desk.red);
	hands_click(&desk.hands, BTN_RIGHT);
	assert_true(menu_is_open(desk.scene.server.menu));
	assert_non_null(strstr(desk.red.events, "k30+ "));
	assert_non_null(strstr(desk.red.events, "k30- "));
	hands_key(&desk.hands, KEY_A, false);
	tap(KEY_ESC, 1);
	assert_null(strstr(strstr(desk.red.events, "k30- ") + 1, "k30- "));
}

static void
test_keys_choose_entries(void **state)
{
	open_menu();
	tap(KEY_ENTER, 1); // the first that can be chosen: minimize
	assert_true(desk.red.view.minimized);
	action_show(&desk.red.view);
	open_menu();
	tap(KEY_DOWN, 1);
	tap(KEY_SPACE, 1);
	assert_true(desk.red.view.maximized);
	open_menu();
	tap(KEY_R, 1); // Restore
	tap(KEY_ENTER, 1);
	assert_false(desk.red.view.maximized);
	open_menu();
	tap(KEY_C, 1);
	tap(KEY_ENTER, 1);
	assert_string_equal(desk.red.events, "c ");
	open_menu();
	tap(KEY_UP, 1); // round to the last
	tap(KEY_ENTER, 1);
	assert_string_equal(desk.red.events, "c ");
}

static void
test_states_are_toggled(void **state)
{
	open_menu();
	tap(KEY_A, 1);
	tap(KEY_ENTER, 1);
	assert_true(desk.red.view.on_top);
	open_menu();
	tap(KEY_O, 1);
	tap(KEY_ENTER, 1);
	assert_true(desk.red.view.sticky);
	open_menu();
	tap(KEY_A, 1);
	tap(KEY_ENTER, 1);
	assert_false(desk.red.view.on_top);
}

static void
test_a_workspace_is_chosen_in_the_second_menu(void **state)
{
	open_menu();
	tap(KEY_T, 1);
	tap(KEY_RIGHT, 1);
	tap(KEY_LEFT, 1); // back
	assert_true(menu_is_open(desk.scene.server.menu));
	tap(KEY_ENTER, 1);
	tap(KEY_DOWN, 2);
	tap(KEY_ENTER, 1);
	assert_false(menu_is_open(desk.scene.server.menu));
	assert_int_equal(desk.red.view.workspace, 2);
	assert_string_equal(desk.red.events, "f ");
}

static void
test_the_menu_is_about_the_window_whose_title_is_pressed(void **state)
{
	uint32_t *before, *after;
	int width, height, differ = 0;

	before = scene_copy(&desk.scene, &width, &height);
	move_to_title(&desk.blue);
	hands_click(&desk.hands, BTN_RIGHT);
	assert_true(menu_is_open(desk.scene.server.menu));
	assert_true(desk.blue.view.activated);
	after = scene_copy(&desk.scene, &width, &height);
	for (int i = 0; i < width * height; i++) {
		differ += before[i] != after[i];
	}
	assert_in_range(differ, 20000, 200000);
	free(before);
	free(after);
	assert_null(strchr(desk.blue.events, 'b'));
	tap(KEY_C, 1);
	tap(KEY_ENTER, 1);
	assert_non_null(strstr(desk.blue.events, "c "));
}

/* Right press, move, release over an entry: one gesture. */
static void
test_a_held_press_chooses_where_it_is_released(void **state)
{
	double lx = desk.red.view.geometry.x + 200;
	double ly = desk.red.view.geometry.y - 8;

	hands_move(&desk.hands, lx, ly);
	hands_button(&desk.hands, BTN_RIGHT, true);
	// header, separator, restore; in the middle of minimize
	hands_move(&desk.hands, lx + 60, ly + 6 + 34 + 9 + 28 + 14);
	hands_button(&desk.hands, BTN_RIGHT, false);
	assert_false(menu_is_open(desk.scene.server.menu));
	assert_true(desk.red.view.minimized);
	assert_null(strchr(desk.red.events, 'b'));
}

static void
test_a_press_outside_closes_it_and_reaches_nobody(void **state)
{
	open_menu();
	hands_move(&desk.hands, probe_get_x(&desk.blue), probe_get_y(&desk.blue));
	hands_wheel(&desk.hands, 120);
	hands_click(&desk.hands, BTN_LEFT);
	assert_false(menu_is_open(desk.scene.server.menu));
	assert_null(strchr(desk.blue.events, 'b'));
	assert_null(strchr(desk.blue.events, 'a'));
	assert_true(desk.red.view.activated);
}

static void
test_it_goes_with_its_window(void **state)
{
	struct probe other;

	probe_map(&other, &desk.scene, "red", 200, 100, 0x00ff00);
	window_menu_open(&other.view);
	assert_true(menu_is_open(desk.scene.server.menu));
	probe_destroy(&other);
	assert_false(menu_is_open(desk.scene.server.menu));
	assert_false(modal_is_active(desk.scene.server.modal));
	probe_clear(&desk.red);
	tap(KEY_A, 1);
	assert_string_equal(desk.red.events, "k30+ k30- ");
}

static void
test_the_list_brings_a_minimized_window_back(void **state)
{
	view_set_minimized(&desk.blue.view, true);
	workspaces_switch(desk.scene.server.workspaces, 1);
	assert_int_equal(window_list_count(&desk.scene.server), 1);
	hands_key(&desk.hands, KEY_LEFTMETA, true);
	hands_tap(&desk.hands, KEY_W);
	hands_key(&desk.hands, KEY_LEFTMETA, false);
	assert_true(menu_is_open(desk.scene.server.menu));
	tap(KEY_ENTER, 1);
	assert_false(desk.blue.view.minimized);
	assert_true(desk.blue.view.activated);
	assert_int_equal(workspaces_get_current(desk.scene.server.workspaces), 0);
	assert_int_equal(window_list_count(&desk.scene.server), 0);
}

static void
test_the_list_follows_windows_that_go(void **state)
{
	struct probe other;

	probe_map(&other, &desk.scene, "red", 200, 100, 0x00ff00);
	view_set_minimized(&other.view, true);
	window_list_open(desk.scene.server.window_list);
	probe_destroy(&other);
	tap(KEY_ENTER, 1); // nothing is left to choose
	tap(KEY_ESC, 1);
	assert_false(menu_is_open(desk.scene.server.menu));
}

/* Presses the strip from the right until the workspace changes. */
static void
test_a_press_on_the_strip_changes_the_workspace(void **state)
{
	struct workspaces *workspaces = desk.scene.server.workspaces;
	int seen = 0;

	for (int x = 900; x < 1280; x += 6) {
		hands_move(&desk.hands, x, 12);
		hands_click(&desk.hands, BTN_LEFT);
		seen |= 1 << workspaces_get_current(workspaces);
	}
	assert_int_equal(seen, 0xf);
	assert_null(strchr(desk.red.events, 'b'));
}

static void
test_the_strip_shows_the_current_workspace(void **state)
{
	uint32_t *first, *second;
	int width, height, differ = 0;

	workspaces_set_sticky(desk.scene.server.workspaces, &desk.red.view, true);
	first = scene_copy(&desk.scene, &width, &height);
	workspaces_switch(desk.scene.server.workspaces, 1);
	second = scene_copy(&desk.scene, &width, &height);
	for (int i = 0; i < width * (OUTPUT_STRIP_HEIGHT - 2); i++) {
		differ += first[i] != second[i];
	}
	assert_in_range(differ, 300, 3000);
	free(first);
	free(second);
}

static void
test_title_buttons_do_what_is_configured(void **state)
{
	move_to_title(&desk.red);
	hands_click(&desk.hands, BTN_MIDDLE); // lower
	assert_true(desk.blue.view.activated);
	scene_write_config(&desk.scene,
			"[titlebar]\nmiddle=minimize\nwheel-up=maximize\n"
			"wheel-down=restore\ndouble-click=always-on-top\n");
	server_reload(&desk.scene.server);
	probe_age(&desk.red);
	hands_wheel(&desk.hands, -120);
	assert_true(desk.red.view.maximized);
	probe_age(&desk.red);
	move_to_title(&desk.red);
	hands_wheel(&desk.hands, 120);
	assert_false(desk.red.view.maximized);
	probe_age(&desk.red);
	move_to_title(&desk.red);
	probe_age(&desk.red);
	hands_click(&desk.hands, BTN_LEFT);
	hands_click(&desk.hands, BTN_LEFT);
	assert_true(desk.red.view.on_top);
	hands_click(&desk.hands, BTN_MIDDLE);
	assert_true(desk.red.view.minimized);
}

/* The only window there is keeps the keyboard when it is lowered; menus of
 * others stay below it. */
static void
test_a_lowered_window_is_not_covered_by_menus_of_others(void **state)
{
	const struct wlr_box box = {probe_get_x(&desk.red) - 40,
			probe_get_y(&desk.red) - 40, 80, 80};
	struct probe popup;

	view_set_minimized(&desk.blue.view, true);
	probe_map_popup(&popup, &desk.scene, "blue", &box, BLUE);
	assert_int_equal(scene_get_pixel(&desk.scene, box.x + 40, box.y + 40),
			RED);
	move_to_title(&desk.red);
	hands_click(&desk.hands, BTN_MIDDLE);
	assert_true(desk.red.view.activated);
	assert_int_equal(scene_get_pixel(&desk.scene, box.x + 40, box.y + 40),
			RED);
	probe_destroy(&popup);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_no_key_of_the_menu_reaches_a_client),
			TEST(test_a_key_held_when_it_opens_is_not_stuck),
			TEST(test_a_key_held_when_a_press_opens_it_is_released_at_once),
			TEST(test_keys_choose_entries),
			TEST(test_states_are_toggled),
			TEST(test_a_workspace_is_chosen_in_the_second_menu),
			TEST(test_the_menu_is_about_the_window_whose_title_is_pressed),
			TEST(test_a_held_press_chooses_where_it_is_released),
			TEST(test_a_press_outside_closes_it_and_reaches_nobody),
			TEST(test_it_goes_with_its_window),
			TEST(test_the_list_brings_a_minimized_window_back),
			TEST(test_the_list_follows_windows_that_go),
			TEST(test_a_press_on_the_strip_changes_the_workspace),
			TEST(test_the_strip_shows_the_current_workspace),
			TEST(test_title_buttons_do_what_is_configured),
			TEST(test_a_lowered_window_is_not_covered_by_menus_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
