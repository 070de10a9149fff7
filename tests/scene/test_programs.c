// SPDX-License-Identifier: MIT
/* Trusted programs: when they are started and ended, the door for what they
 * start themselves, and who of them gets the keyboard. */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "common/mem.h"
#include "common/sock.h"
#include "compositor/clients/children.h"
#include "compositor/clients/programs.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define MENU \
	"[program menu]\n" \
	"command = echo menu >> $XDG_RUNTIME_DIR/said; exec sleep 100\n" \
	"start = on-demand\n" \
	"children = app\n"
#define NEVER "[program never]\ncommand = true\nstart = no\n"

struct desk {
	struct scene scene;
	struct hands hands;
	struct probe red; // a qube's window, with the keyboard
	char *door, *said; // owned: paths
};

static struct desk desk;

static int
setup(void **state)
{
	scene_init(&desk.scene, "1280x720", MENU NEVER);
	hands_init(&desk.hands, &desk.scene);
	probe_map(&desk.red, &desk.scene, "red", 400, 300, 0xff0000);
	desk.door = xformat("%s/programs/menu", desk.scene.dir);
	desk.said = xformat("%s/said", desk.scene.dir);
	return 0;
}

static int
teardown(void **state)
{
	probe_destroy(&desk.red);
	hands_finish(&desk.hands);
	unlink(desk.said);
	scene_finish(&desk.scene);
	assert_int_equal(access(desk.door, F_OK), -1);
	free(desk.door);
	free(desk.said);
	return 0;
}

/* How many programs have said that they run. */
static bool
has_said(void *user)
{
	char *text = file_read_text(desk.said, 1000);
	const char *wanted = user;
	bool said = text && strcmp(text, wanted) == 0;

	free(text);
	return said;
}

static struct view *
get_newest(const struct client *client)
{
	struct view *view;

	wl_list_for_each(view, &desk.scene.server.views, link) {
		if (view->title && strcmp(view->title, "child") == 0) {
			return view;
		}
	}
	fail();
	return NULL;
}

static void
show_child(struct client *client)
{
	client_enter(client, &desk.scene, desk.door);
	client_show_window(client, "child", 300, 200, 0x00ff00);
}

static void
test_each_press_starts_one_more(void **state)
{
	struct programs *programs = desk.scene.server.programs;

	scene_settle(&desk.scene);
	assert_int_equal(access(desk.said, F_OK), -1);
	assert_true(programs_start(programs, "menu"));
	assert_true(scene_pump(&desk.scene, has_said, "menu\n"));
	assert_true(programs_start(programs, "menu"));
	assert_true(scene_pump(&desk.scene, has_said, "menu\nmenu\n"));
	assert_false(programs_start(programs, "never"));
	assert_false(programs_start(programs, "nobody"));
}

static void
test_the_door_is_private(void **state)
{
	char *folder = xformat("%s/programs", desk.scene.dir);
	struct stat st;

	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(stat(desk.door, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0600);
	free(folder);
}

static void
test_what_comes_in_has_these_roles_and_no_more(void **state)
{
	struct client client;

	client_enter(&client, &desk.scene, desk.door);
	assert_true(client_sees(&client, "xdg_wm_base"));
	assert_false(client_sees(&client, "zwlr_layer_shell_v1"));
	assert_false(client_sees(&client, "zwlr_screencopy_manager_v1"));
	client_finish(&client);
}

static void
test_a_child_takes_no_keyboard_by_itself(void **state)
{
	struct client child;

	show_child(&child);
	assert_true(desk.red.focused);
	assert_false(get_newest(&child)->activated);
	client_finish(&child);
}

static void
press_on(struct view *view)
{
	view->shown_msec -= 1000;
	hands_move(&desk.hands, view->geometry.x + view->geometry.width / 2.0,
			view->geometry.y + view->geometry.height / 2.0);
	view->shown_msec -= 1000;
	hands_click(&desk.hands, BTN_LEFT);
}

static void
test_what_a_press_starts_gets_the_keyboard(void **state)
{
	struct client first, second, third;

	show_child(&first);
	press_on(get_newest(&first));
	assert_true(get_newest(&first)->activated);
	/* The keyboard goes back to the qube, but nothing was pressed there:
	 * as when a launcher closes. */
	client_finish(&first);
	assert_true(desk.red.focused);
	show_child(&second);
	assert_true(get_newest(&second)->activated);
	client_finish(&second);
	hands_tap(&desk.hands, KEY_A); // typed into the qube
	show_child(&third);
	assert_true(desk.red.focused);
	client_finish(&third);
}

static void
test_there_is_an_end_to_children(void **state)
{
	int fds[CHILDREN_MAX + 8];
	struct client client;
	int refused = 0;

	for (int i = 0; i < CHILDREN_MAX + 8; i++) {
		fds[i] = sock_connect(desk.door, SOCK_STREAM);
		assert_true(fds[i] >= 0);
		scene_settle(&desk.scene);
	}
	for (int i = 0; i < CHILDREN_MAX + 8; i++) {
		char byte;

		refused += recv(fds[i], &byte, 1, MSG_DONTWAIT) == 0;
		close(fds[i]);
	}
	assert_int_equal(refused, 8);
	scene_settle(&desk.scene);
	client_enter(&client, &desk.scene, desk.door);
	client_finish(&client);
}

static void
test_other_settings_end_what_the_person_did_not_start(void **state)
{
	struct programs *programs = desk.scene.server.programs;
	struct stat st;

	assert_true(programs_start(programs, "menu"));
	assert_true(scene_pump(&desk.scene, has_said, "menu\n"));
	scene_write_config(&desk.scene,
			"[program other]\n"
			"command = echo other >> $XDG_RUNTIME_DIR/said; "
			"exec sleep 100\n");
	server_reload(&desk.scene.server);
	assert_true(scene_pump(&desk.scene, has_said, "menu\nother\n"));
	assert_int_equal(stat(desk.door, &st), -1);
	/* A session program runs once. */
	assert_true(programs_start(programs, "other"));
	scene_settle(&desk.scene);
	assert_true(has_said("menu\nother\n"));
	scene_write_config(&desk.scene, MENU NEVER);
	server_reload(&desk.scene.server);
	assert_int_equal(stat(desk.door, &st), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_each_press_starts_one_more),
			TEST(test_the_door_is_private),
			TEST(test_what_comes_in_has_these_roles_and_no_more),
			TEST(test_a_child_takes_no_keyboard_by_itself),
			TEST(test_what_a_press_starts_gets_the_keyboard),
			TEST(test_there_is_an_end_to_children),
			TEST(test_other_settings_end_what_the_person_did_not_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
