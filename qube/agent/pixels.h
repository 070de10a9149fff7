// SPDX-License-Identifier: MIT
/*
 * Buffers over the arena, and the wlroots allocator that makes them. A buffer
 * is XRGB8888 with a stride of width * 4: what a WINDOW_DUMP describes.
 */
#ifndef QUBE_AGENT_PIXELS_H
#define QUBE_AGENT_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wlr/render/allocator.h>
#include <wlr/types/wlr_buffer.h>

#include "qube/arena/arena_pool.h"

/* What was really done, for those who measure. */
struct pixels_stats {
	uint64_t buffers; // made
	uint64_t passes; // times a buffer was opened for writing
};

struct pixels_allocator {
	struct wlr_allocator base;
	struct arena_pool *pool; // borrowed
	struct pixels_stats *stats; // borrowed
	const uint64_t *dumps; // borrowed; how many were sent
	struct arena_run reserved; // owned; for the next buffer, may be none
	size_t reserved_size; // bytes
};

struct pixels {
	struct wlr_buffer base;
	struct pixels_allocator *allocator; // borrowed
	struct arena_run run; // owned
};

/* pool, stats and dumps are borrowed and must outlive the buffers. Destroyed
 * with wlr_allocator_destroy. */
struct pixels_allocator *pixels_allocator_create(struct arena_pool *pool,
		struct pixels_stats *stats, const uint64_t *dumps);

/* Takes memory for the next buffer that is made, so that wlroots need not try
 * in vain. False if there is none now, or the size is beyond the limits. */
bool pixels_allocator_reserve(
		struct pixels_allocator *allocator, int width, int height);

/* The buffer as one of ours, or NULL if it is not. */
struct pixels *pixels_try_from(struct wlr_buffer *buffer);

#endif
