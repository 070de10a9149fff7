// SPDX-License-Identifier: MIT
/* What a game gets of the pointer, and what ends it. */
#include <linux/input-event-codes.h>
#include <string.h>

#include "compositor/action.h"
#include "compositor/input/seat.h"
#include "compositor/ui/strip.h"
#include "compositor/windows/view.h"
#include "pointer-constraints-client-protocol.h"
#include "pointer-gestures-client-protocol.h"
#include "relative-pointer-client-protocol.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

struct desk {
	struct scene scene;
	struct hands hands;
	struct client client;
	struct view *view;
	struct wl_seat *seat;
	struct wl_pointer *pointer;
	struct zwp_relative_pointer_manager_v1 *relatives;
	struct zwp_relative_pointer_v1 *relative;
	struct zwp_pointer_constraints_v1 *constraints;
	struct zwp_locked_pointer_v1 *locked;
	struct zwp_confined_pointer_v1 *confined;
	bool held; // as the client knows it
	double dx, dy, raw_dx; // what it heard of relative motion
};

static struct desk desk;

static void
handle_relative(void *data, struct zwp_relative_pointer_v1 *relative,
		uint32_t hi, uint32_t lo, wl_fixed_t dx, wl_fixed_t dy,
		wl_fixed_t raw_dx, wl_fixed_t raw_dy)
{
	desk.dx += wl_fixed_to_double(dx);
	desk.dy += wl_fixed_to_double(dy);
	desk.raw_dx += wl_fixed_to_double(raw_dx);
}

static const struct zwp_relative_pointer_v1_listener relative_listener = {
		.relative_motion = handle_relative,
};

static void
handle_locked(void *data, struct zwp_locked_pointer_v1 *locked)
{
	desk.held = true;
}

static void
handle_unlocked(void *data, struct zwp_locked_pointer_v1 *locked)
{
	desk.held = false;
}

static const struct zwp_locked_pointer_v1_listener locked_listener = {
		.locked = handle_locked,
		.unlocked = handle_unlocked,
};

static void
handle_confined(void *data, struct zwp_confined_pointer_v1 *confined)
{
	desk.held = true;
}

static void
handle_unconfined(void *data, struct zwp_confined_pointer_v1 *confined)
{
	desk.held = false;
}

static const struct zwp_confined_pointer_v1_listener confined_listener = {
		.confined = handle_confined,
		.unconfined = handle_unconfined,
};

static int
setup(void **state)
{
	struct client *client = &desk.client;

	desk = (struct desk){0};
	scene_init(&desk.scene, "1280x720", "");
	hands_init(&desk.hands, &desk.scene);
	client_init(client, &desk.scene, ROLE_APP);
	client_show_window(client, "game", 400, 300, 0x00ff00);
	desk.view = wl_container_of(
			desk.scene.server.views.next, desk.view, link);
	desk.view->shown_msec -= 1000;
	desk.seat = client_bind(client, &wl_seat_interface, 5);
	desk.pointer = wl_seat_get_pointer(desk.seat);
	desk.relatives = client_bind(
			client, &zwp_relative_pointer_manager_v1_interface, 1);
	desk.relative = zwp_relative_pointer_manager_v1_get_relative_pointer(
			desk.relatives, desk.pointer);
	zwp_relative_pointer_v1_add_listener(
			desk.relative, &relative_listener, NULL);
	desk.constraints = client_bind(
			client, &zwp_pointer_constraints_v1_interface, 1);
	client_sync(client);
	hands_move(&desk.hands, desk.view->geometry.x + 100,
			desk.view->geometry.y + 100);
	client_sync(client);
	return 0;
}

static int
teardown(void **state)
{
	if (desk.locked) {
		zwp_locked_pointer_v1_destroy(desk.locked);
	}
	if (desk.confined) {
		zwp_confined_pointer_v1_destroy(desk.confined);
	}
	zwp_pointer_constraints_v1_destroy(desk.constraints);
	zwp_relative_pointer_v1_destroy(desk.relative);
	zwp_relative_pointer_manager_v1_destroy(desk.relatives);
	wl_pointer_destroy(desk.pointer);
	wl_seat_destroy(desk.seat);
	client_finish(&desk.client);
	hands_finish(&desk.hands);
	scene_finish(&desk.scene);
	return 0;
}

static void
lock(enum zwp_pointer_constraints_v1_lifetime lifetime)
{
	desk.locked = zwp_pointer_constraints_v1_lock_pointer(desk.constraints,
			desk.client.surface, desk.pointer, NULL, lifetime);
	zwp_locked_pointer_v1_add_listener(desk.locked, &locked_listener, NULL);
	client_sync(&desk.client);
}

static void
confine(int x, int y, int width, int height)
{
	struct wl_region *region =
			wl_compositor_create_region(desk.client.compositor);

	wl_region_add(region, x, y, width, height);
	desk.confined = zwp_pointer_constraints_v1_confine_pointer(
			desk.constraints, desk.client.surface, desk.pointer,
			region, ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
	zwp_confined_pointer_v1_add_listener(
			desk.confined, &confined_listener, NULL);
	wl_region_destroy(region);
	wl_surface_commit(desk.client.surface);
	client_sync(&desk.client);
}

/* Where the pointer is, in the window. */
static void
check_at(double sx, double sy)
{
	double lx, ly;

	seat_get_pointer(desk.scene.server.seat, &lx, &ly);
	assert_float_equal(lx - desk.view->geometry.x, sx, 1);
	assert_float_equal(ly - desk.view->geometry.y, sy, 1);
}

static void
check_held(bool held)
{
	const char *text;

	client_sync(&desk.client);
	text = strip_get_notice(desk.scene.server.strip);
	assert_int_equal(desk.held, held);
	if (held) {
		assert_non_null(strstr(text, "keeps the pointer; Super+Escape"));
	} else if (text) {
		fail_msg("the strip says \"%s\"", text);
	}
}

static void
test_relative_motion_is_heard(void **state)
{
	hands_nudge(&desk.hands, 10, -6);
	client_sync(&desk.client);
	assert_float_equal(desk.dx, 10, 0.1);
	assert_float_equal(desk.dy, -6, 0.1);
	assert_float_equal(desk.raw_dx, 10, 0.1);
	check_at(110, 94);
}

static void
test_nothing_is_heard_over_a_qube(void **state)
{
	struct probe probe;

	probe_map(&probe, &desk.scene, "work", 200, 100, 0xff0000);
	hands_move(&desk.hands, probe_get_x(&probe), probe_get_y(&probe));
	action_show(&probe.view);
	hands_nudge(&desk.hands, 3, 3);
	client_sync(&desk.client);
	assert_float_equal(desk.dx, 0, 0.01);
	probe_destroy(&probe);
}

static void
test_a_locked_pointer_stays_and_is_heard(void **state)
{
	lock(ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
	check_held(true);
	hands_nudge(&desk.hands, 300, 40);
	hands_move(&desk.hands, 5, 5); // a tablet, or a machine's own pointer
	client_sync(&desk.client);
	assert_float_equal(desk.dx, 300, 0.1);
	check_at(100, 100);
}

static void
test_the_chord_takes_it_back_until_a_press(void **state)
{
	lock(ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
	hands_key(&desk.hands, KEY_LEFTMETA, true);
	hands_tap(&desk.hands, KEY_ESC);
	hands_key(&desk.hands, KEY_LEFTMETA, false);
	check_held(false);
	hands_nudge(&desk.hands, 20, 0);
	check_held(false);
	check_at(120, 100);
	hands_click(&desk.hands, BTN_LEFT);
	check_held(true);
}

static void
test_losing_the_keyboard_ends_it(void **state)
{
	struct probe probe;

	lock(ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
	probe_map(&probe, &desk.scene, "work", 200, 100, 0xff0000);
	action_show(&probe.view);
	check_held(false);
	hands_move(&desk.hands, 5, 200);
	probe_destroy(&probe); // the keyboard comes back, the pointer is elsewhere
	check_held(false);
	hands_move(&desk.hands, desk.view->geometry.x + 50,
			desk.view->geometry.y + 60);
	check_held(true);
}

static void
test_a_window_without_the_keyboard_holds_nothing(void **state)
{
	struct probe probe;

	probe_map(&probe, &desk.scene, "work", 200, 100, 0xff0000);
	probe.view.geometry.x = 0;
	action_show(&probe.view);
	view_move(&probe.view, 0, 400);
	hands_move(&desk.hands, desk.view->geometry.x + 390,
			desk.view->geometry.y + 10);
	lock(ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
	check_held(false);
	hands_click(&desk.hands, BTN_LEFT);
	check_held(true);
	probe_destroy(&probe);
}

static void
test_a_lock_for_once_does_not_come_back(void **state)
{
	lock(ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_ONESHOT);
	check_held(true);
	seat_release_pointer(desk.scene.server.seat);
	check_held(false);
	hands_click(&desk.hands, BTN_LEFT);
	check_held(false);
}

/* The program says where the pointer shall appear: in its own window only. */
static void
test_the_hint_is_followed_inside_the_window(void **state)
{
	for (int i = 0; i < 2; i++) {
		lock(ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
		zwp_locked_pointer_v1_set_cursor_position_hint(desk.locked,
				wl_fixed_from_int(i == 0 ? 250 : 900),
				wl_fixed_from_int(20));
		wl_surface_commit(desk.client.surface);
		client_sync(&desk.client);
		zwp_locked_pointer_v1_destroy(desk.locked);
		desk.locked = NULL;
		client_sync(&desk.client);
		check_at(250, 20);
		desk.held = false;
	}
	check_held(false);
}

static void
test_a_confined_pointer_stays_in_its_region(void **state)
{
	confine(50, 50, 200, 100);
	check_held(true);
	hands_nudge(&desk.hands, 500, 500);
	check_at(250, 150);
	hands_nudge(&desk.hands, -500, -500);
	check_at(50, 50);
	seat_release_pointer(desk.scene.server.seat);
	hands_nudge(&desk.hands, -30, 0);
	check_at(20, 50);
	check_held(false);
}

static void
test_confinement_begins_inside_the_region(void **state)
{
	confine(200, 200, 50, 50);
	check_held(false);
	hands_nudge(&desk.hands, 120, 120);
	check_held(true);
	hands_nudge(&desk.hands, 120, 120);
	check_at(250, 250);
}

static void
test_a_window_that_goes_lets_go(void **state)
{
	lock(ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
	wl_surface_attach(desk.client.surface, NULL, 0, 0);
	wl_surface_commit(desk.client.surface);
	check_held(false);
	hands_move(&desk.hands, 5, 500);
	hands_nudge(&desk.hands, 5, 0);
	assert_float_equal(desk.dx, 0, 0.1);
}

/* Gestures */

static int swipes, pinches;

static void
handle_swipe_begin(void *data, struct zwp_pointer_gesture_swipe_v1 *swipe,
		uint32_t serial, uint32_t time, struct wl_surface *surface,
		uint32_t fingers)
{
	swipes += fingers == 3;
}

static void
handle_swipe_update(void *data, struct zwp_pointer_gesture_swipe_v1 *swipe,
		uint32_t time, wl_fixed_t dx, wl_fixed_t dy)
{
	swipes += wl_fixed_to_int(dx) == 7;
}

static void
handle_swipe_end(void *data, struct zwp_pointer_gesture_swipe_v1 *swipe,
		uint32_t serial, uint32_t time, int32_t cancelled)
{
	swipes += !cancelled;
}

static const struct zwp_pointer_gesture_swipe_v1_listener swipe_listener = {
		.begin = handle_swipe_begin,
		.update = handle_swipe_update,
		.end = handle_swipe_end,
};

static void
handle_pinch_begin(void *data, struct zwp_pointer_gesture_pinch_v1 *pinch,
		uint32_t serial, uint32_t time, struct wl_surface *surface,
		uint32_t fingers)
{
	pinches += fingers == 2;
}

static void
handle_pinch_update(void *data, struct zwp_pointer_gesture_pinch_v1 *pinch,
		uint32_t time, wl_fixed_t dx, wl_fixed_t dy, wl_fixed_t scale,
		wl_fixed_t rotation)
{
	pinches += wl_fixed_to_int(scale) == 2;
}

static void
handle_pinch_end(void *data, struct zwp_pointer_gesture_pinch_v1 *pinch,
		uint32_t serial, uint32_t time, int32_t cancelled)
{
	pinches += cancelled;
}

static const struct zwp_pointer_gesture_pinch_v1_listener pinch_listener = {
		.begin = handle_pinch_begin,
		.update = handle_pinch_update,
		.end = handle_pinch_end,
};

static void
make_gestures(void)
{
	struct wlr_pointer *pointer = &desk.hands.pointer;
	struct wlr_pointer_swipe_begin_event swipe_begin = {pointer, 1, 3};
	struct wlr_pointer_swipe_update_event swipe_update = {
			pointer, 2, 3, 7, 0};
	struct wlr_pointer_swipe_end_event swipe_end = {pointer, 3, false};
	struct wlr_pointer_pinch_begin_event pinch_begin = {pointer, 4, 2};
	struct wlr_pointer_pinch_update_event pinch_update = {
			pointer, 5, 2, 0, 0, 2, 0};
	struct wlr_pointer_pinch_end_event pinch_end = {pointer, 6, true};

	wl_signal_emit_mutable(&pointer->events.swipe_begin, &swipe_begin);
	wl_signal_emit_mutable(&pointer->events.swipe_update, &swipe_update);
	wl_signal_emit_mutable(&pointer->events.swipe_end, &swipe_end);
	wl_signal_emit_mutable(&pointer->events.pinch_begin, &pinch_begin);
	wl_signal_emit_mutable(&pointer->events.pinch_update, &pinch_update);
	wl_signal_emit_mutable(&pointer->events.pinch_end, &pinch_end);
	client_sync(&desk.client);
}

static void
test_gestures_are_heard_in_the_window(void **state)
{
	struct zwp_pointer_gestures_v1 *gestures = client_bind(
			&desk.client, &zwp_pointer_gestures_v1_interface, 1);
	struct zwp_pointer_gesture_swipe_v1 *swipe =
			zwp_pointer_gestures_v1_get_swipe_gesture(
					gestures, desk.pointer);
	struct zwp_pointer_gesture_pinch_v1 *pinch =
			zwp_pointer_gestures_v1_get_pinch_gesture(
					gestures, desk.pointer);

	zwp_pointer_gesture_swipe_v1_add_listener(swipe, &swipe_listener, NULL);
	zwp_pointer_gesture_pinch_v1_add_listener(pinch, &pinch_listener, NULL);
	client_sync(&desk.client);
	make_gestures();
	assert_int_equal(swipes, 3);
	assert_int_equal(pinches, 3);
	hands_move(&desk.hands, 5, 500);
	make_gestures();
	assert_int_equal(swipes, 3);
	assert_int_equal(pinches, 3);
	zwp_pointer_gesture_swipe_v1_destroy(swipe);
	zwp_pointer_gesture_pinch_v1_destroy(pinch);
	wl_proxy_destroy((struct wl_proxy *)gestures);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_relative_motion_is_heard),
			TEST(test_nothing_is_heard_over_a_qube),
			TEST(test_a_locked_pointer_stays_and_is_heard),
			TEST(test_the_chord_takes_it_back_until_a_press),
			TEST(test_losing_the_keyboard_ends_it),
			TEST(test_a_window_without_the_keyboard_holds_nothing),
			TEST(test_a_lock_for_once_does_not_come_back),
			TEST(test_the_hint_is_followed_inside_the_window),
			TEST(test_a_confined_pointer_stays_in_its_region),
			TEST(test_confinement_begins_inside_the_region),
			TEST(test_a_window_that_goes_lets_go),
			TEST(test_gestures_are_heard_in_the_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
