// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "common/usage.h"
#include "qrexec/router/policy_watch.h"
#include "qrexec/router/router.h"

static const char usage[] =
		"Usage: leadlight-qrexec [options]\n"
		"Routes the calls between the qubes of a zone, as policy has it.\n\n"
		"  -c, --config DIR    read DIR/policy.d, DIR/grants.d and DIR/rpc\n"
		"                      (default: the folders of Qubes OS, and\n"
		"                      /etc/leadlight)\n"
		"  -r, --runtime DIR   put sockets there (default "
		"$XDG_RUNTIME_DIR/leadlight)\n"
		"  -z, --zone SOCKET   of the zone service (default zone.sock "
		"there)\n"
		"  -k, --keep-policy   a broken policy leaves the last valid "
		"one in\n"
		"                      force; without this it refuses all "
		"calls\n"
		"  -n, --calls N       most calls from one qube, and to one, at "
		"the same\n"
		"                      time: 1 to 255 (default 200)\n"
		"  -v, --version       print the version and end\n"
		"  -h, --help          print this and end\n";

static const struct option options_long[] = {
		{"config", required_argument, NULL, 'c'},
		{"runtime", required_argument, NULL, 'r'},
		{"zone", required_argument, NULL, 'z'},
		{"keep-policy", no_argument, NULL, 'k'},
		{"calls", required_argument, NULL, 'n'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

static int
handle_terminate(int number, void *data)
{
	*(bool *)data = true;
	return 0;
}

static int
handle_hangup(int number, void *data)
{
	struct router *router = data;

	policy_watch_reload(router->watch);
	return 0;
}

/* A call has two descriptors. Nobody reads what passes through us from memory. */
static void
prepare_process(void)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct rlimit limit;

	sigaction(SIGPIPE, &ignore, NULL);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	if (prctl(PR_SET_DUMPABLE, 0) < 0) {
		log_warn_errno("the router's memory can be read by others");
	}
}

static int
run(const struct router_options *options)
{
	struct wl_event_loop *loop = wl_event_loop_create();
	struct wl_event_source *sources[3] = {NULL};
	struct err err = {""};
	bool done = false;
	struct router *router;

	sources[0] = wl_event_loop_add_signal(
			loop, SIGTERM, handle_terminate, &done);
	sources[1] = wl_event_loop_add_signal(
			loop, SIGINT, handle_terminate, &done);
	router = router_create(loop, options, &err);
	if (router) {
		sources[2] = wl_event_loop_add_signal(
				loop, SIGHUP, handle_hangup, router);
	} else {
		log_err("%s", err.text);
	}
	while (router && !done) {
		wl_event_loop_dispatch(loop, -1);
	}
	router_destroy(router);
	for (size_t i = 0; i < 3 && sources[i]; i++) {
		wl_event_source_remove(sources[i]);
	}
	wl_event_loop_destroy(loop);
	return router ? 0 : 1;
}

static bool
read_calls(struct router_options *options, const char *text)
{
	long number;

	if (!str_to_long(text, 1, 255, &number)) {
		fprintf(stderr, "%s is not a number from 1 to 255\n", text);
		return false;
	}
	options->limits.per_source = (unsigned int)number;
	options->limits.per_target = (unsigned int)number;
	return true;
}

/* -1 to go on, else the exit status. */
static int
read_option(int c, struct router_options *options)
{
	switch (c) {
	case 'c':
		options->config_dir = optarg;
		return -1;
	case 'r':
		options->runtime_dir = optarg;
		return -1;
	case 'z':
		options->zone_socket = optarg;
		return -1;
	case 'k':
		options->keep_last_policy = true;
		return -1;
	case 'n':
		return read_calls(options, optarg) ? -1 : 2;
	case 'v':
		puts("leadlight-qrexec " LEADLIGHT_VERSION);
		return 0;
	case 'h':
		fputs(usage, stdout);
		return 0;
	default:
		fputs(usage, stderr);
		return 2;
	}
}

static int
act(struct router_options *options)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	char *runtime_dir = base ? xformat("%s/leadlight", base) : NULL;
	int status = 1;

	if (!options->runtime_dir) {
		options->runtime_dir = runtime_dir;
	}
	if (options->runtime_dir) {
		prepare_process();
		status = run(options);
	} else {
		log_err("set XDG_RUNTIME_DIR, or give --runtime");
	}
	free(runtime_dir);
	return status;
}

int
main(int argc, char **argv)
{
	struct router_options options = {.limits = router_default_limits};
	int status = -1;
	int c;

	while (status < 0 &&
			(c = getopt_long(argc, argv, "c:r:z:kn:vh",
					 options_long, NULL)) != -1) {
		status = read_option(c, &options);
	}
	if (status < 0 && !usage_is_all(argc, argv, usage)) {
		status = 2;
	}
	if (status >= 0) {
		return status;
	}
	log_init(LOG_LEVEL_INFO);
	log_never_wait();
	return act(&options);
}
