// SPDX-License-Identifier: MIT
/* A program of the qube that is started again when it ends. */
#ifndef QUBE_INIT_RESPAWN_H
#define QUBE_INIT_RESPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct respawn {
	const char *file; // borrowed; NULL: there is no such program
	bool display; // wants to be told of the display
	pid_t pid; // 0: it does not run
	int64_t since_msec; // when it was last started
	int64_t again_msec; // when it may be started again
	int64_t pause_msec; // how long to wait after the next crash
};

/* Nothing is started yet. */
void respawn_init(struct respawn *respawn, const char *file, bool display);

/* Starts it, if it is time. */
void respawn_start(struct respawn *respawn, int64_t now_msec);

/* A child has ended. True if it was this one. */
bool respawn_handle_exit(struct respawn *respawn, pid_t pid, int status,
		int64_t now_msec);

/* When to call start again; INT64_MAX if it runs or is not there. */
int64_t respawn_next_msec(const struct respawn *respawn);

#endif
