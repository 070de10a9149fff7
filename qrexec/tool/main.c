// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "qrexec/policy/policy.h"
#include "qrexec/tool/commands.h"

static const char usage[] =
		"Usage: leadlight-policy [options] COMMAND\n"
		"Looks into the policy of calls between qubes.\n\n"
		"  check                 read all files, say what is wrong\n"
		"  test FILE...          are calls answered as the files "
		"expect?\n"
		"  query SOURCE TARGET SERVICE[+ARGUMENT]\n"
		"                        what is the answer to this call?\n"
		"  query --batch         the same for calls on standard input\n"
		"  explain SOURCE TARGET SERVICE[+ARGUMENT]\n"
		"                        and why?\n"
		"  answers               list what a person had remembered\n"
		"  forget NUMBER...|all  take such answers back\n\n"
		"  -d, --dir DIR         read policies there (can be given "
		"again; the first\n"
		"                        has priority)\n"
		"      --compat DIR      what !compat-4.0 reads\n"
		"  -g, --grants DIR      read grants there\n"
		"  -q, --qubes FILE      what is known of qubes: a file of "
		"\"qube\" lines, or a\n"
		"                        folder of NAME.qube files\n"
		"  -a, --as QUBE         the remote qube for which SOURCE "
		"speaks\n"
		"  -b, --batch           with query\n"
		"  -s, --socket FILE     with query: ask the router there\n"
		"  -v, --version         print the version and end\n"
		"  -h, --help            print this and end\n";

static const struct option options_long[] = {
		{"dir", required_argument, NULL, 'd'},
		{"compat", required_argument, NULL, 'c'},
		{"grants", required_argument, NULL, 'g'},
		{"qubes", required_argument, NULL, 'q'},
		{"as", required_argument, NULL, 'a'},
		{"batch", no_argument, NULL, 'b'},
		{"socket", required_argument, NULL, 's'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

/* Takes an option. 0: go on; else the exit status plus one. */
static int
take_option(struct commands_options *options, int option, const char *value)
{
	switch (option) {
	case 'd':
		return commands_add_dir(options, value) ? 0 : 3;
	case 'c':
		options->paths.compat_dir = value;
		return 0;
	case 'g':
		options->grants_dir = value;
		options->answers_dir = value;
		return 0;
	case 'q':
		options->qubes = value;
		return 0;
	case 'a':
		options->as = value;
		return 0;
	case 'b':
		options->batch = true;
		return 0;
	case 's':
		options->socket = value;
		return 0;
	case 'v':
		puts("leadlight-policy " LEADLIGHT_VERSION);
		return 1;
	case 'h':
		fputs(usage, stdout);
		return 1;
	default:
		fputs(usage, stderr);
		return 3;
	}
}

int
main(int argc, char *argv[])
{
	struct commands_options options;
	int option;
	int status;

	log_init(LOG_LEVEL_WARN);
	commands_init(&options);
	while ((option = getopt_long(argc, argv, "d:g:q:a:bs:vh", options_long,
				NULL)) != -1) {
		status = take_option(&options, option, optarg);
		if (status) {
			return status - 1;
		}
	}
	status = commands_run(&options, argc - optind, argv + optind);
	if (status < 0) {
		fputs(usage, stderr);
		return 2;
	}
	return status;
}
