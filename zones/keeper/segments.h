// SPDX-License-Identifier: MIT
/*
 * The memory of one arena: sealed memfds with numbers, within a quota. Who
 * has them is arena_server.c's business.
 */
#ifndef ZONES_KEEPER_SEGMENTS_H
#define ZONES_KEEPER_SEGMENTS_H

#include <stdint.h>
#include <wayland-util.h>

#include "common/err.h"

#define SEGMENTS_MAX 32 // at a time, whatever their size

enum segment_state {
	SEGMENT_OFFERED, // the GUI side has still to see it
	SEGMENT_LIVE, // the qube has it
	SEGMENT_GONE, // the qube gave it up, the GUI side may still map it
};

struct segment {
	struct wl_list link; // segments.list
	uint32_t number;
	uint32_t pages;
	int fd; // owned, read-write
	enum segment_state state;
	void *owner; // borrowed, whose it is; NULL once GONE
	int64_t since_msec; // when it was made
};

struct segments {
	struct wl_list list; // list of struct segment, link
	uint32_t quota; // in pages
	uint32_t used; // pages of all segments
	uint32_t count;
	uint32_t last; // number given out last
};

/* No segments; at most quota pages in all. */
void segments_init(struct segments *segments, uint32_t quota);

/* Frees all of them. */
void segments_finish(struct segments *segments);

/* Makes a segment (OFFERED): zeroed memory that cannot change its size.
 * Numbers are given out in turn, so that one is not reused soon. NULL with err
 * set if the quota does not allow it. */
struct segment *segments_add(
		struct segments *segments, uint32_t pages, struct err *err);

/* Frees it; its pages count for the quota no more. */
void segments_remove(struct segments *segments, struct segment *segment);

/* The one with this number, or NULL. */
struct segment *segments_find(struct segments *segments, uint32_t number);

/* A new descriptor that can only be read (the caller's), or -1 with errno. */
int segment_open_readonly(const struct segment *segment);

#endif
