// SPDX-License-Identifier: MIT
/*
 * The last steps into the sandbox, which only a process inside can take:
 * becoming the qube's user, losing every capability, limits, directories.
 */
#ifndef QUBE_INIT_JAIL_H
#define QUBE_INIT_JAIL_H

#include <stdint.h>

#include "common/err.h"

#define JAIL_UID 1000 // the qube's user and group, "user" in its passwd

/* Becomes JAIL_UID for good and checks that nothing is left to go back with.
 * The process dies with its parent and cannot be traced. -1 with err set. */
int jail_enter(struct err *err);

/* At most processes (0: leave it) for this user, at most memory bytes (0:
 * leave it) of data per process, no core dumps. -1 with err set. */
int jail_limit(uint32_t processes, uint64_t memory, struct err *err);

#endif
