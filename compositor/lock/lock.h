// SPDX-License-Identifier: MIT
/*
 * The locked session. Locked is a state of the compositor: every layer below
 * the lock's is hidden, all input goes to the lock program's surfaces, and
 * only that program can end it (ext-session-lock-v1). If the program goes, the
 * screens stay blank with a word how to go on; leadlight-session remembers the
 * state for the next compositor, should this one go.
 */
#ifndef COMPOSITOR_LOCK_H
#define COMPOSITOR_LOCK_H

#include <stdbool.h>

#include "common/err.h"

struct lock;
struct server;

/* Locks at once if the memory says so, before there is any output. memory: see
 * lock_memory.h, 0: there is none. */
struct lock *lock_create(struct server *server, int memory, struct err *err);
void lock_destroy(struct lock *lock); // NULL is allowed

/* Locks, and starts the lock program. Refused with a notice when the
 * configuration names none: nobody could unlock it. */
void lock_begin(struct lock *lock);

bool lock_is_locked(const struct lock *lock);

/* The programs have started, or the configuration changed: a session that is
 * locked gets its lock program. */
void lock_configure(struct lock *lock);

/* The lock program's process has ended. */
void lock_note_program_end(struct lock *lock);

/* Someone at the seat presses a key and no lock program is there. */
void lock_wake(struct lock *lock);

#endif
