// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/loop.h"
#include "tests/check.h"
#include "zones/vchan/dir_watch.h"
#include "zones/vchan/vchan_opener.h"
#include "zones/vchan/vchan_server.h"
#include "zones/vchan/vchan_unix.h"

#define NAME "vchan.7.0.6000.sock"

static const struct vchan_unix_address gui = {7, 0, 6000};

struct fixture {
	char path[32];
	int dirfd;
	struct wl_event_loop *loop;
	struct dir_watch *watch;
	struct vchan_opener *opener;
	int opened; // descriptor, -1 before
	int error;
	int calls;
	int accepted; // descriptor, -1 before
	int accepts;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	memcpy(f->path, "/tmp/test-vchan-XXXXXX", 23);
	if (!mkdtemp(f->path)) {
		return -1;
	}
	f->dirfd = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	f->opened = f->accepted = -1;
	f->loop = wl_event_loop_create();
	f->watch = dir_watch_create(f->loop);
	f->opener = vchan_opener_create(f->loop, f->watch,
			open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	vchan_opener_destroy(f->opener);
	dir_watch_destroy(f->watch);
	wl_event_loop_destroy(f->loop);
	unlinkat(f->dirfd, NAME, 0);
	unlinkat(f->dirfd, NAME, AT_REMOVEDIR);
	unlinkat(f->dirfd, "other.sock", 0);
	fd_close(&f->opened);
	fd_close(&f->accepted);
	fd_close(&f->dirfd);
	rmdir(f->path);
	free(f);
	return 0;
}

static void
handle_opened(void *user, int fd, int error)
{
	struct fixture *f = user;

	f->calls++;
	fd_close(&f->opened);
	f->opened = fd;
	f->error = error;
}

static void
handle_accepted(void *user, int fd)
{
	struct fixture *f = user;

	f->accepts++;
	fd_close(&f->accepted);
	f->accepted = fd;
}

static bool
pump_until(struct fixture *f, const int *value, int want, int msec)
{
	int64_t end = loop_now_msec() + msec;

	while (*value != want && loop_now_msec() < end) {
		wl_event_loop_dispatch(f->loop, 20);
	}
	return *value == want;
}

/* As vchan-socket does it: unlink, bind, listen(1). */
static int
listen_like_stock(struct fixture *f)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/" NAME, f->path);
	unlink(addr.sun_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

static void
test_the_name_is_that_of_vchan_socket(void **state)
{
	char name[VCHAN_UNIX_NAME_SIZE];
	const struct vchan_unix_address big = {
			UINT32_MAX, UINT32_MAX, UINT32_MAX};

	assert_string_equal(vchan_unix_name(name, &gui), NAME);
	assert_string_equal(vchan_unix_name(name, &big),
			"vchan.4294967295.4294967295.4294967295.sock");
}

static void
test_own_domain_and_directory_come_from_the_environment(void **state)
{
	unsetenv("VCHAN_DOMAIN");
	unsetenv("VCHAN_SOCKET_DIR");
	assert_int_equal(vchan_unix_own_domain(), 0);
	assert_string_equal(vchan_unix_own_dir(), "/var/run/vchan");
	setenv("VCHAN_DOMAIN", "17", 1);
	setenv("VCHAN_SOCKET_DIR", "/run/x", 1);
	assert_int_equal(vchan_unix_own_domain(), 17);
	assert_string_equal(vchan_unix_own_dir(), "/run/x");
	setenv("VCHAN_DOMAIN", "-3", 1);
	assert_int_equal(vchan_unix_own_domain(), 0);
}

static void
test_bytes_pass_both_ways(void **state)
{
	struct fixture *f = *state;
	struct vchan_server *server = vchan_server_create(
			f->loop, f->dirfd, &gui, handle_accepted, f, NULL);
	char text[4] = "";
	struct stat st;

	assert_non_null(server);
	assert_int_equal(fstatat(f->dirfd, NAME, &st, 0), 0);
	assert_int_equal(st.st_mode & 0777, 0666);
	assert_non_null(vchan_opener_open(f->opener, &gui, handle_opened, f));
	assert_int_equal(f->calls, 0); // from the loop only
	assert_true(pump_until(f, &f->calls, 1, 2000));
	assert_true(pump_until(f, &f->accepts, 1, 2000));
	assert_int_equal(write(f->opened, "ab", 2), 2);
	assert_int_equal(read(f->accepted, text, sizeof(text)), 2);
	assert_int_equal(write(f->accepted, "cd", 2), 2);
	assert_int_equal(read(f->opened, text, sizeof(text)), 2);
	assert_string_equal(text, "cd");
	vchan_server_destroy(server);
	assert_int_equal(fstatat(f->dirfd, NAME, &st, 0), -1);
}

static void
test_the_newer_connection_wins(void **state)
{
	struct fixture *f = *state;
	struct vchan_server *server = vchan_server_create(
			f->loop, f->dirfd, &gui, handle_accepted, f, NULL);
	int first = vchan_unix_connect(f->dirfd, &gui);
	int second = vchan_unix_connect(f->dirfd, &gui);
	char byte;

	assert_true(first >= 0 && second >= 0);
	assert_true(pump_until(f, &f->accepts, 1, 2000));
	assert_int_equal(recv(first, &byte, 1, 0), 0); // closed
	assert_int_equal(write(second, "x", 1), 1);
	assert_int_equal(recv(f->accepted, &byte, 1, 0), 1);
	close(first);
	close(second);
	vchan_server_destroy(server);
}

static void
test_a_stale_socket_is_replaced_and_a_newer_one_kept(void **state)
{
	struct fixture *f = *state;
	int stale = listen_like_stock(f);
	struct vchan_server *one;
	struct vchan_server *two;
	int fd;

	close(stale);
	assert_int_equal(vchan_unix_connect(f->dirfd, &gui), -1);
	assert_int_equal(errno, ECONNREFUSED);
	one = vchan_server_create(
			f->loop, f->dirfd, &gui, handle_accepted, f, NULL);
	two = vchan_server_create(
			f->loop, f->dirfd, &gui, handle_accepted, f, NULL);
	vchan_server_destroy(one); // must not remove the file of the second
	fd = vchan_unix_connect(f->dirfd, &gui);
	assert_true(fd >= 0);
	assert_true(pump_until(f, &f->accepts, 1, 2000));
	close(fd);
	vchan_server_destroy(two);
}

static void
make_link(struct fixture *f)
{
	char target[64];
	int fd;

	/* a real listening socket behind the link */
	fd = listen_like_stock(f);
	assert_int_equal(renameat(f->dirfd, NAME, f->dirfd, "other.sock"), 0);
	snprintf(target, sizeof(target), "%s/other.sock", f->path);
	assert_int_equal(symlinkat(target, f->dirfd, NAME), 0);
	f->accepted = fd;
}

static void
make_fifo(struct fixture *f)
{
	assert_int_equal(mkfifoat(f->dirfd, NAME, 0666), 0);
}

static void
make_file(struct fixture *f)
{
	close(openat(f->dirfd, NAME, O_CREAT | O_RDWR | O_CLOEXEC, 0666));
}

static void
make_dir(struct fixture *f)
{
	assert_int_equal(mkdirat(f->dirfd, NAME, 0777), 0);
}

static void
make_datagram_socket(struct fixture *f)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/" NAME, f->path);
	f->accepted = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(f->accepted, (struct sockaddr *)&addr, sizeof(addr)),
			0);
	assert_int_equal(listen(f->accepted, 5), 0);
}

static void
test_only_a_stream_socket_is_ever_connected_to(void **state)
{
	static void (*const make[])(struct fixture *) = {make_link, make_fifo,
			make_file, make_dir, make_datagram_socket};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(make) / sizeof(make[0]); i++) {
		make[i](f);
		errno = 0;
		assert_int_equal(vchan_unix_connect(f->dirfd, &gui), -1);
		assert_true(vchan_unix_may_come(errno));
		unlinkat(f->dirfd, NAME, 0);
		unlinkat(f->dirfd, NAME, AT_REMOVEDIR);
		fd_close(&f->accepted);
	}
}

static double
cpu_msec(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000 +
			(double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) /
			1000;
}

static void
test_waiting_costs_nothing_and_ends_when_one_listens(void **state)
{
	struct fixture *f = *state;
	struct vchan_opening *opening =
			vchan_opener_open(f->opener, &gui, handle_opened, f);
	double before = cpu_msec();
	int listener;

	assert_non_null(opening);
	assert_false(pump_until(f, &f->calls, 1, 600));
	assert_true(cpu_msec() - before < 30);
	listener = listen_like_stock(f);
	assert_true(pump_until(f, &f->calls, 1, 1000));
	assert_true(f->opened >= 0);
	close(listener);
}

static void
test_a_stale_file_is_tried_again_until_one_listens(void **state)
{
	struct fixture *f = *state;
	int listener = listen_like_stock(f);

	close(listener);
	vchan_opener_open(f->opener, &gui, handle_opened, f);
	assert_false(pump_until(f, &f->calls, 1, 200));
	listener = listen_like_stock(f);
	assert_true(pump_until(f, &f->calls, 1, 1000));
	assert_true(f->opened >= 0);
	close(listener);
}

static void
test_a_full_backlog_does_not_block(void **state)
{
	struct fixture *f = *state;
	int listener = listen_like_stock(f);
	int fds[32];
	int n = 0;
	int64_t before = loop_now_msec();

	while (n < 32 && (fds[n] = vchan_unix_connect(f->dirfd, &gui)) >= 0) {
		n++;
	}
	assert_true(n > 0 && n < 32);
	assert_int_equal(errno, EAGAIN);
	vchan_opener_open(f->opener, &gui, handle_opened, f);
	assert_false(pump_until(f, &f->calls, 1, 100));
	assert_true(loop_now_msec() - before < 1000);
	close(accept(listener, NULL, NULL));
	assert_true(pump_until(f, &f->calls, 1, 2000));
	assert_true(f->opened >= 0);
	while (n > 0) {
		close(fds[--n]);
	}
	close(listener);
}

static void
test_a_directory_in_turmoil_does_not_spin(void **state)
{
	struct fixture *f = *state;
	double before;
	int64_t end;

	vchan_opener_open(f->opener, &gui, handle_opened, f);
	pump_until(f, &f->calls, 1, 50);
	end = loop_now_msec() + 500;
	before = 0;
	while (loop_now_msec() < end) {
		double start;

		for (int i = 0; i < 20; i++) {
			close(openat(f->dirfd, "other.sock",
					O_CREAT | O_RDWR | O_CLOEXEC, 0600));
			unlinkat(f->dirfd, "other.sock", 0);
		}
		start = cpu_msec();
		wl_event_loop_dispatch(f->loop, 0);
		before += cpu_msec() - start;
	}
	assert_true(before < 100);
	assert_int_equal(f->calls, 0);
}

static void
test_a_name_is_read_only_as_it_is_written(void **state)
{
	static const char *const bad[] = {"", "vchan", "vchan.7.0.6000",
			"vchan.7.0.6000.sock.", "vchan.07.0.6000.sock",
			"vchan.7..6000.sock", "vchan.7.0.-1.sock",
			"vchan.7.0.4294967296.sock", "xchan.7.0.6000.sock",
			"vchan.7.0.6000.sock\n", "vchan.7.0.6000.0.sock",
			".vchan.7.0.6000.sock"};
	struct vchan_unix_address address;

	assert_true(vchan_unix_parse_name(NAME, &address));
	assert_true(vchan_unix_is_equal(&address, &gui));
	assert_true(vchan_unix_parse_name(
			"vchan.0.32751.2147483647.sock", &address));
	assert_int_equal(address.client, 32751);
	assert_int_equal(address.port, 0x7fffffff);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (vchan_unix_parse_name(bad[i], &address)) {
			fail_msg("%s", bad[i]);
		}
	}
}

static void
test_no_more_than_the_limit_wait(void **state)
{
	struct fixture *f = *state;
	struct vchan_opening *first = NULL;

	for (int i = 0; i < VCHAN_OPENER_MAX; i++) {
		struct vchan_opening *opening = vchan_opener_open(
				f->opener, &gui, handle_opened, f);

		assert_non_null(opening);
		first = first ? first : opening;
	}
	assert_null(vchan_opener_open(f->opener, &gui, handle_opened, f));
	vchan_opener_cancel(first);
	assert_non_null(vchan_opener_open(f->opener, &gui, handle_opened, f));
}

/* Far more events than inotify keeps: those of the file waited for are lost. */
static void
test_a_name_is_found_after_a_flood_of_others(void **state)
{
	struct fixture *f = *state;
	int listener;

	vchan_opener_open(f->opener, &gui, handle_opened, f);
	pump_until(f, &f->calls, 1, 50);
	for (int i = 0; i < 20000; i++) {
		close(openat(f->dirfd, i % 2 ? "other.sock" : "another.sock",
				O_CREAT | O_RDWR | O_CLOEXEC, 0600));
		unlinkat(f->dirfd, i % 2 ? "other.sock" : "another.sock", 0);
	}
	listener = listen_like_stock(f);
	assert_true(pump_until(f, &f->calls, 1, 5000));
	assert_true(f->opened >= 0);
	close(listener);
}

/* A rest that nobody waits through ends, and the next one is served. */
static void
test_a_flood_while_nobody_waits_does_no_harm(void **state)
{
	struct fixture *f = *state;
	struct vchan_opening *opening =
			vchan_opener_open(f->opener, &gui, handle_opened, f);
	int listener;

	pump_until(f, &f->calls, 1, 50);
	vchan_opener_cancel(opening);
	for (int i = 0; i < 3000; i++) {
		close(openat(f->dirfd, "other.sock",
				O_CREAT | O_RDWR | O_CLOEXEC, 0600));
		unlinkat(f->dirfd, "other.sock", 0);
	}
	assert_false(pump_until(f, &f->calls, 1, 300));
	vchan_opener_open(f->opener, &gui, handle_opened, f);
	assert_false(pump_until(f, &f->calls, 1, 50));
	listener = listen_like_stock(f);
	assert_true(pump_until(f, &f->calls, 1, 5000));
	assert_true(f->opened >= 0);
	close(listener);
}

/* True if this process has inotify watch anything. */
static bool
is_watching(void)
{
	DIR *dir = opendir("/proc/self/fdinfo");
	struct dirent *entry;
	bool found = false;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_CLOEXEC);
		char text[1024] = "";

		found |= read(fd, text, sizeof(text) - 1) > 0 &&
				strstr(text, "inotify wd") != NULL;
		fd_close(&fd);
	}
	closedir(dir);
	return found;
}

/* Else each file of a busy qube would wake up who once opened something. */
static void
test_a_directory_is_not_watched_when_nobody_waits(void **state)
{
	struct fixture *f = *state;
	int64_t end = loop_now_msec() + 30000;
	int listener;

	vchan_opener_open(f->opener, &gui, handle_opened, f);
	assert_false(pump_until(f, &f->calls, 1, 50));
	assert_true(is_watching());
	listener = listen_like_stock(f);
	assert_true(pump_until(f, &f->calls, 1, 30000));
	close(openat(f->dirfd, "other.sock", O_CREAT | O_RDWR | O_CLOEXEC, 0600));
	while (is_watching() && loop_now_msec() < end) {
		wl_event_loop_dispatch(f->loop, 20);
	}
	assert_false(is_watching());
	vchan_opener_open(f->opener, &gui, handle_opened, f);
	assert_true(pump_until(f, &f->calls, 2, 30000));
	close(listener);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			T(test_the_name_is_that_of_vchan_socket),
			T(test_own_domain_and_directory_come_from_the_environment),
			T(test_bytes_pass_both_ways),
			T(test_the_newer_connection_wins),
			T(test_a_stale_socket_is_replaced_and_a_newer_one_kept),
			T(test_only_a_stream_socket_is_ever_connected_to),
			T(test_waiting_costs_nothing_and_ends_when_one_listens),
			T(test_a_stale_file_is_tried_again_until_one_listens),
			T(test_a_full_backlog_does_not_block),
			T(test_a_directory_in_turmoil_does_not_spin),
			T(test_a_name_is_read_only_as_it_is_written),
			T(test_no_more_than_the_limit_wait),
			T(test_a_name_is_found_after_a_flood_of_others),
			T(test_a_flood_while_nobody_waits_does_no_harm),
			T(test_a_directory_is_not_watched_when_nobody_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
