// SPDX-License-Identifier: MIT
/*
 * The parent of one qube: starts it by a driver, holds its arena and its
 * listening sockets, and outlives the services that come and go.
 */
#ifndef ZONES_KEEPER_KEEPER_H
#define ZONES_KEEPER_KEEPER_H

#include "common/err.h"

struct driver;
struct keeper;
struct wl_event_loop;

struct keeper_options {
	const char *dir; // of this qube in the runtime directory
	int listener; // SEQPACKET, where services connect; taken over
	const struct driver *driver;
};

/* NULL with err set on failure. */
struct keeper *keeper_create(struct wl_event_loop *loop,
		const struct keeper_options *options, struct err *err);

/* Kills what still runs. NULL is allowed. */
void keeper_destroy(struct keeper *keeper);

/* Handles events until the qube has ended and that is known, or no order came
 * in time. */
void keeper_run(struct keeper *keeper);

/* Ends the qube, and the keeper when that is done. */
void keeper_stop(struct keeper *keeper);

#endif
