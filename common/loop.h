// SPDX-License-Identifier: MIT
/* Small additions to wl_event_loop: time and children. */
#ifndef COMMON_LOOP_H
#define COMMON_LOOP_H

#include <stdint.h>
#include <sys/types.h>

struct wl_event_loop;
struct wl_event_source;

/* Milliseconds of CLOCK_MONOTONIC. */
int64_t loop_now_msec(void);

/* Called once, in the loop, with the child's wait status (as of waitpid). The
 * child is reaped; the watch is gone when this is called. */
typedef void (*loop_child_fn)(void *user, pid_t pid, int status);

struct loop_child; // a watch on one child process

/* Watches a child through a pidfd. NULL with errno set on failure. */
struct loop_child *loop_child_create(struct wl_event_loop *loop, pid_t pid,
		loop_child_fn fn, void *user);

/* Ends the watch without a call; the child is not killed. NULL is allowed. */
void loop_child_destroy(struct loop_child *child);

#endif
