// SPDX-License-Identifier: MIT
/* qfile-agent: the local end of a call to qubes.Filecopy. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "qube/rpc/send.h"

static const char usage[] =
		"usage: qfile-agent [--ignore-symlinks] [--] FILE...\n"
		"Sends files on standard output as qubes.Filecopy takes them, and\n"
		"reads its answer on standard input. qvm-copy(1) starts it.\n";

static int
run(struct send *send, char *const *paths, const struct tree_options *options,
		struct err *err)
{
	for (; *paths; paths++) {
		if (send_path(send, *paths, options, err) < 0) {
			return -1;
		}
	}
	return send_end(send, err);
}

int
main(int argc, char **argv)
{
	struct tree_options options = {0};
	struct progress progress;
	struct err err = {0};
	struct send send;
	int result;
	int at = 1;

	if (at < argc && strcmp(argv[at], "--ignore-symlinks") == 0) {
		options.skip_links = true;
		at++;
	}
	if (at < argc && strcmp(argv[at], "--") == 0) {
		at++;
	} else if (at < argc && argv[at][0] == '-') {
		at = argc;
	}
	if (at >= argc) {
		fputs(usage, stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	progress_init(&progress);
	send_init(&send, STDIN_FILENO, STDOUT_FILENO, &progress);
	result = run(&send, argv + at, &options, &err);
	send_finish(&send);
	if (result < 0) {
		fprintf(stderr, "qfile-agent: %s\n", err.text);
		return 1;
	}
	progress_end(&progress);
	return 0;
}
