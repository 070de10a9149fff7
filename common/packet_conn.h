// SPDX-License-Identifier: MIT
/*
 * One connected SEQPACKET socket in the event loop: whole messages in and out,
 * each with at most one descriptor. Queues are bounded; a peer that does not
 * read is closed, not waited for.
 */
#ifndef COMMON_PACKET_CONN_H
#define COMMON_PACKET_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wl_event_loop;
struct packet_conn;

struct packet_conn_events {
	/* One message. *fd is -1 or a descriptor that came with it: take it
	 * with fd_steal(), else it is closed after the call. The connection
	 * may be destroyed in here. */
	void (*message)(void *user, const uint8_t *data, size_t len, int *fd);
	/* The peer is gone, too slow, or sent more than size_max; why is ""
	 * if it just went away. Called once, from the loop; the connection
	 * may (and should) be destroyed in here. */
	void (*closed)(void *user, const char *why);
};

struct packet_conn_limits {
	size_t size_max; // longest message we take
	size_t queue_max; // most messages waiting to be sent
};

/* Takes over fd (non-blocking, SEQPACKET), also on failure. events is borrowed
 * and must outlive the object. Returns NULL with errno set on failure. */
struct packet_conn *packet_conn_create(struct wl_event_loop *loop, int fd,
		const struct packet_conn_limits *limits,
		const struct packet_conn_events *events, void *user);

/* Closes without a call. What is queued is lost. NULL is allowed. */
void packet_conn_destroy(struct packet_conn *conn);

/* Sends or queues one message; fd (or -1) stays the caller's. False if the
 * connection is broken or the queue full: closed() follows from the loop. */
bool packet_conn_send(
		struct packet_conn *conn, const void *data, size_t len, int fd);

/* No more messages are delivered until it is switched on again. */
void packet_conn_set_reading(struct packet_conn *conn, bool on);

#endif
