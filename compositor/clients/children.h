// SPDX-License-Identifier: MIT
/*
 * The door for what one trusted program starts itself: a listening socket in a
 * private folder. Every client that comes through it gets the same roles.
 */
#ifndef COMPOSITOR_CLIENTS_CHILDREN_H
#define COMPOSITOR_CLIENTS_CHILDREN_H

#include "common/err.h"

struct children;
struct server;
struct wl_client;

#define CHILDREN_MAX 64 // clients through one door at a time

/* Listens in the runtime folder under the program's name. came is called with
 * each new client. NULL with err set on failure. */
struct children *children_create(struct server *server, const char *program,
		unsigned int roles,
		void (*came)(void *user, struct wl_client *client), void *user,
		struct err *err);

/* Clients that are in stay. NULL is allowed. */
void children_destroy(struct children *children);

/* What its programs need as WAYLAND_DISPLAY. */
const char *children_get_path(const struct children *children);

#endif
