// SPDX-License-Identifier: MIT
/*
 * The one message that an agent sends to a fork server: {type, domain, port,
 * length of the command line} and a command line, without a user, with its
 * terminator. There is no answer: the connection ends with the call. Pure.
 */
#ifndef PROTOCOLS_QREXEC_QREXEC_FORK_H
#define PROTOCOLS_QREXEC_QREXEC_FORK_H

#include "protocols/qrexec/qrexec_msg.h"

#define QREXEC_FORK_HEAD_SIZE 16
#define QREXEC_FORK_MAX (QREXEC_FORK_HEAD_SIZE + QREXEC_COMMAND_MAX)

/* Bytes of a request with this command line. */
size_t qrexec_fork_size(const struct qrexec_exec *exec);

/* Writes a request of the type EXEC_CMDLINE or JUST_EXEC to out. */
void qrexec_fork_encode(const struct qrexec_msg *msg, uint8_t *out);

/* Reads what has come so far: 1 with the request (its command line points into
 * data), 0 if it is not all there, -1 with err set if it will never be one.
 * What follows a request is ignored. */
int qrexec_fork_parse(const uint8_t *data, size_t len, struct qrexec_msg *msg,
		struct err *err);

#endif
