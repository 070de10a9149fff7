// SPDX-License-Identifier: MIT
/*
 * Runs commands in one sandboxed qube and waits for the end of the first one:
 * run-sandbox [OPTION...] PROGRAMS-DIR COMMAND... A test's tool: it drives the
 * driver as a keeper does. The status is 0 if that command ended with 0.
 *
 * The qube is polite: it writes the first command's status to the file
 * "status" in its home, and this waits for the file.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/str.h"
#include "zones/drivers/driver.h"

#define LOOK_EVERY_MSEC 50

struct run {
	struct wl_event_loop *loop;
	void *sandbox; // owned by the driver, may be NULL
	char status_path[PATH_MAX];
	int64_t until_msec;
	bool ended;
	int status; // -1: not known yet
};

static const struct option options[] = {
		{"block", required_argument, NULL, 'b'},
		{"dir", required_argument, NULL, 'd'},
		{"id", required_argument, NULL, 'i'},
		{"memory", required_argument, NULL, 'm'},
		{"name", required_argument, NULL, 'n'},
		{"processes", required_argument, NULL, 'p'},
		{"seconds", required_argument, NULL, 's'},
		{0},
};

struct settings {
	struct driver_request request;
	const char *dir; // holds run, run/vchan and home
	long seconds;
};

static void
handle_started(void *user)
{
	log_info("started");
}

static void
handle_ran(void *user, uint32_t serial, const char *text)
{
	log_info("ran %u: %s", serial, text);
}

static void
handle_ended(void *user, const char *text)
{
	struct run *run = user;

	log_info("ended: %s", text);
	run->ended = true;
}

static const struct driver_events events = {
		.started = handle_started,
		.ran = handle_ran,
		.ended = handle_ended,
};

static bool
read_status(struct run *run)
{
	FILE *file = fopen(run->status_path, "r");
	bool ok = file && fscanf(file, "%d", &run->status) == 1;

	if (file) {
		fclose(file);
	}
	return ok;
}

static bool
take_option(struct settings *settings, int key)
{
	struct driver_request *request = &settings->request;
	long number = 0;

	if (key == 'd' || key == 'n') {
		*(key == 'd' ? &settings->dir : &request->name) = optarg;
		return true;
	}
	if (!str_to_long(optarg, 0, LONG_MAX, &number)) {
		return false;
	}
	if (key == 'm') {
		request->memory = (uint64_t)number;
	} else if (key == 's') {
		settings->seconds = number;
	} else {
		uint32_t *where = key == 'b' ? &request->block
				: key == 'i' ? &request->id
					     : &request->processes;

		*where = (uint32_t)number;
	}
	return true;
}

static bool
parse(struct settings *settings, int argc, char *argv[])
{
	int key;

	*settings = (struct settings){.seconds = 60,
			.dir = "/tmp",
			.request = {.name = "test", .id = 1, .template_root = "/"}};
	while ((key = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (key == '?' || !take_option(settings, key)) {
			return false;
		}
	}
	if (argc - optind < 2) {
		return false;
	}
	settings->request.programs_dir = argv[optind];
	return true;
}

static const char *
make_dir(const char *dir, const char *name)
{
	char *path = xformat("%s/%s", dir, name);

	mkdir(path, 0700);
	return path;
}

static void
wait_for_status(struct run *run)
{
	while (!run->ended && loop_now_msec() < run->until_msec &&
			!read_status(run)) {
		wl_event_loop_dispatch(run->loop, LOOK_EVERY_MSEC);
	}
}

static void
stop(struct run *run)
{
	int64_t polite_until = loop_now_msec() + 3000;

	if (!run->ended) {
		driver_sandbox.stop(run->sandbox, false);
	}
	while (!run->ended) {
		wl_event_loop_dispatch(run->loop, LOOK_EVERY_MSEC);
		if (!run->ended && loop_now_msec() > polite_until) {
			driver_sandbox.stop(run->sandbox, true);
		}
	}
	driver_sandbox.destroy(run->sandbox);
}

int
main(int argc, char *argv[])
{
	const char *commands[DRIVER_COMMANDS_MAX];
	struct settings settings;
	struct run run = {.status = -1};
	struct err err = {0};
	size_t n = 0;

	log_init(LOG_LEVEL_INFO);
	if (!parse(&settings, argc, argv)) {
		log_err("usage: run-sandbox [OPTION...] PROGRAMS COMMAND...");
		return 2;
	}
	for (int i = optind + 1; i < argc && n < DRIVER_COMMANDS_MAX; i++) {
		commands[n] = n == 0 ? xformat("%s\necho $? >~/status.new;"
					       " mv ~/status.new ~/status",
						       argv[i])
				     : argv[i];
		n++;
	}
	settings.request.commands = commands;
	settings.request.ncommands = n;
	settings.request.run_dir = make_dir(settings.dir, "run");
	settings.request.vchan_dir = make_dir(settings.dir, "run/vchan");
	settings.request.private_dir = make_dir(settings.dir, "home");
	snprintf(run.status_path, sizeof(run.status_path), "%s/status",
			settings.request.private_dir);
	unlink(run.status_path);
	run.until_msec = loop_now_msec() + settings.seconds * 1000;
	run.loop = wl_event_loop_create();
	run.sandbox = driver_sandbox.start(
			run.loop, &settings.request, &events, &run, &err);
	if (!run.sandbox) {
		log_err("%s", err.text);
		return 2;
	}
	wait_for_status(&run);
	stop(&run);
	wl_event_loop_destroy(run.loop);
	return run.status == 0 ? 0 : 1;
}
