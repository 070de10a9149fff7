// SPDX-License-Identifier: MIT
/*
 * Messages of the zone service's socket (zone.sock, SEQPACKET): one message a
 * packet, little-endian, a header of three words {type, serial, qube} and a
 * body. Texts are a word with their length and that many bytes. Pure: no I/O.
 * The protocol is told in leadlight-zone(7).
 */
#ifndef PROTOCOLS_ZONE_ZONE_MSG_H
#define PROTOCOLS_ZONE_ZONE_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

#define ZONE_VERSION 2u
#define ZONE_NAME_SIZE 32 // qube and label names, with the terminator
#define ZONE_TEXT_SIZE 256 // sentences for people
#define ZONE_COMMAND_SIZE 4096
#define ZONE_KEY_SIZE 64
#define ZONE_VALUE_SIZE 3072
#define ZONE_TAGS_SIZE 1024
#define ZONE_UUID_SIZE 37
#define ZONE_MSG_SIZE_MAX 4352 // of any message on the wire
#define ZONE_QUBE_ID_MAX 32751u
#define ZONE_PORT_MAX 0x7fffffffu

enum zone_type {
	/* client to service; serial is chosen by the client (not 0) and comes
	 * back in the answer */
	ZONE_HELLO = 1, // version; must be first; answer WELCOME or REPLY
	ZONE_LIST = 2, // a QUBE for each, REPLY, then news as they happen
	ZONE_OPEN = 3, // qube, port; answer OPENED + descriptor, or REPLY
	ZONE_CANCEL = 4, // forget the OPEN or LISTEN with this serial; REPLY
	ZONE_ARENA = 5, // qube; a SEGMENT for each, REPLY, then news
	ZONE_SEGMENT_SEEN = 6, // qube, segment: mapped, the qube may use it
	ZONE_SEGMENT_FREE = 7, // qube, segment: no longer mapped
	ZONE_START = 8, // name; REPLY when the qube runs
	ZONE_STOP = 9, // qube (0: all), how; REPLY when it is stopped
	ZONE_RUN = 10, // qube, command line; REPLY when it was started
	ZONE_SET = 11, // key, value: for every qube's QubesDB; REPLY
	ZONE_LISTEN = 12, // qube, port; REPLY when the qube can connect, then
			  // OPENED + descriptor, or a second REPLY

	/* service to client */
	ZONE_WELCOME = 129, // version
	ZONE_REPLY = 130, // status, text
	ZONE_OPENED = 131, // + descriptor of the connected stream
	ZONE_SEGMENT = 132, // segment, pages + read-only descriptor
	ZONE_SEGMENT_GONE = 133, // segment: let go of it, then SEGMENT_FREE
	ZONE_QUBE = 134, // name, label, state
	ZONE_QUBE_GONE = 135, // no longer configured
};

enum zone_status {
	ZONE_STATUS_OK = 0,
	ZONE_STATUS_INVALID = 1, // the request makes no sense
	ZONE_STATUS_NO_QUBE = 2, // no such qube
	ZONE_STATUS_NOT_RUNNING = 3, // the qube does not run (any more)
	ZONE_STATUS_LIMIT = 4, // too many of these
	ZONE_STATUS_CANCELLED = 5, // by CANCEL
	ZONE_STATUS_FAILED = 6, // see the text
	ZONE_STATUS_LOST = 7, // never on the wire: the service went away
};

enum zone_state {
	ZONE_STATE_STOPPED = 0,
	ZONE_STATE_STARTING = 1,
	ZONE_STATE_RUNNING = 2,
	ZONE_STATE_FAILED = 3, // stopped, and not as asked: see the text
};

enum zone_stop {
	ZONE_STOP_POLITE = 0, // programs are asked, then ended after 5 s
	ZONE_STOP_KILL = 1,
};

enum zone_qube_flag {
	ZONE_QUBE_FULLSCREEN = 1 << 0, // its windows may cover an output
	ZONE_QUBE_TEMPLATE_FOR_DISPVMS = 1 << 1, // disposables may be of it
	ZONE_QUBE_INTERNAL = 1 << 2, // not offered to people as a target
};

/* What a client is told about one qube. */
struct zone_qube {
	uint32_t id; // domain number; in the header on the wire
	char name[ZONE_NAME_SIZE]; // str_is_qube_name()
	char label[ZONE_NAME_SIZE]; // name of the label, same rule
	uint32_t rgb; // the label's colour, 0xRRGGBB
	enum zone_state state;
	uint32_t flags; // bitmask of enum zone_qube_flag
	char text[ZONE_TEXT_SIZE]; // why it failed, else ""
	char class[ZONE_NAME_SIZE]; // "AppVM", as Qubes OS has them
	char user[ZONE_NAME_SIZE]; // whom services run as unless told otherwise
	char default_dispvm[ZONE_NAME_SIZE]; // a qube's name or ""
	char uuid[ZONE_UUID_SIZE]; // zone_text_is_uuid()
	char tags[ZONE_TAGS_SIZE]; // zone_text_is_tags()
};

struct zone_msg {
	enum zone_type type;
	uint32_t serial; // 0 in news
	uint32_t qube; // domain number, 0 where none is meant
	union {
		uint32_t version; // HELLO, WELCOME
		uint32_t port; // OPEN, LISTEN
		enum zone_stop how; // STOP
		char name[ZONE_NAME_SIZE]; // START
		char command[ZONE_COMMAND_SIZE]; // RUN
		struct {
			uint32_t number;
			uint32_t pages; // SEGMENT only, else 0
		} segment; // SEGMENT, _GONE, _SEEN, _FREE
		struct {
			char key[ZONE_KEY_SIZE];
			char value[ZONE_VALUE_SIZE];
		} set; // SET
		struct {
			enum zone_status status;
			char text[ZONE_TEXT_SIZE];
		} reply; // REPLY
		struct zone_qube info; // QUBE
	};
};

/* True if there is no difference to tell. */
bool zone_qube_is_equal(const struct zone_qube *a, const struct zone_qube *b);

/* True for the messages a client sends. */
bool zone_msg_is_request(enum zone_type type);

/* True for the messages that come with exactly one descriptor. */
bool zone_msg_has_fd(enum zone_type type);

/* Reads one packet. 0, or -1 with err set: unknown type, wrong length, a text
 * with a NUL or too long, a number out of range. *msg is whole or undefined. */
int zone_msg_parse(const void *data, size_t len, struct zone_msg *msg,
		struct err *err);

/* Writes one packet to out; returns its length, at most ZONE_MSG_SIZE_MAX. */
size_t zone_msg_encode(
		const struct zone_msg *msg, uint8_t out[ZONE_MSG_SIZE_MAX]);

#endif
