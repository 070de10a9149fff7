// SPDX-License-Identifier: MIT
/*
 * What covers each output while locked: a plain colour, on it a word of ours
 * where one is needed, above both the lock program's surface. A new output has
 * its shade before its first frame.
 */
#ifndef COMPOSITOR_LOCK_SHADE_H
#define COMPOSITOR_LOCK_SHADE_H

#include <stdbool.h>

struct lock_shades;
struct server;

/* Shades for all outputs there are and will be. shown is called when every
 * output that is on has really shown a frame of its shade, and again after an
 * output went or came. */
struct lock_shades *lock_shades_create(
		struct server *server, void (*shown)(void *user), void *user);
void lock_shades_destroy(struct lock_shades *shades); // NULL is allowed

/* Has every output that is on shown a frame since it is shaded? */
bool lock_shades_are_shown(const struct lock_shades *shades);

/* A line below the word "Locked"; NULL shows nothing at all. Not copied. */
void lock_shades_set_message(struct lock_shades *shades, const char *message);

#endif
