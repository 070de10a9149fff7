// SPDX-License-Identifier: MIT
/*
 * Hands segments of the arena to the programs of the qube, over arena.sock. A
 * program gets a segment only once the GUI side has it too; when it hangs up,
 * the segment is freed once the GUI side has let go of it.
 */
#ifndef ZONES_KEEPER_ARENA_SERVER_H
#define ZONES_KEEPER_ARENA_SERVER_H

#include <stdint.h>

#include "common/err.h"

struct arena_server;
struct segment;
struct wl_event_loop;

struct arena_server_events {
	/* Offer this to the GUI side; arena_server_ready() follows when it is
	 * there. */
	void (*offered)(void *user, const struct segment *segment);
	/* The qube gave it up; arena_server_free() follows. */
	void (*gone)(void *user, uint32_t number);
};

/* Listens at path, for everybody who reaches it. quota is in pages. NULL with
 * err set on failure. */
struct arena_server *arena_server_create(struct wl_event_loop *loop,
		const char *path, uint32_t quota,
		const struct arena_server_events *events, void *user,
		struct err *err);

/* Closes all connections and frees all segments, without calls. NULL is
 * allowed. */
void arena_server_destroy(struct arena_server *server);

/* The GUI side has the segment. Unknown numbers are ignored here and below. */
void arena_server_ready(struct arena_server *server, uint32_t number);

/* The GUI side has let go of the segment that was gone. */
void arena_server_free(struct arena_server *server, uint32_t number);

/* A new manager: frees what is gone and offers the rest again. */
void arena_server_offer_all(struct arena_server *server);

#endif
