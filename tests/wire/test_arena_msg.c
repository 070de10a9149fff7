// SPDX-License-Identifier: MIT
#include "common/bytes.h"
#include "protocols/zone/arena.h"
#include "protocols/zone/arena_msg.h"
#include "tests/check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
test_a_ref_is_twelve_and_twenty_bits(void **state)
{
	static const uint32_t table[][3] = {
			{1, 0, 0x00100000},
			{1, 0xfffff, 0x001fffff},
			{4095, 0xfffff, 0xffffffff},
			{0x123, 0x45678, 0x12345678},
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(arena_ref_make(table[i][0], table[i][1]),
				table[i][2]);
		assert_int_equal(arena_ref_segment(table[i][2]), table[i][0]);
		assert_int_equal(arena_ref_page(table[i][2]), table[i][1]);
	}
	assert_false(arena_segment_is_valid(arena_ref_segment(0)));
	assert_false(arena_segment_is_valid(4096));
	assert_true(arena_segment_is_valid(ARENA_SEGMENT_FIRST));
	assert_true(arena_segment_is_valid(ARENA_SEGMENT_LAST));
}

static void
test_pages_are_rounded_up_and_bounded(void **state)
{
	assert_int_equal(arena_pages_for(0), 0);
	assert_int_equal(arena_pages_for(1), 1);
	assert_int_equal(arena_pages_for(4096), 1);
	assert_int_equal(arena_pages_for(4097), 2);
	assert_int_equal(arena_pages_for(4ull << 30), 1u << 20);
	assert_int_equal(arena_pages_for((4ull << 30) + 1), 0);
	assert_int_equal(arena_pages_for(UINT64_MAX), 0);
}

/* The worked example of leadlight-arena(7). */
static void
test_the_bytes_are_those_of_the_manual(void **state)
{
	static const uint8_t want[] = {'L', 'L', 'A', 'R', 1, 0, 0, 0, 1, 0, 0,
			0, 0, 0x40, 0, 0};
	const struct arena_grant grant = {.segment = 1, .pages = 16384};
	uint8_t wire[ARENA_GRANT_SIZE];

	arena_grant_encode(&grant, wire);
	assert_memory_equal(wire, want, sizeof(want));
}

static bool
is_grant(uint32_t magic, uint32_t version, uint32_t segment, uint32_t pages)
{
	uint8_t wire[ARENA_GRANT_SIZE];
	struct arena_grant grant;

	bytes_put_u32(wire, magic);
	bytes_put_u32(wire + 4, version);
	bytes_put_u32(wire + 8, segment);
	bytes_put_u32(wire + 12, pages);
	return arena_grant_parse(wire, sizeof(wire), &grant) &&
			grant.segment == segment && grant.pages == pages;
}

static void
test_only_sound_grants_are_taken(void **state)
{
	assert_true(is_grant(ARENA_MSG_MAGIC, 1, 1, 1));
	assert_true(is_grant(ARENA_MSG_MAGIC, 1, 4095, 1u << 20));
	assert_true(is_grant(ARENA_MSG_MAGIC, 1, 0, 0)); // a refusal
	assert_false(is_grant(ARENA_MSG_MAGIC, 1, 0, 1));
	assert_false(is_grant(ARENA_MSG_MAGIC, 1, 1, 0));
	assert_false(is_grant(ARENA_MSG_MAGIC, 1, 4096, 1));
	assert_false(is_grant(ARENA_MSG_MAGIC, 1, 1, (1u << 20) + 1));
	assert_false(is_grant(ARENA_MSG_MAGIC, 2, 1, 1));
	assert_false(is_grant(ARENA_MSG_MAGIC + 1, 1, 1, 1));
}

static void
test_lengths_must_be_exact(void **state)
{
	const struct arena_request request = {.pages = 77};
	struct arena_request got;
	struct arena_grant grant;
	uint8_t wire[ARENA_GRANT_SIZE + 1] = {0};

	arena_request_encode(&request, wire);
	assert_true(arena_request_parse(wire, ARENA_REQUEST_SIZE, &got));
	assert_int_equal(got.pages, 77);
	for (size_t len = 0; len < ARENA_REQUEST_SIZE; len++) {
		assert_false(arena_request_parse(wire, len, &got));
	}
	assert_false(arena_request_parse(wire, ARENA_REQUEST_SIZE + 1, &got));
	arena_grant_encode(&(struct arena_grant){1, 1}, wire);
	for (size_t len = 0; len < ARENA_GRANT_SIZE; len++) {
		assert_false(arena_grant_parse(wire, len, &grant));
	}
	assert_false(arena_grant_parse(wire, ARENA_GRANT_SIZE + 1, &grant));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_ref_is_twelve_and_twenty_bits),
			cmocka_unit_test(test_pages_are_rounded_up_and_bounded),
			cmocka_unit_test(test_the_bytes_are_those_of_the_manual),
			cmocka_unit_test(test_only_sound_grants_are_taken),
			cmocka_unit_test(test_lengths_must_be_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
