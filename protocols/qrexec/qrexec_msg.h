// SPDX-License-Identifier: MIT
/*
 * Messages of qrexec, little-endian: a header {type, length of the body} and a
 * body. One struct for all links: router and agent (control), tool and router,
 * client and agent, and the two ends of a call (data). Pure: no I/O. What a
 * peer may say on which link, and how long that may be, is qrexec_stream's.
 */
#ifndef PROTOCOLS_QREXEC_QREXEC_MSG_H
#define PROTOCOLS_QREXEC_QREXEC_MSG_H

#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

#define QREXEC_VERSION 4u // of control and data; see qrexec_version_agree()
#define QREXEC_VERSION_MIN 2u
#define QREXEC_TOOL_VERSION 3u // of the socket for tools
#define QREXEC_CONTROL_PORT 512u // where an agent waits for its router
#define QREXEC_HEADER_SIZE 8
#define QREXEC_HELLO_SIZE 12 // with its header
#define QREXEC_PARAMS_SIZE 8 // domain and port
#define QREXEC_NAME_SIZE 64 // source and target, with the terminator
#define QREXEC_IDENT_SIZE 32
#define QREXEC_SERVICE_MAX 65000 // service and argument, with the terminator
#define QREXEC_COMMAND_MAX 65535 // a command line, with the terminator
#define QREXEC_BODY_MAX (QREXEC_PARAMS_SIZE + QREXEC_COMMAND_MAX)

enum qrexec_type {
	/* data */
	QREXEC_DATA_STDIN = 0x190, // caller to service; empty: its end
	QREXEC_DATA_STDOUT = 0x191, // service to caller, and so on
	QREXEC_DATA_STDERR = 0x192,
	QREXEC_DATA_EXIT_CODE = 0x193,
	/* control */
	QREXEC_EXEC_CMDLINE = 0x200, // run this, connect to that port
	QREXEC_JUST_EXEC = 0x201, // run this without input and output
	QREXEC_SERVICE_CONNECT = 0x202, // your call is served at that port
	QREXEC_SERVICE_REFUSED = 0x203, // your call is not allowed
	QREXEC_TRIGGER_SERVICE = 0x210, // a call, in version 2
	QREXEC_CONNECTION_TERMINATED = 0x211, // a port is free again
	QREXEC_TRIGGER_SERVICE3 = 0x212, // a call, in version 3
	QREXEC_TRIGGER_SERVICE4 = 0x213, // a call, in version 4
	QREXEC_HELLO = 0x300,
};

struct qrexec_header {
	uint32_t type; // enum qrexec_type, if the peer is sane
	uint32_t len; // of the body
};

/* Where the other end of a call is. */
struct qrexec_params {
	uint32_t domain;
	uint32_t port;
};

struct qrexec_exec {
	struct qrexec_params params;
	/* With its terminator and no NUL before; both 0 in answers to tools. */
	const char *command; // borrowed
	size_t command_size;
};

struct qrexec_connect {
	struct qrexec_params params;
	char ident[QREXEC_IDENT_SIZE]; // as sent: any bytes
};

/* A call that somebody wants. Nothing in it is sanitised: qrexec_name.h. */
struct qrexec_trigger {
	char source[QREXEC_NAME_SIZE]; // "" but for relays; terminated
	char target[QREXEC_NAME_SIZE]; // terminated
	char ident[QREXEC_IDENT_SIZE]; // as sent: any bytes
	const char *service; // borrowed; as sent: any bytes
	size_t service_size; // a terminator, if there is one, included
};

struct qrexec_msg {
	enum qrexec_type type;
	union {
		uint32_t version; // HELLO
		struct qrexec_exec exec; // EXEC_CMDLINE, JUST_EXEC
		struct qrexec_connect connect; // SERVICE_CONNECT
		char ident[QREXEC_IDENT_SIZE]; // SERVICE_REFUSED
		struct qrexec_trigger trigger; // TRIGGER_SERVICE, 3, 4
		struct qrexec_params params; // CONNECTION_TERMINATED
	};
};

/* The header at data, of QREXEC_HEADER_SIZE bytes. */
struct qrexec_header qrexec_header_parse(const uint8_t *data);

/* Writes a header; returns the byte behind it. */
uint8_t *qrexec_header_encode(uint8_t *out, uint32_t type, size_t len);

/* The version that both ends speak, or 0 if there is none. */
uint32_t qrexec_version_agree(uint32_t theirs);

/* Reads one body. 0, or -1 with err set: not a message of the control links,
 * wrong length, a command line without its terminator or with a NUL inside.
 * What is borrowed points into body. */
int qrexec_msg_parse(struct qrexec_header header, const uint8_t *body,
		struct qrexec_msg *msg, struct err *err);

/* Bytes of the message on the wire, header included. */
size_t qrexec_msg_size(const struct qrexec_msg *msg);

/* Writes header and body, qrexec_msg_size() bytes, to out. */
void qrexec_msg_encode(const struct qrexec_msg *msg, uint8_t *out);

#endif
