// SPDX-License-Identifier: MIT
/*
 * The free runs are a sorted array: a qube has some hundred buffers at most,
 * so a linear search costs nothing beside filling a buffer with pixels.
 */
#include "qube/arena/arena_runs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

void
arena_runs_init(struct arena_runs *runs, uint32_t pages)
{
	*runs = (struct arena_runs){.pages = pages, .cap = 16};
	runs->free = xcalloc(runs->cap, sizeof(*runs->free));
	if (pages > 0) {
		runs->free[0] = (struct arena_extent){0, pages};
		runs->len = 1;
	}
}

void
arena_runs_finish(struct arena_runs *runs)
{
	free(runs->free);
	*runs = (struct arena_runs){0};
}

static void
remove_at(struct arena_runs *runs, size_t i)
{
	runs->len--;
	memmove(&runs->free[i], &runs->free[i + 1],
			(runs->len - i) * sizeof(*runs->free));
}

static void
insert_at(struct arena_runs *runs, size_t i, struct arena_extent extent)
{
	if (runs->len == runs->cap) {
		struct arena_extent *grown =
				xcalloc(runs->cap * 2, sizeof(*grown));

		memcpy(grown, runs->free, runs->len * sizeof(*grown));
		free(runs->free);
		runs->free = grown;
		runs->cap *= 2;
	}
	memmove(&runs->free[i + 1], &runs->free[i],
			(runs->len - i) * sizeof(*runs->free));
	runs->free[i] = extent;
	runs->len++;
}

bool
arena_runs_take(struct arena_runs *runs, uint32_t count, uint32_t *start)
{
	size_t best = runs->len;

	assert(count > 0);
	for (size_t i = 0; i < runs->len; i++) {
		if (runs->free[i].count >= count &&
				(best == runs->len ||
						runs->free[i].count <
								runs->free[best].count)) {
			best = i;
		}
	}
	if (best == runs->len) {
		return false;
	}
	*start = runs->free[best].start;
	runs->free[best].start += count;
	runs->free[best].count -= count;
	if (runs->free[best].count == 0) {
		remove_at(runs, best);
	}
	runs->used += count;
	return true;
}

void
arena_runs_give(struct arena_runs *runs, uint32_t start, uint32_t count)
{
	struct arena_extent extent = {start, count};
	size_t i = 0;

	assert(count > 0 && count <= runs->used);
	assert(start < runs->pages && count <= runs->pages - start);
	while (i < runs->len && runs->free[i].start < start) {
		i++;
	}
	if (i < runs->len) {
		assert(start + count <= runs->free[i].start);
		if (start + count == runs->free[i].start) {
			extent.count += runs->free[i].count;
			remove_at(runs, i);
		}
	}
	if (i > 0) {
		struct arena_extent *before = &runs->free[i - 1];

		assert(before->start + before->count <= start);
		if (before->start + before->count == start) {
			before->count += extent.count;
			runs->used -= count;
			return;
		}
	}
	insert_at(runs, i, extent);
	runs->used -= count;
}

uint32_t
arena_runs_class(uint32_t count)
{
	uint32_t step = 1;

	while (step < count / 16) {
		step *= 2;
	}
	return count > UINT32_MAX - step ? count
					 : (count + step - 1) / step * step;
}
