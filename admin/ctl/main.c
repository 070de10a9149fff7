// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/ctl/call.h"
#include "common/mem.h"

static const char usage[] =
		"Usage: leadctl [options] COMMAND\n"
		"Shows and changes what goes on in a Leadlight session.\n\n"
		"  call ls             the calls that go on\n"
		"  call cut ID         end one\n\n"
		"  -r, --runtime DIR   sockets of the session (default "
		"$XDG_RUNTIME_DIR/leadlight)\n"
		"  -v, --version       print the version and end\n"
		"  -h, --help          print this and end\n";

static const struct option options_long[] = {
		{"runtime", required_argument, NULL, 'r'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

static int
act(const char *wanted_dir, int argc, char **argv)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	char *runtime_dir;
	int status;

	if (argc < 1 || strcmp(argv[0], "call") != 0) {
		fputs(usage, stderr);
		return 2;
	}
	if (!wanted_dir && !base) {
		fputs("leadctl: set XDG_RUNTIME_DIR, or give --runtime\n",
				stderr);
		return 2;
	}
	runtime_dir = wanted_dir ? xstrdup(wanted_dir)
				 : xformat("%s/leadlight", base);
	status = call_run(runtime_dir, argc - 1, argv + 1);
	free(runtime_dir);
	return status;
}

int
main(int argc, char **argv)
{
	const char *runtime_dir = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "+r:vh", options_long, NULL)) != -1) {
		switch (c) {
		case 'r':
			runtime_dir = optarg;
			break;
		case 'v':
			puts("leadctl " LEADLIGHT_VERSION);
			return 0;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	return act(runtime_dir, argc - optind, argv + optind);
}
