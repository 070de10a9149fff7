// SPDX-License-Identifier: MIT
/*
 * What stands for Xen's library, as an X server uses it: it waits for memory
 * while the keeper works, so that one has a thread of its own here.
 */
#define _DEFAULT_SOURCE // usleep
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/mem.h"
#include "protocols/zone/arena.h"
#include "qube/xen/driver_calls.h"
#include "qube/xen/share_pool.h"
#include "qube/xen/xengnttab.h"
#include "tests/check.h"
#include "tests/lib/keeper_thread.h"

#define SEGMENT_PAGES 16384u // the usual size
#define QUOTA (2 * SEGMENT_PAGES)
#define THREADS 4
#define ROUNDS 200

static int
set_up(void **state)
{
	struct keeper_thread *keeper = xcalloc(1, sizeof(*keeper));

	*state = keeper;
	return keeper_thread_init(keeper, QUOTA) ? 0 : -1;
}

static int
tear_down(void **state)
{
	keeper_thread_finish(*state);
	free(*state);
	return 0;
}

static void
wait_gones(struct keeper_thread *keeper, int gones)
{
	for (int i = 0; i < 1000 && keeper->gones < gones; i++) {
		usleep(10000);
	}
	assert_int_equal(keeper->gones, gones);
}

static void
test_gui_side_sees_what_is_shared(void **state)
{
	struct keeper_thread *keeper = *state;
	xengntshr_handle *xgs = xengntshr_open(NULL, 0);
	uint32_t refs[3], more[2];
	uint8_t *pages, *others;

	assert_non_null(xgs);
	pages = xengntshr_share_pages(xgs, 0, 3, refs, 0);
	others = xengntshr_share_pages(xgs, 7, 2, more, 0);
	assert_non_null(pages);
	assert_non_null(others);
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_not_equal(refs[i], 0);
		assert_int_not_equal(refs[i], more[0]);
		assert_int_not_equal(refs[i], more[1]);
		assert_int_equal(pages[i * ARENA_PAGE_SIZE], 0);
		pages[i * ARENA_PAGE_SIZE] = (uint8_t)(i + 1);
		assert_int_equal(keeper_thread_look(keeper, refs[i]), i + 1);
	}
	others[0] = 0x77;
	assert_int_equal(keeper_thread_look(keeper, refs[0]), 1);
	assert_int_equal(xengntshr_unshare(xgs, pages, 3), 0);
	assert_int_equal(xengntshr_unshare(xgs, others, 2), 0);
	assert_int_equal(xengntshr_close(xgs), 0);
}

static void
test_nonsense_is_refused(void **state)
{
	xengntshr_handle *xgs = xengntshr_open(NULL, 0);
	uint32_t refs[4];
	uint8_t *pages = xengntshr_share_pages(xgs, 0, 4, refs, 0);

	assert_non_null(pages);
	assert_null(xengntshr_share_pages(xgs, 0, 0, refs, 0));
	assert_int_equal(errno, EINVAL);
	assert_null(xengntshr_share_pages(xgs, 0, -1, refs, 0));
	assert_int_equal(errno, EINVAL);
	assert_null(xengntshr_share_pages(xgs, 0, 1, NULL, 0));
	assert_int_equal(errno, EINVAL);
	assert_null(xengntshr_share_pages(xgs, 0, 1, refs, 1));
	assert_int_equal(errno, EOPNOTSUPP);
	assert_null(xengntshr_share_pages(NULL, 0, 1, refs, 0));
	assert_int_equal(errno, EBADF);
	assert_null(xengntshr_share_page_notify(xgs, 0, refs, 0, 0, 0));
	assert_int_equal(errno, ENOSYS);

	assert_int_equal(xengntshr_unshare(xgs, pages, 3), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(xengntshr_unshare(xgs, pages + ARENA_PAGE_SIZE, 3), -1);
	assert_int_equal(xengntshr_unshare(xgs, pages + 1, 4), -1);
	assert_int_equal(xengntshr_unshare(xgs, refs, 4), -1);
	assert_int_equal(xengntshr_unshare(xgs, NULL, 4), -1);
	assert_int_equal(xengntshr_unshare(xgs, pages, 4), 0);
	assert_int_equal(xengntshr_unshare(xgs, pages, 4), -1); // twice
	assert_int_equal(errno, EINVAL);
	assert_int_equal(xengntshr_close(xgs), 0);
	assert_int_equal(xengntshr_close(NULL), 0);
}

static void
test_no_arena_is_an_error(void **state)
{
	setenv("LEADLIGHT_ARENA", "/nonexistent/arena.sock", 1);
	assert_null(xengntshr_open(NULL, 0));
	assert_int_equal(errno, ENOENT);
}

static void
test_more_memory_is_fetched_until_the_quota(void **state)
{
	static uint32_t refs[3][SEGMENT_PAGES];
	xengntshr_handle *xgs = xengntshr_open(NULL, 0);
	const int count = SEGMENT_PAGES / 2 + 1; // one to a segment
	void *pages[2];

	for (int i = 0; i < 2; i++) {
		pages[i] = xengntshr_share_pages(xgs, 0, count, refs[i], 0);
		assert_non_null(pages[i]);
	}
	assert_int_not_equal(arena_ref_segment(refs[0][0]),
			arena_ref_segment(refs[1][0]));
	assert_null(xengntshr_share_pages(xgs, 0, count, refs[2], 0));
	assert_int_equal(errno, ENOMEM);
	assert_null(xengntshr_share_pages(xgs, 0, INT32_MAX, refs[2], 0));
	assert_int_equal(errno, ENOMEM);
	/* what rests is used when there is nothing else */
	assert_int_equal(xengntshr_unshare(xgs, pages[0], (uint32_t)count), 0);
	pages[0] = xengntshr_share_pages(xgs, 0, count, refs[2], 0);
	assert_non_null(pages[0]);
	assert_int_equal(refs[2][0], refs[0][0]);
	xengntshr_close(xgs);
}

static void
restart(struct keeper_thread *keeper, uint32_t quota)
{
	keeper_thread_stop(keeper);
	assert_true(keeper_thread_start(keeper, quota));
}

static void
test_a_quota_below_the_usual_size_is_of_use(void **state)
{
	struct keeper_thread *keeper = *state;
	static uint32_t refs[SEGMENT_PAGES / 4];
	xengntshr_handle *xgs;

	restart(keeper, SEGMENT_PAGES / 4);
	xgs = xengntshr_open(NULL, 0);
	assert_non_null(xengntshr_share_pages(xgs, 0, SEGMENT_PAGES / 4, refs, 0));
	assert_null(xengntshr_share_pages(xgs, 0, 1, refs, 0));
	assert_int_equal(errno, ENOMEM);
	xengntshr_close(xgs);
}

static void
test_a_run_longer_than_usual_gets_its_own_segment(void **state)
{
	struct keeper_thread *keeper = *state;
	static uint32_t refs[SEGMENT_PAGES + 1];
	xengntshr_handle *xgs;
	uint8_t *pages;

	restart(keeper, 2 * QUOTA);
	xgs = xengntshr_open(NULL, 0);
	pages = xengntshr_share_pages(xgs, 0, SEGMENT_PAGES + 1, refs, 0);
	assert_non_null(pages);
	pages[(size_t)SEGMENT_PAGES * ARENA_PAGE_SIZE] = 9;
	assert_int_equal(keeper_thread_look(keeper, refs[SEGMENT_PAGES]), 9);
	xengntshr_close(xgs);
}

static void
test_last_handle_returns_the_segments(void **state)
{
	struct keeper_thread *keeper = *state;
	xengntshr_handle *first = xengntshr_open(NULL, 0);
	xengntshr_handle *second = xengntshr_open(NULL, 0);
	uint32_t refs[1];
	uint8_t *pages = xengntshr_share_pages(first, 0, 1, refs, 0);

	assert_non_null(pages);
	assert_int_equal(keeper->offers, 1); // one connection for both
	xengntshr_close(first);
	pages[0] = 1; // still there
	assert_int_equal(xengntshr_unshare(second, pages, 1), 0);
	assert_int_equal(keeper->gones, 0);
	xengntshr_close(second);
	wait_gones(keeper, 1);
	first = xengntshr_open(NULL, 0);
	assert_non_null(xengntshr_share_pages(first, 0, 1, refs, 0));
	assert_int_equal(keeper->offers, 2);
	xengntshr_close(first);
}

static void
test_memory_at_hand_does_without_a_keeper(void **state)
{
	struct keeper_thread *keeper = *state;
	static uint32_t refs[SEGMENT_PAGES];
	xengntshr_handle *xgs = xengntshr_open(NULL, 0);
	void *pages = xengntshr_share_pages(xgs, 0, 1, refs, 0);

	assert_non_null(pages);
	keeper_thread_stop(keeper);
	assert_non_null(xengntshr_share_pages(xgs, 0, 1, refs, 0));
	assert_null(xengntshr_share_pages(xgs, 0, SEGMENT_PAGES, refs, 0));
	assert_int_equal(errno, ENOMEM);
	assert_int_equal(xengntshr_unshare(xgs, pages, 1), 0);
	xengntshr_close(xgs);
}

/* In the child: 0 if it may look but not take. */
static int
act_as_child(xengntshr_handle *xgs, const uint8_t *pages)
{
	uint32_t refs[1];
	xengntshr_handle *own;

	if (pages[0] != 0x5a || xengntshr_share_pages(xgs, 0, 1, refs, 0) ||
			errno != EBADF ||
			xengntshr_unshare(xgs, (void *)pages, 1) != -1) {
		return 1;
	}
	own = xengntshr_open(NULL, 0);
	if (!own || !xengntshr_share_pages(own, 0, 1, refs, 0)) {
		return 2;
	}
	xengntshr_close(own);
	xengntshr_close(xgs);
	return pages[0] == 0x5a ? 0 : 3;
}

static void
test_a_child_takes_no_page_of_its_parents(void **state)
{
	struct keeper_thread *keeper = *state;
	xengntshr_handle *xgs = xengntshr_open(NULL, 0);
	uint32_t refs[1], more[1];
	uint8_t *pages = xengntshr_share_pages(xgs, 0, 1, refs, 0);
	int status;
	pid_t pid;

	pages[0] = 0x5a;
	pid = fork();
	if (pid == 0) {
		_exit(act_as_child(xgs, pages));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	wait_gones(keeper, 1); // the child's own
	assert_non_null(xengntshr_share_pages(xgs, 0, 1, more, 0));
	assert_int_not_equal(more[0], refs[0]);
	assert_int_equal(xengntshr_unshare(xgs, pages, 1), 0);
	xengntshr_close(xgs);
}

/* Takes, fills, checks and gives back; NULL if each page was its own. */
static void *
act_as_thread(void *data)
{
	xengntshr_handle *xgs = data;
	uint32_t refs[8];

	for (int i = 0; i < ROUNDS; i++) {
		int count = i % 8 + 1;
		uint8_t *pages = xengntshr_share_pages(xgs, 0, count, refs, 0);

		for (int k = 0; pages && k < count; k++) {
			uint8_t *page = pages + (size_t)k * ARENA_PAGE_SIZE;

			if (page[0] != 0) {
				return data;
			}
			memcpy(page, &refs[k], sizeof(refs[k]));
		}
		if (!pages || memcmp(pages, refs, sizeof(refs[0])) != 0 ||
				xengntshr_unshare(xgs, pages, (uint32_t)count) !=
						0) {
			return data;
		}
	}
	return NULL;
}

static void
test_threads_do_not_get_the_same_page(void **state)
{
	xengntshr_handle *xgs = xengntshr_open(NULL, 0);
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL,
						 act_as_thread, xgs),
				0);
	}
	for (int i = 0; i < THREADS; i++) {
		void *failed = xgs;

		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	xengntshr_close(xgs);
}

/* Laid out as the driver does it: refs behind their owner. */
struct pixmap {
	size_t pages;
	uint32_t *refs;
	uint8_t *data;
	uint32_t count;
	uint32_t room[4];
};

static void
pixmap_take(xengntshr_handle *xgs, struct pixmap *pixmap)
{
	pixmap->refs = pixmap->room;
	pixmap->data = xengntshr_share_pages(xgs, 0, 4, pixmap->refs, 0);
	assert_non_null(pixmap->data);
}

static void
pixmap_give(xengntshr_handle *xgs, struct pixmap *pixmap)
{
	assert_int_equal(xengntshr_unshare(xgs, pixmap->data, 4), 0);
}

static void
test_pages_on_show_rest_until_a_later_dump_is_acknowledged(void **state)
{
	struct keeper_thread *keeper = *state;
	xengntshr_handle *xgs = xengntshr_open(NULL, 0);
	struct pixmap *pixmaps = xcalloc(4, sizeof(*pixmaps));
	uint32_t first;

	pixmap_take(xgs, &pixmaps[0]);
	pixmap_take(xgs, &pixmaps[1]);
	driver_calls_tell(DRIVER_DUMPED, &pixmaps[0]);
	driver_calls_tell(DRIVER_ACKED, NULL);
	memset(pixmaps[0].data, 0xab, ARENA_PAGE_SIZE);
	first = pixmaps[0].refs[0];
	pixmap_give(xgs, &pixmaps[0]);

	/* a dump that may have been under way already proves nothing */
	driver_calls_tell(DRIVER_DUMPED, &pixmaps[1]);
	driver_calls_tell(DRIVER_ACKED, NULL);
	usleep((SHARE_POOL_REST_MSEC + 20) * 1000);
	pixmap_take(xgs, &pixmaps[2]);
	assert_int_not_equal(pixmaps[2].refs[0], first);
	assert_int_equal(keeper_thread_look(keeper, first),
			0xab); // as it was shown

	/* a later one does, once it is acknowledged */
	driver_calls_tell(DRIVER_DUMPED, &pixmaps[1]);
	pixmap_take(xgs, &pixmaps[3]);
	assert_int_not_equal(pixmaps[3].refs[0], first);
	driver_calls_tell(DRIVER_ACKED, NULL);
	assert_int_equal(keeper_thread_look(keeper, first), 0);
	pixmap_take(xgs, &pixmaps[0]);
	assert_int_equal(pixmaps[0].refs[0], first);
	xengntshr_close(xgs);
	free(pixmaps);
}

static void
test_pages_never_shown_do_not_rest(void **state)
{
	xengntshr_handle *xgs = xengntshr_open(NULL, 0);
	struct pixmap *pixmaps = xcalloc(32, sizeof(*pixmaps));
	uint32_t first;

	/* the owner of one dump is far from all others */
	pixmap_take(xgs, &pixmaps[0]);
	pixmap_take(xgs, &pixmaps[31]);
	driver_calls_tell(DRIVER_DUMPED, &pixmaps[31]);
	first = pixmaps[0].refs[0];
	memset(pixmaps[0].data, 0xab, ARENA_PAGE_SIZE);
	pixmap_give(xgs, &pixmaps[0]);
	pixmap_take(xgs, &pixmaps[1]);
	assert_int_equal(pixmaps[1].refs[0], first);
	assert_int_equal(pixmaps[1].data[0], 0);
	xengntshr_close(xgs);
	free(pixmaps);
}

static void
test_a_new_gui_side_ends_all_rests(void **state)
{
	xengntshr_handle *xgs = xengntshr_open(NULL, 0);
	struct pixmap *pixmaps = xcalloc(2, sizeof(*pixmaps));
	uint32_t first;

	pixmap_take(xgs, &pixmaps[0]);
	driver_calls_tell(DRIVER_DUMPED, &pixmaps[0]);
	first = pixmaps[0].refs[0];
	pixmap_give(xgs, &pixmaps[0]);
	usleep((SHARE_POOL_REST_MSEC + 20) * 1000);
	driver_calls_tell(DRIVER_DUMPED, &pixmaps[1]);
	driver_calls_tell(DRIVER_FORGOT, NULL);
	driver_calls_tell(DRIVER_ACKED, NULL); // one too many is harmless
	pixmap_take(xgs, &pixmaps[0]);
	assert_int_equal(pixmaps[0].refs[0], first);
	xengntshr_close(xgs);
	free(pixmaps);
}

static void
test_without_word_of_dumps_everything_rests_a_while(void **state)
{
	xengntshr_handle *xgs = xengntshr_open(NULL, 0);
	struct pixmap pixmaps[3];
	uint32_t first;

	pixmap_take(xgs, &pixmaps[0]);
	first = pixmaps[0].refs[0];
	pixmap_give(xgs, &pixmaps[0]);
	pixmap_take(xgs, &pixmaps[1]);
	assert_int_not_equal(pixmaps[1].refs[0], first);
	usleep((SHARE_POOL_BLIND_MSEC + 20) * 1000);
	pixmap_take(xgs, &pixmaps[2]);
	assert_int_equal(pixmaps[2].refs[0], first);
	xengntshr_close(xgs);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_gui_side_sees_what_is_shared),
			TEST(test_nonsense_is_refused),
			TEST(test_no_arena_is_an_error),
			TEST(test_more_memory_is_fetched_until_the_quota),
			TEST(test_a_quota_below_the_usual_size_is_of_use),
			TEST(test_a_run_longer_than_usual_gets_its_own_segment),
			TEST(test_last_handle_returns_the_segments),
			TEST(test_memory_at_hand_does_without_a_keeper),
			TEST(test_a_child_takes_no_page_of_its_parents),
			TEST(test_threads_do_not_get_the_same_page),
			TEST(test_pages_on_show_rest_until_a_later_dump_is_acknowledged),
			TEST(test_pages_never_shown_do_not_rest),
			TEST(test_a_new_gui_side_ends_all_rests),
			TEST(test_without_word_of_dumps_everything_rests_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
