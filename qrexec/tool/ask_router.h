// SPDX-License-Identifier: MIT
/* Asks a router that runs, on its policy socket. */
#ifndef QREXEC_TOOL_ASK_ROUTER_H
#define QREXEC_TOOL_ASK_ROUTER_H

#include "common/err.h"
#include "qrexec/policy/policy.h"

/* 1 if the call would be allowed without asking anybody, 0 if not, -1 with err
 * set if there is no answer. Waits for it, a few seconds at most. */
int ask_router(const char *path, const struct policy_request *request,
		struct err *err);

#endif
