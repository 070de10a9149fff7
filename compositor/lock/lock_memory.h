// SPDX-License-Identifier: MIT
/*
 * What outlives the compositor: whether the session is locked. One byte in a
 * memory file that leadlight-session made and keeps; the compositor inherits
 * it and hands it to nobody.
 */
#ifndef COMPOSITOR_LOCK_MEMORY_H
#define COMPOSITOR_LOCK_MEMORY_H

#include <stdbool.h>

#include "common/err.h"

enum lock_memory_state {
	LOCK_MEMORY_NEW, // no compositor has run in this session yet
	LOCK_MEMORY_OPEN,
	LOCK_MEMORY_LOCKED,
};

/* Reads it; whatever it holds that was not written here counts as locked. -1
 * with err if fd is no such file. */
int lock_memory_read(int fd, enum lock_memory_state *state, struct err *err);

/* True once it is remembered; false with a line in the log. */
bool lock_memory_write(int fd, enum lock_memory_state state);

/* Makes one, in the state LOCK_MEMORY_NEW, closed at exec; -1 with errno. */
int lock_memory_create(void);

#endif
