// SPDX-License-Identifier: MIT
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/str.h"
#include "qube/qrexec/client.h"

#define AGENT_SOCKET "/var/run/qubes/qrexec-agent"

enum option_key {
	OPTION_BUFFER_SIZE = 256,
	OPTION_NO_FILTER_OUT,
	OPTION_NO_FILTER_ERR,
	OPTION_STDIN_SOCKET,
};

static const char usage[] =
		"Usage: qrexec-client-vm [options] TARGET SERVICE[+ARGUMENT] "
		"[PROGRAM [WORD...]]\n"
		"Calls a service of another qube.\n\n"
		"  -p, --prefix-data=TEXT    send this before standard input\n"
		"  -s, --source-qube=NAME    call for a qube that this one is a "
		"relay of\n"
		"  -t, --filter-escape-chars-stdout, --no-filter-escape-chars-"
		"stdout\n"
		"  -T, --filter-escape-chars-stderr, --no-filter-escape-chars-"
		"stderr\n"
		"                            replace what terminals obey "
		"(default if it is one)\n"
		"      --use-stdin-socket    use standard input, a socket, in "
		"both directions\n"
		"  -a, --agent-socket=PATH   where the agent is (default\n"
		"                            " AGENT_SOCKET ")\n"
		"      --buffer-size=BYTES   taken, and without effect here\n"
		"  -v, --version             print the version and end\n"
		"  -h, --help                print this and end\n";

static const struct option options_long[] = {
		{"buffer-size", required_argument, NULL, OPTION_BUFFER_SIZE},
		{"filter-escape-chars-stdout", no_argument, NULL, 't'},
		{"filter-escape-chars-stderr", no_argument, NULL, 'T'},
		{"no-filter-escape-chars-stdout", no_argument, NULL,
				OPTION_NO_FILTER_OUT},
		{"no-filter-escape-chars-stderr", no_argument, NULL,
				OPTION_NO_FILTER_ERR},
		{"agent-socket", required_argument, NULL, 'a'},
		{"prefix-data", required_argument, NULL, 'p'},
		{"use-stdin-socket", no_argument, NULL, OPTION_STDIN_SOCKET},
		{"source-qube", required_argument, NULL, 's'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

/* -1 while an option did not say: a terminal decides. */
struct filters {
	int out, err;
};

static int
complain(const char *what)
{
	fprintf(stderr, "qrexec-client-vm: %s\n", what);
	return 2;
}

static int
check_socket(struct client_options *options)
{
	int type = 0;
	socklen_t size = sizeof(type);

	if (options->one_socket) {
		return complain("--use-stdin-socket is given twice");
	}
	if (getsockopt(0, SOL_SOCKET, SO_TYPE, &type, &size) < 0 ||
			type != SOCK_STREAM) {
		return complain("standard input is not a stream socket");
	}
	options->one_socket = true;
	return -1;
}

/* Takes an option that may come only once. */
static int
set_once(const char **place, const char *unset)
{
	if (*place != unset) {
		fputs(usage, stderr);
		return 2;
	}
	*place = optarg;
	return -1;
}

/* Returns -1 to go on, or the exit code. */
static int
take_option(int c, struct client_options *options, struct filters *filters,
		const char *no_source)
{
	long size;

	switch (c) {
	case OPTION_BUFFER_SIZE:
		if (!str_to_long(optarg, 0, INT32_MAX, &size)) {
			complain("this is no size of a buffer");
			return 1;
		}
		return -1;
	case 't':
	case OPTION_NO_FILTER_OUT:
		filters->out = c == 't';
		return -1;
	case 'T':
	case OPTION_NO_FILTER_ERR:
		filters->err = c == 'T';
		return -1;
	case 'a':
		options->ask.socket_path = optarg;
		return -1;
	case 'p':
		return set_once(&options->prefix, NULL);
	case 's':
		return set_once(&options->ask.source, no_source);
	case OPTION_STDIN_SOCKET:
		return check_socket(options);
	case 'v':
		puts("qrexec-client-vm " LEADLIGHT_VERSION);
		return EXIT_SUCCESS;
	case 'h':
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	default:
		fputs(usage, stderr);
		return 2;
	}
}

static void
set_filters(struct client_options *options, const struct filters *filters)
{
	bool terminal = options->program == NULL && isatty(1);

	options->filter_out = filters->out < 0 ? terminal : filters->out == 1;
	options->filter_err =
			filters->err < 0 ? isatty(2) != 0 : filters->err == 1;
}

int
main(int argc, char *argv[])
{
	static const char no_source[] = "";
	struct client_options options = {
			.ask = {.socket_path = AGENT_SOCKET, .source = no_source},
			.timeout_msec = CLIENT_TIMEOUT_MSEC,
	};
	struct filters filters = {-1, -1};
	int c;

	while ((c = getopt_long(argc, argv, "+tTa:p:s:vh", options_long, NULL)) !=
			-1) {
		int result = take_option(c, &options, &filters, no_source);

		if (result >= 0) {
			return result;
		}
	}
	if (argc - optind < 2) {
		fputs(usage, stderr);
		return 2;
	}
	options.ask.target = argv[optind];
	options.ask.service = argv[optind + 1];
	options.program = argc - optind > 2 ? argv + optind + 2 : NULL;
	if (options.program != NULL && options.one_socket) {
		return complain("a program and --use-stdin-socket do not go "
				"together");
	}
	set_filters(&options, &filters);
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	return client_run(&options);
}
