// SPDX-License-Identifier: MIT
/* Halves and quarters by chords and by dragging, and moving by keys. */
#include <linux/input-event-codes.h>
#include <string.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_output.h>

#include "compositor/input/modal.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/snap.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define RED 0xff0000
#define LABEL 0xcc0000 // of every probe

struct desk {
	struct scene scene;
	struct hands hands;
	struct probe red;
	struct wlr_box start;
};

static struct desk desk;

static int
setup(void **state)
{
	scene_init(&desk.scene, "1280x720",
			"[keyboard]\nrepeat-delay=60\nrepeat-rate=50\n");
	hands_init(&desk.hands, &desk.scene);
	probe_map(&desk.red, &desk.scene, "red", 400, 300, RED);
	view_move(&desk.red.view, 300, 200);
	hands_move(&desk.hands, 1270, 715); // where nothing is
	probe_age(&desk.red);
	probe_clear(&desk.red);
	desk.start = desk.red.view.geometry;
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

static struct output *
first_output(void)
{
	struct output *output = wl_container_of(
			desk.scene.server.outputs.next, output, link);

	return output;
}

static void
assert_outer(int x, int y, int width, int height)
{
	struct frame_extents ext = frame_get_extents(&desk.red.view);
	const struct wlr_box *box = &desk.red.view.geometry;

	assert_int_equal(box->x - ext.left, x);
	assert_int_equal(box->y - ext.top, y);
	assert_int_equal(box->width + ext.left + ext.right, width);
	assert_int_equal(box->height + ext.top + ext.bottom, height);
}

static void
assert_start(void)
{
	assert_memory_equal(&desk.red.view.geometry, &desk.start,
			sizeof(desk.start));
}

static void
super(uint32_t key)
{
	hands_key(&desk.hands, KEY_LEFTMETA, true);
	hands_tap(&desk.hands, key);
	hands_key(&desk.hands, KEY_LEFTMETA, false);
}

static void
test_chords_tile_and_restore(void **state)
{
	super(KEY_LEFT);
	assert_outer(0, 28, 640, 692);
	super(KEY_UP);
	assert_outer(0, 28, 640, 346);
	super(KEY_RIGHT);
	assert_outer(640, 28, 640, 346);
	super(KEY_DOWN);
	assert_outer(640, 28, 640, 692);
	super(KEY_DOWN);
	assert_outer(640, 374, 640, 346);
	super(KEY_DOWN);
	assert_int_equal(desk.red.view.tiled, 0);
	assert_start();
	super(KEY_UP);
	assert_true(desk.red.view.maximized);
	super(KEY_DOWN);
	assert_start();
	super(KEY_DOWN);
	assert_true(desk.red.view.minimized);
}

static void
test_a_tile_comes_back_after_fullscreen(void **state)
{
	super(KEY_RIGHT);
	super(KEY_F);
	assert_true(desk.red.view.fullscreen);
	super(KEY_F);
	assert_outer(640, 28, 640, 692);
	super(KEY_UP);
	super(KEY_DOWN);
	super(KEY_DOWN);
	super(KEY_DOWN);
	assert_start();
}

static void
grab_title(void)
{
	const struct wlr_box *box = &desk.red.view.geometry;

	desk.hands.time_msec += 1000; // no double click
	probe_age(&desk.red);
	hands_move(&desk.hands, box->x + box->width / 2, box->y - 8);
	probe_age(&desk.red);
	hands_button(&desk.hands, BTN_LEFT, true);
}

static void
test_dragging_to_an_edge_shows_where_and_tiles(void **state)
{
	uint32_t before = scene_get_pixel(&desk.scene, 1000, 700);
	uint32_t edge;

	grab_title();
	hands_move(&desk.hands, 900, 360);
	assert_int_equal(scene_get_pixel(&desk.scene, 1000, 700), before);
	hands_move(&desk.hands, 1278, 360);
	assert_int_not_equal(scene_get_pixel(&desk.scene, 1000, 700), before);
	edge = scene_get_pixel(&desk.scene, 647, 700);
	assert_int_equal(edge, LABEL);
	// trusted: it lies above the window that is dragged
	assert_int_not_equal(scene_get_pixel(&desk.scene, 1200, 500), RED);
	hands_move(&desk.hands, 900, 360);
	assert_int_equal(scene_get_pixel(&desk.scene, 647, 700), before);
	hands_move(&desk.hands, 1278, 360);
	hands_button(&desk.hands, BTN_LEFT, false);
	assert_outer(640, 28, 640, 692);
	assert_string_equal(desk.red.events, "");
}

static void
test_a_screen_may_go_during_a_drag(void **state)
{
	struct wlr_output *second;
	double lx, ly;

	grab_title();
	second = wlr_headless_add_output(desk.scene.server.backend, 800, 600);
	scene_settle(&desk.scene);
	seat_get_pointer(desk.scene.server.seat, &lx, &ly);
	hands_nudge(&desk.hands, 2558 - lx, 360 - ly);
	wlr_output_destroy(second);
	scene_settle(&desk.scene);
	hands_button(&desk.hands, BTN_LEFT, false);
	assert_int_equal(desk.red.view.tiled, 0);
}

static void
test_dragging_to_corners_and_the_top(void **state)
{
	const struct {
		int lx, ly;
		struct wlr_box outer;
	} rows[] = {
			{2, 40, {0, 28, 640, 346}},
			{1278, 700, {640, 374, 640, 346}},
			{640, 29, {0, 28, 1280, 692}},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct wlr_box *outer = &rows[i].outer;

		grab_title();
		hands_move(&desk.hands, 600, 300);
		hands_move(&desk.hands, rows[i].lx, rows[i].ly);
		hands_button(&desk.hands, BTN_LEFT, false);
		assert_outer(outer->x, outer->y, outer->width, outer->height);
	}
}

static void
test_a_tiled_window_that_is_dragged_away_gets_its_size_back(void **state)
{
	super(KEY_LEFT);
	grab_title();
	hands_move(&desk.hands, 500, 300);
	assert_int_equal(desk.red.view.tiled, 0);
	assert_int_equal(desk.red.view.geometry.width, 400);
	assert_int_equal(desk.red.view.geometry.height, 300);
	// the pointer is still on its title
	assert_in_range(500, desk.red.view.geometry.x,
			desk.red.view.geometry.x + 400);
	hands_button(&desk.hands, BTN_LEFT, false);
	assert_int_equal(desk.red.view.tiled, 0);
}

static void
test_a_tile_follows_the_work_area(void **state)
{
	super(KEY_LEFT);
	scene_write_config(&desk.scene, "[output *]\nmode = 1000x500\n");
	server_reload(&desk.scene.server);
	scene_settle(&desk.scene);
	assert_outer(0, 28, first_output()->box.width / 2,
			first_output()->box.height - 28);
	assert_int_equal(first_output()->box.width, 1000);
}

static void
test_a_step_goes_on_to_the_next_screen(void **state)
{
	wlr_headless_add_output(desk.scene.server.backend, 800, 600);
	scene_settle(&desk.scene);
	assert_int_equal(wl_list_length(&desk.scene.server.outputs), 2);
	super(KEY_RIGHT);
	super(KEY_RIGHT);
	assert_outer(1280, 28, 640, 692);
	super(KEY_RIGHT);
	assert_outer(1920, 28, 640, 692);
	super(KEY_LEFT);
	super(KEY_LEFT);
	assert_outer(640, 28, 640, 692);
}

static void
test_a_client_is_told_its_tiled_edges(void **state)
{
	struct client client;
	struct view *view;

	client_init(&client, &desk.scene, ROLE_APP);
	client_show_window(&client, "one", 300, 200, 0x00ff00);
	view = wl_container_of(desk.scene.server.views.next, view, link);
	view = view == &desk.red.view
			? wl_container_of(view->link.next, view, link)
			: view;
	view_set_tiled(view, WLR_EDGE_TOP | WLR_EDGE_LEFT);
	client_sync(&client);
	client_sync(&client);
	assert_int_equal(client.tiled,
			1 << XDG_TOPLEVEL_STATE_TILED_LEFT |
					1 << XDG_TOPLEVEL_STATE_TILED_TOP);
	view_set_tiled(view, 0);
	client_sync(&client);
	client_sync(&client);
	assert_int_equal(client.tiled, 0);
	client_finish(&client);
}

/* Moving and resizing by keys */

static void
begin_mode(uint32_t key)
{
	hands_key(&desk.hands, KEY_LEFTALT, true);
	hands_tap(&desk.hands, key);
	hands_key(&desk.hands, KEY_LEFTALT, false);
	probe_clear(&desk.red);
}

static void
test_keys_move_a_window(void **state)
{
	begin_mode(KEY_F7);
	hands_tap(&desk.hands, KEY_RIGHT);
	hands_tap(&desk.hands, KEY_DOWN);
	hands_key(&desk.hands, KEY_LEFTSHIFT, true);
	hands_tap(&desk.hands, KEY_LEFT);
	hands_tap(&desk.hands, KEY_UP);
	hands_key(&desk.hands, KEY_LEFTSHIFT, false);
	assert_int_equal(desk.red.view.geometry.x, desk.start.x + 15);
	assert_int_equal(desk.red.view.geometry.y, desk.start.y + 15);
	hands_tap(&desk.hands, KEY_A);
	hands_tap(&desk.hands, KEY_ENTER);
	assert_string_equal(desk.red.events, "");
	assert_int_equal(desk.red.view.geometry.x, desk.start.x + 15);
	hands_tap(&desk.hands, KEY_A);
	assert_string_equal(desk.red.events, "k30+ k30- ");
}

static void
test_keys_resize_a_window_and_escape_undoes(void **state)
{
	begin_mode(KEY_F8);
	hands_tap(&desk.hands, KEY_RIGHT);
	hands_tap(&desk.hands, KEY_UP);
	assert_int_equal(desk.red.view.geometry.width, 416);
	assert_int_equal(desk.red.view.geometry.height, 284);
	hands_tap(&desk.hands, KEY_ESC);
	assert_start();
	assert_string_equal(desk.red.events, "");
	hands_tap(&desk.hands, KEY_ESC);
	assert_string_equal(desk.red.events, "k1+ k1- ");
}

static void
test_escape_puts_a_window_back_into_its_tile(void **state)
{
	super(KEY_LEFT);
	begin_mode(KEY_F7);
	hands_tap(&desk.hands, KEY_RIGHT);
	assert_int_equal(desk.red.view.tiled, 0);
	hands_tap(&desk.hands, KEY_ESC);
	assert_outer(0, 28, 640, 692);
	super(KEY_DOWN);
	super(KEY_DOWN);
	assert_start();
}

static bool
has_moved_thrice(void *user)
{
	return desk.red.view.geometry.x >= desk.start.x + 48;
}

static void
test_a_held_arrow_goes_on(void **state)
{
	begin_mode(KEY_F7);
	hands_key(&desk.hands, KEY_RIGHT, true);
	assert_true(scene_pump(&desk.scene, has_moved_thrice, NULL));
	hands_key(&desk.hands, KEY_RIGHT, false);
	hands_tap(&desk.hands, KEY_ENTER);
	assert_string_equal(desk.red.events, "");
}

static void
test_the_mode_ends_with_its_window(void **state)
{
	struct probe other;

	probe_map(&other, &desk.scene, "red", 100, 100, 0x00ff00);
	seat_focus(desk.scene.server.seat, &other.view);
	begin_mode(KEY_F7);
	assert_true(modal_is_active(desk.scene.server.modal));
	probe_destroy(&other);
	assert_false(modal_is_active(desk.scene.server.modal));
	probe_clear(&desk.red);
	hands_tap(&desk.hands, KEY_A);
	assert_string_equal(desk.red.events, "k30+ k30- ");
}

static void
test_the_pointer_ends_the_mode_and_reaches_nobody(void **state)
{
	hands_move(&desk.hands, probe_get_x(&desk.red), probe_get_y(&desk.red));
	begin_mode(KEY_F7);
	hands_tap(&desk.hands, KEY_RIGHT);
	hands_wheel(&desk.hands, 120);
	hands_click(&desk.hands, BTN_LEFT);
	assert_false(modal_is_active(desk.scene.server.modal));
	assert_int_equal(desk.red.view.geometry.x, desk.start.x + 16);
	assert_null(strchr(desk.red.events, 'b'));
	assert_null(strchr(desk.red.events, 'a'));
}

static void
test_nudges(void **state)
{
	hands_key(&desk.hands, KEY_LEFTMETA, true);
	hands_key(&desk.hands, KEY_LEFTALT, true);
	hands_tap(&desk.hands, KEY_RIGHT);
	hands_tap(&desk.hands, KEY_UP);
	hands_key(&desk.hands, KEY_LEFTALT, false);
	hands_key(&desk.hands, KEY_LEFTMETA, false);
	assert_int_equal(desk.red.view.geometry.x, desk.start.x + 16);
	assert_int_equal(desk.red.view.geometry.y, desk.start.y - 16);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_chords_tile_and_restore),
			TEST(test_a_tile_comes_back_after_fullscreen),
			TEST(test_dragging_to_an_edge_shows_where_and_tiles),
			TEST(test_a_screen_may_go_during_a_drag),
			TEST(test_dragging_to_corners_and_the_top),
			TEST(test_a_tiled_window_that_is_dragged_away_gets_its_size_back),
			TEST(test_a_tile_follows_the_work_area),
			TEST(test_a_step_goes_on_to_the_next_screen),
			TEST(test_a_client_is_told_its_tiled_edges),
			TEST(test_keys_move_a_window),
			TEST(test_keys_resize_a_window_and_escape_undoes),
			TEST(test_escape_puts_a_window_back_into_its_tile),
			TEST(test_a_held_arrow_goes_on),
			TEST(test_the_mode_ends_with_its_window),
			TEST(test_the_pointer_ends_the_mode_and_reaches_nobody),
			TEST(test_nudges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
