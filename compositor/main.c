// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <wlr/util/log.h>

#include "common/fd.h"
#include "common/file.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/state_dir.h"
#include "common/str.h"
#include "common/usage.h"
#include "compositor/config/config.h"
#include "compositor/draw/theme.h"
#include "compositor/server.h"

static const char usage[] =
		"Usage: leadlight [options]\n"
		"The compositor of a Leadlight session; leadlight-session "
		"starts it.\n\n"
		"  -c, --config DIR       read DIR/leadlight.conf "
		"(default /etc/leadlight)\n"
		"  -r, --runtime DIR      folder for sockets (default: no sockets)\n"
		"  -z, --zone SOCKET      the zone service's socket\n"
		"  -H, --headless WxH[@S] one screen in memory, of W times H "
		"pixels, scale S\n"
		"  -L, --lock-memory FD   inherited; says whether the session "
		"is locked\n"
		"  -C, --check-config     read the configuration, say what is "
		"wrong, end\n"
		"  -v, --version          print the version and end\n"
		"  -h, --help             print this and end\n";

static const struct option options_long[] = {
		{"config", required_argument, NULL, 'c'},
		{"runtime", required_argument, NULL, 'r'},
		{"zone", required_argument, NULL, 'z'},
		{"headless", required_argument, NULL, 'H'},
		{"lock-memory", required_argument, NULL, 'L'},
		{"check-config", no_argument, NULL, 'C'},
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
			[WLR_ERROR] = LOG_LEVEL_ERROR,
			[WLR_INFO] = LOG_LEVEL_DEBUG,
			[WLR_DEBUG] = LOG_LEVEL_DEBUG,
	};
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, args);
	log_write(levels[importance], "wlroots", "%s", text);
}

static int
check_config(const char *dir)
{
	struct config *config = config_create();
	struct err err = {0};
	struct theme *theme = NULL;
	int status;

	if (!file_is_dir(dir)) {
		err_set(&err, "there is no folder %s", dir);
	} else if (config_load(config, dir, &err) == 0) {
		theme = theme_find(config->theme, dir, &err);
		if (!theme && config->places.theme) {
			err_wrap(&err, "%s", config->places.theme);
		}
	}
	status = theme ? 0 : 1;
	if (!theme) {
		fprintf(stderr, "%s\n", err.text);
	}
	theme_destroy(theme);
	config_destroy(config);
	return status;
}

/* No program that we start may have it, too. */
static bool
take_memory(const char *text, struct server_options *options)
{
	long fd;

	if (!str_to_long(text, 3, INT_MAX, &fd) ||
			!fd_set_cloexec((int)fd, true)) {
		fputs("--lock-memory must be an open descriptor\n", stderr);
		return false;
	}
	options->lock_memory = (int)fd;
	return true;
}

static int
run(struct server_options *options)
{
	struct server server;
	char *state_dir = options->headless ? NULL : state_dir_find();
	struct err err = {0};
	int status = 1;

	options->state_dir = state_dir;
	if (server_init(&server, options, &err) < 0) {
		log_err("%s", err.text);
	} else {
		status = server_run(&server);
	}
	server_finish(&server);
	free(state_dir);
	return status;
}

int
main(int argc, char **argv)
{
	struct server_options options = {.config_dir = "/etc/leadlight"};
	bool check = false;
	int c;

	while ((c = getopt_long(argc, argv, "c:r:z:H:L:Cvh", options_long,
				NULL)) != -1) {
		switch (c) {
		case 'c':
			options.config_dir = optarg;
			break;
		case 'r':
			options.runtime_dir = optarg;
			break;
		case 'z':
			options.zone_socket = optarg;
			break;
		case 'H':
			options.headless = optarg;
			break;
		case 'L':
			if (!take_memory(optarg, &options)) {
				return 2;
			}
			break;
		case 'C':
			check = true;
			break;
		case 'v':
			puts("leadlight " LEADLIGHT_VERSION);
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
	if (check) {
		return check_config(options.config_dir);
	}
#ifndef __SANITIZE_ADDRESS__ // the leak check of a sanitizer traces us
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	wlr_log_init(log_get_level() == LOG_LEVEL_DEBUG ? WLR_DEBUG : WLR_INFO,
			forward_log);
	return run(&options);
}
