// SPDX-License-Identifier: MIT
/* How the trusted side has a router make a qube run a command. Waits as long
 * as it takes: the client is a program for one call. */
#ifndef QUBE_QREXEC_COMMAND_H
#define QUBE_QREXEC_COMMAND_H

#include "common/err.h"
#include "protocols/qrexec/qrexec_msg.h"
#include "qube/qrexec/ask.h"

/* Asks at the qube's socket for EXEC_CMDLINE or JUST_EXEC of a command, and
 * waits for the answer. If allowed *router is the connection, which the router
 * closes when the call is over, and *params where it is served. */
enum ask_answer command_ask(const char *socket_path, enum qrexec_type type,
		const char *command, int *router, struct qrexec_params *params,
		struct err *err);

#endif
