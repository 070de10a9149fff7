// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // P_PIDFD
#include "common/loop.h"

#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/mem.h"

struct loop_child {
	struct wl_event_source *source; // owned
	int pidfd; // owned
	pid_t pid;
	loop_child_fn fn;
	void *user;
};

int64_t
loop_now_msec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int
handle_exit(int fd, uint32_t mask, void *data)
{
	struct loop_child *child = data;
	loop_child_fn fn = child->fn;
	void *user = child->user;
	pid_t pid = child->pid;
	int status = 0;

	if (waitpid(pid, &status, WNOHANG) == 0) {
		return 0;
	}
	loop_child_destroy(child);
	fn(user, pid, status);
	return 0;
}

struct loop_child *
loop_child_create(struct wl_event_loop *loop, pid_t pid, loop_child_fn fn,
		void *user)
{
	int pidfd = pidfd_open(pid, 0);
	struct loop_child *child;

	if (pidfd < 0) {
		return NULL;
	}
	child = xcalloc(1, sizeof(*child));
	*child = (struct loop_child){
			.pidfd = pidfd, .pid = pid, .fn = fn, .user = user};
	child->source = wl_event_loop_add_fd(
			loop, pidfd, WL_EVENT_READABLE, handle_exit, child);
	if (!child->source) {
		fd_close(&child->pidfd);
		free(child);
		return NULL;
	}
	return child;
}

void
loop_child_destroy(struct loop_child *child)
{
	if (!child) {
		return;
	}
	wl_event_source_remove(child->source);
	fd_close(&child->pidfd);
	free(child);
}
