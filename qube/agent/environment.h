// SPDX-License-Identifier: MIT
/*
 * How others in the qube learn where the displays are: a file that appears
 * when applications can connect, with the variables they need.
 */
#ifndef QUBE_AGENT_ENVIRONMENT_H
#define QUBE_AGENT_ENVIRONMENT_H

#include "common/err.h"

struct server;

/* Writes $XDG_RUNTIME_DIR/leadlight-agent.env in one step and starts the
 * command of the options, if there is one. */
int environment_publish(struct server *server, struct err *err);

/* Removes the file. */
void environment_withdraw(struct server *server);

#endif
