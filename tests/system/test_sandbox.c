// SPDX-License-Identifier: MIT
/* The sandbox driver with real sandboxes: what a keeper relies on. */
#define _GNU_SOURCE // mkdtemp, nftw
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/loop.h"
#include "common/mem.h"
#include "common/str.h"
#include "tests/check.h"
#include "zones/drivers/driver.h"
#include "zones/drivers/sandbox.h"

#define LOOK_EVERY_MSEC 20
#define PATIENCE_MSEC 15000
#define SERIAL 42
#define CALLED "/run/leadlight-programs/leadlight-qrexec-agent :0\n"
#define OUT "cd $VCHAN_SOCKET_DIR; "

struct qube {
	struct wl_event_loop *loop; // owned
	void *sandbox; // owned, may be NULL
	char *dir; // owned, removed at the end
	const char *init; // file that goes for leadlight-qube-init
	const char *agent; // file that goes for leadlight-agent, may be NULL
	struct driver_request request;
	int started;
	int ended;
	uint32_t ran; // serial of the last answer
	char ran_text[256];
	char text[256]; // of the end
};

static void
handle_started(void *user)
{
	((struct qube *)user)->started++;
}

static void
handle_ran(void *user, uint32_t serial, const char *text)
{
	struct qube *qube = user;

	qube->ran = serial;
	str_copy(qube->ran_text, sizeof(qube->ran_text), text);
}

static void
handle_ended(void *user, const char *text)
{
	struct qube *qube = user;

	qube->ended++;
	str_copy(qube->text, sizeof(qube->text), text);
}

static const struct driver_events events = {
		.started = handle_started,
		.ran = handle_ran,
		.ended = handle_ended,
};

static char *
make_dir(struct qube *qube, const char *name)
{
	char *path = xformat("%s/%s", qube->dir, name);

	mkdir(path, 0755);
	return path;
}

static void
put_program(struct qube *qube, const char *name, const char *file)
{
	char *path = xformat("%s/programs/%s", qube->dir, name);

	assert_int_equal(symlink(file, path), 0);
	free(path);
}

/* A qube of that name, not yet started. */
static void
prepare(struct qube *qube, const char *name, uint32_t block)
{
	char dir[] = "/tmp/leadlight-sandbox-XXXXXX";

	*qube = (struct qube){.init = getenv("TEST_INIT")};
	assert_non_null(qube->init);
	assert_non_null(mkdtemp(dir));
	qube->dir = xstrdup(dir);
	qube->loop = wl_event_loop_create();
	qube->request = (struct driver_request){.name = name,
			.id = block + 1,
			.block = block,
			.run_dir = make_dir(qube, "run"),
			.vchan_dir = make_dir(qube, "run/vchan"),
			.private_dir = make_dir(qube, "home"),
			.programs_dir = make_dir(qube, "programs"),
			.template_root = "/"};
}

static void
start(struct qube *qube)
{
	struct err err = {0};

	put_program(qube, "leadlight-qube-init", qube->init);
	if (qube->agent) {
		put_program(qube, "leadlight-agent", qube->agent);
	}
	qube->sandbox = driver_sandbox.start(
			qube->loop, &qube->request, &events, qube, &err);
	if (!qube->sandbox) {
		fail_msg("not started: %s", err.text);
	}
}

/* Lets the loop work until *value is not 0. */
static void
wait_until(struct qube *qube, const int *value)
{
	int64_t until = loop_now_msec() + PATIENCE_MSEC;

	while (*value == 0) {
		wl_event_loop_dispatch(qube->loop, LOOK_EVERY_MSEC);
		assert_true(loop_now_msec() < until);
	}
}

static void
pump(struct qube *qube, int msec)
{
	int64_t until = loop_now_msec() + msec;

	while (loop_now_msec() < until) {
		wl_event_loop_dispatch(qube->loop, LOOK_EVERY_MSEC);
	}
}

/* What the qube wrote to a file in the directory it shares with its keeper, ""
 * while there is none. */
static const char *
content(struct qube *qube, const char *name)
{
	static char text[256];
	char *path = xformat("%s/run/vchan/%s", qube->dir, name);
	int fd = open(path, O_RDONLY);
	ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	text[len > 0 ? len : 0] = '\0';
	if (fd >= 0) {
		close(fd);
	}
	free(path);
	return text;
}

static void
wait_for_content(struct qube *qube, const char *name, const char *wanted)
{
	int64_t until = loop_now_msec() + PATIENCE_MSEC;

	while (strcmp(content(qube, name), wanted) != 0) {
		wl_event_loop_dispatch(qube->loop, LOOK_EVERY_MSEC);
		if (loop_now_msec() > until) {
			fail_msg("%s is \"%s\" and not \"%s\"", name,
					content(qube, name), wanted);
		}
	}
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	return remove(path);
}

static void
finish(struct qube *qube)
{
	if (qube->sandbox) {
		driver_sandbox.destroy(qube->sandbox);
	}
	wl_event_loop_destroy(qube->loop);
	nftw(qube->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free((char *)qube->request.run_dir);
	free((char *)qube->request.vchan_dir);
	free((char *)qube->request.private_dir);
	free((char *)qube->request.programs_dir);
	free(qube->dir);
}

static void
stop(struct qube *qube, bool at_once)
{
	driver_sandbox.stop(qube->sandbox, at_once);
	wait_until(qube, &qube->ended);
	assert_int_equal(qube->ended, 1);
}

static void
end(struct qube *qube)
{
	stop(qube, true);
	finish(qube);
}

static void
run(struct qube *qube, const char *command)
{
	struct err err = {0};
	int64_t until = loop_now_msec() + PATIENCE_MSEC;

	qube->ran = 0;
	assert_int_equal(driver_sandbox.run(qube->sandbox, SERIAL, command, &err),
			0);
	while (qube->ran == 0) {
		wl_event_loop_dispatch(qube->loop, LOOK_EVERY_MSEC);
		assert_true(loop_now_msec() < until);
	}
	assert_int_equal(qube->ran, SERIAL);
	assert_string_equal(qube->ran_text, "");
}

static void
test_commands_run_as_the_qubes_user(void **state)
{
	static const char *const commands[] = {OUT
			"echo $(id -u) $(id -g) $(hostname) >one",
			OUT "echo $VCHAN_DOMAIN $HOME >two"};
	struct qube qube;

	prepare(&qube, "plain", 3);
	qube.request.commands = commands;
	qube.request.ncommands = 2;
	start(&qube);
	wait_until(&qube, &qube.started);
	wait_for_content(&qube, "one", "1000 1000 plain\n");
	wait_for_content(&qube, "two", "4 /home/user\n");
	run(&qube, OUT "echo three >three");
	wait_for_content(&qube, "three", "three\n");
	stop(&qube, false);
	assert_string_equal(qube.text, "");
	assert_int_equal(qube.started, 1);
	finish(&qube);
}

static void
test_polite_stop_is_a_signal_to_the_programs(void **state)
{
	static const char *const commands[] = {
			OUT "trap 'echo asked >end; exit' TERM; echo >up;"
			    " while :; do sleep 0.1; done"};
	struct qube qube;

	prepare(&qube, "polite", 3);
	qube.request.commands = commands;
	qube.request.ncommands = 1;
	start(&qube);
	wait_for_content(&qube, "up", "\n");
	stop(&qube, false);
	assert_string_equal(content(&qube, "end"), "asked\n");
	assert_string_equal(qube.text, "");
	finish(&qube);
}

static void
test_stop_at_once_ends_what_does_not_listen(void **state)
{
	static const char *const commands[] = {OUT
			"trap '' TERM; echo >up; while :; do sleep 0.1; done"};
	struct qube qube;

	prepare(&qube, "stubborn", 3);
	qube.request.commands = commands;
	qube.request.ncommands = 1;
	start(&qube);
	wait_for_content(&qube, "up", "\n");
	driver_sandbox.stop(qube.sandbox, false);
	pump(&qube, 1000);
	assert_int_equal(qube.ended, 0);
	stop(&qube, true);
	assert_string_equal(qube.text, "");
	finish(&qube);
}

static void
test_destroy_ends_the_qube(void **state)
{
	static const char *const commands[] = {
			OUT "while sleep 0.05; do echo x >>beat; done"};
	char before[256];
	struct qube qube;

	prepare(&qube, "forgotten", 3);
	qube.request.commands = commands;
	qube.request.ncommands = 1;
	start(&qube);
	wait_for_content(&qube, "beat", "x\n");
	driver_sandbox.destroy(qube.sandbox);
	qube.sandbox = NULL;
	usleep(300000);
	str_copy(before, sizeof(before), content(&qube, "beat"));
	usleep(300000);
	assert_string_equal(content(&qube, "beat"), before);
	assert_int_equal(qube.ended, 0);
	finish(&qube);
}

static void
test_start_tells_what_is_missing(void **state)
{
	struct qube qube;

	prepare(&qube, "missing", 3);
	qube.init = "/nonexistent";
	start(&qube);
	wait_until(&qube, &qube.ended);
	assert_non_null(strstr(qube.text, "no leadlight-qube-init"));
	assert_int_equal(qube.started, 0);
	finish(&qube);
}

static void
test_home_is_kept_and_never_taken_over(void **state)
{
	static const char *const commands[] = {
			OUT "cat ~/note 2>/dev/null >seen; echo kept >~/note;"
			    " echo kept >note"};
	struct sandbox_capabilities capabilities;
	struct qube qube;

	prepare(&qube, "home", 3);
	qube.request.commands = commands;
	qube.request.ncommands = 1;
	start(&qube);
	wait_for_content(&qube, "note", "kept\n");
	stop(&qube, true);
	driver_sandbox.destroy(qube.sandbox);
	qube.ended = 0;
	qube.sandbox = driver_sandbox.start(
			qube.loop, &qube.request, &events, &qube, NULL);
	wait_for_content(&qube, "seen", "kept\n");
	stop(&qube, true);
	driver_sandbox.destroy(qube.sandbox);
	qube.ended = 0;
	qube.request.block++; // another qube's ids
	qube.sandbox = driver_sandbox.start(
			qube.loop, &qube.request, &events, &qube, NULL);
	sandbox_probe(&capabilities);
	if (capabilities.uid_isolation) {
		wait_until(&qube, &qube.ended);
		assert_non_null(strstr(qube.text, "belongs to someone else"));
	}
	finish(&qube);
}

static void
test_two_qubes_have_different_ids(void **state)
{
	struct sandbox_capabilities capabilities;
	struct stat a_home, b_home;
	struct qube a, b;

	sandbox_probe(&capabilities);
	if (!capabilities.uid_isolation) {
		print_message("no ids: %s\n", capabilities.uid_text);
		skip();
	}
	prepare(&a, "a", 4);
	prepare(&b, "b", 5);
	start(&a);
	start(&b);
	wait_until(&a, &a.started);
	wait_until(&b, &b.started);
	assert_int_equal(stat(a.request.private_dir, &a_home), 0);
	assert_int_equal(stat(b.request.private_dir, &b_home), 0);
	assert_int_equal(b_home.st_uid - a_home.st_uid, 1024);
	assert_int_equal(b_home.st_gid - a_home.st_gid, 1024);
	assert_int_equal(a_home.st_mode & 0777, 0700);
	assert_true(a_home.st_uid != getuid());
	finish(&a);
	finish(&b);
}

static void
test_agent_is_started_again_more_and_more_slowly(void **state)
{
	struct qube qube;
	size_t starts;

	prepare(&qube, "crash", 3);
	qube.agent = getenv("TEST_AGENT");
	start(&qube);
	wait_until(&qube, &qube.started);
	pump(&qube, 2000);
	// 0, 100, 300, 700, 1500 ms after the first
	starts = strlen(content(&qube, "starts"));
	assert_in_range(starts, 3, 6);
	stop(&qube, false);
	assert_string_equal(qube.text, "");
	finish(&qube);
}

static void
write_script(struct qube *qube, const char *name, const char *text)
{
	char *path = xformat("%s/%s", qube->dir, name);
	int fd = open(path, O_CREAT | O_WRONLY, 0755);

	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, 0755), 0);
	close(fd);
	free(path);
}

/* Also what an agent made for Qubes OS needs: its library and two folders. */
static void
test_another_agent_takes_the_place_of_ours(void **state)
{
	static const char script[] = "#!/bin/sh\n"
				     "touch /run/made /var/log/made &&\n"
				     "ls /run/leadlight-programs"
				     " > /run/leadlight/vchan/programs\n"
				     "sleep 100\n";
	struct qube qube;

	prepare(&qube, "other", 0);
	write_script(&qube, "home/agent", script);
	qube.agent = qube.init; // not looked at
	put_program(&qube, "libxengnttab.so.1", qube.init);
	qube.request.agent = "/home/user/agent";
	start(&qube);
	wait_for_content(&qube, "programs",
			"leadlight-qube-init\nlibxengnttab.so.1\n");
	end(&qube);
}

static void
test_the_agent_for_calls_is_ours_or_another_and_started_again(void **state)
{
	static const char note[] = "#!/bin/sh\n" OUT
				   "echo $0 $DISPLAY >$$; mv $$ called\n";
	struct qube qube;

	prepare(&qube, "calls", 15);
	write_script(&qube, "programs/leadlight-qrexec-agent", note);
	start(&qube);
	for (int i = 0; i < 2; i++) {
		wait_for_content(&qube, "called", CALLED);
		run(&qube, OUT "rm called");
	}
	end(&qube);
	prepare(&qube, "other", 16);
	write_script(&qube, "programs/leadlight-qrexec-agent", note);
	write_script(&qube, "home/mine", note);
	qube.request.qrexec_agent = "/home/user/mine";
	start(&qube);
	wait_for_content(&qube, "called", "/home/user/mine :0\n");
	end(&qube);
}

static void
test_tools_and_services_of_calls_are_found(void **state)
{
	struct qube qube;

	prepare(&qube, "tools", 17);
	free(make_dir(&qube, "programs/bin"));
	free(make_dir(&qube, "programs/qubes-rpc"));
	write_script(&qube, "programs/bin/qvm-test",
			"#!/bin/sh\n"
			"test -x ${QREXEC_SERVICE_PATH##*:}/a.Test && "
			"mkdir /run/qubes/a && " OUT "echo found >tool\n");
	write_script(&qube, "programs/qubes-rpc/a.Test", "#!/bin/sh\n");
	start(&qube);
	wait_until(&qube, &qube.started);
	run(&qube, "qvm-test");
	wait_for_content(&qube, "tool", "found\n");
	end(&qube);
}

static void
test_commands_wait_for_the_agents_socket(void **state)
{
	static const char *const commands[] = {
			OUT "test -S $XDG_RUNTIME_DIR/$WAYLAND_DISPLAY;"
			    " echo $? >there"};
	struct qube qube;

	prepare(&qube, "wait", 3);
	qube.agent = getenv("TEST_AGENT");
	qube.request.commands = commands;
	qube.request.ncommands = 1;
	start(&qube);
	wait_for_content(&qube, "there", "0\n");
	end(&qube);
}

static void
test_endless_output_slows_nobody_else(void **state)
{
	static const char *const commands[] = {"yes '\x1b[2Jnoise'"};
	struct qube qube;

	prepare(&qube, "noisy", 3);
	qube.request.commands = commands;
	qube.request.ncommands = 1;
	start(&qube);
	wait_until(&qube, &qube.started);
	run(&qube, OUT "echo quiet >quiet");
	wait_for_content(&qube, "quiet", "quiet\n");
	end(&qube);
}

static void
test_a_hostile_first_process_costs_its_qube_only(void **state)
{
	static const struct {
		const char *how;
		const char *text;
	} rows[] = {
			{"nonsense", "nonsense"},
			{"huge", "a lot"},
			{"mirror", "nonsense"},
			{"unasked", "nobody asked for"},
			{"twice", "greeted twice"},
			{"flood", "nobody asked for"},
			{"empty", "hung up"},
			{"leave", "hung up"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct qube qube;

		prepare(&qube, rows[i].how, 3);
		qube.init = getenv("TEST_BAD_INIT");
		start(&qube);
		wait_until(&qube, &qube.ended);
		if (!strstr(qube.text, rows[i].text)) {
			fail_msg("%s: \"%s\"", rows[i].how, qube.text);
		}
		finish(&qube);
	}
}

static void
test_what_cannot_be_run_is_refused(void **state)
{
	char longest[8192];
	struct err err = {0};
	struct qube qube;

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	prepare(&qube, "refuse", 3);
	start(&qube);
	assert_int_equal(driver_sandbox.run(qube.sandbox, 1, "true", &err), -1);
	wait_until(&qube, &qube.started);
	assert_int_equal(driver_sandbox.run(qube.sandbox, 1, "", &err), -1);
	assert_int_equal(driver_sandbox.run(qube.sandbox, 1, longest, &err), -1);
	run(&qube, "true");
	stop(&qube, false);
	finish(&qube);
	qube.request.network = true;
	assert_null(driver_sandbox.start(
			NULL, &qube.request, &events, &qube, &err));
	assert_non_null(strstr(err.text, "network"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_commands_run_as_the_qubes_user),
			cmocka_unit_test(test_polite_stop_is_a_signal_to_the_programs),
			cmocka_unit_test(test_stop_at_once_ends_what_does_not_listen),
			cmocka_unit_test(test_destroy_ends_the_qube),
			cmocka_unit_test(test_start_tells_what_is_missing),
			cmocka_unit_test(test_home_is_kept_and_never_taken_over),
			cmocka_unit_test(test_two_qubes_have_different_ids),
			cmocka_unit_test(test_agent_is_started_again_more_and_more_slowly),
			cmocka_unit_test(test_another_agent_takes_the_place_of_ours),
			cmocka_unit_test(test_the_agent_for_calls_is_ours_or_another_and_started_again),
			cmocka_unit_test(test_tools_and_services_of_calls_are_found),
			cmocka_unit_test(test_commands_wait_for_the_agents_socket),
			cmocka_unit_test(test_endless_output_slows_nobody_else),
			cmocka_unit_test(test_a_hostile_first_process_costs_its_qube_only),
			cmocka_unit_test(test_what_cannot_be_run_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
