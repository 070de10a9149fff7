// SPDX-License-Identifier: MIT
#include "compositor/clients/launch.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"

static void
set_or_unset(const char *name, const char *value)
{
	if (value) {
		setenv(name, value, 1);
	} else {
		unsetenv(name);
	}
}

/* Toolkits would take X11 where they find it; here is none. */
static void
set_environment(const struct launch_spec *spec, int fd)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", fd);
	setenv("WAYLAND_SOCKET", text, 1);
	set_or_unset("WAYLAND_DISPLAY", spec->display);
	set_or_unset("XDG_ACTIVATION_TOKEN", spec->token);
	snprintf(text, sizeof(text), "%d", (int)getppid());
	setenv("LEADLIGHT_PID", text, 1);
	unsetenv("DISPLAY");
	setenv("XDG_SESSION_TYPE", "wayland", 1);
	setenv("XDG_CURRENT_DESKTOP", "Leadlight:wlroots", 1);
	setenv("GDK_BACKEND", "wayland", 1);
	setenv("QT_QPA_PLATFORM", "wayland", 1);
	setenv("SDL_VIDEODRIVER", "wayland", 1);
}

/* In the child. Signals that our loop takes by descriptor are blocked. */
static void
run(const struct launch_spec *spec, int fd)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (!fd_set_cloexec(fd, false)) {
		_exit(126);
	}
	set_environment(spec, fd);
	execl("/bin/sh", "sh", "-c", spec->command, (char *)NULL);
	_exit(127);
}

pid_t
launch(const struct launch_spec *spec, int *fd)
{
	int fds[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0) {
		log_err_errno("program %s cannot be started", spec->name);
		return -1;
	}
	pid = fork();
	if (pid == 0) {
		run(spec, fds[1]);
	}
	close(fds[1]);
	if (pid < 0) {
		log_err_errno("program %s cannot be started", spec->name);
		close(fds[0]);
		return -1;
	}
	*fd = fds[0];
	return pid;
}

void
launch_undo(pid_t pid, int fd)
{
	close(fd);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

void
launch_log_end(const char *name, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		log_info("program %s has ended", name);
	} else if (WIFEXITED(status)) {
		log_warn("program %s ended with status %d", name,
				WEXITSTATUS(status));
	} else {
		log_warn("program %s was ended by signal %d", name,
				WTERMSIG(status));
	}
}
