// SPDX-License-Identifier: MIT
#include "admin/ctl/call.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "admin/ctl/table.h"
#include "common/fd.h"
#include "common/mem.h"
#include "common/sock.h"
#include "common/str.h"

#define LINE_MAX_SIZE 4096
#define PATIENCE_MSEC 10000

enum column {
	COLUMN_AGE = 5,
	COLUMN_SENT = 6,
	COLUMN_RECEIVED = 7,
};

static const struct table_column columns[] = {
		{"call", "CALL"},
		{"source", "SOURCE"},
		{"target", "TARGET"},
		{"service", "SERVICE"},
		{"state", "STATE"},
		{"age_msec", "AGE"},
		{"sent", "SENT"},
		{"received", "RECEIVED"},
		{"rule", "RULE"},
};

/* Connected to the router, or -1 with a message. */
static int
connect_router(const char *runtime_dir)
{
	char *path = xformat("%s/qrexec-control.sock", runtime_dir);
	int fd = sock_connect(path, SOCK_SEQPACKET);

	if (fd < 0) {
		fprintf(stderr, "leadctl: no router at %s: %s\n", path,
				strerror(errno));
	}
	free(path);
	return fd;
}

/* The next answer; false with a message if there is none. */
static bool
recv_line(int fd, char line[LINE_MAX_SIZE])
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	ssize_t got = poll(&wait, 1, PATIENCE_MSEC) == 1
			? recv(fd, line, LINE_MAX_SIZE - 1, 0)
			: -1;

	if (got <= 0) {
		fputs("leadctl: the router does not answer\n", stderr);
		return false;
	}
	line[got] = '\0';
	return true;
}

static bool
send_line(int fd, const char *line)
{
	if (sock_send(fd, line, strlen(line), NULL, 0) < 0) {
		fputs("leadctl: the router does not listen\n", stderr);
		return false;
	}
	return true;
}

static void
say_bytes(struct table *table, size_t row, size_t column)
{
	static const char units[] = "kMGT";
	double value = strtod(table_get(table, row, column), NULL);
	char text[32];
	int unit = -1;

	while (value >= 1000 && unit < 3) {
		value /= 1000;
		unit++;
	}
	if (unit < 0) {
		snprintf(text, sizeof(text), "%.0f", value);
	} else {
		snprintf(text, sizeof(text), "%.1f%c", value, units[unit]);
	}
	table_set(table, row, column, text);
}

static void
say_age(struct table *table, size_t row)
{
	long seconds = strtol(table_get(table, row, COLUMN_AGE), NULL, 10) / 1000;
	char text[32];

	if (seconds < 60) {
		snprintf(text, sizeof(text), "%lds", seconds);
	} else if (seconds < 3600) {
		snprintf(text, sizeof(text), "%ldm%02lds", seconds / 60,
				seconds % 60);
	} else {
		snprintf(text, sizeof(text), "%ldh%02ldm", seconds / 3600,
				seconds / 60 % 60);
	}
	table_set(table, row, COLUMN_AGE, text);
}

static int
show(int fd)
{
	char line[LINE_MAX_SIZE];
	struct table table;
	bool whole = false;

	table_init(&table, columns, sizeof(columns) / sizeof(columns[0]));
	if (send_line(fd, "list")) {
		while (recv_line(fd, line) &&
				!(whole = strcmp(line, "end") == 0)) {
			table_add(&table, line);
		}
	}
	for (size_t row = 0; row < table.n_rows; row++) {
		say_age(&table, row);
		say_bytes(&table, row, COLUMN_SENT);
		say_bytes(&table, row, COLUMN_RECEIVED);
	}
	if (whole) {
		table_print(&table, stdout);
	}
	table_finish(&table);
	return whole ? 0 : 1;
}

static int
cut(int fd, long id)
{
	char line[LINE_MAX_SIZE];
	char *request = xformat("cut %ld", id);
	bool said = send_line(fd, request) && recv_line(fd, line);

	free(request);
	if (said && strcmp(line, "ok") != 0) {
		fprintf(stderr, "leadctl: there is no call %ld\n", id);
		return 1;
	}
	return said ? 0 : 1;
}

int
call_run(const char *runtime_dir, int argc, char **argv)
{
	FD_SCOPED int fd = -1;
	bool shows = argc == 1 && strcmp(argv[0], "ls") == 0;
	bool cuts = argc == 2 && strcmp(argv[0], "cut") == 0;
	long id = 0;

	if (cuts && !str_to_long(argv[1], 1, INT64_MAX, &id)) {
		fprintf(stderr, "leadctl: %s is not the number of a call\n",
				argv[1]);
		return 2;
	}
	if (!shows && !cuts) {
		fputs("leadctl: after call comes ls, or cut and a number\n",
				stderr);
		return 2;
	}
	fd = connect_router(runtime_dir);
	if (fd < 0) {
		return 1;
	}
	return shows ? show(fd) : cut(fd, id);
}
