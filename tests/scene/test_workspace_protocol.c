// SPDX-License-Identifier: MIT
/* ext-workspace-v1, with a client that does what a panel does. */
#include <stdio.h>
#include <string.h>

#include "compositor/windows/view.h"
#include "compositor/windows/workspaces.h"
#include "ext-workspace-v1-client-protocol.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define MAX 8

struct space {
	struct ext_workspace_handle_v1 *handle;
	char name[32];
	uint32_t state, coordinate, capabilities;
	bool removed, entered;
};

struct panel {
	struct client client;
	struct ext_workspace_manager_v1 *manager;
	struct ext_workspace_group_handle_v1 *group;
	struct space spaces[MAX];
	int count, done, outputs;
	bool finished;
};

static struct scene scene;
static struct panel panel;

static struct space *
find(struct ext_workspace_handle_v1 *handle)
{
	for (int i = 0; i < panel.count; i++) {
		if (panel.spaces[i].handle == handle) {
			return &panel.spaces[i];
		}
	}
	fail_msg("an unknown workspace");
	return NULL;
}

static void
take_id(void *data, struct ext_workspace_handle_v1 *handle, const char *id)
{
}

static void
take_name(void *data, struct ext_workspace_handle_v1 *handle, const char *name)
{
	struct space *space = find(handle);

	snprintf(space->name, sizeof(space->name), "%s", name);
}

static void
take_coordinates(void *data, struct ext_workspace_handle_v1 *handle,
		struct wl_array *coordinates)
{
	assert_int_equal(coordinates->size, sizeof(uint32_t));
	memcpy(&find(handle)->coordinate, coordinates->data, sizeof(uint32_t));
}

static void
take_state(void *data, struct ext_workspace_handle_v1 *handle, uint32_t state)
{
	find(handle)->state = state;
}

static void
take_capabilities(void *data, struct ext_workspace_handle_v1 *handle,
		uint32_t capabilities)
{
	find(handle)->capabilities = capabilities;
}

static void
take_removed(void *data, struct ext_workspace_handle_v1 *handle)
{
	find(handle)->removed = true;
}

static const struct ext_workspace_handle_v1_listener handle_listener = {
		.id = take_id,
		.name = take_name,
		.coordinates = take_coordinates,
		.state = take_state,
		.capabilities = take_capabilities,
		.removed = take_removed,
};

static void
take_group_capabilities(void *data, struct ext_workspace_group_handle_v1 *group,
		uint32_t capabilities)
{
	assert_int_equal(capabilities, 0);
}

static void
take_output_enter(void *data, struct ext_workspace_group_handle_v1 *group,
		struct wl_output *output)
{
	panel.outputs++;
}

static void
take_output_leave(void *data, struct ext_workspace_group_handle_v1 *group,
		struct wl_output *output)
{
	panel.outputs--;
}

static void
take_enter(void *data, struct ext_workspace_group_handle_v1 *group,
		struct ext_workspace_handle_v1 *handle)
{
	find(handle)->entered = true;
}

static void
take_leave(void *data, struct ext_workspace_group_handle_v1 *group,
		struct ext_workspace_handle_v1 *handle)
{
	find(handle)->entered = false;
}

static void
take_group_removed(void *data, struct ext_workspace_group_handle_v1 *group)
{
}

static const struct ext_workspace_group_handle_v1_listener group_listener = {
		.capabilities = take_group_capabilities,
		.output_enter = take_output_enter,
		.output_leave = take_output_leave,
		.workspace_enter = take_enter,
		.workspace_leave = take_leave,
		.removed = take_group_removed,
};

static void
take_group(void *data, struct ext_workspace_manager_v1 *manager,
		struct ext_workspace_group_handle_v1 *group)
{
	panel.group = group;
	ext_workspace_group_handle_v1_add_listener(group, &group_listener, NULL);
}

static void
take_workspace(void *data, struct ext_workspace_manager_v1 *manager,
		struct ext_workspace_handle_v1 *handle)
{
	assert_true(panel.count < MAX);
	panel.spaces[panel.count++].handle = handle;
	ext_workspace_handle_v1_add_listener(handle, &handle_listener, NULL);
}

static void
take_done(void *data, struct ext_workspace_manager_v1 *manager)
{
	panel.done++;
}

static void
take_finished(void *data, struct ext_workspace_manager_v1 *manager)
{
	panel.finished = true;
}

static const struct ext_workspace_manager_v1_listener manager_listener = {
		.workspace_group = take_group,
		.workspace = take_workspace,
		.done = take_done,
		.finished = take_finished,
};

static int
setup(void **state)
{
	panel = (struct panel){0};
	scene_init(&scene, "1280x720", "[workspaces]\ncount=3\nnames=Mail\n");
	client_init(&panel.client, &scene, ROLE_PANEL);
	for (int i = 0; i < panel.client.n_globals; i++) {
		const char *interface = panel.client.globals[i].interface;

		if (strcmp(interface, ext_workspace_manager_v1_interface.name) ==
				0) {
			panel.manager = wl_registry_bind(panel.client.registry,
					panel.client.globals[i].name,
					&ext_workspace_manager_v1_interface, 1);
		}
	}
	assert_non_null(panel.manager);
	ext_workspace_manager_v1_add_listener(
			panel.manager, &manager_listener, NULL);
	client_sync(&panel.client);
	return 0;
}

static int
teardown(void **state)
{
	for (int i = 0; i < panel.count; i++) {
		ext_workspace_handle_v1_destroy(panel.spaces[i].handle);
	}
	if (panel.group) {
		ext_workspace_group_handle_v1_destroy(panel.group);
	}
	if (!panel.finished) {
		ext_workspace_manager_v1_stop(panel.manager);
		client_sync(&panel.client);
		assert_true(panel.finished);
	}
	ext_workspace_manager_v1_destroy(panel.manager);
	client_finish(&panel.client);
	scene_finish(&scene);
	return 0;
}

static void
test_all_are_listed(void **state)
{
	static const char *const names[] = {"Mail", "2", "3"};

	assert_int_equal(panel.count, 3);
	assert_int_equal(panel.done, 1);
	assert_non_null(panel.group);
	for (int i = 0; i < 3; i++) {
		const struct space *space = &panel.spaces[i];

		assert_string_equal(space->name, names[i]);
		assert_int_equal(space->coordinate, i);
		assert_int_equal(space->capabilities,
				EXT_WORKSPACE_HANDLE_V1_WORKSPACE_CAPABILITIES_ACTIVATE);
		assert_int_equal(space->state,
				i == 0 ? EXT_WORKSPACE_HANDLE_V1_STATE_ACTIVE
				       : 0);
		assert_true(space->entered);
	}
}

static void
test_outputs_are_told_when_they_are_bound(void **state)
{
	struct wl_output *output = NULL;

	assert_int_equal(panel.outputs, 0);
	for (int i = 0; i < panel.client.n_globals; i++) {
		if (strcmp(panel.client.globals[i].interface, "wl_output") == 0) {
			output = wl_registry_bind(panel.client.registry,
					panel.client.globals[i].name,
					&wl_output_interface, 3);
		}
	}
	assert_non_null(output);
	client_sync(&panel.client);
	assert_int_equal(panel.outputs, 1);
	assert_int_equal(panel.done, 2);
	wl_output_release(output);
}

static void
test_a_panel_switches_with_its_commit(void **state)
{
	ext_workspace_handle_v1_activate(panel.spaces[2].handle);
	client_sync(&panel.client);
	assert_int_equal(workspaces_get_current(scene.server.workspaces), 0);
	ext_workspace_manager_v1_commit(panel.manager);
	client_sync(&panel.client);
	client_sync(&panel.client);
	assert_int_equal(workspaces_get_current(scene.server.workspaces), 2);
	assert_int_equal(panel.spaces[0].state, 0);
	assert_int_equal(panel.spaces[2].state,
			EXT_WORKSPACE_HANDLE_V1_STATE_ACTIVE);
}

static void
test_what_is_not_offered_does_nothing(void **state)
{
	ext_workspace_handle_v1_deactivate(panel.spaces[0].handle);
	ext_workspace_handle_v1_remove(panel.spaces[1].handle);
	ext_workspace_handle_v1_assign(panel.spaces[1].handle, panel.group);
	ext_workspace_group_handle_v1_create_workspace(panel.group, "more");
	ext_workspace_manager_v1_commit(panel.manager);
	client_sync(&panel.client);
	assert_int_equal(workspaces_get_count(scene.server.workspaces), 3);
	assert_int_equal(workspaces_get_current(scene.server.workspaces), 0);
	assert_int_equal(panel.done, 1);
}

static void
test_changes_are_told(void **state)
{
	struct probe probe;

	probe_map(&probe, &scene, "work", 200, 100, 0xff0000);
	workspaces_move_view(scene.server.workspaces, &probe.view, 1);
	view_set_urgent(&probe.view, true);
	client_sync(&panel.client);
	assert_int_equal(panel.spaces[1].state,
			EXT_WORKSPACE_HANDLE_V1_STATE_URGENT);
	scene_write_config(&scene, "[workspaces]\ncount=4\nnames=A,B\n");
	server_reload(&scene.server);
	client_sync(&panel.client);
	assert_int_equal(panel.count, 4);
	assert_string_equal(panel.spaces[1].name, "B");
	assert_string_equal(panel.spaces[3].name, "4");
	scene_write_config(&scene, "[workspaces]\ncount=1\n");
	server_reload(&scene.server);
	client_sync(&panel.client);
	assert_string_equal(panel.spaces[0].name, "1");
	for (int i = 1; i < 4; i++) {
		assert_true(panel.spaces[i].removed);
		assert_false(panel.spaces[i].entered);
	}
	// an object of what is gone is harmless
	ext_workspace_handle_v1_activate(panel.spaces[3].handle);
	ext_workspace_manager_v1_commit(panel.manager);
	client_sync(&panel.client);
	assert_int_equal(workspaces_get_current(scene.server.workspaces), 0);
	probe_destroy(&probe);
}

static void
test_nothing_is_told_after_stop(void **state)
{
	int done = panel.done;

	ext_workspace_manager_v1_stop(panel.manager);
	client_sync(&panel.client);
	assert_true(panel.finished);
	workspaces_switch(scene.server.workspaces, 1);
	ext_workspace_handle_v1_activate(panel.spaces[2].handle);
	client_sync(&panel.client);
	assert_int_equal(panel.done, done);
	assert_int_equal(workspaces_get_current(scene.server.workspaces), 1);
}

static void
test_an_ordinary_program_does_not_see_it(void **state)
{
	struct client app;

	client_init(&app, &scene, ROLE_APP);
	assert_false(client_sees(&app, "ext_workspace_manager_v1"));
	client_finish(&app);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_all_are_listed),
			TEST(test_outputs_are_told_when_they_are_bound),
			TEST(test_a_panel_switches_with_its_commit),
			TEST(test_what_is_not_offered_does_nothing),
			TEST(test_changes_are_told),
			TEST(test_nothing_is_told_after_stop),
			TEST(test_an_ordinary_program_does_not_see_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
