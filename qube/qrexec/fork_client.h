// SPDX-License-Identifier: MIT
/*
 * Hands requests to fork servers: processes within the users' sessions, which
 * run services there. The connection to one ends when the call is over.
 */
#ifndef QUBE_QREXEC_FORK_CLIENT_H
#define QUBE_QREXEC_FORK_CLIENT_H

#include <stdbool.h>

#include "qube/qrexec/call.h"

/* True if there is a server of the request's user; takes over the request then,
 * and calls over when the call has ended, never from within. The request stays
 * the caller's otherwise. */
bool fork_client_create(struct agent *agent, struct request *request,
		call_over_fn over, void *user);

/* Forgets all calls of agent->forks, which go on. */
void fork_client_destroy_all(struct agent *agent);

#endif
