// SPDX-License-Identifier: MIT
/* Every key of the configuration changes live: one test for each section. */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_seat.h>
#include <xkbcommon/xkbcommon.h>

#include "common/loop.h"
#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "tests/check.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

static struct scene scene;
static struct hands hands;
static struct probe red;

static int
setup(void **state)
{
	scene_init(&scene, "1280x720", "");
	hands_init(&hands, &scene);
	probe_map(&red, &scene, "red", 400, 300, 0xff0000);
	hands_move(&hands, 5, 715);
	probe_age(&red);
	probe_clear(&red);
	return 0;
}

static int
teardown(void **state)
{
	probe_destroy(&red);
	hands_finish(&hands);
	scene_finish(&scene);
	return 0;
}

static void
reload(const char *config)
{
	scene_write_config(&scene, config);
	server_reload(&scene.server);
}

static void
test_output(void **state)
{
	struct output *output =
			wl_container_of(scene.server.outputs.next, output, link);

	reload("[output *]\nmode=1000x600\nscale=1.25\nposition=50,60\n"
	       "transform=90\n");
	assert_int_equal(output->wlr_output->width, 1000);
	assert_float_equal(output->wlr_output->scale, 1.25, 1e-6);
	assert_int_equal(output->wlr_output->transform, WL_OUTPUT_TRANSFORM_90);
	assert_int_equal(output->box.x, 50);
	assert_int_equal(output->box.y, 60);
	assert_int_equal(output->box.width, 480);
	assert_int_equal(output->box.height, 800);
	assert_float_equal(scene.server.plane_scale, 1.25, 1e-6);
}

/* What the key right of Tab means to a client. */
static uint32_t
get_sym(void)
{
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(
			seat_get_wlr_seat(scene.server.seat));

	return xkb_state_key_get_one_sym(keyboard->xkb_state, KEY_Q + 8);
}

static void
test_keyboard_layout(void **state)
{
	assert_int_equal(get_sym(), XKB_KEY_q);
	reload("[keyboard]\nlayout=fr\n");
	assert_int_equal(get_sym(), XKB_KEY_a);
	reload("[keyboard]\nlayout=us\nvariant=dvorak\nmodel=pc104\n"
	       "rules=evdev\noptions=compose:ralt\n");
	assert_int_equal(get_sym(), XKB_KEY_apostrophe);
	reload("[keyboard]\nlayout=nowhere\n");
	assert_int_equal(get_sym(), XKB_KEY_apostrophe);
}

static bool
is_over(void *user)
{
	return loop_now_msec() > *(int64_t *)user;
}

static void
test_keyboard_repeat(void **state)
{
	int64_t end;

	reload("[keyboard]\nrepeat-rate=100\nrepeat-delay=50\n");
	hands_key(&hands, KEY_A, true);
	end = loop_now_msec() + 120;
	assert_true(scene_pump(&scene, is_over, &end));
	hands_key(&hands, KEY_A, false);
	assert_non_null(strstr(red.events, "r30-"));
	probe_clear(&red);
	reload("[keyboard]\nrepeat-rate=0\nrepeat-delay=50\n");
	hands_key(&hands, KEY_A, true);
	end = loop_now_msec() + 120;
	assert_true(scene_pump(&scene, is_over, &end));
	hands_key(&hands, KEY_A, false);
	assert_string_equal(red.events, "k30+ k30- ");
}

static void
test_keys(void **state)
{
	reload("[keys]\nCtrl+Q=close\nAlt+F4=none\n");
	hands_key(&hands, KEY_LEFTCTRL, true);
	hands_tap(&hands, KEY_Q);
	hands_key(&hands, KEY_LEFTCTRL, false);
	assert_string_equal(red.events, "k29+ c k29- ");
	probe_clear(&red);
	hands_key(&hands, KEY_LEFTALT, true);
	hands_tap(&hands, KEY_F4);
	hands_key(&hands, KEY_LEFTALT, false);
	assert_string_equal(red.events, "k56+ k62+ k62- k56- ");
}

static void
test_windows(void **state)
{
	struct wlr_box old = red.view.geometry;

	reload("[windows]\ndrag-modifiers=Ctrl\n[qube red]\nfullscreen=yes\n");
	hands_move(&hands, probe_get_x(&red), probe_get_y(&red));
	hands_key(&hands, KEY_LEFTCTRL, true);
	hands_button(&hands, BTN_LEFT, true);
	hands_move(&hands, probe_get_x(&red) + 50, probe_get_y(&red));
	hands_button(&hands, BTN_LEFT, false);
	hands_key(&hands, KEY_LEFTCTRL, false);
	assert_int_equal(red.view.geometry.x, old.x + 50);
	view_request_fullscreen(&red.view, true);
	assert_true(red.view.fullscreen);
}

static void
test_cursor(void **state)
{
	reload("[cursor]\nsize=48\ntheme=Adwaita\n");
	assert_string_equal(getenv("XCURSOR_SIZE"), "48");
	assert_string_equal(getenv("XCURSOR_THEME"), "Adwaita");
}

static void
test_theme(void **state)
{
	char *dir = xformat("%s/themes", scene.dir);
	char *path = xformat("%s/plain.ini", dir);
	FILE *file;

	assert_int_equal(mkdir(dir, 0700), 0);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs("[backdrop]\ntop=#123456\nbottom=#123456\nglass=no\n", file);
	assert_int_equal(fclose(file), 0);
	reload("[theme]\nname=plain\n");
	assert_int_equal(scene_get_pixel(&scene, 1270, 700), 0x123456);
	reload("[theme]\nname=no-such-theme\n");
	assert_int_equal(scene_get_pixel(&scene, 1270, 700), 0x123456);
	unlink(path);
	rmdir(dir);
	free(path);
	free(dir);
}

/* Shown until the file is mended. */
static void
test_a_mistake_changes_nothing_and_shows(void **state)
{
	uint32_t before = scene_get_pixel(&scene, 1270, 700);

	reload("[theme]\nname=light\n[cursor]\nsize=1\n");
	assert_string_equal(strstr(scene.server.mistake, "leadlight.conf"),
			"leadlight.conf:4: size must be a number from 8 to "
			"256");
	assert_int_equal(scene_get_pixel(&scene, 1270, 700), before);
	reload("[keyboard]\nlayout=de\n[theme]\nname=nowhere\n");
	assert_string_equal(strstr(scene.server.mistake, "leadlight.conf"),
			"leadlight.conf:4: there is no theme \"nowhere\"");
	assert_string_equal(scene.server.config->keyboard.layout, "us");
	reload("[keyboard]\nlayout=de\n");
	assert_null(scene.server.mistake);
	assert_string_equal(scene.server.config->keyboard.layout, "de");
}

/* A session that comes back must not stay away for a slip of the pen, nor open
 * what the file would have closed. */
static void
test_a_mistake_at_the_start_closes_what_can_be_closed(void **state)
{
	struct config_rule rule;
	struct err err = {0};

	hands_finish(&hands);
	probe_destroy(&red);
	server_finish(&scene.server);
	scene_write_config(&scene,
			"[program x]\ncommand=true\n"
			"[qube work]\nclipbord=no\n");
	assert_int_equal(server_init(&scene.server, &scene.options, &err), 0);
	assert_non_null(strstr(scene.server.mistake, "leadlight.conf:4: "));
	rule = config_get_rule(scene.server.config, "work", "blue");
	assert_int_equal(rule.clipboard, 0);
	assert_false(rule.fullscreen);
	assert_true(wl_list_empty(&scene.server.config->programs));
	reload("");
	assert_null(scene.server.mistake);
	rule = config_get_rule(scene.server.config, "work", "blue");
	assert_int_not_equal(rule.clipboard, 0);
	hands_init(&hands, &scene);
	probe_map(&red, &scene, "red", 400, 300, 0xff0000);
}

static bool
is_there(void *user)
{
	return access(user, F_OK) == 0;
}

static bool
is_gone(void *user)
{
	return access(user, F_OK) != 0;
}

static void
test_programs(void **state)
{
	char *path = xformat("%s/ran", scene.dir);
	char *config = xformat("[program x]\n"
			       "command=trap 'rm %s; exit' TERM; touch %s; "
			       "while :; do sleep 0.05; done\n"
			       "role=panel\nrestart=yes\n",
			path, path);

	reload(config);
	assert_true(scene_pump(&scene, is_there, path));
	reload("");
	assert_true(scene_pump(&scene, is_gone, path));
	free(config);
	free(path);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_output),
			TEST(test_keyboard_layout),
			TEST(test_keyboard_repeat),
			TEST(test_keys),
			TEST(test_windows),
			TEST(test_cursor),
			TEST(test_theme),
			TEST(test_programs),
			TEST(test_a_mistake_changes_nothing_and_shows),
			TEST(test_a_mistake_at_the_start_closes_what_can_be_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
