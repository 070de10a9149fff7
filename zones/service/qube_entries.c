// SPDX-License-Identifier: MIT
#include "zones/service/qube_entries.h"

#include <stddef.h>

#include "protocols/qubesdb/qubesdb_table.h"
#include "protocols/zone/zone_msg.h"

void
qube_entries_fill(struct qubesdb_table *table, const struct zone_qube *info)
{
	static const char *const fixed[][2] = {
			{"/qubes-debug-mode", "0"},
			{"/qubes-gui-enabled", "True"},
			{"/qubes-vm-persistence", "rw-only"},
			{"/qubes-vm-updateable", "False"},
	};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		qubesdb_table_set(table, fixed[i][0], fixed[i][1]);
	}
	qubesdb_table_set(table, "/default-user", info->user);
	qubesdb_table_set(table, "/name", info->name);
	qubesdb_table_set(table, "/qubes-vm-type", info->class);
	qubesdb_table_set(table, "/type", info->class);
}
