// SPDX-License-Identifier: MIT
#include "protocols/qubesdb/qubesdb_table.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "protocols/qubesdb/qubesdb_msg.h"

void
qubesdb_table_finish(struct qubesdb_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		free(table->entries[i].path);
		free(table->entries[i].value);
	}
	table->count = 0;
}

/* Index of the path, or of where it belongs. */
static size_t
find(const struct qubesdb_table *table, const char *path, bool *found)
{
	size_t i = 0;
	int order = 1;

	for (; i < table->count; i++) {
		order = strcmp(table->entries[i].path, path);
		if (order >= 0) {
			break;
		}
	}
	*found = i < table->count && order == 0;
	return i;
}

static bool
is_storable(const char *path, const char *value)
{
	size_t len = strlen(path);

	return qubesdb_path_is_valid(path) && path[0] == '/' &&
			path[len - 1] != '/' &&
			strlen(value) <= QUBESDB_DATA_MAX;
}

bool
qubesdb_table_set(struct qubesdb_table *table, const char *path, const char *value)
{
	bool found;
	size_t i = find(table, path, &found);

	if (!is_storable(path, value)) {
		return false;
	}
	if (found) {
		if (strcmp(table->entries[i].value, value) == 0) {
			return false;
		}
		free(table->entries[i].value);
		table->entries[i].value = xstrdup(value);
		return true;
	}
	if (table->count == QUBESDB_TABLE_MAX) {
		return false;
	}
	memmove(&table->entries[i + 1], &table->entries[i],
			(table->count - i) * sizeof(table->entries[0]));
	table->entries[i].path = xstrdup(path);
	table->entries[i].value = xstrdup(value);
	table->count++;
	return true;
}

const char *
qubesdb_table_get(const struct qubesdb_table *table, const char *path)
{
	bool found;
	size_t i = find(table, path, &found);

	return found ? table->entries[i].value : NULL;
}
