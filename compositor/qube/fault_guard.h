// SPDX-License-Identifier: MIT
/*
 * Keeps the process alive when memory that somebody else owns goes away under
 * a mapping (SIGBUS): a registered range that faults is replaced by zeros and
 * marked, and the reader goes on. Faults elsewhere reach the handler that was
 * there before. Works together with wlroots' guard for wl_shm, which hands on
 * what is not its own.
 */
#ifndef COMPOSITOR_QUBE_FAULT_GUARD_H
#define COMPOSITOR_QUBE_FAULT_GUARD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One mapping; embedded in what owns it. */
struct fault_range {
	struct fault_range *_Atomic next; // private
	uintptr_t start;
	size_t len;
	volatile sig_atomic_t hit; // it faulted and reads as zeros now
};

/* Guards len bytes at start (whole pages) until fault_guard_remove; range must
 * stay where it is. False with errno set if the guard cannot be set up. */
bool fault_guard_add(struct fault_range *range, const void *start, size_t len);
void fault_guard_remove(struct fault_range *range);

/* Descriptor (borrowed, non-blocking eventfd) that becomes readable when a
 * range was hit; -1 with errno set if it cannot be made. Whoever watches it
 * reads eight bytes and looks at its ranges. */
int fault_guard_get_fd(void);

#endif
