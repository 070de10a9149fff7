// SPDX-License-Identifier: MIT
/*
 * One call that is served here: opens its data channel, runs the program or
 * connects to the socket, carries the streams, says how it ended.
 */
#ifndef QUBE_QREXEC_CALL_H
#define QUBE_QREXEC_CALL_H

#include <sys/types.h>
#include <wayland-util.h>

#include "protocols/qrexec/qrexec_msg.h"

struct agent;
struct call;
struct request;

/* The call is over, and gone. Also called from within call_create(). */
typedef void (*call_over_fn)(void *user, struct qrexec_params params);

/* Takes over the request. */
void call_create(struct agent *agent, struct request *request,
		call_over_fn over, void *user);

/* Ends it without a call; a program that runs stays. */
void call_destroy(struct call *call);

/* The call of agent->calls whose program this is, or NULL. */
struct call *call_try_from_pid(struct agent *agent, pid_t pid);

/* The only call of agent->calls whose program runs, or NULL. */
struct call *call_try_only(struct agent *agent);

/* The call that a link of agent->calls is in. */
struct call *call_from_link(struct wl_list *link);

/* The program wants to use its stdin in both directions. */
void call_use_one_socket(struct call *call);

#endif
