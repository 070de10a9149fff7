// SPDX-License-Identifier: MIT
/* Who gets keys and buttons: the real seat, with windows that write down what
 * reaches them. */
#include <linux/input-event-codes.h>
#include <string.h>

#include "common/loop.h"
#include "compositor/input/seat.h"
#include "tests/check.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

struct desk {
	struct scene scene;
	struct hands hands;
	struct probe red, blue;
};

/* Two windows side by side; red has the keyboard. */
static int
setup(void **state)
{
	static struct desk desk;

	scene_init(&desk.scene, "1280x720",
			"[keyboard]\nrepeat-delay=60\nrepeat-rate=50\n");
	hands_init(&desk.hands, &desk.scene);
	probe_map(&desk.red, &desk.scene, "red", 400, 300, 0xff0000);
	probe_map(&desk.blue, &desk.scene, "blue", 400, 300, 0x0000ff);
	hands_move(&desk.hands, 5, 715); // where nothing is
	probe_age(&desk.red);
	probe_age(&desk.blue);
	probe_clear(&desk.red);
	probe_clear(&desk.blue);
	*state = &desk;
	return 0;
}

static int
teardown(void **state)
{
	struct desk *desk = *state;

	probe_destroy(&desk->red);
	probe_destroy(&desk->blue);
	hands_finish(&desk->hands);
	scene_finish(&desk->scene);
	return 0;
}

static void
click_on(struct desk *desk, const struct probe *probe)
{
	hands_move(&desk->hands, probe_get_x(probe), probe_get_y(probe));
	hands_click(&desk->hands, BTN_LEFT);
}

static void
test_a_new_window_of_another_qube_gets_no_keys(void **state)
{
	struct desk *desk = *state;

	hands_tap(&desk->hands, KEY_A);
	assert_string_equal(desk->red.events, "k30+ k30- ");
	assert_string_equal(desk->blue.events, "");
	assert_true(desk->red.view.activated);
	assert_false(desk->blue.view.activated);
}

static void
test_what_is_typed_to_nobody_goes_to_nobody(void **state)
{
	struct desk *desk = *state;
	struct probe late;

	probe_destroy(&desk->blue);
	hands_tap(&desk->hands, KEY_A);
	probe_destroy(&desk->red);
	probe_map(&late, &desk->scene, "blue", 400, 300, 0x0000ff);
	hands_tap(&desk->hands, KEY_A);
	assert_string_equal(late.events, "");
	probe_age(&late);
	click_on(desk, &late);
	assert_true(late.focused);
	probe_destroy(&late);
	probe_map(&desk->red, &desk->scene, "red", 400, 300, 0xff0000);
	probe_map(&desk->blue, &desk->scene, "blue", 400, 300, 0x0000ff);
}

static void
test_a_click_gives_focus_first_and_then_the_press(void **state)
{
	struct desk *desk = *state;

	click_on(desk, &desk->blue);
	assert_string_equal(desk->red.events, "f ");
	assert_string_equal(desk->blue.events, "E F b1+ b1- ");
	hands_tap(&desk->hands, KEY_A);
	assert_string_equal(desk->red.events, "f ");
}

static void
test_no_key_stays_held_where_the_focus_left(void **state)
{
	struct desk *desk = *state;

	hands_key(&desk->hands, KEY_A, true);
	click_on(desk, &desk->blue);
	assert_string_equal(desk->red.events, "k30+ k30- f ");
	hands_key(&desk->hands, KEY_A, false);
	assert_string_equal(desk->blue.events, "E F b1+ b1- ");
	hands_tap(&desk->hands, KEY_A);
	assert_string_equal(desk->blue.events, "E F b1+ b1- k30+ k30- ");
}

static void
test_a_chord_reaches_nobody_and_neither_does_its_release(void **state)
{
	struct desk *desk = *state;

	hands_key(&desk->hands, KEY_LEFTALT, true);
	hands_key(&desk->hands, KEY_F4, true);
	hands_key(&desk->hands, KEY_LEFTALT, false);
	hands_key(&desk->hands, KEY_F4, false);
	assert_string_equal(desk->red.events, "k56+ c k56- ");
}

static void
test_alt_tab_changes_the_window_when_alt_is_released(void **state)
{
	struct desk *desk = *state;

	hands_key(&desk->hands, KEY_LEFTALT, true);
	hands_tap(&desk->hands, KEY_TAB);
	hands_tap(&desk->hands, KEY_X);
	assert_true(desk->red.view.activated);
	hands_key(&desk->hands, KEY_LEFTALT, false);
	assert_true(desk->blue.view.activated);
	assert_string_equal(desk->blue.events, "F ");
	assert_string_equal(desk->red.events, "k56+ k56- f ");
}

static void
test_escape_leaves_the_switcher_where_it_was(void **state)
{
	struct desk *desk = *state;

	hands_key(&desk->hands, KEY_LEFTALT, true);
	hands_tap(&desk->hands, KEY_TAB);
	hands_tap(&desk->hands, KEY_ESC);
	hands_key(&desk->hands, KEY_LEFTALT, false);
	assert_true(desk->red.view.activated);
	assert_string_equal(desk->red.events, "k56+ k56- ");
	assert_string_equal(desk->blue.events, "");
}

static void
test_a_press_on_what_has_just_appeared_is_lost(void **state)
{
	struct desk *desk = *state;
	struct probe popup;
	const struct wlr_box box = {desk->blue.view.geometry.x + 50,
			desk->blue.view.geometry.y + 50, 100, 100};

	hands_move(&desk->hands, box.x + 50, box.y + 50);
	probe_map_popup(&popup, &desk->scene, "blue", &box, 0x00ff00);
	hands_click(&desk->hands, BTN_LEFT);
	assert_string_equal(popup.events, "E ");
	assert_string_equal(desk->blue.events, "E e ");
	probe_age(&popup);
	hands_click(&desk->hands, BTN_LEFT);
	assert_string_equal(popup.events, "E b1+ b1- ");
	probe_destroy(&popup);
}

static void
test_what_is_uncovered_gets_no_press_at_once_either(void **state)
{
	struct desk *desk = *state;
	struct probe popup;
	const struct wlr_box box = {desk->blue.view.geometry.x + 50,
			desk->blue.view.geometry.y + 50, 100, 100};

	probe_map_popup(&popup, &desk->scene, "blue", &box, 0x00ff00);
	hands_move(&desk->hands, box.x + 50, box.y + 50);
	probe_destroy(&popup);
	hands_click(&desk->hands, BTN_LEFT);
	assert_string_equal(desk->blue.events, "E ");
	assert_true(desk->red.view.activated);
}

static void
test_a_held_button_keeps_its_window(void **state)
{
	struct desk *desk = *state;

	hands_move(&desk->hands, probe_get_x(&desk->red),
			probe_get_y(&desk->red));
	hands_button(&desk->hands, BTN_LEFT, true);
	hands_move(&desk->hands, probe_get_x(&desk->blue),
			probe_get_y(&desk->blue));
	assert_string_equal(desk->blue.events, "");
	assert_float_equal(desk->red.sx,
			probe_get_x(&desk->blue) - desk->red.view.geometry.x,
			0.01);
	hands_button(&desk->hands, BTN_LEFT, false);
	assert_string_equal(desk->red.events, "E b1+ b1- e ");
	assert_string_equal(desk->blue.events, "E ");
}

static void
test_what_comes_during_a_press_gets_no_press_at_once(void **state)
{
	struct desk *desk = *state;
	const struct wlr_box box = {probe_get_x(&desk->red) - 25,
			probe_get_y(&desk->red) - 25, 50, 50};
	struct probe popup;

	probe_map_popup(&popup, &desk->scene, "red",
			&(struct wlr_box){900, 600, 50, 50}, 0xffffff);
	probe_age(&popup);
	hands_move(&desk->hands, probe_get_x(&desk->red),
			probe_get_y(&desk->red));
	hands_button(&desk->hands, BTN_LEFT, true);
	view_set_geometry(&popup.view, &box);
	hands_button(&desk->hands, BTN_LEFT, false);
	hands_click(&desk->hands, BTN_LEFT);
	assert_string_equal(popup.events, "E ");
	probe_age(&popup);
	hands_click(&desk->hands, BTN_LEFT);
	assert_string_equal(popup.events, "E b1+ b1- ");
	probe_destroy(&popup);
}

static void
test_the_wheel_goes_to_what_lies_under_the_pointer(void **state)
{
	struct desk *desk = *state;

	hands_move(&desk->hands, probe_get_x(&desk->blue),
			probe_get_y(&desk->blue));
	hands_wheel(&desk->hands, 120);
	assert_string_equal(desk->blue.events, "E a120 ");
	assert_string_equal(desk->red.events, "");
}

static void
test_modifiers_are_told_as_before_the_event(void **state)
{
	struct desk *desk = *state;

	hands_key(&desk->hands, KEY_LEFTSHIFT, true);
	assert_int_equal(desk->red.x11_state, 0);
	hands_key(&desk->hands, KEY_A, true);
	assert_int_equal(desk->red.x11_state, 1);
	hands_key(&desk->hands, KEY_A, false);
	hands_key(&desk->hands, KEY_LEFTSHIFT, false);
	assert_int_equal(desk->red.x11_state, 1);
	hands_tap(&desk->hands, KEY_A);
	assert_int_equal(desk->red.x11_state, 0);
	hands_move(&desk->hands, probe_get_x(&desk->red),
			probe_get_y(&desk->red));
	hands_button(&desk->hands, BTN_LEFT, true);
	assert_int_equal(desk->red.x11_state, 0);
	hands_button(&desk->hands, BTN_LEFT, false);
	assert_int_equal(desk->red.x11_state, 0x100);
}

static void
test_keymap_bits_name_what_the_window_holds(void **state)
{
	struct desk *desk = *state;
	uint8_t bits[32];

	hands_key(&desk->hands, KEY_A, true);
	seat_get_keymap_bits(desk->scene.server.seat, bits);
	assert_int_equal(bits[(KEY_A + 8) / 8], 1 << (KEY_A + 8) % 8);
	click_on(desk, &desk->blue);
	seat_get_keymap_bits(desk->scene.server.seat, bits);
	assert_int_equal(bits[(KEY_A + 8) / 8], 0);
	hands_key(&desk->hands, KEY_A, false);
}

static bool
has_repeated(void *user)
{
	const struct probe *probe = user;

	return strlen(probe->events) >= strlen("k30+ r30- r30+ r30- r30+ ");
}

static void
test_a_held_key_repeats_as_release_and_press(void **state)
{
	struct desk *desk = *state;

	hands_key(&desk->hands, KEY_A, true);
	assert_true(scene_pump(&desk->scene, has_repeated, &desk->red));
	assert_memory_equal(desk->red.events, "k30+ r30- r30+ r30- r30+ ", 25);
	hands_key(&desk->hands, KEY_A, false);
}

static bool
is_over(void *user)
{
	return loop_now_msec() > *(int64_t *)user;
}

static void
test_modifiers_and_released_keys_do_not_repeat(void **state)
{
	struct desk *desk = *state;
	int64_t end = loop_now_msec() + 150;

	hands_key(&desk->hands, KEY_LEFTSHIFT, true);
	hands_tap(&desk->hands, KEY_A);
	assert_true(scene_pump(&desk->scene, is_over, &end));
	hands_key(&desk->hands, KEY_LEFTSHIFT, false);
	assert_string_equal(desk->red.events, "k42+ k30+ k30- k42- ");
}

static void
test_a_key_held_on_a_keyboard_that_is_unplugged_is_released(void **state)
{
	struct desk *desk = *state;
	struct hands second;

	hands_init(&second, &desk->scene);
	hands_key(&second, KEY_A, true);
	hands_key(&second, KEY_B, true);
	hands_key(&desk->hands, KEY_B, true);
	assert_string_equal(desk->red.events, "k30+ k48+ ");
	hands_finish(&second);
	assert_non_null(strstr(desk->red.events, "k30- "));
	assert_null(strstr(desk->red.events, "k48- "));
	hands_key(&desk->hands, KEY_B, false);
	assert_non_null(strstr(desk->red.events, "k48- "));
}

static void
test_modifiers_of_one_keyboard_count_on_the_other(void **state)
{
	struct desk *desk = *state;
	struct hands second;

	hands_init(&second, &desk->scene);
	hands_key(&second, KEY_LEFTSHIFT, true);
	hands_key(&desk->hands, KEY_A, true);
	assert_int_equal(desk->red.x11_state, 1);
	hands_key(&desk->hands, KEY_A, false);
	hands_key(&second, KEY_LEFTSHIFT, false);
	hands_finish(&second);
}

static void
test_the_window_before_gets_the_keyboard_back(void **state)
{
	struct desk *desk = *state;
	struct probe dialog;

	probe_map(&dialog, &desk->scene, "red", 200, 100, 0xffffff);
	assert_true(dialog.view.activated);
	probe_destroy(&dialog);
	assert_true(desk->red.view.activated);
	assert_string_equal(desk->red.events, "f F ");
}

static void
test_a_minimized_window_gets_nothing(void **state)
{
	struct desk *desk = *state;
	int x = probe_get_x(&desk->red);
	int y = probe_get_y(&desk->red);

	view_set_minimized(&desk->red.view, true);
	assert_true(desk->blue.view.activated);
	hands_move(&desk->hands, x, y);
	hands_click(&desk->hands, BTN_LEFT);
	hands_tap(&desk->hands, KEY_A);
	assert_string_equal(desk->red.events, "f ");
}

static void
test_a_minimized_child_of_a_popup_gets_nothing(void **state)
{
	struct desk *desk = *state;
	struct probe popup;

	probe_map_popup(&popup, &desk->scene, "red",
			&(struct wlr_box){900, 600, 50, 50}, 0xffffff);
	view_set_parent(&desk->red.view, &popup.view);
	view_set_minimized(&desk->red.view, true);
	assert_true(desk->blue.view.activated);
	hands_tap(&desk->hands, KEY_A);
	assert_string_equal(desk->red.events, "f ");
	probe_destroy(&popup);
}

static void
test_who_has_the_keyboard_is_seen_over_a_fullscreen_window(void **state)
{
	struct desk *desk = *state;
	int x = probe_get_x(&desk->blue);
	int y = probe_get_y(&desk->blue);
	struct probe menu;

	view_set_fullscreen(&desk->red.view, true);
	probe_map_popup(&menu, &desk->scene, "red",
			&(struct wlr_box){x - 25, y - 25, 50, 50}, 0xffffff);
	assert_int_equal(scene_get_pixel(&desk->scene, x, y), 0xffffff);
	view_raise(&desk->blue.view);
	seat_focus(desk->scene.server.seat, &desk->blue.view);
	assert_int_equal(scene_get_pixel(&desk->scene, x, y), 0x0000ff);
	probe_destroy(&menu);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_new_window_of_another_qube_gets_no_keys),
			TEST(test_what_is_typed_to_nobody_goes_to_nobody),
			TEST(test_a_click_gives_focus_first_and_then_the_press),
			TEST(test_no_key_stays_held_where_the_focus_left),
			TEST(test_a_chord_reaches_nobody_and_neither_does_its_release),
			TEST(test_alt_tab_changes_the_window_when_alt_is_released),
			TEST(test_escape_leaves_the_switcher_where_it_was),
			TEST(test_a_press_on_what_has_just_appeared_is_lost),
			TEST(test_what_is_uncovered_gets_no_press_at_once_either),
			TEST(test_a_held_button_keeps_its_window),
			TEST(test_what_comes_during_a_press_gets_no_press_at_once),
			TEST(test_the_wheel_goes_to_what_lies_under_the_pointer),
			TEST(test_modifiers_are_told_as_before_the_event),
			TEST(test_keymap_bits_name_what_the_window_holds),
			TEST(test_a_held_key_repeats_as_release_and_press),
			TEST(test_modifiers_and_released_keys_do_not_repeat),
			TEST(test_a_key_held_on_a_keyboard_that_is_unplugged_is_released),
			TEST(test_modifiers_of_one_keyboard_count_on_the_other),
			TEST(test_the_window_before_gets_the_keyboard_back),
			TEST(test_a_minimized_window_gets_nothing),
			TEST(test_a_minimized_child_of_a_popup_gets_nothing),
			TEST(test_who_has_the_keyboard_is_seen_over_a_fullscreen_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
