// SPDX-License-Identifier: MIT
/*
 * Listeners of a peer that are there before they are needed, so that a call to
 * it begins at once. Only where asking for one takes time.
 */
#ifndef QREXEC_ROUTER_READY_H
#define QREXEC_ROUTER_READY_H

#include <stdint.h>

struct hop_events;
struct hop_wait;
struct peer;
struct ready;

#define READY_LISTENERS 4

/* None yet. The peer must outlive it. */
struct ready *ready_create(struct peer *peer);

/* Gives up its listeners. NULL is allowed. */
void ready_destroy(struct ready *ready);

/* Asks for those that are missing / gives up all. */
void ready_fill(struct ready *ready);
void ready_clear(struct ready *ready);

/* One that listens already: from now on it is as if the caller had asked the
 * hop for it, and had been told. NULL if there is none. */
struct hop_wait *ready_take(struct ready *ready, uint32_t *port,
		const struct hop_events *events, void *user);

#endif
