// SPDX-License-Identifier: MIT
/* What a qube of the sandbox reads about itself in its QubesDB. */
#ifndef ZONES_SERVICE_QUBE_ENTRIES_H
#define ZONES_SERVICE_QUBE_ENTRIES_H

struct qubesdb_table;
struct zone_qube;

/* Adds the entries that do not change while the qube lives. */
void qube_entries_fill(struct qubesdb_table *table, const struct zone_qube *info);

#endif
