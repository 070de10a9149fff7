// SPDX-License-Identifier: MIT
/* Channels to qubes, their QubesDB, and clients that misbehave. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/sock.h"
#include "protocols/qubesdb/qubesdb_replica.h"
#include "tests/check.h"
#include "tests/system/zone_rig.h"

#define GUI_PORT 6000
#define PORT_HIGH 0x70000000u

static void
test_open_waits_for_the_qube_and_costs_nothing(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	double before;
	char text[4] = "";
	int listener;
	int conn;

	zone_client_open(rig->client, id, GUI_PORT, zone_rig_opened, rig);
	zone_rig_pump(rig, 200);
	before = zone_rig_cpu_msec(rig->zone);
	assert_false(zone_rig_until(rig, &rig->opens, 1, 1000));
	assert_true(zone_rig_cpu_msec(rig->zone) - before < 5);
	listener = zone_rig_listen(rig, "work", GUI_PORT);
	assert_true(zone_rig_until(rig, &rig->opens, 1, 2000));
	assert_int_equal(rig->status, ZONE_STATUS_OK);
	conn = accept(listener, NULL, NULL);
	assert_int_equal(write(conn, "hi", 2), 2);
	assert_int_equal(read(rig->opened, text, sizeof(text)), 2);
	assert_string_equal(text, "hi");
	close(conn);
	close(listener);
}

static void
test_a_cancelled_open_is_forgotten(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	uint32_t number = zone_client_open(
			rig->client, id, GUI_PORT, zone_rig_opened, rig);
	int listener;

	zone_rig_pump(rig, 100);
	zone_client_cancel(rig->client, number);
	zone_rig_pump(rig, 100);
	listener = zone_rig_listen(rig, "work", GUI_PORT);
	assert_false(zone_rig_until(rig, &rig->opens, 1, 300));
	fd_set_nonblock(listener, true);
	assert_int_equal(accept(listener, NULL, NULL), -1);
	close(listener);
}

static void
test_an_open_ends_with_its_qube(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");

	zone_client_open(rig->client, id, GUI_PORT, zone_rig_opened, rig);
	zone_rig_pump(rig, 100);
	zone_client_stop(rig->client, id, ZONE_STOP_KILL, NULL, NULL);
	assert_true(zone_rig_until(rig, &rig->opens, 1, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_NOT_RUNNING);
	assert_int_equal(rig->opened, -1);
}

static void
make_link(const char *path)
{
	assert_int_equal(symlink("/tmp/nowhere.sock", path), 0);
}

static void
make_fifo(const char *path)
{
	assert_int_equal(mkfifo(path, 0666), 0);
}

static void
make_file(const char *path)
{
	close(open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0666));
}

static void
test_traps_in_a_qubes_directory_are_not_stepped_into(void **state)
{
	static void (*const traps[])(const char *) = {
			make_link, make_fifo, make_file};
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int listener;

	for (size_t i = 0; i < sizeof(traps) / sizeof(traps[0]); i++) {
		int want = rig->opens + 1;
		int replies = rig->replies + 1;

		traps[i](zone_rig_vchan(rig, "work", GUI_PORT));
		zone_client_open(rig->client, id, GUI_PORT, zone_rig_opened, rig);
		zone_rig_pump(rig, 100);
		/* the service answers others meanwhile */
		zone_client_start(rig->client, "work", zone_rig_replied, rig);
		assert_true(zone_rig_until(rig, &rig->replies, replies, 1000));
		assert_int_equal(rig->opens, want - 1);
		listener = zone_rig_listen(rig, "work", GUI_PORT);
		assert_true(zone_rig_until(rig, &rig->opens, want, 3000));
		assert_int_equal(rig->status, ZONE_STATUS_OK);
		close(listener);
		unlink(zone_rig_vchan(rig, "work", GUI_PORT));
	}
}

static void
test_a_listener_that_never_accepts_blocks_nobody(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int listener = zone_rig_listen(rig, "work", GUI_PORT);
	int replies = rig->replies + 1;
	double before;

	for (int i = 0; i < 12; i++) {
		zone_client_open(rig->client, id, GUI_PORT, zone_rig_opened, rig);
	}
	zone_rig_pump(rig, 300);
	assert_true(rig->opens < 12); // the backlog is full
	before = zone_rig_cpu_msec(rig->zone);
	zone_client_start(rig->client, "work", zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, replies, 1000));
	zone_rig_pump(rig, 1000);
	assert_true(zone_rig_cpu_msec(rig->zone) - before < 30);
	close(listener);
}

static void
test_no_more_than_a_thousand_opens_wait_for_one_qube(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	const uint32_t many = 1024;

	for (uint32_t i = 0; i <= many; i++) {
		zone_client_open(rig->client, id, GUI_PORT + i, zone_rig_opened,
				rig);
	}
	assert_true(zone_rig_until(rig, &rig->opens, 1, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_LIMIT);
}

/* Each file that appears is looked at, and none of the thousand others. */
static void
test_a_thousand_waiting_opens_make_one_more_no_dearer(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	double before;

	for (uint32_t i = 0; i < 1000; i++) {
		zone_client_open(rig->client, id, PORT_HIGH + i,
				zone_rig_opened, rig);
	}
	zone_rig_pump(rig, 200);
	before = zone_rig_cpu_msec(rig->zone);
	for (int i = 0; i < 500; i++) {
		int listener = zone_rig_listen(
				rig, "work", PORT_HIGH + (uint32_t)i);

		assert_true(zone_rig_until(rig, &rig->opens, i + 1, 5000));
		assert_int_equal(rig->status, ZONE_STATUS_OK);
		unlink(zone_rig_vchan(rig, "work", PORT_HIGH + (uint32_t)i));
		close(listener);
	}
	/* all names each time would be 500 * 1000 tries, over a second */
	assert_true(zone_rig_cpu_msec(rig->zone) - before < 600);
}

static void
handle_listening(void *user)
{
	((struct zone_rig *)user)->replies++;
}

/* As a program in the qube: connects to a channel of domain 0. */
static int
connect_out(struct zone_rig *rig, const char *name, uint32_t port)
{
	return sock_connect(zone_rig_vchan_out(rig, name, port), SOCK_STREAM);
}

static void
test_a_listen_is_answered_twice(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int want = rig->replies + 1;
	char text[4] = "";
	int conn;

	assert_int_equal(connect_out(rig, "work", PORT_HIGH), -1);
	zone_client_listen(rig->client, id, PORT_HIGH, handle_listening,
			zone_rig_opened, rig);
	assert_true(zone_rig_until(rig, &rig->replies, want, 2000));
	assert_int_equal(rig->opens, 0);
	conn = connect_out(rig, "work", PORT_HIGH);
	assert_true(conn >= 0);
	assert_true(zone_rig_until(rig, &rig->opens, 1, 2000));
	assert_int_equal(rig->status, ZONE_STATUS_OK);
	assert_int_equal(write(conn, "hi", 2), 2);
	assert_int_equal(read(rig->opened, text, sizeof(text)), 2);
	assert_string_equal(text, "hi");
	/* once, and the file is gone */
	assert_int_equal(access(zone_rig_vchan_out(rig, "work", PORT_HIGH), F_OK),
			-1);
	assert_int_equal(connect_out(rig, "work", PORT_HIGH), -1);
	close(conn);
}

static void
test_a_cancelled_listen_leaves_no_file(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int want = rig->replies + 1;
	uint32_t number = zone_client_listen(rig->client, id, PORT_HIGH,
			handle_listening, zone_rig_opened, rig);

	assert_true(zone_rig_until(rig, &rig->replies, want, 2000));
	zone_client_cancel(rig->client, number);
	zone_client_start(rig->client, "work", zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, want + 1, 2000));
	assert_int_equal(access(zone_rig_vchan_out(rig, "work", PORT_HIGH), F_OK),
			-1);
	assert_int_equal(rig->opens, 0);
}

static void
test_a_listen_ends_with_its_qube_and_with_its_service(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");

	zone_client_listen(
			rig->client, id, PORT_HIGH, NULL, zone_rig_opened, rig);
	zone_rig_pump(rig, 100);
	zone_client_stop(rig->client, id, ZONE_STOP_KILL, NULL, NULL);
	assert_true(zone_rig_until(rig, &rig->opens, 1, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_NOT_RUNNING);
	assert_true(zone_rig_until_state(rig, "work", ZONE_STATE_STOPPED, 5000));
	zone_rig_start_qube(rig, "work");
	zone_client_listen(
			rig->client, id, PORT_HIGH, NULL, zone_rig_opened, rig);
	zone_rig_pump(rig, 100);
	zone_rig_kill(rig);
	assert_true(zone_rig_until(rig, &rig->opens, 2, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_LOST);
	/* what it left behind is in nobody's way */
	zone_client_listen(
			rig->client, id, PORT_HIGH, NULL, zone_rig_opened, rig);
	zone_rig_start(rig);
	assert_true(zone_rig_until(rig, &rig->connects, 2, 5000));
	while (connect_out(rig, "work", PORT_HIGH) < 0) {
		zone_rig_pump(rig, 10);
	}
	assert_true(zone_rig_until(rig, &rig->opens, 3, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_OK);
}

static void
make_dir(const char *path)
{
	assert_int_equal(mkdir(path, 0777), 0);
}

static void
test_what_is_in_the_way_of_a_listen_is_removed_or_told(void **state)
{
	static void (*const traps[])(const char *) = {
			make_link, make_fifo, make_file};
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int conn;

	for (int i = 0; i < 3; i++) {
		int want = rig->replies + 1;

		traps[i](zone_rig_vchan_out(rig, "work", PORT_HIGH));
		zone_client_listen(rig->client, id, PORT_HIGH, handle_listening,
				zone_rig_opened, rig);
		assert_true(zone_rig_until(rig, &rig->replies, want, 2000));
		conn = connect_out(rig, "work", PORT_HIGH);
		assert_true(zone_rig_until(rig, &rig->opens, i + 1, 2000));
		assert_int_equal(rig->status, ZONE_STATUS_OK);
		close(conn);
	}
	make_dir(zone_rig_vchan_out(rig, "work", PORT_HIGH));
	zone_client_listen(
			rig->client, id, PORT_HIGH, NULL, zone_rig_opened, rig);
	assert_true(zone_rig_until(rig, &rig->opens, 4, 2000));
	assert_int_equal(rig->status, ZONE_STATUS_FAILED);
}

static int
raw_connect(struct zone_rig *rig)
{
	int fd = sock_connect(zone_rig_path(rig->dir, "run/zone.sock"),
			SOCK_SEQPACKET);

	assert_true(fd >= 0);
	return fd;
}

static void
test_a_bad_client_is_dropped_with_one_line(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} bad[] = {
			{"x", 1},
			{"\x02\0\0\0\1\0\0\0\0\0\0\0", 12}, // LIST first
			{"\x01\0\0\0\1\0\0\0\0\0\0\0\1\0\0", 15},
			{"\x82\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20},
			{"\x63\0\0\0\1\0\0\0\0\0\0\0", 12},
	};
	struct zone_rig *rig = zone_rig_start_with_work(state);
	char big[8192] = {0};
	int lines = 0;
	int fd;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fd = raw_connect(rig);
		sock_send(fd, bad[i].bytes, bad[i].len, NULL, 0);
		assert_true(zone_rig_is_closed(rig, fd));
		close(fd);
		lines++;
		assert_int_equal(zone_rig_log_count(rig, "closing the connection"),
				lines);
	}
	fd = raw_connect(rig);
	sock_send(fd, big, sizeof(big), NULL, 0);
	assert_true(zone_rig_is_closed(rig, fd));
	close(fd);
	assert_int_equal(rig->disconnects, 0);
	zone_rig_start_qube(rig, "work");
}

static void
test_a_client_that_never_reads_is_dropped(void **state)
{
	static const uint8_t hello[] = {
			1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0};
	static const uint8_t list[] = {2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0};
	struct zone_rig *rig = zone_rig_start_with_work(state);
	int fd = raw_connect(rig);
	int i = 0;

	assert_true(sock_send(fd, hello, sizeof(hello), NULL, 0) > 0);
	for (; i < 20000; i++) {
		if (sock_send(fd, list, sizeof(list), NULL, 0) < 0) {
			if (errno != EAGAIN) {
				break;
			}
			zone_rig_pump(rig, 1);
		}
	}
	assert_true(i < 20000);
	assert_int_equal(zone_rig_log_count(rig, "does not read"), 1);
	assert_int_equal(rig->disconnects, 0);
	close(fd);
}

static void
handle_entry(void *user, const char *path, const char *value, size_t len)
{
	char *story = user;
	size_t used = strlen(story);

	snprintf(story + used, 600 - used, "%s=%s ", path, value);
}

static const struct qubesdb_replica_events entry_events = {
		.changed = handle_entry};

static int
qubesdb_connect(struct zone_rig *rig, const char *name)
{
	char path[120];
	int fd;

	snprintf(path, sizeof(path),
			"%s/run/qubes/%s/run/vchan/vchan.0.%u.111.sock",
			rig->dir, name, zone_rig_qube(rig, name)->id);
	fd = sock_connect(path, SOCK_STREAM);
	assert_true(fd >= 0);
	return fd;
}

/* Carries bytes until the text turns up in what the replica told. */
static bool
carry_until(struct zone_rig *rig, struct qubesdb_replica *replica, int fd,
		const char *text)
{
	char room[4096];

	for (int i = 0; i < 300 && !strstr(replica->user, text); i++) {
		ssize_t got;

		if (replica->out.len > 0) {
			ssize_t sent = send(fd, buf_peek(&replica->out),
					replica->out.len, MSG_NOSIGNAL);

			assert_true(sent > 0);
			buf_consume(&replica->out, (size_t)sent);
		}
		got = recv(fd, room, sizeof(room), MSG_DONTWAIT);
		if (got > 0) {
			assert_int_equal(qubesdb_replica_feed(replica, room,
							 (size_t)got, NULL),
					0);
		}
		zone_rig_pump(rig, 10);
	}
	return strstr(replica->user, text) != NULL;
}

static void
test_qubesdb_carries_settings_over_a_restart(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	struct qubesdb_replica replica;
	char story[600] = "";
	int fd;

	zone_client_set(rig->client, "/keyboard-layout", "de+nodeadkeys+", NULL,
			NULL);
	zone_rig_start_qube(rig, "work");
	fd = qubesdb_connect(rig, "work");
	qubesdb_replica_init(&replica, &entry_events, story);
	assert_true(carry_until(rig, &replica, fd, "/default-user=user "));
	assert_true(carry_until(rig, &replica, fd, "/name=work "));
	assert_true(carry_until(rig, &replica, fd, "/qubes-vm-type=AppVM "));
	assert_true(carry_until(
			rig, &replica, fd, "/keyboard-layout=de+nodeadkeys+ "));
	zone_client_set(rig->client, "/leadlight/layout",
			"1920 1080 0 0\n1280 1024 1920 0\n", NULL, NULL);
	assert_true(carry_until(rig, &replica, fd,
			"/leadlight/layout=1920 1080 0 0\n1280 1024 1920 0\n"));
	close(fd);
	qubesdb_replica_finish(&replica);
	zone_rig_kill(rig);
	/* connects while no service is there: the keeper holds the socket */
	fd = qubesdb_connect(rig, "work");
	story[0] = '\0';
	qubesdb_replica_init(&replica, &entry_events, story);
	zone_rig_start(rig);
	assert_true(carry_until(
			rig, &replica, fd, "/keyboard-layout=de+nodeadkeys+ "));
	close(fd);
	qubesdb_replica_finish(&replica);
}

static void
test_garbage_on_qubesdb_ends_that_connection_only(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	struct qubesdb_replica replica;
	char story[600] = "";
	char garbage[200];
	int bad;
	int good;

	zone_rig_start_qube(rig, "work");
	bad = qubesdb_connect(rig, "work");
	good = qubesdb_connect(rig, "work");
	memset(garbage, 0xff, sizeof(garbage));
	assert_true(send(bad, garbage, sizeof(garbage), MSG_NOSIGNAL) > 0);
	assert_true(zone_rig_is_closed(rig, bad));
	qubesdb_replica_init(&replica, &entry_events, story);
	assert_true(carry_until(rig, &replica, good, "/name=work "));
	assert_int_equal(zone_rig_log_count(rig, "closing a QubesDB"), 1);
	qubesdb_replica_finish(&replica);
	close(bad);
	close(good);
}

int
main(void)
{
#define T(name) \
	cmocka_unit_test_setup_teardown(name, zone_rig_setup, zone_rig_teardown)
	const struct CMUnitTest tests[] = {
			T(test_open_waits_for_the_qube_and_costs_nothing),
			T(test_a_cancelled_open_is_forgotten),
			T(test_an_open_ends_with_its_qube),
			T(test_traps_in_a_qubes_directory_are_not_stepped_into),
			T(test_a_listener_that_never_accepts_blocks_nobody),
			T(test_no_more_than_a_thousand_opens_wait_for_one_qube),
			T(test_a_thousand_waiting_opens_make_one_more_no_dearer),
			T(test_a_listen_is_answered_twice),
			T(test_a_cancelled_listen_leaves_no_file),
			T(test_a_listen_ends_with_its_qube_and_with_its_service),
			T(test_what_is_in_the_way_of_a_listen_is_removed_or_told),
			T(test_a_bad_client_is_dropped_with_one_line),
			T(test_a_client_that_never_reads_is_dropped),
			T(test_qubesdb_carries_settings_over_a_restart),
			T(test_garbage_on_qubesdb_ends_that_connection_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
