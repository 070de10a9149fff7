// SPDX-License-Identifier: MIT
/*
 * ext-workspace-v1: panels list the workspaces and switch between them. There
 * is one group, on all outputs. What a client asks for counts with its commit;
 * it can show a workspace and nothing else.
 */
#ifndef COMPOSITOR_CLIENTS_WORKSPACE_PROTOCOL_H
#define COMPOSITOR_CLIENTS_WORKSPACE_PROTOCOL_H

#include "common/err.h"

struct server;
struct workspace_protocol;

/* Creates the global; follows server->events by itself. NULL with err set on
 * failure. */
struct workspace_protocol *workspace_protocol_create(
		struct server *server, struct err *err);
void workspace_protocol_destroy(
		struct workspace_protocol *protocol); // NULL is allowed

#endif
