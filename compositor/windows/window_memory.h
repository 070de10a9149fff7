// SPDX-License-Identifier: MIT
/*
 * What the person did to the windows of qubes, kept for the next compositor of
 * this session: workspace, tile, on top, minimized. Qubes and their windows
 * outlive a compositor, and tell the next one where they are, but not this. A
 * window is known by its qube and the number its agent gave it.
 */
#ifndef COMPOSITOR_WINDOWS_WINDOW_MEMORY_H
#define COMPOSITOR_WINDOWS_WINDOW_MEMORY_H

#include <wlr/util/box.h>

struct qube_window;
struct server;
struct window_memory;

/* Reads the file leadlight-windows in XDG_RUNTIME_DIR, and shows the workspace
 * that was shown; writes it a moment after each change. Without such a folder
 * nothing is kept. */
struct window_memory *window_memory_create(struct server *server);
void window_memory_destroy(struct window_memory *memory); // NULL is allowed

/* A window that was there before is about to be mapped: sets the states of its
 * view. Returns the box it had before its state gave it another one, to be set
 * once it is mapped; NULL if nothing is known of it. Valid until then. */
const struct wlr_box *window_memory_restore(
		struct window_memory *memory, struct qube_window *window);

/* Writes what waits to be written. */
void window_memory_save(struct window_memory *memory);

#endif
