// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_PATH, prlimit
#include "qube/qrexec/agent.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/str.h"
#include "qube/qrexec/call.h"
#include "qube/qrexec/clients.h"
#include "qube/qrexec/control.h"
#include "qube/qrexec/fork_client.h"
#include "qube/qrexec/service_log.h"
#include "qube/qrexec/signals.h"
#include "qube/qrexec/waiting.h"
#include "zones/vchan/dir_watch.h"
#include "zones/vchan/vchan_opener.h"

/* A program that nobody waits for. */
struct adopted {
	struct wl_list link; // agent.adopted
	struct loop_child *child; // owned
};

/* A call takes up to ten descriptors. */
static void
raise_limits(struct agent *agent)
{
	struct rlimit most;

	if (getrlimit(RLIMIT_NOFILE, &agent->files) == 0) {
		most = agent->files;
		most.rlim_cur = most.rlim_max;
		setrlimit(RLIMIT_NOFILE, &most);
	}
}

void
agent_restore_limits(const struct agent *agent, pid_t pid)
{
	if (agent->files.rlim_cur != agent->files.rlim_max) {
		prlimit(pid, RLIMIT_NOFILE, &agent->files, NULL);
	}
}

static void
find_own_name(struct agent *agent)
{
	const struct passwd *pw = getpwuid(geteuid());
	const char *name = pw ? pw->pw_name : getenv("USER");

	str_copy(agent->user, sizeof(agent->user), name ? name : "");
}

static int
open_channels(struct agent *agent, struct err *err)
{
	const char *dir = vchan_unix_own_dir();
	int dirfd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (dirfd < 0) {
		return err_set_errno(err, "cannot open %.100s", dir);
	}
	agent->watch = dir_watch_create(agent->loop);
	agent->opener = vchan_opener_create(agent->loop, agent->watch, dirfd);
	return 0;
}

int
agent_init(struct agent *agent, const struct agent_options *options,
		struct err *err)
{
	char pid[16];

	*agent = (struct agent){.options = options};
	wl_list_init(&agent->calls);
	wl_list_init(&agent->forks);
	wl_list_init(&agent->service_logs);
	wl_list_init(&agent->adopted);
	raise_limits(agent);
	find_own_name(agent);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("QREXEC_AGENT_PID", pid, 1);
	agent->loop = wl_event_loop_create();
	if (agent->loop == NULL) {
		return err_set_errno(err, "cannot make an event loop");
	}
	agent->signals = signals_create(agent);
	if (agent->signals == NULL) {
		return err_set_errno(err, "cannot receive signals");
	}
	return open_channels(agent, err);
}

int
agent_begin(struct agent *agent, struct err *err)
{
	agent->clients = clients_create(agent);
	agent->waiting = waiting_create(agent);
	agent->control = control_create(agent, err);
	return agent->control ? 0 : -1;
}

void
agent_run(struct agent *agent)
{
	while (!agent->stopped) {
		wl_event_loop_dispatch(agent->loop, -1);
	}
}

void
agent_stop(struct agent *agent)
{
	agent->stopped = true;
}

static void
leave_adopted(struct agent *agent)
{
	struct adopted *adopted, *next;

	wl_list_for_each_safe(adopted, next, &agent->adopted, link) {
		loop_child_destroy(adopted->child);
		wl_list_remove(&adopted->link);
		free(adopted);
	}
}

void
agent_finish(struct agent *agent)
{
	while (!wl_list_empty(&agent->calls)) {
		call_destroy(call_from_link(agent->calls.next));
	}
	fork_client_destroy_all(agent);
	service_log_destroy_all(agent);
	leave_adopted(agent);
	waiting_destroy(agent->waiting);
	clients_destroy(agent->clients);
	control_destroy(agent->control);
	signals_destroy(agent->signals);
	vchan_opener_destroy(agent->opener);
	dir_watch_destroy(agent->watch);
	if (agent->loop != NULL) {
		wl_event_loop_destroy(agent->loop);
	}
}

bool
agent_may_run_as(const struct agent *agent, const char *user)
{
	char shown[128];

	if (agent->options->local || agent->options->switch_users ||
			strcmp(user, agent->user) == 0) {
		return true;
	}
	log_err("cannot run a service as %s: we are %s and not root",
			str_escape(shown, sizeof(shown), user, strlen(user)),
			agent->user);
	return false;
}

static void
handle_adopted_end(void *user, pid_t pid, int status)
{
	struct adopted *adopted = user;

	wl_list_remove(&adopted->link);
	free(adopted);
}

void
agent_adopt(struct agent *agent, pid_t pid)
{
	struct adopted *adopted = xcalloc(1, sizeof(*adopted));

	agent_restore_limits(agent, pid);
	wl_list_insert(&agent->adopted, &adopted->link);
	adopted->child = loop_child_create(
			agent->loop, pid, handle_adopted_end, adopted);
}
