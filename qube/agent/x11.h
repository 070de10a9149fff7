// SPDX-License-Identifier: MIT
/*
 * X11 applications: a rootless Xwayland that is started when the first one
 * connects. Its pixels are those of the plane, whatever the scale: X11
 * programs learn of that through Xft.dpi.
 */
#ifndef QUBE_AGENT_X11_H
#define QUBE_AGENT_X11_H

#include <stdbool.h>
#include <stdint.h>

struct server;
struct wl_client;
struct wl_global;
struct window;
struct x11;

/* Opens the X display's sockets. NULL (with a log line) if there is no
 * Xwayland to be had. */
struct x11 *x11_create(struct server *server);

/* NULL is allowed, here and below. */
void x11_destroy(struct x11 *x11);

/* Name of the X display (":0"), or NULL. */
const char *x11_get_display(const struct x11 *x11);

/* True if the client is our Xwayland. */
bool x11_is_client(const struct x11 *x11, const struct wl_client *client);

/* True if the global is for Xwayland alone. */
bool x11_owns_global(const struct x11 *x11, const struct wl_global *global);

/* The scale changed: new programs see another Xft.dpi. */
void x11_update_scale(struct x11 *x11);

/* The cursor that X11 programs show now, as the GUI protocol numbers it. */
uint32_t x11_get_cursor(const struct x11 *x11);

/* Keeps keys back until the X server has done what it was told so far: it
 * takes the focus and the keys from two connections. */
void x11_sync_keyboard(struct x11 *x11);

/* Closes X11 menus that are open, by a click beside all windows. */
void x11_close_menus(struct x11 *x11);

#endif
