// SPDX-License-Identifier: MIT
/* What the person did to a qube's windows, after its agent or the compositor
 * has come back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/util/edges.h>

#include "common/file.h"
#include "compositor/windows/view.h"
#include "compositor/windows/window_memory.h"
#include "compositor/windows/workspaces.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define COLOR 0x00ff00

static struct rig rig;
static struct fake_window window;

static int
setup(void **state)
{
	rig_init(&rig, "1280x720");
	rig_open(&rig, &window, &rig.red, 7, 300, 200, COLOR);
	return 0;
}

static int
teardown(void **state)
{
	rig_finish(&rig);
	return 0;
}

static char *
get_path(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/leadlight-windows", rig.scene.dir);
	return strdup(path);
}

/* As a compositor that starts reads it: nothing is left of the old one but the
 * file. */
static void
restart_memory(void)
{
	struct server *server = &rig.scene.server;

	window_memory_save(server->window_memory);
	fake_qube_disconnect(&rig.red);
	rig_settle(&rig);
	window_memory_destroy(server->window_memory);
	workspaces_switch(server->workspaces, 0);
	server->window_memory = window_memory_create(server);
	fake_qube_connect(&rig.red, 8);
	fake_window_replay(&window);
	rig_settle(&rig);
}

static void
test_states_come_back_with_the_window(void **state)
{
	struct server *server = &rig.scene.server;
	struct view *view = rig_get_view(&rig, &window);
	struct wlr_box before, restore;

	view_set_tiled(view, WLR_EDGE_LEFT | WLR_EDGE_TOP);
	view_set_on_top(view, true);
	workspaces_move_view(server->workspaces, view, 2);
	workspaces_switch(server->workspaces, 2);
	rig_settle(&rig);
	before = view->geometry;
	restore = view->restore;
	restart_memory();
	assert_int_equal(workspaces_get_current(server->workspaces), 2);
	view = rig_get_view(&rig, &window);
	assert_true(view->mapped);
	assert_int_equal(view->workspace, 2);
	assert_false(view->elsewhere);
	assert_true(view->on_top);
	assert_int_equal(view->tiled, WLR_EDGE_LEFT | WLR_EDGE_TOP);
	assert_memory_equal(&view->geometry, &before, sizeof(before));
	view_set_tiled(view, 0);
	rig_settle(&rig);
	assert_int_equal(view->geometry.width, 300);
	assert_int_equal(view->geometry.height, 200);
	assert_int_equal(view->geometry.x, restore.x);
	assert_int_equal(view->geometry.y, restore.y);
}

static void
test_a_minimized_one_stays_minimized(void **state)
{
	view_set_minimized(rig_get_view(&rig, &window), true);
	workspaces_set_sticky(rig.scene.server.workspaces,
			rig_get_view(&rig, &window), true);
	restart_memory();
	assert_true(rig_get_view(&rig, &window)->minimized);
	assert_true(rig_get_view(&rig, &window)->sticky);
	assert_false(rig_get_view(&rig, &window)->activated);
}

/* The same number in another qube, and a new window, are strangers to it. */
static void
test_others_get_nothing_of_it(void **state)
{
	struct fake_window same, fresh;

	view_set_on_top(rig_get_view(&rig, &window), true);
	workspaces_set_sticky(rig.scene.server.workspaces,
			rig_get_view(&rig, &window), true);
	window_memory_save(rig.scene.server.window_memory);
	rig_open(&rig, &same, &rig.blue, 7, 300, 200, COLOR);
	rig_open(&rig, &fresh, &rig.red, 8, 300, 200, COLOR);
	assert_false(rig_get_view(&rig, &same)->on_top);
	assert_false(rig_get_view(&rig, &same)->sticky);
	assert_false(rig_get_view(&rig, &fresh)->on_top);
	assert_false(rig_get_view(&rig, &fresh)->sticky);
}

static void
test_a_broken_file_is_read_as_far_as_it_makes_sense(void **state)
{
	static const char text[] = "= 99\nwork\nwork 7\nwork 7 1 0 0 1 2 3 4 5\n"
				   "work 7 99 0 0 1 2 3 4\nwo rk 7\n\n"
				   "../x 7 1 0 0 1 2 3 4\n= x\n"
				   "work 7 1 2 0 10 20 30 40\n"
				   "work 7 3 1 5 10 20 30 40\nwork -1 1 0";
	struct server *server = &rig.scene.server;
	struct err err = {0};
	char *path = get_path();

	fake_qube_disconnect(&rig.red);
	rig_settle(&rig);
	window_memory_destroy(server->window_memory);
	assert_int_equal(file_write_whole(path, text, sizeof(text) - 1, 0600,
					 &err),
			0);
	server->window_memory = window_memory_create(server);
	assert_int_equal(workspaces_get_current(server->workspaces), 0);
	fake_qube_connect(&rig.red, 8);
	fake_window_replay(&window);
	rig_settle(&rig);
	assert_int_equal(rig_get_view(&rig, &window)->workspace, 1);
	assert_true(rig_get_view(&rig, &window)->on_top);
	assert_false(rig_get_view(&rig, &window)->sticky);
	free(path);
}

static bool
is_written(struct rig *r)
{
	char *path = get_path();
	char *text = file_read_text(path, 4096);
	bool found = text && strstr(text, "work 7 3 ");

	free(text);
	free(path);
	return found;
}

static void
test_many_windows_of_one_qube_drive_out_its_own_only(void **state)
{
	struct server *server = &rig.scene.server;
	struct view *view = rig_get_view(&rig, &window);
	char *path = get_path();
	FILE *file;

	window_memory_destroy(server->window_memory);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "%s 7 0 2 0 1 2 300 200\n", view->qube);
	for (int i = 0; i < 1024; i++) {
		fprintf(file, "crowd %d 0 0 0 1 2 300 200\n", i);
	}
	assert_int_equal(fclose(file), 0);
	fake_qube_disconnect(&rig.red);
	rig_settle(&rig);
	server->window_memory = window_memory_create(server);
	fake_qube_connect(&rig.red, 8);
	fake_window_replay(&window);
	rig_settle(&rig);
	assert_true(rig_get_view(&rig, &window)->on_top);
	free(path);
}

static void
test_it_is_written_by_itself(void **state)
{
	workspaces_move_view(rig.scene.server.workspaces,
			rig_get_view(&rig, &window), 3);
	assert_true(rig_pump(&rig, is_written, 2000));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_states_come_back_with_the_window),
			TEST(test_a_minimized_one_stays_minimized),
			TEST(test_others_get_nothing_of_it),
			TEST(test_a_broken_file_is_read_as_far_as_it_makes_sense),
			TEST(test_many_windows_of_one_qube_drive_out_its_own_only),
			TEST(test_it_is_written_by_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
