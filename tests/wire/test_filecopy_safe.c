// SPDX-License-Identifier: MIT
/*
 * The table of characters that may be shown, against the properties in ICU that
 * it was made from. "print" as argument prints the table anew.
 */
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "protocols/filecopy/filecopy_name.h"
#include "tests/check.h"

#define LAST 0x10ffff
#define UNICODE_OF_TABLE 16 // characters of later versions are not in it

static bool
has(const int *list, size_t count, int value)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i] == value) {
			return true;
		}
	}
	return false;
}

#define HAS(list, value) has(list, sizeof(list) / sizeof((list)[0]), value)

static bool
is_category_safe(UChar32 c)
{
	static const int good[] = {U_UPPERCASE_LETTER, U_LOWERCASE_LETTER,
			U_TITLECASE_LETTER, U_MODIFIER_LETTER, U_OTHER_LETTER,
			U_DECIMAL_DIGIT_NUMBER, U_LETTER_NUMBER, U_OTHER_NUMBER,
			U_DASH_PUNCTUATION, U_START_PUNCTUATION,
			U_END_PUNCTUATION, U_CONNECTOR_PUNCTUATION,
			U_OTHER_PUNCTUATION, U_MATH_SYMBOL, U_CURRENCY_SYMBOL,
			U_INITIAL_PUNCTUATION, U_FINAL_PUNCTUATION};

	return HAS(good, u_charType(c));
}

static bool
is_direction_safe(UChar32 c)
{
	static const int good[] = {U_LEFT_TO_RIGHT, U_EUROPEAN_NUMBER,
			U_EUROPEAN_NUMBER_SEPARATOR,
			U_EUROPEAN_NUMBER_TERMINATOR, U_COMMON_NUMBER_SEPARATOR,
			U_WHITE_SPACE_NEUTRAL, U_OTHER_NEUTRAL};

	return HAS(good, (int)u_charDirection(c));
}

static bool
is_script_safe(UChar32 c)
{
	static const int good[] = {USCRIPT_COMMON, USCRIPT_INHERITED,
			USCRIPT_LATIN, USCRIPT_GREEK, USCRIPT_CYRILLIC,
			USCRIPT_BRAILLE, USCRIPT_HAN, USCRIPT_HANGUL,
			USCRIPT_BOPOMOFO, USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
			USCRIPT_SIMPLIFIED_HAN, USCRIPT_TRADITIONAL_HAN,
			USCRIPT_HAN_WITH_BOPOMOFO, USCRIPT_JAMO,
			USCRIPT_KATAKANA_OR_HIRAGANA, USCRIPT_JAPANESE,
			USCRIPT_KOREAN};
	UErrorCode error = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript(c, &error);
	UScriptUsage usage = uscript_getUsage(script);

	return U_SUCCESS(error) && HAS(good, (int)script) &&
			(usage == USCRIPT_USAGE_RECOMMENDED ||
					usage == USCRIPT_USAGE_NOT_ENCODED ||
					usage == USCRIPT_USAGE_UNKNOWN);
}

static bool
is_in_table_version(UChar32 c)
{
	UVersionInfo age;

	u_charAge(c, age);
	return age[0] > 0 && age[0] <= UNICODE_OF_TABLE;
}

static bool
is_safe(UChar32 c)
{
	if (c < 0x7f) {
		return c >= 0x20;
	}
	return U_IS_UNICODE_CHAR(c) && is_in_table_version(c) &&
			is_category_safe(c) && is_direction_safe(c) &&
			is_script_safe(c);
}

static void
test_table_is_as_properties_say(void **state)
{
	for (UChar32 c = 0; c <= LAST; c++) {
		if (filecopy_char_is_safe((uint32_t)c) != is_safe(c)) {
			fail_msg("U+%04X", (unsigned)c);
		}
	}
	assert_false(filecopy_char_is_safe(LAST + 1));
	assert_false(filecopy_char_is_safe(UINT32_MAX));
}

static int
print(void)
{
	UChar32 first = -1;

	for (UChar32 c = 0; c <= LAST + 1; c++) {
		bool safe = c <= LAST && is_safe(c);

		if (safe && first < 0) {
			first = c;
		} else if (!safe && first >= 0) {
			printf("\t\t{0x%04x, 0x%04x},\n", (unsigned)first,
					(unsigned)c - 1);
			first = -1;
		}
	}
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_table_is_as_properties_say),
	};

	if (argc > 1 && strcmp(argv[1], "print") == 0) {
		return print();
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
