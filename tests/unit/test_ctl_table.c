// SPDX-License-Identifier: MIT
/* Lines of words as a table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/ctl/table.h"
#include "tests/check.h"

static const struct table_column columns[] = {
		{"call", "CALL"},
		{"source", "SOURCE"},
		{"rule", "RULE"},
};

static void
test_values_by_key(void **state)
{
	struct table table;

	table_init(&table, columns, 3);
	table_add(&table, "rule=a=b call=17 other=x source=work");
	table_add(&table, "  source=  recall=1 call=2");
	table_add(&table, "");
	assert_int_equal(table.n_rows, 3);
	assert_string_equal(table_get(&table, 0, 0), "17");
	assert_string_equal(table_get(&table, 0, 1), "work");
	assert_string_equal(table_get(&table, 0, 2), "a=b");
	assert_string_equal(table_get(&table, 1, 0), "2");
	assert_string_equal(table_get(&table, 1, 1), "");
	assert_string_equal(table_get(&table, 2, 2), "-");
	table_set(&table, 2, 2, "new");
	assert_string_equal(table_get(&table, 2, 2), "new");
	table_finish(&table);
}

static void
test_columns_are_as_wide_as_needed(void **state)
{
	struct table table;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	table_init(&table, columns, 3);
	table_add(&table, "call=1 source=personal rule=a");
	table_add(&table, "call=12345 source=x rule=bbbbbbb");
	table_print(&table, out);
	fclose(out);
	assert_string_equal(text,
			"CALL   SOURCE    RULE\n"
			"1      personal  a\n"
			"12345  x         bbbbbbb\n");
	free(text);
	table_finish(&table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_values_by_key),
			cmocka_unit_test(test_columns_are_as_wide_as_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
