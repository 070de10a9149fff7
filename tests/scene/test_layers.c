// SPDX-License-Identifier: MIT
/* Furniture: where it lies, what it leaves to windows, who gets its keys, and
 * that nothing it does harms the session. */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_output.h>

#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "tests/check.h"
#include "tests/scene/furniture.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define TOP ZWLR_LAYER_SURFACE_V1_ANCHOR_TOP
#define BOTTOM ZWLR_LAYER_SURFACE_V1_ANCHOR_BOTTOM
#define LEFT ZWLR_LAYER_SURFACE_V1_ANCHOR_LEFT
#define RIGHT ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT
#define EXCLUSIVE ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE
#define ON_DEMAND ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_ON_DEMAND
#define WIDTH 1280
#define HEIGHT 720
#define MANY 100
#define GREEN 0x00ff00
#define WHITE 0xffffff
#define RED 0xff0000

static const struct furniture_spec panel = {
		.name = "panel",
		.layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
		.anchor = TOP | LEFT | RIGHT,
		.height = 30,
		.zone = 30,
		.rgb = GREEN,
};

static const struct furniture_spec launcher = {
		.name = "launcher",
		.layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
		.width = 400,
		.height = 200,
		.keyboard = EXCLUSIVE,
		.rgb = WHITE,
};

static const struct furniture_spec wallpaper = {
		.name = "wallpaper",
		.layer = ZWLR_LAYER_SHELL_V1_LAYER_BACKGROUND,
		.anchor = TOP | BOTTOM | LEFT | RIGHT,
		.zone = -1,
		.rgb = WHITE,
};

struct desk {
	struct scene scene;
	struct hands hands;
	struct probe red;
};

static struct desk desk;

/* A window of a qube, in the middle, with the keyboard. */
static int
setup(void **state)
{
	scene_init(&desk.scene, "1280x720", "");
	hands_init(&desk.hands, &desk.scene);
	probe_map(&desk.red, &desk.scene, "red", 400, 300, RED);
	probe_age(&desk.red);
	assert_true(desk.red.focused);
	return 0;
}

static int
teardown(void **state)
{
	scene_settle(&desk.scene);
	probe_destroy(&desk.red);
	hands_finish(&desk.hands);
	scene_finish(&desk.scene);
	return 0;
}

static struct output *
get_output(void)
{
	return wl_container_of(desk.scene.server.outputs.next,
			(struct output *)NULL, link);
}

static uint32_t
look(int x, int y)
{
	return scene_get_pixel(&desk.scene, x, y);
}

/* Makes as if what lies there had been there for long. */
static void
age(int lx, int ly)
{
	bool content;
	double sx, sy;
	struct view *view =
			view_at(&desk.scene.server, lx, ly, &content, &sx, &sy);

	assert_non_null(view);
	view->shown_msec -= 1000;
}

static void
click(struct furniture *furniture, int lx, int ly)
{
	hands_move(&desk.hands, lx, ly);
	age(lx, ly);
	hands_click(&desk.hands, BTN_LEFT);
	client_sync(&furniture->client);
}

static void
test_a_panel_lies_below_the_strip_and_takes_its_room(void **state)
{
	struct furniture bar;
	const struct wlr_box *area = &get_output()->work_area;

	furniture_show(&bar, &desk.scene, &panel);
	assert_int_equal(bar.width, WIDTH);
	assert_int_not_equal(look(600, OUTPUT_STRIP_HEIGHT - 1), GREEN);
	assert_int_equal(look(600, OUTPUT_STRIP_HEIGHT), GREEN);
	assert_int_equal(look(600, OUTPUT_STRIP_HEIGHT + 29), GREEN);
	assert_int_not_equal(look(600, OUTPUT_STRIP_HEIGHT + 30), GREEN);
	assert_int_equal(area->y, OUTPUT_STRIP_HEIGHT + 30);
	assert_int_equal(area->height, HEIGHT - OUTPUT_STRIP_HEIGHT - 30);
	assert_true(desk.red.focused);
	furniture_finish(&bar);
	assert_int_equal(area->y, OUTPUT_STRIP_HEIGHT);
	assert_int_equal(area->height, HEIGHT - OUTPUT_STRIP_HEIGHT);
}

static void
test_a_maximized_window_follows_the_work_area(void **state)
{
	struct furniture bar;
	int y;

	view_set_maximized(&desk.red.view, true);
	y = desk.red.view.geometry.y;
	furniture_show(&bar, &desk.scene, &panel);
	assert_int_equal(desk.red.view.geometry.y, y + 30);
	furniture_finish(&bar);
	assert_int_equal(desk.red.view.geometry.y, y);
}

static void
test_a_window_makes_room_for_a_panel(void **state)
{
	struct furniture_spec spec = panel;
	struct furniture bar;
	struct wlr_box *box = &desk.red.view.geometry;
	int off;

	spec.anchor = BOTTOM | LEFT | RIGHT;
	view_move(&desk.red.view, 300, HEIGHT - box->height - 10);
	furniture_show(&bar, &desk.scene, &spec);
	assert_in_range(box->y + box->height, HEIGHT - 50, HEIGHT - 30);
	assert_int_equal(box->x, 300);
	furniture_finish(&bar);
	/* What the person has put over the edge stays there. */
	off = HEIGHT - 50;
	view_move(&desk.red.view, 300, off);
	furniture_show(&bar, &desk.scene, &panel);
	assert_int_equal(box->y, off);
	furniture_finish(&bar);
}

static void
test_layers_lie_in_their_order(void **state)
{
	struct furniture ground, over;
	struct furniture_spec spec = launcher;
	int x = probe_get_x(&desk.red);
	int y = probe_get_y(&desk.red);

	furniture_show(&ground, &desk.scene, &wallpaper);
	assert_int_equal(ground.height, HEIGHT - OUTPUT_STRIP_HEIGHT);
	assert_int_equal(look(5, HEIGHT - 5), WHITE);
	assert_int_equal(look(x, y), RED);
	spec.layer = ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY;
	spec.anchor = TOP | BOTTOM | LEFT | RIGHT;
	spec.width = spec.height = 0;
	spec.zone = -1;
	spec.rgb = GREEN;
	furniture_show(&over, &desk.scene, &spec);
	assert_int_equal(look(x, y), GREEN);
	assert_int_equal(look(5, HEIGHT - 5), GREEN);
	/* The strip above all. */
	for (int lx = 0; lx < WIDTH; lx += 10) {
		assert_int_not_equal(look(lx, 5), GREEN);
	}
	furniture_finish(&over);
	furniture_finish(&ground);
}

static void
test_what_is_typed_goes_to_what_claims_the_keyboard(void **state)
{
	struct furniture menu;

	furniture_show(&menu, &desk.scene, &launcher);
	assert_true(menu.focused);
	assert_false(desk.red.focused);
	assert_ptr_equal(seat_get_window(desk.scene.server.seat), &desk.red.view);
	hands_tap(&desk.hands, KEY_A);
	client_sync(&menu.client);
	assert_int_equal(menu.pressed, 1);
	/* A press on a window does not lead keys away. */
	hands_move(&desk.hands, desk.red.view.geometry.x + 2,
			desk.red.view.geometry.y + 2);
	hands_click(&desk.hands, BTN_LEFT);
	assert_false(desk.red.focused);
	hands_tap(&desk.hands, KEY_B);
	client_sync(&menu.client);
	assert_int_equal(menu.pressed, 2);
	furniture_hide(&menu);
	assert_true(desk.red.focused);
	furniture_finish(&menu);
}

static void
test_the_window_before_gets_the_keyboard_back(void **state)
{
	struct furniture menu;
	struct probe blue;

	probe_map(&blue, &desk.scene, "blue", 200, 100, 0x0000ff);
	assert_true(desk.red.focused);
	furniture_show(&menu, &desk.scene, &launcher);
	furniture_finish(&menu); // killed
	assert_true(desk.red.focused);
	furniture_show(&menu, &desk.scene, &launcher);
	view_set_minimized(&desk.red.view, true);
	assert_true(menu.focused);
	furniture_finish(&menu);
	assert_true(blue.focused);
	probe_destroy(&blue);
}

static void
test_a_window_that_goes_meanwhile_is_forgotten(void **state)
{
	struct furniture menu;
	struct probe late;

	furniture_show(&menu, &desk.scene, &launcher);
	probe_destroy(&desk.red);
	assert_true(menu.focused);
	probe_map(&desk.red, &desk.scene, "red", 400, 300, RED);
	probe_map(&late, &desk.scene, "red", 400, 300, RED);
	client_sync(&menu.client);
	assert_true(menu.focused);
	probe_destroy(&late);
	furniture_finish(&menu);
}

static void
test_a_trusted_chord_takes_the_keyboard_from_it(void **state)
{
	struct furniture menu;

	furniture_show(&menu, &desk.scene, &launcher);
	hands_key(&desk.hands, KEY_LEFTALT, true);
	hands_tap(&desk.hands, KEY_TAB);
	hands_key(&desk.hands, KEY_LEFTALT, false);
	client_sync(&menu.client);
	assert_true(desk.red.focused);
	assert_false(menu.focused);
	probe_clear(&desk.red);
	hands_tap(&desk.hands, KEY_A);
	client_sync(&menu.client);
	assert_string_equal(desk.red.events, "k30+ k30- ");
	furniture_finish(&menu);
	assert_true(desk.red.focused);
}

static void
test_on_demand_means_with_a_press(void **state)
{
	struct furniture_spec spec = panel;
	struct furniture bar;

	spec.keyboard = ON_DEMAND;
	furniture_show(&bar, &desk.scene, &spec);
	assert_true(desk.red.focused);
	click(&bar, 600, OUTPUT_STRIP_HEIGHT + 10);
	assert_true(bar.focused);
	assert_int_equal(bar.clicked, 1);
	/* And a press elsewhere takes it away. */
	click(&bar, probe_get_x(&desk.red), probe_get_y(&desk.red));
	assert_false(bar.focused);
	assert_true(desk.red.focused);
	furniture_finish(&bar);
}

static void
test_a_panel_is_pressed_and_leaves_the_keyboard(void **state)
{
	struct furniture bar;

	furniture_show(&bar, &desk.scene, &panel);
	click(&bar, 600, OUTPUT_STRIP_HEIGHT + 10);
	assert_int_equal(bar.clicked, 1);
	assert_true(desk.red.focused);
	furniture_finish(&bar);
}

static void
test_the_strip_names_what_holds_the_keyboard(void **state)
{
	struct furniture menu;
	uint32_t *before, *during, *after;
	int width, height, changed = 0;
	size_t n;

	before = scene_copy(&desk.scene, &width, &height);
	furniture_show(&menu, &desk.scene, &launcher);
	during = scene_copy(&desk.scene, &width, &height);
	furniture_finish(&menu);
	after = scene_copy(&desk.scene, &width, &height);
	n = (size_t)width * OUTPUT_STRIP_HEIGHT;
	for (size_t i = 0; i < n; i++) {
		changed += before[i] != during[i];
	}
	/* The colour of the label below it, and the name. */
	assert_in_range(changed, WIDTH, n);
	assert_memory_equal(before, after, n * sizeof(before[0]));
	free(before);
	free(during);
	free(after);
}

static void
test_a_zone_larger_than_the_screen_leaves_room(void **state)
{
	static const int32_t zones[] = {500, 719, 720, 5000, INT32_MAX};
	const struct wlr_box *area = &get_output()->work_area;

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		struct furniture_spec spec = panel;
		struct furniture bar;

		spec.zone = zones[i];
		furniture_show(&bar, &desk.scene, &spec);
		assert_in_range(area->height, HEIGHT / 5, HEIGHT);
		assert_in_range(area->width, WIDTH / 5, WIDTH);
		assert_in_range(area->y, OUTPUT_STRIP_HEIGHT, HEIGHT);
		furniture_finish(&bar);
	}
}

static void
test_one_without_an_output_is_shown_where_the_person_is(void **state)
{
	struct wlr_output *second = wlr_headless_add_output(
			desk.scene.server.backend, 800, 600);
	struct output *output = second->data;
	struct furniture menu;

	assert_non_null(output);
	view_move(&desk.red.view, output->box.x + 100, output->box.y + 100);
	furniture_show(&menu, &desk.scene, &launcher);
	assert_true(menu.focused);
	assert_in_range(seat_get_focus(desk.scene.server.seat)->geometry.x,
			output->box.x, output->box.x + 800);
	wlr_output_destroy(second);
	client_sync(&menu.client);
	assert_true(menu.closed);
	assert_true(desk.red.focused);
	furniture_finish(&menu);
}

static void
test_one_killed_before_it_drew_leaves_no_trace(void **state)
{
	struct wlr_box before = get_output()->work_area;

	for (int i = 0; i < 10; i++) {
		struct furniture bar;

		furniture_begin(&bar, &desk.scene, &panel);
		assert_int_equal(bar.configures, 1);
		furniture_finish(&bar);
		furniture_show(&bar, &desk.scene, &panel);
		furniture_finish(&bar);
	}
	assert_true(wlr_box_equal(&before, &get_output()->work_area));
	assert_true(desk.red.focused);
}

static void
test_it_may_be_hidden_and_shown_again(void **state)
{
	struct furniture menu;

	furniture_show(&menu, &desk.scene, &launcher);
	for (int i = 0; i < 3; i++) {
		furniture_hide(&menu);
		assert_true(desk.red.focused);
		wl_surface_commit(menu.surface);
		client_sync(&menu.client);
		furniture_draw(&menu);
		assert_true(menu.focused);
	}
	furniture_finish(&menu);
}

static void
test_it_may_change_everything_while_it_is_shown(void **state)
{
	struct furniture bar;

	furniture_show(&bar, &desk.scene, &panel);
	zwlr_layer_surface_v1_set_layer(
			bar.layer, ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY);
	zwlr_layer_surface_v1_set_keyboard_interactivity(bar.layer, EXCLUSIVE);
	wl_surface_commit(bar.surface);
	client_sync(&bar.client);
	assert_true(bar.focused);
	zwlr_layer_surface_v1_set_layer(
			bar.layer, ZWLR_LAYER_SHELL_V1_LAYER_BOTTOM);
	zwlr_layer_surface_v1_set_keyboard_interactivity(bar.layer,
			ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE);
	zwlr_layer_surface_v1_set_exclusive_zone(bar.layer, 0);
	wl_surface_commit(bar.surface);
	client_sync(&bar.client);
	assert_false(bar.focused);
	assert_true(desk.red.focused);
	assert_int_equal(get_output()->work_area.y, OUTPUT_STRIP_HEIGHT);
	furniture_finish(&bar);
}

static void
test_a_hundred_harm_nobody(void **state)
{
	static struct furniture many[MANY];
	struct wlr_box before = get_output()->work_area;

	for (int i = 0; i < MANY; i++) {
		struct furniture_spec spec = i % 3 == 0 ? panel
				: i % 3 == 1		? launcher
							: wallpaper;

		spec.layer = (uint32_t)i % 4;
		furniture_show(&many[i], &desk.scene, &spec);
	}
	assert_in_range(get_output()->work_area.height, HEIGHT / 5, HEIGHT);
	for (int i = 0; i < MANY; i++) {
		furniture_finish(&many[i]);
	}
	assert_true(wlr_box_equal(&before, &get_output()->work_area));
	assert_true(desk.red.focused);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_panel_lies_below_the_strip_and_takes_its_room),
			TEST(test_a_maximized_window_follows_the_work_area),
			TEST(test_a_window_makes_room_for_a_panel),
			TEST(test_layers_lie_in_their_order),
			TEST(test_what_is_typed_goes_to_what_claims_the_keyboard),
			TEST(test_the_window_before_gets_the_keyboard_back),
			TEST(test_a_window_that_goes_meanwhile_is_forgotten),
			TEST(test_a_trusted_chord_takes_the_keyboard_from_it),
			TEST(test_on_demand_means_with_a_press),
			TEST(test_a_panel_is_pressed_and_leaves_the_keyboard),
			TEST(test_the_strip_names_what_holds_the_keyboard),
			TEST(test_a_zone_larger_than_the_screen_leaves_room),
			TEST(test_one_without_an_output_is_shown_where_the_person_is),
			TEST(test_one_killed_before_it_drew_leaves_no_trace),
			TEST(test_it_may_be_hidden_and_shown_again),
			TEST(test_it_may_change_everything_while_it_is_shown),
			TEST(test_a_hundred_harm_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
