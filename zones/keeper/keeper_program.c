// SPDX-License-Identifier: MIT
#include "zones/keeper/keeper_program.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/str.h"
#include "zones/keeper/keeper.h"

static const char usage[] =
		"Usage: leadlight-keeper --dir DIR --listen FD\n"
		"Holds one qube; leadlight-zone starts it.\n\n"
		"  -d, --dir DIR    the qube's directory below the runtime "
		"directory\n"
		"  -l, --listen FD  listening SEQPACKET socket for zone "
		"services\n"
		"  -v, --version    print the version and end\n"
		"  -h, --help       print this and end\n";

static const struct option options_long[] = {
		{"dir", required_argument, NULL, 'd'},
		{"listen", required_argument, NULL, 'l'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

static int
handle_terminate(int number, void *data)
{
	keeper_stop(data);
	return 0;
}

static int
run(const struct keeper_options *options)
{
	struct wl_event_loop *loop = wl_event_loop_create();
	struct wl_event_source *terminate;
	struct keeper *keeper;
	struct err err = {0};

	keeper = keeper_create(loop, options, &err);
	if (!keeper) {
		log_err("%s", err.text);
		wl_event_loop_destroy(loop);
		return 1;
	}
	terminate = wl_event_loop_add_signal(
			loop, SIGTERM, handle_terminate, keeper);
	keeper_run(keeper);
	wl_event_source_remove(terminate);
	keeper_destroy(keeper);
	wl_event_loop_destroy(loop);
	return 0;
}

static void
ignore_signals(void)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};

	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGINT, &ignore, NULL);
	sigaction(SIGHUP, &ignore, NULL);
}

int
keeper_program_main(int argc, char **argv, const struct driver *driver)
{
	struct keeper_options options = {.listener = -1, .driver = driver};
	long number = -1;
	int c;

	while ((c = getopt_long(argc, argv, "d:l:vh", options_long, NULL)) != -1) {
		switch (c) {
		case 'd':
			options.dir = optarg;
			break;
		case 'l':
			if (!str_to_long(optarg, 3, 1023, &number)) {
				number = -1;
			}
			break;
		case 'v':
			puts("leadlight-keeper " LEADLIGHT_VERSION);
			return 0;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	options.listener = (int)number;
	if (!options.dir || !fd_set_cloexec(options.listener, true)) {
		fputs(usage, stderr);
		return 2;
	}
	log_init(LOG_LEVEL_INFO);
	log_never_wait();
	ignore_signals();
	return run(&options);
}
