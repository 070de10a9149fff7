// SPDX-License-Identifier: MIT
/*
 * A zone service inside a test: the other end of zones/client/zone_client.h,
 * in the compositor's process, with one qube whose agent is a fake one.
 */
#ifndef TESTS_LIB_FAKE_ZONE_H
#define TESTS_LIB_FAKE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "protocols/zone/zone_msg.h"

#define FAKE_ZONE_MAX_OPENS 64

struct fake_zone {
	char path[108]; // of its socket
	int listener; // owned; -1 while the service is gone
	int conn; // owned; -1 while nobody is connected
	struct zone_qube qube; // its only one
	bool answers_open; // a channel is there at once
	int channel; // owned; the qube's end of the last channel, or -1
	uint32_t open_serial; // OPEN that waits, 0: none
	int n_opens; // ever asked for
	int64_t opened_msec[FAKE_ZONE_MAX_OPENS]; // when
	int segment_fd; // borrowed; memory of segment 1, -1: none
	uint32_t segment_pages;
	int n_seen, n_freed; // SEGMENT_SEEN and _FREE of segment 1
};

/* Starts the service at a path; its qube runs. */
void fake_zone_init(struct fake_zone *zone, const char *path);
void fake_zone_finish(struct fake_zone *zone);

/* The service goes away, with its socket, and comes back. */
void fake_zone_stop(struct fake_zone *zone);
void fake_zone_start(struct fake_zone *zone);

/* Handles what the compositor asked. */
void fake_zone_pump(struct fake_zone *zone);

/* Tells the compositor how the qube is now (zone->qube). */
void fake_zone_tell_qube(struct fake_zone *zone);
void fake_zone_tell_segment_gone(struct fake_zone *zone);

#endif
