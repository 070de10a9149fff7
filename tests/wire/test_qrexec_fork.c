// SPDX-License-Identifier: MIT
/* The request to a fork server. */
#include <stdlib.h>
#include <string.h>

#include "protocols/qrexec/qrexec_fork.h"
#include "tests/check.h"

#define WIRE(type, size, text) \
	type "\x02\0\0\x01\x02\0\0\x04\x03\0\0" size "\0\0\0" text

/* As a stock agent writes it. */
static const char good[] = WIRE("\0", "\x0d", "QUBESRPC a b");

static void
test_whole(void **state)
{
	struct qrexec_msg msg;
	struct err err;
	uint8_t again[sizeof(good)];

	assert_int_equal(qrexec_fork_parse((const uint8_t *)good, sizeof(good),
					 &msg, &err),
			1);
	assert_int_equal(msg.type, QREXEC_EXEC_CMDLINE);
	assert_int_equal(msg.exec.params.domain, 0x201);
	assert_int_equal(msg.exec.params.port, 0x304);
	assert_string_equal(msg.exec.command, "QUBESRPC a b");
	assert_int_equal(qrexec_fork_size(&msg.exec), sizeof(good));
	qrexec_fork_encode(&msg, again);
	assert_memory_equal(again, good, sizeof(good));
}

static void
test_pieces(void **state)
{
	struct qrexec_msg msg;
	struct err err;

	for (size_t len = 0; len < sizeof(good); len++) {
		assert_int_equal(qrexec_fork_parse((const uint8_t *)good, len,
						 &msg, &err),
				0);
	}
}

static void
test_bad(void **state)
{
	static const struct {
		const char *wire;
		size_t len;
	} bad[] = {
			{WIRE("\x02", "\x0d", "QUBESRPC a b"), 29},
			{WIRE("\x10", "", ""), 19},
			{WIRE("\0", "\0", ""), 16},
			{WIRE("\0", "\x01", ""), 17},
			{WIRE("\0", "\x03", "a\0"), 19}, // a NUL inside
			{WIRE("\0", "\x03", "abc"), 19}, // none at the end
			{"\0\2\0\0\0\0\0\0\0\0\0\0\0\0\1\0", 16}, // 65536
			{"\0\2\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff", 16},
	};
	struct qrexec_msg msg;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = {0};

		assert_int_equal(qrexec_fork_parse((const uint8_t *)bad[i].wire,
						 bad[i].len, &msg, &err),
				-1);
		assert_true(err.text[0] != '\0');
	}
}

static void
test_longest(void **state)
{
	char *text = malloc(QREXEC_COMMAND_MAX);
	uint8_t *wire = malloc(QREXEC_FORK_MAX);
	struct qrexec_msg msg = {.type = QREXEC_JUST_EXEC,
			.exec = {.command = text,
					.command_size = QREXEC_COMMAND_MAX}};
	struct qrexec_msg again;
	struct err err;

	assert_non_null(text);
	assert_non_null(wire);
	memset(text, 'x', QREXEC_COMMAND_MAX);
	text[QREXEC_COMMAND_MAX - 1] = '\0';
	assert_int_equal(qrexec_fork_size(&msg.exec), QREXEC_FORK_MAX);
	qrexec_fork_encode(&msg, wire);
	assert_int_equal(qrexec_fork_parse(wire, QREXEC_FORK_MAX, &again, &err),
			1);
	assert_int_equal(again.type, QREXEC_JUST_EXEC);
	assert_string_equal(again.exec.command, text);
	free(text);
	free(wire);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_whole),
			cmocka_unit_test(test_pieces),
			cmocka_unit_test(test_bad),
			cmocka_unit_test(test_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
