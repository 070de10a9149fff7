// SPDX-License-Identifier: MIT
/*
 * Spreads what is costly and may wait, such as drawing a title anew, over
 * time: so many jobs at once, the others in their order a little later. A qube
 * that changes a thousand titles a second delays titles and nothing else.
 */
#ifndef COMPOSITOR_UI_PACER_H
#define COMPOSITOR_UI_PACER_H

#include <stdbool.h>
#include <wayland-util.h>

struct pacer;
struct wl_event_loop;

/* Embedded in its owner; zero it, then set fn and user. */
struct pacer_job {
	struct wl_list link; // pacer.jobs while it waits
	bool waiting;
	void (*fn)(void *user); // its time has come
	void *user; // borrowed
};

struct pacer *pacer_create(struct wl_event_loop *loop);

/* No job may wait any more. NULL is allowed. */
void pacer_destroy(struct pacer *pacer);

/* True: do it now. False: fn is called when it may be done (once, however
 * often one asks); what is wanted then counts, not what is wanted now. */
bool pacer_ask(struct pacer *pacer, struct pacer_job *job);

/* Forgets a job; it need not wait. */
void pacer_cancel(struct pacer_job *job);

/* Does nothing wait? */
bool pacer_is_idle(const struct pacer *pacer);

#endif
