// SPDX-License-Identifier: MIT
/* The keeper's relay between an agent that comes once and routers that come and
 * go. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/bytes.h"
#include "common/fd.h"
#include "common/loop.h"
#include "common/sock.h"
#include "tests/check.h"
#include "tests/lib/relay_rig.h"
#include "zones/vchan/vchan_unix.h"

/* An agent of version 4 and a router, both greeted. */
static struct relay_rig *
start_both(void **state)
{
	struct relay_rig *f = *state;

	relay_rig_start_agent(f);
	relay_rig_send_hello(f, &f->agent, 4);
	relay_rig_expect_hello(f, &f->agent, 4);
	qrexec_relay_ask(f->relay, 1);
	assert_int_equal(f->streams, 1);
	relay_rig_send_hello(f, &f->router, 4);
	relay_rig_expect_hello(f, &f->router, 4);
	return f;
}

static void
test_an_agent_is_greeted_without_a_router(void **state)
{
	static const uint32_t versions[][2] = {{4, 4}, {3, 3}, {2, 2}, {9, 4}};
	struct relay_rig *f = *state;

	for (size_t i = 0; i < 4; i++) {
		relay_rig_start_agent(f);
		assert_false(relay_rig_recv(f, &f->agent, 30)); // it speaks first
		relay_rig_send_hello(f, &f->agent, versions[i][0]);
		relay_rig_expect_hello(f, &f->agent, versions[i][1]);
		relay_rig_stop_agent(f);
	}
	relay_rig_start_agent(f);
	relay_rig_send_hello(f, &f->agent, 1);
	relay_rig_expect_closed(f, &f->agent);
}

static void
test_messages_pass_both_ways(void **state)
{
	static const uint8_t exec[] = "\3\0\0\0\4\2\0\0user:QUBESRPC a+ b";
	struct relay_rig *f = start_both(state);

	relay_rig_send_call(f, "SOCKET5", 40);
	relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
	assert_int_equal(f->router.header.len, 200);
	assert_string_equal((char *)f->router.body + 128, "SOCKET5");
	relay_rig_send(f, &f->router, QREXEC_EXEC_CMDLINE, exec, sizeof(exec));
	relay_rig_expect(f, &f->agent,
			QREXEC_EXEC_CMDLINE); // and no HELLO before
	assert_int_equal(f->agent.header.len, sizeof(exec));
	assert_memory_equal(f->agent.body, exec, sizeof(exec));
}

static void
test_a_router_may_come_long_before_the_agent(void **state)
{
	struct relay_rig *f = *state;

	qrexec_relay_ask(f->relay, 1);
	relay_rig_pump(f, 30);
	relay_rig_start_agent(f);
	relay_rig_pump(f, 30);
	assert_int_equal(f->streams, 0); // it has said nothing yet
	relay_rig_send_hello(f, &f->agent, 3);
	relay_rig_expect_hello(f, &f->agent, 3);
	assert_int_equal(f->streams, 1);
	assert_int_equal(f->serial, 1);
	relay_rig_expect_hello(f, &f->router, 3);
}

static void
test_one_waits_for_a_stream_the_newest(void **state)
{
	struct relay_rig *f = *state;

	qrexec_relay_ask(f->relay, 1);
	qrexec_relay_ask(f->relay, 1);
	assert_int_equal(f->refused, 0);
	qrexec_relay_ask(f->relay, 2);
	assert_int_equal(f->refused, 1);
	qrexec_relay_forget(f->relay);
	relay_rig_start_agent(f);
	relay_rig_send_hello(f, &f->agent, 4);
	relay_rig_expect_hello(f, &f->agent, 4);
	assert_int_equal(f->streams, 0);
	qrexec_relay_ask(f->relay, 3);
	assert_int_equal(f->serial, 3);
}

static void
test_what_the_agent_says_waits_for_a_router(void **state)
{
	struct relay_rig *f = *state;

	relay_rig_start_agent(f);
	relay_rig_send_hello(f, &f->agent, 4);
	relay_rig_send_call(f, "SOCKET5", 40);
	relay_rig_send_call(f, "SOCKET6", 40);
	relay_rig_pump(f, 30);
	qrexec_relay_ask(f->relay, 1);
	relay_rig_expect_hello(f, &f->router, 4);
	relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
	assert_string_equal((char *)f->router.body + 128, "SOCKET5");
	relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
	assert_string_equal((char *)f->router.body + 128, "SOCKET6");
}

static void
test_half_a_message_of_a_router_is_nothing(void **state)
{
	static const uint8_t half[] = "\0\2\0\0\30\0\0\0\3\0\0";
	const char ident[QREXEC_IDENT_SIZE] = "SOCKET1";
	struct relay_rig *f = start_both(state);

	relay_rig_send_bytes(f, &f->router, half, sizeof(half));
	qrexec_relay_ask(f->relay, 2);
	relay_rig_expect_hello(f, &f->router, 4);
	relay_rig_send(f, &f->router, QREXEC_SERVICE_REFUSED, ident,
			sizeof(ident));
	relay_rig_expect(f, &f->agent, QREXEC_SERVICE_REFUSED);
}

static void
test_a_router_that_goes_leaves_no_call_unanswered(void **state)
{
	uint8_t connect[40] = {0, 0, 0, 0, 5, 2};
	struct relay_rig *f = start_both(state);

	memcpy(connect + 8, "SOCKET5", 7);
	relay_rig_send_call(f, "SOCKET5", 2);
	relay_rig_send_call(f, "SOCKET6", 2);
	relay_rig_send_call(f, "", 2); // an empty one must never be refused
	for (int i = 0; i < 3; i++) {
		relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
	}
	relay_rig_send(f, &f->router, QREXEC_SERVICE_CONNECT, connect,
			sizeof(connect));
	relay_rig_expect(f, &f->agent, QREXEC_SERVICE_CONNECT);
	relay_rig_reset_end(&f->router, -1, QREXEC_LINK_FROM_AGENT);
	relay_rig_expect(f, &f->agent, QREXEC_SERVICE_REFUSED);
	assert_string_equal((char *)f->agent.body, "SOCKET6");
	assert_false(relay_rig_recv(f, &f->agent, 50));
	/* and once */
	qrexec_relay_ask(f->relay, 2);
	relay_rig_expect_hello(f, &f->router, 4);
	relay_rig_reset_end(&f->router, -1, QREXEC_LINK_FROM_AGENT);
	assert_false(relay_rig_recv(f, &f->agent, 50));
	assert_false(f->agent.closed);
}

/* Listens on or connects to a data channel as a program of the agent does. */
static int
play_caller(struct relay_rig *f, uint32_t port)
{
	const struct vchan_unix_address address = {7, 0, port};

	return vchan_unix_listen(f->dirfd, &address, NULL);
}

static bool
play_service(struct relay_rig *f, uint32_t port)
{
	const struct vchan_unix_address address = {0, 7, port};
	int64_t end = loop_now_msec() + 5000;
	int fd = -1;
	ssize_t got = -1;
	char byte;

	while (got != 0 && loop_now_msec() < end) {
		fd = fd < 0 ? vchan_unix_connect(f->dirfd, &address) : fd;
		got = fd < 0 ? -1 : recv(fd, &byte, 1, MSG_DONTWAIT);
		relay_rig_pump(f, 5);
	}
	fd_close(&fd);
	return got == 0;
}

static void
tell_exec(struct relay_rig *f, uint8_t port)
{
	uint8_t exec[] = "\0\0\0\0\0\0\1\0user:QUBESRPC a+ b";

	exec[4] = port;
	relay_rig_send(f, &f->router, QREXEC_EXEC_CMDLINE, exec, sizeof(exec));
	relay_rig_expect(f, &f->agent, QREXEC_EXEC_CMDLINE);
}

static void
test_whoever_waits_for_a_router_that_goes_is_met(void **state)
{
	static const uint8_t ended[] = {0, 0, 0, 0, 6, 0, 1, 0};
	const struct vchan_unix_address over = {0, 7, 0x10006};
	uint8_t connect[40] = {0, 0, 0, 0, 7, 0, 1, 0, 'S', '1'};
	struct relay_rig *f = start_both(state);
	int64_t end = loop_now_msec() + 5000;
	int listener;
	int fd = -1;
	char byte;

	tell_exec(f, 5);
	tell_exec(f, 6);
	relay_rig_send(f, &f->router, QREXEC_SERVICE_CONNECT, connect, 40);
	relay_rig_expect(f, &f->agent, QREXEC_SERVICE_CONNECT);
	relay_rig_send(f, &f->agent, QREXEC_CONNECTION_TERMINATED, ended, 8);
	relay_rig_expect(f, &f->router, QREXEC_CONNECTION_TERMINATED);
	relay_rig_reset_end(&f->router, -1, QREXEC_LINK_FROM_AGENT);
	assert_true(play_service(f, 0x10005));
	assert_int_equal(vchan_unix_connect(f->dirfd, &over), -1);
	listener = play_caller(f, 0x10007);
	while (fd < 0 && loop_now_msec() < end) {
		relay_rig_pump(f, 5);
		fd = sock_accept(listener);
	}
	assert_true(fd >= 0);
	relay_rig_pump(f, 20);
	assert_int_equal(recv(fd, &byte, 1, MSG_DONTWAIT), 0);
	close(fd);
	close(listener);
	unlinkat(f->dirfd, "vchan.7.0.65543.sock", 0);
}

/* Too much for the socket of a router that does not read: each call is either
 * refused or comes to the next router, whole. */
static void
test_a_call_that_was_half_told_is_told_again(void **state)
{
	struct relay_rig *f = start_both(state);
	int told = 0;
	int refused = 0;
	int sent = 0;
	char ident[24];

	while (sent < 40) {
		snprintf(ident, sizeof(ident), "SOCKET%d", sent);
		if (relay_rig_send_call(f, ident, 9000) < 168 + 9000) {
			break;
		}
		sent++;
	}
	assert_true(sent > 10);
	qrexec_relay_ask(f->relay, 2);
	while (relay_rig_recv(f, &f->agent, 100)) {
		assert_int_equal(f->agent.header.type, QREXEC_SERVICE_REFUSED);
		snprintf(ident, sizeof(ident), "SOCKET%d", refused++);
		assert_string_equal((char *)f->agent.body, ident);
	}
	relay_rig_expect_hello(f, &f->router, 4);
	while (told + refused < sent) {
		relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
		assert_int_equal(f->router.header.len, 160 + 9000);
		snprintf(ident, sizeof(ident), "SOCKET%d", refused + told++);
		assert_string_equal((char *)f->router.body + 128, ident);
	}
	assert_true(told > 0 && refused > 0);
}

static void
test_the_newest_router_has_the_stream(void **state)
{
	struct relay_rig *f = start_both(state);
	int old = dup(f->router.fd);
	char byte;

	qrexec_relay_ask(f->relay, 2);
	assert_int_equal(recv(old, &byte, 1, 0), 0);
	close(old);
	relay_rig_expect_hello(f, &f->router, 4);
	relay_rig_send_call(f, "SOCKET5", 2);
	relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
}

static void
test_an_agent_that_ends_ends_the_stream(void **state)
{
	struct relay_rig *f = start_both(state);

	relay_rig_send_call(f, "SOCKET5", 2);
	relay_rig_stop_agent(f);
	relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
	relay_rig_expect_closed(f, &f->router);
	qrexec_relay_ask(f->relay, 2);
	assert_int_equal(f->streams, 1);
	relay_rig_start_agent(f);
	relay_rig_send_hello(f, &f->agent, 3);
	relay_rig_expect_hello(f, &f->agent, 3); // and no refusal of what was
	relay_rig_expect_hello(f, &f->router, 3);
	assert_false(relay_rig_recv(f, &f->router, 30));
}

struct breach {
	uint32_t version; // 0: no HELLO before
	uint32_t type;
	uint32_t len;
};

static void
test_an_agent_that_breaks_the_rules_is_left(void **state)
{
	static const struct breach table[] = {
			{4, 0x300, 4}, // HELLO twice
			{0, 0x211, 8}, // without HELLO
			{0, 0x300, 5},
			{4, 0x200, 20}, // a router's
			{4, 0x202, 40},
			{4, 0x999, 0},
			{4, 0, 0},
			{4, 0x210, 128}, // a call of version 2
			{2, 0x212, 97},
			{3, 0x213, 161},
			{4, 0x213, 160},
			{4, 0x213, 160 + 65001},
			{4, 0x211, 7},
			{4, 0x213, UINT32_MAX},
	};
	static const uint8_t zeros[256];
	struct relay_rig *f = *state;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		uint8_t header[QREXEC_HEADER_SIZE];
		size_t len = table[i].len < sizeof(zeros) ? table[i].len
							  : sizeof(zeros);

		relay_rig_start_agent(f);
		if (table[i].version > 0) {
			relay_rig_send_hello(f, &f->agent, table[i].version);
			relay_rig_expect_hello(f, &f->agent, table[i].version);
		}
		qrexec_header_encode(header, table[i].type, table[i].len);
		relay_rig_send_bytes(f, &f->agent, header, sizeof(header));
		relay_rig_send_bytes(f, &f->agent, zeros, len);
		relay_rig_expect_closed(f, &f->agent);
		relay_rig_stop_agent(f);
	}
}

static void
test_a_router_that_breaks_the_rules_is_left(void **state)
{
	struct relay_rig *f = start_both(state);

	relay_rig_send_call(f, "SOCKET5", 2);
	relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
	relay_rig_send(f, &f->router, 0x999, "", 1);
	relay_rig_expect_closed(f, &f->router);
	relay_rig_expect(f, &f->agent, QREXEC_SERVICE_REFUSED);
	qrexec_relay_ask(f->relay, 2);
	relay_rig_expect_hello(f, &f->router, 4);
}

static void
test_without_a_router_only_so_much_is_kept(void **state)
{
	struct relay_rig *f = *state;
	size_t taken = 0;
	size_t now;

	relay_rig_start_agent(f);
	relay_rig_send_hello(f, &f->agent, 4);
	relay_rig_expect_hello(f, &f->agent, 4);
	do {
		now = relay_rig_send_call(f, "SOCKET5", 60000);
		taken += now;
	} while (now == 168 + 60000 && taken < (4u << 20));
	assert_true(taken < (1u << 20)); // with what the socket holds
	/* and it goes on when one comes that reads */
	qrexec_relay_ask(f->relay, 1);
	relay_rig_expect_hello(f, &f->router, 4);
	for (size_t i = 0; i < taken / (168 + 60000); i++) {
		relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
	}
}

static void
test_a_thousand_calls_wait_for_answers_and_no_more(void **state)
{
	struct relay_rig *f = start_both(state);
	const char ident[QREXEC_IDENT_SIZE] = "SOCKET5";
	int heard = 0;
	int told = 0;

	for (int i = 0; i < 2000 && relay_rig_send_call(f, ident, 2) == 170; i++) {
		told++;
		while (relay_rig_recv(f, &f->router, 0)) {
			heard++;
		}
	}
	while (relay_rig_recv(f, &f->router, 50)) {
		heard++;
	}
	assert_in_range(heard, QREXEC_RELAY_CALLS_MAX,
			QREXEC_RELAY_CALLS_MAX + 200);
	assert_true(told > heard);
	for (int i = 0; i < 1000; i++) {
		relay_rig_send(f, &f->router, QREXEC_SERVICE_REFUSED, ident,
				sizeof(ident));
		relay_rig_expect(f, &f->agent, QREXEC_SERVICE_REFUSED);
	}
	relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
}

static void
test_an_agent_that_does_not_read_is_not_heard(void **state)
{
	static const uint8_t command[4000] = {1, 0, 0, 0, 1};
	struct relay_rig *f = start_both(state);
	uint8_t body[sizeof(command)];
	size_t now;
	size_t sent = 0;

	memset(body, 'x', sizeof(body));
	memcpy(body, command, 8);
	body[sizeof(body) - 1] = '\0';
	do {
		now = relay_rig_send(f, &f->router, QREXEC_EXEC_CMDLINE, body,
				sizeof(body));
		sent += now;
	} while (now == 8 + sizeof(body) && sent < (4u << 20));
	assert_true(sent < (1u << 20));
	relay_rig_send_call(f, "SOCKET5", 2);
	assert_false(relay_rig_recv(f, &f->router, 50));
	for (size_t i = 0; i < sent / (8 + sizeof(body)); i++) {
		relay_rig_expect(f, &f->agent, QREXEC_EXEC_CMDLINE);
	}
	relay_rig_expect(f, &f->router, QREXEC_TRIGGER_SERVICE4);
}

int
main(void)
{
#define T(name) \
	cmocka_unit_test_setup_teardown( \
			name, relay_rig_setup, relay_rig_teardown)
	const struct CMUnitTest tests[] = {
			T(test_an_agent_is_greeted_without_a_router),
			T(test_messages_pass_both_ways),
			T(test_a_router_may_come_long_before_the_agent),
			T(test_one_waits_for_a_stream_the_newest),
			T(test_what_the_agent_says_waits_for_a_router),
			T(test_half_a_message_of_a_router_is_nothing),
			T(test_a_router_that_goes_leaves_no_call_unanswered),
			T(test_whoever_waits_for_a_router_that_goes_is_met),
			T(test_a_call_that_was_half_told_is_told_again),
			T(test_the_newest_router_has_the_stream),
			T(test_an_agent_that_ends_ends_the_stream),
			T(test_an_agent_that_breaks_the_rules_is_left),
			T(test_a_router_that_breaks_the_rules_is_left),
			T(test_without_a_router_only_so_much_is_kept),
			T(test_a_thousand_calls_wait_for_answers_and_no_more),
			T(test_an_agent_that_does_not_read_is_not_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
