// SPDX-License-Identifier: MIT
/*
 * The administration's end of QubesDB for one connection, without any I/O. It
 * answers the first question with the whole table and then passes on changes.
 * What a qube wants to write is refused, politely.
 */
#ifndef PROTOCOLS_QUBESDB_QUBESDB_ORIGIN_H
#define PROTOCOLS_QUBESDB_QUBESDB_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/err.h"

struct qubesdb_table;

struct qubesdb_origin {
	struct buf in; // unfinished message
	struct buf out; // send these bytes, then buf_consume() them
	const struct qubesdb_table *table; // borrowed
	bool synced; // the question came: pass on changes
};

/* Prepares the object; the table must outlive it. */
void qubesdb_origin_init(struct qubesdb_origin *origin,
		const struct qubesdb_table *table);
void qubesdb_origin_finish(struct qubesdb_origin *origin);

/* Takes bytes from the channel in any portions, adds answers to out. -1 with
 * err set when the channel has to be closed. */
int qubesdb_origin_feed(struct qubesdb_origin *origin, const void *data,
		size_t len, struct err *err);

/* The entry in the table was changed: tells the qube, if it is listening. -1
 * with err set when it does not read and has to be cut off. */
int qubesdb_origin_changed(struct qubesdb_origin *origin, const char *path,
		struct err *err);

#endif
