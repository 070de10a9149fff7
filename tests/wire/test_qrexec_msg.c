// SPDX-License-Identifier: MIT
/* Control messages as bytes, how a stream is cut, and what is not allowed. */
#include <string.h>

#include "protocols/qrexec/qrexec_stream.h"
#include "tests/check.h"

#define BIG (QREXEC_HEADER_SIZE + QREXEC_BODY_MAX)
#define CONTROL_FIELDS (2 * QREXEC_NAME_SIZE + QREXEC_IDENT_SIZE)

/* Both encode to what is given and parse back to the same bytes. */
static void
check_wire(const struct qrexec_msg *msg, const void *wire, size_t size)
{
	uint8_t out[1024];
	uint8_t copy[1024];
	struct qrexec_msg again;
	struct err err;

	assert_int_equal(qrexec_msg_size(msg), size);
	qrexec_msg_encode(msg, out);
	assert_memory_equal(out, wire, size);
	assert_int_equal(qrexec_msg_parse(qrexec_header_parse(out),
					 out + QREXEC_HEADER_SIZE, &again, &err),
			0);
	assert_int_equal(again.type, msg->type);
	qrexec_msg_encode(&again, copy);
	assert_memory_equal(copy, wire, size);
}

static void
test_greeting(void **state)
{
	const struct qrexec_msg msg = {
			.type = QREXEC_HELLO, .version = QREXEC_VERSION};

	check_wire(&msg, "\0\3\0\0\4\0\0\0\4\0\0\0", 12);
}

static void
test_commands(void **state)
{
	static const char command[] = "tester:QUBESRPC t.Cat+x vm1";
	const struct qrexec_msg msg = {
			.type = QREXEC_EXEC_CMDLINE,
			.exec = {.params = {1, 516},
					.command = command,
					.command_size = sizeof(command)},
	};

	check_wire(&msg,
			"\0\2\0\0\x24\0\0\0\1\0\0\0\4\2\0\0"
			"tester:QUBESRPC t.Cat+x vm1",
			8 + 8 + sizeof(command));
}

static void
test_answers(void **state)
{
	const struct qrexec_msg connect = {
			.type = QREXEC_SERVICE_CONNECT,
			.connect = {.params = {9, 516}, .ident = "SOCKET12"},
	};
	const struct qrexec_msg refused = {
			.type = QREXEC_SERVICE_REFUSED, .ident = "SOCKET12"};
	const struct qrexec_msg terminated = {
			.type = QREXEC_CONNECTION_TERMINATED,
			.params = {9, 516},
	};
	uint8_t wire[48] = "\2\2\0\0\x28\0\0\0\x9\0\0\0\4\2\0\0SOCKET12";

	check_wire(&connect, wire, 48);
	memset(wire, 0, sizeof(wire));
	memcpy(wire, "\3\2\0\0\x20\0\0\0SOCKET12", 16);
	check_wire(&refused, wire, 40);
	check_wire(&terminated, "\x11\2\0\0\x8\0\0\0\x9\0\0\0\4\2\0\0", 16);
}

static void
test_calls(void **state)
{
	struct qrexec_msg msg = {
			.type = QREXEC_TRIGGER_SERVICE4,
			.trigger = {.target = "vm9",
					.ident = "SOCKET12",
					.service = "t.Cat+x",
					.service_size = 8},
	};
	uint8_t wire[176] = "\x13\2\0\0\xa8";

	memcpy(wire + 8 + 64, "vm9", 3);
	memcpy(wire + 8 + 128, "SOCKET12", 8);
	memcpy(wire + 8 + 160, "t.Cat+x", 7);
	check_wire(&msg, wire, sizeof(wire));
	msg.type = QREXEC_TRIGGER_SERVICE3;
	memmove(wire + 8, wire + 72, 104);
	memcpy(wire, "\x12\2\0\0\x68", 5);
	check_wire(&msg, wire, 112);
	msg.type = QREXEC_TRIGGER_SERVICE;
	memset(wire, 0, sizeof(wire));
	memcpy(wire, "\x10\2\0\0\x80", 5);
	memcpy(wire + 8, "t.Cat+x", 7);
	memcpy(wire + 72, "vm9", 3);
	memcpy(wire + 104, "SOCKET12", 8);
	check_wire(&msg, wire, 136);
}

static void
test_fields_without_end_are_ended(void **state)
{
	uint8_t body[162];
	struct qrexec_msg msg;
	struct err err;

	memset(body, 'a', sizeof(body));
	assert_int_equal(qrexec_msg_parse((struct qrexec_header){0x213, 162},
					 body, &msg, &err),
			0);
	assert_int_equal(strlen(msg.trigger.source), QREXEC_NAME_SIZE - 1);
	assert_int_equal(strlen(msg.trigger.target), QREXEC_NAME_SIZE - 1);
	assert_int_equal(msg.trigger.ident[QREXEC_IDENT_SIZE - 1], 'a');
	assert_int_equal(msg.trigger.service_size, 2);
	assert_int_equal(qrexec_msg_parse((struct qrexec_header){0x210, 128},
					 body, &msg, &err),
			0);
	assert_int_equal(strlen(msg.trigger.target), 31);
	assert_int_equal(msg.trigger.service_size, 64);
}

static void
test_malformed(void **state)
{
	static const struct {
		uint32_t type, len;
		const char *body;
	} table[] = {
			{QREXEC_HELLO, 3, "\4\0\0"},
			{QREXEC_HELLO, 5, "\4\0\0\0\0"},
			{QREXEC_EXEC_CMDLINE, 7, "\0\0\0\0\0\0\0"},
			{QREXEC_EXEC_CMDLINE, 10, "\0\0\0\0\0\0\0\0ab"},
			{QREXEC_EXEC_CMDLINE, 11, "\0\0\0\0\0\0\0\0a\0b"},
			{QREXEC_JUST_EXEC, 11, "\0\0\0\0\0\0\0\0a\0\0"},
			{QREXEC_SERVICE_REFUSED, 8, "SOCKET12"},
			{QREXEC_CONNECTION_TERMINATED, 4, "\1\0\0\0"},
			{QREXEC_DATA_STDIN, 1, "x"},
			{0, 0, ""},
			{0x204, 0, ""},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct qrexec_header header = {table[i].type, table[i].len};
		struct qrexec_msg msg;
		struct err err = {""};

		assert_int_equal(qrexec_msg_parse(header,
						 (const uint8_t *)table[i].body,
						 &msg, &err),
				-1);
		assert_string_not_equal(err.text, "");
	}
}

/* Lengths at and beside each limit: nothing of a body need be there. */
static void
test_limits(void **state)
{
	static const struct {
		enum qrexec_link link;
		uint32_t type, min, max;
	} table[] = {
			{QREXEC_LINK_FROM_AGENT, QREXEC_HELLO, 4, 4},
			{QREXEC_LINK_FROM_AGENT, QREXEC_TRIGGER_SERVICE, 128, 128},
			{QREXEC_LINK_FROM_AGENT, QREXEC_TRIGGER_SERVICE3, 97,
					65096},
			{QREXEC_LINK_FROM_AGENT, QREXEC_TRIGGER_SERVICE4, 161,
					65160},
			{QREXEC_LINK_FROM_AGENT, QREXEC_CONNECTION_TERMINATED,
					8, 8},
			{QREXEC_LINK_FROM_ROUTER, QREXEC_EXEC_CMDLINE, 10, 65543},
			{QREXEC_LINK_FROM_ROUTER, QREXEC_SERVICE_CONNECT, 40, 40},
			{QREXEC_LINK_FROM_ROUTER, QREXEC_SERVICE_REFUSED, 32, 32},
			{QREXEC_LINK_FROM_TOOL, QREXEC_JUST_EXEC, 9, 65535},
			{QREXEC_LINK_TO_TOOL, QREXEC_EXEC_CMDLINE, 8, 8},
			{QREXEC_LINK_FROM_CLIENT, QREXEC_TRIGGER_SERVICE4, 161,
					65160},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct qrexec_header header = {table[i].type, table[i].min};

		assert_true(qrexec_link_allows(table[i].link, header));
		header.len = table[i].max;
		assert_true(qrexec_link_allows(table[i].link, header));
		header.len++;
		assert_false(qrexec_link_allows(table[i].link, header));
		header.len = table[i].min - 1;
		assert_false(qrexec_link_allows(table[i].link, header));
	}
}

static void
test_wrong_direction(void **state)
{
	const struct qrexec_header refused = {QREXEC_SERVICE_REFUSED, 32};
	const struct qrexec_header call = {QREXEC_TRIGGER_SERVICE4, 170};
	const struct qrexec_header data = {QREXEC_DATA_STDIN, 1};

	assert_false(qrexec_link_allows(QREXEC_LINK_FROM_AGENT, refused));
	assert_false(qrexec_link_allows(QREXEC_LINK_FROM_ROUTER, call));
	assert_false(qrexec_link_allows(QREXEC_LINK_FROM_TOOL, call));
	assert_false(qrexec_link_allows(QREXEC_LINK_FROM_AGENT, data));
}

/* However the bytes arrive, the same messages come out. */
static void
test_any_pieces(void **state)
{
	const struct qrexec_msg messages[] = {
			{.type = QREXEC_HELLO, .version = 4},
			{.type = QREXEC_TRIGGER_SERVICE4,
					.trigger = {.target = "b",
							.ident = "SOCKET1",
							.service = "a.B",
							.service_size = 4}},
			{.type = QREXEC_CONNECTION_TERMINATED, .params = {0, 7}},
	};
	uint8_t wire[512];
	size_t size = 0;

	for (size_t i = 0; i < 3; i++) {
		qrexec_msg_encode(&messages[i], wire + size);
		size += qrexec_msg_size(&messages[i]);
	}
	for (size_t piece = 1; piece <= size; piece++) {
		struct qrexec_stream stream;
		struct qrexec_header header;
		const uint8_t *body;
		size_t n = 0;
		struct err err;

		qrexec_stream_init(&stream, QREXEC_LINK_FROM_AGENT);
		for (size_t at = 0; at < size; at += piece) {
			size_t part = size - at < piece ? size - at : piece;

			qrexec_stream_lend(&stream, wire + at, part);
			while (qrexec_stream_next(&stream, &header, &body,
					       &err) == 1) {
				assert_int_equal(header.type, messages[n].type);
				assert_int_equal(header.len + 8,
						qrexec_msg_size(&messages[n]));
				n++;
			}
		}
		assert_int_equal(n, 3);
		assert_false(qrexec_stream_is_within(&stream));
		qrexec_stream_finish(&stream);
	}
}

static void
test_a_bad_header_ends_the_stream(void **state)
{
	struct qrexec_stream stream;
	struct qrexec_header header;
	const uint8_t *body;
	struct err err = {""};

	qrexec_stream_init(&stream, QREXEC_LINK_FROM_AGENT);
	qrexec_stream_lend(&stream, "\x13\2\0\0\xff\xff", 6);
	assert_int_equal(qrexec_stream_next(&stream, &header, &body, &err), 0);
	assert_true(qrexec_stream_is_within(&stream));
	qrexec_stream_lend(&stream, "\xff\xff", 2);
	assert_int_equal(qrexec_stream_next(&stream, &header, &body, &err), -1);
	assert_string_not_equal(err.text, "");
	qrexec_stream_finish(&stream);
}

static void
test_memory_of_a_long_message_is_given_back(void **state)
{
	static uint8_t wire[BIG];
	struct qrexec_stream stream;
	struct qrexec_header header;
	const uint8_t *body;
	size_t size = 8 + CONTROL_FIELDS + QREXEC_SERVICE_MAX;
	struct err err;

	qrexec_header_encode(wire, QREXEC_TRIGGER_SERVICE4,
			CONTROL_FIELDS + QREXEC_SERVICE_MAX);
	qrexec_stream_init(&stream, QREXEC_LINK_FROM_AGENT);
	qrexec_stream_lend(&stream, wire, 100);
	assert_int_equal(qrexec_stream_next(&stream, &header, &body, &err), 0);
	qrexec_stream_lend(&stream, wire + 100, size - 100);
	assert_int_equal(qrexec_stream_next(&stream, &header, &body, &err), 1);
	assert_int_equal(header.len, size - 8);
	assert_int_equal(qrexec_stream_next(&stream, &header, &body, &err), 0);
	assert_int_equal(stream.held.cap, 0);
	qrexec_stream_finish(&stream);
}

static void
test_versions(void **state)
{
	assert_int_equal(qrexec_version_agree(0), 0);
	assert_int_equal(qrexec_version_agree(1), 0);
	assert_int_equal(qrexec_version_agree(2), 2);
	assert_int_equal(qrexec_version_agree(3), 3);
	assert_int_equal(qrexec_version_agree(4), 4);
	assert_int_equal(qrexec_version_agree(9), 4);
	assert_int_equal(qrexec_version_agree(UINT32_MAX), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_greeting),
			cmocka_unit_test(test_commands),
			cmocka_unit_test(test_answers),
			cmocka_unit_test(test_calls),
			cmocka_unit_test(test_fields_without_end_are_ended),
			cmocka_unit_test(test_malformed),
			cmocka_unit_test(test_limits),
			cmocka_unit_test(test_wrong_direction),
			cmocka_unit_test(test_any_pieces),
			cmocka_unit_test(test_a_bad_header_ends_the_stream),
			cmocka_unit_test(test_memory_of_a_long_message_is_given_back),
			cmocka_unit_test(test_versions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
