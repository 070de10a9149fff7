// SPDX-License-Identifier: MIT
#include <string.h>
#include <wayland-server-protocol.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#include "compositor/config/config.h"
#include "tests/check.h"

static struct config *
load(const char *text)
{
	struct config *config = config_create();
	struct err err = {0};

	if (config_load_text(config, "test.conf", text, &err) < 0) {
		fail_msg("%s", err.text);
	}
	return config;
}

static void
test_defaults(void **state)
{
	struct config *config = load("");

	assert_string_equal(config->keyboard.layout, "us");
	assert_int_equal(config_get_command(config, KEYBIND_MOD_ALT, XKB_KEY_Tab)
					 ->action,
			KEYBIND_SWITCH_NEXT);
	assert_int_equal(config_get_command(config, KEYBIND_MOD_ALT, XKB_KEY_x)->action,
			KEYBIND_NONE);
	assert_null(config_get_output(config, "HEADLESS-1"));
	assert_false(config_get_rule(config, "work", "blue").fullscreen);
	config_destroy(config);
}

static void
test_outputs(void **state)
{
	struct config *config = load("[output DP-1]\nmode=2560x1440@59.95\n"
				     "scale=1.5\nposition=-10,20\n"
				     "transform=flipped-90\n"
				     "[output *]\nscale=2\n");
	const struct config_output *output = config_get_output(config, "DP-1");

	assert_int_equal(output->width, 2560);
	assert_int_equal(output->height, 1440);
	assert_int_equal(output->refresh_mhz, 59950);
	assert_float_equal(output->scale, 1.5, 1e-9);
	assert_true(output->has_position);
	assert_int_equal(output->lx, -10);
	assert_int_equal(output->ly, 20);
	assert_int_equal(output->transform, WL_OUTPUT_TRANSFORM_FLIPPED_90);
	assert_null(config_get_output(config, "DP-2"));
	output = config_get_output(config, "*");
	assert_float_equal(output->scale, 2, 1e-9);
	assert_false(output->has_position);
	config_destroy(config);
}

static void
test_clipboard(void **state)
{
	struct config *config = load("");

	assert_int_equal(config->clipboard_max, 256000);
	assert_int_equal(config->clipboard_forget, 300);
	config_destroy(config);
	config = load("[clipboard]\nmax-bytes=256\nforget-after=0\n");
	assert_int_equal(config->clipboard_max, 256);
	assert_int_equal(config->clipboard_forget, 0);
	config_destroy(config);
}

static void
test_programs_and_qubes(void **state)
{
	struct config *config = load("[program bar]\ncommand=bar --top\n"
				     "role=panel capture\nrestart=yes\n"
				     "[windows]\ndrag-modifiers=Ctrl+Alt\n");
	struct config_program *program =
			wl_container_of(config->programs.next, program, link);

	assert_int_equal(wl_list_length(&config->programs), 1);
	assert_string_equal(program->name, "bar");
	assert_string_equal(program->command, "bar --top");
	assert_int_equal(program->roles, ROLE_PANEL | ROLE_CAPTURE);
	assert_true(program->restart);
	assert_int_equal(config->drag_mods,
			KEYBIND_MOD_CONTROL | KEYBIND_MOD_ALT);
	config_destroy(config);
}

static void
test_a_qube_wins_over_its_label(void **state)
{
	struct config *config = load("[qube work]\nfullscreen=yes\n"
				     "[label red]\nfullscreen=no\n"
				     "clipboard=copy\nworkspace=3\n"
				     "[qube games]\nclipboard=no\n");
	struct config_rule rule = config_get_rule(config, "work", "red");

	assert_true(rule.fullscreen);
	assert_int_equal(rule.clipboard, CONFIG_CLIPBOARD_COPY);
	assert_int_equal(rule.workspace, 3);
	rule = config_get_rule(config, "games", "blue");
	assert_false(rule.has_fullscreen);
	assert_int_equal(rule.clipboard, 0);
	assert_int_equal(rule.workspace, 0);
	rule = config_get_rule(config, "game", "blue");
	assert_int_equal(rule.clipboard,
			CONFIG_CLIPBOARD_COPY | CONFIG_CLIPBOARD_PASTE);
	config_destroy(config);
}

static void
test_mice_and_touchpads(void **state)
{
	struct config *config = load("[touchpad]\ntap=yes\nacceleration=-0.5\n"
				     "click-method=fingers\n"
				     "scroll-method=edge\nscroll-factor=0.5\n"
				     "[mouse]\nacceleration-profile=flat\n"
				     "left-handed=on\n");

	assert_int_equal(config->touchpad.choices[CONFIG_DEVICE_TAP], 1);
	assert_int_equal(config->touchpad.choices[CONFIG_DEVICE_CLICK], 2);
	assert_int_equal(config->touchpad.choices[CONFIG_DEVICE_SCROLL], 2);
	assert_int_equal(config->touchpad.choices[CONFIG_DEVICE_TYPING],
			CONFIG_DEVICE_DEFAULT);
	assert_true(config->touchpad.has_speed);
	assert_float_equal(config->touchpad.speed, -0.5, 1e-9);
	assert_float_equal(config->touchpad.scroll_factor, 0.5, 1e-9);
	assert_int_equal(config->mouse.choices[CONFIG_DEVICE_PROFILE], 1);
	assert_int_equal(config->mouse.choices[CONFIG_DEVICE_LEFT_HANDED], 1);
	assert_int_equal(config->mouse.choices[CONFIG_DEVICE_TAP],
			CONFIG_DEVICE_DEFAULT);
	assert_false(config->mouse.has_speed);
	assert_float_equal(config->mouse.scroll_factor, 1, 1e-9);
	config_destroy(config);
}

static void
test_a_later_chord_wins_and_none_takes_it_away(void **state)
{
	struct config *config = load("[keys]\nAlt+F4=none\nSuper+q=close\n"
				     "Super+Q=quit\n");

	assert_int_equal(config_get_command(config, KEYBIND_MOD_ALT, XKB_KEY_F4)->action,
			KEYBIND_NONE);
	assert_int_equal(config_get_command(config, KEYBIND_MOD_SUPER, XKB_KEY_q)
					 ->action,
			KEYBIND_QUIT);
	config_destroy(config);
}

static const struct {
	const char *text, *error;
} mistakes[] = {
		{"[theme]\nname=a\ncolour=b\n",
				"test.conf:3: there is no key "
				"\"colour\" in [theme]"},
		{"[theme]\nname=../x\n",
				"test.conf:2: name must be a theme's "
				"name"},
		{"[nowhere]\na=b\n",
				"test.conf:2: there is no section "
				"[nowhere]"},
		{"[output A]\nscale=0\n",
				"test.conf:2: scale must be from 0.5 "
				"to 8"},
		{"[output A]\n\nmode=1920\n",
				"test.conf:3: mode must be "
				"WIDTHxHEIGHT or WIDTHxHEIGHT@HERTZ"},
		{"[output A]\nposition=1;2\n",
				"test.conf:2: position must be X,Y"},
		{"[keys]\nAlt+Q=dance\n",
				"test.conf:2: there is no action "
				"\"dance\""},
		{"[keyboard]\nrepeat-rate=900\n",
				"test.conf:2: repeat-rate must be a "
				"number from 0 to 200"},
		{"[program x]\nrole=king\n",
				"test.conf:2: \"king\" is not a role "
				"(app, panel, settings, locker, "
				"idle, clipboard, capture, "
				"keyboard, test)"},
		{"[program x]\nrole=app\n",
				"test.conf:2: [program x] has no "
				"command"},
		{"[theme]\nname=dark\n[keyboard]\nlayout=xx\n",
				"test.conf:4: there is no keyboard "
				"layout \"xx\" with variant \"\" and "
				"options \"\""},
		{"[cursor]\nsize=32\ntheme=nobody\n",
				"test.conf:3: there is no cursor theme "
				"\"nobody\""},
		{"[theme]\nname=dark\n[lock]\nat-start=yes\n",
				"test.conf:4: at-start needs a program "
				"with role = locker"},
		{"[program ]\nrole=app\n",
				"test.conf:2: there is no section "
				"[program ]"},
		{"[mouse]\nscroll-method=three\n",
				"test.conf:2: scroll-method must be "
				"one of none, two-finger, edge, button"},
		{"[touchpad]\nacceleration=2\n",
				"test.conf:2: acceleration must be "
				"from -1 to 1"},
		{"[output a]\nenabled=2\n",
				"test.conf:2: enabled must be yes or "
				"no"},
		{"[qube a]\nclipboard=maybe\n",
				"test.conf:2: clipboard must be yes, "
				"no, copy or paste"},
		{"[qube -]\nworkspace=1\n",
				"test.conf:2: [qube NAME] needs the "
				"name of a qube"},
		{"[clipboard]\nmax-bytes=256001\n",
				"test.conf:2: max-bytes must be a "
				"number from 256 to 256000"},
		{"[label red]\nworkspace=33\n",
				"test.conf:2: workspace must be a "
				"number from 1 to 32"},
};

static void
test_mistakes_name_file_and_line(void **state)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct config *config = config_create();
		struct err err = {0};

		assert_int_equal(config_load_text(config, "test.conf",
						 mistakes[i].text, &err),
				-1);
		assert_string_equal(err.text, mistakes[i].error);
		config_destroy(config);
	}
}

static void
test_windows_titles_and_workspaces(void **state)
{
	struct config *config = load(
			"[windows]\nfocus-follows-mouse=yes\nraise-delay=250\n"
			"raise-on-click=no\n"
			"[titlebar]\nmiddle=none\nright=run menu\n"
			"wheel-up=workspace-3\n"
			"[workspaces]\ncount=6\nnames=Mail ,  Two words,x\n");

	assert_true(config->follow_mouse);
	assert_int_equal(config->raise_delay, 250);
	assert_false(config->raise_on_click);
	assert_int_equal(config->titlebar.double_click.action,
			KEYBIND_TOGGLE_MAXIMIZE);
	assert_int_equal(config->titlebar.middle.action, KEYBIND_NONE);
	assert_int_equal(config->titlebar.right.action, KEYBIND_RUN);
	assert_string_equal(config->titlebar.right.program, "menu");
	assert_int_equal(config->titlebar.wheel_up.number, 3);
	assert_int_equal(config->workspace_count, 6);
	assert_string_equal(config->workspace_names[0], "Mail");
	assert_string_equal(config->workspace_names[1], "Two words");
	assert_string_equal(config->workspace_names[2], "x");
	assert_null(config->workspace_names[3]);
	config_destroy(config);
}

static void
test_mistakes_about_windows(void **state)
{
	static const char *const rows[] = {"[windows]\nraise-delay=-1\n",
			"[windows]\nraise-on-click=maybe\n",
			"[windows]\nfocus-follows-mouse=1.5\n",
			"[titlebar]\nleft=close\n", "[titlebar]\nright=fly\n",
			"[workspaces]\ncount=0\n", "[workspaces]\ncount=33\n",
			"[workspaces]\nnames=a, ,b\n",
			"[workspaces]\nshape=round\n",
			"[keys]\nSuper+1=workspace-99\n"};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct config *config = config_create();
		struct err err = {0};

		assert_int_equal(config_load_text(config, "test.conf", rows[i],
						 &err),
				-1);
		assert_non_null(strstr(err.text, "test.conf:2: "));
		config_destroy(config);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_defaults),
			cmocka_unit_test(test_outputs),
			cmocka_unit_test(test_clipboard),
			cmocka_unit_test(test_programs_and_qubes),
			cmocka_unit_test(test_a_qube_wins_over_its_label),
			cmocka_unit_test(test_mice_and_touchpads),
			cmocka_unit_test(test_a_later_chord_wins_and_none_takes_it_away),
			cmocka_unit_test(test_mistakes_name_file_and_line),
			cmocka_unit_test(test_windows_titles_and_workspaces),
			cmocka_unit_test(test_mistakes_about_windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
