// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"
#include "common/str.h"
#include "qube/qrexec/client.h"
#include "qube/qrexec/command.h"

#define EXIT_REFUSED 126

enum option_key {
	OPTION_SOCKET_DIR = 256,
	OPTION_STDIN_SOCKET,
};

static const char usage[] =
		"Usage: qrexec-client [options] -d QUBE USER:COMMAND\n"
		"Has a qube run a command, or a service as "
		"\"USER:QUBESRPC SERVICE+ARGUMENT dom0\".\n"
		"USER may be DEFAULT. For the trusted side: no policy is "
		"asked.\n\n"
		"  -d QUBE                its name; it is started if it does not "
		"run\n"
		"  -l COMMAND             connect it to this command for sh, not "
		"to our own\n"
		"                         input and output\n"
		"  -e                     end as soon as it runs\n"
		"  -E, --no-exit-code     end with 0, whatever it ends with\n"
		"  -p, --prefix-data=TEXT send this before standard input\n"
		"  -t, -T                 replace what terminals obey in its "
		"output, its errors\n"
		"  -w SECONDS             for its end of the call to come (0: no "
		"limit; default 120)\n"
		"  -W                     taken, and without effect: the end is "
		"always waited for\n"
		"      --use-stdin-socket use standard input, a socket, in both "
		"directions\n"
		"      --socket-dir=DIR   default "
		"$XDG_RUNTIME_DIR/leadlight/calls\n"
		"  -v, --version          print the version and end\n"
		"  -h, --help             print this and end\n";

static const struct option options_long[] = {
		{"socket-dir", required_argument, NULL, OPTION_SOCKET_DIR},
		{"no-exit-code", no_argument, NULL, 'E'},
		{"prefix-data", required_argument, NULL, 'p'},
		{"use-stdin-socket", no_argument, NULL, OPTION_STDIN_SOCKET},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

struct wish {
	const char *qube;
	const char *dir; // of sockets; may be NULL
	const char *local; // a command here; may be NULL
	bool just_exec;
	bool no_exit_code;
	struct client_options client;
};

static int
complain(const char *what)
{
	fprintf(stderr, "qrexec-client: %s\n", what);
	return 2;
}

static int
take_timeout(struct wish *wish)
{
	long seconds;

	if (!str_to_long(optarg, 0, INT32_MAX / 1000, &seconds)) {
		return complain("this is no number of seconds");
	}
	wish->client.timeout_msec = seconds > 0 ? (int)seconds * 1000 : -1;
	return -1;
}

/* Returns -1 to go on, or the exit code. */
static int
take_option(int c, struct wish *wish)
{
	switch (c) {
	case 'd':
		wish->qube = optarg;
		return -1;
	case 'l':
		wish->local = optarg;
		return -1;
	case 'e':
		wish->just_exec = true;
		return -1;
	case 'E':
		wish->no_exit_code = true;
		return -1;
	case 'p':
		wish->client.prefix = optarg;
		return -1;
	case 't':
		wish->client.filter_out = true;
		return -1;
	case 'T':
		wish->client.filter_err = true;
		return -1;
	case 'w':
		return take_timeout(wish);
	case 'W':
		return -1;
	case OPTION_SOCKET_DIR:
		wish->dir = optarg;
		return -1;
	case OPTION_STDIN_SOCKET:
		wish->client.one_socket = true;
		return -1;
	case 'v':
		puts("qrexec-client " LEADLIGHT_VERSION);
		return EXIT_SUCCESS;
	case 'h':
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	default:
		fputs(usage, stderr);
		return 2;
	}
}

static bool
is_socket(int fd)
{
	int type = 0;
	socklen_t size = sizeof(type);

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
			type == SOCK_STREAM;
}

/* The exit code if the options do not fit together, else -1. */
static int
check(const struct wish *wish)
{
	if (wish->client.one_socket && !is_socket(0)) {
		return complain("standard input is not a stream socket");
	}
	if ((wish->local != NULL) + wish->client.one_socket + wish->just_exec >
			1) {
		return complain("only one of -l, -e and --use-stdin-socket can "
				"be given");
	}
	return -1;
}

/* A command that just runs has no input: what we were given stays unread. */
static bool
drop_stdin(void)
{
	FD_SCOPED int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	return fd >= 0 && dup2(fd, 0) == 0;
}

static int
run(struct wish *wish, const char *dir, const char *command)
{
	char *words[] = {(char *)"/bin/sh", (char *)"-c", (char *)wish->local,
			NULL};
	char *path = xformat("%s/qrexec.%s", dir, wish->qube);
	enum qrexec_type type = wish->just_exec ? QREXEC_JUST_EXEC
						: QREXEC_EXEC_CMDLINE;
	struct qrexec_params params;
	FD_SCOPED int router = -1;
	struct err err;
	enum ask_answer answer;

	answer = command_ask(path, type, command, &router, &params, &err);
	free(path);
	if (answer != ASK_ALLOWED) {
		complain(answer == ASK_REFUSED ? "Request refused" : err.text);
		return answer == ASK_REFUSED ? EXIT_REFUSED : 1;
	}
	if (wish->just_exec && !drop_stdin()) {
		return 1;
	}
	wish->client.program = wish->local ? words : NULL;
	setenv("QREXEC_REMOTE_DOMAIN", wish->qube, 1);
	setenv("VCHAN_DOMAIN", "0", 1);
	setenv("VCHAN_SOCKET_DIR", dir, 1);
	return client_carry(&wish->client, params);
}

static int
act(struct wish *wish, const char *command)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	char *dir;
	int status;

	if (!wish->dir && !base) {
		return complain("set XDG_RUNTIME_DIR, or give --socket-dir");
	}
	dir = wish->dir ? xstrdup(wish->dir)
			: xformat("%s/leadlight/calls", base);
	status = run(wish, dir, command);
	free(dir);
	return wish->no_exit_code ? EXIT_SUCCESS : status;
}

int
main(int argc, char *argv[])
{
	struct wish wish = {.client.timeout_msec = CLIENT_TIMEOUT_MSEC};
	int status = -1;
	int c;

	while (status < 0 &&
			(c = getopt_long(argc, argv, "+d:l:eEp:tTw:Wvh",
					 options_long, NULL)) != -1) {
		status = take_option(c, &wish);
	}
	if (status < 0 && (argc - optind != 1 || !wish.qube)) {
		fputs(usage, stderr);
		status = 2;
	}
	if (status < 0) {
		status = check(&wish);
	}
	if (status >= 0) {
		return status;
	}
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	return act(&wish, argv[optind]);
}
