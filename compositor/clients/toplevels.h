// SPDX-License-Identifier: MIT
/*
 * Tells panels of all windows (zwlr-foreign-toplevel-management,
 * ext-foreign-toplevel-list) and does what they ask for a window. A qube's
 * window has the qube's name before its title and its application's name, so
 * that it can pass for nothing else in a list either.
 */
#ifndef COMPOSITOR_CLIENTS_TOPLEVELS_H
#define COMPOSITOR_CLIENTS_TOPLEVELS_H

#include "common/err.h"

struct server;
struct toplevels;

/* Follows server->events.views by itself. NULL with err set on failure. */
struct toplevels *toplevels_create(struct server *server, struct err *err);
void toplevels_destroy(struct toplevels *toplevels); // NULL is allowed

#endif
