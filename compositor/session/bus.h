// SPDX-License-Identifier: MIT
/* The message bus (D-Bus) of the session's trusted programs: the one there is,
 * or one of our own. Nobody but them is shown its address. */
#ifndef COMPOSITOR_SESSION_BUS_H
#define COMPOSITOR_SESSION_BUS_H

struct bus;
struct wl_event_loop;

/* Starts a bus in the runtime folder, waits a moment until it listens, and
 * names it in the environment. NULL if there is one already, or none to be had;
 * the session goes on without. */
struct bus *bus_create(struct wl_event_loop *loop, const char *runtime_dir);

/* Ends it. NULL is allowed. */
void bus_destroy(struct bus *bus);

#endif
