// SPDX-License-Identifier: MIT
/*
 * Memory that is taken away under a mapping. Each case runs in a child, as the
 * test library catches SIGBUS itself; a child ends with 0 when all was well.
 */
#define _GNU_SOURCE // memfd_create
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/bytes.h"
#include "compositor/qube/arena.h"
#include "compositor/qube/arena_image.h"
#include "protocols/gui/wire.h"
#include "protocols/zone/arena.h"
#include "tests/check.h"

#define PAGES 8

/* Ends the child with the line's number if the condition does not hold. */
#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			_exit(__LINE__ % 100 + 100); \
		} \
	} while (0)

/* Runs fn in a child without handlers; returns its wait status. */
static int
run(void (*fn)(void))
{
	const struct sigaction ordinary = {.sa_handler = SIG_DFL};
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		sigaction(SIGBUS, &ordinary, NULL);
		fn();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* A file of PAGES pages full of ones. */
static int
make_file(void)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	uint8_t page[4096];

	CHECK(fd >= 0);
	memset(page, 1, sizeof(page));
	for (int i = 0; i < PAGES; i++) {
		CHECK(write(fd, page, sizeof(page)) == sizeof(page));
	}
	return fd;
}

static volatile uint8_t *
map_file(int fd)
{
	void *data = mmap(NULL, PAGES * 4096, PROT_READ, MAP_SHARED, fd, 0);

	CHECK(data != MAP_FAILED);
	return data;
}

static void
read_truncated(void)
{
	int fd = make_file();
	volatile uint8_t *data = map_file(fd);
	volatile uint8_t *other = map_file(fd);
	struct fault_range range;
	struct fault_range other_range;
	uint64_t count = 0;

	CHECK(fault_guard_add(&range, (void *)data, PAGES * 4096));
	CHECK(fault_guard_add(&other_range, (void *)other, PAGES * 4096));
	CHECK(ftruncate(fd, 4096) == 0);
	CHECK(data[0] == 1); // what is left is not touched
	CHECK(range.hit == 0);
	for (int i = 1; i < PAGES; i++) {
		CHECK(data[i * 4096 + 77] == 0);
	}
	CHECK(range.hit == 1);
	CHECK(other_range.hit == 0);
	CHECK(read(fault_guard_get_fd(), &count, sizeof(count)) == sizeof(count));
	CHECK(count == 1); // one fault, then the whole range is ours
	fault_guard_remove(&range);
	fault_guard_remove(&other_range);
}

static void
read_removed(void)
{
	int fd = make_file();
	volatile uint8_t *data = map_file(fd);
	struct fault_range range;

	CHECK(fault_guard_add(&range, (void *)data, PAGES * 4096));
	fault_guard_remove(&range);
	CHECK(ftruncate(fd, 0) == 0);
	(void)data[0];
}

static void
handle_before(int sig, siginfo_t *info, void *context)
{
	_exit(42);
}

static void
read_with_another_handler(void)
{
	const struct sigaction before = {
			.sa_sigaction = handle_before,
			.sa_flags = SA_SIGINFO,
	};
	int fd = make_file();
	volatile uint8_t *data = map_file(fd);

	sigaction(SIGBUS, &before, NULL);
	CHECK(fault_guard_get_fd() >= 0);
	CHECK(ftruncate(fd, 0) == 0);
	(void)data[0];
}

/* As wlroots does around an access to wl_shm memory: its handler on top, ours
 * below, and it hands on what is not its own. */
static struct sigaction below;

static void
handle_on_top(int sig, siginfo_t *info, void *context)
{
	CHECK(below.sa_flags & SA_SIGINFO);
	below.sa_sigaction(sig, info, context);
}

static void
read_below_another_handler(void)
{
	const struct sigaction on_top = {
			.sa_sigaction = handle_on_top,
			.sa_flags = SA_SIGINFO | SA_NODEFER,
	};
	int fd = make_file();
	volatile uint8_t *data = map_file(fd);
	struct fault_range range;

	CHECK(fault_guard_add(&range, (void *)data, PAGES * 4096));
	CHECK(sigaction(SIGBUS, &on_top, &below) == 0);
	CHECK(ftruncate(fd, 0) == 0);
	CHECK(data[5000] == 0);
	CHECK(range.hit == 1);
}

static struct arena_image *
make_image(struct arena *arena, uint32_t first, uint32_t second)
{
	uint8_t refs[8];
	const struct gui_dump dump = {
			.width = 32,
			.height = 64,
			.refs = refs,
			.n_refs = 2,
	};
	struct err err = {0};

	bytes_put_u32(refs, arena_ref_make(1, first));
	bytes_put_u32(refs + 4, arena_ref_make(1, second));
	return arena_image_create(arena, &dump, &err);
}

static void
read_images(void)
{
	struct arena *arena = arena_create(NULL, NULL);
	int fd = make_file();
	struct err err = {0};
	struct arena_image *live;
	struct arena_image *copied;

	CHECK(arena_add_segment(arena, 1, PAGES, dup(fd), &err) == 0);
	live = make_image(arena, 4, 5);
	copied = make_image(arena, 7, 6);
	CHECK(live && !live->copy && copied && copied->copy);
	CHECK(!arena_take_faults(arena));
	CHECK(ftruncate(fd, 5 * 4096) == 0);
	arena_image_update(copied);
	CHECK(copied->data[0] == 0);
	CHECK(live->data[0] == 0); // in the range that was replaced
	CHECK(live->data[2 * 4096 - 1] == 0);
	CHECK(arena_take_faults(arena));
	CHECK(!arena_take_faults(arena));
	CHECK(arena_try_segment(arena, 1) == NULL);
	arena_image_destroy(live);
	arena_image_destroy(copied);
	arena_destroy(arena);
}

static void
test_a_truncated_file_reads_as_zeros_and_is_noticed(void **state)
{
	assert_int_equal(run(read_truncated), 0);
}

static void
test_images_of_a_truncated_segment_read_as_zeros(void **state)
{
	assert_int_equal(run(read_images), 0);
}

static void
test_faults_elsewhere_end_the_process(void **state)
{
	int status = run(read_removed);

	// a sanitizer makes an exit status of the signal
	assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGBUS
					: WEXITSTATUS(status) == 1);
}

static void
test_faults_elsewhere_reach_the_handler_before(void **state)
{
	int status = run(read_with_another_handler);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}

static void
test_a_handler_on_top_may_hand_on(void **state)
{
	assert_int_equal(run(read_below_another_handler), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_truncated_file_reads_as_zeros_and_is_noticed),
			cmocka_unit_test(test_images_of_a_truncated_segment_read_as_zeros),
			cmocka_unit_test(test_faults_elsewhere_end_the_process),
			cmocka_unit_test(test_faults_elsewhere_reach_the_handler_before),
			cmocka_unit_test(test_a_handler_on_top_may_hand_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
