// SPDX-License-Identifier: MIT
/* Calls about which a person is asked or told. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/router.h"
#include "tests/check.h"
#include "tests/lib/calls_rig.h"

/* Who listens where the person is asked; returns the listener. */
static int
listen_person(struct fixture *f)
{
	struct err err;
	char *path = xformat("%s/policy-agent.sock", f->dir);
	int fd = sock_listen(path, SOCK_STREAM, 0600, &err);

	assert_true(fd >= 0);
	free(path);
	return fd;
}

/* All that the router says in its next connection; returns that. */
static int
hear_connection(struct fixture *f, int listener, char *text, size_t size)
{
	int64_t end = loop_now_msec() + DEADLINE_MSEC;
	size_t n = 0;
	ssize_t got;
	int fd;

	while ((fd = sock_accept(listener)) < 0) {
		assert_true(loop_now_msec() < end);
		rig_turn(f);
	}
	while ((got = recv(fd, text + n, size - 1 - n, MSG_DONTWAIT)) != 0) {
		assert_true(loop_now_msec() < end);
		n += got > 0 ? (size_t)got : 0;
		rig_turn(f);
	}
	text[n] = '\0';
	return fd;
}

/* The next question; notices before it are not looked at. */
static int
hear_question(struct fixture *f, int listener, char *text, size_t size)
{
	int fd = hear_connection(f, listener, text, size);

	while (strncmp(text, "policy.Notify", 13) == 0) {
		close(fd);
		fd = hear_connection(f, listener, text, size);
	}
	return fd;
}

/* The person answers the question that comes next. */
static void
answer_question(struct fixture *f, int listener, const char *answer)
{
	char text[2048];
	int fd = hear_question(f, listener, text, sizeof(text));

	assert_int_equal(send(fd, answer, strlen(answer), MSG_NOSIGNAL),
			strlen(answer));
	close(fd);
}

static void
expect_outcome(struct fixture *f, bool allowed, const char *command)
{
	if (allowed) {
		rig_expect_exec(f, 2, command);
		rig_expect_connect(f, 1);
	} else {
		rig_expect_refused(f, 1);
	}
}

static void
test_the_person_is_asked(void **state)
{
	static const struct {
		const char *answer;
		bool allowed;
	} table[] = {
			{"allow:personal", true},
			{"allow:personal\n", true},
			{"allow:dom0", false}, // was not offered
			{"allow:", false},
			{"deny", false},
			{"", false},
			{"yes", false},
	};
	struct fixture *f = rig_start("* * work @anyvm ask\n");
	int listener = listen_person(f);

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char text[2048];
		int fd;

		rig_call(f, 1, "personal", "t.Cat+\"x");
		fd = hear_question(f, listener, text, sizeof(text));
		assert_string_equal(text, "policy.Ask dom0 name dom0");
		assert_string_equal(text + strlen(text) + 1,
				"{\"source\":\"work\",\"service\":\"t.Cat\","
				"\"argument\":\"+_x\","
				"\"targets\":[\"personal\",\"vault\"],"
				"\"default_target\":\"\",\"icons\":{"
				"\"dom0\":\"adminvm-black\","
				"\"work\":\"appvm-red\","
				"\"personal\":\"appvm-red\","
				"\"vault\":\"appvm-red\"}}");
		send(fd, table[i].answer, strlen(table[i].answer), 0);
		close(fd);
		expect_outcome(f, table[i].allowed,
				"user:QUBESRPC t.Cat+_x work");
	}
	close(listener);
	rig_stop(f);
}

static void
test_the_person_is_told(void **state)
{
	struct fixture *f = rig_start("* * work personal allow notify=yes\n"
				      "* * work vault deny\n");
	int listener = listen_person(f);
	char text[1024];
	int fd;

	rig_call(f, 1, "vault", "t.Cat");
	rig_expect_refused(f, 1);
	fd = hear_connection(f, listener, text, sizeof(text));
	assert_string_equal(text, "policy.Notify dom0 name dom0");
	assert_string_equal(text + strlen(text) + 1,
			"{\"source\":\"work\",\"service\":\"t.Cat\","
			"\"argument\":\"+\",\"resolution\":\"deny\","
			"\"target\":\"vault\"}");
	close(fd);
	close(listener);
	rig_stop(f);
}

/* The same question again within the time: nobody is asked. Another one: the
 * person is. */
static void
test_an_answer_is_remembered(void **state)
{
	static const struct {
		const char *answer;
		bool allowed, kept;
	} table[] = {
			{"allow:personal\nremember=600", true, true},
			{"allow:personal\nremember=28800\n", true, true},
			{"deny\nremember=3600", false, true},
			{"allow:personal\nremember=601", true,
					false}, // not offered
			{"allow:personal\nremember=-600", true, false},
			{"allow:personal\nremember=", true, false},
			{"allow:personal\n\nremember=600", true, false},
			{"allow:personal\nnever", true, false},
			{"allow:dom0\nremember=600", false, false},
			{"\nremember=600", false, false},
			{"maybe\nremember=600", false, false},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct fixture *f =
				rig_start_remembering("* * work @anyvm ask\n");
		int listener = listen_person(f);

		for (int n = 0; n < 3; n++) {
			rig_call(f, 1, "personal", n < 2 ? "t.Cat" : "t.Dog");
			if (n != 1 || !table[i].kept) {
				answer_question(f, listener, table[i].answer);
			}
			expect_outcome(f, table[i].allowed,
					n < 2 ? "user:QUBESRPC t.Cat+ work"
					      : "user:QUBESRPC t.Dog+ work");
		}
		close(listener);
		rig_stop(f);
	}
}

/* Questions that are open are answered by what another was answered. */
static void
test_a_remembered_answer_ends_open_questions(void **state)
{
	struct fixture *f = rig_start_remembering("* * work @anyvm ask\n");
	int listener = listen_person(f);
	char text[2048];
	int first, second;

	rig_call(f, 1, "personal", "t.Cat");
	first = hear_question(f, listener, text, sizeof(text));
	assert_non_null(strstr(text + strlen(text) + 1,
			"\"remember\":[600,3600,28800]"));
	rig_call(f, 1, "personal", "t.Cat");
	second = hear_question(f, listener, text, sizeof(text));
	assert_int_equal(send(first, "deny\nremember=600", 17, MSG_NOSIGNAL), 17);
	close(first);
	rig_expect_refused(f, 1);
	rig_expect_refused(f, 1);
	rig_wait_no_calls(f);
	close(second);
	close(listener);
	rig_stop(f);
}

/* The bytes of all calls of a source count together; what is too much is not
 * passed on, and the person is told. */
static void
test_a_call_beyond_the_volume_is_cut(void **state)
{
	static const char two[] = "\x90\1\0\0\2\0\0\0hi";
	struct fixture *f = rig_start_remembering(ALLOW);
	int listener = listen_person(f);
	struct ends first, second;
	char text[1024];

	rig_set_grants(f, "[limit few]\nvolume = 3/d\n");
	first = rig_run_call(f);
	second = rig_run_call(f);
	send(first.caller, two, 10, 0);
	rig_hear(f, first.service, two, 10);
	send(second.service, "\x91\1\0\0\2\0\0\0no", 10, 0);
	rig_hear(f, second.caller, LOST, ANSWER_SIZE);
	close(hear_connection(f, listener, text, sizeof(text)));
	assert_string_equal(text, "policy.Notify dom0 name dom0");
	assert_non_null(strstr(text + strlen(text) + 1,
			"\"resolution\":\"fail\",\"target\":\"personal\","
			"\"reason\":\"the limit of bytes was reached\""));
	assert_int_equal(wl_list_length(&f->router->calls), 1);
	close(first.caller);
	close(first.service);
	close(second.caller);
	close(second.service);
	rig_wait_no_calls(f);
	close(listener);
	rig_stop(f);
}

/* No policy at all: the person hears why nothing works. */
static void
test_a_broken_policy_is_told(void **state)
{
	struct fixture *f = rig_start(ALLOW);
	int listener = listen_person(f);
	char text[1024];

	rig_break_policy(f);
	rig_call(f, 1, "vault", "t.Cat");
	rig_expect_refused(f, 1);
	close(hear_connection(f, listener, text, sizeof(text)));
	assert_non_null(strstr(text + strlen(text) + 1,
			"\"resolution\":\"deny\",\"target\":\"vault\","
			"\"reason\":\"there is no valid policy\""));
	close(listener);
	rig_stop(f);
}

static void
test_nobody_to_ask(void **state)
{
	struct fixture *f = rig_start("* * work @anyvm ask\n");

	rig_call(f, 1, "personal", "t.Cat");
	rig_expect_refused(f, 1);
	rig_wait_no_calls(f);
	rig_stop(f);
}

static void
test_a_question_is_withdrawn(void **state)
{
	struct fixture *f = rig_start("* * work @anyvm ask\n");
	int listener = listen_person(f);
	int64_t end = loop_now_msec() + DEADLINE_MSEC;
	char text[2048];
	int fd;

	rig_call(f, 1, "personal", "t.Cat");
	fd = hear_question(f, listener, text, sizeof(text));
	assert_int_equal(wl_list_length(&f->router->calls), 1);
	rig_detach(f->fakes[1]);
	rig_wait_no_calls(f);
	while (send(fd, "x", 1, MSG_NOSIGNAL) == 1) {
		assert_true(loop_now_msec() < end);
		rig_turn(f);
	}
	close(fd);
	close(listener);
	rig_stop(f);
}

static void
test_questions_have_a_limit(void **state)
{
	struct fixture *f = rig_start("* * work @anyvm ask\n");
	int listener = listen_person(f);

	for (unsigned int i = 0; i < router_default_limits.asked; i++) {
		rig_call(f, 1, "personal", "t.Cat");
	}
	rig_call(f, 1, "personal", "t.Cat");
	rig_expect_refused(f, 1);
	assert_int_equal(wl_list_length(&f->router->calls),
			router_default_limits.asked);
	close(listener);
	rig_stop(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_the_person_is_asked),
			cmocka_unit_test(test_the_person_is_told),
			cmocka_unit_test(test_an_answer_is_remembered),
			cmocka_unit_test(test_a_remembered_answer_ends_open_questions),
			cmocka_unit_test(test_a_call_beyond_the_volume_is_cut),
			cmocka_unit_test(test_a_broken_policy_is_told),
			cmocka_unit_test(test_nobody_to_ask),
			cmocka_unit_test(test_a_question_is_withdrawn),
			cmocka_unit_test(test_questions_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
