// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "tests/check.h"
#include "zones/control/keeper_msg.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct keeper_msg
sample_order(void)
{
	struct keeper_msg msg = {.type = KEEPER_START, .serial = 1};

	msg.order = (struct keeper_order){
			.who = {.id = 7,
					.block = 3,
					.rgb = 0x3465a4,
					.flags = 1,
					.name = "work",
					.label = "blue"},
			.network = true,
			.processes = 100,
			.memory = 5ull << 32 | 9,
			.arena_pages = 131072,
			.private_dir = xstrdup("/p"),
			.template_root = xstrdup("/"),
			.programs_dir = xstrdup(""),
			.agent = xstrdup("/usr/bin/agent"),
			.qrexec_agent = xstrdup("/usr/bin/qrexec-agent"),
			.ncommands = 2,
			.commands = {xstrdup("foot"), xstrdup("a b")},
	};
	return msg;
}

static const struct keeper_msg samples[] = {
		{.type = KEEPER_RUN, .serial = 4, .command = "foot"},
		{.type = KEEPER_STOP, .how = ZONE_STOP_KILL},
		{.type = KEEPER_SEGMENT_READY, .segment = {.number = 1}},
		{.type = KEEPER_SEGMENT_FREE, .segment = {.number = 2}},
		{.type = KEEPER_BYE},
		{.type = KEEPER_STATE,
				.state = {.who = {.id = 7, .name = "work"},
						.state = ZONE_STATE_FAILED,
						.ended = true,
						.pid = 99,
						.text = "no"}},
		{.type = KEEPER_VCHAN},
		{.type = KEEPER_QUBESDB},
		{.type = KEEPER_SEGMENT, .segment = {1, 16384}},
		{.type = KEEPER_SEGMENT_GONE, .segment = {.number = 1}},
		{.type = KEEPER_RAN, .serial = 4, .text = "why"},
		{.type = KEEPER_SYNCED},
		{.type = KEEPER_QREXEC, .serial = 5},
		{.type = KEEPER_QREXEC_STREAM, .serial = 5},
};

static uint8_t wire[KEEPER_MSG_SIZE_MAX + 1];
static uint8_t again[KEEPER_MSG_SIZE_MAX];

static void
test_an_order_survives_the_wire(void **state)
{
	struct keeper_msg msg = sample_order();
	struct keeper_msg got;
	size_t len = keeper_msg_encode(&msg, wire);

	assert_true(len > 0);
	assert_int_equal(keeper_msg_parse(wire, len, &got, NULL), 0);
	assert_int_equal(got.order.who.id, 7);
	assert_string_equal(got.order.who.label, "blue");
	assert_true(got.order.memory == (5ull << 32 | 9));
	assert_int_equal(got.order.ncommands, 2);
	assert_string_equal(got.order.commands[1], "a b");
	assert_string_equal(got.order.private_dir, "/p");
	assert_string_equal(got.order.qrexec_agent, "/usr/bin/qrexec-agent");
	assert_int_equal(keeper_msg_encode(&got, again), len);
	assert_memory_equal(wire, again, len);
	keeper_order_finish(&got.order);
	for (size_t cut = 0; cut < len; cut++) { // and nothing leaks
		assert_int_equal(keeper_msg_parse(wire, cut, &got, NULL), -1);
	}
	keeper_order_finish(&msg.order);
}

static void
test_an_order_of_the_largest_size_fits(void **state)
{
	struct keeper_msg msg = sample_order();
	char big[ZONE_COMMAND_SIZE];

	memset(big, 'x', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	for (size_t i = 0; i < KEEPER_COMMANDS_MAX; i++) {
		free(msg.order.commands[i]);
		msg.order.commands[i] = xstrdup(big);
	}
	msg.order.ncommands = KEEPER_COMMANDS_MAX;
	free(msg.order.private_dir);
	msg.order.private_dir = xcalloc(1, KEEPER_PATH_SIZE);
	memset(msg.order.private_dir, 'p', KEEPER_PATH_SIZE - 1);
	assert_true(keeper_msg_encode(&msg, wire) > 0);
	keeper_order_finish(&msg.order);
}

static void
test_the_other_messages_survive_too(void **state)
{
	for (size_t i = 0; i < COUNT(samples); i++) {
		size_t len = keeper_msg_encode(&samples[i], wire);
		struct keeper_msg got;

		assert_true(len > 0);
		assert_int_equal(keeper_msg_parse(wire, len, &got, NULL), 0);
		assert_int_equal(got.type, samples[i].type);
		assert_int_equal(keeper_msg_encode(&got, again), len);
		assert_memory_equal(wire, again, len);
		wire[len] = 0;
		assert_int_equal(keeper_msg_parse(wire, len + 1, &got, NULL), -1);
		for (size_t cut = 0; cut < len; cut++) {
			assert_int_equal(keeper_msg_parse(wire, cut, &got, NULL),
					-1);
		}
	}
}

static void
test_unknown_types_are_refused(void **state)
{
	static const uint8_t types[] = {0, 8, 64, 73, 255};
	struct keeper_msg got;

	for (size_t i = 0; i < COUNT(types); i++) {
		const uint8_t bytes[8] = {types[i]};

		assert_int_equal(keeper_msg_parse(bytes, sizeof(bytes), &got,
						 NULL),
				-1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_an_order_survives_the_wire),
			cmocka_unit_test(test_an_order_of_the_largest_size_fits),
			cmocka_unit_test(test_the_other_messages_survive_too),
			cmocka_unit_test(test_unknown_types_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
