// SPDX-License-Identifier: MIT
/* A client's own program, whose stdin and stdout are the call's. */
#ifndef QUBE_QREXEC_LOCAL_PROGRAM_H
#define QUBE_QREXEC_LOCAL_PROGRAM_H

#include <stdbool.h>
#include <sys/types.h>

struct local_program {
	pid_t pid;
	int sink; // owned, does not block: its stdin
	int source; // owned, likewise: its stdout
};

/* Runs argv[0] with the words of argv. It finds our own stdio under the numbers
 * of SAVED_FD_0, SAVED_FD_1 and, with PASS_LOCAL_STDERR, SAVED_FD_2. False with
 * errno set if there are no descriptors or processes; a program that cannot be
 * run is a process that ends with 255. */
bool local_program_start(struct local_program *program, char *argv[]);

#endif
