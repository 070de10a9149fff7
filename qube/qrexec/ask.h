// SPDX-License-Identifier: MIT
/* How a client asks its agent for a call, and makes the data channel. These
 * wait as long as it takes: the client is a program for one call. */
#ifndef QUBE_QREXEC_ASK_H
#define QUBE_QREXEC_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "protocols/qrexec/qrexec_msg.h"

/* What is wanted. Everything is borrowed. */
struct ask {
	const char *socket_path; // the agent's
	const char *source; // "" but for relays
	const char *target; // $ stands for @
	const char *service; // and argument
};

enum ask_answer {
	ASK_ALLOWED,
	ASK_REFUSED,
	ASK_FAILED, // err is set
};

/* Connected to the socket at path, or -1 with err set. */
int ask_connect(const char *path, struct err *err);

/* False if the peer is gone. */
bool ask_send_all(int fd, const uint8_t *data, size_t len);

/* Asks, and waits for the answer. If allowed *agent is the connection, to be
 * kept open as long as the call lasts, and *params where it is served. */
enum ask_answer ask_agent(const struct ask *ask, int *agent,
		struct qrexec_params *params, struct err *err);

/* Listens where params say, and waits up to timeout_msec for the service's
 * end. Returns the channel, non-blocking, or -1 with err set. */
int ask_open_channel(
		struct qrexec_params params, int timeout_msec, struct err *err);

#endif
