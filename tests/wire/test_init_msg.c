// SPDX-License-Identifier: MIT
#include <string.h>

#include "common/bytes.h"
#include "protocols/zone/init_msg.h"
#include "tests/check.h"

static void
test_messages_survive_the_wire(void **state)
{
	static const struct init_msg messages[] = {
			{.type = INIT_RUN, .serial = 7, .command = "foot"},
			{.type = INIT_STOP},
			{.type = INIT_READY},
			{.type = INIT_RAN, .serial = UINT32_MAX},
			{.type = INIT_RAN, .serial = 1, .number = 4095},
	};

	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		uint8_t wire[INIT_MSG_SIZE_MAX];
		size_t len = init_msg_encode(&messages[i], wire);
		struct init_msg back;

		assert_true(init_msg_parse(wire, len, &back));
		assert_int_equal(back.type, messages[i].type);
		assert_int_equal(back.serial, messages[i].serial);
		assert_int_equal(back.number, messages[i].number);
		assert_string_equal(back.command, messages[i].command);
	}
}

static void
test_example_of_the_manual(void **state)
{
	static const uint8_t bytes[] = {1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0,
			0x66, 0x6f, 0x6f, 0x74};
	const struct init_msg msg = {
			.type = INIT_RUN, .serial = 7, .command = "foot"};
	uint8_t wire[INIT_MSG_SIZE_MAX];

	assert_int_equal(init_msg_encode(&msg, wire), sizeof(bytes));
	assert_memory_equal(wire, bytes, sizeof(bytes));
}

static bool
parses(uint32_t type, uint32_t serial, uint32_t number, const void *text,
		size_t len)
{
	uint8_t wire[2 * INIT_MSG_SIZE_MAX];
	uint8_t *p = bytes_put_u32(wire, type);
	struct init_msg msg;

	p = bytes_put_u32(p, serial);
	p = bytes_put_u32(p, number);
	memcpy(p, text, len);
	return init_msg_parse(wire, INIT_HEADER_SIZE + len, &msg);
}

static void
test_anything_else_is_refused(void **state)
{
	char text[INIT_COMMAND_SIZE + 1];

	memset(text, 'x', sizeof(text));
	assert_true(parses(INIT_RUN, 0, 0, text, INIT_COMMAND_SIZE - 1));
	assert_false(parses(INIT_RUN, 0, 0, text, INIT_COMMAND_SIZE));
	assert_false(parses(INIT_RUN, 0, 0, text, INIT_COMMAND_SIZE + 1));
	assert_false(parses(INIT_RUN, 0, 0, text, 0));
	assert_false(parses(INIT_RUN, 0, 1, text, 1));
	assert_false(parses(INIT_RUN, 0, 0, "a\0b", 3));
	assert_false(parses(INIT_STOP, 1, 0, text, 0));
	assert_false(parses(INIT_STOP, 0, 0, text, 1));
	assert_false(parses(INIT_READY, 1, 0, text, 0));
	assert_false(parses(INIT_READY, 0, 1, text, 0));
	assert_false(parses(INIT_READY, 0, 0, text, 1));
	assert_true(parses(INIT_RAN, 1, 4095, text, 0));
	assert_false(parses(INIT_RAN, 1, 4096, text, 0));
	assert_false(parses(INIT_RAN, 1, UINT32_MAX, text, 0));
	assert_false(parses(INIT_RAN, 1, 0, text, 1));
	assert_false(parses(0, 0, 0, text, 0));
	assert_false(parses(3, 0, 0, text, 0));
	assert_false(parses(UINT32_MAX, 0, 0, text, 0));
}

static void
test_short_messages_are_refused(void **state)
{
	const struct init_msg ready = {.type = INIT_READY};
	uint8_t wire[INIT_MSG_SIZE_MAX];
	struct init_msg msg;

	init_msg_encode(&ready, wire);
	for (size_t len = 0; len < INIT_HEADER_SIZE; len++) {
		assert_false(init_msg_parse(wire, len, &msg));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_messages_survive_the_wire),
			cmocka_unit_test(test_example_of_the_manual),
			cmocka_unit_test(test_anything_else_is_refused),
			cmocka_unit_test(test_short_messages_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
