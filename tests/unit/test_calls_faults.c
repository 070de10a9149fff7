// SPDX-License-Identifier: MIT
/* Calls whose ends, agents or qubes go away, and calls that are too many. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/router.h"
#include "tests/check.h"
#include "tests/lib/calls_rig.h"
#include "zones/client/zone_client.h"

static const struct zone_client_events no_events;

static void
test_a_target_that_does_not_start(void **state)
{
	struct fixture *f = rig_start(ALLOW);

	rig_call(f, 1, "vault", "t.Cat");
	while (!f->fakes[3]->starting) {
		rig_turn(f);
	}
	f->fakes[3]->start_failed(f->fakes[3]->start_user, "no");
	rig_expect_refused(f, 1);
	rig_call(f, 1, "vault", "t.Cat");
	while (wl_list_empty(&f->router->calls)) {
		rig_turn(f);
	}
	rig_take_state(f, 3, ZONE_STATE_FAILED);
	rig_expect_refused(f, 1);
	rig_wait_no_calls(f);
	rig_stop(f);
}

static void
test_the_targets_agent_goes(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	int caller;

	rig_call(f, 1, "personal", "t.Cat");
	rig_expect_exec(f, 2, "user:QUBESRPC t.Cat+ work");
	caller = rig_connect_stream(f, 1, rig_expect_connect(f, 1));
	rig_detach(f->fakes[2]);
	rig_wait_no_calls(f);
	rig_hear(f, caller, HELLO BROKEN, HELLO_SIZE + ANSWER_SIZE);
	close(caller);
	rig_stop(f);
}

static void
test_the_target_goes_before_the_caller_connects(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	uint32_t port;
	int caller;

	rig_call(f, 1, "personal", "t.Cat");
	rig_expect_exec(f, 2, "user:QUBESRPC t.Cat+ work");
	port = rig_expect_connect(f, 1);
	rig_detach(f->fakes[2]);
	while (f->fakes[2]->peer->agent) {
		rig_turn(f);
	}
	caller = rig_connect_stream(f, 1, port);
	rig_hear(f, caller, HELLO BROKEN, HELLO_SIZE + ANSWER_SIZE);
	rig_wait_no_calls(f);
	close(caller);
	rig_stop(f);
}

static void
test_running_calls_outlive_agents(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	struct ends ends = rig_run_call(f);

	rig_detach(f->fakes[1]);
	rig_detach(f->fakes[2]);
	while (f->fakes[1]->peer->agent || f->fakes[2]->peer->agent) {
		rig_turn(f);
	}
	send(ends.caller, "\x90\1\0\0\2\0\0\0hi", 10, 0);
	rig_hear(f, ends.service, "\x90\1\0\0\2\0\0\0hi", 10);
	close(ends.caller);
	close(ends.service);
	rig_wait_no_calls(f);
	rig_stop(f);
}

static void
test_a_service_that_ends_without_a_stream(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	struct qrexec_msg msg = {.type = QREXEC_CONNECTION_TERMINATED};
	int caller;

	rig_call(f, 1, "personal", "t.Cat");
	msg.params.port = rig_expect_exec(f, 2, "user:QUBESRPC t.Cat+ work");
	caller = rig_connect_stream(f, 1, rig_expect_connect(f, 1));
	rig_say_agent(f->fakes[2], &msg);
	rig_hear(f, caller, HELLO BROKEN, HELLO_SIZE + ANSWER_SIZE);
	rig_wait_no_calls(f);
	close(caller);
	rig_stop(f);
}

static void
test_a_qube_goes(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	struct ends ends = rig_run_call(f);

	router_drop_qube(f->router, 2);
	assert_true(wl_list_empty(&f->router->calls));
	rig_hear(f, ends.caller, LOST, ANSWER_SIZE);
	close(ends.caller);
	close(ends.service);
	rig_stop(f);
}

static void
test_cut(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	struct ends ends = rig_run_call(f);
	struct call *running =
			wl_container_of(f->router->calls.next, running, link);

	call_end(running, "it was cut");
	rig_hear(f, ends.caller, LOST, ANSWER_SIZE);
	rig_wait_no_calls(f);
	close(ends.caller);
	close(ends.service);
	rig_stop(f);
}

static void
test_calls_have_a_limit(void **state)
{
	struct fixture *f = rig_start(ALLOW);

	for (unsigned int i = 0; i < router_default_limits.per_source; i++) {
		rig_call(f, 1, "personal", "t.Cat");
		rig_expect_exec(f, 2, "user:QUBESRPC t.Cat+ work");
		rig_expect_connect(f, 1);
	}
	rig_call(f, 1, "vault", "t.Cat");
	rig_expect_refused(f, 1);
	// others are full or free for themselves
	rig_call(f, 3 - 1, "work", "t.Cat");
	rig_expect_exec(f, 1, "user:QUBESRPC t.Cat+ personal");
	rig_stop(f);
}

static void
test_a_flood_of_refused_calls(void **state)
{
	struct fixture *f =
			rig_start("* * personal work allow\n* * work * deny\n");
	int refused = 0;

	for (int i = 0; i < 200; i++) {
		for (int j = 0; j < 50; j++) {
			rig_call(f, 1, "personal", "t.Cat");
		}
		for (int j = 0; j < 50; j++, refused++) {
			rig_expect_refused(f, 1);
		}
	}
	assert_int_equal(refused, 10000);
	// most were not even looked at
	assert_true(f->router->last_id < 10000 / 2);
	rig_call(f, 2, "work", "t.Cat");
	rig_expect_exec(f, 1, "user:QUBESRPC t.Cat+ personal");
	rig_expect_connect(f, 2);
	rig_stop(f);
}

static void
test_the_trusted_sides_agent_goes(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	int64_t end = loop_now_msec() + 3 * PEER_REST_MSEC;
	char path[sizeof(f->dir) + 16];

	// no zone answers there; what matters is that none is asked for dom0
	snprintf(path, sizeof(path), "%s/zone.sock", f->dir);
	f->router->zone = zone_client_create(f->loop, path, &no_events, NULL);
	rig_detach(f->fakes[0]);
	while (f->fakes[0]->peer->agent || loop_now_msec() < end) {
		rig_turn(f);
	}
	assert_int_equal(f->fakes[0]->peer->asking, 0);
	rig_attach(f->fakes[0]);
	assert_true(peer_is_ready(f->fakes[0]->peer));
	rig_stop(f);
}

static void
test_no_qube_is_the_trusted_side(void **state)
{
	struct fixture *f = rig_start("* * @adminvm @anyvm allow\n");
	struct zone_qube qube = {.name = "other", .label = "red", .user = "user"};
	struct zone_qube same = {.id = 9, .name = "dom0", .label = "red"};

	router_take_qube(f->router, &qube);
	router_take_qube(f->router, &same);
	assert_int_equal(wl_list_length(&f->router->peers), 4);
	assert_ptr_equal(router_find_qube(f->router, 0), f->fakes[0]->peer);
	assert_ptr_equal(router_find_peer(f->router, "dom0"), f->fakes[0]->peer);
	assert_null(router_find_peer(f->router, "other"));
	rig_stop(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_target_that_does_not_start),
			cmocka_unit_test(test_the_targets_agent_goes),
			cmocka_unit_test(test_the_target_goes_before_the_caller_connects),
			cmocka_unit_test(test_running_calls_outlive_agents),
			cmocka_unit_test(test_a_service_that_ends_without_a_stream),
			cmocka_unit_test(test_a_qube_goes),
			cmocka_unit_test(test_cut),
			cmocka_unit_test(test_calls_have_a_limit),
			cmocka_unit_test(test_a_flood_of_refused_calls),
			cmocka_unit_test(test_the_trusted_sides_agent_goes),
			cmocka_unit_test(test_no_qube_is_the_trusted_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
