// SPDX-License-Identifier: MIT
/* Windows that are always on top, and the keyboard that follows the mouse: by
 * pixels, and by what arrives. */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>

#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/view.h"
#include "compositor/windows/workspaces.h"
#include "tests/check.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/rig.h"
#include "tests/scene/scene.h"

#define RED 0xff0000
#define BLUE 0x0000ff
#define GREEN 0x00ff00

struct desk {
	struct scene scene;
	struct hands hands;
	struct probe red, blue;
};

static struct desk desk;

/* red is large and has the keyboard; blue lies on its content. */
static void
begin(const char *config)
{
	scene_init(&desk.scene, "1280x720", config);
	hands_init(&desk.hands, &desk.scene);
	probe_map(&desk.red, &desk.scene, "red", 800, 500, RED);
	probe_map(&desk.blue, &desk.scene, "blue", 200, 150, BLUE);
	view_move(&desk.red.view, 100, 100);
	view_move(&desk.blue.view, 400, 300);
	hands_move(&desk.hands, 1200, 715); // where nothing is
	probe_age(&desk.red);
	probe_age(&desk.blue);
	probe_clear(&desk.red);
	probe_clear(&desk.blue);
}

static int
setup(void **state)
{
	begin("");
	return 0;
}

static int
setup_following(void **state)
{
	begin("[windows]\nfocus-follows-mouse=yes\n");
	return 0;
}

static int
teardown(void **state)
{
	probe_destroy(&desk.red);
	probe_destroy(&desk.blue);
	hands_finish(&desk.hands);
	scene_finish(&desk.scene);
	return 0;
}

static uint32_t
look(const struct probe *probe)
{
	return scene_get_pixel(
			&desk.scene, probe_get_x(probe), probe_get_y(probe));
}

static void
test_it_stays_above_a_window_with_the_keyboard(void **state)
{
	view_raise(&desk.red.view);
	assert_int_equal(look(&desk.blue), RED);
	view_set_on_top(&desk.blue.view, true);
	assert_int_equal(look(&desk.blue), BLUE);
	assert_true(desk.red.view.activated);
	view_raise(&desk.red.view);
	assert_int_equal(look(&desk.blue), BLUE);
	view_set_on_top(&desk.blue.view, false);
	assert_int_equal(look(&desk.blue), RED);
}

static void
test_the_chord_sets_it_and_takes_it_back(void **state)
{
	seat_focus(desk.scene.server.seat, &desk.blue.view);
	for (int i = 0; i < 2; i++) {
		hands_key(&desk.hands, KEY_LEFTMETA, true);
		hands_tap(&desk.hands, KEY_T);
		hands_key(&desk.hands, KEY_LEFTMETA, false);
		assert_int_equal(desk.blue.view.on_top, i == 0);
	}
}

/* All of the title bar of who has the keyboard stays in sight, wherever the
 * window on top is, whoever of both was moved there. */
static void
test_it_never_covers_the_focused_title(void **state)
{
	struct frame_extents ext = frame_get_extents(&desk.red.view);
	uint32_t *before;
	uint32_t *after;
	int width, height;

	view_raise(&desk.red.view);
	before = scene_copy(&desk.scene, &width, &height);
	view_set_on_top(&desk.blue.view, true);
	for (int y = 40; y < 300; y += 13) {
		view_move(&desk.blue.view, 90 + y, y);
		after = scene_copy(&desk.scene, &width, &height);
		for (int i = 100 - ext.top; i < 100; i++) {
			assert_memory_equal(&before[i * width + 100],
					&after[i * width + 100], 800 * 4);
		}
		free(after);
	}
	// and it comes back as soon as it is out of the way
	assert_int_equal(look(&desk.blue), BLUE);
	view_move(&desk.red.view, 100, 330);
	assert_int_equal(scene_get_pixel(&desk.scene, probe_get_x(&desk.blue),
					 335),
			RED);
	// its own qube's windows may have it above their title
	desk.blue.view.qube = "red";
	view_move(&desk.blue.view, 300, 280);
	assert_int_equal(look(&desk.blue), BLUE);
	free(before);
}

static void
test_it_is_below_what_is_ours_and_below_menus(void **state)
{
	const struct wlr_box box = {420, 320, 100, 80};
	uint32_t strip = scene_get_pixel(&desk.scene, 700, 10);
	struct probe popup;

	view_set_on_top(&desk.blue.view, true);
	probe_map_popup(&popup, &desk.scene, "red", &box, GREEN);
	assert_int_equal(look(&popup), GREEN); // red has the keyboard
	probe_destroy(&popup);
	view_move(&desk.blue.view, 650, -40);
	assert_int_equal(scene_get_pixel(&desk.scene, 700, 10), strip);
	view_set_fullscreen(&desk.red.view, true);
	assert_int_equal(look(&desk.blue), RED);
}

static void
test_its_dialogs_are_on_top_too(void **state)
{
	struct probe dialog;

	view_set_on_top(&desk.blue.view, true);
	probe_map(&dialog, &desk.scene, "blue", 80, 40, GREEN);
	view_set_parent(&dialog.view, &desk.blue.view);
	view_move(&dialog.view, 450, 350);
	view_raise(&desk.red.view);
	assert_int_equal(look(&dialog), GREEN);
	probe_destroy(&dialog);
}

/* Whatever an agent says, these are the person's. */
static void
test_no_qube_makes_itself_so(void **state)
{
	static const uint32_t flags[] = {0x1, 0x2, 0x4, 0x8, 0xffffffff};
	struct fake_window window;
	struct rig rig;
	struct view *view;

	rig_init(&rig, "1280x720");
	rig_open(&rig, &window, &rig.red, 1, 300, 200, RED);
	workspaces_switch(rig.scene.server.workspaces, 1);
	view = rig_get_view(&rig, &window);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		fake_window_flags(&window, flags[i], 0);
		rig_settle(&rig);
		fake_window_flags(&window, 0, flags[i]);
		rig_settle(&rig);
		assert_false(view->on_top);
		assert_false(view->sticky);
		assert_int_equal(view->workspace, 0);
		assert_true(view->elsewhere);
		assert_int_equal(workspaces_get_current(
						 rig.scene.server.workspaces),
				1);
	}
	// a new look, a new title, a new place and mapping again change nothing
	fake_window_title(&window, "pick me");
	fake_window_configure(&window, &(struct gui_rect){10, 40, 300, 200});
	rig_settle(&rig);
	assert_int_equal(view->workspace, 0);
	assert_true(view->elsewhere);
	rig_finish(&rig);
}

/* A qube's window that cannot be seen is told so, and draws less. */
static void
test_a_qube_is_told_that_its_window_is_hidden(void **state)
{
	struct fake_window window;
	const struct gui_msg *flags;
	struct rig rig;

	rig_init(&rig, "1280x720");
	rig_open(&rig, &window, &rig.red, 1, 300, 200, RED);
	fake_qube_forget(&rig.red);
	workspaces_switch(rig.scene.server.workspaces, 1);
	rig_settle(&rig);
	flags = fake_qube_last(&rig.red, GUI_MSG_WINDOW_FLAGS, 1);
	assert_non_null(flags);
	assert_int_equal(flags->flags.set, GUI_FLAG_MINIMIZE);
	assert_int_equal(fake_qube_count(&rig.red, GUI_MSG_KEYPRESS, 0), 0);
	workspaces_switch(rig.scene.server.workspaces, 0);
	rig_settle(&rig);
	flags = fake_qube_last(&rig.red, GUI_MSG_WINDOW_FLAGS, 1);
	assert_int_equal(flags->flags.unset, GUI_FLAG_MINIMIZE);
	assert_false(rig_get_view(&rig, &window)->minimized);
	rig_finish(&rig);
}

/* The keyboard follows the mouse */

static void
move_over(const struct probe *probe)
{
	hands_move(&desk.hands, probe_get_x(probe) - 5, probe_get_y(probe));
	hands_move(&desk.hands, probe_get_x(probe), probe_get_y(probe));
}

static void
test_the_keyboard_stays_without_the_option(void **state)
{
	view_raise(&desk.blue.view);
	move_over(&desk.blue);
	assert_true(desk.red.view.activated);
}

static void
test_the_keyboard_follows_the_mouse(void **state)
{
	view_raise(&desk.blue.view);
	move_over(&desk.blue);
	assert_true(desk.blue.view.activated);
	hands_tap(&desk.hands, KEY_A);
	assert_string_equal(desk.blue.events, "E F k30+ k30- ");
	assert_string_equal(desk.red.events, "f ");
	hands_move(&desk.hands, 1200, 715); // over nothing: it stays
	assert_true(desk.blue.view.activated);
	hands_move(&desk.hands, 150, 150);
	assert_true(desk.red.view.activated);
	// it is not raised
	assert_int_equal(look(&desk.blue), BLUE);
}

static void
test_it_does_not_go_while_typing(void **state)
{
	double lx = desk.blue.view.geometry.x - 12;
	double ly = probe_get_y(&desk.blue);

	view_raise(&desk.blue.view);
	hands_move(&desk.hands, lx, ly); // still over red
	hands_tap(&desk.hands, KEY_A);
	hands_move(&desk.hands, lx + 6, ly);
	hands_move(&desk.hands, lx + 16, ly); // over blue, but hardly moved
	assert_true(desk.red.view.activated);
	hands_tap(&desk.hands, KEY_B);
	assert_non_null(strstr(desk.red.events, "k48+ k48- "));
	hands_move(&desk.hands, lx + 30, ly);
	assert_true(desk.red.view.activated);
	hands_move(&desk.hands, lx + 60, ly);
	assert_true(desk.blue.view.activated);
}

static void
test_what_comes_to_a_resting_pointer_does_not_get_it(void **state)
{
	struct probe late;

	hands_move(&desk.hands, 150, 560);
	probe_map(&late, &desk.scene, "late", 300, 200, GREEN);
	seat_focus(desk.scene.server.seat, &desk.red.view);
	view_raise(&late.view);
	view_move(&late.view, 60, 450);
	hands_move(&desk.hands, 151, 561); // a table that shakes
	hands_move(&desk.hands, 153, 560);
	assert_true(desk.red.view.activated);
	assert_string_equal(late.events, "E ");
	hands_move(&desk.hands, 190, 560);
	assert_true(late.view.activated);
	probe_destroy(&late);
}

static bool
is_raised(void *user)
{
	return desk.scene.server.views.next == &desk.red.view.link;
}

static void
test_it_is_raised_after_a_while_if_wanted(void **state)
{
	scene_write_config(&desk.scene,
			"[windows]\nfocus-follows-mouse=yes\nraise-delay=30\n");
	server_reload(&desk.scene.server);
	view_raise(&desk.blue.view);
	move_over(&desk.blue);
	hands_move(&desk.hands, 150, 560);
	assert_true(desk.red.view.activated);
	assert_false(is_raised(NULL));
	assert_true(scene_pump(&desk.scene, is_raised, NULL));
}

static void
test_a_press_raises_unless_it_must_not(void **state)
{
	scene_write_config(&desk.scene, "[windows]\nraise-on-click=no\n");
	server_reload(&desk.scene.server);
	seat_focus(desk.scene.server.seat, &desk.blue.view);
	view_raise(&desk.blue.view);
	probe_age(&desk.red);
	hands_move(&desk.hands, 150, 560);
	hands_click(&desk.hands, BTN_LEFT);
	assert_true(desk.red.view.activated);
	assert_int_equal(look(&desk.blue), BLUE);
	hands_move(&desk.hands, 500, 100 - 8); // its title does
	hands_click(&desk.hands, BTN_LEFT);
	assert_int_equal(look(&desk.blue), RED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define FOLLOW(name) \
	cmocka_unit_test_setup_teardown(name, setup_following, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_it_stays_above_a_window_with_the_keyboard),
			TEST(test_the_chord_sets_it_and_takes_it_back),
			TEST(test_it_never_covers_the_focused_title),
			TEST(test_it_is_below_what_is_ours_and_below_menus),
			TEST(test_its_dialogs_are_on_top_too),
			cmocka_unit_test(test_no_qube_makes_itself_so),
			cmocka_unit_test(test_a_qube_is_told_that_its_window_is_hidden),
			TEST(test_the_keyboard_stays_without_the_option),
			FOLLOW(test_the_keyboard_follows_the_mouse),
			FOLLOW(test_it_does_not_go_while_typing),
			FOLLOW(test_what_comes_to_a_resting_pointer_does_not_get_it),
			FOLLOW(test_it_is_raised_after_a_while_if_wanted),
			TEST(test_a_press_raises_unless_it_must_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
