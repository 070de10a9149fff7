// SPDX-License-Identifier: MIT
/* Calls through the router: what is allowed, and what the ends are told. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "qrexec/router/peer.h"
#include "qrexec/router/router.h"
#include "tests/check.h"
#include "tests/lib/calls_rig.h"

static void
test_allowed(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	struct ends ends = rig_run_call(f);

	assert_int_equal(f->fakes[1]->peer->as_source, 1);
	assert_int_equal(f->fakes[2]->peer->as_target, 1);
	send(ends.caller, "\x90\1\0\0\2\0\0\0hi", 10, 0);
	rig_hear(f, ends.service, "\x90\1\0\0\2\0\0\0hi", 10);
	send(ends.service, BROKEN, ANSWER_SIZE, 0);
	close(ends.service);
	rig_hear(f, ends.caller, BROKEN, ANSWER_SIZE);
	rig_wait_no_calls(f);
	close(ends.caller);
	rig_stop(f);
}

static void
test_ports_are_fresh(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	uint32_t before = 0;

	for (int i = 0; i < 3; i++) {
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
test_denied(void **state)
{
	struct fixture *f = rig_start("* * work personal deny\n");

	rig_call(f, 1, "personal", "t.Cat");
	rig_expect_refused(f, 1);
	rig_call(f, 1, "nosuch", "t.Cat");
	rig_expect_refused(f, 1);
	rig_call(f, 1, "work", "t.Cat");
	rig_expect_refused(f, 1);
	rig_wait_no_calls(f);
	rig_stop(f);
}

static void
test_bad_names(void **state)
{
	static const struct {
		const char *service;
		size_t size;
		const char *ident;
	} table[] = {
			{"t.Cat", 5, "SOCKET7"}, // no end
			{"t\0Cat", 6, "SOCKET7"},
			{"", 1, "SOCKET7"},
			{"+x", 3, "SOCKET7"},
			{"t.Cat", 6, "SOCKET\x01"},
	};
	struct fixture *f = rig_start(ALLOW);

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct qrexec_msg msg = {
				.type = QREXEC_TRIGGER_SERVICE4,
				.trigger = {.target = "personal",
						.service = table[i].service,
						.service_size = table[i].size},
		};
		struct qrexec_msg answer;

		memcpy(msg.trigger.ident, table[i].ident, 7);
		rig_say_agent(f->fakes[1], &msg);
		answer = rig_hear_agent(f->fakes[1]);
		assert_int_equal(answer.type, QREXEC_SERVICE_REFUSED);
		assert_memory_equal(answer.ident, msg.trigger.ident,
				QREXEC_IDENT_SIZE);
	}
	rig_wait_no_calls(f);
	rig_stop(f);
}

static void
test_odd_bytes_become_harmless(void **state)
{
	struct fixture *f = rig_start("* * work personal allow\n");

	rig_call(f, 1, "personal", "t.Cat+a b\n$c");
	rig_expect_exec(f, 2, "user:QUBESRPC t.Cat+a_b__c work");
	rig_expect_connect(f, 1);
	rig_call(f, 1, "per sonal", "t.Cat");
	rig_expect_refused(f, 1);
	rig_stop(f);
}

static void
test_too_long_for_an_agent(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	char service[4200] = "t.Cat+";

	memset(service + 6, 'x', sizeof(service) - 7);
	rig_call(f, 1, "personal", service);
	rig_expect_refused(f, 1);
	rig_wait_no_calls(f);
	rig_stop(f);
}

static void
test_a_stopped_target_is_started(void **state)
{
	struct fixture *f = rig_start(ALLOW);

	rig_call(f, 1, "vault", "t.Cat");
	while (!f->fakes[3]->starting) {
		rig_turn(f);
	}
	rig_take_state(f, 3, ZONE_STATE_RUNNING);
	rig_attach(f->fakes[3]);
	rig_expect_exec(f, 3, "user:QUBESRPC t.Cat+ work");
	rig_expect_connect(f, 1);
	rig_stop(f);
}

static void
test_no_start_where_policy_forbids(void **state)
{
	struct fixture *f = rig_start("* * work @anyvm allow autostart=no\n");

	rig_call(f, 1, "vault", "t.Cat");
	rig_expect_refused(f, 1);
	assert_false(f->fakes[3]->starting);
	rig_stop(f);
}

static void
test_services_of_the_trusted_side(void **state)
{
	struct fixture *f = rig_start("* * work dom0 allow\n"
				      "* * work @default allow target=dom0\n");

	rig_call(f, 1, "dom0", "t.Cat");
	rig_expect_exec(f, 0, "DEFAULT:QUBESRPC t.Cat+ work name dom0");
	rig_expect_connect(f, 1);
	rig_call(f, 1, "", "t.Cat+x");
	rig_expect_exec(f, 0, "DEFAULT:QUBESRPC t.Cat+x work keyword default");
	rig_expect_connect(f, 1);
	rig_stop(f);
}

static void
test_calls_by_the_trusted_side(void **state)
{
	struct fixture *f = rig_start("* * @anyvm @anyvm deny\n");

	rig_call(f, 0, "personal", "t.Cat");
	rig_expect_exec(f, 2, "user:QUBESRPC t.Cat+ dom0");
	rig_expect_connect(f, 0);
	rig_call(f, 0, "nosuch", "t.Cat");
	rig_expect_refused(f, 0);
	rig_stop(f);
}

static void
test_users_of_policy(void **state)
{
	struct fixture *f = rig_start("* * work personal allow user=root\n");

	rig_call(f, 1, "personal", "t.Cat");
	rig_expect_exec(f, 2, "root:QUBESRPC t.Cat+ work");
	rig_expect_connect(f, 1);
	rig_stop(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_allowed),
			cmocka_unit_test(test_ports_are_fresh),
			cmocka_unit_test(test_denied),
			cmocka_unit_test(test_bad_names),
			cmocka_unit_test(test_odd_bytes_become_harmless),
			cmocka_unit_test(test_too_long_for_an_agent),
			cmocka_unit_test(test_a_stopped_target_is_started),
			cmocka_unit_test(test_no_start_where_policy_forbids),
			cmocka_unit_test(test_services_of_the_trusted_side),
			cmocka_unit_test(test_calls_by_the_trusted_side),
			cmocka_unit_test(test_users_of_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
