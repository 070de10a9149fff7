// SPDX-License-Identifier: MIT
/* qrun-in-vm: the local end of a call to qubes.VMShell. The command is the
 * first line; the shell reads no further than it, so that what comes behind is
 * the command's input. */
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/str.h"
#include "qube/rpc/stream.h"

#define COMMAND_MAX (1 << 20)

static bool
append(struct buf *buf, const char *text)
{
	return buf_append(buf, text, strlen(text));
}

/* In single quotes; one inside ends them, stands for itself, begins them. */
static bool
append_quoted(struct buf *buf, const char *text)
{
	for (; *text; text++) {
		bool ok = *text == '\'' ? append(buf, "'\\''")
					: buf_append(buf, text, 1);

		if (!ok) {
			return false;
		}
	}
	return true;
}

static bool
send_command(char *const *words)
{
	struct buf buf;
	bool ok;

	buf_init(&buf, COMMAND_MAX);
	ok = append(&buf, "exec bash -c '");
	for (; ok && *words; words++) {
		ok = append_quoted(&buf, *words) &&
				(!words[1] || append(&buf, " "));
	}
	ok = ok && append(&buf, "' || exit 127\n") &&
			stream_write(STDOUT_FILENO, buf_peek(&buf), buf.len);
	buf_finish(&buf);
	return ok;
}

static int
saved_fd(const char *variable)
{
	const char *text = getenv(variable);
	long fd;

	return text && str_to_long(text, 0, INT_MAX, &fd) ? (int)fd : -1;
}

/* Input goes on its own process: it may wait for a person for ever. */
static pid_t
start_input(int in, int out)
{
	pid_t pid = fork();

	if (pid != 0) {
		return pid;
	}
	close(STDIN_FILENO);
	close(out);
	_exit(stream_copy(in, STDOUT_FILENO, SIZE_MAX, NULL) ? 0 : 1);
}

int
main(int argc, char **argv)
{
	int in = saved_fd("SAVED_FD_0");
	int out = saved_fd("SAVED_FD_1");
	pid_t pid;
	bool ok;

	if (argc < 2 || in < 0 || out < 0) {
		fputs("qrun-in-vm is started by qvm-run-vm(1)\n", stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	if (!send_command(argv + 1)) {
		fputs("qrun-in-vm: cannot send the command\n", stderr);
		return 1;
	}
	pid = start_input(in, out);
	close(STDOUT_FILENO);
	close(in);
	ok = stream_copy(STDIN_FILENO, out, SIZE_MAX, NULL);
	if (pid > 0) {
		kill(pid, SIGTERM);
		waitpid(pid, NULL, 0);
	}
	return ok ? 0 : 1;
}
