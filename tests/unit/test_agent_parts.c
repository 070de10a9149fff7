// SPDX-License-Identifier: MIT
/* Parts of the agent that need no display: cursors, pasted text. */
#include <string.h>

#include "protocols/gui/wire.h"
#include "qube/agent/cursor.h"
#include "qube/agent/text_source.h"
#include "tests/check.h"

static void
test_finds_every_cursor_by_its_name(void **state)
{
	size_t n = 0;

	for (; cursor_get_name(n) != NULL; n++) {
		uint32_t cursor = cursor_from_name(cursor_get_name(n));

		/* the table is sorted, or the search would miss some */
		assert_true(n == 0 ||
				strcmp(cursor_get_name(n - 1),
						cursor_get_name(n)) < 0);
		if (cursor == GUI_CURSOR_DEFAULT) {
			continue;
		}
		assert_in_range(cursor, GUI_CURSOR_FIRST, GUI_CURSOR_LAST);
		assert_int_equal(cursor % 2, 0); // odd glyphs are masks
	}
	assert_true(n > 60);
}

static void
test_knows_the_usual_cursors(void **state)
{
	static const struct {
		const char *name;
		uint32_t cursor;
	} cases[] = {
			{"default", GUI_CURSOR_DEFAULT},
			{"left_ptr", GUI_CURSOR_DEFAULT},
			{"text", 0x198},
			{"xterm", 0x198},
			{"pointer", 0x13c},
			{"wait", 0x196},
			{"ew-resize", 0x16c},
			{"ns-resize", 0x174},
			{"se-resize", 0x10e},
			{"no such cursor", GUI_CURSOR_DEFAULT},
			{"", GUI_CURSOR_DEFAULT},
			{NULL, GUI_CURSOR_DEFAULT},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(cursor_from_name(cases[i].name),
				cases[i].cursor);
	}
}

static void
test_pastes_clean_text_only(void **state)
{
	static const struct {
		const char *text;
		bool clean;
	} cases[] = {
			{"", true},
			{"plain text, with\ttabs and\r\nlines\n", true},
			{"Gr\xc3\xbc\xc3\x9f"
			 "e \xe2\x82\xac \xf0\x9f\x90\xa7",
					true},
			{"escape \x1b[31m", false},
			{"bell \a", false},
			{"delete \x7f", false},
			{"latin \xe4", false},
			{"lone \x80", false},
			{"cut \xe2\x82", false},
			{"overlong \xc0\xaf", false},
			{"surrogate \xed\xa0\x80", false},
			{"beyond \xf4\x90\x80\x80", false},
			{"five \xf8\x88\x80\x80\x80", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(text_source_is_clean(
						 (const uint8_t *)cases[i].text,
						 strlen(cases[i].text)),
				cases[i].clean);
	}
	assert_false(text_source_is_clean((const uint8_t *)"a\0b", 3));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_finds_every_cursor_by_its_name),
			cmocka_unit_test(test_knows_the_usual_cursors),
			cmocka_unit_test(test_pastes_clean_text_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
