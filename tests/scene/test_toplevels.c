// SPDX-License-Identifier: MIT
/* What a panel is told of windows. */
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/windows/view.h"
#include "ext-foreign-toplevel-list-v1-client-protocol.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define MAX_TOLD 8
#define TITLES 200

struct told {
	struct ext_foreign_toplevel_handle_v1 *handle; // NULL: free
	char title[128], app_id[128];
	int titles; // how often it was told one
};

struct desk {
	struct scene scene;
	struct client panel;
	struct ext_foreign_toplevel_list_v1 *list;
	struct told told[MAX_TOLD];
	struct probe red;
};

static struct desk desk;

static void
handle_closed(void *data, struct ext_foreign_toplevel_handle_v1 *handle)
{
	struct told *told = data;

	ext_foreign_toplevel_handle_v1_destroy(handle);
	*told = (struct told){0};
}

static void
handle_done(void *data, struct ext_foreign_toplevel_handle_v1 *handle)
{
}

static void
handle_title(void *data, struct ext_foreign_toplevel_handle_v1 *handle,
		const char *title)
{
	struct told *told = data;

	told->titles++;
	str_copy(told->title, sizeof(told->title), title);
}

static void
handle_app_id(void *data, struct ext_foreign_toplevel_handle_v1 *handle,
		const char *app_id)
{
	struct told *told = data;

	str_copy(told->app_id, sizeof(told->app_id), app_id);
}

static void
handle_identifier(void *data, struct ext_foreign_toplevel_handle_v1 *handle,
		const char *identifier)
{
}

static const struct ext_foreign_toplevel_handle_v1_listener handle_listener = {
		.closed = handle_closed,
		.done = handle_done,
		.title = handle_title,
		.app_id = handle_app_id,
		.identifier = handle_identifier,
};

static void
handle_toplevel(void *data, struct ext_foreign_toplevel_list_v1 *list,
		struct ext_foreign_toplevel_handle_v1 *handle)
{
	int i = 0;

	while (i < MAX_TOLD && desk.told[i].handle) {
		i++;
	}
	assert_true(i < MAX_TOLD);
	desk.told[i].handle = handle;
	ext_foreign_toplevel_handle_v1_add_listener(
			handle, &handle_listener, &desk.told[i]);
}

static void
handle_finished(void *data, struct ext_foreign_toplevel_list_v1 *list)
{
}

static const struct ext_foreign_toplevel_list_v1_listener list_listener = {
		.toplevel = handle_toplevel,
		.finished = handle_finished,
};

static int
setup(void **state)
{
	desk = (struct desk){0};
	scene_init(&desk.scene, "1280x720", "");
	client_init(&desk.panel, &desk.scene, ROLE_PANEL);
	desk.list = client_bind(&desk.panel,
			&ext_foreign_toplevel_list_v1_interface, 1);
	ext_foreign_toplevel_list_v1_add_listener(
			desk.list, &list_listener, NULL);
	probe_map(&desk.red, &desk.scene, "red", 400, 300, 0xff0000);
	return 0;
}

static int
teardown(void **state)
{
	probe_destroy(&desk.red);
	client_sync(&desk.panel);
	for (int i = 0; i < MAX_TOLD; i++) {
		assert_null(desk.told[i].handle);
	}
	ext_foreign_toplevel_list_v1_destroy(desk.list);
	client_finish(&desk.panel);
	scene_finish(&desk.scene);
	return 0;
}

static const struct told *
find(const char *title)
{
	client_sync(&desk.panel);
	for (int i = 0; i < MAX_TOLD; i++) {
		if (desk.told[i].handle &&
				strcmp(desk.told[i].title, title) == 0) {
			return &desk.told[i];
		}
	}
	return NULL;
}

static bool
is_told(void *user)
{
	return find(user) != NULL;
}

static void
check_told(char *title)
{
	if (!scene_pump(&desk.scene, is_told, title)) {
		fail_msg("no window \"%s\" is told of", title);
	}
}

static void
test_a_qubes_window_has_the_qubes_name(void **state)
{
	view_set_app_id(&desk.red.view, "org.example.Vault");
	view_set_title(&desk.red.view, "My bank");
	check_told("[red] My bank");
	assert_string_equal(
			find("[red] My bank")->app_id, "red:org.example.Vault");
}

static void
test_it_cannot_take_another_name(void **state)
{
	view_set_title(&desk.red.view, "[work] My bank");
	check_told("[red] [work] My bank");
	view_set_title(&desk.red.view, NULL);
	check_told("[red] ");
}

static void
test_a_trusted_window_has_its_own_title(void **state)
{
	struct client app;

	client_init(&app, &desk.scene, ROLE_APP);
	client_show_window(&app, "notes", 300, 200, 0x00ff00);
	check_told("notes");
	client_finish(&app);
	assert_null(find("notes"));
	assert_non_null(find("[red] probe"));
}

static void
test_menus_are_no_windows(void **state)
{
	struct probe menu;
	int count = 0;

	probe_map_popup(&menu, &desk.scene, "red",
			&(struct wlr_box){300, 300, 50, 50}, 0xffffff);
	client_sync(&desk.panel);
	for (int i = 0; i < MAX_TOLD; i++) {
		count += desk.told[i].handle != NULL;
	}
	assert_int_equal(count, 1);
	probe_destroy(&menu);
}

static void
test_a_window_may_go_and_come_back(void **state)
{
	check_told("[red] probe");
	view_unmap(&desk.red.view);
	assert_null(find("[red] probe"));
	view_map(&desk.red.view);
	check_told("[red] probe");
}

static void
test_many_titles_are_told_now_and_then(void **state)
{
	char *last = xformat("[red] title %d", TITLES - 1);

	check_told("[red] probe");
	for (int i = 0; i < TITLES; i++) {
		char *title = xformat("title %d", i);

		view_set_title(&desk.red.view, title);
		wl_event_loop_dispatch_idle(desk.scene.server.loop);
		free(title);
	}
	check_told(last);
	assert_in_range(find(last)->titles, 2, TITLES / 2);
	free(last);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_qubes_window_has_the_qubes_name),
			TEST(test_it_cannot_take_another_name),
			TEST(test_a_trusted_window_has_its_own_title),
			TEST(test_menus_are_no_windows),
			TEST(test_a_window_may_go_and_come_back),
			TEST(test_many_titles_are_told_now_and_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
