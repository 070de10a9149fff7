// SPDX-License-Identifier: MIT
/* Windows of trusted programs: a real Wayland client in the same process. */
#include <linux/input-event-codes.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/outputs/output.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/hands.h"
#include "tests/scene/scene.h"

#define GREEN 0x00ff00

struct desk {
	struct scene scene;
	struct hands hands;
	struct client client;
	struct view *view;
};

static struct desk desk;

static int
setup(void **state)
{
	scene_init(&desk.scene, "1280x720", "");
	hands_init(&desk.hands, &desk.scene);
	client_init(&desk.client, &desk.scene, ROLE_APP);
	client_show_window(&desk.client, "a \xe2\x80\xae title\n", 320, 240,
			GREEN);
	assert_int_equal(wl_list_length(&desk.scene.server.views), 1);
	desk.view = wl_container_of(
			desk.scene.server.views.next, desk.view, link);
	desk.view->shown_msec -= 1000;
	return 0;
}

static int
teardown(void **state)
{
	client_finish(&desk.client);
	assert_true(wl_list_empty(&desk.scene.server.views));
	hands_finish(&desk.hands);
	scene_finish(&desk.scene);
	return 0;
}

static void
test_a_window_is_shown_framed_and_active(void **state)
{
	const struct wlr_box *box = &desk.view->geometry;

	assert_int_equal(box->width, 320);
	assert_int_equal(box->height, 240);
	assert_true(desk.view->activated);
	assert_null(desk.view->qube);
	assert_int_equal(scene_get_pixel(&desk.scene, box->x, box->y), GREEN);
	assert_int_equal(scene_get_pixel(&desk.scene, box->x + 319, box->y + 239),
			GREEN);
	assert_int_not_equal(scene_get_pixel(&desk.scene, box->x, box->y - 1),
			GREEN);
}

static void
test_its_title_is_inert_text(void **state)
{
	assert_string_equal(desk.view->title, "a  title_");
}

static void
test_maximizing_waits_for_the_client(void **state)
{
	struct frame_extents ext;
	struct wlr_box old = desk.view->geometry;

	view_set_maximized(desk.view, true);
	assert_int_equal(desk.view->geometry.width, 320);
	assert_int_equal(desk.view->geometry.x, old.x);
	client_sync(&desk.client);
	client_sync(&desk.client);
	ext = frame_get_extents(desk.view);
	assert_int_equal(desk.view->geometry.x, ext.left);
	assert_int_equal(desk.view->geometry.y, OUTPUT_STRIP_HEIGHT + ext.top);
	assert_int_equal(desk.view->geometry.width, 1280 - ext.left - ext.right);
	view_set_maximized(desk.view, false);
	client_sync(&desk.client);
	client_sync(&desk.client);
	assert_true(wlr_box_equal(&desk.view->geometry, &old));
}

static void
test_resizing_from_the_left_keeps_the_right_edge(void **state)
{
	struct wlr_box old = desk.view->geometry;
	double lx = old.x - 1.5;
	double ly = old.y + 100;

	hands_move(&desk.hands, lx, ly);
	hands_button(&desk.hands, BTN_LEFT, true);
	for (int i = 1; i <= 10; i++) {
		hands_move(&desk.hands, lx + i * 10, ly);
		client_sync(&desk.client);
		assert_int_equal(desk.view->geometry.x + desk.view->geometry.width,
				old.x + old.width);
	}
	hands_button(&desk.hands, BTN_LEFT, false);
	client_sync(&desk.client);
	client_sync(&desk.client);
	assert_int_equal(desk.view->geometry.width, old.width - 100);
	assert_int_equal(desk.view->geometry.x, old.x + 100);
}

static void
test_what_lies_around_a_window_is_not_shown(void **state)
{
	const struct wlr_box *box = &desk.view->geometry;

	xdg_surface_set_window_geometry(
			desk.client.xdg_surface, 30, 40, 200, 100);
	wl_surface_commit(desk.client.surface);
	client_sync(&desk.client);
	assert_int_equal(box->width, 200);
	assert_int_equal(box->height, 100);
	assert_int_equal(scene_get_pixel(&desk.scene, box->x, box->y), GREEN);
	assert_int_equal(scene_get_pixel(&desk.scene, box->x + 199, box->y + 99),
			GREEN);
	for (int i = 1; i < 45; i++) {
		assert_int_not_equal(scene_get_pixel(&desk.scene, box->x + 100,
						     box->y - i),
				GREEN);
		assert_int_not_equal(scene_get_pixel(&desk.scene, box->x + 199 + i,
						     box->y + 50),
				GREEN);
	}
}

static void
test_a_window_may_go_and_come_back_in_another_state(void **state)
{
	struct wlr_scene_tree **layers = desk.scene.server.layers;

	xdg_toplevel_set_fullscreen(desk.client.toplevel, NULL);
	client_sync(&desk.client);
	assert_ptr_equal(desk.view->tree->node.parent,
			layers[SERVER_LAYER_FULLSCREEN]);
	wl_surface_attach(desk.client.surface, NULL, 0, 0);
	wl_surface_commit(desk.client.surface);
	client_sync(&desk.client);
	assert_false(desk.view->mapped);
	client_map_again(&desk.client, 300, 200);
	assert_true(desk.view->mapped);
	assert_false(desk.view->fullscreen);
	assert_true(desk.view->activated);
	assert_ptr_equal(desk.view->tree->node.parent,
			layers[SERVER_LAYER_VIEWS]);
	assert_int_equal(desk.view->geometry.width, 300);
}

static void
test_a_window_that_never_answers_can_be_moved(void **state)
{
	desk.client.lazy = true;
	view_move(desk.view, 300, 200);
	client_sync(&desk.client);
	view_move(desk.view, 400, 250);
	assert_int_equal(desk.view->geometry.x, 400);
	assert_int_equal(desk.view->geometry.y, 250);
}

static void
test_close_asks_the_client(void **state)
{
	view_close(desk.view);
	client_sync(&desk.client);
	assert_true(desk.client.closed);
}

static void
test_a_trusted_program_may_be_fullscreen(void **state)
{
	xdg_toplevel_set_fullscreen(desk.client.toplevel, NULL);
	client_sync(&desk.client);
	client_sync(&desk.client);
	assert_true(desk.view->fullscreen);
	assert_int_equal(scene_get_pixel(&desk.scene, 640, 400), GREEN);
	assert_int_not_equal(scene_get_pixel(&desk.scene, 640, 10), GREEN);
	xdg_toplevel_unset_fullscreen(desk.client.toplevel);
	client_sync(&desk.client);
	client_sync(&desk.client);
	assert_false(desk.view->fullscreen);
	assert_int_equal(desk.view->geometry.width, 320);
}

struct menu {
	struct wl_surface *surface;
	struct xdg_surface *xdg;
	struct xdg_popup *popup;
};

static void
open_menu(struct menu *menu, struct xdg_surface *parent)
{
	struct client *client = &desk.client;
	struct xdg_positioner *positioner =
			xdg_wm_base_create_positioner(client->shell);

	xdg_positioner_set_size(positioner, 50, 40);
	xdg_positioner_set_anchor_rect(positioner, 0, 0, 1, 1);
	menu->surface = wl_compositor_create_surface(client->compositor);
	menu->xdg = xdg_wm_base_get_xdg_surface(client->shell, menu->surface);
	menu->popup = xdg_surface_get_popup(menu->xdg, parent, positioner);
	wl_surface_commit(menu->surface);
	client_sync(client);
	xdg_positioner_destroy(positioner);
}

/* A program that lets go of things in the wrong order harms itself alone. */
static void
test_menus_may_outlive_their_window(void **state)
{
	struct client *client = &desk.client;
	struct menu first, second;

	open_menu(&first, client->xdg_surface);
	xdg_toplevel_destroy(client->toplevel);
	client_sync(client);
	wl_surface_commit(first.surface);
	xdg_popup_destroy(first.popup);
	client_sync(client);
	client->toplevel = xdg_surface_get_toplevel(client->xdg_surface);
	client_sync(client);
	open_menu(&second, first.xdg);
	client_sync(client);
	assert_int_equal(wl_list_length(&desk.scene.server.views), 0);
	xdg_popup_destroy(second.popup);
	xdg_surface_destroy(second.xdg);
	wl_surface_destroy(second.surface);
	xdg_surface_destroy(first.xdg);
	wl_surface_destroy(first.surface);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_window_is_shown_framed_and_active),
			TEST(test_its_title_is_inert_text),
			TEST(test_maximizing_waits_for_the_client),
			TEST(test_resizing_from_the_left_keeps_the_right_edge),
			TEST(test_what_lies_around_a_window_is_not_shown),
			TEST(test_a_window_may_go_and_come_back_in_another_state),
			TEST(test_a_window_that_never_answers_can_be_moved),
			TEST(test_close_asks_the_client),
			TEST(test_a_trusted_program_may_be_fullscreen),
			TEST(test_menus_may_outlive_their_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
