// SPDX-License-Identifier: MIT
/*
 * What is left of rates: a bucket for each pair of a limit and a source, full
 * at first, from which calls or bytes are taken and which fills up again in
 * its period. Numbers of buckets stay what they are. Pure.
 */
#ifndef QREXEC_POLICY_BUCKETS_H
#define QREXEC_POLICY_BUCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qrexec/policy/strmap.h"

#define BUCKETS_MAX 65536
#define BUCKETS_NONE STRMAP_NONE

struct bucket {
	uint64_t most;
	uint32_t period_msec; // in which an empty one is full again
	uint64_t left;
	int64_t at_msec; // when left was that
};

/* Zero it before first use. */
struct buckets {
	struct strmap numbers; // by limit and source
	struct bucket *list; // owned
	size_t cap;
};

void buckets_finish(struct buckets *buckets);

/* Takes over all that others has, which is empty then. */
void buckets_inherit(struct buckets *buckets, struct buckets *others);

/* The number of this limit's bucket for the source, new and full if there was
 * none; most and period are those from now on. BUCKETS_NONE if there are too
 * many. most is at most 2^50. */
uint32_t buckets_find(struct buckets *buckets, const char *limit,
		const char *source, uint64_t most, uint32_t period_msec,
		int64_t now_msec);

/* How much is in a bucket now. */
uint64_t buckets_left(struct buckets *buckets, uint32_t number, int64_t now_msec);

/* Takes so much from a bucket; false, and nothing is taken, if there is not as
 * much in it. */
bool buckets_take(struct buckets *buckets, uint32_t number, uint64_t amount,
		int64_t now_msec);

#endif
