// SPDX-License-Identifier: MIT
/*
 * The command line that a router gives an agent:
 *   USER:[nogui:]QUBESRPC SERVICE[+ARGUMENT] SOURCE
 *   USER:[nogui:]QUBESRPC SERVICE[+ARGUMENT] SOURCE name|keyword TARGET
 *   USER:[nogui:]SHELL COMMAND
 * The second form is for services of the trusted side. Pure.
 */
#ifndef PROTOCOLS_QREXEC_QREXEC_COMMAND_H
#define PROTOCOLS_QREXEC_QREXEC_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

enum qrexec_target {
	QREXEC_TARGET_NONE, // two words: the service runs in a qube
	QREXEC_TARGET_NAME, // the caller asked for a qube
	QREXEC_TARGET_KEYWORD, // the caller asked for @something
};

struct qrexec_command {
	const char *user;
	bool nogui; // do not wait for a session
	const char *shell; // may be NULL: then it is a service
	/* of a service; all may be NULL if shell is set */
	const char *full_name; // SERVICE[+ARGUMENT]
	const char *service;
	const char *argument; // may be NULL: there is no +
	const char *source;
	enum qrexec_target target_type;
	const char *target; // without its @; NULL for QREXEC_TARGET_NONE
	/* What a service behind a socket is told first, without its
	 * terminator: all that follows "QUBESRPC ". */
	const char *descriptor;
	char *room; // owned: what all of these point into
};

/* Reads a command line. 0, or -1 with err set; *command is empty then. End it
 * with qrexec_command_finish(). */
int qrexec_command_parse(const char *text, struct qrexec_command *command,
		struct err *err);

/* Frees what parse allocated. */
void qrexec_command_finish(struct qrexec_command *command);

/* Writes a command line of user, nogui, shell or full_name, source,
 * target_type and target; a service without + gets one, as agents expect of
 * calls by qubes. Returns its length without the terminator, or 0 if size
 * bytes do not suffice. */
size_t qrexec_command_encode(
		const struct qrexec_command *command, char *out, size_t size);

#endif
