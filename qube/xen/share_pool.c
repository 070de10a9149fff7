// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // fallocate
#include "qube/xen/share_pool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"
#include "protocols/zone/arena.h"
#include "qube/arena/arena_runs.h"
#include "qube/xen/share_link.h"

#define SEGMENTS_MAX 32 // as the keeper gives to a qube
#define HOLE_PAGES 64 // a run so long is zeroed by giving its memory back
/* How far behind its owner a list of refs may be: the stock driver keeps both
 * in one piece of memory, the refs behind a handful of words. */
#define OWNER_DISTANCE 64

struct segment;

struct share {
	struct share *next, *prev; // of share_pool.live or .resting
	struct segment *segment; // borrowed
	const uint32_t *refs; // the caller's; never read
	uint32_t start, count; // pages
	bool dumped;
	int64_t since_msec; // of the rest
	uint64_t mark; // the dump that ends the rest, 0: not sent yet
};

struct segment {
	uint32_t number, pages;
	int fd; // owned
	uint8_t *data; // mapped
	struct arena_runs runs;
	struct share **shares; // by first page; owned
};

struct share_pool {
	struct share_link link;
	struct segment *segments[SEGMENTS_MAX];
	size_t nsegments;
	struct share live, resting; // heads of rings; resting: oldest first
	uint64_t sent, acked; // dumps
	bool disowned;
};

static int64_t
now_msec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
ring_add(struct share *head, struct share *share)
{
	share->prev = head->prev;
	share->next = head;
	head->prev->next = share;
	head->prev = share;
}

static void
ring_remove(struct share *share)
{
	share->prev->next = share->next;
	share->next->prev = share->prev;
}

static uint8_t *
address_of(const struct segment *segment, uint32_t page)
{
	return segment->data + (size_t)page * ARENA_PAGE_SIZE;
}

static void
segment_destroy(struct segment *segment)
{
	munmap(segment->data, (size_t)segment->pages * ARENA_PAGE_SIZE);
	arena_runs_finish(&segment->runs);
	fd_close(&segment->fd);
	free(segment->shares);
	free(segment);
}

static bool
add_segment(struct share_pool *pool, struct share_grant *grant)
{
	size_t size = (size_t)grant->pages * ARENA_PAGE_SIZE;
	FD_SCOPED int fd = grant->fd;
	struct segment *segment;
	struct stat st;
	void *data;

	if (pool->nsegments == SEGMENTS_MAX || fstat(fd, &st) != 0 ||
			st.st_size < 0 || (uint64_t)st.st_size < size) {
		return false;
	}
	data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED) {
		return false;
	}
	segment = xcalloc(1, sizeof(*segment));
	segment->number = grant->segment;
	segment->pages = grant->pages;
	segment->fd = fd_steal(&fd);
	segment->data = data;
	segment->shares = xcalloc(grant->pages, sizeof(struct share *));
	arena_runs_init(&segment->runs, grant->pages);
	pool->segments[pool->nsegments++] = segment;
	return true;
}

/* The pages may be used again, and are zero again. */
static void
share_end(struct share *share)
{
	struct segment *segment = share->segment;
	off_t offset = (off_t)share->start * ARENA_PAGE_SIZE;
	size_t size = (size_t)share->count * ARENA_PAGE_SIZE;

	if (share->count < HOLE_PAGES ||
			fallocate(segment->fd,
					FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
					offset, (off_t)size) != 0) {
		memset(address_of(segment, share->start), 0, size);
	}
	arena_runs_give(&segment->runs, share->start, share->count);
	ring_remove(share);
	free(share);
}

static bool
has_rested(const struct share_pool *pool, const struct share *share)
{
	if (pool->sent == 0) {
		return now_msec() - share->since_msec >= SHARE_POOL_BLIND_MSEC;
	}
	return share->mark != 0 && share->mark <= pool->acked;
}

static void
sweep(struct share_pool *pool)
{
	struct share *share = pool->resting.next;

	while (share != &pool->resting) {
		struct share *next = share->next;

		if (has_rested(pool, share)) {
			share_end(share);
		}
		share = next;
	}
}

struct share_pool *
share_pool_create(const char *path)
{
	struct share_pool *pool = xcalloc(1, sizeof(*pool));

	pool->live.next = pool->live.prev = &pool->live;
	pool->resting.next = pool->resting.prev = &pool->resting;
	if (!share_link_open(&pool->link, path)) {
		free(pool);
		return NULL;
	}
	return pool;
}

static void
free_ring(struct share *head)
{
	struct share *share = head->next;

	while (share != head) {
		struct share *next = share->next;

		free(share);
		share = next;
	}
}

void
share_pool_destroy(struct share_pool *pool)
{
	if (pool == NULL) {
		return;
	}
	free_ring(&pool->live);
	free_ring(&pool->resting);
	for (size_t i = 0; i < pool->nsegments; i++) {
		segment_destroy(pool->segments[i]);
	}
	share_link_close(&pool->link);
	free(pool);
}

void
share_pool_disown(struct share_pool *pool)
{
	pool->disowned = true;
	share_link_close(&pool->link);
}

static struct share *
try_take(struct share_pool *pool, uint32_t count)
{
	uint32_t start;

	for (size_t i = 0; i < pool->nsegments; i++) {
		struct segment *segment = pool->segments[i];
		struct share *share;

		if (!arena_runs_take(&segment->runs, count, &start)) {
			continue;
		}
		share = xcalloc(1, sizeof(*share));
		share->segment = segment;
		share->start = start;
		share->count = count;
		segment->shares[start] = share;
		ring_add(&pool->live, share);
		return share;
	}
	return NULL;
}

/* Waits for all answers that are on their way; true if a segment came. */
static bool
collect(struct share_pool *pool)
{
	struct share_grant grant;
	bool grown = false;

	while (share_link_wait(&pool->link, &grant)) {
		grown = add_segment(pool, &grant) || grown;
	}
	return grown;
}

static bool
ask(struct share_pool *pool, uint32_t count)
{
	bool fits = pool->nsegments == 0 || count <= pool->segments[0]->pages;

	return share_link_ask(&pool->link, fits ? 0 : count);
}

static struct share *
take(struct share_pool *pool, uint32_t count)
{
	struct share *share = try_take(pool, count);

	if (share == NULL && collect(pool)) {
		share = try_take(pool, count);
	}
	if (share == NULL && ask(pool, count) && collect(pool)) {
		share = try_take(pool, count);
	}
	/* Better a wrong picture for a moment than none at all. */
	while (share == NULL && pool->resting.next != &pool->resting) {
		share_end(pool->resting.next);
		share = try_take(pool, count);
	}
	return share;
}

void *
share_pool_take(struct share_pool *pool, uint32_t count, uint32_t *refs)
{
	struct share *share = NULL;

	if (pool->disowned) {
		errno = EBADF;
		return NULL;
	}
	if (count == 0) {
		errno = EINVAL;
		return NULL;
	}
	sweep(pool);
	if (count <= ARENA_SEGMENT_PAGES_MAX) {
		share = take(pool, count);
	}
	if (share == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	share->refs = refs;
	for (uint32_t i = 0; i < count; i++) {
		refs[i] = arena_ref_make(
				share->segment->number, share->start + i);
	}
	return address_of(share->segment, share->start);
}

/* The share that begins at an address; NULL if none does. */
static struct share *
find(const struct share_pool *pool, const void *start, struct share ***slot)
{
	uintptr_t at = (uintptr_t)start;

	for (size_t i = 0; i < pool->nsegments; i++) {
		struct segment *segment = pool->segments[i];
		uintptr_t first = (uintptr_t)segment->data;

		if (at >= first && at % ARENA_PAGE_SIZE == 0 &&
				(at - first) / ARENA_PAGE_SIZE < segment->pages) {
			*slot = &segment->shares[(at - first) / ARENA_PAGE_SIZE];
			return **slot;
		}
	}
	return NULL;
}

int
share_pool_give(struct share_pool *pool, const void *start, uint32_t count)
{
	struct share **slot;
	struct share *share = find(pool, start, &slot);

	if (pool->disowned) {
		errno = EBADF;
		return -1;
	}
	if (share == NULL || share->count != count) {
		errno = EINVAL;
		return -1;
	}
	*slot = NULL;
	if (pool->sent > 0 && !share->dumped) {
		share_end(share);
		return 0;
	}
	share->since_msec = now_msec();
	ring_remove(share);
	ring_add(&pool->resting, share);
	return 0;
}

void
share_pool_dumped(struct share_pool *pool, const void *owner)
{
	int64_t now = now_msec();
	uintptr_t from = (uintptr_t)owner;
	struct share *share;

	pool->sent++;
	for (share = pool->live.next; share != &pool->live; share = share->next) {
		uintptr_t refs = (uintptr_t)share->refs;

		if (refs >= from && refs - from <= OWNER_DISTANCE) {
			share->dumped = true;
		}
	}
	for (share = pool->resting.next; share != &pool->resting;
			share = share->next) {
		if (share->mark == 0 &&
				now - share->since_msec >= SHARE_POOL_REST_MSEC) {
			share->mark = pool->sent;
		}
	}
}

void
share_pool_acked(struct share_pool *pool)
{
	if (pool->acked < pool->sent) {
		pool->acked++;
		sweep(pool);
	}
}

void
share_pool_acked_all(struct share_pool *pool)
{
	pool->acked = pool->sent;
	sweep(pool);
}

void
share_pool_get_usage(const struct share_pool *pool, uint32_t *used,
		uint32_t *resting, uint32_t *pages)
{
	const struct share *share;

	*used = *resting = *pages = 0;
	for (size_t i = 0; i < pool->nsegments; i++) {
		*used += pool->segments[i]->runs.used;
		*pages += pool->segments[i]->pages;
	}
	for (share = pool->resting.next; share != &pool->resting;
			share = share->next) {
		*resting += share->count;
	}
}
