// SPDX-License-Identifier: MIT
/* Menus, tooltips and the like of Wayland applications. */
#ifndef QUBE_AGENT_POPUP_H
#define QUBE_AGENT_POPUP_H

struct server;
struct window;
struct wlr_xdg_popup;

/* Follows a new popup until it is destroyed. */
void popup_create(struct server *server, struct wlr_xdg_popup *popup);

/* Closes every popup with a grab that belongs to this top-level window. */
void popup_close_all(struct window *root);

#endif
