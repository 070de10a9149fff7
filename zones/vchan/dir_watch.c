// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // F_DUPFD_CLOEXEC
#include "zones/vchan/dir_watch.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/mem.h"

#define EVENTS (IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_ONLYDIR)
#define BUCKETS 64
#define READ_SIZE 8192 // at each wake-up
/* More useless events than this within a window, and the directory rests. */
#define USELESS_MAX 1000
#define WINDOW_MSEC 100
#define REST_MSEC 100

struct dir_watch {
	struct wl_event_source *source; // owned
	struct wl_event_source *timer; // owned
	int fd; // owned
	struct wl_list watched[BUCKETS]; // by wd; list of struct
					 // dir_watch_dir, link
	struct wl_list resting; // list of struct dir_watch_dir, link
};

struct dir_watch_dir {
	struct wl_list link; // dir_watch.watched[] or .resting
	struct dir_watch *watch; // borrowed
	int dirfd; // owned
	int wd; // -1 while it rests
	int64_t since_msec; // begin of the window, or of the rest
	unsigned int useless; // events within the window
	dir_watch_fn fn;
	void *user;
};

static struct dir_watch_dir *
find(struct dir_watch *watch, int wd)
{
	struct dir_watch_dir *dir;

	wl_list_for_each(dir, &watch->watched[(unsigned int)wd % BUCKETS], link) {
		if (dir->wd == wd) {
			return dir;
		}
	}
	return NULL;
}

static bool
start(struct dir_watch_dir *dir)
{
	struct dir_watch *watch = dir->watch;
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", dir->dirfd);
	dir->wd = inotify_add_watch(watch->fd, path, EVENTS);
	if (dir->wd < 0) {
		return false;
	}
	dir->since_msec = loop_now_msec();
	dir->useless = 0;
	wl_list_insert(&watch->watched[(unsigned int)dir->wd % BUCKETS],
			&dir->link);
	return true;
}

static void
rest(struct dir_watch_dir *dir)
{
	struct dir_watch *watch = dir->watch;

	inotify_rm_watch(watch->fd, dir->wd);
	dir->wd = -1;
	dir->since_msec = loop_now_msec();
	wl_list_remove(&dir->link);
	if (wl_list_empty(&watch->resting)) {
		wl_event_source_timer_update(watch->timer, REST_MSEC);
	}
	wl_list_insert(watch->resting.prev, &dir->link);
}

static void
count_useless(struct dir_watch_dir *dir)
{
	int64_t now = loop_now_msec();

	if (now - dir->since_msec >= WINDOW_MSEC) {
		dir->since_msec = now;
		dir->useless = 0;
	}
	if (++dir->useless > USELESS_MAX) {
		rest(dir);
	}
}

static void
tell(struct dir_watch *watch, int wd, const char *name)
{
	struct dir_watch_dir *dir = find(watch, wd);

	/* it may be gone after the call */
	if (dir && !dir->fn(dir->user, name) && find(watch, wd) == dir) {
		count_useless(dir);
	}
}

/* Events were lost. */
static void
tell_all(struct dir_watch *watch)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		struct dir_watch_dir *dir;
		struct dir_watch_dir *next;

		wl_list_for_each_safe(dir, next, &watch->watched[i], link) {
			dir->fn(dir->user, NULL);
		}
	}
}

static int
handle_events(int fd, uint32_t mask, void *data)
{
	struct dir_watch *watch = data;
	char room[READ_SIZE];
	ssize_t got = read(fd, room, sizeof(room));
	size_t at = 0;

	while (got > 0 && at + sizeof(struct inotify_event) <= (size_t)got) {
		struct inotify_event event;
		const char *name = room + at + sizeof(event);

		memcpy(&event, room + at, sizeof(event));
		at += sizeof(event) + event.len;
		if (event.mask & IN_Q_OVERFLOW) {
			tell_all(watch);
		} else if (event.len > 0) {
			tell(watch, event.wd, name);
		}
	}
	return 0;
}

/* One that cannot be watched any more is looked at after each rest. */
static void
resume(struct dir_watch_dir *dir)
{
	struct dir_watch *watch = dir->watch;

	wl_list_remove(&dir->link);
	if (!start(dir)) {
		dir->since_msec = loop_now_msec();
		wl_list_insert(watch->resting.prev, &dir->link);
	}
	dir->fn(dir->user, NULL);
}

static int
handle_timer(void *data)
{
	struct dir_watch *watch = data;
	int64_t now = loop_now_msec();
	struct dir_watch_dir *first;

	while (!wl_list_empty(&watch->resting)) {
		first = wl_container_of(watch->resting.next, first, link);
		if (now - first->since_msec < REST_MSEC) {
			break;
		}
		resume(first);
	}
	if (!wl_list_empty(&watch->resting)) {
		wl_event_source_timer_update(watch->timer, REST_MSEC);
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
	for (size_t i = 0; i < BUCKETS; i++) {
		wl_list_init(&watch->watched[i]);
	}
	wl_list_init(&watch->resting);
	watch->timer = wl_event_loop_add_timer(loop, handle_timer, watch);
	watch->source = wl_event_loop_add_fd(
			loop, fd, WL_EVENT_READABLE, handle_events, watch);
	if (!watch->timer || !watch->source) {
		dir_watch_destroy(watch);
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
	if (watch->source) {
		wl_event_source_remove(watch->source);
	}
	if (watch->timer) {
		wl_event_source_remove(watch->timer);
	}
	fd_close(&watch->fd);
	free(watch);
}

struct dir_watch_dir *
dir_watch_add(struct dir_watch *watch, int dirfd, dir_watch_fn fn, void *user)
{
	struct dir_watch_dir *dir = xcalloc(1, sizeof(*dir));

	*dir = (struct dir_watch_dir){
			.watch = watch,
			.dirfd = fcntl(dirfd, F_DUPFD_CLOEXEC, 0),
			.fn = fn,
			.user = user,
	};
	if (dir->dirfd < 0 || !start(dir)) {
		fd_close(&dir->dirfd);
		free(dir);
		return NULL;
	}
	return dir;
}

void
dir_watch_remove(struct dir_watch_dir *dir)
{
	if (!dir) {
		return;
	}
	if (dir->wd >= 0) {
		inotify_rm_watch(dir->watch->fd, dir->wd);
	}
	wl_list_remove(&dir->link);
	fd_close(&dir->dirfd);
	free(dir);
}
