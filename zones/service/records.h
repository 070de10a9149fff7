// SPDX-License-Identifier: MIT
/*
 * Which domain number and which block of host ids belong to which qube, over
 * all restarts: a file of lines "ID BLOCK NAME UUID". A number is never given
 * to another qube while its line is there.
 */
#ifndef ZONES_SERVICE_RECORDS_H
#define ZONES_SERVICE_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "protocols/zone/zone_msg.h"

struct record {
	char name[ZONE_NAME_SIZE];
	uint32_t id; // 1 to ZONE_QUBE_ID_MAX
	uint32_t block; // 0, 1, 2 ...
	char uuid[ZONE_UUID_SIZE]; // random
};

struct records {
	char *path; // owned
	struct record *records; // owned
	size_t count;
};

/* Reads the file at path, if there is one. -1 with err set if it cannot be
 * understood: then nothing may be given out. */
int records_init(struct records *records, const char *path, struct err *err);
void records_finish(struct records *records);

/* The qube's record; a new one is made, and is on disk when this returns. NULL
 * with err set if that failed or all numbers are taken. Valid until the next
 * call. */
const struct record *records_get(
		struct records *records, const char *name, struct err *err);

#endif
