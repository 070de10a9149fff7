// SPDX-License-Identifier: MIT
/*
 * Windows of trusted local programs: xdg-shell toplevels as views, their
 * popups and subsurfaces as what lies in a view's content.
 */
#ifndef COMPOSITOR_CLIENTS_XDG_H
#define COMPOSITOR_CLIENTS_XDG_H

#include "common/err.h"

struct server;
struct xdg;

/* Creates the globals of xdg-shell and decoration. NULL with err set on
 * failure. */
struct xdg *xdg_create(struct server *server, struct err *err);
void xdg_destroy(struct xdg *xdg); // NULL is allowed

#endif
