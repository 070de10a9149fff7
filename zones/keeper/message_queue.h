// SPDX-License-Identifier: MIT
/*
 * Whole qrexec messages on their way to somebody who may go away in the middle
 * of one: it is then sent again, from its beginning, to whoever comes next.
 */
#ifndef ZONES_KEEPER_MESSAGE_QUEUE_H
#define ZONES_KEEPER_MESSAGE_QUEUE_H

#include "common/buf.h"
#include "protocols/qrexec/qrexec_msg.h"

struct message_queue {
	struct buf buf; // whole messages
	size_t begun; // bytes of the first that were sent
};

/* One message has been sent to its end. Valid during the call only. */
typedef void (*message_queue_fn)(
		void *user, struct qrexec_header header, const uint8_t *body);

/* An empty queue of at most limit bytes. */
void message_queue_init(struct message_queue *queue, size_t limit);
void message_queue_finish(struct message_queue *queue);

/* Appends a message. False, and nothing changed, if it does not fit. */
bool message_queue_add(struct message_queue *queue, struct qrexec_header header,
		const uint8_t *body);

/* What is to be sent next, *len bytes (0: nothing). Valid until the next call
 * of another function. */
const uint8_t *message_queue_peek(const struct message_queue *queue, size_t *len);

/* So many of these bytes were sent; calls fn (may be NULL) for each message
 * that is complete with them, after which it is gone. */
void message_queue_sent(struct message_queue *queue, size_t len,
		message_queue_fn fn, void *user);

/* What was begun is to be sent anew. */
void message_queue_rewind(struct message_queue *queue);

/* Drops everything. */
void message_queue_clear(struct message_queue *queue);

#endif
