// SPDX-License-Identifier: MIT
/* Tells the qubes of the zone what they must know of keyboard and outputs:
 * layout, scale, output layout, in their QubesDB. */
#ifndef COMPOSITOR_ZONE_PUBLISH_H
#define COMPOSITOR_ZONE_PUBLISH_H

struct publish;
struct server;

/* Follows server->events.layout; nothing happens without server->zone. */
struct publish *publish_create(struct server *server);
void publish_destroy(struct publish *publish); // NULL is allowed

/* The configuration may have another keyboard layout. */
void publish_update(struct publish *publish);

#endif
