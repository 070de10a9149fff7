// SPDX-License-Identifier: MIT
/*
 * One end of a call's data channel, or a relay between two ends that listens
 * in. Bytes in, events out: pieces of a chunk are handed on as they come, so
 * nothing is gathered. Headers to send come from the functions below, which
 * also remember what was ended. Pure: no I/O, no memory of its own.
 */
#ifndef PROTOCOLS_QREXEC_QREXEC_DATA_H
#define PROTOCOLS_QREXEC_QREXEC_DATA_H

#include <stdbool.h>

#include "protocols/qrexec/qrexec_msg.h"

#define QREXEC_CHUNK_MAX2 4096u // of one message in version 2
#define QREXEC_CHUNK_MAX 65536u // in later versions
#define QREXEC_ROOM (4 * (int)QREXEC_CHUNK_MAX) // fit for each stream of a call
#define QREXEC_EXIT_SIZE 12 // of an exit code with its header
#define QREXEC_FAILURE_SIZE (2 * QREXEC_HEADER_SIZE + QREXEC_EXIT_SIZE)
#define QREXEC_EXIT_LOST 255 // the channel ended before the exit code came
#define QREXEC_EXIT_ABSENT 127 // there is no such service
#define QREXEC_EXIT_BROKEN 125 // it could not be started

enum qrexec_role {
	QREXEC_ROLE_SERVICE, // hears the caller: STDIN
	QREXEC_ROLE_CALLER, // hears the service: STDOUT, STDERR, EXIT_CODE
};

enum qrexec_event_type {
	QREXEC_EVENT_NONE, // more bytes are needed
	QREXEC_EVENT_HELLO, // versions are agreed: data may be sent
	QREXEC_EVENT_BYTES, // a piece of the stream
	QREXEC_EVENT_END, // of the stream; may come more than once
	QREXEC_EVENT_EXIT, // the service's exit code; nothing follows
	QREXEC_EVENT_IGNORED, // a piece of what has no meaning here
};

/* Streams by the numbers of their descriptors. */
enum qrexec_stream_id {
	QREXEC_STDIN = 0,
	QREXEC_STDOUT = 1,
	QREXEC_STDERR = 2,
};

struct qrexec_event {
	enum qrexec_event_type type;
	enum qrexec_stream_id stream; // BYTES, END
	const uint8_t *bytes; // borrowed from what was fed
	size_t len;
	int32_t exit_code; // EXIT
};

struct qrexec_data {
	enum qrexec_role role;
	uint32_t version; // agreed; 0 until the peer's HELLO
	uint32_t type; // of the message within which we are
	uint32_t left; // bytes of its body still to come
	uint8_t part[QREXEC_HEADER_SIZE]; // of a begun header or number
	uint8_t part_len;
	bool exited; // EXIT was heard
	bool ended[3]; // we ended this stream, by enum qrexec_stream_id
	bool exit_sent;
};

/* role is whose end this is. */
void qrexec_data_init(struct qrexec_data *data, enum qrexec_role role);

/* Takes bytes from *bytes, *len (both are moved on) up to the next event.
 * 0, with type NONE if all was taken without one; -1 with err set if the peer
 * broke the rules: an unknown type, too long a chunk, no HELLO first. A stream
 * that belongs to the other direction counts as this one's. After EXIT all
 * that comes is IGNORED. */
int qrexec_data_feed(struct qrexec_data *data, const uint8_t **bytes,
		size_t *len, struct qrexec_event *event, struct err *err);

/* True if what was fed so far ends between two messages. */
bool qrexec_data_is_between(const struct qrexec_data *data);

/* Most bytes of one message that the peer takes. */
size_t qrexec_data_chunk_max(const struct qrexec_data *data);

/* Our HELLO: both ends send it first. */
void qrexec_data_put_hello(uint8_t out[QREXEC_HELLO_SIZE]);

/* The header of a chunk of len bytes (1 to chunk_max), which follow it. */
void qrexec_data_put_header(enum qrexec_stream_id stream, size_t len,
		uint8_t out[QREXEC_HEADER_SIZE]);

/* The end of a stream. False, and nothing written, if it was said before. */
bool qrexec_data_put_end(struct qrexec_data *data, enum qrexec_stream_id stream,
		uint8_t out[QREXEC_HEADER_SIZE]);

/* The last message of a service. */
void qrexec_data_put_exit(struct qrexec_data *data, int32_t code,
		uint8_t out[QREXEC_EXIT_SIZE]);

/* What a service, or a relay in its place, says when there is no service: the
 * ends of both outputs as far as they were not said, and the code. Returns the
 * bytes written. */
size_t qrexec_data_put_failure(struct qrexec_data *data, int32_t code,
		uint8_t out[QREXEC_FAILURE_SIZE]);

#endif
