// SPDX-License-Identifier: MIT
#include <string.h>

#include "compositor/clipboard/clip_text.h"
#include "tests/check.h"

#define TEXT(text, plain) {text, sizeof(text) - 1, plain}

static const struct {
	const char *text;
	size_t len;
	bool plain;
} texts[] = {
		TEXT("", true),
		TEXT("plain words", true),
		TEXT("two\tcells\r\nand a line\n", true),
		TEXT("gr\xc3\xbc\xc3\x9f\x65", true),
		TEXT("\xe6\xbc\xa2\xf0\x9f\x98\x80", true),
		TEXT("\xf4\x8f\xbf\xbf", true), // the last character there is
		TEXT("\xef\xbb\xbfwith a mark at the start", true),
		TEXT("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe2\x80\x8f", true),
		TEXT("\0", false),
		TEXT("a\0b", false),
		TEXT("end\0", false),
		TEXT("\x1b[31mred", false),
		TEXT("bell\a", false),
		TEXT("back\b", false),
		TEXT("page\f", false),
		TEXT("\v", false),
		TEXT("\x7f", false),
		TEXT("\xc2\x80", false), // C1
		TEXT("\xc2\x9b\x33\x31m", false), // CSI in one character
		TEXT("\xc2\xa0", true), // the first one after C1
		TEXT("gr\xfc\xdf\x65", false), // Latin-1
		TEXT("\xc3", false), // cut off
		TEXT("\xe6\xbc", false),
		TEXT("\xf0\x9f\x98", false),
		TEXT("\x80", false), // a tail alone
		TEXT("\xc0\x80", false), // NUL in two bytes
		TEXT("\xe0\x80\x80", false),
		TEXT("\xc1\xbf", false), // longer than needed
		TEXT("\xed\xa0\x80", false), // half of a UTF-16 pair
		TEXT("\xf4\x90\x80\x80", false), // beyond the last one
		TEXT("\xf8\x88\x80\x80\x80", false),
		TEXT("\xfe\xff", false),
		TEXT("\xff", false),
		TEXT("good \xc3\xbc and then bad \xc3", false),
};

static void
test_what_is_plain(void **state)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		bool plain = clip_text_is_plain(
				(const uint8_t *)texts[i].text, texts[i].len);

		if (plain != texts[i].plain) {
			fail_msg("text %zu", i);
		}
	}
}

/* One bad byte anywhere makes all of it bad. */
static void
test_each_place_counts(void **state)
{
	uint8_t text[300];

	memset(text, 'a', sizeof(text));
	assert_true(clip_text_is_plain(text, sizeof(text)));
	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = 0x1b;
		assert_false(clip_text_is_plain(text, sizeof(text)));
		text[i] = 'a';
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_what_is_plain),
			cmocka_unit_test(test_each_place_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
