// SPDX-License-Identifier: MIT
/*
 * Wakes who waits for a file to appear in a directory. One inotify instance
 * for a whole process; each wait ends with its first event, so that a
 * directory in which a qube makes files all day costs nothing unasked.
 */
#ifndef ZONES_VCHAN_DIR_WATCH_H
#define ZONES_VCHAN_DIR_WATCH_H

#include <stdbool.h>

struct wl_event_loop;
struct dir_watch;
struct dir_watch_wait;

/* Something appeared or changed in the directory; the wait is over (and the
 * object gone). */
typedef void (*dir_watch_fn)(void *user);

/* NULL with errno set if there is no inotify to be had. */
struct dir_watch *dir_watch_create(struct wl_event_loop *loop);

/* All waits must have ended or been cancelled. NULL is allowed. */
void dir_watch_destroy(struct dir_watch *watch);

/* Calls fn once. There may be one wait for a directory at a time. NULL with
 * errno set on failure. */
struct dir_watch_wait *dir_watch_add(struct dir_watch *watch, int dirfd,
		dir_watch_fn fn, void *user);

/* Ends the wait without a call. NULL is allowed. */
void dir_watch_cancel(struct dir_watch_wait *wait);

#endif
