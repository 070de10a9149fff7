// SPDX-License-Identifier: MIT
/*
 * A qube whose memory can shrink (a VM's file has no seals) cuts it off under
 * its windows. All in one test function: the test library catches SIGBUS
 * itself, anew for each.
 */
#define _GNU_SOURCE // memfd_create
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compositor/qube/arena.h"
#include "compositor/qube/qube.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define GREEN 0x10c020u
#define PINK 0xe070b0u
#define SEGMENT 2
#define PAGES 64

static void
add_segment(struct rig *rig, int fd)
{
	struct qube *qube = qube_try_from_id(&rig->scene.server, rig->red.id);
	uint32_t page[1024];
	struct err err = {0};

	for (size_t i = 0; i < 1024; i++) {
		page[i] = 0xffffff;
	}
	for (int i = 0; i < PAGES; i++) {
		assert_int_equal(write(fd, page, 4096), 4096);
	}
	assert_int_equal(arena_add_segment(qube->arena, SEGMENT, PAGES, dup(fd),
					 &err),
			0);
}

static bool
is_red_gone(struct rig *rig)
{
	return rig_count_views(rig, &rig->red) == 0;
}

static void
test_memory_that_is_cut_off(void **state)
{
	const struct gui_rect whole = {0, 0, 128, 512};
	struct rig rig;
	struct fake_window bad;
	struct fake_window good;
	uint32_t refs[PAGES];
	int fd = memfd_create("without seals", MFD_CLOEXEC);

	assert_true(fd >= 0);
	rig_init(&rig, "800x600");
	add_segment(&rig, fd);
	rig_open(&rig, &bad, &rig.red, 7, 128, 512, GREEN);
	rig_open(&rig, &good, &rig.blue, 7, 100, 100, PINK);
	for (uint32_t i = 0; i < PAGES; i++) {
		refs[i] = SEGMENT << 20 | i;
	}
	fake_window_dump_refs(&bad, refs, PAGES, 128, 512);
	fake_window_damage(&bad, &whole);
	rig_settle(&rig);
	assert_int_equal(rig_get_pixel(&rig, &bad, 5, 5), 0xffffff);
	rig_capture_log(&rig);
	assert_int_equal(ftruncate(fd, 4096), 0);
	fake_window_damage(&bad, &whole);
	assert_true(rig_pump(&rig, is_red_gone, 2000));
	rig_settle(&rig);
	assert_true(fake_qube_is_dropped(&rig.red));
	assert_false(fake_qube_is_dropped(&rig.blue));
	assert_int_equal(rig_get_pixel(&rig, &good, 50, 50), PINK);
	assert_int_equal(rig_count_log(&rig, "qube work", "memory"), 1);
	rig_finish(&rig);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_memory_that_is_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
