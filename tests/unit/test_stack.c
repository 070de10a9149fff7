// SPDX-License-Identifier: MIT
/* The order of windows and the rules of focus: each row says in letters, top
 * first, what the order must be. */
#include <string.h>

#include "compositor/input/focus.h"
#include "compositor/windows/stack.h"
#include "compositor/windows/view.h"
#include "tests/check.h"

/* a, b: windows of qube red; p: its popup; x, y: windows of qube blue; q: its
 * popup; t: a trusted window. */
struct desk {
	struct wl_list views;
	struct view a, b, p, x, y, q, t;
};

static void
init(struct desk *desk)
{
	*desk = (struct desk){0};
	wl_list_init(&desk->views);
	desk->a.qube = desk->b.qube = desk->p.qube = "red";
	desk->x.qube = desk->y.qube = desk->q.qube = "blue";
	desk->p.popup = desk->q.popup = true;
}

static void
map(struct desk *desk, struct view *view, struct view *focused)
{
	view->mapped = true;
	stack_insert(&desk->views, view, focused);
}

static void
assert_order(struct desk *desk, const char *wanted)
{
	struct view *views[] = {&desk->a, &desk->b, &desk->p, &desk->x,
			&desk->y, &desk->q, &desk->t};
	char order[16] = "";
	struct view *view;

	wl_list_for_each(view, &desk->views, link) {
		for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
			if (views[i] == view) {
				strncat(order, &"abpxyqt"[i], 1);
			}
		}
	}
	assert_string_equal(order, wanted);
}

static void
test_a_stranger_appears_below_the_focused_window(void **state)
{
	struct desk desk;

	init(&desk);
	map(&desk, &desk.a, NULL);
	map(&desk, &desk.x, &desk.a);
	assert_order(&desk, "ax");
	map(&desk, &desk.b, &desk.a);
	assert_order(&desk, "bax");
	map(&desk, &desk.t, &desk.b);
	assert_order(&desk, "btax");
}

static void
test_popups_lie_on_their_own_qubes_top_window(void **state)
{
	struct desk desk;

	init(&desk);
	map(&desk, &desk.a, NULL);
	map(&desk, &desk.x, &desk.a);
	map(&desk, &desk.p, &desk.a);
	assert_order(&desk, "pax");
	map(&desk, &desk.q, &desk.a);
	assert_order(&desk, "paqx");
	stack_raise(&desk.views, &desk.x);
	assert_order(&desk, "qxpa");
	stack_raise(&desk.views, &desk.a);
	assert_order(&desk, "paqx");
}

static void
test_a_popup_without_a_window_stays_below_the_focus(void **state)
{
	struct desk desk;

	init(&desk);
	map(&desk, &desk.x, NULL);
	map(&desk, &desk.p, &desk.x);
	assert_order(&desk, "xp");
}

static void
test_a_popup_never_comes_above_another_qubes_focus(void **state)
{
	struct desk desk;

	init(&desk);
	map(&desk, &desk.x, NULL);
	map(&desk, &desk.a, NULL); // above x although x has the keyboard
	assert_order(&desk, "ax");
	map(&desk, &desk.p, &desk.x);
	assert_order(&desk, "axp");
}

static void
test_transients_follow_their_window(void **state)
{
	struct desk desk;

	init(&desk);
	map(&desk, &desk.a, NULL);
	desk.b.parent = &desk.a;
	map(&desk, &desk.b, &desk.a);
	map(&desk, &desk.x, &desk.b);
	assert_order(&desk, "bax");
	stack_raise(&desk.views, &desk.x);
	assert_order(&desk, "xba");
	stack_raise(&desk.views, &desk.a);
	assert_order(&desk, "bax");
}

static void
test_a_stranger_does_not_come_between_a_window_and_its_dialog(void **state)
{
	struct desk desk;

	init(&desk);
	map(&desk, &desk.a, NULL);
	desk.b.parent = &desk.a;
	map(&desk, &desk.b, &desk.a);
	map(&desk, &desk.t, &desk.b);
	assert_order(&desk, "bat");
}

static void
test_who_gets_the_keyboard_has_no_popup_of_others_above(void **state)
{
	struct desk desk;

	init(&desk);
	map(&desk, &desk.a, NULL);
	map(&desk, &desk.x, NULL);
	map(&desk, &desk.q, &desk.x);
	map(&desk, &desk.p, &desk.x);
	assert_order(&desk, "qxpa");
	stack_sort_popups(&desk.views, &desk.a);
	assert_order(&desk, "xpaq");
	stack_sort_popups(&desk.views, &desk.x);
	assert_order(&desk, "qxpa");
}

static void
test_the_keyboard_goes_only_to_windows_of_the_qube_that_has_it(void **state)
{
	struct desk desk;

	init(&desk);
	assert_true(focus_wants_new(&desk.a, NULL, FOCUS_TYPING_MSEC));
	assert_false(focus_wants_new(&desk.a, NULL, FOCUS_TYPING_MSEC - 1));
	assert_false(focus_wants_new(&desk.p, NULL, FOCUS_TYPING_MSEC));
	assert_true(focus_wants_new(&desk.b, &desk.a, 0));
	assert_false(focus_wants_new(&desk.x, &desk.a, 0));
	assert_false(focus_wants_new(&desk.t, &desk.a, 0));
	assert_false(focus_wants_new(&desk.a, &desk.t, 0));
	assert_false(focus_wants_new(&desk.p, &desk.a, 0));
	desk.b.zone = "cloud"; // another red
	assert_false(focus_wants_new(&desk.b, &desk.a, 0));
}

static void
test_the_keyboard_goes_back_to_the_window_before(void **state)
{
	struct desk desk;

	init(&desk);
	map(&desk, &desk.x, NULL);
	map(&desk, &desk.a, NULL);
	map(&desk, &desk.t, NULL);
	map(&desk, &desk.p, &desk.t);
	assert_order(&desk, "tpax");
	assert_ptr_equal(focus_get_next(&desk.views, &desk.t), &desk.a);
	desk.a.minimized = true;
	assert_ptr_equal(focus_get_next(&desk.views, &desk.t), &desk.x);
	desk.t.parent = &desk.x;
	desk.a.minimized = false;
	assert_ptr_equal(focus_get_next(&desk.views, &desk.t), &desk.x);
}

static void
test_no_press_for_300_ms(void **state)
{
	struct view view = {.shown_msec = 1000};

	assert_false(focus_allows_press(&view, 1000));
	assert_false(focus_allows_press(&view, 1299));
	assert_true(focus_allows_press(&view, 1300));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_stranger_appears_below_the_focused_window),
			cmocka_unit_test(test_popups_lie_on_their_own_qubes_top_window),
			cmocka_unit_test(test_a_popup_without_a_window_stays_below_the_focus),
			cmocka_unit_test(test_a_popup_never_comes_above_another_qubes_focus),
			cmocka_unit_test(test_transients_follow_their_window),
			cmocka_unit_test(test_a_stranger_does_not_come_between_a_window_and_its_dialog),
			cmocka_unit_test(test_who_gets_the_keyboard_has_no_popup_of_others_above),
			cmocka_unit_test(test_the_keyboard_goes_only_to_windows_of_the_qube_that_has_it),
			cmocka_unit_test(test_the_keyboard_goes_back_to_the_window_before),
			cmocka_unit_test(test_no_press_for_300_ms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
