// SPDX-License-Identifier: MIT
/* The zone service, its keepers and the compositor's client together. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/sock.h"
#include "protocols/qubesdb/qubesdb_replica.h"
#include "tests/check.h"
#include "tests/system/zone_rig.h"

#define WORK "[qube]\nlabel = blue\n"
#define GUI_PORT 6000

static struct zone_rig *
start_with_work(void **state)
{
	struct zone_rig *rig = *state;

	zone_rig_write(rig, "work", WORK);
	zone_rig_start(rig);
	zone_rig_connect(rig);
	return rig;
}

static void
test_qubes_are_listed_with_their_label(void **state)
{
	struct zone_rig *rig = *state;
	const struct zone_qube *qube;

	zone_rig_write(rig, "play", "[qube]\nlabel = red\nfullscreen = yes\n");
	zone_rig_write(rig, "wrong", "[qube]\nlabel = nothing\n");
	start_with_work(state);
	assert_int_equal(rig->nqubes, 2);
	qube = zone_rig_qube(rig, "work");
	assert_string_equal(qube->label, "blue");
	assert_int_equal(qube->rgb, 0x3465a4);
	assert_int_equal(qube->state, ZONE_STATE_STOPPED);
	assert_int_equal(qube->flags, 0);
	assert_int_equal(zone_rig_qube(rig, "play")->rgb, 0xcc0000);
	assert_int_equal(zone_rig_qube(rig, "play")->flags, ZONE_QUBE_FULLSCREEN);
	assert_true(zone_rig_log_count(rig, "there is no label nothing") > 0);
}

static void
test_a_qube_starts_and_stops(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int want = rig->replies + 1;

	assert_true(id >= 1);
	zone_client_start(rig->client, "work", zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, want, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_OK); // it runs already
	want++;
	zone_client_stop(rig->client, id, ZONE_STOP_POLITE, zone_rig_replied,
			rig);
	assert_true(zone_rig_until(rig, &rig->replies, want, 10000));
	assert_int_equal(rig->status, ZONE_STATUS_OK);
	assert_true(zone_rig_until_state(rig, "work", ZONE_STATE_STOPPED, 5000));
	assert_int_equal(zone_rig_start_qube(rig, "work"), id);
}

static void
test_requests_that_make_no_sense_are_answered(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_qube(rig, "work")->id;

	zone_client_start(rig->client, "nobody", zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, 1, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_NO_QUBE);
	zone_client_start(rig->client, "../etc", zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, 2, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_INVALID);
	zone_client_stop(rig->client, id, ZONE_STOP_KILL, zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, 3, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_NOT_RUNNING);
	zone_client_run(rig->client, id, "true", zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, 4, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_NOT_RUNNING);
	zone_client_set(rig->client, "/name", "x", zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, 5, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_INVALID);
	zone_client_set(rig->client, "/leadlight/scale", "0", zone_rig_replied,
			rig);
	assert_true(zone_rig_until(rig, &rig->replies, 6, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_INVALID);
	zone_client_open(rig->client, id, GUI_PORT, zone_rig_opened, rig);
	assert_true(zone_rig_until(rig, &rig->opens, 1, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_NOT_RUNNING);
	zone_client_open(rig->client, 4711, GUI_PORT, zone_rig_opened, rig);
	assert_true(zone_rig_until(rig, &rig->opens, 2, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_NO_QUBE);
}

static void
test_programs_run_with_the_qubes_places(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int want = rig->replies + 1;
	struct stat st;
	int tries = 0;

	zone_client_run(rig->client, id,
			"cd $VCHAN_SOCKET_DIR && [ -S $LEADLIGHT_ARENA ] && "
			"[ -S vchan.0.$VCHAN_DOMAIN.111.sock ] && : > ran",
			zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, want, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_OK);
	while (stat(zone_rig_path(rig->dir, "run/qubes/work/run/vchan/ran"),
			       &st) < 0 &&
			tries++ < 200) {
		zone_rig_pump(rig, 20);
	}
	assert_true(tries < 200);
}

static void
test_open_waits_for_the_qube_and_costs_nothing(void **state)
{
	struct zone_rig *rig = start_with_work(state);
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
	struct zone_rig *rig = start_with_work(state);
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
	struct zone_rig *rig = start_with_work(state);
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
	struct zone_rig *rig = start_with_work(state);
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
	struct zone_rig *rig = start_with_work(state);
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
test_no_more_than_sixteen_opens_wait_for_one_qube(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");

	for (uint32_t i = 0; i < 17; i++) {
		zone_client_open(rig->client, id, GUI_PORT + i, zone_rig_opened,
				rig);
	}
	assert_true(zone_rig_until(rig, &rig->opens, 1, 2000));
	assert_int_equal(rig->status, ZONE_STATUS_LIMIT);
}

static bool
until_gone(struct zone_rig *rig, int i)
{
	for (int n = 0; n < 200 && !rig->segments[i].gone; n++) {
		zone_rig_pump(rig, 10);
	}
	return rig->segments[i].gone;
}

static void
test_an_arena_is_shared_and_cannot_be_cheated_with(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	struct arena_grant grant;
	int fd = -1;
	int conn;
	uint8_t *inside;
	uint8_t *outside;

	zone_client_watch_arena(rig->client, id);
	conn = zone_rig_arena(rig, "work");
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	assert_int_equal(rig->nsegments, 1); // the client was first
	assert_int_equal(grant.segment, rig->segments[0].number);
	assert_int_equal(grant.pages, 16384);
	assert_int_equal(rig->segments[0].pages, 16384);
	inside = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 4096);
	outside = mmap(NULL, 4096, PROT_READ, MAP_SHARED, rig->segments[0].fd,
			4096);
	assert_true(inside != MAP_FAILED && outside != MAP_FAILED);
	memcpy(inside, "pixels", 7);
	assert_memory_equal(outside, "pixels", 7);
	assert_true(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
				    rig->segments[0].fd, 0) == MAP_FAILED);
	assert_int_equal(ftruncate(fd, 0), -1);
	assert_int_equal(ftruncate(fd, 1 << 30), -1);
	munmap(inside, 4096);
	munmap(outside, 4096);
	close(fd);
	close(conn);
	assert_true(until_gone(rig, 0));
}

static void
test_the_quota_holds_until_the_gui_side_lets_go(void **state)
{
	struct zone_rig *rig = *state;
	struct arena_grant grant;
	int fd = -1;
	int conn;
	uint32_t first;
	uint32_t id;

	zone_rig_write(rig, "work", "[qube]\nlabel = blue\narena = 100M\n");
	zone_rig_start(rig);
	zone_rig_connect(rig);
	id = zone_rig_start_qube(rig, "work");
	zone_client_watch_arena(rig->client, id);
	rig->keep_gone = true;
	conn = zone_rig_arena(rig, "work");
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	first = grant.segment;
	fd_close(&fd);
	zone_rig_ask(conn, 9217); // one page more than is left
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	assert_int_equal(grant.segment, 0);
	zone_rig_ask(conn, 9216);
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	assert_int_equal(grant.pages, 9216);
	fd_close(&fd);
	close(conn);
	assert_true(until_gone(rig, 0) && until_gone(rig, 1));
	conn = zone_rig_arena(rig, "work");
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	assert_int_equal(grant.segment, 0); // still mapped out here
	zone_client_free_segment(rig->client, id, first);
	zone_rig_pump(rig, 100);
	zone_rig_ask(conn, 0);
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	assert_int_not_equal(grant.segment, 0);
	assert_int_not_equal(grant.segment, first); // not reused soon
	fd_close(&fd);
	close(conn);
}

static void
test_each_connection_has_segments_of_its_own(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	struct arena_grant one;
	struct arena_grant two;
	int conns[20];
	int fd = -1;

	zone_client_watch_arena(rig->client, id);
	conns[0] = zone_rig_arena(rig, "work");
	conns[1] = zone_rig_arena(rig, "work");
	assert_true(zone_rig_grant(rig, conns[0], &one, &fd, 5000));
	fd_close(&fd);
	assert_true(zone_rig_grant(rig, conns[1], &two, &fd, 5000));
	fd_close(&fd);
	assert_int_not_equal(one.segment, two.segment);
	for (int i = 2; i < 20; i++) { // only so many connections
		conns[i] = zone_rig_arena(rig, "work");
	}
	zone_rig_pump(rig, 300);
	assert_false(zone_rig_grant(rig, conns[19], &one, &fd, 200));
	for (int i = 0; i < 20; i++) {
		close(conns[i]);
	}
	assert_true(zone_rig_log_count(rig, "too many connections") > 0);
}

static void
test_garbage_on_the_arena_socket_ends_that_connection_only(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	struct arena_grant grant;
	char byte;
	int fd = -1;
	int good;
	int bad;

	zone_client_watch_arena(rig->client, id);
	good = zone_rig_arena(rig, "work");
	bad = zone_rig_arena(rig, "work");
	assert_true(zone_rig_grant(rig, good, &grant, &fd, 5000));
	fd_close(&fd);
	assert_true(zone_rig_grant(rig, bad, &grant, &fd, 5000));
	fd_close(&fd);
	assert_int_equal(sock_send(bad, "garbage", 7, NULL, 0), 7);
	zone_rig_pump(rig, 200);
	assert_int_equal(recv(bad, &byte, 1, 0), 0);
	zone_rig_ask(good, 16);
	assert_true(zone_rig_grant(rig, good, &grant, &fd, 5000));
	assert_int_equal(grant.pages, 16);
	assert_int_equal(zone_rig_log_count(rig, "bad request"), 1);
	fd_close(&fd);
	close(good);
	close(bad);
}

static void
test_a_flood_of_connections_is_slowed_down(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int64_t end = loop_now_msec() + 1500;

	zone_client_watch_arena(rig->client, id);
	while (loop_now_msec() < end && rig->nsegments < RIG_MAX) {
		close(zone_rig_arena(rig, "work"));
		zone_rig_pump(rig, 1);
	}
	assert_true(rig->nsegments <= 3 * 32);
	for (int i = 0; i < rig->nsegments; i++) {
		assert_true(until_gone(rig, i));
	}
}

static void
test_a_killed_service_is_not_noticed_by_qubes(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	pid_t keeper = zone_rig_keeper(rig, "work");
	struct arena_grant grant;
	int fd = -1;
	int conn;
	int listener;
	int inside;
	int events_before;
	char text[4] = "";

	zone_client_watch_arena(rig->client, id);
	conn = zone_rig_arena(rig, "work");
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	listener = zone_rig_listen(rig, "work", GUI_PORT);
	zone_client_open(rig->client, id, GUI_PORT, zone_rig_opened, rig);
	assert_true(zone_rig_until(rig, &rig->opens, 1, 2000));
	inside = accept(listener, NULL, NULL);
	events_before = rig->qube_events;
	zone_rig_kill(rig);
	assert_true(zone_rig_until(rig, &rig->disconnects, 1, 2000));
	/* asked while nobody is there */
	zone_client_open(rig->client, id, GUI_PORT + 1, zone_rig_opened, rig);
	zone_rig_start(rig);
	assert_true(zone_rig_until(rig, &rig->connects, 2, 5000));
	zone_rig_pump(rig, 300);
	assert_int_equal(kill(keeper, 0), 0);
	assert_int_equal(zone_rig_keeper(rig, "work"), keeper);
	assert_int_equal(rig->qube_events, events_before); // no news
	assert_int_equal(rig->nsegments, 1);
	assert_false(rig->segments[0].gone);
	assert_int_equal(write(inside, "on", 2), 2);
	assert_int_equal(read(rig->opened, text, sizeof(text)), 2);
	close(listener);
	close(zone_rig_listen(rig, "work", GUI_PORT));
	listener = zone_rig_listen(rig, "work", GUI_PORT + 1);
	assert_true(zone_rig_until(rig, &rig->opens, 2, 3000));
	assert_int_equal(rig->status, ZONE_STATUS_OK);
	zone_rig_ask(conn, 8); // the arena goes on too
	fd_close(&fd);
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	assert_int_equal(rig->nsegments, 2);
	fd_close(&fd);
	close(conn);
	close(inside);
	close(listener);
}

static void
test_what_ended_meanwhile_is_told_by_the_next_service(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int conn;
	int fd = -1;
	struct arena_grant grant;

	zone_client_watch_arena(rig->client, id);
	conn = zone_rig_arena(rig, "work");
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	fd_close(&fd);
	zone_rig_kill(rig);
	kill(zone_rig_keeper(rig, "work"), SIGTERM);
	zone_rig_pump(rig, 300);
	zone_rig_start(rig);
	assert_true(zone_rig_until_state(rig, "work", ZONE_STATE_STOPPED, 8000));
	assert_true(until_gone(rig, 0));
	close(conn);
	assert_int_equal(zone_rig_start_qube(rig, "work"), id);
}

static void
test_a_killed_keeper_takes_its_qube_along(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	struct arena_grant grant;
	int fd = -1;
	int conn;

	zone_client_watch_arena(rig->client, id);
	conn = zone_rig_arena(rig, "work");
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	fd_close(&fd);
	kill(zone_rig_keeper(rig, "work"), SIGKILL);
	assert_true(zone_rig_until_state(rig, "work", ZONE_STATE_FAILED, 3000));
	assert_string_equal(zone_rig_qube(rig, "work")->text,
			"its keeper has ended unexpectedly");
	assert_true(until_gone(rig, 0));
	close(conn);
	assert_int_equal(zone_rig_start_qube(rig, "work"), id);
}

static void
test_a_stopped_qube_slows_nobody(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	pid_t keeper = zone_rig_keeper(rig, "work");
	int replies;

	kill(keeper, SIGSTOP);
	zone_client_run(rig->client, id, "true", NULL, NULL);
	zone_rig_write(rig, "play", "[qube]\nlabel = red\n");
	zone_rig_start_qube(rig, "play");
	replies = rig->replies + 1;
	zone_client_stop(rig->client, id, ZONE_STOP_KILL, zone_rig_replied, rig);
	/* the keeper cannot do it: it is killed 5 s later */
	assert_true(zone_rig_until(rig, &rig->replies, replies, 9000));
	assert_int_equal(rig->status, ZONE_STATUS_OK);
	assert_int_equal(zone_rig_qube(rig, "work")->state, ZONE_STATE_FAILED);
}

static int
raw_connect(struct zone_rig *rig)
{
	int fd = sock_connect(zone_rig_path(rig->dir, "run/zone.sock"),
			SOCK_SEQPACKET);

	assert_true(fd >= 0);
	return fd;
}

static bool
is_closed(struct zone_rig *rig, int fd)
{
	char room[ZONE_MSG_SIZE_MAX];

	for (int i = 0; i < 100; i++) {
		ssize_t got = recv(fd, room, sizeof(room), MSG_DONTWAIT);

		if (got == 0 || (got < 0 && errno != EAGAIN)) {
			return true;
		}
		zone_rig_pump(rig, 10);
	}
	return false;
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
	struct zone_rig *rig = start_with_work(state);
	char big[8192] = {0};
	int lines = 0;
	int fd;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fd = raw_connect(rig);
		sock_send(fd, bad[i].bytes, bad[i].len, NULL, 0);
		assert_true(is_closed(rig, fd));
		close(fd);
		lines++;
		assert_int_equal(zone_rig_log_count(rig, "closing the connection"),
				lines);
	}
	fd = raw_connect(rig);
	sock_send(fd, big, sizeof(big), NULL, 0);
	assert_true(is_closed(rig, fd));
	close(fd);
	assert_int_equal(rig->disconnects, 0);
	zone_rig_start_qube(rig, "work");
}

static void
test_a_client_that_never_reads_is_dropped(void **state)
{
	static const uint8_t hello[] = {
			1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0};
	static const uint8_t list[] = {2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0};
	struct zone_rig *rig = start_with_work(state);
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

	snprintf(story + used, 400 - used, "%s=%s ", path, value);
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
	struct zone_rig *rig = start_with_work(state);
	struct qubesdb_replica replica;
	char story[400] = "";
	int fd;

	zone_client_set(rig->client, "/keyboard-layout", "de+nodeadkeys+", NULL,
			NULL);
	zone_rig_start_qube(rig, "work");
	fd = qubesdb_connect(rig, "work");
	qubesdb_replica_init(&replica, &entry_events, story);
	assert_true(carry_until(rig, &replica, fd, "/name=work "));
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
	struct zone_rig *rig = start_with_work(state);
	struct qubesdb_replica replica;
	char story[400] = "";
	char garbage[200];
	int bad;
	int good;

	zone_rig_start_qube(rig, "work");
	bad = qubesdb_connect(rig, "work");
	good = qubesdb_connect(rig, "work");
	memset(garbage, 0xff, sizeof(garbage));
	assert_true(send(bad, garbage, sizeof(garbage), MSG_NOSIGNAL) > 0);
	assert_true(is_closed(rig, bad));
	qubesdb_replica_init(&replica, &entry_events, story);
	assert_true(carry_until(rig, &replica, good, "/name=work "));
	assert_int_equal(zone_rig_log_count(rig, "closing a QubesDB"), 1);
	qubesdb_replica_finish(&replica);
	close(bad);
	close(good);
}

static void
test_numbers_are_kept_and_not_given_to_others(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t work = zone_rig_qube(rig, "work")->id;
	int replies = rig->replies + 1;

	zone_rig_write(rig, "work", NULL);
	zone_rig_write(rig, "play", "[qube]\nlabel = red\n");
	zone_client_start(rig->client, "work", zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, replies, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_NO_QUBE);
	zone_rig_pump(rig, 100);
	assert_null(zone_rig_qube(rig, "work"));
	assert_int_not_equal(zone_rig_qube(rig, "play")->id, work);
	zone_rig_kill(rig);
	zone_rig_write(rig, "work", WORK);
	zone_rig_start(rig);
	assert_true(zone_rig_until(rig, &rig->connects, 2, 5000));
	zone_rig_pump(rig, 100);
	assert_int_equal(zone_rig_qube(rig, "work")->id, work);
}

static void
test_a_running_qube_keeps_its_label(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int replies;

	zone_rig_write(rig, "work", "[qube]\nlabel = black\n");
	zone_rig_kill(rig);
	zone_rig_start(rig);
	assert_true(zone_rig_until(rig, &rig->connects, 2, 5000));
	zone_rig_pump(rig, 100);
	assert_string_equal(zone_rig_qube(rig, "work")->label, "blue");
	zone_rig_write(rig, "work", NULL); // not even without a file
	zone_rig_kill(rig);
	zone_rig_start(rig);
	assert_true(zone_rig_until(rig, &rig->connects, 3, 5000));
	zone_rig_pump(rig, 100);
	assert_int_equal(zone_rig_qube(rig, "work")->state, ZONE_STATE_RUNNING);
	assert_string_equal(zone_rig_qube(rig, "work")->label, "blue");
	replies = rig->replies + 1;
	zone_client_stop(rig->client, id, ZONE_STOP_KILL, zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, replies, 5000));
	zone_rig_pump(rig, 100);
	assert_null(zone_rig_qube(rig, "work"));
}

static void
test_autostart_happens_once_in_a_session(void **state)
{
	struct zone_rig *rig = *state;
	uint32_t id;

	zone_rig_write(rig, "work", "[qube]\nlabel = blue\nautostart = yes\n");
	zone_rig_start(rig);
	zone_rig_connect(rig);
	assert_true(zone_rig_until_state(rig, "work", ZONE_STATE_RUNNING, 10000));
	id = zone_rig_qube(rig, "work")->id;
	zone_client_stop(rig->client, id, ZONE_STOP_KILL, NULL, NULL);
	assert_true(zone_rig_until_state(rig, "work", ZONE_STATE_STOPPED, 5000));
	zone_rig_kill(rig);
	zone_rig_start(rig);
	assert_true(zone_rig_until(rig, &rig->connects, 2, 5000));
	assert_false(zone_rig_until_state(rig, "work", ZONE_STATE_RUNNING, 500));
}

static void
test_there_is_one_service_at_a_time(void **state)
{
	struct zone_rig *rig = start_with_work(state);
	pid_t first = rig->zone;
	int status = 0;

	rig->zone = 0;
	zone_rig_start(rig); // finds the first one's socket
	assert_int_equal(waitpid(rig->zone, &status, 0), rig->zone);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_int_equal(zone_rig_log_count(rig, "another leadlight-zone"), 1);
	rig->zone = first;
}

int
main(void)
{
#define T(name) \
	cmocka_unit_test_setup_teardown(name, zone_rig_setup, zone_rig_teardown)
	const struct CMUnitTest tests[] = {
			T(test_qubes_are_listed_with_their_label),
			T(test_a_qube_starts_and_stops),
			T(test_requests_that_make_no_sense_are_answered),
			T(test_programs_run_with_the_qubes_places),
			T(test_open_waits_for_the_qube_and_costs_nothing),
			T(test_a_cancelled_open_is_forgotten),
			T(test_an_open_ends_with_its_qube),
			T(test_traps_in_a_qubes_directory_are_not_stepped_into),
			T(test_a_listener_that_never_accepts_blocks_nobody),
			T(test_no_more_than_sixteen_opens_wait_for_one_qube),
			T(test_an_arena_is_shared_and_cannot_be_cheated_with),
			T(test_the_quota_holds_until_the_gui_side_lets_go),
			T(test_each_connection_has_segments_of_its_own),
			T(test_garbage_on_the_arena_socket_ends_that_connection_only),
			T(test_a_flood_of_connections_is_slowed_down),
			T(test_a_killed_service_is_not_noticed_by_qubes),
			T(test_what_ended_meanwhile_is_told_by_the_next_service),
			T(test_a_killed_keeper_takes_its_qube_along),
			T(test_a_stopped_qube_slows_nobody),
			T(test_a_bad_client_is_dropped_with_one_line),
			T(test_a_client_that_never_reads_is_dropped),
			T(test_qubesdb_carries_settings_over_a_restart),
			T(test_garbage_on_qubesdb_ends_that_connection_only),
			T(test_numbers_are_kept_and_not_given_to_others),
			T(test_a_running_qube_keeps_its_label),
			T(test_autostart_happens_once_in_a_session),
			T(test_there_is_one_service_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
