// SPDX-License-Identifier: MIT
/* A paste that the router's policy decides: a socket beside the compositor's
 * own, answered here in the router's place. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "compositor/clipboard/clip_router.h"
#include "tests/check.h"
#include "tests/scene/clip_desk.h"

#define LONG_MSEC 30000 // machines may be slow

struct router {
	char *path; // owned
	int listener, fd; // owned, -1: closed
	char question[512];
};

static void
router_start(struct router *router, struct clip_desk *desk)
{
	struct err err = {0};

	router->path = xformat("%s/%s", desk->rig.scene.dir, CLIP_ROUTER_NAME);
	router->listener = sock_listen(router->path, SOCK_STREAM, 0600, &err);
	router->fd = -1;
	assert_true(router->listener >= 0);
}

/* gone: with its socket; else only it is. */
static void
router_stop(struct router *router, bool gone)
{
	fd_close(&router->fd);
	fd_close(&router->listener);
	if (gone) {
		unlink(router->path);
	}
	free(router->path);
}

/* Takes the question that is asked now. */
static void
router_take(struct router *router, struct clip_desk *desk)
{
	int64_t end = loop_now_msec() + LONG_MSEC;
	ssize_t n;

	router->fd = -1;
	while (router->fd < 0) {
		assert_true(loop_now_msec() < end);
		rig_turn(&desk->rig);
		router->fd = sock_accept(router->listener);
	}
	n = recv(router->fd, router->question, sizeof(router->question) - 1, 0);
	assert_true(n > 0);
	router->question[n] = '\0';
}

static void
router_answer(struct router *router, const char *text)
{
	assert_int_equal(send(router->fd, text, strlen(text), MSG_NOSIGNAL),
			strlen(text));
	fd_close(&router->fd);
}

static void
paste(struct clip_desk *desk)
{
	clip_desk_focus(desk, &desk->red);
	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.red, "text", 4);
	clip_desk_focus(desk, &desk->blue);
	fake_qube_forget(&desk->rig.blue);
	clip_desk_paste(desk);
}

static void
test_without_a_router_the_rules_decide(void **state)
{
	struct clip_desk *desk = *state;

	paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 1);
}

static void
test_the_router_says_yes(void **state)
{
	struct clip_desk *desk = *state;
	struct router router;

	router_start(&router, desk);
	paste(desk);
	router_take(&router, desk);
	assert_string_equal(router.question,
			"source=work\nrequested_source=\nintended_target=home\n"
			"service_and_arg=qubes.ClipboardPaste+\n"
			"just_evaluate=yes\nassume_yes_for_ask=yes\n\n");
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
	router_answer(&router, "result=allow\n");
	clip_desk_check_notice(desk, "Pasted 4 bytes from work into home");
	rig_settle(&desk->rig);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 1);
	router_stop(&router, true);
}

static void
test_anything_else_is_a_no(void **state)
{
	static const char *const answers[] = {"", "result=deny",
			"result=allowed", "result=allow\nresult=deny\n", "yes"};
	struct clip_desk *desk = *state;
	struct router router;
	char *much = xcalloc(1, 6000);

	router_start(&router, desk);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		paste(desk);
		router_take(&router, desk);
		router_answer(&router, answers[i]);
		clip_desk_check_notice(desk, "Not pasted: home may not have");
		assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
	}
	paste(desk);
	router_take(&router, desk);
	memset(much, 'x', 5999);
	router_answer(&router, much);
	clip_desk_check_notice(desk, "Not pasted: home may not have");
	router_stop(&router, true);
	free(much);
}

static void
test_one_that_never_answers_allows_nothing(void **state)
{
	struct clip_desk *desk = *state;
	struct router router;

	router_start(&router, desk);
	paste(desk);
	router_take(&router, desk);
	for (int i = 0; i < 10 && !clip_desk_wait_notice(desk, "nobody decided");
			i++) {
	}
	clip_desk_check_notice(desk, "nobody decided");
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
	router_stop(&router, true);
}

static void
test_one_that_is_gone_allows_nothing(void **state)
{
	struct clip_desk *desk = *state;
	struct router router;

	router_start(&router, desk);
	router_stop(&router, false); // nobody listens there
	paste(desk);
	clip_desk_check_notice(desk, "Not pasted: home may not have");
	router_start(&router, desk);
	paste(desk);
	router_take(&router, desk);
	router_answer(&router, "result=allow");
	clip_desk_check_notice(desk, "Pasted 4 bytes");
	router_stop(&router, true);
	paste(desk);
	clip_desk_check_notice(desk, "Not pasted: home may not have");
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

static void
test_the_rules_forbid_before_it_is_asked(void **state)
{
	struct clip_desk *desk = *state;
	struct router router;

	router_start(&router, desk);
	clip_desk_configure(desk, "[qube home]\nclipboard=copy\n");
	paste(desk);
	clip_desk_check_notice(desk, "Not pasted: home may not have");
	assert_int_equal(sock_accept(router.listener), -1);
	router_stop(&router, true);
}

/* The keyboard leaves before the answer. */
static void
test_an_answer_that_comes_too_late_is_void(void **state)
{
	struct clip_desk *desk = *state;
	struct router router;

	router_start(&router, desk);
	paste(desk);
	router_take(&router, desk);
	clip_desk_focus(desk, &desk->red);
	send(router.fd, "result=allow", 12, MSG_NOSIGNAL);
	fd_close(&router.fd);
	clip_desk_check_notice(desk, "the keyboard left home");
	rig_settle(&desk->rig);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
	assert_int_equal(clip_desk_count_got(&desk->rig.red), 0);
	router_stop(&router, true);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown( \
			name, clip_desk_setup, clip_desk_teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_without_a_router_the_rules_decide),
			TEST(test_the_router_says_yes),
			TEST(test_anything_else_is_a_no),
			TEST(test_one_that_never_answers_allows_nothing),
			TEST(test_one_that_is_gone_allows_nothing),
			TEST(test_the_rules_forbid_before_it_is_asked),
			TEST(test_an_answer_that_comes_too_late_is_void),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
