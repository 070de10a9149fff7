// SPDX-License-Identifier: MIT
/* The memory of windows, from the keeper to the qube and the client. */
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/sock.h"
#include "tests/check.h"
#include "tests/system/zone_rig.h"

static void
test_an_arena_is_shared_and_cannot_be_cheated_with(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
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
	assert_true(zone_rig_until_gone(rig, 0));
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
	assert_true(zone_rig_until_gone(rig, 0) && zone_rig_until_gone(rig, 1));
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
test_answers_come_in_the_order_of_the_questions(void **state)
{
	static const uint32_t pages[] = {16384, 0, 8, 0, 9, 10, 0, 11, 0, 12};
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	struct arena_grant grant;
	int fd = -1;
	int conn;

	zone_client_watch_arena(rig->client, id);
	conn = zone_rig_arena(rig, "work");
	for (size_t i = 1; i < sizeof(pages) / sizeof(pages[0]); i++) {
		zone_rig_ask(conn, pages[i] > 0 ? pages[i] : 1u << 20);
	}
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
		assert_int_equal(grant.pages, pages[i]);
		assert_int_equal(grant.segment > 0, fd >= 0);
		fd_close(&fd);
	}
	close(conn);
}

static void
test_each_connection_has_segments_of_its_own(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
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
	struct zone_rig *rig = zone_rig_start_with_work(state);
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
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int64_t end = loop_now_msec() + 1500;

	zone_client_watch_arena(rig->client, id);
	while (loop_now_msec() < end && rig->nsegments < RIG_MAX) {
		close(zone_rig_arena(rig, "work"));
		zone_rig_pump(rig, 1);
	}
	assert_true(rig->nsegments <= 3 * 32);
	for (int i = 0; i < rig->nsegments; i++) {
		assert_true(zone_rig_until_gone(rig, i));
	}
}

int
main(void)
{
#define T(name) \
	cmocka_unit_test_setup_teardown(name, zone_rig_setup, zone_rig_teardown)
	const struct CMUnitTest tests[] = {
			T(test_an_arena_is_shared_and_cannot_be_cheated_with),
			T(test_the_quota_holds_until_the_gui_side_lets_go),
			T(test_answers_come_in_the_order_of_the_questions),
			T(test_each_connection_has_segments_of_its_own),
			T(test_garbage_on_the_arena_socket_ends_that_connection_only),
			T(test_a_flood_of_connections_is_slowed_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
