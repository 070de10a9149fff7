// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // pipe2
#include "qube/qrexec/service_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/qrexec/qrexec_command.h"
#include "qube/qrexec/agent.h"

#define LINE_SIZE 200 // four times that fits into a line of the log
#define LINES_MAX 200 // of one command
#define IN_SIZE 4096 // read at a time

struct service_log {
	struct wl_list link; // agent.service_logs
	struct wl_event_source *source; // owned
	int fd; // owned
	unsigned int lines; // written so far
	size_t len; // of line
	char line[LINE_SIZE]; // the one that has not ended
	char name[128]; // escaped
};

static void
destroy(struct service_log *log)
{
	wl_event_source_remove(log->source);
	fd_close(&log->fd);
	wl_list_remove(&log->link);
	free(log);
}

static void
write_line(struct service_log *log)
{
	char shown[4 * LINE_SIZE + 1];

	if (log->len > 0 && log->lines++ < LINES_MAX) {
		log_info("%s: %s", log->name,
				str_escape(shown, sizeof(shown), log->line,
						log->len));
	}
	log->len = 0;
}

static void
take(struct service_log *log, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\n') {
			write_line(log);
			continue;
		}
		if (log->len == LINE_SIZE) {
			write_line(log); // the rest is one more line
		}
		log->line[log->len++] = data[i];
	}
}

static int
handle_readable(int fd, uint32_t mask, void *data)
{
	struct service_log *log = data;
	char room[IN_SIZE];
	ssize_t got = read(fd, room, sizeof(room));

	if (got > 0) {
		take(log, room, (size_t)got);
	}
	if (log->lines > LINES_MAX) {
		log_warn("%s: writes too much: no more of it is told", log->name);
		destroy(log);
	} else if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
		write_line(log);
		destroy(log);
	}
	return 0;
}

static void
set_name(struct service_log *log, const struct qrexec_command *command)
{
	bool is_service = command->full_name != NULL;
	char *name = is_service ? xformat("%s for %s", command->full_name,
						  command->source)
				: xstrdup("a command");

	str_escape(log->name, sizeof(log->name), name, strlen(name));
	free(name);
}

/* With an end to read in it, too, writing to it is never an error that ends a
 * program. */
static int
open_for_all(int fd)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

int
service_log_open(struct agent *agent, const struct qrexec_command *command)
{
	FD_SCOPED int reading = -1;
	FD_SCOPED int writing = -1;
	FD_SCOPED int result = -1;
	struct service_log *log;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0) {
		return -1;
	}
	reading = fds[0];
	writing = fds[1];
	result = open_for_all(writing);
	if (result < 0) {
		return -1;
	}
	log = xcalloc(1, sizeof(*log));
	set_name(log, command);
	log->source = wl_event_loop_add_fd(agent->loop, reading,
			WL_EVENT_READABLE, handle_readable, log);
	if (log->source == NULL) {
		free(log);
		return -1;
	}
	log->fd = fd_steal(&reading);
	wl_list_insert(&agent->service_logs, &log->link);
	return fd_steal(&result);
}

void
service_log_destroy_all(struct agent *agent)
{
	struct service_log *log, *next;

	wl_list_for_each_safe(log, next, &agent->service_logs, link) {
		destroy(log);
	}
}
