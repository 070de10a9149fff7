// SPDX-License-Identifier: MIT
/*
 * Starts the program of a call: its environment, its descriptors, and, when we
 * are root, the login of the user it runs as.
 */
#ifndef QUBE_QREXEC_PROCESS_H
#define QUBE_QREXEC_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "protocols/qrexec/qrexec_command.h"

/* What to run and with what. Everything is borrowed. */
struct process_plan {
	const struct qrexec_command *command;
	const char *path; // of the service; NULL: the command's shell line
	const char *shell; // for a shell line, if user is NULL
	const char *user; // to log in as (we are root), or NULL: as ourselves
	int fds[3]; // become 0, 1 and 2; -1: keep ours
};

/* Starts it; the child has no other descriptor of ours. 0 with *pid set, or
 * the exit code to report: QREXEC_EXIT_ABSENT if there is no such program,
 * else QREXEC_EXIT_BROKEN. */
int process_start(const struct process_plan *plan, pid_t *pid);

/* Variables and words of a service. The array and what it points to are one
 * piece of memory, which the caller frees; environ's own strings are borrowed.
 * "QREXEC..." of environ is left out but for what children may know. */
char **process_make_environ(const struct qrexec_command *command);

/* The exit code that stands for a wait status: 128 + N for signal N. */
int process_get_exit_code(int status);

#endif
