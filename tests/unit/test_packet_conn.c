// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/packet_conn.h"
#include "common/sock.h"
#include "tests/check.h"

struct fixture {
	struct wl_event_loop *loop;
	struct packet_conn *conn;
	int peer;
	int messages;
	char last[32];
	int fd;
	const char *why; // NULL while open
	bool destroy_in_message;
};

static void
handle_message(void *user, const uint8_t *data, size_t len, int *fd)
{
	struct fixture *f = user;

	f->messages++;
	assert_true(len < sizeof(f->last));
	memcpy(f->last, data, len);
	f->last[len] = '\0';
	if (*fd >= 0) {
		fd_close(&f->fd);
		f->fd = fd_steal(fd);
	}
	if (f->destroy_in_message) {
		packet_conn_destroy(f->conn);
		f->conn = NULL;
	}
}

static void
handle_closed(void *user, const char *why)
{
	struct fixture *f = user;

	f->why = why;
	packet_conn_destroy(f->conn);
	f->conn = NULL;
}

static const struct packet_conn_events events = {
		.message = handle_message,
		.closed = handle_closed,
};

static void
start(struct fixture *f, size_t queue_max)
{
	const struct packet_conn_limits limits = {16, queue_max};
	int pair[2];

	*f = (struct fixture){.fd = -1};
	assert_int_equal(socketpair(AF_UNIX,
					 SOCK_SEQPACKET | SOCK_NONBLOCK |
							 SOCK_CLOEXEC,
					 0, pair),
			0);
	f->loop = wl_event_loop_create();
	f->peer = pair[1];
	f->conn = packet_conn_create(f->loop, pair[0], &limits, &events, f);
	assert_non_null(f->conn);
}

static void
stop(struct fixture *f)
{
	packet_conn_destroy(f->conn);
	fd_close(&f->peer);
	fd_close(&f->fd);
	wl_event_loop_destroy(f->loop);
}

static void
pump(struct fixture *f)
{
	for (int i = 0; i < 50; i++) {
		wl_event_loop_dispatch(f->loop, 0);
	}
}

static void
test_messages_arrive_whole_with_their_descriptor(void **state)
{
	struct fixture f;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	start(&f, 4);
	assert_int_equal(sock_send(f.peer, "one", 3, NULL, 0), 3);
	assert_int_equal(sock_send(f.peer, "two", 3, &null, 1), 3);
	pump(&f);
	assert_int_equal(f.messages, 2);
	assert_string_equal(f.last, "two");
	assert_true(f.fd >= 0);
	assert_null(f.why);
	close(null);
	stop(&f);
}

static void
test_the_end_comes_after_the_last_message(void **state)
{
	struct fixture f;

	start(&f, 4);
	assert_int_equal(sock_send(f.peer, "bye", 3, NULL, 0), 3);
	fd_close(&f.peer);
	pump(&f);
	assert_int_equal(f.messages, 1);
	assert_string_equal(f.why, "");
	stop(&f);
}

static void
test_a_long_message_ends_the_connection(void **state)
{
	struct fixture f;

	start(&f, 4);
	assert_int_equal(sock_send(f.peer, "12345678901234567", 17, NULL, 0), 17);
	assert_int_equal(sock_send(f.peer, "next", 4, NULL, 0), 4);
	pump(&f);
	assert_int_equal(f.messages, 0);
	assert_string_equal(f.why, "message too long");
	stop(&f);
}

static void
test_a_peer_that_does_not_read_is_closed(void **state)
{
	struct fixture f;
	int sent = 0;

	start(&f, 10);
	while (sent < 1000000 && packet_conn_send(f.conn, "x", 1, -1)) {
		sent++;
	}
	assert_true(sent > 10 && sent < 1000000);
	assert_false(packet_conn_send(f.conn, "x", 1, -1));
	assert_null(f.why); // told from the loop only
	pump(&f);
	assert_string_equal(f.why, "does not read");
	stop(&f);
}

static void
test_what_is_queued_is_sent_in_order(void **state)
{
	struct fixture f;
	int sent = 0;
	int seen = 0;
	char data[4];

	start(&f, 100);
	while (sent < 100000) { // until some had to be queued
		data[0] = (char)sent;
		assert_true(packet_conn_send(f.conn, data, 1, -1));
		sent++;
		if (sent % 50 == 0) {
			pump(&f);
			while (sock_recv(f.peer, data, sizeof(data), NULL,
					       NULL) == 1) {
				assert_int_equal((char)seen, data[0]);
				seen++;
			}
		}
		if (sent == 5000) {
			break;
		}
	}
	assert_int_equal(seen, sent);
	for (int i = 0; i < 350; i++) { // 278 fit into a socket here
		data[0] = (char)i;
		if (!packet_conn_send(f.conn, data, 1, -1)) {
			break;
		}
		sent++;
	}
	for (int round = 0; round < 10; round++) {
		while (sock_recv(f.peer, data, sizeof(data), NULL, NULL) == 1) {
			assert_int_equal((char)(seen - 5000), data[0]);
			seen++;
		}
		pump(&f);
	}
	assert_int_equal(seen, sent);
	stop(&f);
}

static void
test_it_may_be_destroyed_while_it_delivers(void **state)
{
	struct fixture f;

	start(&f, 4);
	f.destroy_in_message = true;
	assert_int_equal(sock_send(f.peer, "one", 3, NULL, 0), 3);
	assert_int_equal(sock_send(f.peer, "two", 3, NULL, 0), 3);
	pump(&f);
	assert_int_equal(f.messages, 1);
	assert_null(f.why);
	stop(&f);
}

static void
test_nothing_is_delivered_while_reading_is_off(void **state)
{
	struct fixture f;

	start(&f, 4);
	packet_conn_set_reading(f.conn, false);
	assert_int_equal(sock_send(f.peer, "one", 3, NULL, 0), 3);
	pump(&f);
	assert_int_equal(f.messages, 0);
	packet_conn_set_reading(f.conn, true);
	pump(&f);
	assert_int_equal(f.messages, 1);
	stop(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_messages_arrive_whole_with_their_descriptor),
			cmocka_unit_test(test_the_end_comes_after_the_last_message),
			cmocka_unit_test(test_a_long_message_ends_the_connection),
			cmocka_unit_test(test_a_peer_that_does_not_read_is_closed),
			cmocka_unit_test(test_what_is_queued_is_sent_in_order),
			cmocka_unit_test(test_it_may_be_destroyed_while_it_delivers),
			cmocka_unit_test(test_nothing_is_delivered_while_reading_is_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
