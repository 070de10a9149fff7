// SPDX-License-Identifier: MIT
/*
 * The memory of one qube's windows: its segments, mapped read-only once each.
 * Content is hostile and changes while it is read; it is never looked at, only
 * shown (arena_image.h). What a page ref means is in protocols/zone/arena.h.
 */
#ifndef COMPOSITOR_QUBE_ARENA_H
#define COMPOSITOR_QUBE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-util.h>

#include "common/err.h"
#include "compositor/qube/fault_guard.h"

#define ARENA_SEGMENTS_MAX 256 // mapped at a time, of one qube
#define ARENA_COPIED_MAX (32u << 20) // bytes of images out of scattered pages

struct arena;

/* One mapping. It lives as long as the qube offers it or an image needs it. */
struct arena_segment {
	struct wl_list link; // arena's segments, newest first
	struct arena *arena; // counted
	uint32_t number;
	uint32_t pages;
	const uint8_t *data; // pages * ARENA_PAGE_SIZE bytes
	unsigned int users; // images
	bool gone; // new images cannot use it
	bool given_up; // by the qube: who waits for it is told
	struct fault_range range;
};

/* A segment that was given up is not mapped any more. */
typedef void (*arena_freed_fn)(void *user, uint32_t segment);

/* Never NULL. freed may be NULL. */
struct arena *arena_create(arena_freed_fn freed, void *user);

/* No more images, no more calls of freed. Images may live on; the memory goes
 * with the last of them. NULL is allowed. */
void arena_destroy(struct arena *arena);

/* A segment of so many pages; fd is always closed. Newer memory of the same
 * number counts from now on. -1 with err if it cannot be used. */
int arena_add_segment(struct arena *arena, uint32_t number, uint32_t pages,
		int fd, struct err *err);

/* The qube gave the segment up: new images cannot use it. Calls freed as soon
 * as no image does, perhaps from within. */
void arena_remove_segment(struct arena *arena, uint32_t number);

/* The segment that refs with this number mean now, or NULL. */
struct arena_segment *arena_try_segment(struct arena *arena, uint32_t number);

/* One more or one less image needs the segment. */
void arena_segment_ref(struct arena_segment *segment);
void arena_segment_unref(struct arena_segment *segment);

/* Counts bytes of copies against ARENA_COPIED_MAX; false if that would be
 * passed. A charge holds the arena's record until it is given back. */
bool arena_charge(struct arena *arena, size_t bytes);
void arena_discharge(struct arena *arena, size_t bytes);

/* True if memory was taken away under a mapping since the last call: the qube
 * is to be dropped. New images cannot use those segments. */
bool arena_take_faults(struct arena *arena);

#endif
