// SPDX-License-Identifier: MIT
#include "qube/rpc/vmexec.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

#define PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._"

static int
digit(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* One byte from *at, which moves behind it; false if there is none. */
static bool
decode_byte(const char **at, char *out)
{
	const char *from = *at;
	int high, low;

	if (strchr(PLAIN, from[0])) {
		*out = from[0];
		*at += 1;
		return true;
	}
	if (from[0] == '-' && from[1] == '-') {
		*out = '-';
		*at += 2;
		return true;
	}
	high = from[0] == '-' ? digit(from[1]) : -1;
	low = high >= 0 ? digit(from[2]) : -1;
	if (low < 0 || (high == 0 && low == 0)) {
		return false;
	}
	*out = (char)(high * 16 + low);
	*at += 3;
	return true;
}

static bool
decode_words(const char *at, char **words, char *text)
{
	*words++ = text;
	while (*at) {
		if (*at == '+') {
			*text++ = '\0';
			*words++ = text;
			at++;
		} else if (!decode_byte(&at, text++)) {
			return false;
		}
	}
	*text = '\0';
	*words = NULL;
	return true;
}

char **
vmexec_decode(const char *argument)
{
	size_t count = 2; // a word and the end
	size_t len = strlen(argument) + 1;
	char **words;

	for (const char *at = argument; *at; at++) {
		count += *at == '+';
	}
	words = xcalloc(1, count * sizeof(*words) + len);
	if (!decode_words(argument, words, (char *)(words + count))) {
		free(words);
		return NULL;
	}
	return words;
}
