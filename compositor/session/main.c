// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <stdio.h>

#include "common/log.h"
#include "common/usage.h"
#include "compositor/session/session.h"

static const char usage[] =
		"Usage: leadlight-session [options]\n"
		"Starts a Leadlight session: zone service, qubes, desktop.\n\n"
		"  -c, --config DIR       configuration (default "
		"/etc/leadlight)\n"
		"  -r, --runtime DIR      sockets (default "
		"$XDG_RUNTIME_DIR/leadlight)\n"
		"  -s, --state DIR        homes and records of qubes\n"
		"  -H, --headless WxH[@S] no screen but one in memory\n"
		"  -k, --keep-policy      a broken policy leaves the last "
		"valid one in force\n"
		"  -v, --version          print the version and end\n"
		"  -h, --help             print this and end\n";

static const struct option options_long[] = {
		{"config", required_argument, NULL, 'c'},
		{"runtime", required_argument, NULL, 'r'},
		{"state", required_argument, NULL, 's'},
		{"headless", required_argument, NULL, 'H'},
		{"keep-policy", no_argument, NULL, 'k'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

int
main(int argc, char **argv)
{
	struct session_options options = {0};
	int c;

	while ((c = getopt_long(argc, argv, "c:r:s:H:kvh", options_long, NULL)) !=
			-1) {
		switch (c) {
		case 'c':
			options.config_dir = optarg;
			break;
		case 'r':
			options.runtime_dir = optarg;
			break;
		case 's':
			options.state_dir = optarg;
			break;
		case 'H':
			options.headless = optarg;
			break;
		case 'k':
			options.keep_policy = true;
			break;
		case 'v':
			puts("leadlight-session " LEADLIGHT_VERSION);
			return 0;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (!usage_is_all(argc, argv, usage)) {
		return 2;
	}
	log_init(LOG_LEVEL_INFO);
	log_never_wait();
	return session_run(&options);
}
