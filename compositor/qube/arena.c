// SPDX-License-Identifier: MIT
/*
 * Maps what the zone service hands over. A sealed memfd cannot shrink, and a
 * hole in it reads as zeros; a VM's file has no seals and can be cut off under
 * the mapping, which the fault guard survives. So seals are not asked for.
 */
#include "compositor/qube/arena.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "common/fd.h"
#include "common/mem.h"
#include "protocols/zone/arena.h"

struct arena {
	struct wl_list segments; // list of struct arena_segment, .link
	size_t n_segments;
	size_t copied; // bytes charged
	unsigned int refs; // owner, segments, charges
	arena_freed_fn freed; // NULL once the owner has gone
	void *user;
};

static void
unref(struct arena *arena)
{
	assert(arena->refs > 0);
	arena->refs--;
	if (arena->refs == 0) {
		free(arena);
	}
}

/* Unmaps a segment that neither the qube offers nor an image needs. */
static void
consider_unmap(struct arena_segment *segment)
{
	struct arena *arena = segment->arena;
	uint32_t number = segment->number;
	bool tell = segment->given_up && arena->freed;

	if (!segment->gone || segment->users > 0) {
		return;
	}
	fault_guard_remove(&segment->range);
	munmap((void *)segment->data, segment->range.len);
	wl_list_remove(&segment->link);
	arena->n_segments--;
	free(segment);
	if (tell) {
		arena->freed(arena->user, number);
	}
	unref(arena);
}

struct arena *
arena_create(arena_freed_fn freed, void *user)
{
	struct arena *arena = xcalloc(1, sizeof(*arena));

	wl_list_init(&arena->segments);
	arena->refs = 1;
	arena->freed = freed;
	arena->user = user;
	return arena;
}

void
arena_destroy(struct arena *arena)
{
	struct arena_segment *segment;
	struct arena_segment *next;

	if (!arena) {
		return;
	}
	arena->freed = NULL;
	wl_list_for_each_safe(segment, next, &arena->segments, link) {
		segment->gone = true;
		consider_unmap(segment);
	}
	unref(arena);
}

/* Newer memory takes over a number. */
static void
replace_segment(struct arena *arena, uint32_t number)
{
	struct arena_segment *old = arena_try_segment(arena, number);

	if (old) {
		old->gone = true;
		consider_unmap(old);
	}
}

/* The mapping of a whole segment, or NULL with err. */
static const uint8_t *
map_segment(int fd, size_t size, struct err *err)
{
	struct stat st;
	void *data;

	if (fstat(fd, &st) < 0) {
		err_set_errno(err, "cannot look at the segment");
		return NULL;
	}
	if (st.st_size < 0 || (uint64_t)st.st_size < size) {
		err_set(err, "the segment is smaller than announced");
		return NULL;
	}
	data = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED) {
		err_set_errno(err, "cannot map the segment");
		return NULL;
	}
	return data;
}

int
arena_add_segment(struct arena *arena, uint32_t number, uint32_t pages,
		int fd_in, struct err *err)
{
	FD_SCOPED int fd = fd_in;
	size_t size = (size_t)pages * ARENA_PAGE_SIZE;
	struct arena_segment *segment;
	const uint8_t *data;

	if (!arena_segment_is_valid(number) || pages == 0 ||
			pages > ARENA_SEGMENT_PAGES_MAX) {
		return err_set(err, "segment %u of %u pages is out of range",
				number, pages);
	}
	if (arena->n_segments >= ARENA_SEGMENTS_MAX) {
		return err_set(err, "there are %zu segments already",
				arena->n_segments);
	}
	data = map_segment(fd, size, err);
	if (!data) {
		return -1;
	}
	segment = xcalloc(1, sizeof(*segment));
	if (!fault_guard_add(&segment->range, data, size)) {
		munmap((void *)data, size);
		free(segment);
		return err_set_errno(err, "cannot guard the segment");
	}
	segment->arena = arena;
	segment->number = number;
	segment->pages = pages;
	segment->data = data;
	arena->refs++;
	arena->n_segments++;
	replace_segment(arena, number);
	wl_list_insert(&arena->segments, &segment->link);
	return 0;
}

void
arena_remove_segment(struct arena *arena, uint32_t number)
{
	struct arena_segment *segment = arena_try_segment(arena, number);

	if (segment) {
		segment->gone = true;
		segment->given_up = true;
		consider_unmap(segment);
	}
}

struct arena_segment *
arena_try_segment(struct arena *arena, uint32_t number)
{
	struct arena_segment *segment;

	wl_list_for_each(segment, &arena->segments, link) {
		if (segment->number == number && !segment->gone) {
			return segment;
		}
	}
	return NULL;
}

void
arena_segment_ref(struct arena_segment *segment)
{
	segment->users++;
}

void
arena_segment_unref(struct arena_segment *segment)
{
	assert(segment->users > 0);
	segment->users--;
	consider_unmap(segment);
}

bool
arena_charge(struct arena *arena, size_t bytes)
{
	if (bytes > ARENA_COPIED_MAX - arena->copied) {
		return false;
	}
	arena->copied += bytes;
	arena->refs++;
	return true;
}

void
arena_discharge(struct arena *arena, size_t bytes)
{
	assert(bytes <= arena->copied);
	arena->copied -= bytes;
	unref(arena);
}

bool
arena_take_faults(struct arena *arena)
{
	struct arena_segment *segment;
	struct arena_segment *next;
	bool any = false;

	wl_list_for_each_safe(segment, next, &arena->segments, link) {
		if (segment->range.hit && !segment->gone) {
			any = true;
			segment->gone = true;
			consider_unmap(segment);
		}
	}
	return any;
}
