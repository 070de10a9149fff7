// SPDX-License-Identifier: MIT
/*
 * A program's line to the zone service: which qubes there are, their
 * channels and the memory of their windows. Never blocks. When the service
 * goes away it is looked for again (after 50 ms, doubling to 2 s), everything
 * asked for here is asked for again, and only real differences are reported.
 * The calls below may be made at any time, connected or not, also from within
 * the events; zone_client_destroy() alone not from within an event.
 */
#ifndef ZONES_CLIENT_ZONE_CLIENT_H
#define ZONES_CLIENT_ZONE_CLIENT_H

#include <stdint.h>

#include "protocols/zone/zone_msg.h"

struct wl_event_loop;
struct zone_client;

struct zone_client_events {
	/* The service answered / went away. Qubes live on meanwhile. */
	void (*connected)(void *user);
	void (*disconnected)(void *user);
	/* A qube is there or changed. The number stays for its lifetime. */
	void (*qube)(void *user, const struct zone_qube *qube);
	/* It is no longer configured (it does not run either). */
	void (*qube_gone)(void *user, uint32_t qube);
	/* A segment of a qube whose arena was asked for. fd is read-only, of
	 * pages * 4096 bytes that cannot shrink, and becomes the callee's. The
	 * qube may use the segment once this returns, so map it (or keep fd)
	 * right here. A number may come again with other memory while older
	 * memory of that number is still mapped: refs in dumps received from
	 * now on mean the new one. */
	void (*segment)(void *user, uint32_t qube, uint32_t segment,
			uint32_t pages, int fd);
	/* The qube gave the segment up. Call zone_client_free_segment() when
	 * no window needs it any more (at once if none does). */
	void (*segment_gone)(void *user, uint32_t qube, uint32_t segment);
};

/* Result of start, stop, run and set. text is "" or a sentence. With status
 * ZONE_STATUS_LOST the service went away before it answered. */
typedef void (*zone_client_reply_fn)(
		void *user, enum zone_status status, const char *text);

/* Result of open: status ZONE_STATUS_OK with fd (non-blocking stream, the
 * callee's), else fd is -1 and text says why. Called once. */
typedef void (*zone_client_opened_fn)(
		void *user, enum zone_status status, int fd, const char *text);

/* Starts to connect to the socket at path (copied). events is borrowed and
 * must outlive the client; each of its fields may be NULL. Never NULL. */
struct zone_client *zone_client_create(struct wl_event_loop *loop,
		const char *path, const struct zone_client_events *events,
		void *user);

/* Closes everything. No calls follow, not even pending results. NULL is
 * allowed. */
void zone_client_destroy(struct zone_client *client);

/* Asks for the qube's arena from now on, also over restarts of the service
 * and of the qube. Ask before opening the GUI port: then every segment is
 * known before the first dump that names it. */
void zone_client_watch_arena(struct zone_client *client, uint32_t qube);

/* No more segment events of that qube; what is mapped counts as let go. */
void zone_client_unwatch_arena(struct zone_client *client, uint32_t qube);

/* The segment is not mapped any more (see segment_gone). */
void zone_client_free_segment(
		struct zone_client *client, uint32_t qube, uint32_t segment);

/* Opens a channel to a port of a qube. Waits (without limit, at no cost) until
 * the qube listens; ends with ZONE_STATUS_NOT_RUNNING when the qube stops.
 * Survives restarts of the service. Returns a number for
 * zone_client_cancel(), never 0. */
uint32_t zone_client_open(struct zone_client *client, uint32_t qube,
		uint32_t port, zone_client_opened_fn fn, void *user);

/* The qube can connect from now on. */
typedef void (*zone_client_listening_fn)(void *user);

/* The mirror of zone_client_open(): waits until the qube connects to a channel
 * of which domain 0 is the server. listening (may be NULL) tells when it can;
 * opened() follows, once. Does not survive the service: with status
 * ZONE_STATUS_LOST it went away, and the qube cannot connect any more. Returns
 * a number for zone_client_cancel(), never 0. */
uint32_t zone_client_listen(struct zone_client *client, uint32_t qube,
		uint32_t port, zone_client_listening_fn listening,
		zone_client_opened_fn opened, void *user);

/* Forgets an open or a listen; its functions are not called. Unknown numbers
 * are ignored. */
void zone_client_cancel(struct zone_client *client, uint32_t number);

/* Starts a qube by name (of its file in qubes.d). fn may be NULL here and
 * below. */
void zone_client_start(struct zone_client *client, const char *name,
		zone_client_reply_fn fn, void *user);

/* Stops a qube, or with 0 every qube. */
void zone_client_stop(struct zone_client *client, uint32_t qube,
		enum zone_stop how, zone_client_reply_fn fn, void *user);

/* Runs one more program (a line for sh -c) in a running qube. */
void zone_client_run(struct zone_client *client, uint32_t qube,
		const char *command, zone_client_reply_fn fn, void *user);

/* Publishes a setting in the QubesDB of every qube of the zone:
 *   /keyboard-layout   "layout+variant+options", such as "de+nodeadkeys+"
 *   /leadlight/scale   such as "1.5"
 *   /leadlight/layout  a line "w h x y" for each output, as for
 *                      qubes.SetMonitorLayout
 * Repeated by itself when the service restarts. A bad key or value is answered
 * with ZONE_STATUS_INVALID. */
void zone_client_set(struct zone_client *client, const char *key,
		const char *value, zone_client_reply_fn fn, void *user);

#endif
