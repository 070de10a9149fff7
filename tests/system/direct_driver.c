// SPDX-License-Identifier: MIT
#include "tests/system/direct_driver.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/loop.h"
#include "common/mem.h"

struct direct {
	struct wl_event_loop *loop; // borrowed
	struct wl_event_source *idle; // owned, may be NULL
	struct loop_child *watch; // owned, may be NULL
	pid_t pid; // of the process that stands for the qube
	const struct driver_events *events; // borrowed
	void *user;
	char *vchan_dir; // owned
	char *arena; // owned
	char domain[16];
	bool asked_to_stop;
};

/* Returns only if the keeper is gone already. */
static void
become_program(const struct direct *direct, const char *command, pid_t keeper)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != keeper) {
		return;
	}
	setpgid(0, 0);
	setenv("VCHAN_DOMAIN", direct->domain, 1);
	setenv("VCHAN_SOCKET_DIR", direct->vchan_dir, 1);
	setenv("LEADLIGHT_ARENA", direct->arena, 1);
	if (command) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	} else {
		execlp("sleep", "sleep", "1000", (char *)NULL);
	}
}

static pid_t
start_program(const struct direct *direct, const char *command)
{
	pid_t keeper = getpid();
	pid_t pid = fork();

	if (pid == 0) {
		become_program(direct, command, keeper);
		_exit(127);
	}
	return pid;
}

static void
handle_ended(void *user, pid_t pid, int status)
{
	struct direct *direct = user;

	direct->watch = NULL;
	direct->events->ended(direct->user,
			direct->asked_to_stop ? "" : "its process died");
}

static void
handle_started(void *data)
{
	struct direct *direct = data;

	direct->idle = NULL;
	direct->events->started(direct->user);
}

static void *
direct_start(struct wl_event_loop *loop, const struct driver_request *request,
		const struct driver_events *events, void *user, struct err *err)
{
	struct direct *direct = xcalloc(1, sizeof(*direct));

	direct->loop = loop;
	direct->events = events;
	direct->user = user;
	direct->vchan_dir = xstrdup(request->vchan_dir);
	direct->arena = xformat("%s/arena.sock", request->run_dir);
	snprintf(direct->domain, sizeof(direct->domain), "%u", request->id);
	direct->pid = start_program(direct, NULL);
	direct->watch = loop_child_create(
			loop, direct->pid, handle_ended, direct);
	direct->idle = wl_event_loop_add_idle(loop, handle_started, direct);
	for (size_t i = 0; i < request->ncommands; i++) {
		start_program(direct, request->commands[i]);
	}
	return direct;
}

static int
direct_run(void *sandbox, uint32_t serial, const char *command, struct err *err)
{
	struct direct *direct = sandbox;

	if (start_program(direct, command) < 0) {
		return err_set_errno(err, "cannot fork");
	}
	direct->events->ran(direct->user, serial, "");
	return 0;
}

static void
direct_stop(void *sandbox, bool kill_now)
{
	struct direct *direct = sandbox;

	direct->asked_to_stop = true;
	kill(direct->pid, kill_now ? SIGKILL : SIGTERM);
}

static void
direct_destroy(void *sandbox)
{
	struct direct *direct = sandbox;

	if (direct->watch) {
		loop_child_destroy(direct->watch);
		kill(direct->pid, SIGKILL);
		waitpid(direct->pid, NULL, 0);
	}
	if (direct->idle) {
		wl_event_source_remove(direct->idle);
	}
	free(direct->vchan_dir);
	free(direct->arena);
	free(direct);
}

const struct driver driver_direct = {
		.name = "direct",
		.start = direct_start,
		.run = direct_run,
		.stop = direct_stop,
		.destroy = direct_destroy,
};
