// SPDX-License-Identifier: MIT
/*
 * Messages between the zone service and the keeper of one qube: a private
 * SEQPACKET socket, one message a packet, little-endian, a header of two words
 * {type, serial} and a body. Both ends come from one build, so there is no
 * version: a keeper that speaks otherwise is refused as a whole.
 */
#ifndef ZONES_CONTROL_KEEPER_MSG_H
#define ZONES_CONTROL_KEEPER_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "protocols/zone/zone_msg.h"

#define KEEPER_COMMANDS_MAX 16
#define KEEPER_PATH_SIZE 1024
#define KEEPER_MSG_SIZE_MAX (KEEPER_COMMANDS_MAX * ZONE_COMMAND_SIZE + 8192)

enum keeper_type {
	/* service to keeper */
	KEEPER_START = 1, // the order: once, by the first service
	KEEPER_RUN = 2, // serial, command; answer RAN
	KEEPER_STOP = 3, // how
	KEEPER_SEGMENT_READY = 4, // segment: the qube may have it
	KEEPER_SEGMENT_FREE = 5, // segment: nobody maps it any more
	KEEPER_BYE = 6, // the end has been noted: the keeper may go
	KEEPER_QREXEC = 7, // serial: wants the agent's control stream; answer
			   // QREXEC_STREAM, or RAN with a reason

	/* keeper to service */
	KEEPER_STATE = 65, // on connection and at each change
	KEEPER_VCHAN = 66, // + the qube's vchan directory
	KEEPER_QUBESDB = 67, // + the listening socket of vchan port 111
	KEEPER_SEGMENT = 68, // segment, pages + read-only descriptor
	KEEPER_SEGMENT_GONE = 69, // segment: the qube gave it up
	KEEPER_RAN = 70, // serial, text
	KEEPER_QREXEC_STREAM = 72, // serial + the stream
	KEEPER_SYNCED = 71, // all that was there at connection has been sent
};

/* Which qube: what a running qube keeps even when its file is changed. */
struct keeper_identity {
	uint32_t id;
	uint32_t block; // of host ids
	uint32_t rgb;
	uint32_t flags; // bitmask of enum zone_qube_flag
	char name[ZONE_NAME_SIZE];
	char label[ZONE_NAME_SIZE];
};

/* What START says. */
struct keeper_order {
	struct keeper_identity who;
	bool network;
	uint32_t processes; // 0: the driver's usual limit
	uint64_t memory; // bytes, 0: no limit
	uint32_t arena_pages; // quota
	char *private_dir; // owned
	char *template_root; // owned
	char *programs_dir; // owned, "" for the installed ones
	char *agent; // owned, "" for Leadlight's own
	char *qrexec_agent; // owned, "" for Leadlight's own
	char *commands[KEEPER_COMMANDS_MAX]; // owned
	size_t ncommands;
};

struct keeper_msg {
	enum keeper_type type;
	uint32_t serial;
	union {
		struct keeper_order order; // START; finish it after use
		char command[ZONE_COMMAND_SIZE]; // RUN
		enum zone_stop how; // STOP
		struct {
			uint32_t number;
			uint32_t pages; // SEGMENT only
		} segment; // SEGMENT*
		struct {
			struct keeper_identity who;
			enum zone_state state; // STOPPED: no order yet
			bool ended; // nothing runs (any more)
			uint32_t pid; // of the keeper
			char text[ZONE_TEXT_SIZE];
		} state; // STATE
		char text[ZONE_TEXT_SIZE]; // RAN
	};
};

/* Frees what the order owns; it is empty afterwards. */
void keeper_order_finish(struct keeper_order *order);

/* True for the messages that come with exactly one descriptor. */
bool keeper_msg_has_fd(enum keeper_type type);

/* Reads one packet. 0, or -1 with err set; *msg then owns nothing. */
int keeper_msg_parse(const void *data, size_t len, struct keeper_msg *msg,
		struct err *err);

/* Writes one packet into out (of KEEPER_MSG_SIZE_MAX bytes); returns its
 * length, or 0 if it does not fit. */
size_t keeper_msg_encode(const struct keeper_msg *msg, uint8_t *out);

#endif
