// SPDX-License-Identifier: MIT
/*
 * The router's own socket, qrexec-control.sock: who calls whom, and an end to
 * it. Packets of one line of words each. Requests: "list", "cut ID". Answers to
 * list: a line "call=..." for each, then "end"; to cut: "ok" or "none".
 */
#ifndef QREXEC_ROUTER_CONTROL_H
#define QREXEC_ROUTER_CONTROL_H

#include "common/err.h"

struct control;
struct router;

/* Listens. NULL with err set on failure. */
struct control *control_create(struct router *router, struct err *err);

/* NULL is allowed. */
void control_destroy(struct control *control);

#endif
