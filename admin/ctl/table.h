// SPDX-License-Identifier: MIT
/* Lines of words key=value, shown as a table with a column for each key. */
#ifndef ADMIN_CTL_TABLE_H
#define ADMIN_CTL_TABLE_H

#include <stddef.h>
#include <stdio.h>

struct table_column {
	const char *key;
	const char *title;
};

struct table {
	const struct table_column *columns; // borrowed
	size_t n_columns;
	char **cells; // owned, as are the texts: row by row
	size_t n_rows;
};

/* An empty one; columns are borrowed. */
void table_init(struct table *table, const struct table_column *columns,
		size_t n_columns);
void table_finish(struct table *table);

/* Adds a row from a line; a key that is not in it leaves its cell at "-". */
void table_add(struct table *table, const char *line);

/* The cell in this row and column, to be changed with table_set(). */
const char *table_get(const struct table *table, size_t row, size_t column);
void table_set(struct table *table, size_t row, size_t column, const char *text);

/* Writes title and rows, each column as wide as it needs to be. */
void table_print(const struct table *table, FILE *out);

#endif
