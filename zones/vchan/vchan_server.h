// SPDX-License-Identifier: MIT
/* The listening end of one channel in the event loop. */
#ifndef ZONES_VCHAN_VCHAN_SERVER_H
#define ZONES_VCHAN_VCHAN_SERVER_H

#include "common/err.h"
#include "zones/vchan/vchan_unix.h"

struct wl_event_loop;
struct vchan_server;

/* A connection was made. fd is the callee's and replaces any earlier one: of
 * two connections the newer is the live one, so drop the other. */
typedef void (*vchan_server_fn)(void *user, int fd);

/* Listens in dirfd (borrowed for the call). NULL with err set on failure. */
struct vchan_server *vchan_server_create(struct wl_event_loop *loop, int dirfd,
		const struct vchan_unix_address *address, vchan_server_fn fn,
		void *user, struct err *err);

/* Stops listening and removes the socket file, unless somebody has put another
 * in its place. Accepted connections are not touched. NULL is allowed. */
void vchan_server_destroy(struct vchan_server *server);

#endif
