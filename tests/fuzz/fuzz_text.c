// SPDX-License-Identifier: MIT
/* Bytes as a title. The first one is the size of the place for the result. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocols/gui/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_ascii(const char *text)
{
	for (; *text; text++) {
		assert(*text >= 0x20 && *text <= 0x7e);
	}
}

static void
check_utf8(const char *text)
{
	while (*text) {
		uint32_t c;
		size_t len = gui_text_decode(text, strlen(text), &c);

		assert(len > 0);
		assert(c >= 0x20 && (c < 0x7f || c > 0x9f));
		assert(c < 0x202a || c > 0x202e);
		assert(c < 0x2066 || c > 0x2069);
		assert(c < 0x200b || c > 0x200f);
		text += len;
	}
}

/* Clean text is its own cleaning, and fits at every place it is cut. */
static void
check_again(const char *clean, size_t size)
{
	char *again = malloc(size);
	size_t len = strlen(clean);

	assert(again);
	gui_text_clean_title(again, size, clean, true);
	assert(strcmp(again, clean) == 0);
	for (size_t max = 0; max <= len; max++) {
		size_t fits = gui_text_fit(clean, max);

		assert(fits <= max && max - fits < 4);
		assert(fits == len || (clean[fits] & 0xc0) != 0x80);
	}
	free(again);
}

static void
check_size(const char *src, size_t size)
{
	char *out = malloc(size);

	assert(out);
	gui_text_clean_title(out, size, src, true);
	assert(strlen(out) <= strlen(src));
	check_utf8(out);
	check_again(out, size);
	gui_text_clean_title(out, size, src, false);
	check_ascii(out);
	gui_text_clean_ascii(out, size, src);
	check_ascii(out);
	assert(strlen(out) == strnlen(src, size - 1));
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *src;

	if (size < 1 || size > 4096) {
		return 0;
	}
	src = calloc(1, size);
	assert(src);
	memcpy(src, data + 1, size - 1);
	check_size(src, 1 + data[0]);
	check_size(src, size);
	free(src);
	return 0;
}
