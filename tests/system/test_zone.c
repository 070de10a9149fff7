// SPDX-License-Identifier: MIT
/* Qubes and their keepers through restarts and kills of every part. */
#define _GNU_SOURCE // F_DUPFD_CLOEXEC
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/sock.h"
#include "tests/check.h"
#include "tests/system/zone_rig.h"

#define GUI_PORT 6000

static void
test_qubes_are_listed_with_their_label(void **state)
{
	struct zone_rig *rig = *state;
	const struct zone_qube *qube;

	zone_rig_write(rig, "play", "[qube]\nlabel = red\nfullscreen = yes\n");
	zone_rig_write(rig, "wrong", "[qube]\nlabel = nothing\n");
	zone_rig_start_with_work(state);
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
	struct zone_rig *rig = zone_rig_start_with_work(state);
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
	struct zone_rig *rig = zone_rig_start_with_work(state);
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
	struct zone_rig *rig = zone_rig_start_with_work(state);
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
test_a_killed_service_is_not_noticed_by_qubes(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
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
	struct zone_rig *rig = zone_rig_start_with_work(state);
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
	assert_true(zone_rig_until_gone(rig, 0));
	close(conn);
	assert_int_equal(zone_rig_start_qube(rig, "work"), id);
}

static void
test_a_killed_keeper_takes_its_qube_along(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
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
	assert_true(zone_rig_until_gone(rig, 0));
	close(conn);
	assert_int_equal(zone_rig_start_qube(rig, "work"), id);
}

static void
test_a_stopped_qube_slows_nobody(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
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

static void
test_a_broken_control_connection_is_made_anew(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	struct arena_grant grant;
	int replies;
	int fd = -1;
	int conn;
	int other;

	zone_client_watch_arena(rig->client, id);
	conn = zone_rig_arena(rig, "work");
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 5000));
	fd_close(&fd);
	other = sock_connect(
			zone_rig_path(rig->dir, "run/qubes/work/keeper.sock"),
			SOCK_SEQPACKET);
	assert_true(other >= 0);
	assert_int_equal(sock_send(other, "garbage", 7, NULL, 0), 7);
	zone_rig_pump(rig, 300);
	close(other);
	assert_int_equal(zone_rig_log_count(rig, "connected to its keeper"), 1);
	assert_int_equal(zone_rig_qube(rig, "work")->state, ZONE_STATE_RUNNING);
	assert_int_equal(rig->nsegments, 1);
	assert_false(rig->segments[0].gone);
	zone_rig_ask(conn, 8);
	assert_true(zone_rig_grant(rig, conn, &grant, &fd, 2000));
	fd_close(&fd);
	close(conn);
	replies = rig->replies + 1;
	zone_client_run(rig->client, id, "true", zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, replies, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_OK);
}

static void
test_numbers_are_kept_and_not_given_to_others(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
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
	zone_rig_write(rig, "work", ZONE_RIG_WORK);
	zone_rig_start(rig);
	assert_true(zone_rig_until(rig, &rig->connects, 2, 5000));
	zone_rig_pump(rig, 100);
	assert_int_equal(zone_rig_qube(rig, "work")->id, work);
}

static void
test_a_running_qube_keeps_its_label(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
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

static mode_t
mode_of(struct zone_rig *rig, const char *below)
{
	struct stat st;

	assert_int_equal(lstat(zone_rig_path(rig->dir, below), &st), 0);
	assert_int_equal(st.st_uid, getuid());
	return st.st_mode & 0777;
}

static void
test_sockets_are_closed_to_other_users(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	const char *qubesdb = "run/qubes/work/run/vchan/vchan.0.1.111.sock";

	assert_int_equal(zone_rig_start_qube(rig, "work"), 1);
	assert_int_equal(mode_of(rig, "run"), 0700);
	assert_int_equal(mode_of(rig, "run/zone.sock"), 0600);
	assert_int_equal(mode_of(rig, "run/qubes/work/keeper.sock"), 0600);
	assert_int_equal(mode_of(rig, "run/qubes/work/run/arena.sock"), 0666);
	assert_int_equal(mode_of(rig, qubesdb), 0666);
	assert_int_equal(mode_of(rig, "run/qubes/work/run"), 0755);
	assert_int_equal(mode_of(rig, "state"), 0700);
	assert_int_equal(mode_of(rig, "state/private"), 0700);
}

static void
test_there_is_one_service_at_a_time(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	pid_t first = rig->zone;
	int status = 0;

	rig->zone = 0;
	zone_rig_start(rig); // finds the first one's socket
	assert_int_equal(waitpid(rig->zone, &status, 0), rig->zone);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_int_equal(zone_rig_log_count(rig, "another leadlight-zone"), 1);
	rig->zone = first;
}

static const uint8_t hello[] = {0, 3, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0};
/* a call has ended: domain 0, port 516 */
static const uint8_t ended[] = {
		0x11, 2, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 4, 2, 0, 0};

static void
expect_bytes(struct zone_rig *rig, int fd, const uint8_t *want, size_t len)
{
	uint8_t got[64];
	size_t have = 0;

	for (int i = 0; i < 500 && have < len; i++) {
		ssize_t n = recv(fd, got + have, len - have, MSG_DONTWAIT);

		have += n > 0 ? (size_t)n : 0;
		zone_rig_pump(rig, have < len ? 10 : 0);
	}
	assert_int_equal(have, len);
	assert_memory_equal(got, want, len);
}

static void
test_the_control_stream_of_calls_outlives_the_service(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");
	int listener;
	int agent;
	int router;

	zone_client_open(rig->client, id, 512, zone_rig_opened, rig);
	zone_rig_pump(rig, 50);
	listener = zone_rig_listen(rig, "work", 512);
	agent = accept(listener, NULL, NULL);
	fd_set_cloexec(agent, true);
	assert_int_equal(rig->opens, 0);
	assert_int_equal(write(agent, hello, sizeof(hello)), sizeof(hello));
	assert_true(zone_rig_until(rig, &rig->opens, 1, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_OK);
	expect_bytes(rig, agent, hello, sizeof(hello));
	router = fcntl(rig->opened, F_DUPFD_CLOEXEC, 0);
	expect_bytes(rig, router, hello, sizeof(hello));
	zone_rig_kill(rig);
	assert_int_equal(write(agent, ended, sizeof(ended)), sizeof(ended));
	expect_bytes(rig, router, ended, sizeof(ended));
	/* the next router finds the agent through the next service */
	zone_rig_start(rig);
	assert_true(zone_rig_until(rig, &rig->connects, 2, 5000));
	zone_client_open(rig->client, id, 512, zone_rig_opened, rig);
	assert_true(zone_rig_until(rig, &rig->opens, 2, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_OK);
	expect_bytes(rig, rig->opened, hello, sizeof(hello));
	assert_true(zone_rig_is_closed(rig, router));
	assert_int_equal(write(agent, ended, sizeof(ended)), sizeof(ended));
	expect_bytes(rig, rig->opened, ended, sizeof(ended));
	close(agent);
	assert_true(zone_rig_is_closed(rig, rig->opened));
	close(router);
	close(listener);
}

static void
test_a_wait_for_the_control_stream_ends_with_its_qube(void **state)
{
	struct zone_rig *rig = zone_rig_start_with_work(state);
	uint32_t id = zone_rig_start_qube(rig, "work");

	zone_client_open(rig->client, id, 512, zone_rig_opened, rig);
	zone_client_open(rig->client, id, 512, zone_rig_opened, rig);
	assert_true(zone_rig_until(rig, &rig->opens, 1, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_FAILED); // the older one
	zone_client_stop(rig->client, id, ZONE_STOP_KILL, NULL, NULL);
	assert_true(zone_rig_until(rig, &rig->opens, 2, 5000));
	assert_int_equal(rig->status, ZONE_STATUS_NOT_RUNNING);
}

static void
test_policies_hear_of_tags_while_the_qube_runs(void **state)
{
	struct zone_rig *rig = *state;
	const struct zone_qube *qube;
	char uuid[ZONE_UUID_SIZE];
	int64_t end;

	zone_rig_write(rig, "work",
			"[qube]\nlabel = blue\ntags = a b\ninternal = yes\n"
			"default-dispvm = dvm\n");
	zone_rig_start(rig);
	zone_rig_connect(rig);
	zone_rig_start_qube(rig, "work");
	qube = zone_rig_qube(rig, "work");
	assert_string_equal(qube->tags, "a b");
	assert_string_equal(qube->class, "AppVM");
	assert_string_equal(qube->user, "user");
	assert_string_equal(qube->default_dispvm, "dvm");
	assert_int_equal(qube->flags, ZONE_QUBE_INTERNAL);
	memcpy(uuid, qube->uuid, sizeof(uuid));
	zone_rig_write(rig, "work",
			"[qube]\nlabel = red\ntags = c\nfullscreen = yes\n"
			"template-for-dispvms = yes\n");
	kill(rig->zone, SIGHUP);
	end = loop_now_msec() + 5000;
	while (strcmp(zone_rig_qube(rig, "work")->tags, "c") != 0 &&
			loop_now_msec() < end) {
		zone_rig_pump(rig, 10);
	}
	for (int i = 0; i < 2; i++) {
		qube = zone_rig_qube(rig, "work");
		assert_string_equal(qube->tags, "c");
		assert_string_equal(qube->label, "blue"); // until it is started
		assert_int_equal(qube->flags, ZONE_QUBE_TEMPLATE_FOR_DISPVMS);
		assert_string_equal(qube->uuid, uuid);
		zone_rig_kill(rig);
		zone_rig_start(rig);
		assert_true(zone_rig_until(rig, &rig->connects, i + 2, 5000));
		zone_rig_pump(rig, 200);
	}
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
			T(test_a_killed_service_is_not_noticed_by_qubes),
			T(test_what_ended_meanwhile_is_told_by_the_next_service),
			T(test_a_killed_keeper_takes_its_qube_along),
			T(test_a_stopped_qube_slows_nobody),
			T(test_a_broken_control_connection_is_made_anew),
			T(test_numbers_are_kept_and_not_given_to_others),
			T(test_a_running_qube_keeps_its_label),
			T(test_autostart_happens_once_in_a_session),
			T(test_sockets_are_closed_to_other_users),
			T(test_there_is_one_service_at_a_time),
			T(test_the_control_stream_of_calls_outlives_the_service),
			T(test_a_wait_for_the_control_stream_ends_with_its_qube),
			T(test_policies_hear_of_tags_while_the_qube_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
