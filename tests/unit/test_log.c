// SPDX-License-Identifier: MIT
/* A log that is not read, or not written: nobody waits for it, and what was
 * lost is counted. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "tests/check.h"

#define LINES 5000 // more than a pipe or a socket holds
#define OUTPUT_SIZE (1u << 20)

struct fixture {
	int old; // standard error of this program
	char output[OUTPUT_SIZE];
	size_t len;
};

/* Lets standard error be fd, which is closed. */
static struct fixture *
start(int fd)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->old = dup(STDERR_FILENO);
	assert_true(f->old >= 0 && fd >= 0);
	assert_int_equal(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	close(fd);
	log_never_wait();
	return f;
}

static void
stop(struct fixture *f)
{
	assert_int_equal(dup2(f->old, STDERR_FILENO), STDERR_FILENO);
	close(f->old);
	log_never_wait();
	free(f);
}

/* All that can be read now. */
static void
read_all(struct fixture *f, int fd)
{
	ssize_t got;

	while ((got = read(fd, f->output + f->len, OUTPUT_SIZE - 1 - f->len)) >
			0) {
		f->len += (size_t)got;
	}
	f->output[f->len] = '\0';
}

/* Each line once, in order; those that are missing are counted in between. */
static void
expect_every_line(const struct fixture *f, int lines)
{
	const char *at = f->output;
	int next = 0;

	while (*at != '\0') {
		unsigned long lost;
		int number;

		if (sscanf(at, "warn: log: %lu lines were lost\n", &lost) == 1) {
			assert_true(lost > 0);
			next += (int)lost;
		} else {
			assert_int_equal(sscanf(at, "warn: test_log: line %d\n",
							 &number),
					1);
			assert_int_equal(number, next);
			next++;
		}
		at = strchr(at, '\n');
		assert_non_null(at);
		at++;
	}
	assert_int_equal(next, lines);
}

static void
expect_no_wait(int reader, int writer)
{
	struct fixture *f = start(writer);

	assert_true(fd_set_nonblock(reader, true));
	for (int i = 0; i < LINES; i++) {
		log_warn("line %d", i);
	}
	read_all(f, reader);
	log_warn("line %d", LINES);
	read_all(f, reader);
	// others who write there wait as before
	assert_int_equal(fcntl(STDERR_FILENO, F_GETFL) & O_NONBLOCK, 0);
	expect_every_line(f, LINES + 1);
	assert_non_null(strstr(f->output, "lines were lost"));
	stop(f);
	close(reader);
}

static void
test_a_pipe_that_nobody_reads(void **state)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	expect_no_wait(ends[0], ends[1]);
}

static void
test_a_socket_that_nobody_reads(void **state)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	expect_no_wait(ends[0], ends[1]);
}

static void
test_a_full_disk(void **state)
{
	struct fixture *f = start(open("/dev/full", O_WRONLY | O_CLOEXEC));
	int ends[2];

	for (int i = 0; i < 10; i++) {
		log_warn("line %d", i);
	}
	assert_int_equal(pipe(ends), 0); // there is room again
	assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	close(ends[1]);
	log_never_wait();
	log_warn("line 10");
	assert_true(fd_set_nonblock(ends[0], true));
	read_all(f, ends[0]);
	assert_string_equal(f->output,
			"warn: log: 10 lines were lost\n"
			"warn: test_log: line 10\n");
	stop(f);
	close(ends[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_pipe_that_nobody_reads),
			cmocka_unit_test(test_a_socket_that_nobody_reads),
			cmocka_unit_test(test_a_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
