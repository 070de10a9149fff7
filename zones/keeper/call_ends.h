// SPDX-License-Identifier: MIT
/*
 * The data channels of calls that the qube's agent was told of. A program of
 * the agent waits without end for the other side of its channel: when the
 * router that was to be there has gone, it is met here, and left, once.
 */
#ifndef ZONES_KEEPER_CALL_ENDS_H
#define ZONES_KEEPER_CALL_ENDS_H

#include <stdint.h>

#include "protocols/qrexec/qrexec_msg.h"

struct call_ends;
struct wl_event_loop;

/* For the qube with number id, whose vchan directory is dirfd (borrowed for as
 * long as the object lives). */
struct call_ends *call_ends_create(
		struct wl_event_loop *loop, int dirfd, uint32_t id);

/* NULL is allowed. */
void call_ends_destroy(struct call_ends *ends);

/* The router told the agent this. */
void call_ends_told(struct call_ends *ends, const struct qrexec_msg *msg);

/* The agent says that the call at this port has ended. */
void call_ends_ended(struct call_ends *ends, uint32_t port);

/* The router has gone: for some seconds each program that still waits for it
 * finds somebody who hangs up. */
void call_ends_abandon(struct call_ends *ends);

/* The agent has gone. */
void call_ends_clear(struct call_ends *ends);

#endif
