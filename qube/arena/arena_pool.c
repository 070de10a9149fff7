// SPDX-License-Identifier: MIT
/*
 * Segments, and runs that rest before they are used again. The order of the
 * stream to the GUI side makes one counter enough: whatever was sent before an
 * acknowledged dump has been acted upon.
 */
#define _GNU_SOURCE // fallocate
#include "qube/arena/arena_pool.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "protocols/zone/arena.h"
#include "protocols/zone/arena_msg.h"
#include "qube/arena/arena_runs.h"

#define RETRY_MSEC 5000 // after a refusal

struct arena_segment {
	struct wl_list link; // arena_pool.segments
	uint32_t number;
	uint32_t pages;
	int fd; // owned
	uint8_t *data; // mapped
	struct arena_runs runs;
};

struct rest {
	struct wl_list link; // arena_pool.resting
	struct arena_run run;
	uint64_t mark;
	int64_t since_msec;
};

struct arena_pool {
	const struct arena_pool_impl *impl; // borrowed
	void *user;
	struct wl_list segments; // list of struct arena_segment, .link
	struct wl_list resting; // list of struct rest, .link, oldest first
	struct wl_event_source *source; // may be NULL: connection lost
	int fd; // owned, -1: connection lost
	uint64_t acked;
	bool waiting; // for a grant
	int64_t refused_msec; // 0: the last request was granted
	struct log_limit limit;
};

static void
segment_destroy(struct arena_segment *segment)
{
	munmap(segment->data, (size_t)segment->pages * ARENA_PAGE_SIZE);
	arena_runs_finish(&segment->runs);
	fd_close(&segment->fd);
	wl_list_remove(&segment->link);
	free(segment);
}

/* Maps the granted memory; takes over *fd. */
static bool
segment_add(struct arena_pool *pool, const struct arena_grant *grant, int *fd)
{
	size_t size = (size_t)grant->pages * ARENA_PAGE_SIZE;
	struct stat st;
	void *data;

	if (fstat(*fd, &st) != 0 || st.st_size < 0 ||
			(uint64_t)st.st_size < size) {
		log_err("segment %u is smaller than granted", grant->segment);
		return false;
	}
	data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
	if (data == MAP_FAILED) {
		log_err_errno("cannot map segment %u", grant->segment);
		return false;
	}

	struct arena_segment *segment = xcalloc(1, sizeof(*segment));
	segment->number = grant->segment;
	segment->pages = grant->pages;
	segment->fd = fd_steal(fd);
	segment->data = data;
	arena_runs_init(&segment->runs, grant->pages);
	wl_list_insert(pool->segments.prev, &segment->link);
	return true;
}

/* The run may be used again. Holes give the memory back and read as zero. */
static void
rest_end(struct rest *rest)
{
	struct arena_segment *segment = rest->run.segment;
	size_t size = (size_t)rest->run.count * ARENA_PAGE_SIZE;

	if (fallocate(segment->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			    (off_t)rest->run.start * ARENA_PAGE_SIZE,
			    (off_t)size) != 0) {
		memset(rest->run.data, 0, size);
	}
	arena_runs_give(&segment->runs, rest->run.start, rest->run.count);
	wl_list_remove(&rest->link);
	free(rest);
}

static void
sweep(struct arena_pool *pool, bool force)
{
	int64_t now = loop_now_msec();
	struct rest *rest, *tmp;

	wl_list_for_each_safe(rest, tmp, &pool->resting, link) {
		if (force ||
				(rest->mark < pool->acked &&
						now - rest->since_msec >=
								ARENA_POOL_REST_MSEC)) {
			rest_end(rest);
		}
	}
}

static void
disconnect(struct arena_pool *pool)
{
	if (pool->source != NULL) {
		wl_event_source_remove(pool->source);
		pool->source = NULL;
	}
	fd_close(&pool->fd);
	pool->waiting = false;
}

static int
handle_readable(int fd, uint32_t mask, void *data)
{
	struct arena_pool *pool = data;
	uint8_t packet[ARENA_GRANT_SIZE];
	struct arena_grant grant;
	FD_SCOPED int segment_fd = -1;
	size_t nfds = 1;
	ssize_t n = sock_recv(fd, packet, sizeof(packet), &segment_fd, &nfds);

	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (n <= 0 || !arena_grant_parse(packet, (size_t)n, &grant)) {
		log_warn("the arena's connection is lost: the memory at hand has to do");
		disconnect(pool);
		return 0;
	}
	pool->waiting = false;
	if (grant.segment == 0 || nfds != 1 ||
			!segment_add(pool, &grant, &segment_fd)) {
		pool->refused_msec = loop_now_msec();
	} else {
		pool->refused_msec = 0;
	}
	pool->impl->grown(pool->user);
	return 0;
}

struct arena_pool *
arena_pool_create(struct wl_event_loop *loop, const char *path,
		const struct arena_pool_impl *impl, void *user, struct err *err)
{
	int fd = sock_connect(path, SOCK_SEQPACKET);

	if (fd < 0) {
		err_set_errno(err, "cannot connect to the arena at %s", path);
		return NULL;
	}

	struct arena_pool *pool = xcalloc(1, sizeof(*pool));
	pool->impl = impl;
	pool->user = user;
	pool->fd = fd;
	pool->waiting = true;
	wl_list_init(&pool->segments);
	wl_list_init(&pool->resting);
	pool->source = wl_event_loop_add_fd(
			loop, fd, WL_EVENT_READABLE, handle_readable, pool);
	return pool;
}

void
arena_pool_destroy(struct arena_pool *pool)
{
	struct arena_segment *segment, *tmp;

	if (pool == NULL) {
		return;
	}
	disconnect(pool);
	sweep(pool, true);
	wl_list_for_each_safe(segment, tmp, &pool->segments, link) {
		segment_destroy(segment);
	}
	free(pool);
}

static bool
try_take(struct arena_pool *pool, uint32_t count, struct arena_run *run)
{
	struct arena_segment *segment;
	uint32_t start;

	wl_list_for_each(segment, &pool->segments, link) {
		if (arena_runs_take(&segment->runs, count, &start)) {
			*run = (struct arena_run){
					.segment = segment,
					.start = start,
					.count = count,
					.data = segment->data +
							(size_t)start * ARENA_PAGE_SIZE,
			};
			return true;
		}
	}
	return false;
}

/* Asks for a segment that can hold count pages. False if there is no point. */
static bool
ask(struct arena_pool *pool, uint32_t count)
{
	struct arena_request request = {.pages = 0};
	uint8_t packet[ARENA_REQUEST_SIZE];
	struct arena_segment *first;

	if (pool->fd < 0 ||
			(pool->refused_msec != 0 &&
					loop_now_msec() - pool->refused_msec <
							RETRY_MSEC)) {
		return false;
	}
	first = wl_container_of(pool->segments.next, first, link);
	if (!wl_list_empty(&pool->segments) && count > first->pages) {
		request.pages = count;
	}
	arena_request_encode(&request, packet);
	pool->waiting = sock_send(pool->fd, packet, sizeof(packet), NULL, 0) ==
			(ssize_t)sizeof(packet);
	return pool->waiting;
}

bool
arena_pool_take(struct arena_pool *pool, size_t bytes, struct arena_run *run)
{
	uint32_t count = arena_pages_for(bytes);

	if (count == 0) {
		return false;
	}
	count = arena_runs_class(count);
	sweep(pool, false);
	if (try_take(pool, count, run)) {
		return true;
	}
	if (pool->waiting || ask(pool, count)) {
		return false;
	}
	sweep(pool, true);
	if (try_take(pool, count, run)) {
		return true;
	}
	if (log_limit_allow(&pool->limit, loop_now_msec())) {
		log_warn("the arena is full: no room for %u pages", count);
	}
	return false;
}

void
arena_pool_give(struct arena_pool *pool, const struct arena_run *run,
		uint64_t mark)
{
	struct rest *rest = xcalloc(1, sizeof(*rest));

	assert(run->segment != NULL);
	rest->run = *run;
	rest->mark = mark;
	rest->since_msec = loop_now_msec();
	wl_list_insert(pool->resting.prev, &rest->link);
}

void
arena_pool_settle(struct arena_pool *pool, uint64_t acked)
{
	pool->acked = acked;
	sweep(pool, false);
}

uint32_t
arena_pool_get_ref(const struct arena_run *run, uint32_t i)
{
	assert(i < run->count);
	return arena_ref_make(run->segment->number, run->start + i);
}

void
arena_pool_get_usage(
		const struct arena_pool *pool, uint32_t *used, uint32_t *pages)
{
	const struct arena_segment *segment;

	*used = 0;
	*pages = 0;
	wl_list_for_each(segment, &pool->segments, link) {
		*used += segment->runs.used;
		*pages += segment->pages;
	}
}
