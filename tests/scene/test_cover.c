// SPDX-License-Identifier: MIT
/* Windows that lie wholly behind others leave the scene and come back at once
 * when they may be seen again, whatever the reason. */
#include "compositor/server.h"
#include "compositor/windows/cover.h"
#include "compositor/windows/view.h"
#include "compositor/windows/workspaces.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define GREEN 0x10c020u
#define YELLOW 0xf0e020u
#define HIDDEN 12 // windows behind the large one

struct cast {
	struct rig rig;
	struct fake_window large;
	struct fake_window small[HIDDEN];
};

static void
place(struct rig *rig, struct fake_window *window, int lx, int ly)
{
	view_move(rig_get_view(rig, window), lx, ly);
	rig_settle(rig);
}

static void
cast_init(struct cast *c)
{
	rig_init(&c->rig, "1000x900");
	for (int i = 0; i < HIDDEN; i++) {
		rig_open(&c->rig, &c->small[i], &c->rig.blue, 20 + (uint32_t)i,
				120, 80, YELLOW);
		place(&c->rig, &c->small[i], 190 + i * 40, 170 + i * 36);
	}
	rig_open(&c->rig, &c->large, &c->rig.red, 7, 700, 600, GREEN);
	place(&c->rig, &c->large, 100, 100);
	view_raise(rig_get_view(&c->rig, &c->large));
	rig_settle(&c->rig);
}

static struct view *
small_view(struct cast *c, int i)
{
	return rig_get_view(&c->rig, &c->small[i]);
}

static int
count_covered(struct cast *c)
{
	int n = 0;

	for (int i = 0; i < HIDDEN; i++) {
		n += small_view(c, i)->covered;
	}
	return n;
}

/* Frames of the large window, until all that is behind it is out. */
static void
cover_all(struct cast *c)
{
	for (int i = 0; i < 2 * HIDDEN && count_covered(c) < HIDDEN; i++) {
		fake_window_damage(&c->large, &(struct gui_rect){0, 0, 8, 8});
		rig_settle(&c->rig);
	}
	assert_int_equal(count_covered(c), HIDDEN);
}

/* The lowest small one is in the scene again, where it belongs: all that is
 * there is below the others. */
static void
check_seen(struct cast *c, int i)
{
	struct view *view = small_view(c, i);
	bool content;
	double sx, sy;

	assert_false(view->covered);
	assert_ptr_equal(view_at(&c->rig.scene.server, view->geometry.x + 1,
					 view->geometry.y + 1, &content, &sx, &sy),
			view);
	assert_int_equal(rig_get_pixel(&c->rig, &c->small[i], 1, 1), YELLOW);
}

static void
test_what_is_behind_leaves_the_scene(void **state)
{
	struct cast c;

	cast_init(&c);
	cover_all(&c);
	assert_false(rig_get_view(&c.rig, &c.large)->covered);
	assert_int_equal(rig_get_pixel(&c.rig, &c.large, 110, 110), GREEN);
	rig_finish(&c.rig);
}

static void
test_it_comes_back_when_the_other_moves(void **state)
{
	struct cast c;

	cast_init(&c);
	cover_all(&c);
	view_move(rig_get_view(&c.rig, &c.large), 140, 100);
	assert_int_equal(count_covered(&c), HIDDEN);
	view_move(rig_get_view(&c.rig, &c.large), 100, 700);
	assert_int_equal(count_covered(&c), 0);
	check_seen(&c, 0);
	check_seen(&c, HIDDEN - 1);
	// in their order: each covers the corner of the one opened before
	for (int i = 1; i < HIDDEN; i++) {
		check_seen(&c, i);
	}
	rig_finish(&c.rig);
}

static void
test_it_comes_back_when_the_other_goes(void **state)
{
	struct cast c;

	cast_init(&c);
	cover_all(&c);
	view_set_minimized(rig_get_view(&c.rig, &c.large), true);
	assert_int_equal(count_covered(&c), 0);
	check_seen(&c, 0);
	view_set_minimized(rig_get_view(&c.rig, &c.large), false);
	view_raise(rig_get_view(&c.rig, &c.large));
	cover_all(&c);
	workspaces_switch(c.rig.scene.server.workspaces, 1);
	workspaces_switch(c.rig.scene.server.workspaces, 0);
	cover_all(&c);
	fake_window_unmap(&c.large);
	rig_settle(&c.rig);
	assert_int_equal(count_covered(&c), 0);
	check_seen(&c, HIDDEN - 1);
	rig_finish(&c.rig);
}

static void
test_it_comes_back_when_raised_or_moved(void **state)
{
	struct cast c;

	cast_init(&c);
	cover_all(&c);
	view_raise(small_view(&c, 0));
	assert_int_equal(count_covered(&c), HIDDEN - 1);
	check_seen(&c, 0);
	view_move(small_view(&c, 3), 750, 120);
	assert_int_equal(count_covered(&c), HIDDEN - 2);
	rig_finish(&c.rig);
}

/* Out of the scene it lives on: it draws, goes and comes. */
static void
test_it_lives_on(void **state)
{
	const struct gui_rect all = {0, 0, 120, 80};
	struct cast c;

	cast_init(&c);
	cover_all(&c);
	fake_window_fill(&c.small[2], &all, 0x123456);
	fake_window_damage(&c.small[2], &all);
	fake_window_unmap(&c.small[4]);
	rig_settle(&c.rig);
	assert_false(small_view(&c, 4)->covered);
	fake_window_map(&c.small[4], 0);
	fake_window_destroy(&c.small[5]);
	rig_settle(&c.rig);
	view_set_minimized(rig_get_view(&c.rig, &c.large), true);
	rig_settle(&c.rig);
	assert_int_equal(rig_get_pixel(&c.rig, &c.small[2], 1, 1), 0x123456);
	assert_int_equal(rig_get_pixel(&c.rig, &c.small[4], 1, 1), YELLOW);
	rig_finish(&c.rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_what_is_behind_leaves_the_scene),
			cmocka_unit_test(test_it_comes_back_when_the_other_moves),
			cmocka_unit_test(test_it_comes_back_when_the_other_goes),
			cmocka_unit_test(test_it_comes_back_when_raised_or_moved),
			cmocka_unit_test(test_it_lives_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
