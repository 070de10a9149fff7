// SPDX-License-Identifier: MIT
/*
 * Messages of QubesDB between a qube and its administration (vchan port 111):
 * a header of 72 bytes {type: 1 byte, path: 64 bytes with a NUL, 3 bytes of
 * padding, data length: word} and the data. Pure: no I/O.
 */
#ifndef PROTOCOLS_QUBESDB_QUBESDB_MSG_H
#define PROTOCOLS_QUBESDB_QUBESDB_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/err.h"

#define QUBESDB_PORT 111u
#define QUBESDB_HEADER_SIZE 72
#define QUBESDB_PATH_SIZE 64 // with the NUL
#define QUBESDB_DATA_MAX 3071
#define QUBESDB_MSG_MAX (QUBESDB_HEADER_SIZE + QUBESDB_DATA_MAX)

/* Only those that may cross between qube and administration; numbers as on
 * the wire. */
enum qubesdb_type {
	QUBESDB_WRITE = 1,
	QUBESDB_MULTIREAD = 2, // an empty path asks for everything
	QUBESDB_RM = 4,
	QUBESDB_OK = 7,
	QUBESDB_ERROR = 9,
	QUBESDB_ENTRY = 11, // answer to MULTIREAD; an empty path ends it
};

struct qubesdb_msg {
	enum qubesdb_type type;
	char path[QUBESDB_PATH_SIZE];
	const uint8_t *data; // borrowed from what was parsed
	size_t len; // at most QUBESDB_DATA_MAX, no NUL bytes inside
};

/* Letters, digits and "_/.:@-", not starting with '-', shorter than
 * QUBESDB_PATH_SIZE; may be empty. */
bool qubesdb_path_is_valid(const char *path);

/* Reads the message at the front of a stream. Returns how many bytes it had,
 * 0 if more bytes are needed, -1 with err set if it is not valid. */
int qubesdb_msg_parse(const uint8_t *data, size_t len, struct qubesdb_msg *msg,
		struct err *err);

/* Appends a message. Path and length must be valid (asserted). False, and
 * nothing changed, if it does not fit. */
bool qubesdb_msg_append(struct buf *out, enum qubesdb_type type,
		const char *path, const void *data, size_t len);

#endif
