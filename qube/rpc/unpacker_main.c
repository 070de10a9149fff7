// SPDX-License-Identifier: MIT
/* qfile-unpacker, and the service qubes.Filecopy: receives files. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/str.h"
#include "protocols/filecopy/filecopy_name.h"
#include "qube/rpc/incoming.h"
#include "qube/rpc/receive.h"

#define DEPTH_MAX 512

static const char usage[] =
		"usage: qfile-unpacker [OPTIONS] [allow-all-names]\n"
		"Receives a Filecopy stream on standard input into\n"
		"~/QubesIncoming/QREXEC_REMOTE_DOMAIN, answers on standard output.\n"
		"  --allow-all-names        also names that are not fit to be shown\n"
		"  --allow-unsafe-symlinks  also links that lead out\n"
		"  --directory=DIR          receive into DIR\n"
		"  --max-bytes=N            at most so many bytes of content\n"
		"  --max-depth=N            at most so many folders in each other (512)\n"
		"  --max-files=N            at most so many entries\n"
		"  -v, --verbose            names on standard error\n"
		"  -w, --wait-for-space=N   wait until N bytes would be left free\n"
		"  -h, --help\n";

enum {
	OPT_ALL_NAMES = 256,
	OPT_UNSAFE_LINKS,
	OPT_NO_ALL_NAMES,
	OPT_NO_UNSAFE_LINKS,
	OPT_DIRECTORY,
	OPT_MAX_BYTES,
	OPT_MAX_DEPTH,
	OPT_MAX_FILES,
};

static const struct option options[] = {
		{"allow-all-names", no_argument, NULL, OPT_ALL_NAMES},
		{"allow-unsafe-symlinks", no_argument, NULL, OPT_UNSAFE_LINKS},
		{"no-allow-all-names", no_argument, NULL, OPT_NO_ALL_NAMES},
		{"no-allow-unsafe-symlinks", no_argument, NULL,
				OPT_NO_UNSAFE_LINKS},
		{"directory", required_argument, NULL, OPT_DIRECTORY},
		{"max-bytes", required_argument, NULL, OPT_MAX_BYTES},
		{"max-depth", required_argument, NULL, OPT_MAX_DEPTH},
		{"max-files", required_argument, NULL, OPT_MAX_FILES},
		{"verbose", no_argument, NULL, 'v'},
		{"wait-for-space", required_argument, NULL, 'w'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

static bool
parse_number(const char *text, uint64_t *out)
{
	long value;

	if (!str_to_long(text, 0, LONG_MAX, &value)) {
		fprintf(stderr, "qfile-unpacker: %s is no number\n", text);
		return false;
	}
	*out = (uint64_t)value;
	return true;
}

static bool
parse_option(int option, struct receive *receive, const char **directory)
{
	struct filecopy_limits *limits = &receive->limits;
	uint64_t depth = DEPTH_MAX;
	bool ok = true;

	switch (option) {
	case OPT_ALL_NAMES:
		limits->flags |= FILECOPY_ANY_NAME;
		return true;
	case OPT_UNSAFE_LINKS:
		limits->flags |= FILECOPY_ANY_LINK;
		return true;
	case OPT_NO_ALL_NAMES:
		limits->flags &= ~(unsigned)FILECOPY_ANY_NAME;
		return true;
	case OPT_NO_UNSAFE_LINKS:
		limits->flags &= ~(unsigned)FILECOPY_ANY_LINK;
		return true;
	case OPT_DIRECTORY:
		*directory = optarg;
		return true;
	case OPT_MAX_BYTES:
		return parse_number(optarg, &limits->bytes);
	case OPT_MAX_DEPTH:
		ok = parse_number(optarg, &depth);
		limits->depth = depth;
		return ok;
	case OPT_MAX_FILES:
		return parse_number(optarg, &limits->entries);
	case 'v':
		receive->verbose = true;
		return true;
	case 'w':
		return parse_number(optarg, &receive->spare);
	default:
		return false;
	}
}

/* The argument of the service, as the agent hands it over. */
static bool
parse_argument(int argc, char **argv, struct receive *receive)
{
	if (optind == argc || (optind + 1 == argc && !*argv[optind])) {
		return true;
	}
	if (optind + 1 == argc && strcmp(argv[optind], "allow-all-names") == 0) {
		receive->limits.flags |= FILECOPY_ANY_NAME;
		return true;
	}
	return false;
}

static int
open_root(const char *directory, struct err *err)
{
	int fd;

	if (!directory) {
		return incoming_open(getenv("QREXEC_REMOTE_DOMAIN"), err);
	}
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? err_set_errno(err, "cannot open %s", directory) : fd;
}

int
main(int argc, char **argv)
{
	struct receive receive = {.in = STDIN_FILENO,
			.out = STDOUT_FILENO,
			.limits = {.depth = DEPTH_MAX}};
	const char *directory = NULL;
	struct err err = {0};
	int option;

	while ((option = getopt_long(argc, argv, "vw:h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (!parse_option(option, &receive, &directory)) {
			fputs(usage, stderr);
			return EINVAL;
		}
	}
	if (!parse_argument(argc, argv, &receive)) {
		fputs(usage, stderr);
		return EINVAL;
	}
	signal(SIGPIPE, SIG_IGN);
	receive.root = open_root(directory, &err);
	if (receive.root < 0) {
		int error = errno;

		fprintf(stderr, "qfile-unpacker: %s\n", err.text);
		receive_refuse(&receive, (uint32_t)error);
		return error;
	}
	return (int)(receive_run(&receive) & 0xff);
}
