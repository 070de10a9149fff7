// SPDX-License-Identifier: MIT
/*
 * Messages between a keeper and the first process of its qube, on a SEQPACKET
 * socket pair: one message a packet, little-endian, {type, serial, number} and
 * then the text. The keeper must take whatever comes back for hostile. Pure:
 * no I/O.
 */
#ifndef PROTOCOLS_ZONE_INIT_MSG_H
#define PROTOCOLS_ZONE_INIT_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INIT_COMMAND_SIZE 4096 // of a command line, with the terminator
#define INIT_HEADER_SIZE 12
#define INIT_MSG_SIZE_MAX (INIT_HEADER_SIZE + INIT_COMMAND_SIZE - 1)

enum init_type {
	/* keeper to init */
	INIT_RUN = 1, // serial, text: a line for /bin/sh -c; answer RAN
	INIT_STOP = 2, // end the programs, then yourself

	/* init to keeper */
	INIT_READY = 129, // once, first: the qube is set up
	INIT_RAN = 130, // serial, number: 0 or the errno why it did not start
};

struct init_msg {
	enum init_type type;
	uint32_t serial; // RUN, RAN; else 0
	uint32_t number; // RAN, at most INIT_NUMBER_MAX; else 0
	char command[INIT_COMMAND_SIZE]; // RUN, not empty; else ""
};

#define INIT_NUMBER_MAX 4095u

/* True for the types a keeper sends. */
bool init_msg_is_from_keeper(enum init_type type);

/* False unless data is exactly one message: known type, no field that does
 * not belong to it, no NUL in the text. *msg is whole or undefined. */
bool init_msg_parse(const void *data, size_t len, struct init_msg *msg);

/* Writes one packet; returns its length. */
size_t init_msg_encode(
		const struct init_msg *msg, uint8_t out[INIT_MSG_SIZE_MAX]);

#endif
