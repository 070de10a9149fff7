// SPDX-License-Identifier: MIT
/* The entries of one qube's QubesDB: few, sorted by path, texts as values. */
#ifndef PROTOCOLS_QUBESDB_QUBESDB_TABLE_H
#define PROTOCOLS_QUBESDB_QUBESDB_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#define QUBESDB_TABLE_MAX 64

struct qubesdb_table {
	size_t count;
	struct {
		char *path; // owned
		char *value; // owned
	} entries[QUBESDB_TABLE_MAX];
};

/* Frees the entries; the table is empty. A zeroed table is an empty one. */
void qubesdb_table_finish(struct qubesdb_table *table);

/* Stores a copy of an entry. True if this changed the table; false if the
 * value is equal, or the entry cannot be stored: the path has to start with
 * '/', not end with it and be valid, the value at most QUBESDB_DATA_MAX long,
 * the table not full. */
bool qubesdb_table_set(struct qubesdb_table *table, const char *path,
		const char *value);

/* The value (valid until the next change), or NULL. */
const char *qubesdb_table_get(
		const struct qubesdb_table *table, const char *path);

#endif
