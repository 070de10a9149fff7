// SPDX-License-Identifier: MIT
/*
 * What is known of the segments of those qubes whose arena is wanted: which
 * are mapped, which were given up, and of which the service knows that we have
 * them. Pure bookkeeping for zone_client.c.
 */
#ifndef ZONES_CLIENT_ZONE_SEGMENTS_H
#define ZONES_CLIENT_ZONE_SEGMENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

struct zone_segments_events {
	/* As in struct zone_client_events. */
	void (*added)(void *user, uint32_t qube, uint32_t segment,
			uint32_t pages, int fd);
	void (*gone)(void *user, uint32_t qube, uint32_t segment);
	/* For the service. */
	void (*seen)(void *user, uint32_t qube, uint32_t segment);
	void (*freed)(void *user, uint32_t qube, uint32_t segment);
};

struct zone_segments {
	struct wl_list arenas; // one for each wanted qube
	const struct zone_segments_events *events; // borrowed
	void *user;
};

void zone_segments_init(struct zone_segments *segments,
		const struct zone_segments_events *events, void *user);
void zone_segments_finish(struct zone_segments *segments);

/* Wants or does not want the arena of this qube. True if that is a change. */
bool zone_segments_watch(struct zone_segments *segments, uint32_t qube);
bool zone_segments_unwatch(struct zone_segments *segments, uint32_t qube);
bool zone_segments_is_watched(
		const struct zone_segments *segments, uint32_t qube);

/* Calls fn for each wanted qube. */
void zone_segments_each(struct zone_segments *segments,
		void (*fn)(void *user, uint32_t qube), void *user);

/* The service offers a segment (fd taken over). */
void zone_segments_offered(struct zone_segments *segments, uint32_t qube,
		uint32_t number, uint32_t pages, int fd);

/* The service says the qube gave it up. */
void zone_segments_retracted(
		struct zone_segments *segments, uint32_t qube, uint32_t number);

/* We do not map the one that was given up any more. */
void zone_segments_freed(
		struct zone_segments *segments, uint32_t qube, uint32_t number);

/* The service is another one: it knows nothing of what we have. */
void zone_segments_lost(struct zone_segments *segments);

/* It has offered all there is of this qube: the others are gone. */
void zone_segments_complete(struct zone_segments *segments, uint32_t qube);

#endif
