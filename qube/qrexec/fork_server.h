// SPDX-License-Identifier: MIT
/*
 * Runs services for an agent within a person's session: takes its requests at a
 * socket, each over a connection that ends with the call.
 */
#ifndef QUBE_QREXEC_FORK_SERVER_H
#define QUBE_QREXEC_FORK_SERVER_H

#include "common/err.h"

struct agent;
struct fork_server;

/* Begins to listen; only root and our own user are heard. agent and path are
 * borrowed. NULL with err set on failure. */
struct fork_server *fork_server_create(
		struct agent *agent, const char *path, struct err *err);

/* The calls go on, but nobody is told of their end: agent_finish() is to
 * follow. NULL is allowed. */
void fork_server_destroy(struct fork_server *server);

#endif
