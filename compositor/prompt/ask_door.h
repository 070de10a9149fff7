// SPDX-License-Identifier: MIT
/*
 * The socket policy-agent.sock in the session's runtime folder: the router
 * connects for each question (policy.Ask) and each notice (policy.Notify),
 * writes it and ends its side. A question is answered with "allow:TARGET" or
 * "deny"; one whose connection ends before is withdrawn.
 */
#ifndef COMPOSITOR_PROMPT_ASK_DOOR_H
#define COMPOSITOR_PROMPT_ASK_DOOR_H

#include "common/err.h"

struct ask_door;
struct server;

#define ASK_DOOR_NAME "policy-agent.sock"
#define ASK_DOOR_MAX 192 // connections at a time
#define ASK_DOOR_MSEC 5000 // for a request to be there

/* Listens, for the session's user and root. NULL with err set on failure. */
struct ask_door *ask_door_create(struct server *server, struct err *err);

/* Open questions are withdrawn. NULL is allowed. */
void ask_door_destroy(struct ask_door *door);

#endif
