// SPDX-License-Identifier: MIT
#include "qube/qrexec/signals.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/file.h"
#include "common/log.h"
#include "common/mem.h"
#include "qube/qrexec/agent.h"
#include "qube/qrexec/call.h"

#define GENERATIONS 16 // from the program to who sent the signal

struct signals {
	struct agent *agent; // borrowed
	struct wl_event_source *source; // owned
	int fd; // owned
};

/* 0 if there is none. */
static pid_t
get_parent(pid_t pid)
{
	char path[64];
	char *text, *end;
	int parent = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	text = file_read_text(path, 4096);
	end = text ? strrchr(text, ')') : NULL; // a name may hold anything
	if (end != NULL && sscanf(end, ") %*c %d", &parent) != 1) {
		parent = 0;
	}
	free(text);
	return parent;
}

/* Who sent it may have ended since: then it can only be told if one program
 * runs. */
static struct call *
find_sender(struct agent *agent, pid_t pid)
{
	struct call *call = call_try_from_pid(agent, pid);
	pid_t parent = call ? 0 : get_parent(pid);

	if (call == NULL && parent == 0) {
		return call_try_only(agent);
	}
	for (int i = 0; i < GENERATIONS && parent > 1 && call == NULL; i++) {
		call = call_try_from_pid(agent, parent);
		parent = call ? 0 : get_parent(parent);
	}
	return call;
}

static void
handle_user_signal(struct agent *agent, pid_t pid)
{
	struct call *call = find_sender(agent, pid);

	if (call != NULL) {
		call_use_one_socket(call);
	} else {
		log_warn("signals: SIGUSR1 of process %d is ignored: it belongs "
			 "to no call, or has ended",
				(int)pid);
	}
}

void
signals_drain(struct signals *signals)
{
	struct signalfd_siginfo info;

	while (read(signals->fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGUSR1) {
			handle_user_signal(signals->agent, (pid_t)info.ssi_pid);
		} else {
			agent_stop(signals->agent);
		}
	}
}

static int
handle_signals(int fd, uint32_t mask, void *data)
{
	signals_drain(data);
	return 0;
}

struct signals *
signals_create(struct agent *agent)
{
	struct signals *signals = xcalloc(1, sizeof(*signals));
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals->agent = agent;
	signals->fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (signals->fd < 0) {
		free(signals);
		return NULL;
	}
	signals->source = wl_event_loop_add_fd(agent->loop, signals->fd,
			WL_EVENT_READABLE, handle_signals, signals);
	return signals;
}

void
signals_destroy(struct signals *signals)
{
	if (signals != NULL) {
		wl_event_source_remove(signals->source);
		fd_close(&signals->fd);
		free(signals);
	}
}
