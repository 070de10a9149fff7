// SPDX-License-Identifier: MIT
/* A program passes the keyboard on: only what the person has just pressed in
 * it counts, and only until the next press. */
#include <linux/input-event-codes.h>

#include "common/str.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/furniture.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"
#include "xdg-activation-v1-client-protocol.h"

static const struct furniture_spec launcher = {
		.name = "launcher",
		.layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
		.width = 400,
		.height = 200,
		.keyboard = ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE,
		.rgb = 0xffffff,
};

struct desk {
	struct scene scene;
	struct hands hands;
	struct probe red; // a qube's window, with the keyboard
	struct client app; // a trusted program's window, without
	struct view *view; // of the program
	struct furniture menu; // where the token comes from
	char token[128];
};

static struct desk desk;

static int
setup(void **state)
{
	scene_init(&desk.scene, "1280x720", "");
	hands_init(&desk.hands, &desk.scene);
	probe_map(&desk.red, &desk.scene, "red", 400, 300, 0xff0000);
	client_init(&desk.app, &desk.scene, ROLE_APP);
	client_show_window(&desk.app, "app", 300, 200, 0x00ff00);
	desk.view = wl_container_of(
			desk.scene.server.views.prev, desk.view, link);
	assert_null(desk.view->qube);
	assert_true(desk.red.focused);
	furniture_show(&desk.menu, &desk.scene, &launcher);
	return 0;
}

static int
teardown(void **state)
{
	furniture_finish(&desk.menu);
	client_finish(&desk.app);
	probe_destroy(&desk.red);
	hands_finish(&desk.hands);
	scene_finish(&desk.scene);
	return 0;
}

static void
handle_done(void *data, struct xdg_activation_token_v1 *token, const char *text)
{
	str_copy(desk.token, sizeof(desk.token), text);
}

static const struct xdg_activation_token_v1_listener token_listener = {
		.done = handle_done,
};

/* The launcher asks for a token, with the serial it has or none. */
static void
take_token(bool serial)
{
	struct furniture *menu = &desk.menu;
	struct xdg_activation_v1 *activation = client_bind(
			&menu->client, &xdg_activation_v1_interface, 1);
	struct xdg_activation_token_v1 *token =
			xdg_activation_v1_get_activation_token(activation);

	xdg_activation_token_v1_add_listener(token, &token_listener, NULL);
	if (serial) {
		xdg_activation_token_v1_set_serial(
				token, menu->serial, menu->seat);
	}
	xdg_activation_token_v1_set_surface(token, menu->surface);
	xdg_activation_token_v1_commit(token);
	client_sync(&menu->client);
	assert_true(desk.token[0] != '\0');
	xdg_activation_token_v1_destroy(token);
	xdg_activation_v1_destroy(activation);
}

/* The program's window asks for the keyboard with that token. */
static void
activate(const char *token)
{
	struct xdg_activation_v1 *activation =
			client_bind(&desk.app, &xdg_activation_v1_interface, 1);

	xdg_activation_v1_activate(activation, token, desk.app.surface);
	client_sync(&desk.app);
	xdg_activation_v1_destroy(activation);
}

static void
press_in_launcher(void)
{
	hands_tap(&desk.hands, KEY_A);
	client_sync(&desk.menu.client);
	assert_int_equal(desk.menu.pressed, 1);
}

static void
test_a_press_in_a_launcher_opens_a_window(void **state)
{
	press_in_launcher();
	take_token(true);
	furniture_hide(&desk.menu);
	assert_true(desk.red.focused);
	activate(desk.token);
	assert_true(desk.view->activated);
	assert_false(desk.red.focused);
	assert_false(desk.view->urgent);
}

static void
test_who_types_elsewhere_meanwhile_types_on(void **state)
{
	press_in_launcher();
	take_token(true);
	furniture_hide(&desk.menu);
	hands_tap(&desk.hands, KEY_B);
	activate(desk.token);
	assert_true(desk.red.focused);
	assert_true(desk.view->urgent);
}

static void
test_a_token_without_a_press_asks_for_attention(void **state)
{
	press_in_launcher();
	take_token(false);
	furniture_hide(&desk.menu);
	activate(desk.token);
	assert_true(desk.red.focused);
	assert_true(desk.view->urgent);
}

static void
test_an_old_press_counts_no_more(void **state)
{
	press_in_launcher();
	furniture_hide(&desk.menu);
	hands_tap(&desk.hands, KEY_B);
	assert_true(desk.red.focused);
	take_token(true);
	activate(desk.token);
	assert_true(desk.red.focused);
	assert_false(desk.view->activated);
}

static void
test_an_invented_token_does_nothing(void **state)
{
	furniture_hide(&desk.menu);
	activate("an invented token");
	assert_true(desk.red.focused);
	assert_false(desk.view->activated);
}

/* Whoever holds the keyboard for itself alone keeps it. */
static void
test_a_window_gets_it_after_the_launcher(void **state)
{
	press_in_launcher();
	take_token(true);
	activate(desk.token);
	client_sync(&desk.menu.client);
	assert_true(desk.menu.focused);
	assert_false(desk.view->activated);
	furniture_hide(&desk.menu);
	assert_true(desk.view->activated);
}

/* A surface may outlive what made it a window. */
static void
test_what_is_no_window_any_more_gets_nothing(void **state)
{
	press_in_launcher();
	take_token(true);
	xdg_toplevel_destroy(desk.app.toplevel);
	client_sync(&desk.app);
	activate(desk.token);
	assert_true(desk.menu.focused);
	desk.app.toplevel = xdg_surface_get_toplevel(desk.app.xdg_surface);
	client_sync(&desk.app);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_press_in_a_launcher_opens_a_window),
			TEST(test_who_types_elsewhere_meanwhile_types_on),
			TEST(test_a_token_without_a_press_asks_for_attention),
			TEST(test_an_old_press_counts_no_more),
			TEST(test_an_invented_token_does_nothing),
			TEST(test_a_window_gets_it_after_the_launcher),
			TEST(test_what_is_no_window_any_more_gets_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
