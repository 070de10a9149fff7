// SPDX-License-Identifier: MIT
/* Small pure parts of the standard services. */
#define _GNU_SOURCE // open_memstream
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qube/rpc/app_menus.h"
#include "qube/rpc/open_name.h"
#include "qube/rpc/vmexec.h"
#include "tests/check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
test_commands_are_decoded(void **state)
{
	static const struct {
		const char *argument;
		const char *words; // joined by '|'; NULL if refused
	} rows[] = {
			{"ls", "ls"},
			{"ls+-2Dl", "ls|-l"},
			{"echo+a--b+-C3-A9+._", "echo|a-b|\xc3\xa9|._"},
			{"a+", "a|"},
			{"+", "|"},
			{"", ""},
			{"a++b", "a||b"},
			{"-20-0A-2B", " \n+"},
			{"----", "--"},
			{"-", NULL},
			{"a-", NULL},
			{"-2", NULL},
			{"-2d", NULL}, /* lower case */
			{"-G0", NULL},
			{"-00", NULL}, /* no program could be told of it */
			{"a b", NULL},
			{"a/b", NULL},
			{"\xc3\xa9", NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char **words = vmexec_decode(rows[i].argument);
		char joined[64] = "";

		if (!rows[i].words) {
			assert_null(words);
			continue;
		}
		assert_non_null(words);
		for (size_t w = 0; words[w]; w++) {
			size_t len = strlen(joined);

			snprintf(joined + len, sizeof(joined) - len, "%s%s",
					w ? "|" : "", words[w]);
		}
		assert_string_equal(joined, rows[i].words);
		free(words);
	}
}

static void
test_names_to_open(void **state)
{
	static const struct {
		const char *field, *name; // name NULL: refused
		bool view_only;
	} rows[] = {
			{"a.txt", "a.txt", false},
			{"view-only-a.txt", "a.txt", true},
			{"a b;$(c)\n.txt", "a_b___c__.txt", false},
			{"caf\xc3\xa9", "caf__", false},
			{"+@-_.", "+@-_.", false},
			{"", NULL, false},
			{"view-only-", NULL, true},
			{".", NULL, false},
			{"..", NULL, false},
			{"view-only-..", NULL, true},
			{"a/b", NULL, false},
			{"../b", NULL, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char field[OPEN_NAME_SIZE] = "";
		char name[OPEN_NAME_SIZE];
		bool view_only;

		snprintf(field, sizeof(field), "%s", rows[i].field);
		assert_int_equal(open_name_parse(field, name, &view_only),
				rows[i].name != NULL);
		assert_int_equal(view_only, rows[i].view_only);
		if (rows[i].name) {
			assert_string_equal(name, rows[i].name);
		}
	}
}

static void
test_a_name_fills_its_field(void **state)
{
	char field[OPEN_NAME_SIZE], name[OPEN_NAME_SIZE];
	char path[400];
	bool view_only;

	memset(path, 'x', sizeof(path));
	memcpy(path + sizeof(path) - 5, ".txt", 5);
	for (int i = 0; i < 2; i++) {
		open_name_encode(path, i == 1, field);
		assert_int_equal(field[OPEN_NAME_SIZE - 1], 0);
		assert_true(open_name_parse(field, name, &view_only));
		assert_int_equal(view_only, i == 1);
		assert_int_equal(strlen(name), i == 1 ? 245 : 255);
		assert_string_equal(name + strlen(name) - 4, ".txt");
	}
	open_name_encode("/tmp/d/a.txt", false, field);
	assert_string_equal(field, "a.txt");
	memset(field, 'x', sizeof(field)); /* no NUL at all */
	assert_true(open_name_parse(field, name, &view_only));
	assert_int_equal(strlen(name), 255);
}

static void
test_addresses_are_known(void **state)
{
	static const struct {
		const char *text;
		bool url;
	} rows[] = {
			{"https://a/b", true},
			{"svn+ssh://a", true},
			{"a", false},
			{"://a", false},
			{"1a://b", false},
			{"a:/b", false},
			{"/tmp/a://b", false},
			{"", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(open_name_is_url(rows[i].text), rows[i].url);
	}
}

static void
test_menu_entries(void **state)
{
	static const struct {
		const char *text, *lines;
	} rows[] = {
			{"[Desktop Entry]\nName=Foot\nExec=foot %U\n",
					"a.desktop:Name=Foot\na.desktop:Exec="
					"qubes-desktop-run a.desktop\n\n"},
			{"# c\n[Desktop Entry]\r\nName = Foot \r\n\n[Action x]\n"
			 "Name=no\n",
					"a.desktop:Name=Foot\n\n"},
			{"[desktop entry]\nName=A\nName[de]=B\nIcon=\xc3\xa9\n",
					"a.desktop:Name=A\n\n"},
			{"[Desktop Entry]\nName=A\nNoDisplay=true\n", ""},
			{"[Desktop Entry]\nName=A\nHidden=True\n", ""},
			{"[Desktop Entry]\nName=A\nNoDisplay=false\n",
					"a.desktop:Name=A\na.desktop:NoDisplay="
					"false\n\n"},
			{"[Desktop Entry]\nCategories=Screensaver;\n", ""},
			{"[Desktop Entry]\nName=\x1b[2J\nno key\n=x\n", ""},
			{"Name=A\n", ""},
			{"", ""},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *lines = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&lines, &size);

		assert_non_null(out);
		app_menus_entry("a.desktop", rows[i].text, out);
		fclose(out);
		assert_string_equal(lines, rows[i].lines);
		free(lines);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_commands_are_decoded),
			cmocka_unit_test(test_names_to_open),
			cmocka_unit_test(test_a_name_fills_its_field),
			cmocka_unit_test(test_addresses_are_known),
			cmocka_unit_test(test_menu_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
