// SPDX-License-Identifier: MIT
#include "common/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_LINES 10
#define LIMIT_WINDOW_MSEC 10000

static enum log_level log_level = LOG_LEVEL_INFO;

static const char *const level_names[] = {
		[LOG_LEVEL_ERROR] = "error",
		[LOG_LEVEL_WARN] = "warn",
		[LOG_LEVEL_INFO] = "info",
		[LOG_LEVEL_DEBUG] = "debug",
};

void
log_init(enum log_level level)
{
	const char *env = getenv("LEADLIGHT_LOG");

	log_level = level;
	for (int i = LOG_LEVEL_ERROR; env && i <= LOG_LEVEL_DEBUG; i++) {
		if (strcmp(env, level_names[i]) == 0) {
			log_level = (enum log_level)i;
		}
	}
}

enum log_level
log_get_level(void)
{
	return log_level;
}

static void
write_line(enum log_level level, const char *file, const char *text,
		const char *reason)
{
	const char *slash = strrchr(file, '/');
	const char *stem = slash ? slash + 1 : file;

	fprintf(stderr, "%s: %.*s: %s%s%s\n", level_names[level],
			(int)strcspn(stem, "."), stem, text, reason ? ": " : "",
			reason ? reason : "");
}

void
log_write(enum log_level level, const char *file, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	if (level > log_level) {
		return;
	}
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	write_line(level, file, text, NULL);
}

void
log_write_errno(enum log_level level, const char *file, const char *fmt, ...)
{
	int saved = errno;
	char text[1024];
	va_list args;

	if (level > log_level) {
		return;
	}
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	write_line(level, file, text, strerror(saved));
	errno = saved;
}

bool
log_limit_allow(struct log_limit *limit, int64_t now_msec)
{
	if (now_msec - limit->window_msec >= LIMIT_WINDOW_MSEC) {
		limit->window_msec = now_msec;
		limit->count = 0;
	}
	limit->count++;
	return limit->count <= LIMIT_LINES;
}
