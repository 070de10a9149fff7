// SPDX-License-Identifier: MIT
#include "buckets.h"

#include <stdlib.h>

#include "common/mem.h"

void
buckets_finish(struct buckets *buckets)
{
	strmap_finish(&buckets->numbers);
	free(buckets->list);
	*buckets = (struct buckets){0};
}

void
buckets_inherit(struct buckets *buckets, struct buckets *others)
{
	buckets_finish(buckets);
	*buckets = *others;
	*others = (struct buckets){0};
}

/* Room for the first count. */
static void
grow(struct buckets *buckets, size_t count)
{
	size_t cap = buckets->cap ? buckets->cap * 2 : 64;
	struct bucket *more;

	if (count <= buckets->cap) {
		return;
	}
	more = xcalloc(cap, sizeof(*more));
	for (size_t i = 0; i < buckets->cap; i++) {
		more[i] = buckets->list[i];
	}
	free(buckets->list);
	buckets->list = more;
	buckets->cap = cap;
}

/* What has come in since then. Time that was too short for a whole unit is not
 * lost, or a source that asks all the time would never get one. */
static void
fill(struct bucket *bucket, int64_t now_msec)
{
	uint64_t period = bucket->period_msec;
	uint64_t passed, gained;

	if (now_msec - bucket->at_msec >= (int64_t)period) {
		bucket->left = bucket->most;
		bucket->at_msec = now_msec;
		return;
	}
	passed = now_msec > bucket->at_msec
			? (uint64_t)(now_msec - bucket->at_msec)
			: 0;
	gained = bucket->most / period * passed +
			bucket->most % period * passed / period;
	bucket->left += gained;
	if (bucket->most >= period) {
		bucket->at_msec += (int64_t)passed;
	} else {
		bucket->at_msec += (int64_t)(gained * period / bucket->most);
	}
	if (bucket->left >= bucket->most) {
		bucket->left = bucket->most;
		bucket->at_msec = now_msec;
	}
}

uint32_t
buckets_find(struct buckets *buckets, const char *limit, const char *source,
		uint64_t most, uint32_t period_msec, int64_t now_msec)
{
	char *key = xformat("%s\n%s", limit, source);
	uint32_t number = strmap_find(&buckets->numbers, key);
	struct bucket *bucket;

	if (number == STRMAP_NONE && buckets->numbers.count < BUCKETS_MAX) {
		number = strmap_intern(&buckets->numbers, key);
		grow(buckets, number + 1);
		buckets->list[number] = (struct bucket){
				.most = most,
				.period_msec = period_msec,
				.left = most,
				.at_msec = now_msec,
		};
	}
	free(key);
	if (number == STRMAP_NONE) {
		return BUCKETS_NONE;
	}
	bucket = &buckets->list[number];
	if (bucket->most != most || bucket->period_msec != period_msec) {
		fill(bucket, now_msec);
		bucket->most = most;
		bucket->period_msec = period_msec;
		bucket->left = bucket->left < most ? bucket->left : most;
	}
	return number;
}

uint64_t
buckets_left(struct buckets *buckets, uint32_t number, int64_t now_msec)
{
	fill(&buckets->list[number], now_msec);
	return buckets->list[number].left;
}

bool
buckets_take(struct buckets *buckets, uint32_t number, uint64_t amount,
		int64_t now_msec)
{
	if (buckets_left(buckets, number, now_msec) < amount) {
		return false;
	}
	buckets->list[number].left -= amount;
	return true;
}
