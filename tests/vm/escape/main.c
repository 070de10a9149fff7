// SPDX-License-Identifier: MIT
/*
 * escape attack: makes each attempt in a qube; TAP, ok if it failed.
 * escape control: makes each attempt outside; TAP, ok if it succeeded.
 * escape victim: is what they are after. The rest are single tools.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/vm/escape/escape.h"
#include "tests/vm/escape/hog.h"

#define SECONDS_EACH 10
#define KILLED 1000 // more than any errno

static const struct attempt *const tables[] = {escape_files, escape_processes,
		escape_network, escape_devices, escape_kernel};

/* Errors are small numbers, and fit into a status but for those above 255,
 * which Linux does not hand to programs. */
static int
make_in_child(const struct attempt *attempt)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		alarm(SECONDS_EACH);
		_exit(attempt->make());
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		return errno;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status)
				 : KILLED + WTERMSIG(status);
}

static const char *
describe(int error)
{
	if (error == 0) {
		return "done";
	}
	return error > KILLED ? strsignal(error - KILLED) : strerror(error);
}

static int
run_all(bool should_succeed)
{
	int number = 0, bad = 0;

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		for (const struct attempt *at = tables[i]; at->name; at++) {
			int error = make_in_child(at);
			bool ok = (error == 0) == should_succeed;

			printf("%sok %d - %s: %s: %s\n", ok ? "" : "not ",
					++number,
					should_succeed ? "outside" : "qube",
					at->name, describe(error));
			bad += !ok;
		}
	}
	printf("1..%d\n", number);
	return bad > 0;
}

static long
number(int argc, char *argv[], int at)
{
	return argc > at ? strtol(argv[at], NULL, 10) : 0;
}

int
main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "attack") == 0 || strcmp(what, "control") == 0) {
		return run_all(what[0] == 'c');
	}
	if (strcmp(what, "victim") == 0) {
		return escape_be_victim();
	}
	if (strcmp(what, "am-i-root") == 0) {
		return geteuid() == 0 ? 0 : 1;
	}
	if (strcmp(what, "processes") == 0) {
		return hog_processes(number(argc, argv, 2),
				(unsigned int)number(argc, argv, 3));
	}
	if (strcmp(what, "memory") == 0) {
		return hog_memory(number(argc, argv, 2));
	}
	if (strcmp(what, "files") == 0 && argc > 2) {
		return hog_files(argv[2], number(argc, argv, 3));
	}
	fprintf(stderr, "escape: what?\n");
	return 2;
}
