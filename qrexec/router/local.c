// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // PR_SET_PDEATHSIG
#include "qrexec/router/local.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/programs.h"
#include "qrexec/router/hop.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/router.h"

#define PROGRAM "leadlight-qrexec-agent"
#define NAME "leadlight-qrexec-agent@dom0" // as it shows among processes
#define REST_MSEC 1000 // before it is started again

struct local {
	struct router *router; // borrowed
	struct peer *peer; // borrowed from the router
	struct wl_event_source *timer; // owned
	struct loop_child *child; // owned; NULL while it does not run
	pid_t pid;
	char *program; // owned
	char *dir; // owned; of its sockets
	char *services; // owned; folder of what can be called
};

static void
run_child(const struct local *local, int control)
{
	char *fd = xformat("--local=%d", control);
	char *path = xformat("--agent-socket=%s/agent.sock", local->dir);
	char *const argv[] = {(char *)NAME, fd, path, NULL};
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	setpgid(0, 0);
	setenv("VCHAN_DOMAIN", "0", 1);
	setenv("VCHAN_SOCKET_DIR", local->dir, 1);
	setenv("QREXEC_SERVICE_PATH", local->services, 1);
	if (fd_set_cloexec(control, false)) {
		execv(local->program, argv);
	}
	_exit(127);
}

static void
handle_end(void *user, pid_t pid, int status)
{
	struct local *local = user;

	local->child = NULL;
	local->pid = 0;
	log_warn("the agent of the trusted side ended: starting it again");
	wl_event_source_timer_update(local->timer, REST_MSEC);
}

static void
watch_child(struct local *local, pid_t pid)
{
	local->pid = pid;
	local->child = loop_child_create(
			local->router->loop, pid, handle_end, local);
	if (!local->child) {
		log_err_errno("%s cannot be watched", PROGRAM);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		local->pid = 0;
	}
}

static void
start(struct local *local)
{
	FD_SCOPED int ours = -1;
	FD_SCOPED int theirs = -1;
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		log_err_errno("no socket pair for %s", PROGRAM);
		return;
	}
	ours = pair[0];
	theirs = pair[1];
	pid = fork();
	if (pid == 0) {
		run_child(local, theirs);
	}
	if (pid < 0) {
		log_err_errno("%s could not be started", PROGRAM);
		return;
	}
	watch_child(local, pid);
	if (local->child && fd_set_nonblock(ours, true)) {
		peer_attach(local->peer, fd_steal(&ours));
	}
}

/* Beside the router in a build tree, else where it is installed. */
static char *
find_agent(void)
{
	char *path = programs_find(PROGRAM);

	if (!path && access(LEADLIGHT_LIBEXEC "/" PROGRAM, X_OK) == 0) {
		path = xstrdup(LEADLIGHT_LIBEXEC "/" PROGRAM);
	}
	return path;
}

static int
handle_timer(void *data)
{
	start(data);
	return 0;
}

static void
add_peer(struct local *local)
{
	struct router *router = local->router;

	local->peer = router_add_peer(router, 0, PEER_LOCAL_NAME,
			hop_local_create(router->loop, local->dir));
	local->peer->running = true;
}

struct local *
local_create(struct router *router, const char *config_dir, struct err *err)
{
	struct local *local = xcalloc(1, sizeof(*local));

	local->router = router;
	local->dir = xformat("%s/calls", router->runtime_dir);
	local->services = xformat("%s/rpc", config_dir);
	local->program = find_agent();
	local->timer = wl_event_loop_add_timer(router->loop, handle_timer, local);
	if (mkdir(local->dir, 0700) < 0 && errno != EEXIST) {
		err_set_errno(err, "cannot make %s", local->dir);
		local_destroy(local);
		return NULL;
	}
	add_peer(local);
	if (local->program) {
		start(local);
	} else {
		log_warn("%s is not installed: the trusted side has no services",
				PROGRAM);
	}
	return local;
}

const char *
local_get_dir(const struct local *local)
{
	return local->dir;
}

void
local_destroy(struct local *local)
{
	if (!local) {
		return;
	}
	if (local->pid > 0) {
		kill(local->pid, SIGTERM);
	}
	loop_child_destroy(local->child);
	wl_event_source_remove(local->timer);
	free(local->program);
	free(local->dir);
	free(local->services);
	free(local);
}
