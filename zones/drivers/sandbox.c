// SPDX-License-Identifier: MIT
/*
 * Starts bubblewrap in a child, speaks with the qube's first process and
 * notices the end of both. What the sandbox looks like is bwrap.c's, whose ids
 * it has idblock.c's and userns.c's.
 */
#define _GNU_SOURCE // pipe2
#include "zones/drivers/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "common/str.h"
#include "protocols/zone/init_msg.h"
#include "zones/drivers/cgroup.h"
#include "zones/drivers/driver.h"
#include "zones/drivers/idblock.h"
#include "zones/drivers/sandbox_launch.h"
#include "zones/drivers/sandbox_output.h"

#define RUNS_MAX 64
#define MESSAGES_PER_WAKEUP 32
#define OWN_SERIAL 0u // of the commands the qube starts with

struct sandbox {
	const struct driver_events *events; // borrowed
	void *user; // borrowed
	char name[32];
	char **commands; // owned, until they are sent
	size_t ncommands;

	pid_t bwrap; // 0 once it was reaped
	struct loop_child *child; // owned, NULL once it was reaped
	int init; // owned pidfd of the first process, -1: not known
	int control; // owned
	int info; // owned, -1 once it was read
	char info_text[1024]; // what came from it
	size_t info_used;
	struct wl_event_source *control_source; // owned, may be NULL
	struct wl_event_source *info_source; // owned, may be NULL
	struct sandbox_output output;
	struct cgroup cgroup;

	uint32_t asked[RUNS_MAX]; // serials of run() not yet answered
	size_t nasked;
	size_t own_unanswered; // of the first commands
	bool ready; // the first process has answered
	bool stopping; // as asked for
	const char *broken; // what the first process did wrong, may be NULL
};

static void
remove_source(struct wl_event_source **source)
{
	if (*source) {
		wl_event_source_remove(*source);
		*source = NULL;
	}
}

/* The first process' death takes every other with it; before it is known,
 * bubblewrap's does. */
static void
kill_now(struct sandbox *sandbox)
{
	cgroup_kill(&sandbox->cgroup);
	if (sandbox->init >= 0 &&
			pidfd_send_signal(sandbox->init, SIGKILL, NULL, 0) == 0) {
		return;
	}
	if (sandbox->bwrap > 0) {
		kill(sandbox->bwrap, SIGKILL);
	}
}

static int
send_message(struct sandbox *sandbox, const struct init_msg *msg)
{
	uint8_t out[INIT_MSG_SIZE_MAX];
	size_t len = init_msg_encode(msg, out);

	return sock_send(sandbox->control, out, len, NULL, 0) < 0 ? -1 : 0;
}

static int
send_command(struct sandbox *sandbox, uint32_t serial, const char *command,
		struct err *err)
{
	struct init_msg msg = {.type = INIT_RUN, .serial = serial};

	if (command[0] == '\0' ||
			!str_copy(msg.command, sizeof(msg.command), command)) {
		return err_set(err, "a command line is empty or too long");
	}
	if (send_message(sandbox, &msg) < 0) {
		return err_set_errno(err, "%s takes no commands", sandbox->name);
	}
	return 0;
}

static void
free_commands(struct sandbox *sandbox)
{
	for (size_t i = 0; i < sandbox->ncommands; i++) {
		free(sandbox->commands[i]);
	}
	free(sandbox->commands);
	sandbox->commands = NULL;
	sandbox->ncommands = 0;
}

static void
send_first_commands(struct sandbox *sandbox)
{
	struct err err;

	for (size_t i = 0; i < sandbox->ncommands; i++) {
		if (send_command(sandbox, OWN_SERIAL, sandbox->commands[i],
				    &err) < 0) {
			log_warn("%s", err.text);
		} else {
			sandbox->own_unanswered++;
		}
	}
	free_commands(sandbox);
}

/* From here on nothing the first process says counts. */
static void
handle_broken(struct sandbox *sandbox, const char *what)
{
	log_info("%s: %s, ending it", sandbox->name, what);
	sandbox->broken = what;
	remove_source(&sandbox->control_source);
	kill_now(sandbox);
}

/* Nobody answers any more. Usually it is just ending, and is left to. */
static void
handle_gone(struct sandbox *sandbox)
{
	if (sandbox->stopping) {
		remove_source(&sandbox->control_source);
	} else {
		handle_broken(sandbox, "its first process hung up");
	}
}

static bool
take_asked(struct sandbox *sandbox, uint32_t serial)
{
	for (size_t i = 0; i < sandbox->nasked; i++) {
		if (sandbox->asked[i] == serial) {
			sandbox->asked[i] = sandbox->asked[--sandbox->nasked];
			return true;
		}
	}
	return false;
}

static void
handle_ran(struct sandbox *sandbox, const struct init_msg *msg)
{
	const char *text = msg->number == 0 ? "" : strerror((int)msg->number);

	if (msg->serial == OWN_SERIAL && sandbox->own_unanswered > 0) {
		sandbox->own_unanswered--;
		if (msg->number != 0) {
			log_warn("%s: a command did not start: %s",
					sandbox->name, text);
		}
	} else if (take_asked(sandbox, msg->serial)) {
		sandbox->events->ran(sandbox->user, msg->serial, text);
	} else {
		handle_broken(sandbox, "an answer nobody asked for");
	}
}

static void
handle_ready(struct sandbox *sandbox)
{
	if (sandbox->ready) {
		handle_broken(sandbox, "its first process greeted twice");
		return;
	}
	sandbox->ready = true;
	send_first_commands(sandbox);
	sandbox->events->started(sandbox->user);
}

static void
handle_message(struct sandbox *sandbox, const void *data, size_t len)
{
	struct init_msg msg;

	if (!init_msg_parse(data, len, &msg) ||
			init_msg_is_from_keeper(msg.type)) {
		handle_broken(sandbox, "its first process sent nonsense");
	} else if (msg.type == INIT_READY) {
		handle_ready(sandbox);
	} else {
		handle_ran(sandbox, &msg);
	}
}

static int
handle_control(int fd, uint32_t mask, void *data)
{
	struct sandbox *sandbox = data;
	uint8_t message[INIT_MSG_SIZE_MAX];

	for (int i = 0; i < MESSAGES_PER_WAKEUP && !sandbox->broken; i++) {
		size_t nfds = 0;
		ssize_t len = sock_recv(
				fd, message, sizeof(message), NULL, &nfds);

		if (len < 0 && errno == EAGAIN) {
			return 0;
		}
		if (len < 0 && errno == EMSGSIZE) {
			handle_broken(sandbox, "its first process sent a lot");
			return 0;
		}
		if (len <= 0) {
			/* It ends, or it sent nothing at all. */
			handle_gone(sandbox);
			return 0;
		}
		handle_message(sandbox, message, (size_t)len);
	}
	return 0;
}

/* bubblewrap's answer: { "child-pid": N, ... }, from before N runs. It comes
 * in pieces, and bubblewrap dies if nobody reads the last. */
static void
take_info(struct sandbox *sandbox)
{
	static const char key[] = "\"child-pid\": ";
	const char *number = strstr(sandbox->info_text, key);

	if (number) {
		pid_t pid = (pid_t)strtol(number + strlen(key), NULL, 10);

		sandbox->init = pidfd_open(pid, 0);
	}
	if (sandbox->init < 0) {
		log_warn("%s: its first process is not known", sandbox->name);
	}
}

static int
handle_info(int fd, uint32_t mask, void *data)
{
	struct sandbox *sandbox = data;
	size_t room = sizeof(sandbox->info_text) - 1 - sandbox->info_used;
	ssize_t len = read(fd, sandbox->info_text + sandbox->info_used, room);

	if (len < 0 && errno == EAGAIN) {
		return 0;
	}
	if (len > 0) {
		sandbox->info_used += (size_t)len;
		return 0;
	}
	take_info(sandbox);
	remove_source(&sandbox->info_source);
	fd_close(&sandbox->info);
	return 0;
}

static const char *
end_text(struct sandbox *sandbox, int status, char *text, size_t size)
{
	if (!sandbox->ready && !sandbox->stopping &&
			sandbox->output.last[0] != '\0') {
		return sandbox->output.last;
	}
	if (sandbox->broken) {
		return sandbox->broken;
	}
	if (sandbox->stopping || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
		return "";
	}
	snprintf(text, size, "its first process ended with status 0x%x",
			(unsigned int)status);
	return text;
}

static void
handle_exit(void *data, pid_t pid, int status)
{
	struct sandbox *sandbox = data;
	char text[256];

	sandbox->child = NULL;
	sandbox->bwrap = 0;
	sandbox_output_drain(&sandbox->output);
	remove_source(&sandbox->control_source);
	remove_source(&sandbox->info_source);
	cgroup_finish(&sandbox->cgroup);
	sandbox->events->ended(sandbox->user,
			end_text(sandbox, status, text, sizeof(text)));
}

static void
copy_commands(struct sandbox *sandbox, const struct driver_request *request)
{
	sandbox->commands = xcalloc(request->ncommands + 1, sizeof(char *));
	for (size_t i = 0; i < request->ncommands; i++) {
		sandbox->commands[i] = xstrdup(request->commands[i]);
	}
	sandbox->ncommands = request->ncommands;
}

/* Ids and limits for the request; both answers are told, since they decide
 * what a hostile program in the qube could do. */
static int
choose(struct sandbox *sandbox, const struct driver_request *request,
		struct idblock_range *ids, struct err *err)
{
	struct idblock_range range;
	struct err why = {0};

	if (request->network) {
		return err_set(err, "the sandbox driver has no network yet");
	}
	idblock_find(&range, &why);
	*ids = range;
	if (range.count == 0) {
		log_warn("%s: NO HOST IDS OF ITS OWN: %s. Its programs have"
			 " the ids of this session (uid-isolation: none).",
				request->name, why.text);
	} else if (idblock_cut(&range, request->block, ids, err) < 0) {
		return -1;
	}
	if (!cgroup_create(&sandbox->cgroup, request->name, request->memory,
			    sandbox_launch_processes(request), &why)) {
		log_info("%s: limits are for each process: %s", request->name,
				why.text);
	}
	return 0;
}

static bool
watch(struct sandbox *sandbox, struct wl_event_loop *loop,
		const struct sandbox_launch *launch)
{
	sandbox->bwrap = launch->pid;
	sandbox->control = launch->control;
	sandbox->info = launch->info;
	sandbox_output_init(
			&sandbox->output, loop, launch->output, sandbox->name);
	sandbox->control_source = wl_event_loop_add_fd(loop, sandbox->control,
			WL_EVENT_READABLE, handle_control, sandbox);
	sandbox->info_source = wl_event_loop_add_fd(loop, sandbox->info,
			WL_EVENT_READABLE, handle_info, sandbox);
	sandbox->child = loop_child_create(
			loop, sandbox->bwrap, handle_exit, sandbox);
	return sandbox->control_source && sandbox->info_source && sandbox->child;
}

static void
sandbox_destroy(void *data)
{
	struct sandbox *sandbox = data;

	if (sandbox->bwrap > 0) {
		kill_now(sandbox);
		kill(sandbox->bwrap, SIGKILL);
		waitpid(sandbox->bwrap, NULL, 0);
	}
	loop_child_destroy(sandbox->child);
	remove_source(&sandbox->control_source);
	remove_source(&sandbox->info_source);
	sandbox_output_finish(&sandbox->output);
	cgroup_finish(&sandbox->cgroup);
	fd_close(&sandbox->control);
	fd_close(&sandbox->info);
	fd_close(&sandbox->init);
	free_commands(sandbox);
	free(sandbox);
}

static void *
sandbox_start(struct wl_event_loop *loop, const struct driver_request *request,
		const struct driver_events *events, void *user, struct err *err)
{
	struct sandbox *sandbox = xcalloc(1, sizeof(*sandbox));
	struct sandbox_launch launch;
	struct idblock_range ids;

	*sandbox = (struct sandbox){.events = events,
			.user = user,
			.init = -1,
			.control = -1,
			.info = -1,
			.output.fd = -1};
	str_copy(sandbox->name, sizeof(sandbox->name), request->name);
	copy_commands(sandbox, request);
	if (choose(sandbox, request, &ids, err) < 0 ||
			sandbox_launch_start(&launch, request, &ids,
					&sandbox->cgroup, err) < 0) {
		sandbox_destroy(sandbox);
		return NULL;
	}
	if (!watch(sandbox, loop, &launch)) {
		err_set_errno(err, "cannot watch the sandbox");
		sandbox_destroy(sandbox);
		return NULL;
	}
	return sandbox;
}

static int
sandbox_run(void *data, uint32_t serial, const char *command, struct err *err)
{
	struct sandbox *sandbox = data;

	if (!sandbox->ready || sandbox->stopping || sandbox->broken) {
		return err_set(err, "%s does not run", sandbox->name);
	}
	if (sandbox->nasked == RUNS_MAX) {
		return err_set(err, "%s has not answered to %d commands",
				sandbox->name, RUNS_MAX);
	}
	if (send_command(sandbox, serial, command, err) < 0) {
		return -1;
	}
	sandbox->asked[sandbox->nasked++] = serial;
	return 0;
}

static void
sandbox_stop(void *data, bool at_once)
{
	struct sandbox *sandbox = data;
	struct init_msg msg = {.type = INIT_STOP};

	sandbox->stopping = true;
	if (at_once || send_message(sandbox, &msg) < 0) {
		kill_now(sandbox);
	}
}

void
sandbox_probe(struct sandbox_capabilities *capabilities)
{
	struct idblock_range range;
	struct cgroup cgroup;
	struct err err = {0};
	char name[32];

	*capabilities = (struct sandbox_capabilities){0};
	idblock_find(&range, &err);
	capabilities->blocks = range.count / IDBLOCK_SIZE;
	capabilities->uid_isolation = capabilities->blocks > 0;
	str_copy(capabilities->uid_text, sizeof(capabilities->uid_text),
			err.text);
	err = (struct err){0};
	snprintf(name, sizeof(name), "probe-%d", (int)getpid());
	capabilities->cgroup = cgroup_create(&cgroup, name, 0, 0, &err);
	str_copy(capabilities->cgroup_text, sizeof(capabilities->cgroup_text),
			err.text);
	cgroup_finish(&cgroup);
}

const struct driver driver_sandbox = {
		.name = "sandbox",
		.start = sandbox_start,
		.run = sandbox_run,
		.stop = sandbox_stop,
		.destroy = sandbox_destroy,
};
