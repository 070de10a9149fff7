// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <wlr/util/log.h>

#include "common/log.h"
#include "common/str.h"
#include "common/usage.h"
#include "qube/agent/server.h"

#define WAIT_MAX_MSEC 60000

static const char usage[] =
		"Usage: leadlight-agent [options]\n"
		"Shows the windows of a qube's applications through the GUI "
		"protocol.\n\n"
		"  -s, --socket NAME   name of the Wayland display "
		"(default wayland-0)\n"
		"  -r, --run COMMAND   run this (by sh -c) when ready\n"
		"  -w, --wait MSEC     at most, for the GUI side, before "
		"applications come in\n"
		"                      (default 2000)\n"
		"  -n, --no-x11        offer no X display\n"
		"  -v, --version       print the version and end\n"
		"  -h, --help          print this and end\n";

static const struct option options_long[] = {
		{"socket", required_argument, NULL, 's'},
		{"run", required_argument, NULL, 'r'},
		{"wait", required_argument, NULL, 'w'},
		{"no-x11", no_argument, NULL, 'n'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

static void forward_log(enum wlr_log_importance importance, const char *fmt,
		va_list args) __attribute__((format(printf, 2, 0)));

static void
forward_log(enum wlr_log_importance importance, const char *fmt, va_list args)
{
	static const enum log_level levels[] = {
			[WLR_SILENT] = LOG_LEVEL_ERROR,
			[WLR_ERROR] = LOG_LEVEL_WARN,
			[WLR_INFO] = LOG_LEVEL_DEBUG,
			[WLR_DEBUG] = LOG_LEVEL_DEBUG,
	};
	char text[1024];

	if (levels[importance] > log_get_level()) {
		return;
	}
	vsnprintf(text, sizeof(text), fmt, args);
	log_write(levels[importance], "wlroots", "%s", text);
}

/* Readers of a selection may go away at any time. */
static void
ignore_sigpipe(void)
{
	struct sigaction action = {.sa_handler = SIG_IGN};

	sigaction(SIGPIPE, &action, NULL);
}

static int
serve(const struct server_options *options)
{
	struct server server = {0};
	struct err err = {0};
	bool ok = server_init(&server, options, &err) == 0;

	if (ok) {
		server_run(&server);
		ok = !server.failed;
	} else {
		log_err("%s", err.text);
	}
	server_finish(&server);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char *argv[])
{
	struct server_options options = {
			.socket_name = "wayland-0",
			.x11 = true,
			.wait_msec = 2000,
	};
	long wait;
	int c;

	while ((c = getopt_long(argc, argv, "s:r:w:nvh", options_long, NULL)) !=
			-1) {
		switch (c) {
		case 's':
			options.socket_name = optarg;
			break;
		case 'r':
			options.command = optarg;
			break;
		case 'w':
			if (!str_to_long(optarg, 0, WAIT_MAX_MSEC, &wait)) {
				fputs(usage, stderr);
				return 2;
			}
			options.wait_msec = (int)wait;
			break;
		case 'n':
			options.x11 = false;
			break;
		case 'v':
			puts("leadlight-agent " LEADLIGHT_VERSION);
			return EXIT_SUCCESS;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
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
	wlr_log_init(WLR_DEBUG, forward_log);
	ignore_sigpipe();
	return serve(&options);
}
