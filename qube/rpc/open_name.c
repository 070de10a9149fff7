// SPDX-License-Identifier: MIT
#include "qube/rpc/open_name.h"

#include <string.h>

#include "common/str.h"

#define VIEW_ONLY "view-only-"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

void
open_name_encode(const char *path, bool view_only, char field[OPEN_NAME_SIZE])
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t start = view_only ? strlen(VIEW_ONLY) : 0;
	size_t room = OPEN_NAME_SIZE - start - 1;
	size_t len = strlen(name);

	memset(field, 0, OPEN_NAME_SIZE);
	memcpy(field, VIEW_ONLY, start);
	if (len > room) {
		name += len - room;
		len = room;
	}
	memcpy(field + start, name, len);
}

bool
open_name_parse(const char field[OPEN_NAME_SIZE], char *name, bool *view_only)
{
	char whole[OPEN_NAME_SIZE];
	size_t start = 0;

	memcpy(whole, field, OPEN_NAME_SIZE);
	whole[OPEN_NAME_SIZE - 1] = '\0';
	*view_only = strncmp(whole, VIEW_ONLY, strlen(VIEW_ONLY)) == 0;
	if (*view_only) {
		start = strlen(VIEW_ONLY);
	}
	str_copy(name, OPEN_NAME_SIZE, whole + start);
	for (char *c = name; *c; c++) {
		if (*c == '/') {
			return false;
		}
		if (!strchr(LETTERS DIGITS "._-+@", *c)) {
			*c = '_';
		}
	}
	return *name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

bool
open_name_is_url(const char *text)
{
	size_t scheme = strspn(text, LETTERS DIGITS "+");

	return scheme > 0 && strchr(LETTERS, text[0]) &&
			strncmp(text + scheme, "://", 3) == 0;
}
