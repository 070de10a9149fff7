// SPDX-License-Identifier: MIT
#include "zones/client/zone_segments.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "common/fd.h"
#include "common/mem.h"

struct arena {
	struct wl_list link; // zone_segments.arenas
	struct wl_list list; // list of struct segment, link; oldest first
	uint32_t qube;
};

struct segment {
	struct wl_list link; // arena.list
	uint32_t number;
	dev_t device; // with the inode: which memory it is
	ino_t inode;
	bool gone; // given up by the qube, not yet freed by us
	bool known; // the service knows that we have it
};

static struct arena *
find_arena(const struct zone_segments *segments, uint32_t qube)
{
	struct arena *arena;

	wl_list_for_each(arena, &segments->arenas, link) {
		if (arena->qube == qube) {
			return arena;
		}
	}
	return NULL;
}

static struct segment *
find(struct arena *arena, uint32_t number, bool gone)
{
	struct segment *segment;

	wl_list_for_each(segment, &arena->list, link) {
		if (segment->number == number && segment->gone == gone) {
			return segment;
		}
	}
	return NULL;
}

static void
segment_destroy(struct segment *segment)
{
	wl_list_remove(&segment->link);
	free(segment);
}

static void
arena_finish(struct arena *arena)
{
	struct segment *segment;
	struct segment *next;

	wl_list_for_each_safe(segment, next, &arena->list, link) {
		segment_destroy(segment);
	}
	wl_list_remove(&arena->link);
	free(arena);
}

void
zone_segments_init(struct zone_segments *segments,
		const struct zone_segments_events *events, void *user)
{
	*segments = (struct zone_segments){.events = events, .user = user};
	wl_list_init(&segments->arenas);
}

void
zone_segments_finish(struct zone_segments *segments)
{
	struct arena *arena;
	struct arena *next;

	wl_list_for_each_safe(arena, next, &segments->arenas, link) {
		arena_finish(arena);
	}
}

bool
zone_segments_watch(struct zone_segments *segments, uint32_t qube)
{
	struct arena *arena;

	if (find_arena(segments, qube)) {
		return false;
	}
	arena = xcalloc(1, sizeof(*arena));
	arena->qube = qube;
	wl_list_init(&arena->list);
	wl_list_insert(&segments->arenas, &arena->link);
	return true;
}

bool
zone_segments_unwatch(struct zone_segments *segments, uint32_t qube)
{
	struct arena *arena = find_arena(segments, qube);
	struct segment *segment;

	if (!arena) {
		return false;
	}
	wl_list_for_each(segment, &arena->list, link) {
		if (segment->known) {
			segments->events->freed(
					segments->user, qube, segment->number);
		}
	}
	arena_finish(arena);
	return true;
}

bool
zone_segments_is_watched(const struct zone_segments *segments, uint32_t qube)
{
	return find_arena(segments, qube) != NULL;
}

void
zone_segments_each(struct zone_segments *segments,
		void (*fn)(void *user, uint32_t qube), void *user)
{
	struct arena *arena;

	wl_list_for_each(arena, &segments->arenas, link) {
		fn(user, arena->qube);
	}
}

static void
set_gone(struct zone_segments *segments, struct arena *arena,
		struct segment *segment)
{
	uint32_t qube = arena->qube;

	segment->gone = true;
	segments->events->gone(segments->user, qube, segment->number);
}

static void
add(struct zone_segments *segments, struct arena *arena, uint32_t number,
		uint32_t pages, int fd, const struct stat *st)
{
	struct segment *segment = xcalloc(1, sizeof(*segment));

	*segment = (struct segment){
			.number = number,
			.device = st->st_dev,
			.inode = st->st_ino,
			.known = true,
	};
	wl_list_insert(arena->list.prev, &segment->link);
	segments->events->added(segments->user, arena->qube, number, pages, fd);
}

/* Not wanted any more. */
static void
refuse(struct zone_segments *segments, uint32_t qube, uint32_t number, int fd)
{
	fd_close(&fd);
	segments->events->seen(segments->user, qube, number);
	segments->events->freed(segments->user, qube, number);
}

void
zone_segments_offered(struct zone_segments *segments, uint32_t qube,
		uint32_t number, uint32_t pages, int fd)
{
	struct arena *arena = find_arena(segments, qube);
	struct segment *segment = arena ? find(arena, number, false) : NULL;
	struct stat st;

	if (fstat(fd, &st) < 0) {
		st = (struct stat){0}; // then it is like no other memory
	}
	if (segment && segment->inode == st.st_ino &&
			segment->device == st.st_dev) {
		segment->known = true; // of a new service: the same memory
		fd_close(&fd);
		segments->events->seen(segments->user, qube, number);
		return;
	}
	if (segment) {
		segment->known = false;
		set_gone(segments, arena, segment);
		arena = find_arena(segments, qube); // the event may unwatch
	}
	if (arena) {
		add(segments, arena, number, pages, fd, &st);
		segments->events->seen(segments->user, qube, number);
	} else {
		refuse(segments, qube, number, fd);
	}
}

void
zone_segments_retracted(
		struct zone_segments *segments, uint32_t qube, uint32_t number)
{
	struct arena *arena = find_arena(segments, qube);
	struct segment *segment = arena ? find(arena, number, false) : NULL;

	if (segment) {
		set_gone(segments, arena, segment);
	}
}

void
zone_segments_freed(struct zone_segments *segments, uint32_t qube, uint32_t number)
{
	struct arena *arena = find_arena(segments, qube);
	struct segment *segment = arena ? find(arena, number, true) : NULL;

	if (!segment) {
		return;
	}
	if (segment->known) {
		segments->events->freed(segments->user, qube, number);
	}
	segment_destroy(segment);
}

void
zone_segments_lost(struct zone_segments *segments)
{
	struct arena *arena;
	struct segment *segment;

	wl_list_for_each(arena, &segments->arenas, link) {
		wl_list_for_each(segment, &arena->list, link) {
			segment->known = false;
		}
	}
}

static struct segment *
find_unknown(struct arena *arena)
{
	struct segment *segment;

	wl_list_for_each(segment, &arena->list, link) {
		if (!segment->known && !segment->gone) {
			return segment;
		}
	}
	return NULL;
}

void
zone_segments_complete(struct zone_segments *segments, uint32_t qube)
{
	struct arena *arena = find_arena(segments, qube);
	struct segment *segment;

	/* Searched anew each time: the event may free it, or the arena. */
	while (arena && (segment = find_unknown(arena))) {
		set_gone(segments, arena, segment);
		arena = find_arena(segments, qube);
	}
}
