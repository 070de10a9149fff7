// SPDX-License-Identifier: MIT
#include "compositor/programs.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "compositor/config.h"
#include "compositor/roles.h"
#include "compositor/server.h"

#define RESTART_MIN_MSEC 500
#define RESTART_MAX_MSEC 30000
#define SETTLED_MSEC 10000 // having run so long, it did not fail at once

struct programs {
	struct server *server; // borrowed
	struct wl_list list; // list of struct program, .link
};

struct program {
	struct wl_list link; // programs.list
	struct programs *programs; // borrowed
	char *name; // owned
	char *command; // owned
	unsigned int roles; // bitmask of enum role
	bool restart;
	pid_t pid; // 0: not running
	struct loop_child *child; // owned; NULL when not running
	struct wl_event_source *timer; // owned
	int64_t started_msec;
	int delay_msec; // before the next start
};

static void start(struct program *program);

/* In the child. Signals that our loop takes by descriptor are blocked. */
static void
run(const struct program *program, int fd)
{
	sigset_t none;
	char text[16];

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (!fd_set_cloexec(fd, false)) {
		_exit(126);
	}
	snprintf(text, sizeof(text), "%d", fd);
	setenv("WAYLAND_SOCKET", text, 1);
	unsetenv("WAYLAND_DISPLAY");
	unsetenv("DISPLAY");
	execl("/bin/sh", "sh", "-c", program->command, (char *)NULL);
	_exit(127);
}

static int
handle_timer(void *data)
{
	start(data);
	return 0;
}

/* Later each time, unless it ran well before. */
static void
start_later(struct program *program, bool settled)
{
	if (!program->restart) {
		return;
	}
	program->delay_msec =
			settled ? RESTART_MIN_MSEC : program->delay_msec * 2;
	if (program->delay_msec > RESTART_MAX_MSEC) {
		program->delay_msec = RESTART_MAX_MSEC;
	}
	wl_event_source_timer_update(program->timer, program->delay_msec);
}

static void
handle_exit(void *user, pid_t pid, int status)
{
	struct program *program = user;
	bool settled = loop_now_msec() - program->started_msec > SETTLED_MSEC;

	program->child = NULL;
	program->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		log_info("program %s has ended", program->name);
	} else if (WIFEXITED(status)) {
		log_warn("program %s ended with status %d", program->name,
				WEXITSTATUS(status));
	} else {
		log_warn("program %s was ended by signal %d", program->name,
				WTERMSIG(status));
	}
	start_later(program, settled);
}

static void
start(struct program *program)
{
	struct server *server = program->programs->server;
	char *roles;
	int fds[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0) {
		log_err_errno("program %s cannot be started", program->name);
		start_later(program, false);
		return;
	}
	pid = fork();
	if (pid == 0) {
		run(program, fds[1]);
	}
	close(fds[1]);
	if (pid < 0) {
		log_err_errno("program %s cannot be started", program->name);
		close(fds[0]);
		start_later(program, false);
		return;
	}
	program->child = loop_child_create(
			server->loop, pid, handle_exit, program);
	if (!program->child) {
		log_err_errno("program %s cannot be watched", program->name);
		close(fds[0]);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		start_later(program, false);
		return;
	}
	program->pid = pid;
	program->started_msec = loop_now_msec();
	if (!roles_add_client(server->roles, fds[0], program->roles)) {
		log_err_errno("program %s gets no connection", program->name);
	}
	roles = roles_format(program->roles);
	log_info("program %s started as %s", program->name, roles);
	free(roles);
}

static void
add(struct programs *programs, const struct config_program *config)
{
	struct program *program = xcalloc(1, sizeof(*program));

	program->programs = programs;
	program->name = xstrdup(config->name);
	program->command = xstrdup(config->command);
	program->roles = config->roles;
	program->restart = config->restart;
	program->delay_msec = RESTART_MIN_MSEC;
	program->timer = wl_event_loop_add_timer(
			programs->server->loop, handle_timer, program);
	wl_list_insert(&programs->list, &program->link);
	start(program);
}

static void
drop(struct program *program)
{
	if (program->pid > 0) {
		/* With what it started, unless it has not got that far. */
		if (kill(-program->pid, SIGTERM) < 0) {
			kill(program->pid, SIGTERM);
		}
	}
	loop_child_destroy(program->child);
	wl_event_source_remove(program->timer);
	wl_list_remove(&program->link);
	free(program->name);
	free(program->command);
	free(program);
}

static bool
is_configured(const struct program *program, const struct config *config)
{
	const struct config_program *entry;

	wl_list_for_each(entry, &config->programs, link) {
		if (strcmp(entry->name, program->name) == 0) {
			return strcmp(entry->command, program->command) == 0 &&
					entry->roles == program->roles &&
					entry->restart == program->restart;
		}
	}
	return false;
}

static bool
is_known(const struct programs *programs, const char *name)
{
	const struct program *program;

	wl_list_for_each(program, &programs->list, link) {
		if (strcmp(program->name, name) == 0) {
			return true;
		}
	}
	return false;
}

void
programs_configure(struct programs *programs)
{
	const struct config *config = programs->server->config;
	const struct config_program *entry;
	struct program *program, *tmp;

	wl_list_for_each_safe(program, tmp, &programs->list, link) {
		if (!is_configured(program, config)) {
			drop(program);
		}
	}
	wl_list_for_each(entry, &config->programs, link) {
		if (!is_known(programs, entry->name)) {
			add(programs, entry);
		}
	}
}

bool
programs_run(struct programs *programs, const char *name)
{
	struct program *program;

	wl_list_for_each(program, &programs->list, link) {
		if (strcmp(program->name, name) == 0) {
			if (!program->child) {
				wl_event_source_timer_update(program->timer, 0);
				start(program);
			}
			return true;
		}
	}
	log_warn("a chord runs the program %s, and there is none", name);
	return false;
}

struct programs *
programs_create(struct server *server)
{
	struct programs *programs = xcalloc(1, sizeof(*programs));

	programs->server = server;
	wl_list_init(&programs->list);
	programs_configure(programs);
	return programs;
}

void
programs_destroy(struct programs *programs)
{
	struct program *program, *tmp;

	if (!programs) {
		return;
	}
	wl_list_for_each_safe(program, tmp, &programs->list, link) {
		drop(program);
	}
	free(programs);
}
