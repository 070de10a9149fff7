// SPDX-License-Identifier: MIT
/* Listeners that are there before a call needs one. */
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/ready.h"
#include "qrexec/router/router.h"
#include "tests/check.h"
#include "tests/lib/calls_rig.h"

static struct hop_wait *
first_wait(struct fixture *f)
{
	struct hop_wait *wait = wl_container_of(f->waits.prev, wait, link);

	assert_false(wl_list_empty(&f->waits));
	return wait;
}

static void
end_call(struct fixture *f, struct ends ends)
{
	send(ends.service, BROKEN, ANSWER_SIZE, 0);
	close(ends.service);
	rig_hear(f, ends.caller, BROKEN, ANSWER_SIZE);
	rig_wait_no_calls(f);
	close(ends.caller);
}

static void
test_a_call_takes_one_and_it_is_replaced(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	uint32_t port, used;

	rig_keep_ready(f, 2);
	assert_int_equal(wl_list_length(&f->waits), READY_LISTENERS);
	port = first_wait(f)->port;
	rig_call(f, 1, "personal", "t.Cat");
	used = rig_expect_exec(f, 2, "user:QUBESRPC t.Cat+ work");
	assert_int_equal(used, port);
	close(rig_connect_stream(f, 1, rig_expect_connect(f, 1)));
	close(rig_connect_stream(f, 2, used));
	rig_wait_no_calls(f);
	assert_int_equal(wl_list_length(&f->waits), READY_LISTENERS);
	end_call(f, rig_run_call(f));
	rig_stop(f);
}

static void
test_more_calls_than_listeners(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	uint32_t before = 0;

	rig_keep_ready(f, 2);
	for (int i = 0; i < READY_LISTENERS + 2; i++) {
		uint32_t port;

		rig_call(f, 1, "personal", "t.Cat");
		port = rig_expect_exec(f, 2, "user:QUBESRPC t.Cat+ work");
		assert_true(port > before);
		before = port;
		rig_expect_connect(f, 1);
	}
	rig_stop(f);
}

static void
test_who_connects_unasked_is_left(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	uint32_t port;
	char byte;
	int fd;

	rig_keep_ready(f, 2);
	port = first_wait(f)->port;
	fd = rig_connect_stream(f, 2, port);
	assert_int_equal(recv(fd, &byte, 1, 0), 0);
	close(fd);
	assert_int_equal(wl_list_length(&f->waits), READY_LISTENERS - 1);
	rig_call(f, 1, "personal", "t.Cat");
	assert_int_not_equal(rig_expect_exec(f, 2, "user:QUBESRPC t.Cat+ work"),
			port);
	rig_stop(f);
}

static void
test_none_without_an_agent(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	int64_t end = loop_now_msec() + DEADLINE_MSEC;

	rig_keep_ready(f, 2);
	rig_detach(f->fakes[2]);
	while (!wl_list_empty(&f->waits)) {
		assert_true(loop_now_msec() < end);
		rig_turn(f);
	}
	rig_attach(f->fakes[2]);
	assert_int_equal(wl_list_length(&f->waits), READY_LISTENERS);
	rig_stop(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_call_takes_one_and_it_is_replaced),
			cmocka_unit_test(test_more_calls_than_listeners),
			cmocka_unit_test(test_who_connects_unasked_is_left),
			cmocka_unit_test(test_none_without_an_agent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
