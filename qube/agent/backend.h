// SPDX-License-Identifier: MIT
/*
 * A wlroots backend without devices: it only stands behind our outputs (one
 * per window, and the screens that applications see).
 */
#ifndef QUBE_AGENT_BACKEND_H
#define QUBE_AGENT_BACKEND_H

struct wlr_backend;

/* Never NULL; destroyed with wlr_backend_destroy. */
struct wlr_backend *backend_create(void);

#endif
