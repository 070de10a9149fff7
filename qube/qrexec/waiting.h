// SPDX-License-Identifier: MIT
/*
 * What comes between the router's request and the call: reading the settings,
 * waiting for the user's session where a service asks for that, and handing
 * over to a fork server in that session.
 */
#ifndef QUBE_QREXEC_WAITING_H
#define QUBE_QREXEC_WAITING_H

#include "protocols/qrexec/qrexec_msg.h"

struct agent;
struct waiting;

struct waiting *waiting_create(struct agent *agent);
void waiting_destroy(struct waiting *waiting);

/* Takes an EXEC_CMDLINE or JUST_EXEC. */
void waiting_take(struct waiting *waiting, const struct qrexec_msg *msg);

/* The router is gone: what waits for a session will not be called. */
void waiting_forget(struct waiting *waiting);

#endif
