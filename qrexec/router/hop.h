// SPDX-License-Identifier: MIT
/*
 * The next hop of a call: how a data stream to one end of it is had. A qube of
 * this zone is reached through the zone service, the trusted side through its
 * own folder; a zone behind a link is a third kind. The router knows only this.
 */
#ifndef QREXEC_ROUTER_HOP_H
#define QREXEC_ROUTER_HOP_H

#include <stdint.h>

struct wl_event_loop;
struct zone_client;

/* What becomes of a stream that was asked for. Called from the loop, never from
 * within the asking. connected or failed is the last. */
struct hop_events {
	/* The other end can connect from now on (listen only). */
	void (*listening)(void *user);
	/* Here it is: a non-blocking stream, the callee's. */
	void (*connected)(void *user, int fd);
	/* It cannot be had. */
	void (*failed)(void *user, const char *why);
};

struct hop_wait; // a stream that was asked for

struct hop; // where to

struct hop_ops {
	/* The other end shall connect to us at this port / we to it. */
	struct hop_wait *(*listen)(struct hop *hop, uint32_t port,
			const struct hop_events *events, void *user);
	struct hop_wait *(*open)(struct hop *hop, uint32_t port,
			const struct hop_events *events, void *user);
	/* Forgets a stream that was asked for, before its last event. */
	void (*cancel)(struct hop_wait *wait);
	/* Another shall hear of a stream that was asked for. NULL: asking takes
	 * no time, so that nobody has to ask early. */
	void (*redirect)(struct hop_wait *wait, const struct hop_events *events,
			void *user);
	/* Wakes what is not running; failed() tells if that is impossible.
	 * NULL: it always runs. */
	void (*start)(struct hop *hop,
			void (*failed)(void *user, const char *why), void *user);
	void (*destroy)(struct hop *hop);
};

struct hop {
	const struct hop_ops *ops; // borrowed
};

/* To a qube of this zone; name is copied. */
struct hop *hop_zone_create(
		struct zone_client *zone, uint32_t qube, const char *name);

/* To the trusted side, whose data sockets lie in the folder (copied). */
struct hop *hop_local_create(struct wl_event_loop *loop, const char *dir);

#endif
