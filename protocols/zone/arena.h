// SPDX-License-Identifier: MIT
/*
 * Where a window's pixels live: a page ref is segment << 20 | page in the
 * arena of one qube. See leadlight-arena(7).
 */
#ifndef PROTOCOLS_ZONE_ARENA_H
#define PROTOCOLS_ZONE_ARENA_H

#include <stdbool.h>
#include <stdint.h>

#define ARENA_PAGE_SIZE 4096u
#define ARENA_SEGMENT_FIRST 1u // segment 0 is never used, so ref 0 is not valid
#define ARENA_SEGMENT_LAST 4095u
#define ARENA_SEGMENT_PAGES_MAX (1u << 20) // what 20 bits can address

/* The ref of one page. Segment and page must be in range (asserted). */
uint32_t arena_ref_make(uint32_t segment, uint32_t page);

/* The two parts of a ref; any 32 bits are allowed. */
uint32_t arena_ref_segment(uint32_t ref);
uint32_t arena_ref_page(uint32_t ref);

/* True if the number can name a segment (1 to 4095). */
bool arena_segment_is_valid(uint32_t segment);

/* Pages needed for so many bytes, rounded up; 0 if more than one segment can
 * hold (or none). */
uint32_t arena_pages_for(uint64_t bytes);

#endif
