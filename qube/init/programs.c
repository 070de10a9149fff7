// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // POSIX_SPAWN_SETSID
#include "qube/init/programs.h"

#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/str.h"
#include "qube/init/display.h"

bool
programs_push(struct programs *programs, uint32_t serial, const char *command)
{
	size_t at = (programs->first + programs->count) % PROGRAMS_WAITING_MAX;
	struct programs_entry *entry = &programs->waiting[at];

	if (programs->count == PROGRAMS_WAITING_MAX) {
		return false;
	}
	entry->serial = serial;
	str_copy(entry->command, sizeof(entry->command), command);
	programs->count++;
	return true;
}

bool
programs_pop(struct programs *programs, struct programs_entry *entry)
{
	if (programs->count == 0) {
		return false;
	}
	*entry = programs->waiting[programs->first];
	programs->first = (programs->first + 1) % PROGRAMS_WAITING_MAX;
	programs->count--;
	return true;
}

int
programs_spawn(const char *file, char *const argv[], pid_t *pid)
{
	posix_spawnattr_t attr;
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	error = posix_spawnattr_init(&attr);
	if (error != 0) {
		return error;
	}
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr,
			POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
					POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(pid, file, NULL, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	return error;
}

void
programs_set_display(bool on)
{
	if (on) {
		setenv("WAYLAND_DISPLAY", DISPLAY_SOCKET, 1);
		setenv("DISPLAY", ":0", 1);
	} else {
		unsetenv("WAYLAND_DISPLAY");
		unsetenv("DISPLAY");
	}
}

int
programs_run(const char *command)
{
	char *argv[] = {"/bin/sh", "-c", (char *)command, NULL};
	pid_t pid;
	int error;

	programs_set_display(true);
	error = programs_spawn(argv[0], argv, &pid);
	programs_set_display(false);
	return error;
}
