// SPDX-License-Identifier: MIT
#include "common/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT_LINES 10
#define LIMIT_WINDOW_MSEC 10000
#define LINE_SIZE 2048

static enum log_level log_level = LOG_LEVEL_INFO;
static int log_fd = STDERR_FILENO;
static bool log_is_socket; // that must be told each time not to wait
static unsigned long log_lost; // lines, not yet told of
static bool log_torn; // the last line has no end

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

void
log_never_wait(void)
{
	struct stat info;
	int fd = -1;

	if (fstat(STDERR_FILENO, &info) < 0) {
		return;
	}
	if (log_fd != STDERR_FILENO) {
		close(log_fd);
	}
	log_is_socket = S_ISSOCK(info.st_mode);
	// opened anew: others who share the old one wait as before
	if (S_ISFIFO(info.st_mode) || S_ISCHR(info.st_mode)) {
		fd = open("/proc/self/fd/2",
				O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	}
	log_fd = fd >= 0 ? fd : STDERR_FILENO;
}

void
log_wait(void)
{
	if (log_fd != STDERR_FILENO) {
		close(log_fd);
	}
	log_fd = STDERR_FILENO;
	log_is_socket = false;
	log_lost = 0;
	log_torn = false;
}

static bool
put(const char *line, size_t len)
{
	ssize_t done;

	do {
		done = log_is_socket
				? send(log_fd, line, len,
						  MSG_NOSIGNAL | MSG_DONTWAIT)
				: write(log_fd, line, len);
	} while (done < 0 && errno == EINTR);
	if (done > 0) {
		log_torn = line[done - 1] != '\n';
	}
	return done == (ssize_t)len;
}

/* False if nobody can be told so now. */
static bool
tell_lost(void)
{
	char line[64];
	int len;

	if (log_lost == 0) {
		return true;
	}
	len = snprintf(line, sizeof(line), "%swarn: log: %lu lines were lost\n",
			log_torn ? "\n" : "", log_lost);
	if (!put(line, (size_t)len)) {
		return false;
	}
	log_lost = 0;
	return true;
}

static void
write_line(enum log_level level, const char *file, const char *text,
		const char *reason)
{
	const char *slash = strrchr(file, '/');
	const char *stem = slash ? slash + 1 : file;
	char line[LINE_SIZE];
	int len = snprintf(line, sizeof(line), "%s: %.*s: %s%s%s\n",
			level_names[level], (int)strcspn(stem, "."), stem, text,
			reason ? ": " : "", reason ? reason : "");

	if (!tell_lost() || !put(line, (size_t)len)) {
		log_lost++;
	}
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
