// SPDX-License-Identifier: MIT
/*
 * A connected byte stream in the event loop: what comes is handed on, what a
 * queue holds is written as the other side takes it. Never blocks.
 */
#ifndef QUBE_AGENT_STREAM_H
#define QUBE_AGENT_STREAM_H

#include <stddef.h>

#include "common/err.h"

struct buf;
struct stream;
struct wl_event_loop;

struct stream_impl {
	/* Bytes came. -1 with err set ends the stream (ended is called). */
	int (*feed)(void *user, const void *data, size_t len, struct err *err);
	/* The queue of what is to be written; NULL: it overflowed, the stream
	 * ends. */
	struct buf *(*get_out)(void *user);
	/* The stream is over; why is a sentence. The callee destroys it. */
	void (*ended)(void *user, const char *why);
};

/* Takes over fd (non-blocking). impl and user are borrowed. */
struct stream *stream_create(struct wl_event_loop *loop, int fd,
		const struct stream_impl *impl, void *user);

/* Closes; nothing is written any more. NULL is allowed. */
void stream_destroy(struct stream *stream);

/* Writes the queue soon: many calls in one turn of the loop cost one write.
 * NULL is allowed. */
void stream_flush(struct stream *stream);

#endif
