// SPDX-License-Identifier: MIT
/*
 * leadlight-qube-init: what the keeper starts as the first process of a
 * sandbox. Not for use by hand: its socket comes inherited.
 */
#define _GNU_SOURCE // close_range
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/str.h"
#include "qube/init/init.h"
#include "qube/init/jail.h"

struct options {
	const char *agent; // may be NULL
	const char *qrexec; // may be NULL
	const char *home;
	const char *runtime_dir;
	uint64_t memory;
	uint32_t processes;
	int control;
};

static const struct option long_options[] = {
		{"agent", required_argument, NULL, 'a'},
		{"control", required_argument, NULL, 'c'},
		{"memory", required_argument, NULL, 'm'},
		{"processes", required_argument, NULL, 'p'},
		{"qrexec-agent", required_argument, NULL, 'q'},
		{0},
};

static bool
take_option(struct options *options, int key)
{
	long number = 0;

	if (key == 'a') {
		options->agent = optarg;
		return true;
	}
	if (key == 'q') {
		options->qrexec = optarg;
		return true;
	}
	if (!str_to_long(optarg, 0, INT64_MAX, &number)) {
		return false;
	}
	if (key == 'm') {
		options->memory = (uint64_t)number;
	} else if (number > INT32_MAX) {
		return false;
	} else if (key == 'p') {
		options->processes = (uint32_t)number;
	} else {
		options->control = (int)number;
	}
	return true;
}

static bool
parse_options(struct options *options, int argc, char *argv[])
{
	int key;

	*options = (struct options){.control = -1,
			.home = getenv("HOME"),
			.runtime_dir = getenv("XDG_RUNTIME_DIR")};
	while ((key = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (key == '?' || !take_option(options, key)) {
			return false;
		}
	}
	return options->control > STDERR_FILENO && options->home &&
			options->runtime_dir;
}

/* Nothing of what whoever started us had open may reach the programs. */
static bool
keep_only(int control)
{
	unsigned int kept = (unsigned int)control;

	return close_range(kept + 1, ~0U, 0) == 0 &&
			(kept == 3 || close_range(3, kept - 1, 0) == 0) &&
			fd_set_cloexec(control, true) &&
			fd_set_nonblock(control, true);
}

int
main(int argc, char *argv[])
{
	struct options options;
	struct init init;
	struct err err = {0};

	log_init(LOG_LEVEL_INFO);
	if (!parse_options(&options, argc, argv)) {
		log_err("usage: leadlight-qube-init --control FD [--agent FILE]"
			" [--qrexec-agent FILE] [--memory BYTES] [--processes N]");
		return EXIT_FAILURE;
	}
	if (!keep_only(options.control)) {
		log_err_errno("cannot close what is not mine");
		return EXIT_FAILURE;
	}
	if (jail_enter(&err) < 0 ||
			jail_limit(options.processes, options.memory, &err) < 0) {
		log_err("%s", err.text);
		return EXIT_FAILURE;
	}
	/* The channels' directory lets the zone service in by an access
	 * control list, of which this would take the right to write. */
	umask(002);
	mkdir(options.runtime_dir, 0700);
	if (chdir(options.home) < 0) {
		log_err_errno("cannot go to %s", options.home);
		return EXIT_FAILURE;
	}
	if (init_init(&init, options.control, options.agent, options.qrexec,
			    options.runtime_dir, &err) < 0) {
		log_err("%s", err.text);
		return EXIT_FAILURE;
	}
	init_run(&init);
	return EXIT_SUCCESS;
}
