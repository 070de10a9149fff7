// SPDX-License-Identifier: MIT
/*
 * Cuts a stream of one of the control links into whole messages. What may be
 * said on the link, and how long it may be, is checked at the header: a peer
 * cannot make us hold more than one message of the longest kind allowed.
 */
#ifndef PROTOCOLS_QREXEC_QREXEC_STREAM_H
#define PROTOCOLS_QREXEC_QREXEC_STREAM_H

#include "common/buf.h"
#include "protocols/qrexec/qrexec_msg.h"

/* Who speaks on it, and to whom. */
enum qrexec_link {
	QREXEC_LINK_FROM_AGENT, // control, to the router
	QREXEC_LINK_FROM_ROUTER, // control, to the agent
	QREXEC_LINK_FROM_TOOL, // to the router
	QREXEC_LINK_TO_TOOL, // from the router
	QREXEC_LINK_FROM_CLIENT, // to the agent, within a qube
};

struct qrexec_stream {
	enum qrexec_link link;
	struct buf held; // a begun message, or the last one given out
	size_t given; // bytes of held that were given out
	const uint8_t *data; // borrowed: bytes not yet looked at
	size_t left;
};

/* True if a message of this type and length may be said on the link. */
bool qrexec_link_allows(enum qrexec_link link, struct qrexec_header header);

void qrexec_stream_init(struct qrexec_stream *stream, enum qrexec_link link);
void qrexec_stream_finish(struct qrexec_stream *stream);

/* Bytes to cut; they must stay until next returned 0 or -1. */
void qrexec_stream_lend(
		struct qrexec_stream *stream, const void *data, size_t len);

/* The next message: 1 with its header and body (header->len bytes, valid until
 * the next call; never NULL), 0 if it is not all there, -1 with err set if the
 * peer said what it may not. */
int qrexec_stream_next(struct qrexec_stream *stream, struct qrexec_header *header,
		const uint8_t **body, struct err *err);

/* True if a message has begun and is not all there. */
bool qrexec_stream_is_within(const struct qrexec_stream *stream);

#endif
