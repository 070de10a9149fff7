// SPDX-License-Identifier: MIT
#include "common/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
must(void *p)
{
	if (!p) {
		fputs("error: mem: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	return must(calloc(n ? n : 1, size ? size : 1));
}

char *
xstrdup(const char *s)
{
	return must(strdup(s));
}

char *
xformat(const char *fmt, ...)
{
	va_list args;
	va_list again;
	char *text;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	text = xcalloc(1, len < 0 ? 1 : (size_t)len + 1);
	if (len >= 0) {
		vsnprintf(text, (size_t)len + 1, fmt, again);
	}
	va_end(again);
	return text;
}
