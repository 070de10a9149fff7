// SPDX-License-Identifier: MIT
#include "zones/vchan/dir_watch.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/mem.h"

#define EVENTS (IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_ONESHOT | IN_ONLYDIR)

struct dir_watch {
	struct wl_event_source *source; // owned
	int fd; // owned
	struct wl_list waits; // list of struct dir_watch_wait, link
};

struct dir_watch_wait {
	struct wl_list link; // dir_watch.waits
	struct dir_watch *watch; // borrowed
	int wd;
	dir_watch_fn fn;
	void *user;
};

static void
wake(struct dir_watch *watch, int wd)
{
	struct dir_watch_wait *wait;

	wl_list_for_each(wait, &watch->waits, link) {
		if (wait->wd == wd) {
			dir_watch_fn fn = wait->fn;
			void *user = wait->user;

			wl_list_remove(&wait->link);
			free(wait);
			fn(user);
			return;
		}
	}
}

static int
handle_events(int fd, uint32_t mask, void *data)
{
	struct dir_watch *watch = data;
	char room[4096];
	ssize_t got = read(fd, room, sizeof(room));
	size_t at = 0;

	while (got > 0 && at + sizeof(struct inotify_event) <= (size_t)got) {
		struct inotify_event event;

		memcpy(&event, room + at, sizeof(event));
		at += sizeof(event) + event.len;
		wake(watch, event.wd);
	}
	return 0;
}

struct dir_watch *
dir_watch_create(struct wl_event_loop *loop)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct dir_watch *watch;

	if (fd < 0) {
		return NULL;
	}
	watch = xcalloc(1, sizeof(*watch));
	watch->fd = fd;
	wl_list_init(&watch->waits);
	watch->source = wl_event_loop_add_fd(
			loop, fd, WL_EVENT_READABLE, handle_events, watch);
	if (!watch->source) {
		fd_close(&watch->fd);
		free(watch);
		return NULL;
	}
	return watch;
}

void
dir_watch_destroy(struct dir_watch *watch)
{
	if (!watch) {
		return;
	}
	wl_event_source_remove(watch->source);
	fd_close(&watch->fd);
	free(watch);
}

struct dir_watch_wait *
dir_watch_add(struct dir_watch *watch, int dirfd, dir_watch_fn fn, void *user)
{
	struct dir_watch_wait *wait;
	char path[32];
	int wd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", dirfd);
	wd = inotify_add_watch(watch->fd, path, EVENTS);
	if (wd < 0) {
		return NULL;
	}
	wait = xcalloc(1, sizeof(*wait));
	*wait = (struct dir_watch_wait){
			.watch = watch, .wd = wd, .fn = fn, .user = user};
	wl_list_insert(&watch->waits, &wait->link);
	return wait;
}

void
dir_watch_cancel(struct dir_watch_wait *wait)
{
	if (!wait) {
		return;
	}
	inotify_rm_watch(wait->watch->fd, wait->wd);
	wl_list_remove(&wait->link);
	free(wait);
}
