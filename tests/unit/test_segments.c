// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create
/* Who has which segment: at the keeper, in the service, at the client. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "protocols/zone/arena.h"
#include "tests/check.h"
#include "zones/client/zone_segments.h"
#include "zones/keeper/segments.h"
#include "zones/service/shared_segments.h"

/* What was called, one word each. */
struct story {
	char text[400];
	struct zone_segments *free_at_once; // may be NULL
};

static void
note(struct story *story, const char *what, uint32_t number)
{
	size_t len = strlen(story->text);

	snprintf(story->text + len, sizeof(story->text) - len, "%s%u ", what,
			number);
}

static void
expect(struct story *story, const char *text)
{
	assert_string_equal(story->text, text);
	story->text[0] = '\0';
}

static void
test_segments_stay_within_the_quota(void **state)
{
	struct segments segments;
	struct segment *one;
	struct err err;

	segments_init(&segments, 100);
	one = segments_add(&segments, 60, &err);
	assert_non_null(one);
	assert_int_equal(one->number, 1);
	assert_null(segments_add(&segments, 41, &err));
	assert_null(segments_add(&segments, 0, &err));
	assert_null(segments_add(&segments, UINT32_MAX, &err));
	assert_non_null(segments_add(&segments, 40, &err));
	segments_remove(&segments, one);
	assert_null(segments_find(&segments, 1));
	one = segments_add(&segments, 60, &err);
	assert_int_equal(one->number, 3); // 1 rests
	segments.last = ARENA_SEGMENT_LAST;
	segments_remove(&segments, one);
	one = segments_add(&segments, 1, &err);
	assert_int_equal(one->number, 1);
	segments.last = ARENA_SEGMENT_LAST;
	assert_int_equal(segments_add(&segments, 1, &err)->number, 3);
	segments_finish(&segments);
}

static void
test_there_are_few_segments_whatever_their_size(void **state)
{
	struct segments segments;
	struct err err;

	segments_init(&segments, 1000);
	for (int i = 0; i < SEGMENTS_MAX; i++) {
		assert_non_null(segments_add(&segments, 1, &err));
	}
	assert_null(segments_add(&segments, 1, &err));
	segments_finish(&segments);
}

static void
test_a_segment_cannot_be_resized_nor_written_from_outside(void **state)
{
	struct segments segments;
	struct segment *segment;
	struct err err;
	struct stat st;
	int fd;

	segments_init(&segments, 100);
	segment = segments_add(&segments, 10, &err);
	assert_int_equal(ftruncate(segment->fd, 0), -1);
	assert_int_equal(ftruncate(segment->fd, 1 << 20), -1);
	fd = segment_open_readonly(segment);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 10 * ARENA_PAGE_SIZE);
	assert_int_equal(write(fd, "x", 1), -1);
	assert_ptr_equal(mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0),
			MAP_FAILED);
	close(fd);
	segments_finish(&segments);
}

static void
handle_offer(void *user, struct client *client, uint32_t number, uint32_t pages,
		int fd)
{
	note(user, client == (struct client *)1 ? "offer-a" : "offer-b", number);
}

static void
handle_retract(void *user, struct client *client, uint32_t number)
{
	note(user, client == (struct client *)1 ? "retract-a" : "retract-b",
			number);
}

static void
handle_ready(void *user, uint32_t number)
{
	note(user, "ready", number);
}

static void
handle_free(void *user, uint32_t number)
{
	note(user, "free", number);
}

static const struct shared_segments_events shared_events = {
		.offer = handle_offer,
		.retract = handle_retract,
		.ready = handle_ready,
		.free = handle_free,
};

static int
any_fd(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void
test_the_keeper_hears_when_all_have_it_and_when_none_has(void **state)
{
	struct client *a = (struct client *)1;
	struct client *b = (struct client *)2;
	struct shared_segments shared;
	struct story story = {0};

	shared_segments_init(&shared, &shared_events, &story);
	shared_segments_add(&shared, 1, 10, any_fd());
	shared_segments_settle(&shared);
	expect(&story, "ready1 "); // nobody wants it
	shared_segments_add(&shared, 2, 10, any_fd());
	shared_segments_offer(&shared, a, 2);
	shared_segments_offer(&shared, b, 2);
	shared_segments_settle(&shared);
	expect(&story, "offer-a2 offer-b2 ");
	shared_segments_seen(&shared, a, 2);
	shared_segments_seen(&shared, a, 7);
	expect(&story, "");
	shared_segments_seen(&shared, b, 2);
	expect(&story, "ready2 ");
	shared_segments_gone(&shared, 2);
	shared_segments_gone(&shared, 2);
	expect(&story, "retract-b2 retract-a2 ");
	shared_segments_release(&shared, a, 2);
	shared_segments_release(&shared, a, 2);
	expect(&story, "");
	shared_segments_release(&shared, b, 2);
	expect(&story, "free2 ");
	shared_segments_gone(&shared, 1);
	expect(&story, "free1 ");
	shared_segments_finish(&shared);
}

static void
test_a_client_that_goes_is_not_waited_for(void **state)
{
	struct client *a = (struct client *)1;
	struct shared_segments shared;
	struct story story = {0};

	shared_segments_init(&shared, &shared_events, &story);
	shared_segments_add(&shared, 1, 10, any_fd());
	shared_segments_offer(&shared, a, 0);
	shared_segments_settle(&shared);
	shared_segments_forget(&shared, a);
	expect(&story, "offer-a1 ready1 ");
	shared_segments_offer(&shared, a, 0); // it came back
	shared_segments_gone(&shared, 1);
	shared_segments_offer(&shared, a, 0); // not what is gone
	shared_segments_forget(&shared, a);
	expect(&story, "offer-a1 retract-a1 free1 ");
	shared_segments_add(&shared, 2, 10, any_fd());
	shared_segments_offer(&shared, a, 0);
	shared_segments_end(&shared);
	expect(&story, "offer-a2 retract-a2 ");
	shared_segments_release(&shared, a, 2);
	expect(&story, "");
	shared_segments_finish(&shared);
}

static void
handle_added(void *user, uint32_t qube, uint32_t segment, uint32_t pages, int fd)
{
	note(user, "added", segment);
	fd_close(&fd);
}

static void
handle_gone(void *user, uint32_t qube, uint32_t segment)
{
	struct story *story = user;

	note(story, "gone", segment);
	if (story->free_at_once) {
		zone_segments_freed(story->free_at_once, qube, segment);
	}
}

static void
handle_seen(void *user, uint32_t qube, uint32_t segment)
{
	note(user, "seen", segment);
}

static void
handle_freed(void *user, uint32_t qube, uint32_t segment)
{
	note(user, "freed", segment);
}

static const struct zone_segments_events client_events = {
		.added = handle_added,
		.gone = handle_gone,
		.seen = handle_seen,
		.freed = handle_freed,
};

static void
test_the_client_maps_before_it_says_so(void **state)
{
	struct zone_segments segments;
	struct story story = {0};

	zone_segments_init(&segments, &client_events, &story);
	assert_true(zone_segments_watch(&segments, 7));
	assert_false(zone_segments_watch(&segments, 7));
	zone_segments_offered(&segments, 7, 1, 10, any_fd());
	expect(&story, "added1 seen1 ");
	zone_segments_offered(&segments, 8, 1, 10, any_fd()); // not wanted
	expect(&story, "seen1 freed1 ");
	zone_segments_freed(&segments, 7, 1); // not gone yet
	expect(&story, "");
	zone_segments_retracted(&segments, 7, 1);
	zone_segments_freed(&segments, 7, 1);
	zone_segments_freed(&segments, 7, 1);
	expect(&story, "gone1 freed1 ");
	zone_segments_offered(&segments, 7, 2, 10, any_fd());
	assert_true(zone_segments_unwatch(&segments, 7));
	expect(&story, "added2 seen2 freed2 ");
	assert_false(zone_segments_unwatch(&segments, 7));
	zone_segments_finish(&segments);
}

static void
test_a_new_service_brings_only_differences(void **state)
{
	struct zone_segments segments;
	struct story story = {0};
	int same = memfd_create("same", MFD_CLOEXEC);
	int other = memfd_create("other", MFD_CLOEXEC);

	zone_segments_init(&segments, &client_events, &story);
	zone_segments_watch(&segments, 7);
	zone_segments_offered(&segments, 7, 1, 10, dup(same));
	zone_segments_offered(&segments, 7, 2, 10, any_fd());
	zone_segments_offered(&segments, 7, 3, 10, any_fd());
	zone_segments_retracted(&segments, 7, 3); // and still mapped
	expect(&story, "added1 seen1 added2 seen2 added3 seen3 gone3 ");
	zone_segments_lost(&segments);
	zone_segments_offered(&segments, 7, 1, 10, dup(same));
	expect(&story, "seen1 ");
	zone_segments_complete(&segments, 7);
	expect(&story, "gone2 ");
	zone_segments_freed(&segments, 7, 2); // the service never had these
	zone_segments_freed(&segments, 7, 3);
	expect(&story, "");
	zone_segments_offered(&segments, 7, 1, 10, dup(other));
	expect(&story, "gone1 added1 seen1 "); // other memory, same number
	zone_segments_freed(&segments, 7, 1); // the older one
	expect(&story, "");
	zone_segments_retracted(&segments, 7, 1);
	zone_segments_freed(&segments, 7, 1);
	expect(&story, "gone1 freed1 ");
	close(same);
	close(other);
	zone_segments_finish(&segments);
}

static void
test_segments_may_be_freed_as_soon_as_they_are_gone(void **state)
{
	struct zone_segments segments;
	struct story story = {.free_at_once = &segments};

	zone_segments_init(&segments, &client_events, &story);
	zone_segments_watch(&segments, 7);
	for (uint32_t i = 1; i <= 4; i++) {
		zone_segments_offered(&segments, 7, i, 10, any_fd());
	}
	zone_segments_retracted(&segments, 7, 2);
	zone_segments_lost(&segments);
	story.text[0] = '\0';
	zone_segments_complete(&segments, 7);
	expect(&story, "gone1 gone3 gone4 ");
	zone_segments_finish(&segments);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_segments_stay_within_the_quota),
			cmocka_unit_test(test_there_are_few_segments_whatever_their_size),
			cmocka_unit_test(test_a_segment_cannot_be_resized_nor_written_from_outside),
			cmocka_unit_test(test_the_keeper_hears_when_all_have_it_and_when_none_has),
			cmocka_unit_test(test_a_client_that_goes_is_not_waited_for),
			cmocka_unit_test(test_the_client_maps_before_it_says_so),
			cmocka_unit_test(test_a_new_service_brings_only_differences),
			cmocka_unit_test(test_segments_may_be_freed_as_soon_as_they_are_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
