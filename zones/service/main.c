// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/mem.h"
#include "common/programs.h"
#include "common/state_dir.h"
#include "common/usage.h"
#include "zones/service/config_check.h"
#include "zones/service/service.h"

static const char usage[] =
		"Usage: leadlight-zone [options]\n"
		"Serves the qubes of this machine's zone.\n\n"
		"  -c, --config DIR    read DIR/qubes.d/*.qube and "
		"DIR/labels.ini\n"
		"                      (default /etc/leadlight)\n"
		"  -r, --runtime DIR   put sockets there (default "
		"$XDG_RUNTIME_DIR/leadlight)\n"
		"  -s, --state DIR     keep numbers and homes there (default "
		"$XDG_STATE_HOME/leadlight)\n"
		"  -k, --keeper FILE   the program leadlight-keeper\n"
		"  -t, --template DIR  root of qubes that name none (default "
		"/)\n"
		"  -p, --programs DIR  programs for the inside of qubes\n"
		"  -C, --check-config  read the configuration, say what is "
		"wrong, end\n"
		"  -v, --version       print the version and end\n"
		"  -h, --help          print this and end\n";

static const struct option options_long[] = {
		{"config", required_argument, NULL, 'c'},
		{"runtime", required_argument, NULL, 'r'},
		{"state", required_argument, NULL, 's'},
		{"keeper", required_argument, NULL, 'k'},
		{"template", required_argument, NULL, 't'},
		{"programs", required_argument, NULL, 'p'},
		{"check-config", no_argument, NULL, 'C'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

struct places {
	char *runtime_dir; // owned
	char *state_dir; // owned
	char *keeper; // owned
	char *programs_dir; // owned
	bool check; // only the configuration
};

/* NULL if there is none. */
static char *
find_runtime_dir(void)
{
	const char *base = getenv("XDG_RUNTIME_DIR");

	return base && base[0] == '/' ? xformat("%s/leadlight", base) : NULL;
}

/* The folder of a program for the inside of qubes, or NULL. */
static char *
find_inside_programs(void)
{
	char *path = programs_find("leadlight-qube-init");
	char *slash = path ? strrchr(path, '/') : NULL;

	if (slash) {
		*slash = '\0';
	}
	return path;
}

/* What was not said on the command line. False with a message if it cannot be
 * guessed. */
static bool
fill_in(struct service_options *options, struct places *places)
{
	places->runtime_dir = find_runtime_dir();
	places->state_dir = state_dir_find();
	places->keeper = programs_find("leadlight-keeper");
	places->programs_dir = find_inside_programs();
	if (!options->runtime_dir) {
		options->runtime_dir = places->runtime_dir;
	}
	if (!options->state_dir) {
		options->state_dir = places->state_dir;
	}
	if (!options->keeper) {
		options->keeper = places->keeper;
	}
	if (!options->programs_dir) {
		options->programs_dir = places->programs_dir;
	}
	if (!options->runtime_dir || !options->state_dir) {
		log_err("set XDG_RUNTIME_DIR and HOME, or give --runtime and "
			"--state");
		return false;
	}
	if (!options->keeper && !places->check) {
		log_err("leadlight-keeper is not beside this program: give "
			"--keeper");
		return false;
	}
	return true;
}

static void
places_finish(struct places *places)
{
	free(places->runtime_dir);
	free(places->state_dir);
	free(places->keeper);
	free(places->programs_dir);
}

static int
handle_terminate(int number, void *data)
{
	*(bool *)data = true;
	return 0;
}

static int
handle_hangup(int number, void *data)
{
	service_reload(data);
	return 0;
}

/* Keepers are children nobody waits for: they are told apart by their sockets
 * alone, as those of an earlier service are. */
static void
set_signals(void)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};

	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGCHLD, &ignore, NULL);
}

/* Segments of many qubes are many descriptors. */
static void
raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int
run(const struct service_options *options)
{
	struct wl_event_loop *loop = wl_event_loop_create();
	struct wl_event_source *sources[3];
	struct service service;
	struct err err = {0};
	bool done = false;
	int result = service_init(&service, loop, options, &err);

	sources[0] = wl_event_loop_add_signal(
			loop, SIGTERM, handle_terminate, &done);
	sources[1] = wl_event_loop_add_signal(
			loop, SIGINT, handle_terminate, &done);
	sources[2] = wl_event_loop_add_signal(
			loop, SIGHUP, handle_hangup, &service);
	if (result < 0) {
		log_err("%s", err.text);
		done = true;
	}
	while (!done) {
		wl_event_loop_dispatch(loop, -1);
	}
	service_finish(&service);
	for (size_t i = 0; i < 3; i++) {
		wl_event_source_remove(sources[i]);
	}
	wl_event_loop_destroy(loop);
	return result < 0 ? 1 : 0;
}

static int
act(struct service_options *options, struct places *places)
{
	if (!fill_in(options, places)) {
		return 1;
	}
	if (places->check) {
		return config_check(options->config_dir) ? 0 : 1;
	}
	set_signals();
	raise_descriptor_limit();
	return run(options);
}

/* -1 to go on, else the exit status. */
static int
read_option(int c, struct service_options *options, struct places *places)
{
	switch (c) {
	case 'c':
		options->config_dir = optarg;
		return -1;
	case 'r':
		options->runtime_dir = optarg;
		return -1;
	case 's':
		options->state_dir = optarg;
		return -1;
	case 'k':
		options->keeper = optarg;
		return -1;
	case 't':
		options->template_root = optarg;
		return -1;
	case 'p':
		options->programs_dir = optarg;
		return -1;
	case 'C':
		places->check = true;
		return -1;
	case 'v':
		puts("leadlight-zone " LEADLIGHT_VERSION);
		return 0;
	case 'h':
		fputs(usage, stdout);
		return 0;
	default:
		fputs(usage, stderr);
		return 2;
	}
}

int
main(int argc, char **argv)
{
	struct service_options options = {
			.config_dir = "/etc/leadlight",
			.template_root = "/",
	};
	struct places places = {0};
	int status = -1;
	int c;

	while (status < 0 &&
			(c = getopt_long(argc, argv, "c:r:s:k:t:p:Cvh",
					 options_long, NULL)) != -1) {
		status = read_option(c, &options, &places);
	}
	if (status < 0 && !usage_is_all(argc, argv, usage)) {
		status = 2;
	}
	if (status >= 0) {
		return status;
	}
	log_init(LOG_LEVEL_INFO);
	log_never_wait();
	status = act(&options, &places);
	places_finish(&places);
	return status;
}
