// SPDX-License-Identifier: MIT
/* The relay between two ends that are sockets of the test. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/loop.h"
#include "protocols/qrexec/qrexec_data.h"
#include "qrexec/router/farewell.h"
#include "qrexec/router/relay.h"
#include "tests/check.h"

#define DEADLINE_MSEC 20000
#define HELLO "\0\3\0\0\4\0\0\0\4\0\0\0"
#define HELLO_SIZE 12
#define EXIT_7 "\x93\1\0\0\4\0\0\0\7\0\0\0"
#define LOST "\x91\1\0\0\0\0\0\0\x92\1\0\0\0\0\0\0\x93\1\0\0\4\0\0\0\xff\0\0\0"
#define BULK (3u << 20)

struct fixture {
	struct wl_event_loop *loop;
	struct farewells farewells;
	struct relay *relay;
	uint8_t room[RELAY_ROOM];
	int caller, service; // the peers' ends
	struct relay_counts counts; // when it ended
	char why[64];
	bool ended;
};

static void
handle_ended(void *user, const char *why)
{
	struct fixture *f = user;

	assert_false(f->ended);
	f->ended = true;
	snprintf(f->why, sizeof(f->why), "%s", why);
	f->counts = *relay_get_counts(f->relay);
	relay_destroy(f->relay);
	f->relay = NULL;
}

static struct fixture *
start(uint64_t limit)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct relay_needs needs;
	int a[2], b[2];

	assert_non_null(f);
	f->loop = wl_event_loop_create();
	farewells_init(&f->farewells, f->loop);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, a),
			0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, b),
			0);
	f->caller = a[1];
	f->service = b[1];
	needs = (struct relay_needs){f->loop, &f->farewells, f->room};
	f->relay = relay_create(&needs, a[0], b[0], limit, handle_ended, f);
	assert_non_null(f->relay);
	return f;
}

static void
stop(struct fixture *f)
{
	relay_destroy(f->relay);
	farewells_finish(&f->farewells);
	wl_event_loop_destroy(f->loop);
	if (f->caller >= 0) {
		close(f->caller);
	}
	if (f->service >= 0) {
		close(f->service);
	}
	free(f);
}

static void
turn(struct fixture *f)
{
	assert_int_equal(wl_event_loop_dispatch(f->loop, 1), 0);
}

static void
wait_ended(struct fixture *f)
{
	int64_t end = loop_now_msec() + DEADLINE_MSEC;

	while (!f->ended && loop_now_msec() < end) {
		turn(f);
	}
	assert_true(f->ended);
}

static void
say(int fd, const void *bytes, size_t len)
{
	assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), len);
}

/* Reads exactly len bytes, turning the loop. */
static void
hear(struct fixture *f, int fd, const void *wanted, size_t len)
{
	int64_t end = loop_now_msec() + DEADLINE_MSEC;
	uint8_t got[256];
	size_t n = 0;

	assert_true(len <= sizeof(got));
	while (n < len && loop_now_msec() < end) {
		ssize_t part = recv(fd, got + n, len - n, MSG_DONTWAIT);

		if (part > 0) {
			n += (size_t)part;
			continue;
		}
		assert_true(part < 0 && errno == EAGAIN);
		turn(f);
	}
	assert_int_equal(n, len);
	assert_memory_equal(got, wanted, len);
}

static void
hear_end(struct fixture *f, int fd)
{
	int64_t end = loop_now_msec() + DEADLINE_MSEC;
	uint8_t byte;
	ssize_t part;

	do {
		turn(f);
		part = recv(fd, &byte, 1, MSG_DONTWAIT);
	} while (part < 0 && errno == EAGAIN && loop_now_msec() < end);
	assert_true(part == 0 || (part < 0 && errno == ECONNRESET));
}

static void
greet(struct fixture *f)
{
	say(f->caller, HELLO, HELLO_SIZE);
	say(f->service, HELLO, HELLO_SIZE);
	hear(f, f->caller, HELLO, HELLO_SIZE);
	hear(f, f->service, HELLO, HELLO_SIZE);
}

static void
test_a_whole_call(void **state)
{
	struct fixture *f = start(0);

	greet(f);
	say(f->caller, "\x90\1\0\0\2\0\0\0hi\x90\1\0\0\0\0\0\0", 18);
	hear(f, f->service, "\x90\1\0\0\2\0\0\0hi\x90\1\0\0\0\0\0\0", 18);
	say(f->service, "\x91\1\0\0\3\0\0\0yes" EXIT_7, 23);
	close(f->service);
	f->service = -1;
	hear(f, f->caller, "\x91\1\0\0\3\0\0\0yes" EXIT_7, 23);
	wait_ended(f);
	hear_end(f, f->caller);
	assert_string_equal(f->why, "");
	assert_int_equal(f->counts.to_service, 2);
	assert_int_equal(f->counts.to_caller, 3);
	assert_true(f->counts.exited);
	assert_int_equal(f->counts.exit_code, 7);
	stop(f);
}

/* Sends chunks until nothing is taken any more; returns the bytes sent. */
static size_t
flood(struct fixture *f, int fd, uint32_t type)
{
	static uint8_t chunk[8 + 32768];
	size_t total = 0;
	int stuck = 0;

	qrexec_header_encode(chunk, type, 32768);
	while (stuck < 50 && total < (64u << 20)) {
		// a message may be cut by the socket: go on where it was
		size_t at = total % sizeof(chunk);
		ssize_t sent = send(fd, chunk + at, sizeof(chunk) - at,
				MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent > 0) {
			total += (size_t)sent;
			stuck = 0;
		} else {
			turn(f);
			stuck++;
		}
	}
	assert_true(total < (64u << 20));
	return total;
}

static void
drain(struct fixture *f, int fd, size_t total)
{
	static uint8_t bytes[65536];
	int64_t end = loop_now_msec() + DEADLINE_MSEC;

	while (total > 0 && loop_now_msec() < end) {
		ssize_t got = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

		if (got > 0) {
			total -= (size_t)got;
		} else {
			turn(f);
		}
	}
	assert_int_equal(total, 0);
}

static void
test_a_service_that_never_reads(void **state)
{
	struct fixture *f = start(0);
	size_t sent;

	greet(f);
	sent = flood(f, f->caller, QREXEC_DATA_STDIN);
	assert_true(sent > 0);
	// the other direction is not held up
	say(f->service, "\x91\1\0\0\3\0\0\0yes", 11);
	hear(f, f->caller, "\x91\1\0\0\3\0\0\0yes", 11);
	assert_false(f->ended);
	drain(f, f->service, sent);
	stop(f);
}

static void
test_a_service_that_floods(void **state)
{
	struct fixture *f = start(0);
	size_t sent;

	greet(f);
	sent = flood(f, f->service, QREXEC_DATA_STDOUT);
	say(f->caller, "\x90\1\0\0\2\0\0\0hi", 10);
	hear(f, f->service, "\x90\1\0\0\2\0\0\0hi", 10);
	drain(f, f->caller, sent);
	stop(f);
}

static void
test_what_was_said_before_the_end_arrives(void **state)
{
	struct fixture *f = start(0);
	size_t sent;

	greet(f);
	sent = flood(f, f->service, QREXEC_DATA_STDOUT);
	close(f->service);
	f->service = -1;
	for (int i = 0; i < 20; i++) {
		turn(f); // its hangup must not keep the loop busy, nor end it
	}
	assert_false(f->ended);
	drain(f, f->caller, sent);
	wait_ended(f);
	assert_string_equal(f->why, "the service went away");
	stop(f);
}

static void
test_a_stuck_relay_is_quiet(void **state)
{
	struct fixture *f = start(0);
	int64_t began;

	greet(f);
	flood(f, f->service, QREXEC_DATA_STDOUT);
	close(f->service);
	f->service = -1;
	turn(f);
	began = loop_now_msec();
	assert_int_equal(wl_event_loop_dispatch(f->loop, 200), 0);
	assert_true(loop_now_msec() - began >= 150);
	stop(f);
}

static void
test_a_caller_that_goes(void **state)
{
	struct fixture *f = start(0);

	greet(f);
	close(f->caller);
	f->caller = -1;
	wait_ended(f);
	assert_string_equal(f->why, "the caller went away");
	assert_false(f->counts.exited);
	hear_end(f, f->service);
	stop(f);
}

static void
test_a_service_that_goes(void **state)
{
	struct fixture *f = start(0);

	greet(f);
	say(f->service, "\x91\1\0\0\0\0\0\0", 8);
	hear(f, f->caller, "\x91\1\0\0\0\0\0\0", 8);
	close(f->service);
	f->service = -1;
	wait_ended(f);
	assert_string_equal(f->why, "the service went away");
	// the end of its output is not said twice
	hear(f, f->caller, &LOST[8], sizeof(LOST) - 1 - 8);
	hear_end(f, f->caller);
	stop(f);
}

static void
test_a_service_that_goes_within_a_message(void **state)
{
	struct fixture *f = start(0);

	greet(f);
	say(f->service, "\x91\1\0\0\x9\0\0\0abc", 11);
	close(f->service);
	f->service = -1;
	hear(f, f->caller, "\x91\1\0\0\x9\0\0\0abc", 11);
	wait_ended(f);
	hear_end(f, f->caller);
	stop(f);
}

static void
test_a_service_that_says_nothing(void **state)
{
	struct fixture *f = start(0);

	close(f->service);
	f->service = -1;
	wait_ended(f);
	hear(f, f->caller, HELLO LOST, HELLO_SIZE + sizeof(LOST) - 1);
	stop(f);
}

static void
test_breaches(void **state)
{
	struct fixture *f = start(0);

	greet(f);
	say(f->service, "\x94\1\0\0\0\0\0\0", 8);
	wait_ended(f);
	assert_string_equal(f->why, "the service broke the protocol");
	stop(f);
	f = start(0);
	greet(f);
	say(f->caller, "\x90\1\0\0\1\0\1\0", 8);
	wait_ended(f);
	assert_string_equal(f->why, "the caller broke the protocol");
	hear(f, f->caller, LOST, sizeof(LOST) - 1);
	stop(f);
}

static void
test_limit_of_bytes(void **state)
{
	struct fixture *f = start(4);

	greet(f);
	say(f->caller, "\x90\1\0\0\4\0\0\0four", 12);
	hear(f, f->service, "\x90\1\0\0\4\0\0\0four", 12);
	assert_false(f->ended);
	say(f->caller, "\x90\1\0\0\1\0\0\0!", 9);
	wait_ended(f);
	assert_string_equal(f->why, "the limit of bytes was reached");
	stop(f);
}

static void
test_cut(void **state)
{
	struct fixture *f = start(0);

	greet(f);
	relay_destroy(f->relay);
	f->relay = NULL;
	hear(f, f->caller, LOST, sizeof(LOST) - 1);
	hear_end(f, f->caller);
	hear_end(f, f->service);
	assert_false(f->ended);
	stop(f);
}

static void
test_a_call_that_cannot_be_served(void **state)
{
	struct fixture *f = start(0);
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair),
			0);
	relay_refuse(&f->farewells, pair[0], QREXEC_EXIT_ABSENT);
	hear(f, pair[1], HELLO LOST, HELLO_SIZE + sizeof(LOST) - 1 - 4);
	hear(f, pair[1], "\x7f\0\0\0", 4);
	hear_end(f, pair[1]);
	// it may go on for a while without harm
	say(pair[1], HELLO, HELLO_SIZE);
	close(pair[1]);
	while (!wl_list_empty(&f->farewells.list)) {
		turn(f);
	}
	stop(f);
}

static void
test_last_words_are_bounded(void **state)
{
	struct fixture *f = start(0);
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	for (int i = 0; i < 2 * FAREWELLS_MAX; i++) {
		int pair[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK,
						 0, pair),
				0);
		relay_refuse(&f->farewells, pair[0], QREXEC_EXIT_LOST);
		hear(f, pair[1], HELLO LOST, HELLO_SIZE + sizeof(LOST) - 1);
		if (i % 2 == 0) {
			close(pair[1]); // half of them never do: until it ends
		}
	}
	assert_true(f->farewells.count <= FAREWELLS_MAX);
	stop(f);
}

static void
test_bulk(void **state)
{
	struct fixture *f = start(0);
	uint8_t chunk[8 + 65536];
	size_t sent = 0, got = 0;
	uint8_t in[65536];

	qrexec_header_encode(chunk, QREXEC_DATA_STDOUT, 65536);
	for (size_t i = 8; i < sizeof(chunk); i++) {
		chunk[i] = (uint8_t)(i * 7 + i / 256);
	}
	greet(f);
	while (got < BULK) {
		ssize_t part = sent < BULK
				? send(f->service, chunk + sent % sizeof(chunk),
						  sizeof(chunk) - sent % sizeof(chunk),
						  MSG_DONTWAIT)
				: 0;

		sent += part > 0 ? (size_t)part : 0;
		turn(f);
		part = recv(f->caller, in, sizeof(in), MSG_DONTWAIT);
		for (ssize_t i = 0; i < part; i++, got++) {
			if (in[i] != chunk[got % sizeof(chunk)]) {
				fail_msg("byte %zu is wrong", got);
			}
		}
	}
	stop(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_whole_call),
			cmocka_unit_test(test_a_service_that_never_reads),
			cmocka_unit_test(test_a_service_that_floods),
			cmocka_unit_test(test_what_was_said_before_the_end_arrives),
			cmocka_unit_test(test_a_stuck_relay_is_quiet),
			cmocka_unit_test(test_a_caller_that_goes),
			cmocka_unit_test(test_a_service_that_goes),
			cmocka_unit_test(test_a_service_that_goes_within_a_message),
			cmocka_unit_test(test_a_service_that_says_nothing),
			cmocka_unit_test(test_breaches),
			cmocka_unit_test(test_limit_of_bytes),
			cmocka_unit_test(test_cut),
			cmocka_unit_test(test_a_call_that_cannot_be_served),
			cmocka_unit_test(test_last_words_are_bounded),
			cmocka_unit_test(test_bulk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
