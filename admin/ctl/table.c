// SPDX-License-Identifier: MIT
#include "admin/ctl/table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

void
table_init(struct table *table, const struct table_column *columns,
		size_t n_columns)
{
	*table = (struct table){.columns = columns, .n_columns = n_columns};
}

void
table_finish(struct table *table)
{
	for (size_t i = 0; i < table->n_rows * table->n_columns; i++) {
		free(table->cells[i]);
	}
	free(table->cells);
	*table = (struct table){0};
}

static char **
cell(const struct table *table, size_t row, size_t column)
{
	return &table->cells[row * table->n_columns + column];
}

/* The value of a key in the line, or "-". Caller frees. */
static char *
find_value(const char *line, const char *key)
{
	size_t len = strlen(key);

	while (*line != '\0') {
		size_t word = strcspn(line, " ");

		if (word > len && strncmp(line, key, len) == 0 &&
				line[len] == '=') {
			return xformat("%.*s", (int)(word - len - 1),
					line + len + 1);
		}
		line += word;
		line += strspn(line, " ");
	}
	return xstrdup("-");
}

void
table_add(struct table *table, const char *line)
{
	size_t old = table->n_rows * table->n_columns;
	char **cells = xcalloc(old + table->n_columns, sizeof(*cells));

	if (old > 0) {
		memcpy(cells, table->cells, old * sizeof(*cells));
	}
	free(table->cells);
	table->cells = cells;
	for (size_t i = 0; i < table->n_columns; i++) {
		*cell(table, table->n_rows, i) =
				find_value(line, table->columns[i].key);
	}
	table->n_rows++;
}

const char *
table_get(const struct table *table, size_t row, size_t column)
{
	return *cell(table, row, column);
}

void
table_set(struct table *table, size_t row, size_t column, const char *text)
{
	char *copy = xstrdup(text);

	free(*cell(table, row, column));
	*cell(table, row, column) = copy;
}

static int
width(const struct table *table, size_t column)
{
	size_t most = strlen(table->columns[column].title);

	for (size_t row = 0; row < table->n_rows; row++) {
		size_t len = strlen(table_get(table, row, column));

		most = len > most ? len : most;
	}
	return (int)most;
}

void
table_print(const struct table *table, FILE *out)
{
	for (size_t row = 0; row <= table->n_rows; row++) {
		for (size_t i = 0; i < table->n_columns; i++) {
			const char *text = row == 0
					? table->columns[i].title
					: table_get(table, row - 1, i);
			bool last = i + 1 == table->n_columns;

			fprintf(out, "%-*s%s", last ? 0 : width(table, i), text,
					last ? "\n" : "  ");
		}
	}
}
