// SPDX-License-Identifier: MIT
/* Segments, images out of their pages. Memory that goes away under a mapping
 * is in test_fault_guard.c. */
#define _GNU_SOURCE // memfd_create
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/bytes.h"
#include "compositor/qube/arena.h"
#include "compositor/qube/arena_image.h"
#include "protocols/gui/wire.h"
#include "protocols/zone/arena.h"
#include "tests/check.h"

#define PAGES 16

struct fixture {
	struct arena *arena;
	int fd; // of the segment's file, kept to write
	uint8_t *pages; // writable mapping of it
	uint32_t freed; // segment freed last
	unsigned int n_freed;
	uint8_t refs[4 * PAGES];
};

static void
handle_freed(void *user, uint32_t segment)
{
	struct fixture *fix = user;

	fix->freed = segment;
	fix->n_freed++;
}

/* A file of PAGES pages; page i is full of bytes i + 1. */
static int
make_file(uint8_t **pages)
{
	int fd = memfd_create("segment", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, PAGES * 4096), 0);
	*pages = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
			fd, 0);
	assert_ptr_not_equal(*pages, MAP_FAILED);
	for (int i = 0; i < PAGES; i++) {
		memset(*pages + (size_t)i * 4096, i + 1, 4096);
	}
	return fd;
}

static int
setup(void **state)
{
	struct fixture *fix = calloc(1, sizeof(*fix));
	struct err err = {0};

	fix->arena = arena_create(handle_freed, fix);
	fix->fd = make_file(&fix->pages);
	assert_int_equal(arena_add_segment(fix->arena, 3, PAGES, dup(fix->fd),
					 &err),
			0);
	*state = fix;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *fix = *state;

	arena_destroy(fix->arena);
	munmap(fix->pages, PAGES * 4096);
	close(fix->fd);
	free(fix);
	return 0;
}

/* A dump of 32 x 32 pixels a page: as many rows of 32 as pages * 32. */
static struct gui_dump
make_dump(struct fixture *fix, const uint32_t *refs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bytes_put_u32(fix->refs + 4 * i, refs[i]);
	}
	return (struct gui_dump){
			.width = 32,
			.height = 32 * (uint32_t)n,
			.bpp = 32,
			.refs = fix->refs,
			.n_refs = n,
	};
}

static struct arena_image *
make_image(struct fixture *fix, const uint32_t *pages, size_t n)
{
	uint32_t refs[PAGES];
	struct gui_dump dump;
	struct err err = {0};
	struct arena_image *image;

	for (size_t i = 0; i < n; i++) {
		refs[i] = arena_ref_make(3, pages[i]);
	}
	dump = make_dump(fix, refs, n);
	image = arena_image_create(fix->arena, &dump, &err);
	if (!image) {
		fail_msg("%s", err.text);
	}
	arena_image_update(image);
	return image;
}

static void
test_ascending_pages_are_shown_where_they_are(void **state)
{
	struct fixture *fix = *state;
	const uint32_t pages[] = {4, 5, 6};
	struct arena_image *image = make_image(fix, pages, 3);

	assert_int_equal(image->data[0], 5);
	assert_int_equal(image->data[2 * 4096], 7);
	fix->pages[5 * 4096] = 99; // live: no update needed
	assert_int_equal(image->data[4096], 99);
	assert_null(image->copy);
	arena_image_destroy(image);
}

static void
test_scattered_pages_come_in_their_order_and_follow_damage(void **state)
{
	struct fixture *fix = *state;
	const uint32_t pages[] = {9, 2, 3, 0};
	struct arena_image *image = make_image(fix, pages, 4);

	assert_int_equal(image->data[0], 10);
	assert_int_equal(image->data[4096], 3);
	assert_int_equal(image->data[2 * 4096 + 4095], 4);
	assert_int_equal(image->data[3 * 4096], 1);
	memset(fix->pages + 9 * 4096, 50, 4096);
	memset(fix->pages + 2 * 4096, 60, 4096);
	memset(fix->pages + 3 * 4096, 70, 4096);
	arena_image_touch(image, 40, 30); // rows 40 to 69: pages 1 and 2
	arena_image_update(image);
	assert_int_equal(image->data[4095], 10);
	assert_int_equal(image->data[40 * 128 - 1], 3);
	assert_int_equal(image->data[40 * 128], 60);
	assert_int_equal(image->data[70 * 128 - 1], 70);
	assert_int_equal(image->data[70 * 128], 4);
	arena_image_destroy(image);
}

static void
test_the_same_refs_are_the_same_image(void **state)
{
	struct fixture *fix = *state;
	const uint32_t pages[] = {1, 2, 7};
	struct arena_image *image = make_image(fix, pages, 3);
	uint32_t refs[] = {arena_ref_make(3, 1), arena_ref_make(3, 2),
			arena_ref_make(3, 7)};
	struct gui_dump dump = make_dump(fix, refs, 3);

	assert_true(arena_image_is_of(image, fix->arena, &dump));
	refs[2] = arena_ref_make(3, 8);
	dump = make_dump(fix, refs, 3);
	assert_false(arena_image_is_of(image, fix->arena, &dump));
	dump.n_refs = 2;
	assert_false(arena_image_is_of(image, fix->arena, &dump));
	arena_image_destroy(image);
}

static void
test_foreign_and_missing_refs_are_refused(void **state)
{
	struct fixture *fix = *state;
	const uint32_t bad[] = {
			0,
			arena_ref_make(3, PAGES),
			arena_ref_make(3, 0xfffff),
			arena_ref_make(2, 0),
			arena_ref_make(4095, 0),
			7,
			0xffffffff,
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint32_t refs[] = {arena_ref_make(3, 0), bad[i]};
		struct gui_dump dump = make_dump(fix, refs, 2);
		struct err err = {0};

		assert_null(arena_image_create(fix->arena, &dump, &err));
		assert_string_not_equal(err.text, "");
		// refs behind the picture's end are not used, but checked
		dump.height = 32;
		assert_null(arena_image_create(fix->arena, &dump, &err));
	}
}

static void
test_too_few_refs_are_refused(void **state)
{
	struct fixture *fix = *state;
	const uint32_t refs[] = {arena_ref_make(3, 0)};
	struct gui_dump dump = make_dump(fix, refs, 1);
	struct err err = {0};

	dump.height = 33;
	assert_null(arena_image_create(fix->arena, &dump, &err));
	dump.height = 0;
	assert_null(arena_image_create(fix->arena, &dump, &err));
}

static void
test_a_segment_given_up_lives_as_long_as_its_images(void **state)
{
	struct fixture *fix = *state;
	const uint32_t pages[] = {1, 2};
	struct arena_image *image = make_image(fix, pages, 2);

	arena_remove_segment(fix->arena, 3);
	assert_null(arena_try_segment(fix->arena, 3));
	assert_true(arena_image_is_stale(image));
	assert_int_equal(fix->n_freed, 0);
	assert_int_equal(image->data[0], 2);
	arena_image_destroy(image);
	assert_int_equal(fix->n_freed, 1);
	assert_int_equal(fix->freed, 3);
}

static void
test_newer_memory_takes_over_a_number(void **state)
{
	struct fixture *fix = *state;
	const uint32_t pages[] = {1};
	struct arena_image *old = make_image(fix, pages, 1);
	struct arena_image *new;
	struct err err = {0};
	uint8_t *other;
	int fd = make_file(&other);

	memset(other, 200, PAGES * 4096);
	assert_int_equal(arena_add_segment(fix->arena, 3, PAGES, fd, &err), 0);
	new = make_image(fix, pages, 1);
	assert_int_equal(new->data[0], 200);
	assert_int_equal(old->data[0], 2);
	assert_true(arena_image_is_stale(old));
	arena_image_destroy(old);
	assert_int_equal(fix->n_freed, 0); // the number is still in use
	arena_image_destroy(new);
	munmap(other, PAGES * 4096);
}

static void
test_images_outlive_the_arena(void **state)
{
	struct fixture *fix = *state;
	const uint32_t pages[] = {6, 1};
	struct arena_image *image = make_image(fix, pages, 2);

	arena_destroy(fix->arena);
	fix->arena = NULL;
	arena_image_touch(image, 0, 64);
	arena_image_update(image);
	assert_int_equal(image->data[0], 7);
	arena_image_destroy(image);
	assert_int_equal(fix->n_freed, 0);
}

static void
test_a_file_smaller_than_announced_is_refused(void **state)
{
	struct fixture *fix = *state;
	struct err err = {0};

	assert_int_equal(arena_add_segment(fix->arena, 4, PAGES + 1,
					 dup(fix->fd), &err),
			-1);
	assert_int_equal(arena_add_segment(fix->arena, 0, 1, dup(fix->fd), &err),
			-1);
	assert_int_equal(arena_add_segment(fix->arena, 4, 0, dup(fix->fd), &err),
			-1);
	assert_int_equal(arena_add_segment(fix->arena, 4, 1, -1, &err), -1);
	assert_null(arena_try_segment(fix->arena, 4));
}

static void
test_scattered_images_have_a_limit(void **state)
{
	struct fixture *fix = *state;
	struct arena_image *images[8];
	size_t n_refs = ARENA_COPIED_MAX / 4096 / 4;
	uint8_t *refs = malloc(4 * n_refs);
	struct gui_dump dump = {
			.width = 1024,
			.height = (uint32_t)n_refs,
			.refs = refs,
			.n_refs = n_refs,
	};
	struct err err = {0};
	size_t n = 0;

	for (size_t i = 0; i < n_refs; i++) {
		bytes_put_u32(refs + 4 * i,
				arena_ref_make(3, (uint32_t)(i * 5 % PAGES)));
	}
	while (n < 8 && (images[n] = arena_image_create(fix->arena, &dump, &err))) {
		n++;
	}
	assert_int_equal(n, 4);
	assert_string_equal(err.text, "windows of too many scattered pages");
	arena_image_destroy(images[0]);
	images[0] = arena_image_create(fix->arena, &dump, &err);
	assert_non_null(images[0]);
	while (n > 0) {
		arena_image_destroy(images[--n]);
	}
	free(refs);
}

static void
test_a_hole_in_the_file_reads_as_zeros_without_a_fault(void **state)
{
	struct fixture *fix = *state;
	const uint32_t pages[] = {4, 5};
	struct arena_image *image = make_image(fix, pages, 2);

	assert_int_equal(fallocate(fix->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
					 4 * 4096, 4096),
			0);
	assert_int_equal(image->data[0], 0);
	assert_int_equal(image->data[4096], 6);
	assert_false(arena_take_faults(fix->arena));
	arena_image_destroy(image);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					test_ascending_pages_are_shown_where_they_are,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_scattered_pages_come_in_their_order_and_follow_damage,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_the_same_refs_are_the_same_image,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_foreign_and_missing_refs_are_refused,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_too_few_refs_are_refused, setup,
					teardown),
			cmocka_unit_test_setup_teardown(
					test_a_segment_given_up_lives_as_long_as_its_images,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_newer_memory_takes_over_a_number,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_images_outlive_the_arena, setup,
					teardown),
			cmocka_unit_test_setup_teardown(
					test_a_file_smaller_than_announced_is_refused,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_scattered_images_have_a_limit,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_a_hole_in_the_file_reads_as_zeros_without_a_fault,
					setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
