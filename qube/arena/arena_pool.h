// SPDX-License-Identifier: MIT
/*
 * The qube's end of the arena: gets segments from the keeper, maps them and
 * hands out runs of pages that the GUI side can see.
 *
 * A run that is given back rests until the GUI side cannot be reading it any
 * more: until a dump sent later was acknowledged, and a moment longer.
 */
#ifndef QUBE_ARENA_ARENA_POOL_H
#define QUBE_ARENA_ARENA_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

#define ARENA_POOL_PATH "/run/leadlight/arena.sock"
#define ARENA_POOL_REST_MSEC 100 // shortest rest of a run

struct arena_pool;
struct arena_segment;
struct wl_event_loop;

struct arena_run {
	struct arena_segment *segment; // borrowed; NULL: no run
	uint32_t start, count; // pages
	void *data; // mapped, read-write; zeroed when taken
};

struct arena_pool_impl {
	/* A new segment came: what was refused may work now. */
	void (*grown)(void *user);
};

/* Connects to the keeper's socket. Nothing is waited for: the first segment
 * comes through the loop. impl and user are borrowed. NULL with err set if
 * the socket cannot be reached. */
struct arena_pool *arena_pool_create(struct wl_event_loop *loop, const char *path,
		const struct arena_pool_impl *impl, void *user, struct err *err);

/* Unmaps all; runs are gone. NULL is allowed. */
void arena_pool_destroy(struct arena_pool *pool);

/* Takes pages for so many bytes. False if there is no room now: a segment has
 * been asked for then (see grown), unless the quota is used up. */
bool arena_pool_take(
		struct arena_pool *pool, size_t bytes, struct arena_run *run);

/* Gives a run back to rest. mark: dumps sent so far. */
void arena_pool_give(struct arena_pool *pool, const struct arena_run *run,
		uint64_t mark);

/* So many dumps are acknowledged by now: runs given back before the last of
 * them was sent end their rest. */
void arena_pool_settle(struct arena_pool *pool, uint64_t acked);

/* The ref of page i of a run. */
uint32_t arena_pool_get_ref(const struct arena_run *run, uint32_t i);

/* Pages handed out or resting, and pages there are. */
void arena_pool_get_usage(
		const struct arena_pool *pool, uint32_t *used, uint32_t *pages);

#endif
