// SPDX-License-Identifier: MIT
#include "common/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
err_set(struct err *err, const char *fmt, ...)
{
	va_list args;

	if (!err) {
		return -1;
	}
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	return -1;
}

int
err_set_errno(struct err *err, const char *fmt, ...)
{
	int saved = errno;
	va_list args;
	size_t used;

	if (!err) {
		return -1;
	}
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s",
			strerror(saved));
	errno = saved;
	return -1;
}

int
err_wrap(struct err *err, const char *fmt, ...)
{
	struct err inner;
	va_list args;
	size_t used;

	if (!err) {
		return -1;
	}
	inner = *err;
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", inner.text);
	return -1;
}
