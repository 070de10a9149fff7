// SPDX-License-Identifier: MIT
/*
 * What every Wayland client of the tests needs: the basic globals, windows of
 * xdg-shell, buffers of one colour, and the keyboard told by three calls.
 */
#ifndef TESTS_LIB_WAYLAND_H
#define TESTS_LIB_WAYLAND_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-client.h>

#include "xdg-activation-v1-client-protocol.h"
#include "xdg-shell-client-protocol.h"

struct wayland_window;

/* What a client wants to hear; each may be NULL. */
struct wayland_impl {
	/* Draw, at window.width and height; mapped is false the first time. */
	void (*draw)(struct wayland_window *window);
	/* What the toplevel was told, before draw. */
	void (*configure)(struct wayland_window *window, int width, int height,
			struct wl_array *states);
	void (*close)(struct wayland_window *window);
	void (*enter)(struct wl_surface *surface);
	void (*leave)(struct wl_surface *surface);
	void (*key)(uint32_t key, bool pressed); // evdev code
};

/* A client; memory of the caller. */
struct wayland {
	const struct wayland_impl *impl;
	struct wl_display *display;
	struct wl_compositor *compositor;
	struct wl_subcompositor *subcompositor; // may be NULL
	struct wl_shm *shm;
	struct wl_seat *seat;
	struct xdg_wm_base *wm_base;
	struct xdg_activation_v1 *activation; // may be NULL
};

/* A window; memory of the caller, zeroed but for the size to begin with. */
struct wayland_window {
	struct wayland *wayland; // borrowed
	struct wl_surface *surface; // NULL: not open
	struct xdg_surface *xdg;
	struct xdg_toplevel *toplevel;
	int width, height; // to draw in next; follows what is told
	bool mapped; // drawn at least once
};

/* Connects to the display of the environment and listens to the keyboard.
 * False, with a word on stderr, if there is none or a global is missing. */
bool wayland_connect(struct wayland *wayland, const struct wayland_impl *impl);

/* Shows a window of window->width and height; drawn as soon as it is told to.
 * The title is its app_id, too. */
void wayland_open(struct wayland *wayland, struct wayland_window *window,
		const char *title);

/* Takes the window away; all of it is zero afterwards. */
void wayland_close(struct wayland_window *window);

/* Shared memory of size bytes as a pool, mapped at *map; the caller's, both.
 * Ends the program if there is none to be had. */
struct wl_shm_pool *wayland_make_pool(
		struct wayland *wayland, int size, void **map);

/* Makes the surface show one colour, 0xAARRGGBB, drawn as opaque; 0 is nothing
 * that can be seen. Commits. */
void wayland_fill(struct wayland *wayland, struct wl_surface *surface,
		int width, int height, uint32_t colour);

#endif
