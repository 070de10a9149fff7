// SPDX-License-Identifier: MIT
/*
 * Tells by name what appears in directories. One inotify instance for a whole
 * process. A directory in which much appears that nobody waits for is left
 * alone for a while, so that a qube which makes files all day costs little.
 */
#ifndef ZONES_VCHAN_DIR_WATCH_H
#define ZONES_VCHAN_DIR_WATCH_H

#include <stdbool.h>

struct wl_event_loop;
struct dir_watch;
struct dir_watch_dir;

/* The file of this name appeared in the directory or changed; with NULL, any
 * may have. Returns true if that was of use, which is what keeps the watch
 * fast. The directory may be removed in here. */
typedef bool (*dir_watch_fn)(void *user, const char *name);

/* NULL with errno set if there is no inotify to be had. */
struct dir_watch *dir_watch_create(struct wl_event_loop *loop);

/* All directories must have been removed. NULL is allowed. */
void dir_watch_destroy(struct dir_watch *watch);

/* Watches a directory, which must not be watched already. fn is called from
 * the loop only. NULL with errno set on failure. */
struct dir_watch_dir *dir_watch_add(struct dir_watch *watch, int dirfd,
		dir_watch_fn fn, void *user);

/* No more calls. NULL is allowed. */
void dir_watch_remove(struct dir_watch_dir *dir);

#endif
