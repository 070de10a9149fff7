// SPDX-License-Identifier: MIT
/* The Wayland globals that need nothing from us but to exist. Which role
 * sees which is decided in roles.c. */
#ifndef COMPOSITOR_GLOBALS_H
#define COMPOSITOR_GLOBALS_H

#include "common/err.h"

struct server;

/* Creates them; sets server->compositor. They go with the display. */
int globals_create(struct server *server, struct err *err);

#endif
