// SPDX-License-Identifier: MIT
/* The service's connection to the keeper of one qube. */
#ifndef ZONES_SERVICE_KEEPER_LINK_H
#define ZONES_SERVICE_KEEPER_LINK_H

#include <stdbool.h>

#include "common/err.h"

struct keeper_link;
struct keeper_msg;
struct wl_event_loop;

struct keeper_link_events {
	/* One message of the keeper's. *fd is -1 or a descriptor: take it
	 * with fd_steal(). The link may be destroyed in here. */
	void (*message)(void *user, const struct keeper_msg *msg, int *fd);
	/* The keeper is gone. The link may (and should) be destroyed here. */
	void (*closed)(void *user);
};

/* Starts a keeper (program is its path) for the qube whose directory is dir,
 * made if need be, and connects to it. It lives on when we do not. NULL with
 * err set on failure. */
struct keeper_link *keeper_link_start(struct wl_event_loop *loop,
		const char *program, const char *dir,
		const struct keeper_link_events *events, void *user,
		struct err *err);

/* Connects to the keeper that lives in dir. NULL if there is none. */
struct keeper_link *keeper_link_find(struct wl_event_loop *loop, const char *dir,
		const struct keeper_link_events *events, void *user);

/* True if a keeper lives in dir. */
bool keeper_link_is_there(const char *dir);

/* Closes the connection without a call. The keeper goes on. NULL is allowed. */
void keeper_link_destroy(struct keeper_link *link);

/* Sends or queues a message; closed() follows if that is not possible. */
void keeper_link_send(struct keeper_link *link, const struct keeper_msg *msg);

#endif
