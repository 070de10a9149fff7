// SPDX-License-Identifier: MIT
/*
 * When applications may come in: once it is known how large they have to draw,
 * because X11 programs look at that only as they start. The GUI side says it,
 * and so is waited for, but not for long.
 */
#ifndef QUBE_AGENT_DOORS_H
#define QUBE_AGENT_DOORS_H

#include "common/err.h"

struct doors;
struct server;

/* Opens the displays after the options' time, or earlier if the GUI side
 * comes; without a time at once. Where that fails later on, the server ends.
 * NULL with err set on failure. */
struct doors *doors_create(struct server *server, struct err *err);

/* NULL is allowed. */
void doors_destroy(struct doors *doors);

/* The GUI side is here. What it said before is on its way. NULL is allowed. */
void doors_expect(struct doors *doors);

#endif
