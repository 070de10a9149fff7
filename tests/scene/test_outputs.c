// SPDX-License-Identifier: MIT
/* Screens that come and go, and what is remembered of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_output.h>

#include "common/file.h"
#include "common/mem.h"
#include "common/str.h"
#include "compositor/outputs/output.h"
#include "compositor/outputs/output_memory.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/scene.h"

static struct scene scene;

static struct output *
first(void)
{
	return wl_container_of(
			scene.server.outputs.next, (struct output *)NULL, link);
}

static struct output *
last(void)
{
	return wl_container_of(
			scene.server.outputs.prev, (struct output *)NULL, link);
}

/* What a settings program does. */
static void
set_scale(struct output *output, float scale)
{
	struct wlr_output_state state;

	wlr_output_state_init(&state);
	wlr_output_state_set_scale(&state, scale);
	assert_true(output_set(output, &state, 10, 20));
	wlr_output_state_finish(&state);
	output_memory_note(scene.server.output_memory, output);
}

static void
disable(struct output *output)
{
	struct wlr_output_state state;

	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, false);
	assert_true(output_set(output, &state, 0, 0));
	wlr_output_state_finish(&state);
	output->is_off = true;
	output_memory_note(scene.server.output_memory, output);
}

/* The next headless screen of this process has the next number. */
static char *
next_name(void)
{
	long number;

	assert_true(str_to_long(strrchr(last()->wlr_output->name, '-') + 1, 1,
			1000, &number));
	return xformat("HEADLESS-%ld", number + 1);
}

static char *
state_path(void)
{
	return xformat("%s/state/outputs.conf", scene.dir);
}

/* Begins with a folder for what is kept over restarts. */
static void
begin(const char *config)
{
	static char dir[96];
	struct err err = {0};

	scene_init(&scene, "1000x600", config);
	server_finish(&scene.server);
	snprintf(dir, sizeof(dir), "%s/state", scene.dir);
	scene.options.state_dir = dir;
	assert_int_equal(server_init(&scene.server, &scene.options, &err), 0);
}

static void
end(void)
{
	char *path = state_path();

	unlink(path);
	rmdir(scene.options.state_dir);
	free(path);
	scene_finish(&scene);
}

/* A screen is plugged in that is known under this name. */
static void
rename_in_file(const char *from, const char *to)
{
	char *path = state_path();
	char *text = file_read_text(path, 65536);
	char *at = text ? strstr(text, from) : NULL;
	struct err err = {0};
	char *changed;

	assert_non_null(at);
	changed = xformat("%.*s%s%s", (int)(at - text), text, to,
			at + strlen(from));
	assert_int_equal(file_write_whole(path, changed, strlen(changed), 0600,
					 &err),
			0);
	free(changed);
	free(text);
	free(path);
}

static void
restart(void)
{
	struct err err = {0};

	server_finish(&scene.server);
	assert_int_equal(server_init(&scene.server, &scene.options, &err), 0);
}

static void
test_what_a_settings_program_did_is_kept(void **state)
{
	char *name;

	begin("");
	assert_float_equal(first()->wlr_output->scale, 1, 1e-6);
	set_scale(first(), 1.5F);
	name = next_name();
	rename_in_file(first()->wlr_output->name, name);
	restart();
	assert_string_equal(first()->wlr_output->name, name);
	assert_float_equal(first()->wlr_output->scale, 1.5, 1e-6);
	assert_int_equal(first()->wlr_output->width, 1000);
	assert_int_equal(first()->box.x, 10);
	assert_int_equal(first()->box.y, 20);
	free(name);
	end();
}

static void
test_the_configuration_of_one_screen_wins(void **state)
{
	char *name, *config;

	begin("");
	set_scale(first(), 1.5F);
	name = next_name();
	rename_in_file(first()->wlr_output->name, name);
	config = xformat("[output %s]\nscale = 2\n", name);
	scene_write_config(&scene, config);
	restart();
	assert_float_equal(first()->wlr_output->scale, 2, 1e-6);
	free(config);
	free(name);
	end();
}

static void
test_a_broken_file_is_not_used(void **state)
{
	char *name, *path;
	struct err err = {0};
	const char text[] = "[output *]\nscale = lots\n";

	begin("");
	set_scale(first(), 1.5F);
	name = next_name();
	path = state_path();
	assert_int_equal(file_write_whole(path, text, strlen(text), 0600, &err),
			0);
	restart();
	assert_float_equal(first()->wlr_output->scale, 1, 1e-6);
	set_scale(first(), 1.25F); // and it can be written again
	rename_in_file("scale = 1.25", "scale = 1.75");
	free(path);
	free(name);
	end();
}

static void
test_a_screen_that_is_off_comes_back_when_it_is_alone(void **state)
{
	struct output *second;
	char *name;

	begin("");
	wlr_headless_add_output(scene.server.backend, 800, 600);
	second = last();
	assert_ptr_not_equal(second, first());
	disable(second);
	assert_false(second->wlr_output->enabled);
	assert_true(wlr_box_empty(&second->box));

	/* It stays off when it is plugged in again. */
	name = next_name();
	rename_in_file(second->wlr_output->name, name);
	wlr_output_destroy(second->wlr_output);
	free(name);
	output_memory_destroy(scene.server.output_memory);
	scene.server.output_memory =
			output_memory_create(scene.options.state_dir);
	wlr_headless_add_output(scene.server.backend, 800, 600);
	second = last();
	assert_false(second->wlr_output->enabled);

	wlr_output_destroy(first()->wlr_output);
	assert_ptr_equal(second, first());
	assert_true(second->wlr_output->enabled);
	assert_int_equal(second->box.width, 1000);
	end();
}

static void
test_a_screens_own_words_stay_out_of_the_syntax(void **state)
{
	struct wlr_output odd = {.make = "A]\n[b", .model = ";c", .serial = "#1"};
	char *identity = output_memory_get_identity(&odd);

	assert_string_equal(identity, "A___b _c _1");
	free(identity);
	odd.serial = NULL;
	assert_null(output_memory_get_identity(&odd));
}

/* A window of 200 x 100 on the last of two screens. */
static struct view *
show_on_last(struct client *client)
{
	struct view *view;

	wlr_headless_add_output(scene.server.backend, 800, 600);
	scene_settle(&scene);
	client_init(client, &scene, ROLE_APP);
	client_show_window(client, "window", 200, 100, 0x808080);
	view = wl_container_of(scene.server.views.next, view, link);
	view_move(view, last()->box.x + 300, last()->box.y + 200);
	client_sync(client);
	return view;
}

static bool
is_on(const struct view *view, const struct output *output)
{
	return output_of_box(&scene.server, &view->geometry) == output;
}

static void
enable(struct output *output, int lx)
{
	struct wlr_output_state state;

	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	assert_true(output_set(output, &state, lx, 0));
	wlr_output_state_finish(&state);
	output->is_off = false;
}

static void
test_windows_come_back_with_their_screen(void **state)
{
	struct client client;
	struct view *view;

	scene_init(&scene, "1000x600", "");
	view = show_on_last(&client);
	assert_true(is_on(view, last()));
	disable(last());
	assert_true(is_on(view, first()));
	output_arrange(&scene.server);
	enable(last(), 1000);
	assert_true(is_on(view, last()));
	assert_int_equal(view->geometry.x, last()->box.x + 300);
	assert_int_equal(view->geometry.y, last()->box.y + 200);
	client_finish(&client);
	scene_finish(&scene);
}

static void
test_windows_moved_meanwhile_stay(void **state)
{
	struct client client;
	struct view *view;

	scene_init(&scene, "1000x600", "");
	view = show_on_last(&client);
	disable(last());
	view_move(view, 100, 100);
	enable(last(), 1000);
	assert_true(is_on(view, first()));
	assert_int_equal(view->geometry.x, first()->box.x + 100);
	client_finish(&client);
	scene_finish(&scene);
}

static void
test_windows_go_where_their_screen_goes(void **state)
{
	struct client client;
	struct view *view;

	scene_init(&scene, "1000x600", "");
	view = show_on_last(&client);
	enable(last(), 4000);
	assert_true(is_on(view, last()));
	assert_int_equal(view->geometry.x, 4300);
	client_finish(&client);
	scene_finish(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_what_a_settings_program_did_is_kept),
			cmocka_unit_test(test_the_configuration_of_one_screen_wins),
			cmocka_unit_test(test_a_broken_file_is_not_used),
			cmocka_unit_test(test_a_screen_that_is_off_comes_back_when_it_is_alone),
			cmocka_unit_test(test_a_screens_own_words_stay_out_of_the_syntax),
			cmocka_unit_test(test_windows_come_back_with_their_screen),
			cmocka_unit_test(test_windows_moved_meanwhile_stay),
			cmocka_unit_test(test_windows_go_where_their_screen_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
