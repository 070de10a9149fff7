// SPDX-License-Identifier: MIT
#include "qube/qrexec/local_program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "qube/qrexec/streams.h"

#define CANNOT_RUN 255
#define FEW 32 // descriptors of ours are below this

/* Ours go first, so that the saved ones get numbers below 10, which is all that
 * some shells can redirect to. What we were started with stays. */
static void
close_ours(const struct streams *streams)
{
	for (int fd = 3; fd < FEW; fd++) {
		if (fd != streams->theirs[0] && fd != streams->theirs[1] &&
				(fcntl(fd, F_GETFD) & FD_CLOEXEC)) {
			close(fd);
		}
	}
}

static void
save_descriptor(int fd)
{
	char name[16], number[16];
	int copy = dup(fd);

	if (copy < 0) {
		_exit(1);
	}
	snprintf(name, sizeof(name), "SAVED_FD_%d", fd);
	snprintf(number, sizeof(number), "%d", copy);
	setenv(name, number, 1);
}

static _Noreturn void
run(const struct streams *streams, char *argv[])
{
	const char *path = argv[0];
	char *slash = strrchr(argv[0], '/');
	sigset_t none;

	close_ours(streams);
	save_descriptor(0);
	save_descriptor(1);
	if (getenv("PASS_LOCAL_STDERR") != NULL) {
		save_descriptor(2);
	}
	if (dup2(streams->theirs[0], 0) < 0 || dup2(streams->theirs[1], 1) < 0) {
		_exit(1);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	argv[0] = slash ? slash + 1 : argv[0];
	execv(path, argv);
	perror(path);
	_exit(CANNOT_RUN);
}

bool
local_program_start(struct local_program *program, char *argv[])
{
	struct streams streams;

	if (!streams_init(&streams, false)) {
		return false;
	}
	program->pid = fork();
	if (program->pid == 0) {
		run(&streams, argv);
	}
	if (program->pid > 0) {
		program->sink = fd_steal(&streams.ours[0]);
		program->source = fd_steal(&streams.ours[1]);
	}
	streams_finish(&streams);
	return program->pid > 0;
}
