// SPDX-License-Identifier: MIT
#include "protocols/zone/zone_text.h"

#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

bool
zone_text_is_tags(const char *text)
{
	while (*text) {
		size_t len = strspn(text, LOWER UPPER DIGITS "_-.");

		if (len == 0 || len > ZONE_TEXT_TAG_MAX) {
			return false;
		}
		text += len;
		if (*text == ' ' && text[1] != '\0') {
			text++;
		} else if (*text != '\0') {
			return false;
		}
	}
	return true;
}

bool
zone_text_is_uuid(const char *text)
{
	static const size_t groups[] = {8, 4, 4, 4, 12};

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		char end = i < 4 ? '-' : '\0';

		if (strspn(text, DIGITS "abcdef") != groups[i] ||
				text[groups[i]] != end) {
			return false;
		}
		text += groups[i] + 1;
	}
	return true;
}
