// SPDX-License-Identifier: MIT
/* One end of the relay in the event loop: a stream of qrexec messages. */
#ifndef ZONES_KEEPER_RELAY_END_H
#define ZONES_KEEPER_RELAY_END_H

#include <stdbool.h>

#include "protocols/qrexec/qrexec_stream.h"
#include "zones/keeper/message_queue.h"

struct relay_end;
struct wl_event_loop;

struct relay_end_events {
	/* A whole message has come. Returns false if the end was destroyed
	 * in here. */
	bool (*message)(void *user, struct qrexec_header header,
			const uint8_t *body);
	/* The peer has this message whole. May be NULL. */
	message_queue_fn sent;
	/* Some of the queue was sent because the peer took more again. */
	void (*drained)(void *user);
	/* The peer is gone (why is "") or broke the rules. Destroy the end
	 * here. */
	void (*closed)(void *user, const char *why);
};

/* Takes over fd (not blocking), also on failure. link is what the peer may say;
 * queue (borrowed) is what is to be sent to it. events is borrowed. NULL with
 * errno set on failure. */
struct relay_end *relay_end_create(struct wl_event_loop *loop, int fd,
		enum qrexec_link link, struct message_queue *queue,
		const struct relay_end_events *events, void *user);

/* Closes it without a call. NULL is allowed. */
void relay_end_destroy(struct relay_end *end);

/* Sends what the queue has, as far as the peer takes it; the rest by itself,
 * later. sent() may be called in here, closed() not. */
void relay_end_flush(struct relay_end *end);

/* No more messages are read until it is switched on again. */
void relay_end_set_reading(struct relay_end *end, bool on);

#endif
