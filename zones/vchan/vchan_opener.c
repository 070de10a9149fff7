// SPDX-License-Identifier: MIT
#include "zones/vchan/vchan_opener.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/mem.h"
#include "zones/vchan/dir_watch.h"

#define BUCKETS 256
/* What refuses is tried after 1, 2, 4 ... and in the end every 8192 ms. */
#define LEVELS 14

struct vchan_opening {
	struct wl_list link; // vchan_opener.openings[]
	struct wl_list turn; // vchan_opener.due or .refused[]; or in none
	struct vchan_opener *opener; // borrowed
	struct vchan_unix_address address;
	vchan_opener_fn fn;
	void *user;
	unsigned int level; // of the next refusal
	int64_t again_msec; // while refused: when to try
};

struct vchan_opener {
	struct dir_watch *watch; // borrowed, may be NULL
	struct dir_watch_dir *dir; // owned, NULL while nothing is watched
	struct wl_event_loop *loop; // borrowed
	struct wl_event_source *idle; // owned, NULL while none is due
	struct wl_event_source *timer; // owned
	int dirfd; // owned
	size_t count;
	struct wl_list openings[BUCKETS]; // by address
	struct wl_list due; // to be tried now
	struct wl_list refused[LEVELS]; // each in the order of again_msec
};

static struct wl_list *
bucket_of(struct vchan_opener *opener, const struct vchan_unix_address *address)
{
	return &opener->openings[address->port % BUCKETS];
}

static void
finish(struct vchan_opening *opening, int fd, int error)
{
	vchan_opener_fn fn = opening->fn;
	void *user = opening->user;

	vchan_opener_cancel(opening);
	fn(user, fd, error);
}

static void
set_timer(struct vchan_opener *opener)
{
	int64_t now = loop_now_msec();
	int64_t first = INT64_MAX;
	struct vchan_opening *head;

	for (size_t i = 0; i < LEVELS; i++) {
		if (!wl_list_empty(&opener->refused[i])) {
			head = wl_container_of(
					opener->refused[i].next, head, turn);
			first = head->again_msec < first ? head->again_msec
							 : first;
		}
	}
	if (first == INT64_MAX) {
		wl_event_source_timer_update(opener->timer, 0);
	} else {
		wl_event_source_timer_update(opener->timer,
				first > now ? (int)(first - now) : 1);
	}
}

static void
try_later(struct vchan_opening *opening)
{
	unsigned int level = opening->level;

	opening->again_msec = loop_now_msec() + (1 << level);
	wl_list_insert(opening->opener->refused[level].prev, &opening->turn);
	if (level + 1 < LEVELS) {
		opening->level++;
	}
}

/* True if it is over. */
static bool
try_one(struct vchan_opening *opening)
{
	int fd = vchan_unix_connect(opening->opener->dirfd, &opening->address);
	int error = errno;

	if (fd >= 0) {
		finish(opening, fd, 0);
		return true;
	}
	if (!vchan_unix_may_come(error)) {
		finish(opening, -1, error);
		return true;
	}
	if (error == ENOENT && opening->opener->dir) {
		opening->level = 0; // inotify alone will do
	} else {
		try_later(opening);
	}
	return false;
}

/* Functions may open and cancel: what becomes due meanwhile has to wait. True
 * if one of those that were due is over. */
static bool
try_due(struct vchan_opener *opener)
{
	struct vchan_opening *opening;
	struct wl_list now;
	bool any = false;

	wl_list_init(&now);
	wl_list_insert_list(&now, &opener->due);
	wl_list_init(&opener->due);
	while (!wl_list_empty(&now)) {
		opening = wl_container_of(now.next, opening, turn);
		wl_list_remove(&opening->turn);
		wl_list_init(&opening->turn);
		any |= try_one(opening);
	}
	set_timer(opener);
	return any;
}

static void
make_due(struct vchan_opening *opening)
{
	wl_list_remove(&opening->turn);
	wl_list_insert(opening->opener->due.prev, &opening->turn);
}

static void
make_all_due(struct vchan_opener *opener)
{
	struct vchan_opening *opening;

	for (size_t i = 0; i < BUCKETS; i++) {
		wl_list_for_each(opening, &opener->openings[i], link) {
			make_due(opening);
		}
	}
}

static bool
handle_name(void *data, const char *name)
{
	struct vchan_opener *opener = data;
	struct vchan_unix_address address;
	struct vchan_opening *opening;

	if (opener->count == 0) {
		dir_watch_remove(opener->dir); // until the next one is opened
		opener->dir = NULL;
	} else if (!name) {
		make_all_due(opener);
	} else if (vchan_unix_parse_name(name, &address)) {
		wl_list_for_each(opening, bucket_of(opener, &address), link) {
			if (vchan_unix_is_equal(&opening->address, &address)) {
				make_due(opening);
			}
		}
	}
	return !wl_list_empty(&opener->due) && try_due(opener);
}

/* The directory is watched before the first try, so nothing is missed. */
static void
handle_idle(void *data)
{
	struct vchan_opener *opener = data;

	opener->idle = NULL; // idle sources end by themselves
	if (opener->watch && !opener->dir) {
		opener->dir = dir_watch_add(opener->watch, opener->dirfd,
				handle_name, opener);
	}
	try_due(opener);
}

static int
handle_timer(void *data)
{
	struct vchan_opener *opener = data;
	int64_t now = loop_now_msec();
	struct vchan_opening *opening;
	struct vchan_opening *next;

	for (size_t i = 0; i < LEVELS; i++) {
		wl_list_for_each_safe(opening, next, &opener->refused[i], turn) {
			if (opening->again_msec > now) {
				break;
			}
			make_due(opening);
		}
	}
	try_due(opener);
	return 0;
}

struct vchan_opener *
vchan_opener_create(struct wl_event_loop *loop, struct dir_watch *watch, int dirfd)
{
	struct vchan_opener *opener = xcalloc(1, sizeof(*opener));

	*opener = (struct vchan_opener){
			.loop = loop,
			.watch = watch,
			.dirfd = dirfd,
	};
	for (size_t i = 0; i < BUCKETS; i++) {
		wl_list_init(&opener->openings[i]);
	}
	for (size_t i = 0; i < LEVELS; i++) {
		wl_list_init(&opener->refused[i]);
	}
	wl_list_init(&opener->due);
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
	for (size_t i = 0; i < BUCKETS; i++) {
		wl_list_for_each_safe(opening, next, &opener->openings[i], link) {
			vchan_opener_cancel(opening);
		}
	}
	dir_watch_remove(opener->dir);
	if (opener->idle) {
		wl_event_source_remove(opener->idle);
	}
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
	};
	wl_list_insert(bucket_of(opener, address)->prev, &opening->link);
	wl_list_insert(opener->due.prev, &opening->turn);
	opener->count++;
	if (!opener->idle) {
		opener->idle = wl_event_loop_add_idle(
				opener->loop, handle_idle, opener);
	}
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
	wl_list_remove(&opening->turn);
	free(opening);
}

int
vchan_opener_get_dir(const struct vchan_opener *opener)
{
	return opener->dirfd;
}
