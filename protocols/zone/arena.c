// SPDX-License-Identifier: MIT
#include "protocols/zone/arena.h"

#include <assert.h>

#define PAGE_BITS 20
#define PAGE_MASK (ARENA_SEGMENT_PAGES_MAX - 1)

uint32_t
arena_ref_make(uint32_t segment, uint32_t page)
{
	assert(arena_segment_is_valid(segment));
	assert(page <= PAGE_MASK);
	return segment << PAGE_BITS | page;
}

uint32_t
arena_ref_segment(uint32_t ref)
{
	return ref >> PAGE_BITS;
}

uint32_t
arena_ref_page(uint32_t ref)
{
	return ref & PAGE_MASK;
}

bool
arena_segment_is_valid(uint32_t segment)
{
	return segment >= ARENA_SEGMENT_FIRST && segment <= ARENA_SEGMENT_LAST;
}

uint32_t
arena_pages_for(uint64_t bytes)
{
	uint64_t pages = bytes / ARENA_PAGE_SIZE + (bytes % ARENA_PAGE_SIZE != 0);

	return pages <= ARENA_SEGMENT_PAGES_MAX ? (uint32_t)pages : 0;
}
