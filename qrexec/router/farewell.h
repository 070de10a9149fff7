// SPDX-License-Identifier: MIT
/*
 * Last words on a stream: sends what is left to say, then throws away what the
 * peer still sends until it closes too. Closing at once could take from the
 * peer what it has not read yet. A peer has a few seconds for it.
 */
#ifndef QREXEC_ROUTER_FAREWELL_H
#define QREXEC_ROUTER_FAREWELL_H

#include <stddef.h>
#include <stdint.h>
#include <wayland-util.h>

struct wl_event_loop;

#define FAREWELL_WORDS_MAX 64
#define FAREWELLS_MAX 1024 // beyond, a peer is not waited for

/* All that are going on. */
struct farewells {
	struct wl_event_loop *loop; // borrowed
	struct wl_list list; // list of struct farewell, farewell.link
	size_t count;
};

void farewells_init(struct farewells *farewells, struct wl_event_loop *loop);

/* Closes all at once. */
void farewells_finish(struct farewells *farewells);

/* Takes over fd and sends len (at most FAREWELL_WORDS_MAX) bytes. */
void farewells_add(struct farewells *farewells, int fd, const void *words,
		size_t len);

#endif
