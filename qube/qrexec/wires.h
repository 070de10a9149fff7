// SPDX-License-Identifier: MIT
/* A pump in the event loop: waits for what it wants, hands on what comes. */
#ifndef QUBE_QREXEC_WIRES_H
#define QUBE_QREXEC_WIRES_H

#include <stdint.h>

#include "qube/qrexec/pump.h"

struct wl_event_loop;
struct wl_event_source;
struct wires;

struct wires_impl {
	/* Both ends agreed on a version. Attach or fail in here or later, then
	 * call wires_settle(). */
	void (*greeted)(void *user);
	/* Nothing is left to carry. The wires should be finished in here. */
	void (*done)(void *user);
	/* The source may be at its end: what was asked for before that (as
	 * pump_use_one_socket) has to be known now. */
	void (*ending)(void *user);
};

struct wires_port {
	struct wires *wires; // borrowed
	struct wl_event_source *source; // owned, NULL while nothing is wanted
	int fd; // of source, borrowed from the pump
	uint32_t mask; // of source
};

struct wires {
	struct pump pump;
	struct wl_event_loop *loop; // borrowed
	struct wl_event_source *idle; // owned; NULL: nothing to settle
	struct wires_port ports[PUMP_PORTS];
	bool greeted; // was told
	const struct wires_impl *impl; // borrowed
	void *user;
};

/* Takes over the channel and greets. */
void wires_init(struct wires *wires, struct wl_event_loop *loop, int channel,
		const struct wires_impl *impl, void *user);

/* Closes everything without a call. */
void wires_finish(struct wires *wires);

/* Works at the end of this turn of the loop. To be called after each change of
 * the pump. */
void wires_settle(struct wires *wires);

#endif
