// SPDX-License-Identifier: MIT
/*
 * Opens channels of one directory as soon as the other end listens. Waits by
 * inotify, and looks only at the channel an event is about; a timer helps where
 * a file is there but does not answer, and gets slower the longer that lasts.
 */
#ifndef ZONES_VCHAN_VCHAN_OPENER_H
#define ZONES_VCHAN_VCHAN_OPENER_H

#include <stdint.h>

#include "zones/vchan/vchan_unix.h"

#define VCHAN_OPENER_MAX 4096 // waiting at a time

struct dir_watch;
struct wl_event_loop;
struct vchan_opener;
struct vchan_opening;

/* fd is connected and the callee's, or -1 when error (an errno) is final. The
 * opening is over (and the object gone). Called from the loop only. Others may
 * be opened and cancelled in here, but the opener not destroyed. */
typedef void (*vchan_opener_fn)(void *user, int fd, int error);

/* dirfd (taken over) is the directory; watch is borrowed, may be NULL: then
 * timers alone have to do. */
struct vchan_opener *vchan_opener_create(
		struct wl_event_loop *loop, struct dir_watch *watch, int dirfd);

/* Ends everything without calls. NULL is allowed. */
void vchan_opener_destroy(struct vchan_opener *opener);

/* Begins to open. NULL if VCHAN_OPENER_MAX are waiting already. */
struct vchan_opening *vchan_opener_open(struct vchan_opener *opener,
		const struct vchan_unix_address *address, vchan_opener_fn fn,
		void *user);

/* Ends one opening without a call. NULL is allowed. */
void vchan_opener_cancel(struct vchan_opening *opening);

/* Descriptor of the directory, the opener's. */
int vchan_opener_get_dir(const struct vchan_opener *opener);

#endif
