// SPDX-License-Identifier: MIT
/* Asks the zone service to stop every qube, at the end of a session. */
#ifndef COMPOSITOR_SESSION_QUBES_STOP_H
#define COMPOSITOR_SESSION_QUBES_STOP_H

struct wl_event_loop;
struct qubes_stop;

/* Asks at once. done is called once, in the loop: when all qubes have stopped,
 * or with a line in the log why that is not known. Returns NULL (and calls
 * nothing) if there is no service at that socket. */
struct qubes_stop *qubes_stop_create(struct wl_event_loop *loop,
		const char *socket, void (*done)(void *user), void *user);

/* Forgets it; done is not called any more. NULL is allowed. */
void qubes_stop_destroy(struct qubes_stop *stop);

#endif
