// SPDX-License-Identifier: MIT
/* Windows of X11 applications, managed and override-redirect. */
#ifndef QUBE_AGENT_X11_WINDOW_H
#define QUBE_AGENT_X11_WINDOW_H

struct server;
struct wlr_xwayland_surface;

/* Follows a new X window until it is destroyed. */
void x11_window_create(
		struct server *server, struct wlr_xwayland_surface *xsurface);

#endif
