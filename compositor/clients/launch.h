// SPDX-License-Identifier: MIT
/* One process with a Wayland connection and the environment of a desktop's
 * program. Who it is and what it may do is programs.c's. */
#ifndef COMPOSITOR_CLIENTS_LAUNCH_H
#define COMPOSITOR_CLIENTS_LAUNCH_H

#include <sys/types.h>

struct launch_spec {
	const char *name; // for the log
	const char *command; // a line for sh -c
	const char *display; // WAYLAND_DISPLAY for its children, may be NULL
	char *token; // of xdg-activation, may be NULL
};

/* Starts it in a session of its own; it ends with us. Returns its process and
 * our end of its connection; -1 if it cannot be started, which is logged. */
pid_t launch(const struct launch_spec *spec, int *fd);

/* Ends a process nobody can watch, and its connection. */
void launch_undo(pid_t pid, int fd);

/* Says how it ended (a wait status). */
void launch_log_end(const char *name, int status);

#endif
