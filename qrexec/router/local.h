// SPDX-License-Identifier: MIT
/*
 * The trusted side as one more peer: its agent is a child of the router, with
 * one end of a socket pair as control stream, and is started again when it
 * ends. Services of the trusted side run below it.
 */
#ifndef QREXEC_ROUTER_LOCAL_H
#define QREXEC_ROUTER_LOCAL_H

#include "common/err.h"

struct local;
struct router;

/* Makes the folder of its sockets and starts the agent, whose services are
 * those in the folder rpc of config_dir and no others. NULL with err set on
 * failure; a missing program is none: calls to it wait and are refused. */
struct local *local_create(
		struct router *router, const char *config_dir, struct err *err);

/* The folder of its sockets. */
const char *local_get_dir(const struct local *local);

/* Ends the agent. The peer is the router's. NULL is allowed. */
void local_destroy(struct local *local);

#endif
