// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // sigset_t
#include "qube/agent/environment.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "qube/agent/server.h"
#include "qube/agent/x11.h"

#define FILE_NAME "leadlight-agent.env"

/* Path of the file (with a suffix), or NULL. The caller frees it. */
static char *
get_path(const char *suffix)
{
	const char *dir = getenv("XDG_RUNTIME_DIR");

	return dir == NULL ? NULL : xformat("%s/" FILE_NAME "%s", dir, suffix);
}

static int
write_file(const struct server *server, const char *path, struct err *err)
{
	FILE *file = fopen(path, "we");
	bool ok;

	if (file == NULL) {
		return err_set_errno(err, "cannot write %s", path);
	}
	ok = fprintf(file, "WAYLAND_DISPLAY=%s\n",
			     server->options->socket_name) > 0;
	if (x11_get_display(server->x11) != NULL) {
		ok = ok &&
				fprintf(file, "DISPLAY=%s\n",
						x11_get_display(server->x11)) > 0;
	}
	return fclose(file) == 0 && ok
			? 0
			: err_set_errno(err, "cannot write %s", path);
}

static int
publish(const struct server *server, struct err *err)
{
	char *path = get_path("");
	char *part = get_path(".part");
	int result = path == NULL ? err_set(err, "XDG_RUNTIME_DIR is not set")
				  : write_file(server, part, err);

	if (result == 0 && rename(part, path) != 0) {
		result = err_set_errno(err, "cannot write %s", path);
	}
	free(path);
	free(part);
	return result;
}

static void
handle_end(void *user, pid_t pid, int status)
{
	struct server *server = user;

	server->command = NULL;
	log_info("the command has ended");
}

static void
run(struct server *server)
{
	const struct sigaction usual = {.sa_handler = SIG_DFL};
	sigset_t none;
	pid_t pid = fork();

	if (pid < 0) {
		log_err_errno("cannot start the command");
		return;
	}
	if (pid > 0) {
		server->command = loop_child_create(
				server->loop, pid, handle_end, server);
		return;
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	sigaction(SIGPIPE, &usual, NULL); // we ignore it, programs rely on it
	setsid();
	execl("/bin/sh", "sh", "-c", server->options->command, (char *)NULL);
	_exit(127);
}

int
environment_publish(struct server *server, struct err *err)
{
	setenv("WAYLAND_DISPLAY", server->options->socket_name, 1);
	if (x11_get_display(server->x11) != NULL) {
		setenv("DISPLAY", x11_get_display(server->x11), 1);
	} else {
		unsetenv("DISPLAY");
	}
	if (publish(server, err) != 0) {
		return -1;
	}
	if (server->options->command != NULL) {
		run(server);
	}
	return 0;
}

void
environment_withdraw(struct server *server)
{
	char *path = get_path("");

	loop_child_destroy(server->command);
	server->command = NULL;
	if (path != NULL) {
		unlink(path);
	}
	free(path);
}
