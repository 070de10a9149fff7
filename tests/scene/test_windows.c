// SPDX-License-Identifier: MIT
/* What a person does to windows with the mouse and with chords, and what the
 * compositor does to keep them usable. */
#include <linux/input-event-codes.h>
#include <string.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_output.h>

#include "common/loop.h"
#include "compositor/action.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/windows/frame.h"
#include "tests/check.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define RED 0xff0000

struct desk {
	struct scene scene;
	struct hands hands;
	struct probe red;
};

static struct desk desk;

static void
begin(const char *screen, const char *config)
{
	scene_init(&desk.scene, screen, config);
	hands_init(&desk.hands, &desk.scene);
	probe_map(&desk.red, &desk.scene, "red", 400, 300, RED);
	hands_move(&desk.hands, 5, 715); // where nothing is
	probe_age(&desk.red);
	probe_clear(&desk.red);
}

static int
setup(void **state)
{
	begin("1280x720", "");
	return 0;
}

static int
setup_at_1_5(void **state)
{
	begin("1920x1080@1.5", "");
	return 0;
}

static int
teardown(void **state)
{
	probe_destroy(&desk.red);
	hands_finish(&desk.hands);
	scene_finish(&desk.scene);
	return 0;
}

static void
assert_geometry(int x, int y, int width, int height)
{
	const struct wlr_box *box = &desk.red.view.geometry;

	assert_int_equal(box->x, x);
	assert_int_equal(box->y, y);
	assert_int_equal(box->width, width);
	assert_int_equal(box->height, height);
}

/* A point of a frame part, found by asking the frame. */
static void
move_to_part(enum frame_part part)
{
	const struct wlr_box *box = &desk.red.view.geometry;

	for (int y = -60; y < box->height + 20; y++) {
		for (int x = -20; x < box->width + 20; x++) {
			if (frame_at(desk.red.view.frame, x + 0.5, y + 0.5) ==
					part) {
				hands_move(&desk.hands, box->x + x + 0.5,
						box->y + y + 0.5);
				return;
			}
		}
	}
	fail_msg("the frame has no part %d", part);
}

static void
drag_by(double dx, double dy)
{
	double lx, ly;

	seat_get_pointer(desk.scene.server.seat, &lx, &ly);
	hands_button(&desk.hands, BTN_LEFT, true);
	hands_move(&desk.hands, lx + dx / 2, ly + dy / 2);
	hands_move(&desk.hands, lx + dx, ly + dy);
	hands_button(&desk.hands, BTN_LEFT, false);
}

static void
test_a_new_window_lies_inside_the_work_area(void **state)
{
	struct frame_extents ext = frame_get_extents(&desk.red.view);
	const struct wlr_box *box = &desk.red.view.geometry;

	assert_true(box->y - ext.top >= OUTPUT_STRIP_HEIGHT);
	assert_true(box->x - ext.left >= 0);
	assert_int_equal(scene_get_pixel(&desk.scene, box->x, box->y), RED);
	assert_int_equal(scene_get_pixel(&desk.scene, box->x + 399, box->y + 299),
			RED);
	assert_int_not_equal(
			scene_get_pixel(&desk.scene, box->x - 1, box->y), RED);
	assert_int_not_equal(scene_get_pixel(&desk.scene, box->x + 400, box->y),
			RED);
}

static void
test_dragging_the_title_moves_the_window(void **state)
{
	struct wlr_box old = desk.red.view.geometry;

	move_to_part(FRAME_TITLE);
	drag_by(200, 100);
	assert_geometry(old.x + 200, old.y + 100, 400, 300);
	assert_string_equal(desk.red.events, "");
	assert_int_equal(scene_get_pixel(&desk.scene, old.x + 201, old.y + 101),
			RED);
}

static void
test_a_title_cannot_be_dragged_under_the_strip(void **state)
{
	struct frame_extents ext = frame_get_extents(&desk.red.view);

	move_to_part(FRAME_TITLE);
	drag_by(0, -500);
	assert_int_equal(desk.red.view.geometry.y - ext.top, OUTPUT_STRIP_HEIGHT);
}

static void
test_dragging_each_edge_resizes(void **state)
{
	const struct {
		enum frame_part part;
		struct wlr_box change; // for a drag by 40, 30
	} rows[] = {
			{FRAME_EDGE_RIGHT, {0, 0, 40, 0}},
			{FRAME_EDGE_BOTTOM, {0, 0, 0, 30}},
			{FRAME_EDGE_LEFT, {40, 0, -40, 0}},
			{FRAME_EDGE_TOP, {0, 30, 0, -30}},
			{FRAME_CORNER_BOTTOM_RIGHT, {0, 0, 40, 30}},
			{FRAME_CORNER_TOP_LEFT, {40, 30, -40, -30}},
			{FRAME_CORNER_TOP_RIGHT, {0, 30, 40, -30}},
			{FRAME_CORNER_BOTTOM_LEFT, {40, 0, -40, 30}},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wlr_box box = desk.red.view.geometry;
		const struct wlr_box *change = &rows[i].change;

		move_to_part(rows[i].part);
		drag_by(40, 30);
		assert_geometry(box.x + change->x, box.y + change->y,
				box.width + change->width,
				box.height + change->height);
	}
}

static void
test_size_hints_are_obeyed(void **state)
{
	const struct view_hints hints = {
			.min_width = 100,
			.min_height = 50,
			.max_width = 600,
			.max_height = 700,
			.base_width = 20,
			.base_height = 10,
			.inc_width = 7,
			.inc_height = 13,
	};
	struct wlr_box box = desk.red.view.geometry;
	int right = box.x + box.width;

	view_set_hints(&desk.red.view, &hints);
	move_to_part(FRAME_EDGE_LEFT);
	drag_by(-51, 0);
	box = desk.red.view.geometry;
	assert_int_equal((box.width - 20) % 7, 0);
	assert_int_equal(box.x + box.width, right);
	move_to_part(FRAME_EDGE_RIGHT);
	drag_by(600, 0);
	assert_in_range(desk.red.view.geometry.width, 594, 600);
	move_to_part(FRAME_CORNER_BOTTOM_RIGHT);
	drag_by(-700, -400);
	assert_int_equal(desk.red.view.geometry.width, 104);
	assert_int_equal(desk.red.view.geometry.height, 62);
}

static void
test_a_double_click_on_the_title_maximizes_and_back(void **state)
{
	struct wlr_box old = desk.red.view.geometry;
	struct frame_extents ext;

	move_to_part(FRAME_TITLE);
	hands_click(&desk.hands, BTN_LEFT);
	hands_click(&desk.hands, BTN_LEFT);
	assert_true(desk.red.view.maximized);
	ext = frame_get_extents(&desk.red.view);
	assert_geometry(ext.left, OUTPUT_STRIP_HEIGHT + ext.top,
			1280 - ext.left - ext.right,
			720 - OUTPUT_STRIP_HEIGHT - ext.top - ext.bottom);
	probe_age(&desk.red);
	move_to_part(FRAME_TITLE);
	hands_click(&desk.hands, BTN_LEFT);
	hands_click(&desk.hands, BTN_LEFT);
	assert_false(desk.red.view.maximized);
	assert_geometry(old.x, old.y, 400, 300);
}

static void
test_a_maximized_window_that_is_dragged_gets_its_size_back(void **state)
{
	view_set_maximized(&desk.red.view, true);
	probe_age(&desk.red);
	hands_move(&desk.hands, 640, OUTPUT_STRIP_HEIGHT + 10);
	probe_age(&desk.red);
	drag_by(0, 100);
	assert_false(desk.red.view.maximized);
	assert_int_equal(desk.red.view.geometry.width, 400);
	// the pointer is still over its title
	assert_in_range(640, desk.red.view.geometry.x,
			desk.red.view.geometry.x + 400);
	assert_in_range(OUTPUT_STRIP_HEIGHT + 110,
			desk.red.view.geometry.y - 60, desk.red.view.geometry.y);
}

static void
test_buttons_of_the_frame_act_on_release(void **state)
{
	move_to_part(FRAME_BUTTON_CLOSE);
	hands_button(&desk.hands, BTN_LEFT, true);
	assert_string_equal(desk.red.events, "");
	hands_button(&desk.hands, BTN_LEFT, false);
	assert_string_equal(desk.red.events, "c ");
	hands_button(&desk.hands, BTN_LEFT, true);
	hands_move(&desk.hands, 1200, 700);
	hands_button(&desk.hands, BTN_LEFT, false);
	assert_string_equal(desk.red.events, "c ");
	move_to_part(FRAME_BUTTON_MAXIMIZE);
	hands_click(&desk.hands, BTN_LEFT);
	assert_true(desk.red.view.maximized);
	probe_age(&desk.red);
	move_to_part(FRAME_BUTTON_MINIMIZE);
	hands_click(&desk.hands, BTN_LEFT);
	assert_true(desk.red.view.minimized);
	assert_false(desk.red.view.activated);
	assert_int_not_equal(scene_get_pixel(&desk.scene, 640, 400), RED);
	action_show(&desk.red.view);
	assert_true(desk.red.view.activated);
	assert_int_equal(scene_get_pixel(&desk.scene, 640, 400), RED);
}

static void
test_super_drag_moves_and_resizes_from_inside(void **state)
{
	struct wlr_box old = desk.red.view.geometry;

	hands_move(&desk.hands, probe_get_x(&desk.red) + 50,
			probe_get_y(&desk.red) + 50);
	probe_clear(&desk.red);
	hands_key(&desk.hands, KEY_LEFTMETA, true);
	drag_by(100, 60);
	assert_geometry(old.x + 100, old.y + 60, 400, 300);
	hands_button(&desk.hands, BTN_RIGHT, true);
	hands_move(&desk.hands, probe_get_x(&desk.red) + 80,
			probe_get_y(&desk.red) + 70);
	hands_button(&desk.hands, BTN_RIGHT, false);
	hands_key(&desk.hands, KEY_LEFTMETA, false);
	assert_geometry(old.x + 100, old.y + 60, 430, 320);
	assert_null(strchr(desk.red.events, 'b'));
}

static void
test_chords_maximize_restore_and_minimize(void **state)
{
	struct wlr_box old = desk.red.view.geometry;

	hands_key(&desk.hands, KEY_LEFTMETA, true);
	hands_tap(&desk.hands, KEY_UP);
	assert_true(desk.red.view.maximized);
	hands_tap(&desk.hands, KEY_DOWN);
	assert_false(desk.red.view.maximized);
	assert_geometry(old.x, old.y, 400, 300);
	hands_tap(&desk.hands, KEY_F);
	assert_true(desk.red.view.fullscreen);
	hands_tap(&desk.hands, KEY_DOWN);
	assert_false(desk.red.view.fullscreen);
	assert_geometry(old.x, old.y, 400, 300);
	hands_tap(&desk.hands, KEY_DOWN);
	assert_true(desk.red.view.minimized);
	hands_key(&desk.hands, KEY_LEFTMETA, false);
}

static void
test_a_qube_that_asks_for_fullscreen_is_maximized(void **state)
{
	view_request_fullscreen(&desk.red.view, true);
	assert_false(desk.red.view.fullscreen);
	assert_true(desk.red.view.maximized);
	view_request_fullscreen(&desk.red.view, false);
	assert_false(desk.red.view.maximized);
}

static void
test_a_qube_that_may_is_fullscreen_below_the_strip(void **state)
{
	uint32_t strip = scene_get_pixel(&desk.scene, 700, 10);
	struct frame_extents ext;

	scene_write_config(&desk.scene, "[qube red]\nfullscreen=yes\n");
	server_reload(&desk.scene.server);
	view_request_fullscreen(&desk.red.view, true);
	assert_true(desk.red.view.fullscreen);
	ext = frame_get_extents(&desk.red.view);
	assert_geometry(ext.left, OUTPUT_STRIP_HEIGHT + ext.top,
			1280 - ext.left - ext.right,
			720 - OUTPUT_STRIP_HEIGHT - ext.top - ext.bottom);
	assert_int_equal(scene_get_pixel(&desk.scene, 640, 400), RED);
	assert_int_equal(scene_get_pixel(&desk.scene, 700, 10), strip);
	// and the label shows at the edge
	assert_int_not_equal(scene_get_pixel(&desk.scene, 0, 400), RED);
	assert_int_not_equal(scene_get_pixel(&desk.scene, 1279, 400), RED);
	view_request_fullscreen(&desk.red.view, false);
	assert_false(desk.red.view.fullscreen);
}

static void
test_a_popup_is_moved_onto_the_work_area_with_its_border(void **state)
{
	const struct wlr_box box = {1240, -50, 100, 200};
	struct frame_extents ext;
	struct probe popup;

	probe_map_popup(&popup, &desk.scene, "red", &box, 0x00ff00);
	ext = frame_get_extents(&popup.view);
	assert_int_equal(popup.view.geometry.x, 1280 - 100 - ext.right);
	assert_int_equal(popup.view.geometry.y, OUTPUT_STRIP_HEIGHT + ext.top);
	assert_int_equal(popup.view.geometry.width, 100);
	assert_int_equal(popup.view.geometry.height, 200);
	probe_destroy(&popup);
}

static void
test_corners_lie_on_whole_pixels_at_scale_1_5(void **state)
{
	const struct wlr_box *box = &desk.red.view.geometry;

	for (int i = 0; i < 7; i++) {
		view_move(&desk.red.view, 101 + i, 151 + i);
		assert_int_equal(box->x * 3 % 2, 0);
		assert_int_equal(box->y * 3 % 2, 0);
		assert_int_equal(scene_get_pixel(&desk.scene, box->x * 3 / 2,
						 box->y * 3 / 2),
				RED);
		assert_int_not_equal(
				scene_get_pixel(&desk.scene, box->x * 3 / 2 - 1,
						box->y * 3 / 2),
				RED);
		assert_int_equal(scene_get_pixel(&desk.scene, box->x * 3 / 2 + 599,
						 box->y * 3 / 2 + 449),
				RED);
		assert_int_not_equal(scene_get_pixel(&desk.scene,
						     box->x * 3 / 2 + 600,
						     box->y * 3 / 2),
				RED);
	}
}

static void
test_a_smaller_screen_keeps_windows_in_reach(void **state)
{
	view_move(&desk.red.view, 1100, 650);
	scene_write_config(&desk.scene, "[output *]\nmode=640x480\n");
	server_reload(&desk.scene.server);
	assert_true(desk.red.view.geometry.x < 640 - 90);
	assert_true(desk.red.view.geometry.y <= 480);
}

static void
test_a_screen_that_goes_leaves_its_windows_on_another(void **state)
{
	struct output *first = wl_container_of(
			desk.scene.server.outputs.next, first, link);
	struct output *second;

	wlr_headless_add_output(desk.scene.server.backend, 800, 600);
	scene_settle(&desk.scene);
	second = wl_container_of(desk.scene.server.outputs.prev, second, link);
	assert_ptr_not_equal(first, second);
	view_move(&desk.red.view, second->box.x + 100, 200);
	assert_true(desk.red.view.geometry.x >= 1280);
	wlr_output_destroy(second->wlr_output);
	assert_int_equal(wl_list_length(&desk.scene.server.outputs), 1);
	assert_true(desk.red.view.geometry.x < 1280);
}

static void
test_the_last_screen_may_go_and_come_back(void **state)
{
	struct output *output = wl_container_of(
			desk.scene.server.outputs.next, output, link);

	view_set_maximized(&desk.red.view, true);
	wlr_output_destroy(output->wlr_output);
	assert_true(wl_list_empty(&desk.scene.server.outputs));
	hands_tap(&desk.hands, KEY_A);
	assert_non_null(strstr(desk.red.events, "k30+ k30- "));
	wlr_headless_add_output(desk.scene.server.backend, 1000, 800);
	scene_settle(&desk.scene);
	assert_true(desk.red.view.maximized);
	assert_int_equal(scene_get_pixel(&desk.scene, 500, 400), RED);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_new_window_lies_inside_the_work_area),
			TEST(test_dragging_the_title_moves_the_window),
			TEST(test_a_title_cannot_be_dragged_under_the_strip),
			TEST(test_dragging_each_edge_resizes),
			TEST(test_size_hints_are_obeyed),
			TEST(test_a_double_click_on_the_title_maximizes_and_back),
			TEST(test_a_maximized_window_that_is_dragged_gets_its_size_back),
			TEST(test_buttons_of_the_frame_act_on_release),
			TEST(test_super_drag_moves_and_resizes_from_inside),
			TEST(test_chords_maximize_restore_and_minimize),
			TEST(test_a_qube_that_asks_for_fullscreen_is_maximized),
			TEST(test_a_qube_that_may_is_fullscreen_below_the_strip),
			TEST(test_a_popup_is_moved_onto_the_work_area_with_its_border),
			cmocka_unit_test_setup_teardown(
					test_corners_lie_on_whole_pixels_at_scale_1_5,
					setup_at_1_5, teardown),
			TEST(test_a_smaller_screen_keeps_windows_in_reach),
			TEST(test_a_screen_that_goes_leaves_its_windows_on_another),
			TEST(test_the_last_screen_may_go_and_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
