// SPDX-License-Identifier: MIT
#include "common/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define QUBE_NAME_MAX 31

char *
str_escape(char *dst, size_t size, const char *src, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)src[i];
		bool plain = c >= 0x20 && c <= 0x7e && c != '\\';

		if (used + (plain ? 1 : 4) >= size) {
			break;
		}
		if (plain) {
			dst[used++] = (char)c;
			continue;
		}
		dst[used++] = '\\';
		dst[used++] = 'x';
		dst[used++] = hex[c >> 4];
		dst[used++] = hex[c & 15];
	}
	if (size > 0) {
		dst[used] = '\0';
	}
	return dst;
}

bool
str_copy(char *dst, size_t size, const char *src)
{
	size_t len = strlen(src);
	bool fits = len < size;

	if (size == 0) {
		return false;
	}
	len = fits ? len : size - 1;
	memcpy(dst, src, len);
	dst[len] = '\0';
	return fits;
}

bool
str_to_long(const char *text, long min, long max, long *out)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value < min ||
			value > max) {
		return false;
	}
	*out = value;
	return true;
}

bool
str_to_double(const char *text, double min, double max, double *out)
{
	double value = 0;
	double unit = 0;
	const char *p = text;
	bool negative = *p == '-';

	p += negative;
	if (*p == '\0' || strlen(p) > 15) {
		return false;
	}
	for (; *p; p++) {
		if (*p == '.' && unit == 0) {
			unit = 1;
		} else if (*p >= '0' && *p <= '9') {
			value = value * 10 + (*p - '0');
			unit *= 10;
		} else {
			return false;
		}
	}
	value = unit > 0 ? value / unit : value;
	value = negative ? -value : value;
	if (value < min || value > max) {
		return false;
	}
	*out = value;
	return true;
}

bool
str_to_bool(const char *text, bool *out)
{
	static const char *const words[] = {
			"false", "true", "no", "yes", "off", "on", "0", "1"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(text, words[i]) == 0) {
			*out = i % 2;
			return true;
		}
	}
	return false;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
str_is_qube_name(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > QUBE_NAME_MAX || !is_letter(text[0])) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (!is_letter(c) && !(c >= '0' && c <= '9') &&
				!strchr("_-.", c)) {
			return false;
		}
	}
	return true;
}
