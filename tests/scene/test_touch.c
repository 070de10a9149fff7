// SPDX-License-Identifier: MIT
/* Fingers: what a trusted program hears of them, and that a qube's window
 * takes them for a mouse. */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <string.h>
#include <wlr/interfaces/wlr_tablet_tool.h>

#include "compositor/input/seat.h"
#include "compositor/windows/view.h"
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
	struct probe probe; // a qube's window
	struct wl_seat *seat;
	struct wl_touch *touch;
	uint32_t capabilities;
	int frames;
	char heard[256]; // "d1@10,20 " down, "m1@.." motion, "u1 ", "c "
};

static struct desk desk;

__attribute__((format(printf, 1, 2))) static void
note(const char *fmt, ...)
{
	size_t len = strlen(desk.heard);
	va_list args;

	va_start(args, fmt);
	vsnprintf(desk.heard + len, sizeof(desk.heard) - len, fmt, args);
	va_end(args);
}

static void
handle_down(void *data, struct wl_touch *touch, uint32_t serial, uint32_t time,
		struct wl_surface *surface, int32_t id, wl_fixed_t x,
		wl_fixed_t y)
{
	assert_ptr_equal(surface, desk.client.surface);
	note("d%d@%d,%d ", id, wl_fixed_to_int(x), wl_fixed_to_int(y));
}

static void
handle_up(void *data, struct wl_touch *touch, uint32_t serial, uint32_t time,
		int32_t id)
{
	note("u%d ", id);
}

static void
handle_motion(void *data, struct wl_touch *touch, uint32_t time, int32_t id,
		wl_fixed_t x, wl_fixed_t y)
{
	note("m%d@%d,%d ", id, wl_fixed_to_int(x), wl_fixed_to_int(y));
}

static void
handle_frame(void *data, struct wl_touch *touch)
{
	desk.frames++;
}

static void
handle_cancel(void *data, struct wl_touch *touch)
{
	note("c ");
}

static const struct wl_touch_listener touch_listener = {
		.down = handle_down,
		.up = handle_up,
		.motion = handle_motion,
		.frame = handle_frame,
		.cancel = handle_cancel,
};

static void
handle_capabilities(void *data, struct wl_seat *seat, uint32_t capabilities)
{
	desk.capabilities = capabilities;
}

static void
handle_name(void *data, struct wl_seat *seat, const char *name)
{
}

static const struct wl_seat_listener seat_listener = {
		.capabilities = handle_capabilities,
		.name = handle_name,
};

static int
setup(void **state)
{
	desk = (struct desk){0};
	scene_init(&desk.scene, "1280x720", "");
	hands_init(&desk.hands, &desk.scene);
	client_init(&desk.client, &desk.scene, ROLE_APP);
	client_show_window(&desk.client, "pane", 400, 300, 0x00ff00);
	desk.view = wl_container_of(
			desk.scene.server.views.next, desk.view, link);
	probe_map(&desk.probe, &desk.scene, "work", 200, 100, 0xff0000);
	view_move(desk.view, 20, 100);
	view_move(&desk.probe.view, 600, 100);
	desk.view->shown_msec -= 1000;
	probe_age(&desk.probe);
	desk.seat = client_bind(&desk.client, &wl_seat_interface, 5);
	wl_seat_add_listener(desk.seat, &seat_listener, NULL);
	client_sync(&desk.client);
	assert_false(desk.capabilities & WL_SEAT_CAPABILITY_TOUCH);
	hands_add_touch(&desk.hands);
	client_sync(&desk.client);
	assert_true(desk.capabilities & WL_SEAT_CAPABILITY_TOUCH);
	desk.touch = wl_seat_get_touch(desk.seat);
	wl_touch_add_listener(desk.touch, &touch_listener, NULL);
	client_sync(&desk.client);
	probe_clear(&desk.probe);
	return 0;
}

static int
teardown(void **state)
{
	wl_touch_destroy(desk.touch);
	wl_seat_destroy(desk.seat);
	client_finish(&desk.client);
	probe_destroy(&desk.probe);
	hands_finish(&desk.hands);
	scene_finish(&desk.scene);
	return 0;
}

/* Of the program's window. */
static double
at_x(int sx)
{
	return desk.view->geometry.x + sx;
}

static double
at_y(int sy)
{
	return desk.view->geometry.y + sy;
}

static void
check_heard(const char *what)
{
	client_sync(&desk.client);
	assert_string_equal(desk.heard, what);
}

static void
test_two_fingers_on_a_program(void **state)
{
	hands_touch_down(&desk.hands, 1, at_x(10), at_y(20));
	hands_touch_down(&desk.hands, 2, at_x(30), at_y(40));
	hands_touch_move(&desk.hands, 1, at_x(15), at_y(25));
	hands_touch_move(&desk.hands, 2, at_x(-50), at_y(40)); // stays its own
	hands_touch_up(&desk.hands, 1);
	hands_touch_up(&desk.hands, 2);
	check_heard("d1@10,20 d2@30,40 m1@15,25 m2@-50,40 u1 u2 ");
	assert_int_equal(desk.frames, 6);
	assert_string_equal(desk.probe.events, "");
}

static void
test_a_finger_gives_the_keyboard(void **state)
{
	struct seat *seat = desk.scene.server.seat;

	hands_touch_down(&desk.hands, 1, probe_get_x(&desk.probe),
			probe_get_y(&desk.probe));
	hands_touch_up(&desk.hands, 1);
	assert_ptr_equal(seat_get_focus(seat), &desk.probe.view);
	hands_touch_down(&desk.hands, 1, at_x(10), at_y(20));
	hands_touch_up(&desk.hands, 1);
	assert_ptr_equal(seat_get_focus(seat), desk.view);
}

static void
test_a_finger_on_a_qube_is_a_mouse(void **state)
{
	int x = probe_get_x(&desk.probe);
	int y = probe_get_y(&desk.probe);

	hands_touch_down(&desk.hands, 1, x, y);
	hands_touch_down(&desk.hands, 2, x + 5, y); // there is one mouse only
	hands_touch_move(&desk.hands, 1, x + 10, y + 5);
	hands_touch_up(&desk.hands, 2);
	hands_touch_up(&desk.hands, 1);
	check_heard("");
	assert_string_equal(desk.probe.events, "E F b1+ b1- ");
	assert_float_equal(desk.probe.sx, 110, 0.5);
}

/* As with a mouse: what has just appeared takes no press. */
static void
test_a_new_window_takes_no_finger(void **state)
{
	desk.view->shown_msec += 100000;
	hands_touch_down(&desk.hands, 1, at_x(10), at_y(20));
	hands_touch_move(&desk.hands, 1, at_x(12), at_y(20));
	hands_touch_up(&desk.hands, 1);
	check_heard("");
}

static void
test_a_finger_moves_a_window_by_its_title(void **state)
{
	struct wlr_box old = desk.view->geometry;

	hands_touch_down(&desk.hands, 1, at_x(100), at_y(-10));
	hands_touch_move(&desk.hands, 1, at_x(140), at_y(20));
	hands_touch_up(&desk.hands, 1);
	client_sync(&desk.client);
	assert_int_equal(desk.view->geometry.x, old.x + 40);
	assert_int_equal(desk.view->geometry.y, old.y + 30);
	check_heard("");
}

static void
test_a_palm_is_taken_back(void **state)
{
	hands_touch_down(&desk.hands, 1, at_x(10), at_y(20));
	hands_touch_cancel(&desk.hands, 1);
	hands_touch_up(&desk.hands, 1);
	check_heard("d1@10,20 c ");
	hands_touch_down(&desk.hands, 1, probe_get_x(&desk.probe),
			probe_get_y(&desk.probe));
	hands_touch_cancel(&desk.hands, 1);
	assert_int_equal(desk.probe.buttons, 0); // nothing stays pressed
}

static void
test_a_window_may_go_under_the_finger(void **state)
{
	hands_touch_down(&desk.hands, 1, at_x(10), at_y(20));
	wl_surface_attach(desk.client.surface, NULL, 0, 0);
	wl_surface_commit(desk.client.surface);
	client_sync(&desk.client);
	hands_touch_move(&desk.hands, 1, 700, 600);
	hands_touch_up(&desk.hands, 1);
	hands_touch_down(&desk.hands, 1, probe_get_x(&desk.probe),
			probe_get_y(&desk.probe));
	assert_int_equal(desk.probe.buttons, 1);
	hands_touch_up(&desk.hands, 1);
}

/* A pen is a mouse that knows where it is. */

static const struct wlr_tablet_impl pen_impl = {.name = "pen"};

static void
move_pen(struct wlr_tablet *pen, struct wlr_tablet_tool *tool, double lx,
		double ly)
{
	struct wlr_tablet_tool_axis_event event = {
			.tablet = pen,
			.tool = tool,
			.updated_axes = WLR_TABLET_TOOL_AXIS_X |
					WLR_TABLET_TOOL_AXIS_Y,
			.x = lx / 1280,
			.y = ly / 720,
	};

	wl_signal_emit_mutable(&pen->events.axis, &event);
}

static void
press_pen(struct wlr_tablet *pen, struct wlr_tablet_tool *tool)
{
	struct wlr_tablet_tool_tip_event tip = {
			.tablet = pen,
			.tool = tool,
			.state = WLR_TABLET_TOOL_TIP_DOWN,
	};
	struct wlr_tablet_tool_button_event button = {
			.tablet = pen,
			.tool = tool,
			.button = BTN_STYLUS,
			.state = WLR_BUTTON_PRESSED,
	};

	wl_signal_emit_mutable(&pen->events.tip, &tip);
	tip.state = WLR_TABLET_TOOL_TIP_UP;
	wl_signal_emit_mutable(&pen->events.tip, &tip);
	wl_signal_emit_mutable(&pen->events.button, &button);
	button.state = WLR_BUTTON_RELEASED;
	wl_signal_emit_mutable(&pen->events.button, &button);
}

static void
test_a_pen_is_a_mouse(void **state)
{
	struct wlr_tablet_tool tool = {.type = WLR_TABLET_TOOL_TYPE_PEN};
	struct wlr_tablet pen;

	wlr_tablet_init(&pen, &pen_impl, "pen");
	seat_add_device(desk.scene.server.seat, &pen.base);
	move_pen(&pen, &tool, probe_get_x(&desk.probe), probe_get_y(&desk.probe));
	press_pen(&pen, &tool);
	assert_string_equal(desk.probe.events, "E F b1+ b1- b2+ b2- ");
	assert_float_equal(desk.probe.sx, 100, 0.5);
	move_pen(&pen, &tool, 5, 600);
	assert_string_equal(desk.probe.events, "E F b1+ b1- b2+ b2- e ");
	wlr_tablet_finish(&pen);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_two_fingers_on_a_program),
			TEST(test_a_finger_gives_the_keyboard),
			TEST(test_a_finger_on_a_qube_is_a_mouse),
			TEST(test_a_new_window_takes_no_finger),
			TEST(test_a_finger_moves_a_window_by_its_title),
			TEST(test_a_palm_is_taken_back),
			TEST(test_a_window_may_go_under_the_finger),
			TEST(test_a_pen_is_a_mouse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
