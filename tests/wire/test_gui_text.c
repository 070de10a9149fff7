// SPDX-License-Identifier: MIT
#include <string.h>

#include "protocols/gui/text.h"
#include "tests/check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Titles as they come, with UTF-8 allowed and without. */
static const struct {
	const char *src, *utf8, *ascii;
} titles[] = {
		{"", "", ""},
		{"plain ~ title", "plain ~ title", "plain ~ title"},
		{"tab\there", "tab_here", "tab_here"},
		{"\x1b[31mred\x7f", "_[31mred_", "_[31mred_"},
		{"line\r\nline", "line__line", "line__line"},
		{"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f", "gr____"},
		{"\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac", "______"},
		{"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "____"},
		// private: the first and the last there is; one from above
		{"\xee\x80\x80", "_", "___"},
		{"\xf4\x8f\xbf\xbd", "_", "____"},
		{"\xf4\x90\x80\x80", "____", "____"},
		{"\xf5\x80\x80\x80", "____", "____"},
		// overlong, surrogate, lone tail, cut short
		{"\xc0\xaf", "__", "__"},
		{"\xc1\xbf", "__", "__"},
		{"\xe0\x9f\xbf", "___", "___"},
		{"\xf0\x8f\xbf\xbf", "____", "____"},
		{"\xed\xa0\x80", "___", "___"},
		{"\xed\xbf\xbf", "___", "___"},
		{"\x80x", "_x", "_x"},
		{"\xe2\x82", "__", "__"},
		{"\xe2\x82x", "__x", "__x"},
		{"\xc3", "_", "_"},
		{"\xff\xfe", "__", "__"},
		// controls of the upper half, line separators, not characters
		{"a\xc2\x85z", "a_z", "a__z"},
		{"a\xe2\x80\xa8z", "a_z", "a___z"},
		{"a\xef\xbf\xbfz", "a_z", "a___z"},
		{"a\xf0\x9f\xbf\xbez", "a_z", "a____z"},
		{"a\xef\xb7\x90z", "a_z", "a___z"},
		// direction: override, embedding, isolate, marks
		{"\xe2\x80\xaegnp.exe", "gnp.exe", "___gnp.exe"},
		{"a\xe2\x80\xaaz\xe2\x80\xac", "az", "a___z___"},
		{"\xe2\x81\xa6x\xe2\x81\xa9", "x", "___x___"},
		{"\xe2\x80\x8ex\xe2\x80\x8f", "x", "___x___"},
		{"\xd8\x9cx", "x", "__x"},
		// invisible: zero width, joiners, soft hyphen, tags, fillers
		{"p\xe2\x80\x8b"
		 "a\xe2\x80\x8dy",
				"pay", "p___a___y"},
		{"so\xc2\xad"
		 "ft",
				"soft", "so__ft"},
		{"\xef\xbb\xbfx", "x", "___x"},
		{"\xe2\x81\xa0x", "x", "___x"},
		{"\xf3\xa0\x81\x81x", "x", "____x"},
		{"\xf3\xa0\x87\xafx", "x", "____x"},
		{"\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4", "______"},
		{"\xe3\x85\xa4x", "x", "___x"},
		{"\xe1\xa0\x8ex", "x", "___x"},
		{"\xef\xbf\xb9x", "x", "___x"},
		// spaces that look like more or less than one
		{"a\xc2\xa0z", "a z", "a__z"},
		{"a\xe3\x80\x80z", "a z", "a___z"},
		{"a\xe2\x80\x83z", "a z", "a___z"},
		{"a\xe2\xa0\x80z", "a z", "a___z"},
		// the ellipsis, which Linux agents put at the end
		{"long\xe2\x80\xa6", "long\xe2\x80\xa6", "long..."},
		{"a\xe2\x80\xa6z", "a\xe2\x80\xa6z", "a___z"},
		{"\xe2\x80\xa6", "\xe2\x80\xa6", "___"},
		{"l\xe2\x80\xa6", "l\xe2\x80\xa6", "l..."},
};

static void
test_titles_come_out_clean(void **state)
{
	for (size_t i = 0; i < COUNT(titles); i++) {
		char out[128];

		gui_text_clean_title(out, sizeof(out), titles[i].src, true);
		assert_string_equal(out, titles[i].utf8);
		gui_text_clean_title(out, sizeof(out), titles[i].src, false);
		assert_string_equal(out, titles[i].ascii);
	}
}

static void
test_class_names_are_ascii_without_exception(void **state)
{
	char out[16];

	gui_text_clean_ascii(out, sizeof(out), "X\xe2\x80\xa6\n~");
	assert_string_equal(out, "X____~");
	gui_text_clean_ascii(out, 4, "abcdef");
	assert_string_equal(out, "abc");
}

static void
test_text_that_does_not_fit_is_cut_at_a_character(void **state)
{
	char out[6];

	gui_text_clean_title(out, sizeof(out), "abc\xe6\x97\xa5", true);
	assert_string_equal(out, "abc");
	gui_text_clean_title(out, sizeof(out), "ab\xe6\x97\xa5z", true);
	assert_string_equal(out, "ab\xe6\x97\xa5");
	gui_text_clean_title(out, sizeof(out), "abcdefgh\xe2\x80\xa6", false);
	assert_string_equal(out, "abcde");
	gui_text_clean_title(out, 1, "x", true);
	assert_string_equal(out, "");
	assert_int_equal(gui_text_fit("ab\xc3\xbcx", 3), 2);
	assert_int_equal(gui_text_fit("ab\xc3\xbcx", 4), 4);
	assert_int_equal(gui_text_fit("ab", 100), 2);
	for (size_t max = 2; max < 5; max++) {
		assert_int_equal(gui_text_fit("ab\xe6\x97\xa5x", max), 2);
	}
	for (size_t max = 1; max < 5; max++) {
		assert_int_equal(gui_text_fit("a\xf0\x9f\x98\x80x", max), 1);
	}
	assert_int_equal(gui_text_fit("a\xf0\x9f\x98\x80x", 5), 5);
	assert_int_equal(gui_text_fit("ab", 0), 0);
}

/* As the RFC's grammar has it, written as ranges of bytes. */
static bool
is_utf8_by_table(const uint8_t *s)
{
	static const uint8_t rows[][8] = {
			{0xc2, 0xdf, 0x80, 0xbf, 0, 0, 0, 0},
			{0xe0, 0xe0, 0xa0, 0xbf, 0x80, 0xbf, 0, 0},
			{0xe1, 0xec, 0x80, 0xbf, 0x80, 0xbf, 0, 0},
			{0xed, 0xed, 0x80, 0x9f, 0x80, 0xbf, 0, 0},
			{0xee, 0xef, 0x80, 0xbf, 0x80, 0xbf, 0, 0},
			{0xf0, 0xf0, 0x90, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
			{0xf1, 0xf3, 0x80, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
			{0xf4, 0xf4, 0x80, 0x8f, 0x80, 0xbf, 0x80, 0xbf},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t k = 0;

		while (k < 4 && rows[i][2 * k + 1] != 0 &&
				s[k] >= rows[i][2 * k] &&
				s[k] <= rows[i][2 * k + 1]) {
			k++;
		}
		if (k == 4 || (k > 0 && rows[i][2 * k + 1] == 0)) {
			return true;
		}
	}
	return s[0] < 0x80;
}

static void
test_every_start_of_four_bytes_is_judged_as_the_rfc_does(void **state)
{
	static const uint8_t lasts[] = {0x7f, 0x80, 0xbf, 0xc0};
	uint32_t c;

	for (unsigned int n = 0; n < 1u << 16; n++) {
		for (size_t k = 0; k < 16; k++) {
			uint8_t s[4] = {(uint8_t)(n >> 8), (uint8_t)n,
					lasts[k / 4], lasts[k % 4]};
			size_t size = gui_text_decode((char *)s, 4, &c);

			assert_int_equal(size > 0, is_utf8_by_table(s));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_titles_come_out_clean),
			cmocka_unit_test(test_class_names_are_ascii_without_exception),
			cmocka_unit_test(test_text_that_does_not_fit_is_cut_at_a_character),
			cmocka_unit_test(test_every_start_of_four_bytes_is_judged_as_the_rfc_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
