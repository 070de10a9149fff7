// SPDX-License-Identifier: MIT
#include "qube/rpc/progress.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/str.h"
#include "qube/rpc/stream.h"

#define INTERVAL_MSEC 200

static int64_t
now_msec(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static long
number_from(const char *variable, long fallback)
{
	const char *text = getenv(variable);
	long value;

	return text && str_to_long(text, 0, LONG_MAX, &value) ? value : fallback;
}

void
progress_init(struct progress *progress)
{
	const char *type = getenv("PROGRESS_TYPE");
	long out = number_from("SAVED_FD_1", -1);

	*progress = (struct progress){.fd = STDERR_FILENO};
	progress->total = (uint64_t)number_from("FILECOPY_TOTAL_BYTES", 0);
	if (type && strcmp(type, "console") == 0) {
		progress->kind = PROGRESS_CONSOLE;
	} else if (type && strcmp(type, "gui") == 0 && out >= 0 &&
			out <= INT_MAX) {
		progress->kind = PROGRESS_GUI;
		progress->fd = (int)out;
	}
}

static uint64_t
kib(uint64_t bytes)
{
	return bytes / 1024 + (bytes % 1024 > 0);
}

static void
show(struct progress *progress, const char *end)
{
	char line[96] = "";

	switch (progress->kind) {
	case PROGRESS_NONE:
		return;
	case PROGRESS_CONSOLE:
		snprintf(line, sizeof(line), "sent %" PRIu64 "/%" PRIu64 " KB%s",
				kib(progress->done), kib(progress->total), end);
		break;
	case PROGRESS_GUI:
		snprintf(line, sizeof(line), "%" PRIu64 "\n", progress->done);
		break;
	}
	if (!stream_write(progress->fd, line, strlen(line))) {
		progress->kind = PROGRESS_NONE;
	}
}

void
progress_add(struct progress *progress, uint64_t bytes)
{
	int64_t now;

	progress->done += bytes;
	if (progress->kind == PROGRESS_NONE) {
		return;
	}
	now = now_msec();
	if (now - progress->shown_msec >= INTERVAL_MSEC) {
		progress->shown_msec = now;
		show(progress, "\r");
	}
}

void
progress_end(struct progress *progress)
{
	show(progress, "\n");
}
