// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // environ, posix_spawn_file_actions_addclosefrom_np
#include "qube/qrexec/process.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/qrexec/qrexec_data.h"
#include "qube/qrexec/login.h"

#define OWN_VARIABLES 6 // most that a service gets from us

/* True for a variable of another call, which the service must not take for
 * one of its own. */
static bool
is_stale(const char *variable)
{
	return strncmp(variable, "QREXEC", 6) == 0 &&
			strncmp(variable, "QREXEC_SERVICE_PATH=", 20) != 0 &&
			strncmp(variable, "QREXEC_AGENT_PID=", 17) != 0;
}

/* Fills an array whose strings lie behind it. */
struct filler {
	char **next;
	char *text;
	size_t left;
};

static void
fill(struct filler *filler, const char *name, const char *value)
{
	int len = snprintf(filler->text, filler->left, "%s=%s", name, value);

	*filler->next++ = filler->text;
	filler->text += len + 1;
	filler->left -= (size_t)len + 1;
}

static void
fill_target(struct filler *filler, const struct qrexec_command *command)
{
	switch (command->target_type) {
	case QREXEC_TARGET_NONE:
		fill(filler, "QREXEC_REQUESTED_TARGET_TYPE", "");
		break;
	case QREXEC_TARGET_NAME:
		fill(filler, "QREXEC_REQUESTED_TARGET_TYPE", "name");
		fill(filler, "QREXEC_REQUESTED_TARGET", command->target);
		break;
	case QREXEC_TARGET_KEYWORD:
		fill(filler, "QREXEC_REQUESTED_TARGET_TYPE", "keyword");
		fill(filler, "QREXEC_REQUESTED_TARGET_KEYWORD", command->target);
		break;
	}
}

char **
process_make_environ(const struct qrexec_command *command)
{
	/* Nothing of the command is longer than all of it. */
	size_t room = 4 * (strlen(command->descriptor) + 64) + 64;
	size_t count = 0;
	struct filler filler;
	char **result;

	while (environ[count] != NULL) {
		count++;
	}
	count += OWN_VARIABLES + 1;
	result = xcalloc(1, count * sizeof(*result) + room);
	filler = (struct filler){result, (char *)(result + count), room};
	for (char **at = environ; *at != NULL; at++) {
		if (!is_stale(*at)) {
			*filler.next++ = *at;
		}
	}
	fill_target(&filler, command);
	fill(&filler, "QREXEC_SERVICE_FULL_NAME", command->full_name);
	fill(&filler, "QREXEC_REMOTE_DOMAIN", command->source);
	if (command->argument != NULL) {
		fill(&filler, "QREXEC_SERVICE_ARGUMENT", command->argument);
	}
	return result;
}

static void
set_descriptors(posix_spawn_file_actions_t *actions, const int fds[3])
{
	for (int i = 0; i < 3; i++) {
		if (fds[i] >= 0) {
			posix_spawn_file_actions_adddup2(actions, fds[i], i);
		}
	}
	posix_spawn_file_actions_addclosefrom_np(actions, 3);
}

/* Signals as if nobody had touched them. */
static void
set_signals(posix_spawnattr_t *attributes)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(attributes, &none);
	posix_spawnattr_setsigdefault(attributes, &all);
	posix_spawnattr_setflags(attributes,
			POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* Returns an errno. */
static int
spawn(const char *path, char *const argv[], char *const env[], const int fds[3],
		pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	set_descriptors(&actions, fds);
	set_signals(&attributes);
	error = posix_spawn(pid, path, &actions, &attributes, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error;
}

static int
spawn_service(const struct process_plan *plan, pid_t *pid)
{
	const char *argument = plan->command->argument;
	bool has_argument = argument != NULL && argument[0] != '\0';
	char *argv[] = {
			(char *)plan->path,
			has_argument ? (char *)argument : NULL,
			NULL,
	};
	char **env = process_make_environ(plan->command);
	int error = spawn(plan->path, argv, env, plan->fds, pid);

	free(env);
	return error;
}

static int
spawn_shell(const struct process_plan *plan, pid_t *pid)
{
	const char *slash = strrchr(plan->shell, '/');
	char *argv[] = {
			(char *)(slash ? slash + 1 : plan->shell),
			"-c",
			(char *)plan->command->shell,
			NULL,
	};

	return spawn(plan->shell, argv, environ, plan->fds, pid);
}

int
process_start(const struct process_plan *plan, pid_t *pid)
{
	char shown[256];
	const char *what = plan->path ? plan->path : plan->command->shell;
	int error;

	if (plan->user != NULL) {
		return login_start(plan, pid) ? 0 : QREXEC_EXIT_BROKEN;
	}
	error = plan->path ? spawn_service(plan, pid) : spawn_shell(plan, pid);
	if (error == 0) {
		return 0;
	}
	errno = error;
	log_err_errno("cannot run %s",
			str_escape(shown, sizeof(shown), what, strlen(what)));
	return error == ENOENT ? QREXEC_EXIT_ABSENT : QREXEC_EXIT_BROKEN;
}

int
process_get_exit_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
