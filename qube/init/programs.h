// SPDX-License-Identifier: MIT
/* Starts programs, and remembers commands until they may start. */
#ifndef QUBE_INIT_PROGRAMS_H
#define QUBE_INIT_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocols/zone/init_msg.h"

#define PROGRAMS_WAITING_MAX 32

struct programs_entry {
	uint32_t serial;
	char command[INIT_COMMAND_SIZE];
};

struct programs {
	struct programs_entry waiting[PROGRAMS_WAITING_MAX]; // a ring
	size_t first;
	size_t count;
};

/* Remembers a command; false if too many wait already. */
bool programs_push(struct programs *programs, uint32_t serial,
		const char *command);

/* Takes out the oldest one; false if none waits. */
bool programs_pop(struct programs *programs, struct programs_entry *entry);

/* Starts a file with its arguments in a session of its own, with the signals
 * as a new program expects them. Returns 0 or an errno; *pid is set on 0. */
int programs_spawn(const char *file, char *const argv[], pid_t *pid);

/* Whether programs started from now on are told of the display. */
void programs_set_display(bool on);

/* Starts a command line by /bin/sh with the display's variables set. Returns 0
 * or an errno. */
int programs_run(const char *command);

#endif
