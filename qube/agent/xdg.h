// SPDX-License-Identifier: MIT
/*
 * xdg-shell and what belongs to it: decorations (ours: none is drawn, the GUI
 * side frames every window), activation.
 */
#ifndef QUBE_AGENT_XDG_H
#define QUBE_AGENT_XDG_H

struct server;
struct xdg;

/* Offers the globals. Never NULL. */
struct xdg *xdg_create(struct server *server);
void xdg_destroy(struct xdg *xdg);

#endif
