// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // prctl
#include "compositor/session/service.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"

bool
service_crashes_add(struct service_crashes *crashes, int64_t now_msec)
{
	int64_t oldest = crashes->at_msec[crashes->next];

	crashes->at_msec[crashes->next] = now_msec;
	crashes->next = (crashes->next + 1) % SERVICE_MAX_CRASHES;
	return oldest == 0 || now_msec - oldest >= SERVICE_WINDOW_MSEC;
}

static void
describe(int status, char *text, size_t size)
{
	if (WIFSIGNALED(status)) {
		snprintf(text, size, "was ended by signal %d", WTERMSIG(status));
	} else {
		snprintf(text, size, "ended with status %d", WEXITSTATUS(status));
	}
}

static void
handle_end(void *user, pid_t pid, int status)
{
	struct service *service = user;
	bool crashed = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	char how[64];

	service->child = NULL;
	service->pid = 0;
	if (service->stopping || !crashed) {
		service->ended(service->user, service, false);
		return;
	}
	describe(status, how, sizeof(how));
	if (!service_crashes_add(&service->crashes, loop_now_msec())) {
		log_err("%s %s, the %dth time within a minute: given up",
				service->name, how, SERVICE_MAX_CRASHES + 1);
		service->ended(service->user, service, true);
		return;
	}
	log_warn("%s %s: starting it again", service->name, how);
	if (!service_start(service)) {
		service->ended(service->user, service, true);
	}
}

static void
run_child(const struct service *service, pid_t parent)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	setpgid(0, 0); // Ctrl+C is for us: we end things in order
	if (service->heirloom > 0 && !fd_set_cloexec(service->heirloom, false)) {
		_exit(126);
	}
	if (getppid() == parent) {
		execv(service->argv[0], service->argv);
	}
	_exit(127);
}

bool
service_start(struct service *service)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid == 0) {
		run_child(service, parent);
	}
	if (pid < 0) {
		log_err_errno("%s could not be started", service->name);
		return false;
	}
	service->pid = pid;
	service->child = loop_child_create(
			service->loop, pid, handle_end, service);
	if (!service->child) {
		log_err_errno("%s cannot be watched", service->name);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		service->pid = 0;
		return false;
	}
	return true;
}

void
service_stop(struct service *service, bool force)
{
	service->stopping = true;
	if (service->pid > 0) {
		kill(service->pid, force ? SIGKILL : SIGTERM);
	}
}

void
service_finish(struct service *service)
{
	if (service->pid > 0) {
		kill(service->pid, SIGTERM);
	}
	loop_child_destroy(service->child);
	service->child = NULL;
	service->pid = 0;
}
