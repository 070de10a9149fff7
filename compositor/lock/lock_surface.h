// SPDX-License-Identifier: MIT
/*
 * The surfaces of the lock program, one for each output, and the input they
 * get: all there is. They lie above the shades, in the lock's layer.
 */
#ifndef COMPOSITOR_LOCK_SURFACE_H
#define COMPOSITOR_LOCK_SURFACE_H

#include <stdbool.h>

struct lock_surfaces;
struct seat_taker;
struct server;
struct wlr_session_lock_surface_v1;

/* wake is called when a key is pressed and there is no surface to get it. */
struct lock_surfaces *lock_surfaces_create(
		struct server *server, void (*wake)(void *user), void *user);

/* Those that are left are forgotten. NULL is allowed. */
void lock_surfaces_destroy(struct lock_surfaces *surfaces);

/* The lock program made one; it is forgotten when it is destroyed. */
void lock_surfaces_add(struct lock_surfaces *surfaces,
		struct wlr_session_lock_surface_v1 *surface);

/* Does any show something? */
bool lock_surfaces_are_mapped(const struct lock_surfaces *surfaces);

/* To be given to the seat while locked. */
struct seat_taker *lock_surfaces_get_taker(struct lock_surfaces *surfaces);

#endif
