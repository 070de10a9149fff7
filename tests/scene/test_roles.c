// SPDX-License-Identifier: MIT
/* What a client of each role sees, counted in the client. */
#include <string.h>

#include "compositor/roles.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/scene.h"

static const char *const plain[] = {
		"wl_compositor",
		"wl_subcompositor",
		"wl_shm",
		"wl_seat",
		"wl_output",
		"wl_data_device_manager",
		"xdg_wm_base",
		"zxdg_decoration_manager_v1",
		"org_kde_kwin_server_decoration_manager",
		"zxdg_output_manager_v1",
		"zwp_primary_selection_device_manager_v1",
		"wp_viewporter",
		"wp_fractional_scale_manager_v1",
		"wp_presentation",
		"wp_cursor_shape_manager_v1",
		"wp_single_pixel_buffer_manager_v1",
};
static const char *const of_settings[] = {"zwlr_output_manager_v1"};
static const char *const of_test[] = {
		"zwlr_screencopy_manager_v1",
		"zwp_virtual_keyboard_manager_v1",
		"zwlr_virtual_pointer_manager_v1",
};

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static int
count(const struct client *client, const char *const *list, size_t n)
{
	int seen = 0;

	for (size_t i = 0; i < n; i++) {
		seen += client_sees(client, list[i]);
	}
	return seen;
}

static void
check_role(unsigned int role, int settings, int test)
{
	struct scene scene;
	struct client client;

	scene_init(&scene, "320x200", "");
	client_init(&client, &scene, role);
	assert_int_equal(count(&client, plain, LENGTH(plain)), LENGTH(plain));
	assert_int_equal(count(&client, of_settings, LENGTH(of_settings)),
			settings);
	assert_int_equal(count(&client, of_test, LENGTH(of_test)), test);
	/* And nothing but these. */
	assert_int_equal(client.n_globals, (int)LENGTH(plain) + settings + test);
	assert_null(roles_get_unlisted(scene.server.roles));
	client_finish(&client);
	scene_finish(&scene);
}

static void
test_an_app_sees_what_a_window_needs(void **state)
{
	check_role(ROLE_APP, 0, 0);
}

static void
test_a_panel_sees_what_an_app_sees(void **state)
{
	check_role(ROLE_PANEL, 0, 0);
}

static void
test_settings_see_outputs(void **state)
{
	check_role(ROLE_SETTINGS, LENGTH(of_settings), 0);
}

static void
test_a_test_sees_screens_and_virtual_input(void **state)
{
	check_role(ROLE_TEST, LENGTH(of_settings), LENGTH(of_test));
}

/* If this fails, a new global was added without a line in roles.c. */
static void
test_a_global_without_an_entry_is_seen_by_nobody(void **state)
{
	struct scene scene;
	struct client client;
	struct wl_global *global;

	scene_init(&scene, "320x200", "");
	global = wl_global_create(scene.server.display, &wl_callback_interface,
			1, NULL, NULL);
	client_init(&client, &scene, ROLE_TEST);
	assert_false(client_sees(&client, "wl_callback"));
	assert_string_equal(
			roles_get_unlisted(scene.server.roles), "wl_callback");
	client_finish(&client);
	wl_global_destroy(global);
	scene_finish(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_an_app_sees_what_a_window_needs),
			cmocka_unit_test(test_a_panel_sees_what_an_app_sees),
			cmocka_unit_test(test_settings_see_outputs),
			cmocka_unit_test(test_a_test_sees_screens_and_virtual_input),
			cmocka_unit_test(test_a_global_without_an_entry_is_seen_by_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
