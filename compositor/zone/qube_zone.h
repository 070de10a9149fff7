// SPDX-License-Identifier: MIT
/*
 * Qubes as the zone service tells of them: they come, change, go and give us
 * memory. Also drops a qube whose memory was taken away under our hands.
 */
#ifndef COMPOSITOR_ZONE_QUBE_ZONE_H
#define COMPOSITOR_ZONE_QUBE_ZONE_H

#include "common/err.h"

struct qube_zone;
struct server;

/* Sets server->zone to a client of the zone service at socket (NULL: there is
 * none, and no qube comes by itself). NULL with err on failure. */
struct qube_zone *qube_zone_create(
		struct server *server, const char *socket, struct err *err);

/* Every qube goes, then server->zone. NULL is allowed. */
void qube_zone_destroy(struct qube_zone *zone);

#endif
