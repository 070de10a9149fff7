// SPDX-License-Identifier: MIT
/* What a client of each role sees, counted in the client. */
#include <string.h>

#include "compositor/roles.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/scene.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define ALL ((ROLE_TEST << 1) - 1)

/* What exists, and the roles that see it: a row for each global. */
static const struct {
	const char *interface;
	unsigned int roles;
} globals[] = {
		{"ext_workspace_manager_v1", ROLE_PANEL | ROLE_TEST},
		{"ext_foreign_toplevel_list_v1", ROLE_PANEL | ROLE_TEST},
		{"ext_idle_notifier_v1", ROLE_IDLE | ROLE_PANEL | ROLE_TEST},
		{"ext_session_lock_manager_v1", ROLE_LOCKER | ROLE_TEST},
		{"org_kde_kwin_server_decoration_manager", ALL},
		{"wl_compositor", ALL},
		{"wl_data_device_manager", ALL},
		{"wl_output", ALL},
		{"wl_seat", ALL},
		{"wl_shm", ALL},
		{"wl_subcompositor", ALL},
		{"wp_alpha_modifier_v1", ALL},
		{"wp_cursor_shape_manager_v1", ALL},
		{"wp_fractional_scale_manager_v1", ALL},
		{"wp_presentation", ALL},
		{"wp_single_pixel_buffer_manager_v1", ALL},
		{"wp_viewporter", ALL},
		{"xdg_activation_v1", ALL},
		{"xdg_wm_base", ALL},
		{"zwlr_foreign_toplevel_manager_v1", ROLE_PANEL | ROLE_TEST},
		{"zwlr_data_control_manager_v1", ROLE_CLIPBOARD | ROLE_TEST},
		{"zwlr_layer_shell_v1",
				ROLE_PANEL | ROLE_CAPTURE | ROLE_KEYBOARD |
						ROLE_TEST},
		{"zwlr_gamma_control_manager_v1", ROLE_SETTINGS | ROLE_TEST},
		{"zwlr_output_manager_v1", ROLE_SETTINGS | ROLE_TEST},
		{"zwlr_output_power_manager_v1", ROLE_SETTINGS | ROLE_TEST},
		{"zwlr_screencopy_manager_v1", ROLE_CAPTURE | ROLE_TEST},
		{"zwlr_virtual_pointer_manager_v1", ROLE_TEST},
		{"zwp_idle_inhibit_manager_v1", ALL},
		{"zwp_input_method_manager_v2", ROLE_KEYBOARD | ROLE_TEST},
		{"zwp_pointer_constraints_v1", ALL},
		{"zwp_pointer_gestures_v1", ALL},
		{"zwp_primary_selection_device_manager_v1", ALL},
		{"zwp_relative_pointer_manager_v1", ALL},
		{"zwp_text_input_manager_v3", ALL},
		{"zwp_virtual_keyboard_manager_v1", ROLE_KEYBOARD | ROLE_TEST},
		{"zxdg_decoration_manager_v1", ALL},
		{"zxdg_exporter_v1", ALL},
		{"zxdg_exporter_v2", ALL},
		{"zxdg_importer_v1", ALL},
		{"zxdg_importer_v2", ALL},
		{"zxdg_output_manager_v1", ALL},
};

static void
check_listed(const char *interface)
{
	for (size_t i = 0; i < LENGTH(globals); i++) {
		if (strcmp(globals[i].interface, interface) == 0) {
			return;
		}
	}
	fail_msg("%s is not in this test's list", interface);
}

static void
check_role(unsigned int role)
{
	struct scene scene;
	struct client client;
	int seen = 0;

	scene_init(&scene, "320x200", "");
	client_init(&client, &scene, role);
	for (size_t i = 0; i < LENGTH(globals); i++) {
		bool sees = client_sees(&client, globals[i].interface);

		if (sees != ((globals[i].roles & role) != 0)) {
			fail_msg("%s is%s seen", globals[i].interface,
					sees ? "" : " not");
		}
		seen += sees;
	}
	/* And nothing but these. */
	for (int i = 0; i < client.n_globals; i++) {
		check_listed(client.globals[i].interface);
	}
	assert_int_equal(client.n_globals, seen);
	assert_null(roles_get_unlisted(scene.server.roles));
	client_finish(&client);
	scene_finish(&scene);
}

static void
test_each_role_sees_its_own_and_no_more(void **state)
{
	for (unsigned int role = ROLE_APP; role <= ROLE_TEST; role <<= 1) {
		check_role(role);
	}
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
			cmocka_unit_test(test_each_role_sees_its_own_and_no_more),
			cmocka_unit_test(test_a_global_without_an_entry_is_seen_by_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
