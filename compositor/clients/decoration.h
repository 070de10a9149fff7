// SPDX-License-Identifier: MIT
/* Tells trusted programs that we draw the frames. */
#ifndef COMPOSITOR_CLIENTS_DECORATION_H
#define COMPOSITOR_CLIENTS_DECORATION_H

#include "common/err.h"

struct decoration;
struct wl_display;

/* Creates the globals of xdg-decoration and of KDE's older protocol. NULL
 * with err set on failure. */
struct decoration *decoration_create(struct wl_display *display, struct err *err);
void decoration_destroy(struct decoration *decoration); // NULL is allowed

#endif
