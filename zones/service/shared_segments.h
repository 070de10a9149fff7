// SPDX-License-Identifier: MIT
/*
 * Which clients have which segment of one qube's arena. The keeper is told
 * when all who want a new one have it, and when nobody has a given-up one.
 */
#ifndef ZONES_SERVICE_SHARED_SEGMENTS_H
#define ZONES_SERVICE_SHARED_SEGMENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

struct client;

struct shared_segments_events {
	/* Give it to this client (fd stays ours), or tell it that it is gone.
	 * Neither may call back. */
	void (*offer)(void *user, struct client *client, uint32_t number,
			uint32_t pages, int fd);
	void (*retract)(void *user, struct client *client, uint32_t number);
	/* For the keeper: everybody has it / nobody has it any more. */
	void (*ready)(void *user, uint32_t number);
	void (*free)(void *user, uint32_t number);
};

struct shared_segments {
	struct wl_list list; // list of struct shared_segment, link
	const struct shared_segments_events *events; // borrowed
	void *user;
};

void shared_segments_init(struct shared_segments *segments,
		const struct shared_segments_events *events, void *user);

/* Forgets all, without calls. */
void shared_segments_finish(struct shared_segments *segments);

/* A new segment of the keeper's (fd taken over). Offer it to those clients
 * that want it by shared_segments_offer(), then call _settle(). */
void shared_segments_add(struct shared_segments *segments, uint32_t number,
		uint32_t pages, int fd);

/* This client wants the segment with that number, or with 0 every one. */
void shared_segments_offer(struct shared_segments *segments,
		struct client *client, uint32_t number);

/* Tells the keeper what is ready by now. */
void shared_segments_settle(struct shared_segments *segments);

/* The client has mapped it. */
void shared_segments_seen(struct shared_segments *segments,
		const struct client *client, uint32_t number);

/* The client does not map it any more. */
void shared_segments_release(struct shared_segments *segments,
		const struct client *client, uint32_t number);

/* The client is gone. */
void shared_segments_forget(
		struct shared_segments *segments, const struct client *client);

/* The keeper says the qube gave it up. */
void shared_segments_gone(struct shared_segments *segments, uint32_t number);

/* The keeper itself is gone: all are retracted and forgotten. */
void shared_segments_end(struct shared_segments *segments);

#endif
