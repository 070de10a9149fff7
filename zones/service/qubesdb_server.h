// SPDX-License-Identifier: MIT
/* Serves one qube's QubesDB on its vchan port 111. */
#ifndef ZONES_SERVICE_QUBESDB_SERVER_H
#define ZONES_SERVICE_QUBESDB_SERVER_H

struct qubesdb_server;
struct qubesdb_table;
struct wl_event_loop;

/* Accepts on listener (taken over). table and name (for the log) are borrowed
 * and must outlive the server. Up to 8 programs of the qube may be connected;
 * one more ends the oldest. NULL with errno set on failure. */
struct qubesdb_server *qubesdb_server_create(struct wl_event_loop *loop,
		int listener, const struct qubesdb_table *table,
		const char *name);

/* Closes everything. NULL is allowed. */
void qubesdb_server_destroy(struct qubesdb_server *server);

/* An entry of the table was changed: tells those who know the rest. */
void qubesdb_server_changed(struct qubesdb_server *server, const char *path);

#endif
