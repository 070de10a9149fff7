// SPDX-License-Identifier: MIT
#include "zones/vchan/vchan_opener.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/mem.h"
#include "zones/vchan/dir_watch.h"

#define FIRST_DELAY_MSEC 10
#define LAST_DELAY_MSEC 10000
#define SETTLE_MSEC 20 // at least so long between two tries

struct vchan_opening {
	struct wl_list link; // vchan_opener.openings
	struct vchan_opener *opener; // borrowed
	struct vchan_unix_address address;
	vchan_opener_fn fn;
	void *user;
	uint32_t round; // in which it was last tried
};

struct vchan_opener {
	struct dir_watch *watch; // borrowed, may be NULL
	struct dir_watch_wait *wait; // owned, NULL while not waiting
	struct wl_event_source *timer; // owned
	int dirfd; // owned
	int delay_msec; // until the next try of something that refuses
	struct wl_list openings; // list of struct vchan_opening, link
	size_t count;
	uint32_t round;
};

static void
finish(struct vchan_opening *opening, int fd, int error)
{
	vchan_opener_fn fn = opening->fn;
	void *user = opening->user;

	vchan_opener_cancel(opening);
	fn(user, fd, error);
}

/* True if the file is there but does not take us: only time will tell. */
static bool
try_one(struct vchan_opening *opening)
{
	int fd = vchan_unix_connect(opening->opener->dirfd, &opening->address);
	int error = errno;

	if (fd >= 0) {
		finish(opening, fd, 0);
		return false;
	}
	if (!vchan_unix_may_come(error)) {
		finish(opening, -1, error);
		return false;
	}
	return error != ENOENT;
}

static void
set_timer(struct vchan_opener *opener, bool refused)
{
	if (!refused && opener->wait) {
		return; // inotify alone will do
	}
	wl_event_source_timer_update(opener->timer, opener->delay_msec);
	if (opener->delay_msec < LAST_DELAY_MSEC) {
		opener->delay_msec *= 2;
	}
}

static void
handle_dir(void *data)
{
	struct vchan_opener *opener = data;

	opener->wait = NULL;
	opener->delay_msec = FIRST_DELAY_MSEC;
	wl_event_source_timer_update(opener->timer, SETTLE_MSEC);
}

static struct vchan_opening *
next_untried(struct vchan_opener *opener)
{
	struct vchan_opening *opening;

	wl_list_for_each(opening, &opener->openings, link) {
		if (opening->round != opener->round) {
			return opening;
		}
	}
	return NULL;
}

/* The watch is set before the tries, so nothing is missed in between. The
 * list is searched anew each time: functions may open and cancel. */
static void
try_all(struct vchan_opener *opener)
{
	struct vchan_opening *opening;
	bool refused = false;

	if (opener->watch && !opener->wait) {
		opener->wait = dir_watch_add(opener->watch, opener->dirfd,
				handle_dir, opener);
	}
	opener->round++;
	while ((opening = next_untried(opener))) {
		opening->round = opener->round;
		refused |= try_one(opening);
	}
	if (wl_list_empty(&opener->openings)) {
		dir_watch_cancel(opener->wait);
		opener->wait = NULL;
		return;
	}
	set_timer(opener, refused);
}

static int
handle_timer(void *data)
{
	try_all(data);
	return 0;
}

struct vchan_opener *
vchan_opener_create(struct wl_event_loop *loop, struct dir_watch *watch, int dirfd)
{
	struct vchan_opener *opener = xcalloc(1, sizeof(*opener));

	*opener = (struct vchan_opener){
			.watch = watch,
			.dirfd = dirfd,
			.delay_msec = FIRST_DELAY_MSEC,
	};
	wl_list_init(&opener->openings);
	opener->timer = wl_event_loop_add_timer(loop, handle_timer, opener);
	return opener;
}

void
vchan_opener_destroy(struct vchan_opener *opener)
{
	struct vchan_opening *opening;
	struct vchan_opening *next;

	if (!opener) {
		return;
	}
	wl_list_for_each_safe(opening, next, &opener->openings, link) {
		vchan_opener_cancel(opening);
	}
	dir_watch_cancel(opener->wait);
	wl_event_source_remove(opener->timer);
	fd_close(&opener->dirfd);
	free(opener);
}

struct vchan_opening *
vchan_opener_open(struct vchan_opener *opener,
		const struct vchan_unix_address *address, vchan_opener_fn fn,
		void *user)
{
	struct vchan_opening *opening;

	if (opener->count == VCHAN_OPENER_MAX) {
		return NULL;
	}
	opening = xcalloc(1, sizeof(*opening));
	*opening = (struct vchan_opening){
			.opener = opener,
			.address = *address,
			.fn = fn,
			.user = user,
			.round = opener->round,
	};
	wl_list_insert(opener->openings.prev, &opening->link);
	opener->count++;
	opener->delay_msec = FIRST_DELAY_MSEC;
	wl_event_source_timer_update(opener->timer, 1);
	return opening;
}

void
vchan_opener_cancel(struct vchan_opening *opening)
{
	if (!opening) {
		return;
	}
	opening->opener->count--;
	wl_list_remove(&opening->link);
	free(opening);
}
