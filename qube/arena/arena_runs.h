// SPDX-License-Identifier: MIT
/*
 * Runs of free pages in one segment: best fit, neighbours joined. Pure
 * arithmetic, no memory behind it.
 */
#ifndef QUBE_ARENA_ARENA_RUNS_H
#define QUBE_ARENA_ARENA_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena_extent {
	uint32_t start, count; // pages
};

struct arena_runs {
	struct arena_extent *free; // owned, sorted by start, never adjacent
	size_t len, cap;
	uint32_t pages; // in all
	uint32_t used; // pages handed out
};

/* All pages are free. */
void arena_runs_init(struct arena_runs *runs, uint32_t pages);
void arena_runs_finish(struct arena_runs *runs);

/* Takes count (not 0) adjacent pages. False if no free run is long enough. */
bool arena_runs_take(struct arena_runs *runs, uint32_t count, uint32_t *start);

/* Gives back pages that were taken (asserted: inside, not free already). */
void arena_runs_give(struct arena_runs *runs, uint32_t start, uint32_t count);

/* count rounded up to its size class (at most an eighth more), so that a
 * window that is resized step by step finds runs of the right size. */
uint32_t arena_runs_class(uint32_t count);

#endif
