// SPDX-License-Identifier: MIT
/*
 * Which host ids a qube's users are: its block, out of the range this process
 * may give away. Looks only; SECURITY.md tells the order of the sources.
 */
#ifndef ZONES_DRIVERS_IDBLOCK_H
#define ZONES_DRIVERS_IDBLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/err.h"

#define IDBLOCK_SIZE 1024u

/* Ids as this process' own user namespace counts them. */
struct idblock_range {
	uint32_t first_uid;
	uint32_t first_gid;
	uint32_t count; // ids in the range; 0: there is none
	bool by_helper; // mapping them takes newuidmap and newgidmap
};

/* The range of this process. err says why when the count is 0. */
void idblock_find(struct idblock_range *range, struct err *err);

/* Cuts block number block out of the range. -1 with err set if the range ends
 * before it. */
int idblock_cut(const struct idblock_range *range, uint32_t block,
		struct idblock_range *out, struct err *err);

/* "FIRST:COUNT" as LEADLIGHT_ID_RANGE has it. False if it is not that, or id
 * 65535 and below would be given away. */
bool idblock_parse_option(const char *text, struct idblock_range *range);

/* The entry of /etc/subuid's form for this user in text: name or number
 * before the first colon; the largest one counts. False if there is none. */
bool idblock_parse_subid(const char *text, const char *user, uid_t uid,
		uint32_t *first, uint32_t *count);

/* The largest extent of a /proc/PID/uid_map, as the ids inside. whole tells
 * whether it is the map of the first user namespace. */
bool idblock_parse_map(const char *text, uint32_t *first, uint32_t *count,
		bool *whole);

#endif
