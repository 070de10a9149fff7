// SPDX-License-Identifier: MIT
/*
 * A qube that fails or attacks: the other one's window goes on, only the bad
 * one's connection is lost, and one line says so.
 */
#define _GNU_SOURCE // fallocate
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "compositor/qube/qube.h"
#include "compositor/windows/view.h"
#include "protocols/gui/codec.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define GREEN 0x10c020u
#define PINK 0xe070b0u

/* Longest time in which the good qube's drawing must reach the screen while
 * the bad one does its worst. Includes a loaded machine. */
#define PATIENCE_MSEC 1000

struct state {
	struct rig rig;
	struct fake_window bad; // of red
	struct fake_window good; // of blue
	uint32_t color; // good's, changes with each look
};

static int
setup(void **state)
{
	struct state *s = calloc(1, sizeof(*s));

	rig_init(&s->rig, "800x600");
	rig_open(&s->rig, &s->bad, &s->rig.red, 7, 200, 100, GREEN);
	rig_open(&s->rig, &s->good, &s->rig.blue, 7, 100, 100, PINK);
	fake_qube_forget(&s->rig.red);
	rig_capture_log(&s->rig);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct state *s = *state;

	rig_finish(&s->rig);
	free(s);
	return 0;
}

/* The good qube draws, and it is seen soon. */
static void
check_the_other(struct state *s)
{
	const struct gui_rect whole = {0, 0, 100, 100};
	int64_t end = loop_now_msec() + PATIENCE_MSEC;

	s->color = (s->color + 0x01030507u) & 0xffffff;
	fake_window_fill(&s->good, &whole, s->color);
	fake_window_damage(&s->good, &whole);
	rig_forget_painted(&s->rig);
	while (wlr_box_empty(&s->rig.painted)) {
		assert_true(loop_now_msec() < end);
		rig_turn(&s->rig);
	}
	assert_int_equal(rig_get_pixel(&s->rig, &s->good, 50, 50), s->color);
	assert_false(fake_qube_is_dropped(&s->rig.blue));
}

static bool
is_red_gone(struct rig *rig)
{
	return rig_count_views(rig, &rig->red) == 0;
}

/* Red loses its connection within this time, with one line that has text. */
static void
check_dropped(struct state *s, int msec, const char *text)
{
	assert_true(rig_pump(&s->rig, is_red_gone, msec));
	rig_settle(&s->rig);
	assert_true(fake_qube_is_dropped(&s->rig.red));
	check_the_other(s);
	assert_int_equal(rig_count_views(&s->rig, &s->rig.blue), 1);
	assert_int_equal(rig_count_log(&s->rig, "qube work", text), 1);
}

static void
test_an_agent_that_dies(void **state)
{
	struct state *s = *state;

	fake_qube_disconnect(&s->rig.red);
	check_dropped(s, 2000, "gone");
}

static void
test_garbage(void **state)
{
	struct state *s = *state;
	uint8_t garbage[4096];

	for (size_t i = 0; i < sizeof(garbage); i++) {
		garbage[i] = (uint8_t)(i * 37 + 11);
	}
	fake_qube_send_bytes(&s->rig.red, garbage, sizeof(garbage));
	check_dropped(s, 2000, "");
}

static void
test_a_version_from_another_world(void **state)
{
	struct state *s = *state;
	uint8_t version[4];

	fake_qube_connect(&s->rig.red, 8);
	buf_consume(&s->rig.red.out, s->rig.red.out.len);
	gui_encode_u32(GUI_VERSION(7, 3), version);
	fake_qube_send_bytes(&s->rig.red, version, sizeof(version));
	check_dropped(s, 2000, "");
}

static void
test_refs_of_somebody_else(void **state)
{
	static const uint32_t bad[] = {0, 0xffffffff, 2u << 20 | 1,
			1u << 20 | FAKE_QUBE_PAGES};
	struct state *s = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (i > 0) {
			teardown(state);
			setup(state);
			s = *state;
		}
		fake_window_dump_refs(&s->bad, &bad[i], 1, 32, 32);
		check_dropped(s, 2000, "ref");
	}
}

static void
test_more_pictures_than_memory(void **state)
{
	struct state *s = *state;
	struct fake_window windows[17];
	const struct gui_rect at = {0, 0, 4096, 2000}; // 31 MiB
	uint32_t refs[8000];

	for (uint32_t i = 0; i < 8000; i++) {
		refs[i] = 1u << 20 | (i + 1);
	}
	for (uint32_t i = 0; i < 17; i++) {
		fake_window_create(&windows[i], &s->rig.red, 100 + i, &at, 0);
		fake_window_dump_refs(&windows[i], refs, 8000, 4096, 2000);
	}
	check_dropped(s, 5000, "MiB");
}

static void
test_a_hole_in_the_arena(void **state)
{
	struct state *s = *state;
	const struct gui_rect whole = {0, 0, 200, 100};

	assert_int_equal(fallocate(s->rig.red.arena_fd,
					 FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
					 0, (off_t)FAKE_QUBE_PAGES * 4096),
			0);
	fake_window_damage(&s->bad, &whole);
	rig_settle(&s->rig);
	check_the_other(s);
	assert_int_equal(rig_get_pixel(&s->rig, &s->bad, 50, 50), 0);
	assert_false(fake_qube_is_dropped(&s->rig.red));
	assert_int_equal(rig_count_log(&s->rig, "qube work", ""), 0);
}

/* Reads nothing: what the person types piles up, to a limit. */
static void
test_an_agent_that_never_reads(void **state)
{
	struct state *s = *state;
	struct view *view = rig_get_view(&s->rig, &s->bad);
	struct view_key key = {.evdev = 30};
	struct qube *qube = qube_try_from_id(&s->rig.scene.server, 1);
	int n = 0;

	s->rig.red.deaf = true;
	while (n < 1000000 && qube->daemon) {
		for (int i = 0; i < 1000; i++, n++) {
			key.pressed = !key.pressed;
			view->impl->key(view, &key);
		}
		if (n % 100000 == 0) {
			check_the_other(s);
		}
		wl_event_loop_dispatch(s->rig.scene.server.loop, 0);
	}
	assert_true(n < 1000000);
	check_dropped(s, 1000, "read");
}

/* Stopped, and nobody types: its window stays, and can be moved. */
static void
test_an_agent_that_is_stopped(void **state)
{
	struct state *s = *state;
	struct view *view = rig_get_view(&s->rig, &s->bad);

	s->rig.red.deaf = true;
	s->rig.red.mute = true;
	for (int i = 0; i < 10; i++) {
		view_move(view, 300 + 10 * i, 300);
		rig_settle(&s->rig);
		check_the_other(s);
	}
	assert_int_equal(view->geometry.x, 390);
	assert_int_equal(rig_get_pixel(&s->rig, &s->bad, 50, 50), GREEN);
	assert_int_equal(rig_count_log(&s->rig, "qube work", ""), 0);
	s->rig.red.deaf = s->rig.red.mute = false;
	rig_settle(&s->rig);
	assert_int_equal(view->geometry.x, 390);
	assert_int_equal(s->bad.geometry.x, 390);
	assert_false(fake_qube_is_dropped(&s->rig.red));
}

/* As many damage messages as the socket takes, for 11 seconds. */
static void
test_a_flood(void **state)
{
	struct state *s = *state;
	const struct gui_rect spot = {3, 4, 5, 6};
	int64_t end = loop_now_msec() + 20000;
	int64_t start = loop_now_msec();

	while (!fake_qube_is_dropped(&s->rig.red)) {
		assert_true(loop_now_msec() < end);
		while (s->rig.red.out.len < 1 << 20) {
			fake_window_damage(&s->bad, &spot);
		}
		check_the_other(s);
	}
	assert_true(loop_now_msec() - start > 5000); // slowed first
	check_dropped(s, 1000, "");
}

static void
test_an_agent_that_never_says_its_version(void **state)
{
	struct state *s = *state;
	struct qube *qube = qube_try_from_id(&s->rig.scene.server, 1);
	int64_t end = loop_now_msec() + 15000;

	fake_qube_connect(&s->rig.red, 8);
	buf_consume(&s->rig.red.out, s->rig.red.out.len);
	while (qube->daemon) {
		assert_true(loop_now_msec() < end);
		check_the_other(s);
	}
	check_dropped(s, 1000, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_an_agent_that_dies),
			cmocka_unit_test(test_garbage),
			cmocka_unit_test(test_a_version_from_another_world),
			cmocka_unit_test(test_refs_of_somebody_else),
			cmocka_unit_test(test_more_pictures_than_memory),
			cmocka_unit_test(test_a_hole_in_the_arena),
			cmocka_unit_test(test_an_agent_that_never_reads),
			cmocka_unit_test(test_an_agent_that_is_stopped),
			cmocka_unit_test(test_a_flood),
			cmocka_unit_test(test_an_agent_that_never_says_its_version),
	};
	const size_t n = sizeof(tests) / sizeof(tests[0]);
	struct CMUnitTest with_rig[sizeof(tests) / sizeof(tests[0])];

	for (size_t i = 0; i < n; i++) {
		with_rig[i] = tests[i];
		with_rig[i].setup_func = setup;
		with_rig[i].teardown_func = teardown;
	}
	return _cmocka_run_group_tests("qube failures", with_rig, n, NULL, NULL);
}
