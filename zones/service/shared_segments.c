// SPDX-License-Identifier: MIT
#include "zones/service/shared_segments.h"

#include <stdlib.h>

#include "common/fd.h"
#include "common/mem.h"

struct holder {
	struct wl_list link; // shared_segment.holders
	struct client *client; // borrowed
	bool seen;
};

struct shared_segment {
	struct wl_list link; // shared_segments.list
	struct wl_list holders; // list of struct holder, link
	uint32_t number;
	uint32_t pages;
	int fd; // owned, -1 once gone
	bool ready; // the keeper was told
	bool gone;
};

static void
holder_destroy(struct holder *holder)
{
	wl_list_remove(&holder->link);
	free(holder);
}

static void
segment_destroy(struct shared_segment *segment)
{
	struct holder *holder;
	struct holder *next;

	wl_list_for_each_safe(holder, next, &segment->holders, link) {
		holder_destroy(holder);
	}
	wl_list_remove(&segment->link);
	fd_close(&segment->fd);
	free(segment);
}

static struct shared_segment *
find(struct shared_segments *segments, uint32_t number)
{
	struct shared_segment *segment;

	wl_list_for_each(segment, &segments->list, link) {
		if (segment->number == number) {
			return segment;
		}
	}
	return NULL;
}

static struct holder *
find_holder(const struct shared_segment *segment, const struct client *client)
{
	struct holder *holder;

	wl_list_for_each(holder, &segment->holders, link) {
		if (holder->client == client) {
			return holder;
		}
	}
	return NULL;
}

static bool
is_seen_by_all(const struct shared_segment *segment)
{
	struct holder *holder;

	wl_list_for_each(holder, &segment->holders, link) {
		if (!holder->seen) {
			return false;
		}
	}
	return true;
}

/* Tells the keeper what the holders allow; the segment may be gone then. */
static void
settle(struct shared_segments *segments, struct shared_segment *segment)
{
	if (segment->gone) {
		if (wl_list_empty(&segment->holders)) {
			segments->events->free(segments->user, segment->number);
			segment_destroy(segment);
		}
		return;
	}
	if (!segment->ready && is_seen_by_all(segment)) {
		segment->ready = true;
		segments->events->ready(segments->user, segment->number);
	}
}

void
shared_segments_init(struct shared_segments *segments,
		const struct shared_segments_events *events, void *user)
{
	*segments = (struct shared_segments){.events = events, .user = user};
	wl_list_init(&segments->list);
}

void
shared_segments_finish(struct shared_segments *segments)
{
	struct shared_segment *segment;
	struct shared_segment *next;

	wl_list_for_each_safe(segment, next, &segments->list, link) {
		segment_destroy(segment);
	}
}

void
shared_segments_add(struct shared_segments *segments, uint32_t number,
		uint32_t pages, int fd)
{
	struct shared_segment *segment = find(segments, number);

	if (segment) { // the keeper used the number again: ours is old
		segment_destroy(segment);
	}
	segment = xcalloc(1, sizeof(*segment));
	*segment = (struct shared_segment){
			.number = number, .pages = pages, .fd = fd};
	wl_list_init(&segment->holders);
	wl_list_insert(segments->list.prev, &segment->link);
}

void
shared_segments_offer(struct shared_segments *segments, struct client *client,
		uint32_t number)
{
	struct shared_segment *segment;

	wl_list_for_each(segment, &segments->list, link) {
		struct holder *holder;

		if (segment->gone || find_holder(segment, client) ||
				(number != 0 && segment->number != number)) {
			continue;
		}
		holder = xcalloc(1, sizeof(*holder));
		holder->client = client;
		wl_list_insert(&segment->holders, &holder->link);
		segments->events->offer(segments->user, client, segment->number,
				segment->pages, segment->fd);
	}
}

void
shared_segments_settle(struct shared_segments *segments)
{
	struct shared_segment *segment;
	struct shared_segment *next;

	wl_list_for_each_safe(segment, next, &segments->list, link) {
		settle(segments, segment);
	}
}

void
shared_segments_seen(struct shared_segments *segments,
		const struct client *client, uint32_t number)
{
	struct shared_segment *segment = find(segments, number);
	struct holder *holder = segment ? find_holder(segment, client) : NULL;

	if (holder) {
		holder->seen = true;
		settle(segments, segment);
	}
}

void
shared_segments_release(struct shared_segments *segments,
		const struct client *client, uint32_t number)
{
	struct shared_segment *segment = find(segments, number);
	struct holder *holder = segment ? find_holder(segment, client) : NULL;

	if (holder) {
		holder_destroy(holder);
		settle(segments, segment);
	}
}

void
shared_segments_forget(
		struct shared_segments *segments, const struct client *client)
{
	struct shared_segment *segment;
	struct shared_segment *next;

	wl_list_for_each_safe(segment, next, &segments->list, link) {
		struct holder *holder = find_holder(segment, client);

		if (holder) {
			holder_destroy(holder);
			settle(segments, segment);
		}
	}
}

static void
retract(struct shared_segments *segments, struct shared_segment *segment)
{
	struct holder *holder;

	segment->gone = true;
	fd_close(&segment->fd);
	wl_list_for_each(holder, &segment->holders, link) {
		segments->events->retract(segments->user, holder->client,
				segment->number);
	}
}

void
shared_segments_gone(struct shared_segments *segments, uint32_t number)
{
	struct shared_segment *segment = find(segments, number);

	if (segment && !segment->gone) {
		retract(segments, segment);
		settle(segments, segment);
	}
}

void
shared_segments_end(struct shared_segments *segments)
{
	struct shared_segment *segment;
	struct shared_segment *next;

	wl_list_for_each_safe(segment, next, &segments->list, link) {
		if (!segment->gone) {
			retract(segments, segment);
		}
		segment_destroy(segment);
	}
}
