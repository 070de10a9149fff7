// SPDX-License-Identifier: MIT
/*
 * The qube's end of QubesDB without any I/O: bytes in, entries out. It asks
 * for everything first, then hears of each change. Drop it when the channel
 * closes and begin with a new one.
 */
#ifndef PROTOCOLS_QUBESDB_QUBESDB_REPLICA_H
#define PROTOCOLS_QUBESDB_QUBESDB_REPLICA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/err.h"

struct qubesdb_replica_events {
	/* An entry is there or changed. value is text (NUL added behind len
	 * bytes), valid during the call. */
	void (*changed)(void *user, const char *path, const char *value,
			size_t len);
	/* An entry went away; a path ending in '/' means all below it. */
	void (*removed)(void *user, const char *path);
	/* Everything that was there at the beginning has been reported. */
	void (*synced)(void *user);
};

struct qubesdb_replica {
	struct buf in; // unfinished message
	struct buf out; // send these bytes, then buf_consume() them
	const struct qubesdb_replica_events *events; // borrowed
	void *user;
	bool synced;
};

/* Prepares the object; out already holds the first question. events (each
 * field may be NULL) must outlive it. */
void qubesdb_replica_init(struct qubesdb_replica *replica,
		const struct qubesdb_replica_events *events, void *user);
void qubesdb_replica_finish(struct qubesdb_replica *replica);

/* Takes bytes from the channel in any portions, calls events, adds answers to
 * out. -1 with err set when the channel has to be closed. The replica must not
 * be finished from within an event. */
int qubesdb_replica_feed(struct qubesdb_replica *replica, const void *data,
		size_t len, struct err *err);

#endif
