// SPDX-License-Identifier: MIT
/* A call's data as bytes: events of each end, whatever the pieces. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "protocols/qrexec/qrexec_data.h"
#include "tests/check.h"

#define GREETING "\0\3\0\0\4\0\0\0\4\0\0\0"
#define GREETING2 "\0\3\0\0\4\0\0\0\2\0\0\0"

/* Events as text: H, B<stream>:<bytes>; E<stream>, X<code>. Pieces of the same
 * stream are joined, so that the text does not depend on how bytes arrive. */
struct script {
	char text[256];
	char open; // stream of the last bytes, or 0
};

__attribute__((format(printf, 2, 3))) static void
say(struct script *script, const char *fmt, ...)
{
	size_t used = strlen(script->text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(script->text + used, sizeof(script->text) - used, fmt, args);
	va_end(args);
}

static void
note(struct script *script, const struct qrexec_event *event)
{
	char stream = (char)('0' + event->stream);

	if (event->type == QREXEC_EVENT_NONE ||
			event->type == QREXEC_EVENT_IGNORED) {
		return;
	}
	if (event->type == QREXEC_EVENT_BYTES) {
		if (script->open != stream) {
			say(script, " B%c:", stream);
		}
		say(script, "%.*s", (int)event->len, (const char *)event->bytes);
		script->open = stream;
		return;
	}
	script->open = 0;
	switch (event->type) {
	case QREXEC_EVENT_HELLO:
		say(script, " H");
		break;
	case QREXEC_EVENT_END:
		say(script, " E%c", stream);
		break;
	case QREXEC_EVENT_EXIT:
		say(script, " X%d", event->exit_code);
		break;
	case QREXEC_EVENT_NONE:
	case QREXEC_EVENT_BYTES:
	case QREXEC_EVENT_IGNORED:
		break;
	}
}

static int
feed(struct qrexec_data *data, struct script *script, const uint8_t *bytes,
		size_t len)
{
	struct qrexec_event event;
	struct err err = {""};

	do {
		if (qrexec_data_feed(data, &bytes, &len, &event, &err) < 0) {
			assert_string_not_equal(err.text, "");
			say(script, " !");
			return -1;
		}
		note(script, &event);
	} while (event.type != QREXEC_EVENT_NONE || len > 0);
	return 0;
}

static void
check_events(enum qrexec_role role, const char *wire, size_t size,
		const char *wanted)
{
	for (size_t piece = 1; piece <= size; piece++) {
		struct script script = {""};
		struct qrexec_data data;
		size_t part;

		qrexec_data_init(&data, role);
		for (size_t at = 0; at < size; at += part) {
			part = size - at < piece ? size - at : piece;
			if (feed(&data, &script, (const uint8_t *)wire + at,
					    part) < 0) {
				break;
			}
		}
		assert_string_equal(script.text, wanted);
	}
}

#define CHECK(role, wire, wanted) \
	check_events(QREXEC_ROLE_##role, wire, sizeof(wire) - 1, wanted)

static void
test_whole_calls(void **state)
{
	CHECK(SERVICE,
			GREETING "\x90\1\0\0\2\0\0\0hi"
				 "\x90\1\0\0\0\0\0\0",
			" H B0:hi E0");
	CHECK(CALLER,
			GREETING "\x91\1\0\0\2\0\0\0ok"
				 "\x92\1\0\0\3\0\0\0oh!"
				 "\x91\1\0\0\0\0\0\0\x92\1\0\0\0\0\0\0"
				 "\x93\1\0\0\4\0\0\0\7\0\0\0",
			" H B1:ok B2:oh! E1 E2 X7");
}

static void
test_odd_calls(void **state)
{
	// what belongs to the other direction
	CHECK(SERVICE, GREETING "\x91\1\0\0\2\0\0\0hi", " H B0:hi");
	CHECK(CALLER, GREETING "\x90\1\0\0\2\0\0\0hi", " H B1:hi");
	CHECK(SERVICE,
			GREETING "\x92\1\0\0\2\0\0\0hi\x93\1\0\0\4\0\0\0\1\0\0\0"
				 "\x90\1\0\0\0\0\0\0",
			" H E0");
	// exit codes: negative, too short, none, too long; nothing follows
	CHECK(CALLER, GREETING "\x93\1\0\0\4\0\0\0\xff\xff\xff\xff", " H X-1");
	CHECK(CALLER, GREETING "\x93\1\0\0\2\0\0\0\1\0", " H X255");
	CHECK(CALLER, GREETING "\x93\1\0\0\0\0\0\0", " H X255");
	CHECK(CALLER,
			GREETING "\x93\1\0\0\6\0\0\0\1\0\0\0ab"
				 "\x91\1\0\0\1\0\0\0z\x93\1\0\0\0\0\0\0",
			" H X1");
	CHECK(CALLER, "\0\3\0\0\4\0\0\0\x9\0\0\0", " H");
}

static void
test_breaches(void **state)
{
	CHECK(SERVICE, "\x90\1\0\0\0\0\0\0", " !");
	CHECK(SERVICE, "\0\3\0\0\0\0\0\0", " !");
	CHECK(SERVICE, "\0\3\0\0\4\0\0\0\1\0\0\0", " !");
	CHECK(SERVICE, GREETING GREETING, " H !");
	CHECK(SERVICE, GREETING "\x8f\1\0\0\0\0\0\0", " H !");
	CHECK(SERVICE, GREETING "\x94\1\0\0\0\0\0\0", " H !");
	CHECK(CALLER, GREETING "\x91\1\0\0\1\0\1\0", " H !");
	CHECK(CALLER, GREETING2 "\x91\1\0\0\1\x10\0\0", " H !");
	CHECK(CALLER, GREETING "\x92\1\0\0\xff\xff\xff\xff", " H !");
}

static void
test_largest_chunks(void **state)
{
	static const uint8_t chunk[QREXEC_CHUNK_MAX];
	struct script script = {""};
	struct qrexec_data data;
	const uint8_t *bytes = chunk;
	size_t len = sizeof(chunk);
	struct qrexec_event event;
	struct err err;

	qrexec_data_init(&data, QREXEC_ROLE_CALLER);
	assert_int_equal(qrexec_data_chunk_max(&data), QREXEC_CHUNK_MAX2);
	feed(&data, &script, (const uint8_t *)GREETING "\x91\1\0\0\0\0\1\0", 20);
	assert_int_equal(qrexec_data_chunk_max(&data), QREXEC_CHUNK_MAX);
	assert_false(qrexec_data_is_between(&data));
	assert_int_equal(qrexec_data_feed(&data, &bytes, &len, &event, &err), 0);
	assert_int_equal(event.type, QREXEC_EVENT_BYTES);
	assert_ptr_equal(event.bytes, chunk); // handed on, not copied
	assert_int_equal(event.len, sizeof(chunk));
	assert_true(qrexec_data_is_between(&data));
}

static void
test_what_is_sent(void **state)
{
	uint8_t out[QREXEC_FAILURE_SIZE];
	struct qrexec_data data;

	qrexec_data_init(&data, QREXEC_ROLE_SERVICE);
	qrexec_data_put_hello(out);
	assert_memory_equal(out, GREETING, 12);
	qrexec_data_put_header(QREXEC_STDERR, 300, out);
	assert_memory_equal(out, "\x92\1\0\0\x2c\1\0\0", 8);
	assert_true(qrexec_data_put_end(&data, QREXEC_STDIN, out));
	assert_memory_equal(out, "\x90\1\0\0\0\0\0\0", 8);
	assert_false(qrexec_data_put_end(&data, QREXEC_STDIN, out));
	assert_int_equal(qrexec_data_put_failure(&data, 127, out), 28);
	assert_memory_equal(out,
			"\x91\1\0\0\0\0\0\0\x92\1\0\0\0\0\0\0"
			"\x93\1\0\0\4\0\0\0\x7f\0\0\0",
			28);
	assert_true(data.exit_sent);
}

static void
test_failure_repeats_no_end(void **state)
{
	uint8_t out[QREXEC_FAILURE_SIZE];
	struct qrexec_data data;

	qrexec_data_init(&data, QREXEC_ROLE_SERVICE);
	assert_true(qrexec_data_put_end(&data, QREXEC_STDOUT, out));
	assert_int_equal(qrexec_data_put_failure(&data, -1, out), 20);
	assert_memory_equal(out,
			"\x92\1\0\0\0\0\0\0\x93\1\0\0\4\0\0\0\xff\xff\xff\xff",
			20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_whole_calls),
			cmocka_unit_test(test_odd_calls),
			cmocka_unit_test(test_breaches),
			cmocka_unit_test(test_largest_chunks),
			cmocka_unit_test(test_what_is_sent),
			cmocka_unit_test(test_failure_repeats_no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
