// SPDX-License-Identifier: MIT
/*
 * The policy socket of Qubes, policy.sock: a question what would become of a
 * call, and the answer. An ASK asks the person, as a call does.
 */
#ifndef QREXEC_ROUTER_POLICY_SOCKET_H
#define QREXEC_ROUTER_POLICY_SOCKET_H

#include "common/err.h"

struct policy_socket;
struct router;

/* Listens. NULL with err set on failure. */
struct policy_socket *policy_socket_create(
		struct router *router, struct err *err);

/* Withdraws what is open. NULL is allowed. */
void policy_socket_destroy(struct policy_socket *socket);

#endif
