// SPDX-License-Identifier: MIT
#include <string.h>

#include "tests/check.h"
#include "zones/drivers/idblock.h"

static void
test_option_takes_only_ids_nobody_has(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		uint32_t first, count;
	} rows[] = {
			{"65536:1024", true, 65536, 1024},
			{"4294900000:67295", true, 4294900000u, 67295},
			{"4294900000:67296", false, 0, 0}, // up to (uid_t)-1
			{"65535:1024", false, 0, 0},
			{"0:100000", false, 0, 0},
			{"100000:0", false, 0, 0},
			{"100000", false, 0, 0},
			{"100000:10 ", false, 0, 0},
			{"-5:100", false, 0, 0},
			{"99999999999:5", false, 0, 0},
			{"", false, 0, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct idblock_range range = {0};

		assert_int_equal(idblock_parse_option(rows[i].text, &range),
				rows[i].ok);
		assert_int_equal(range.first_uid, rows[i].first);
		assert_int_equal(range.first_gid, rows[i].first);
		assert_int_equal(range.count, rows[i].count);
	}
}

static void
test_subid_largest_entry_of_the_user_counts(void **state)
{
	static const char text[] = "# people\n"
				   "ann:100000:65536\n"
				   "anna:900000:99999\n"
				   "bob:200000:1024\n"
				   "1001:300000:2048\n"
				   "bob:x:70000\n"
				   "bob:4294967000:70000";
	uint32_t first = 0, count = 0;

	assert_true(idblock_parse_subid(text, "ann", 1000, &first, &count));
	assert_int_equal(first, 100000);
	assert_int_equal(count, 65536);
	assert_true(idblock_parse_subid(text, "bob", 1001, &first, &count));
	assert_int_equal(first, 300000);
	assert_int_equal(count, 2048);
	assert_true(idblock_parse_subid(text, "bob", 7, &first, &count));
	assert_int_equal(first, 200000);
	assert_false(idblock_parse_subid(text, "an", 8, &first, &count));
	assert_false(idblock_parse_subid("", "ann", 1000, &first, &count));
}

static void
test_map_tells_the_first_namespace(void **state)
{
	uint32_t first, count;
	bool whole;

	assert_true(idblock_parse_map("         0          0 4294967295\n",
			&first, &count, &whole));
	assert_true(whole);
	assert_true(idblock_parse_map(
			"0 1000 1\n1 100000 65536\n", &first, &count, &whole));
	assert_false(whole);
	assert_int_equal(first, 1);
	assert_int_equal(count, 65536);
	assert_true(idblock_parse_map("0 1000 1\n", &first, &count, &whole));
	assert_int_equal(count, 1);
	assert_false(idblock_parse_map("nothing\n", &first, &count, &whole));
}

static void
test_blocks_never_overlap_and_end(void **state)
{
	struct idblock_range range = {.first_uid = 100000,
			.first_gid = 200000,
			.count = 3 * IDBLOCK_SIZE + 5};
	struct idblock_range a, b, none;
	struct err err = {0};

	assert_int_equal(idblock_cut(&range, 0, &a, &err), 0);
	assert_int_equal(idblock_cut(&range, 2, &b, &err), 0);
	assert_int_equal(a.first_uid, 100000);
	assert_int_equal(a.count, IDBLOCK_SIZE);
	assert_int_equal(b.first_uid, 100000 + 2 * IDBLOCK_SIZE);
	assert_int_equal(b.first_gid, 200000 + 2 * IDBLOCK_SIZE);
	assert_int_equal(idblock_cut(&range, 3, &none, &err), -1);
	assert_non_null(strstr(err.text, "room for 3"));
	assert_int_equal(idblock_cut(&range, UINT32_MAX, &none, &err), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_option_takes_only_ids_nobody_has),
			cmocka_unit_test(test_subid_largest_entry_of_the_user_counts),
			cmocka_unit_test(test_map_tells_the_first_namespace),
			cmocka_unit_test(test_blocks_never_overlap_and_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
