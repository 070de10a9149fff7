// SPDX-License-Identifier: MIT
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#include "compositor/input/keybind.h"
#include "tests/check.h"

static void
test_chords(void **state)
{
	const struct {
		const char *text;
		uint32_t mods, sym;
	} rows[] = {
			{"Alt+Tab", KEYBIND_MOD_ALT, XKB_KEY_Tab},
			{"alt+shift+tab", KEYBIND_MOD_ALT | KEYBIND_MOD_SHIFT,
					XKB_KEY_Tab},
			{"Ctrl+Shift+C", KEYBIND_MOD_CONTROL | KEYBIND_MOD_SHIFT,
					XKB_KEY_c},
			{"Super+Up", KEYBIND_MOD_SUPER, XKB_KEY_Up},
			{"F12", 0, XKB_KEY_F12},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = {0};
		uint32_t mods, sym;

		assert_int_equal(keybind_parse_chord(rows[i].text, &mods, &sym,
						 &err),
				0);
		assert_int_equal(mods, rows[i].mods);
		assert_int_equal(sym, rows[i].sym);
	}
}

static void
test_bad_chords_are_refused_with_a_sentence(void **state)
{
	const char *const rows[] = {"", "Alt+", "Hyper+Tab", "Alt+Tap", "+Tab",
			"Alt Tab", "Alt++"};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = {0};
		uint32_t mods, sym;

		assert_int_equal(keybind_parse_chord(rows[i], &mods, &sym, &err),
				-1);
		assert_int_not_equal(strlen(err.text), 0);
	}
}

static void
test_mods_alone(void **state)
{
	struct err err = {0};
	uint32_t mods;

	assert_int_equal(keybind_parse_mods("Super", &mods, &err), 0);
	assert_int_equal(mods, KEYBIND_MOD_SUPER);
	assert_int_equal(keybind_parse_mods("Ctrl+Alt", &mods, &err), 0);
	assert_int_equal(mods, KEYBIND_MOD_CONTROL | KEYBIND_MOD_ALT);
	assert_int_equal(keybind_parse_mods("none", &mods, &err), 0);
	assert_int_equal(mods, 0);
	assert_int_equal(keybind_parse_mods("Super+", &mods, &err), -1);
	assert_int_equal(keybind_parse_mods("Tab", &mods, &err), -1);
}

static void
test_every_action_has_a_name_that_reads_back(void **state)
{
	for (int i = KEYBIND_NONE; i < KEYBIND_COUNT; i++) {
		const char *name =
				keybind_get_action_name((enum keybind_action)i);
		bool numbered = i == KEYBIND_WORKSPACE ||
				i == KEYBIND_MOVE_TO_WORKSPACE;
		struct keybind_command command;
		struct err err = {0};
		char text[64];

		snprintf(text, sizeof(text), "%s%s", name,
				numbered			   ? "-7"
						: i == KEYBIND_RUN ? " term"
								   : "");
		assert_int_equal(keybind_parse_command(text, &command, &err), 0);
		assert_int_equal(command.action, i);
		assert_int_equal(command.number, numbered ? 7 : 0);
		assert_string_equal(command.program,
				i == KEYBIND_RUN ? "term" : "");
	}
}

static void
test_bad_commands_are_refused(void **state)
{
	const char *const too_long =
			"run a-name-that-is-longer-than-any-program-in-a-"
			"configuration-ought-to-have";
	const char *const rows[] = {"", "fly", "run", "run ", "workspace",
			"workspace-0", "workspace-33", "workspace-x",
			"move-to-workspace", "move-to-workspace--1", too_long};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct keybind_command command;
		struct err err = {0};

		assert_int_equal(keybind_parse_command(rows[i], &command, &err),
				-1);
		assert_int_not_equal(strlen(err.text), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_chords),
			cmocka_unit_test(test_bad_chords_are_refused_with_a_sentence),
			cmocka_unit_test(test_mods_alone),
			cmocka_unit_test(test_every_action_has_a_name_that_reads_back),
			cmocka_unit_test(test_bad_commands_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
