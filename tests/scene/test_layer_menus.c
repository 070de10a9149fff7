// SPDX-License-Identifier: MIT
/* Menus of furniture: where they lie, and what becomes of them. */
#include <wlr/types/wlr_scene.h>

#include "compositor/outputs/output.h"
#include "tests/check.h"
#include "tests/scene/furniture.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define WIDTH 1280
#define HEIGHT 720
#define WHITE 0xffffff
#define RED 0xff0000
#define LEFT_TO_RIGHT \
	(ZWLR_LAYER_SURFACE_V1_ANCHOR_LEFT | ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT)

static const struct furniture_spec panel = {
		.name = "panel",
		.layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
		.anchor = ZWLR_LAYER_SURFACE_V1_ANCHOR_TOP | LEFT_TO_RIGHT,
		.height = 30,
		.zone = 30,
		.rgb = 0x00ff00,
};

struct desk {
	struct scene scene;
	struct probe red;
};

static struct desk desk;

/* A window of a qube with the keyboard. */
static int
setup(void **state)
{
	scene_init(&desk.scene, "1280x720", "");
	probe_map(&desk.red, &desk.scene, "red", 400, 300, RED);
	return 0;
}

static int
teardown(void **state)
{
	probe_destroy(&desk.red);
	scene_finish(&desk.scene);
	return 0;
}

static uint32_t
look(int x, int y)
{
	return scene_get_pixel(&desk.scene, x, y);
}

/* A menu of furniture. */
struct menu {
	struct xdg_wm_base *shell;
	struct wl_surface *surface;
	struct xdg_surface *xdg;
	struct xdg_popup *popup;
	struct wl_buffer *buffer;
	int x, y; // where it was put
};

static void
handle_xdg_configure(void *data, struct xdg_surface *xdg, uint32_t serial)
{
	xdg_surface_ack_configure(xdg, serial);
}

static const struct xdg_surface_listener xdg_listener = {
		.configure = handle_xdg_configure,
};

static void
handle_popup_configure(void *data, struct xdg_popup *popup, int32_t x,
		int32_t y, int32_t width, int32_t height)
{
	struct menu *menu = data;

	menu->x = x;
	menu->y = y;
}

static void
handle_popup_done(void *data, struct xdg_popup *popup)
{
}

static void
handle_repositioned(void *data, struct xdg_popup *popup, uint32_t token)
{
}

static const struct xdg_popup_listener popup_listener = {
		.configure = handle_popup_configure,
		.popup_done = handle_popup_done,
		.repositioned = handle_repositioned,
};

/* 100 x 80, below the point 600, 0 of the furniture if there is room. */
static void
menu_open(struct menu *menu, struct furniture *bar, bool with_parent)
{
	struct xdg_positioner *positioner;

	menu->shell = client_bind(&bar->client, &xdg_wm_base_interface, 3);
	menu->surface = wl_compositor_create_surface(bar->compositor);
	menu->xdg = xdg_wm_base_get_xdg_surface(menu->shell, menu->surface);
	xdg_surface_add_listener(menu->xdg, &xdg_listener, NULL);
	positioner = xdg_wm_base_create_positioner(menu->shell);
	xdg_positioner_set_size(positioner, 100, 80);
	xdg_positioner_set_anchor_rect(positioner, 600, 0, 1, 1);
	xdg_positioner_set_gravity(
			positioner, XDG_POSITIONER_GRAVITY_BOTTOM_RIGHT);
	xdg_positioner_set_constraint_adjustment(positioner,
			XDG_POSITIONER_CONSTRAINT_ADJUSTMENT_SLIDE_Y);
	menu->popup = xdg_surface_get_popup(menu->xdg, NULL, positioner);
	xdg_popup_add_listener(menu->popup, &popup_listener, menu);
	xdg_positioner_destroy(positioner);
	if (with_parent) {
		zwlr_layer_surface_v1_get_popup(bar->layer, menu->popup);
	}
	client_sync(&bar->client);
}

static void
menu_draw(struct menu *menu, struct furniture *bar)
{
	wl_surface_commit(menu->surface);
	client_sync(&bar->client);
	menu->buffer = client_make_buffer(bar->shm, 100, 80, WHITE);
	wl_surface_attach(menu->surface, menu->buffer, 0, 0);
	wl_surface_commit(menu->surface);
	client_sync(&bar->client);
	client_sync(&bar->client);
}

/* Only this end: the compositor learns it with the connection's end. */
static void
menu_forget(struct menu *menu)
{
	if (menu->buffer) {
		wl_buffer_destroy(menu->buffer);
	}
	wl_proxy_destroy((struct wl_proxy *)menu->popup);
	wl_proxy_destroy((struct wl_proxy *)menu->xdg);
	wl_proxy_destroy((struct wl_proxy *)menu->surface);
	wl_proxy_destroy((struct wl_proxy *)menu->shell);
}

static void
test_a_menu_lies_over_windows_and_on_the_screen(void **state)
{
	struct furniture_spec spec = panel;
	struct furniture bar;
	struct menu menu = {0};
	struct wlr_box all = {0, OUTPUT_STRIP_HEIGHT + 30, WIDTH, 600};

	spec.anchor = ZWLR_LAYER_SURFACE_V1_ANCHOR_BOTTOM | LEFT_TO_RIGHT;
	spec.layer = ZWLR_LAYER_SHELL_V1_LAYER_BOTTOM;
	furniture_show(&bar, &desk.scene, &spec);
	view_set_geometry(&desk.red.view, &all);
	wlr_scene_rect_set_size(desk.red.rect, all.width, all.height);
	menu_open(&menu, &bar, true);
	menu_draw(&menu, &bar);
	/* Up from the panel, as there is no room below. */
	assert_int_equal(menu.y, 30 - 80);
	assert_int_equal(look(650, HEIGHT - 40), WHITE);
	assert_int_equal(look(650, HEIGHT - 79), WHITE);
	assert_int_equal(look(750, HEIGHT - 75), RED);
	menu_forget(&menu);
	furniture_finish(&bar); // killed with its menu open
	assert_int_not_equal(look(650, HEIGHT - 40), WHITE);
}

static void
test_a_menu_of_nothing_is_not_shown(void **state)
{
	struct furniture bar;
	struct menu menu = {0};

	furniture_show(&bar, &desk.scene, &panel);
	menu_open(&menu, &bar, false);
	menu_forget(&menu);
	furniture_finish(&bar);
	assert_true(desk.red.focused);
}

static void
test_a_hidden_panel_takes_its_menu_along(void **state)
{
	struct furniture bar;
	struct menu menu = {0};

	furniture_show(&bar, &desk.scene, &panel);
	menu_open(&menu, &bar, true);
	menu_draw(&menu, &bar);
	assert_int_equal(look(650, OUTPUT_STRIP_HEIGHT + 40), WHITE);
	furniture_hide(&bar);
	assert_int_not_equal(look(650, OUTPUT_STRIP_HEIGHT + 40), WHITE);
	menu_forget(&menu);
	furniture_finish(&bar);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_menu_lies_over_windows_and_on_the_screen),
			TEST(test_a_menu_of_nothing_is_not_shown),
			TEST(test_a_hidden_panel_takes_its_menu_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
