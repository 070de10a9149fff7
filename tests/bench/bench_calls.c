// SPDX-License-Identifier: MIT
/*
 * Many calls, as many processes as shall be open at a time. "own" has no
 * program for each: it asks the agent and serves the caller's end itself;
 * "hold" does so, too, and reads a byte of standard input before it ends one;
 * "run" runs a program for each. Prints calls, seconds, calls per second, the
 * 50th, 90th and 99th percentile and the longest of a call in microseconds,
 * how many did not end with exit code 0, and the seconds of CPU of all these
 * processes.
 *
 *   bench-calls COUNT PARALLEL own|hold SOCKET TARGET SERVICE
 *   bench-calls COUNT PARALLEL run PROGRAM [WORD...]
 *
 * VCHAN_DOMAIN and VCHAN_SOCKET_DIR are those of the calling qube.
 */
#define _GNU_SOURCE // MAP_ANONYMOUS, environ
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/str.h"
#include "protocols/qrexec/qrexec_data.h"
#include "qube/qrexec/ask.h"

#define CHANNEL_TIMEOUT_MSEC 60000
#define WRONG UINT32_MAX

static int64_t
now_usec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* True when the service has ended with 0. */
static bool
carry(int channel, bool hold)
{
	uint8_t out[QREXEC_HELLO_SIZE + QREXEC_HEADER_SIZE];
	uint8_t room[65536];
	struct qrexec_data data;
	struct qrexec_event event = {0};
	struct err err;
	size_t begin = 0;
	ssize_t got = 1;
	char byte;

	qrexec_data_init(&data, QREXEC_ROLE_CALLER);
	qrexec_data_put_hello(out);
	qrexec_data_put_end(&data, QREXEC_STDIN, out + QREXEC_HELLO_SIZE);
	fd_set_nonblock(channel, false);
	if (hold) {
		(void)!send(channel, out, QREXEC_HELLO_SIZE, MSG_NOSIGNAL);
		(void)!read(STDIN_FILENO, &byte, 1);
		begin = QREXEC_HELLO_SIZE;
	}
	if (send(channel, out + begin, sizeof(out) - begin, MSG_NOSIGNAL) < 0) {
		return false;
	}
	while (event.type != QREXEC_EVENT_EXIT && got > 0) {
		const uint8_t *at = room;
		size_t left;

		got = recv(channel, room, sizeof(room), 0);
		left = got > 0 ? (size_t)got : 0;
		while (left > 0 && event.type != QREXEC_EVENT_EXIT) {
			if (qrexec_data_feed(&data, &at, &left, &event, &err) <
					0) {
				return false;
			}
		}
	}
	return event.type == QREXEC_EVENT_EXIT && event.exit_code == 0;
}

static bool
call(const struct ask *ask, bool hold)
{
	struct qrexec_params params;
	FD_SCOPED int agent = -1;
	FD_SCOPED int channel = -1;
	struct err err;

	if (ask_agent(ask, &agent, &params, &err) != ASK_ALLOWED) {
		return false;
	}
	channel = ask_open_channel(params, CHANNEL_TIMEOUT_MSEC, &err);
	return channel >= 0 && carry(channel, hold);
}

static bool
run(char *words[])
{
	int status;
	pid_t pid;

	return posix_spawnp(&pid, words[0], NULL, NULL, words, environ) == 0 &&
			waitpid(pid, &status, 0) == pid && status == 0;
}

/* A call's duration in microseconds, or WRONG. */
static uint32_t
measure(char *words[])
{
	const struct ask ask = {
			.socket_path = words[1],
			.target = words[2],
			.service = words[3],
			.source = "",
	};
	int64_t start = now_usec();
	bool hold = strcmp(words[0], "hold") == 0;
	bool right = hold || strcmp(words[0], "own") == 0 ? call(&ask, hold)
							  : run(words + 1);

	return right ? (uint32_t)(now_usec() - start) : WRONG;
}

static int
compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

static double
cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
			(double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) /
			1e6;
}

static void
report(uint32_t *usec, size_t count, int64_t whole_usec)
{
	double seconds = (double)whole_usec / 1e6;
	size_t right = 0;

	qsort(usec, count, sizeof(*usec), compare);
	while (right < count && usec[right] != WRONG) {
		right++;
	}
	printf("%zu %.3f %.0f", count, seconds, (double)count / seconds);
	for (size_t i = 0; i < 4; i++) {
		static const size_t percentiles[] = {50, 90, 99, 100};
		size_t at = right * percentiles[i] / 100;

		at = at < right ? at : right - 1;
		printf(" %u", right > 0 ? (unsigned int)usec[at] : 0);
	}
	printf(" %zu %.3f\n", count - right, cpu_seconds());
}

static bool
is_usage_right(int argc, char *argv[])
{
	bool own = argc == 7 &&
			(strcmp(argv[3], "own") == 0 ||
					strcmp(argv[3], "hold") == 0);

	return own || (argc >= 5 && strcmp(argv[3], "run") == 0);
}

int
main(int argc, char *argv[])
{
	long count, parallel;
	uint32_t *usec;
	int64_t start;

	if (!is_usage_right(argc, argv) ||
			!str_to_long(argv[1], 1, 10000000, &count) ||
			!str_to_long(argv[2], 1, 1000, &parallel)) {
		fputs("usage: see the first lines of the source\n", stderr);
		return 2;
	}
	usec = mmap(NULL, (size_t)count * sizeof(*usec), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (usec == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	memset(usec, 0xff, (size_t)count * sizeof(*usec));
	start = now_usec();
	for (long i = 0; i < parallel; i++) {
		if (fork() == 0) {
			for (long at = i; at < count; at += parallel) {
				usec[at] = measure(argv + 3);
			}
			_exit(0);
		}
	}
	while (wait(NULL) > 0) {
	}
	report(usec, (size_t)count, now_usec() - start);
	return 0;
}
