// SPDX-License-Identifier: MIT
#include "protocols/qrexec/qrexec_name.h"

#include <string.h>

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '_' || c == '-' ||
			c == '.';
}

static void
clean(char *text, const char *more)
{
	for (; *text != '\0'; text++) {
		if (!is_plain(*text) && !strchr(more, *text)) {
			*text = '_';
		}
	}
}

void
qrexec_name_clean_qube(char *name)
{
	clean(name, "@:");
}

bool
qrexec_name_is_ident(const char ident[QREXEC_IDENT_SIZE])
{
	size_t i = 0;

	while (i < QREXEC_IDENT_SIZE && (is_plain(ident[i]) || ident[i] == ' ')) {
		i++;
	}
	if (i == QREXEC_IDENT_SIZE) {
		return false;
	}
	while (i < QREXEC_IDENT_SIZE && ident[i] == '\0') {
		i++;
	}
	return i == QREXEC_IDENT_SIZE;
}

bool
qrexec_name_is_service(const char *text, size_t size)
{
	return size >= 2 && text[0] != '+' &&
			memchr(text, '\0', size) == text + size - 1;
}

void
qrexec_name_clean_service(char *text)
{
	clean(text, "+");
}

size_t
qrexec_name_service_len(const char *text)
{
	return strcspn(text, "+");
}
