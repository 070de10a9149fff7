// SPDX-License-Identifier: MIT
/*
 * Hands a request to a fork server: a process within the user's session, which
 * runs services there. The connection to it ends when the call is over.
 */
#ifndef QUBE_QREXEC_FORK_CLIENT_H
#define QUBE_QREXEC_FORK_CLIENT_H

#include <stdbool.h>

#include "qube/qrexec/call.h"

/* True if there is a server for the request's user that took it; over is
 * called when the call has ended. The request stays the caller's. */
bool fork_client_create(struct agent *agent, const struct request *request,
		call_over_fn over, void *user);

#endif
