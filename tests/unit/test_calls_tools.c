// SPDX-License-Identifier: MIT
/* Commands of the trusted side, by the socket that tools of Qubes know. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/bytes.h"
#include "common/sock.h"
#include "qrexec/router/call.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/router.h"
#include "qrexec/router/tool_socket.h"
#include "tests/check.h"
#include "tests/lib/calls_rig.h"

#define GREETING "\0\3\0\0\4\0\0\0\3\0\0\0"
#define ANSWER_HEADER "\0\2\0\0\x8\0\0\0\0\0\0\0" // and the domain

/* No rule is needed: none is asked. */
static struct fixture *
start(void)
{
	struct fixture *f = rig_start("* * * * deny\n");

	for (int i = 2; i < 4; i++) {
		struct peer *peer = f->fakes[i]->peer;

		peer->tools = tool_socket_create(peer, f->dir);
		assert_non_null(peer->tools);
	}
	return f;
}

/* A tool, greeted. */
static int
connect_tool(struct fixture *f, const char *qube)
{
	char path[sizeof(f->dir) + 64];
	int fd;

	snprintf(path, sizeof(path), "%s/qrexec.%s", f->dir, qube);
	fd = sock_connect(path, SOCK_STREAM);
	assert_true(fd >= 0);
	rig_hear(f, fd, GREETING, HELLO_SIZE);
	return fd;
}

static void
say(int fd, enum qrexec_type type, const char *command)
{
	struct qrexec_msg msg = {
			.type = type,
			.exec = {.command = command,
					.command_size = strlen(command) + 1},
	};
	uint8_t wire[8192];
	size_t size = qrexec_msg_size(&msg);

	assert_true(size <= sizeof(wire));
	qrexec_msg_encode(&msg, wire);
	assert_int_equal(send(fd, wire, size, MSG_NOSIGNAL), size);
}

static int
ask(struct fixture *f, const char *qube, enum qrexec_type type,
		const char *command)
{
	int fd = connect_tool(f, qube);

	assert_int_equal(send(fd, GREETING, HELLO_SIZE, MSG_NOSIGNAL),
			HELLO_SIZE);
	say(fd, type, command);
	return fd;
}

static uint32_t
hear_port(struct fixture *f, int fd)
{
	uint8_t port[4];
	ssize_t got;

	rig_hear(f, fd, ANSWER_HEADER, 12);
	while ((got = recv(fd, port, sizeof(port), MSG_DONTWAIT)) < 0) {
		rig_turn(f);
	}
	assert_int_equal(got, sizeof(port));
	return bytes_get_u32(port);
}

static void
expect_end(struct fixture *f, int fd)
{
	uint8_t byte;
	ssize_t got;

	while ((got = recv(fd, &byte, 1, MSG_DONTWAIT)) < 0) {
		rig_turn(f);
	}
	assert_int_equal(got, 0);
	close(fd);
}

static struct ends
run(struct fixture *f, int tool)
{
	struct ends ends;
	uint32_t port = rig_expect_exec(f, 2, "user:ls -l");

	ends.caller = rig_connect_stream(f, 0, hear_port(f, tool));
	ends.service = rig_connect_stream(f, 2, port);
	send(ends.caller, HELLO, HELLO_SIZE, 0);
	rig_hear(f, ends.service, HELLO, HELLO_SIZE);
	send(ends.service, HELLO, HELLO_SIZE, 0);
	rig_hear(f, ends.caller, HELLO, HELLO_SIZE);
	send(ends.caller, "\x90\1\0\0\2\0\0\0hi", 10, 0);
	rig_hear(f, ends.service, "\x90\1\0\0\2\0\0\0hi", 10);
	return ends;
}

static void
test_a_command_runs(void **state)
{
	struct fixture *f = start();
	int tool = ask(f, "personal", QREXEC_EXEC_CMDLINE, "DEFAULT:ls -l");
	struct ends ends = run(f, tool);
	struct call *call = wl_container_of(f->router->calls.next, call, link);

	assert_string_equal(call->service, "ls -l");
	send(ends.service, BROKEN, ANSWER_SIZE, 0);
	close(ends.service);
	rig_hear(f, ends.caller, BROKEN, ANSWER_SIZE);
	close(ends.caller);
	expect_end(f, tool);
	rig_wait_no_calls(f);
	rig_stop(f);
}

static void
test_a_service_just_runs(void **state)
{
	struct fixture *f = start();
	int tool = ask(f, "personal", QREXEC_JUST_EXEC,
			"DEFAULT:nogui:QUBESRPC t.Cat+x dom0");
	struct qrexec_msg msg = rig_hear_agent(f->fakes[2]);
	struct call *call = wl_container_of(f->router->calls.next, call, link);

	assert_int_equal(msg.type, QREXEC_JUST_EXEC);
	assert_string_equal(msg.exec.command, "user:nogui:QUBESRPC t.Cat+x dom0");
	assert_string_equal(call->service, "t.Cat+x");
	rig_hear(f, tool, "\1\2\0\0\x8\0\0\0\0\0\0\0", 12);
	close(tool);
	rig_stop(f);
}

static void
test_a_stopped_qube_is_started(void **state)
{
	struct fixture *f = start();
	int tool = ask(f, "vault", QREXEC_EXEC_CMDLINE, "root:id");

	while (!f->fakes[3]->starting) {
		rig_turn(f);
	}
	rig_take_state(f, 3, ZONE_STATE_RUNNING);
	rig_attach(f->fakes[3]);
	rig_expect_exec(f, 3, "root:id");
	hear_port(f, tool);
	close(tool);
	rig_stop(f);
}

static void
test_what_cannot_be(void **state)
{
	struct fixture *f = start();
	char text[5000];

	expect_end(f, ask(f, "personal", QREXEC_EXEC_CMDLINE, "no user"));
	memset(text, 'x', sizeof(text));
	memcpy(text, "user:", 5);
	text[sizeof(text) - 1] = '\0';
	expect_end(f, ask(f, "personal", QREXEC_EXEC_CMDLINE, text));
	expect_end(f, ask(f, "personal", QREXEC_SERVICE_CONNECT, "user:x"));
	rig_wait_no_calls(f);
	rig_stop(f);
}

static void
test_bad_greetings(void **state)
{
	struct fixture *f = start();
	int old = connect_tool(f, "personal");
	int rude = connect_tool(f, "personal");
	int rash = connect_tool(f, "personal");

	send(old, "\0\3\0\0\4\0\0\0\2\0\0\0", HELLO_SIZE, 0);
	expect_end(f, old);
	send(rude, "\0\3\0\0\5\0\0\0\3\0\0\0", HELLO_SIZE, 0);
	expect_end(f, rude);
	say(rash, QREXEC_EXEC_CMDLINE, "user:x");
	expect_end(f, rash);
	assert_true(wl_list_empty(&f->router->calls));
	rig_stop(f);
}

static void
test_a_tool_that_leaves(void **state)
{
	struct fixture *f = start();
	struct ends ends;
	int tool = ask(f, "vault", QREXEC_EXEC_CMDLINE, "user:x");

	while (!f->fakes[3]->starting) {
		rig_turn(f);
	}
	close(tool); // nobody waits for it any more
	rig_wait_no_calls(f);
	tool = ask(f, "personal", QREXEC_EXEC_CMDLINE, "user:ls -l");
	ends = run(f, tool);
	send(tool, "x", 1, 0); // as good as gone
	expect_end(f, tool);
	send(ends.service, "\x91\1\0\0\2\0\0\0ho", 10, 0);
	rig_hear(f, ends.caller, "\x91\1\0\0\2\0\0\0ho", 10);
	close(ends.caller);
	close(ends.service);
	rig_wait_no_calls(f);
	rig_stop(f);
}

static void
test_no_agent_of_the_trusted_side_is_needed(void **state)
{
	struct fixture *f = start();
	struct ends ends;
	int tool;

	rig_detach(f->fakes[0]);
	tool = ask(f, "personal", QREXEC_EXEC_CMDLINE, "DEFAULT:ls -l");
	ends = run(f, tool);
	router_drop_qube(f->router, 2); // with its socket
	expect_end(f, tool);
	rig_hear(f, ends.caller, LOST, ANSWER_SIZE);
	close(ends.caller);
	close(ends.service);
	rig_stop(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_command_runs),
			cmocka_unit_test(test_a_service_just_runs),
			cmocka_unit_test(test_a_stopped_qube_is_started),
			cmocka_unit_test(test_what_cannot_be),
			cmocka_unit_test(test_bad_greetings),
			cmocka_unit_test(test_a_tool_that_leaves),
			cmocka_unit_test(test_no_agent_of_the_trusted_side_is_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
