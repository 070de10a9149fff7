// SPDX-License-Identifier: MIT
/* Top-level windows of Wayland applications. */
#ifndef QUBE_AGENT_XDG_WINDOW_H
#define QUBE_AGENT_XDG_WINDOW_H

struct server;
struct wlr_xdg_toplevel;

/* Follows a new toplevel until it is destroyed. */
void xdg_window_create(struct server *server, struct wlr_xdg_toplevel *toplevel);

#endif
