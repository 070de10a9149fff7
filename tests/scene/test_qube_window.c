// SPDX-License-Identifier: MIT
/* Windows of qubes on the screen, from messages to pixels. */
#include <stdlib.h>

#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define GREEN 0x10c020u
#define PINK 0xe070b0u
#define YELLOW 0xf0e020u

static int
setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	rig_init(rig, "800x600");
	*state = rig;
	return 0;
}

static int
teardown(void **state)
{
	struct rig *rig = *state;

	rig_finish(rig);
	free(rig);
	return 0;
}

static void
test_a_window_shows_its_pixels_in_a_frame_of_its_label(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct fake_window other;
	struct view *view;

	rig_open(rig, &window, &rig->red, 7, 200, 100, GREEN);
	rig_open(rig, &other, &rig->blue, 7, 150, 120, PINK);
	view = rig_get_view(rig, &window);
	assert_int_equal(view->geometry.width, 200);
	assert_int_equal(view->geometry.height, 100);
	assert_int_equal(rig_get_pixel(rig, &window, 0, 0), GREEN);
	assert_int_equal(rig_get_pixel(rig, &window, 199, 99), GREEN);
	assert_int_equal(rig_get_pixel(rig, &window, -2, 50), RIG_RED);
	assert_int_equal(rig_get_pixel(rig, &window, 201, 50), RIG_RED);
	assert_int_equal(rig_get_pixel(rig, &window, 100, 101), RIG_RED);
	assert_int_equal(rig_get_pixel(rig, &other, 75, 60), PINK);
	assert_int_equal(rig_get_pixel(rig, &other, -2, 60), RIG_BLUE);
}

/* With its frame, on the work area; and the agent knows. */
static void
assert_fits(struct rig *rig, struct fake_window *window)
{
	const struct view *view = rig_get_view(rig, window);
	const struct wlr_box *area =
			&output_of_box(&rig->scene.server, &view->geometry)->work_area;
	struct frame_extents extents = frame_get_extents(view);
	struct wlr_box outer = placement_get_outer(&view->geometry, &extents);

	assert_true(outer.x >= area->x && outer.y >= area->y);
	assert_true(outer.x + outer.width <= area->x + area->width);
	assert_true(outer.y + outer.height <= area->y + area->height);
	assert_int_equal(window->geometry.width, view->geometry.width);
	assert_int_equal(window->geometry.height, view->geometry.height);
}

static void
test_the_agent_is_told_where_its_window_is(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct view *view;
	const struct gui_msg *msg;

	rig_open(rig, &window, &rig->red, 7, 200, 100, GREEN);
	view = rig_get_view(rig, &window);
	msg = fake_qube_last(&rig->red, GUI_MSG_CONFIGURE, 7);
	assert_non_null(msg);
	assert_int_equal(msg->configure.geometry.x, view->geometry.x);
	assert_int_equal(msg->configure.geometry.y, view->geometry.y);
	fake_qube_forget(&rig->red);
	view_move(view, 300, 200);
	assert_int_equal(view->geometry.x, 300); // at once
	rig_settle(rig);
	msg = fake_qube_last(&rig->red, GUI_MSG_CONFIGURE, 7);
	assert_non_null(msg);
	assert_int_equal(msg->configure.geometry.x, 300);
	assert_int_equal(msg->configure.geometry.y, 200);
	assert_int_equal(fake_qube_count(&rig->red, GUI_MSG_CONFIGURE, 7), 1);
	assert_int_equal(rig_get_pixel(rig, &window, 0, 0), GREEN);
}

static void
test_a_new_window_larger_than_the_screen_is_made_to_fit(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct fake_window dialog;
	const struct gui_rect large = {0, 0, 900, 700};

	rig_open(rig, &window, &rig->red, 7, 1000, 580, GREEN);
	assert_fits(rig, &window);
	fake_window_create(&dialog, &rig->red, 8, &large, PINK);
	fake_window_map(&dialog, 7);
	rig_settle(rig);
	assert_fits(rig, &dialog);
	assert_int_equal(rig_get_pixel(rig, &dialog, 50, 50), PINK);
}

static void
test_only_what_was_damaged_is_drawn_again(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	const struct gui_rect whole = {0, 0, 200, 100};
	const struct gui_rect first = {20, 30, 10, 10};
	const struct gui_rect second = {50, 60, 5, 4};
	struct view *view;

	rig_open(rig, &window, &rig->red, 7, 200, 100, GREEN);
	view = rig_get_view(rig, &window);
	fake_window_fill(&window, &whole, PINK);
	rig_forget_painted(rig);
	rig_settle(rig);
	assert_true(wlr_box_empty(&rig->painted)); // nothing was said
	fake_window_damage(&window, &first);
	fake_window_damage(&window, &second);
	rig_settle(rig);
	assert_int_equal(rig->painted.x, view->geometry.x + 20);
	assert_int_equal(rig->painted.y, view->geometry.y + 30);
	assert_int_equal(rig->painted.width, 50 + 5 - 20);
	assert_int_equal(rig->painted.height, 60 + 4 - 30);
	assert_int_equal(rig_get_pixel(rig, &window, 25, 35), PINK);
}

static void
test_a_scattered_picture_is_shown_and_follows_damage(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	const struct gui_rect rows = {0, 64, 128, 8};
	uint32_t refs[16];

	rig_open(rig, &window, &rig->red, 7, 128, 128, GREEN);
	for (uint32_t i = 0; i < 16; i++) { // pages backwards: eight rows each
		refs[i] = 1u << 20 | (window.first_page + 15 - i);
	}
	fake_window_dump_refs(&window, refs, 16, 128, 128);
	fake_window_fill(&window, &rows, PINK); // page 8 is shown at place 7
	fake_window_damage(&window, &(struct gui_rect){0, 56, 128, 8});
	rig_settle(rig);
	assert_int_equal(rig_get_pixel(rig, &window, 5, 60), PINK);
	assert_int_equal(rig_get_pixel(rig, &window, 5, 68), GREEN);
}

static void
test_a_dump_for_each_frame_from_two_buffers(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	const struct gui_rect whole = {0, 0, 64, 64};
	uint32_t refs[2][4];
	uint32_t first[2];

	rig_open(rig, &window, &rig->red, 7, 64, 64, GREEN);
	for (int b = 0; b < 2; b++) {
		first[b] = fake_qube_take_pages(&rig->red, 4);
		for (uint32_t i = 0; i < 4; i++) {
			refs[b][i] = 1u << 20 | (first[b] + i);
		}
	}
	for (uint32_t frame = 0; frame < 6; frame++) {
		uint32_t color = 0x102030u * (frame + 1);
		int b = frame % 2;

		window.pixels = (uint32_t *)(rig->red.arena +
				(size_t)first[b] * 4096);
		fake_window_fill(&window, &whole, color);
		fake_window_dump_refs(&window, refs[b], 4, 64, 64);
		fake_window_damage(&window, &whole);
		rig_settle(rig);
		assert_int_equal(rig_get_pixel(rig, &window, 32, 32), color);
	}
	assert_int_equal(fake_qube_count(&rig->red, GUI_MSG_WINDOW_DUMP_ACK, 7),
			7);
}

static void
test_a_resize_shows_no_garbage(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct wlr_box box;
	struct gui_rect answer;
	struct view *view;

	rig_open(rig, &window, &rig->red, 7, 200, 100, GREEN);
	view = rig_get_view(rig, &window);
	box = view->geometry;
	box.width = 300;
	box.height = 150;
	rig->red.auto_ack = false;
	fake_qube_forget(&rig->red);
	view_resize(view, &box);
	fake_qube_pump(&rig->red);
	assert_int_equal(view->geometry.width, 200); // asked for, not taken
	assert_int_equal(fake_qube_count(&rig->red, GUI_MSG_CONFIGURE, 7), 1);
	answer = fake_qube_last(&rig->red, GUI_MSG_CONFIGURE, 7)->configure.geometry;
	assert_int_equal(answer.width, 300);
	assert_int_equal(answer.height, 150);
	window.mapped = false; // the answer without a picture
	fake_window_configure(&window, &answer);
	for (int i = 0; i < 3; i++) {
		fake_qube_pump(&rig->red);
		wl_event_loop_dispatch(rig->scene.server.loop, 1);
	}
	assert_int_equal(view->geometry.width, 200);
	window.mapped = true;
	window.color = PINK;
	fake_window_dump(&window, true);
	rig_settle(rig);
	assert_int_equal(view->geometry.width, 300);
	assert_int_equal(view->geometry.height, 150);
	assert_int_equal(rig_get_pixel(rig, &window, 0, 0), PINK);
	assert_int_equal(rig_get_pixel(rig, &window, 299, 149), PINK);
}

static void
test_an_agent_without_an_answer_keeps_its_size_but_not_its_place(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct wlr_box box;
	struct view *view;

	rig_open(rig, &window, &rig->red, 7, 200, 100, GREEN);
	view = rig_get_view(rig, &window);
	rig->red.auto_ack = false;
	box = (struct wlr_box){400, 300, 300, 200};
	view_resize(view, &box);
	view_move(view, 350, 250);
	for (int i = 0; i < 6; i++) { // longer than an answer may take
		rig_settle(rig);
	}
	assert_int_equal(view->geometry.width, 200);
	assert_int_equal(view->geometry.x, 350);
	assert_int_equal(view->geometry.y, 250);
	assert_int_equal(rig_get_pixel(rig, &window, 100, 50), GREEN);
}

static void
test_a_fight_for_the_size_ends(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct gui_rect stubborn;
	struct wlr_box box;
	struct view *view;

	rig_open(rig, &window, &rig->red, 7, 200, 100, GREEN);
	view = rig_get_view(rig, &window);
	stubborn = window.geometry;
	stubborn.width = 210;
	box = view->geometry;
	box.width = 300;
	rig->red.auto_ack = false;
	fake_qube_forget(&rig->red);
	view_resize(view, &box);
	for (int i = 0; i < 6; i++) {
		fake_window_configure(&window, &stubborn);
		rig_settle(rig);
	}
	assert_in_range(fake_qube_count(&rig->red, GUI_MSG_CONFIGURE, 7), 1, 4);
	assert_int_equal(view->geometry.width, 210);
	assert_int_equal(rig_get_pixel(rig, &window, 205, 50), GREEN);
}

static void
test_a_maximized_window_stays_where_it_is(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct gui_rect wish;
	struct wlr_box box;
	struct view *view;

	rig_open(rig, &window, &rig->red, 7, 200, 100, GREEN);
	view = rig_get_view(rig, &window);
	view_set_maximized(view, true);
	rig_settle(rig);
	box = view->geometry;
	assert_true(box.width > 700);
	wish = window.geometry;
	wish.x += 50;
	wish.width -= 100;
	fake_window_configure(&window, &wish);
	rig_settle(rig);
	assert_true(wlr_box_equal(&view->geometry, &box));
	assert_int_equal(window.geometry.width, box.width); // told again
	view_set_maximized(view, false);
	rig_settle(rig);
	assert_int_equal(view->geometry.width, 200);
}

static void
test_a_late_answer_is_an_answer(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct wlr_box full;
	struct view *view;

	rig_open(rig, &window, &rig->red, 7, 200, 100, GREEN);
	view = rig_get_view(rig, &window);
	rig->red.deaf = true;
	view_set_maximized(view, true);
	for (int i = 0; i < 6; i++) { // longer than an answer may take
		rig_settle(rig);
	}
	full = view->wanted;
	assert_int_equal(view->geometry.width, 200);
	rig->red.deaf = false;
	rig_settle(rig);
	assert_true(wlr_box_equal(&view->geometry, &full));
	assert_int_equal(window.geometry.width, full.width);
	assert_int_equal(rig_get_pixel(rig, &window, full.width - 1, 5), GREEN);
}

static void
test_an_id_can_be_used_again(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;

	for (int i = 0; i < 5; i++) {
		uint32_t color = i % 2 ? PINK : GREEN;

		rig_open(rig, &window, &rig->red, 7, 200 + 10 * (uint32_t)i,
				100, color);
		assert_int_equal(rig_get_pixel(rig, &window, 100, 50), color);
		fake_window_destroy(&window);
	}
	rig_settle(rig);
	assert_int_equal(rig_count_views(rig, &rig->red), 0);
	assert_int_equal(fake_qube_count(&rig->red, GUI_MSG_DESTROY, 7), 5);
	assert_false(fake_qube_is_dropped(&rig->red));
}

static bool
has_dropped_red(struct rig *rig)
{
	return rig_count_views(rig, &rig->red) == 0;
}

static void
test_windows_come_back_where_they_were(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	struct fake_window second;
	struct wlr_box boxes[2];

	rig_open(rig, &window, &rig->red, 7, 200, 100, GREEN);
	rig_open(rig, &second, &rig->red, 8, 150, 120, PINK);
	view_move(rig_get_view(rig, &window), 333, 222);
	view_move(rig_get_view(rig, &second), 0, 60); // its border is outside
	rig_settle(rig);
	boxes[0] = rig_get_view(rig, &window)->geometry;
	boxes[1] = rig_get_view(rig, &second)->geometry;
	fake_qube_disconnect(&rig->red);
	assert_true(rig_pump(rig, has_dropped_red, 2000));
	fake_qube_connect(&rig->red, 8);
	fake_window_replay(&second);
	fake_window_replay(&window);
	rig_settle(rig);
	assert_true(wlr_box_equal(
			&rig_get_view(rig, &window)->geometry, &boxes[0]));
	assert_true(wlr_box_equal(
			&rig_get_view(rig, &second)->geometry, &boxes[1]));
	assert_int_equal(rig_get_pixel(rig, &window, 100, 50), GREEN);
	assert_int_equal(rig_get_pixel(rig, &second, 75, 60), PINK);
}

static bool
is_told_a_place(struct rig *rig)
{
	return fake_qube_count(&rig->red, GUI_MSG_CONFIGURE, 7) > 0;
}

static bool
is_wide(struct rig *rig)
{
	struct fake_window window = {.qube = &rig->red, .id = 7};

	return rig_get_view(rig, &window)->geometry.width == 260;
}

/* A slow agent describes a new size with the place it gave its window, while
 * it was told another one. */
static void
test_a_wish_for_a_size_does_not_move_a_window(void **state)
{
	struct rig *rig = *state;
	const struct gui_rect first = {0, 0, 200, 100};
	const struct gui_rect wide = {0, 0, 260, 100};
	struct fake_window window;
	struct wlr_box placed;

	rig->red.auto_ack = false;
	fake_window_create(&window, &rig->red, 7, &first, GREEN);
	fake_window_map(&window, 0);
	assert_true(rig_pump(rig, is_told_a_place, 2000));
	placed = rig_get_view(rig, &window)->geometry;
	assert_true(placed.x > 0 && placed.y > OUTPUT_STRIP_HEIGHT);
	for (int i = 0; i < 6; i++) {
		rig_settle(rig); // longer than an answer may take
	}
	fake_window_configure(&window, &wide);
	assert_true(rig_pump(rig, is_wide, 2000));
	assert_int_equal(rig_get_view(rig, &window)->geometry.x, placed.x);
	assert_int_equal(rig_get_view(rig, &window)->geometry.y, placed.y);
}

static void
test_agents_of_every_version(void **state)
{
	static const uint32_t minors[] = {0, 3, 5, 7, 8};
	struct rig *rig = *state;

	for (size_t i = 0; i < sizeof(minors) / sizeof(minors[0]); i++) {
		struct fake_window window;
		uint32_t minor = minors[i];
		uint32_t color = GREEN + (uint32_t)i;

		fake_qube_connect(&rig->red, minor);
		fake_qube_forget(&rig->red);
		rig_open(rig, &window, &rig->red, 7, 200, 100, color);
		assert_int_equal(rig_get_pixel(rig, &window, 99, 50), color);
		assert_int_equal(fake_qube_count(&rig->red,
						 GUI_MSG_WINDOW_DUMP_ACK, 7),
				minor >= 7 ? 1 : 0);
		assert_true(rig->red.xconf.width >= 800);
		fake_window_destroy(&window);
		rig_settle(rig);
		assert_int_equal(fake_qube_count(&rig->red, GUI_MSG_DESTROY, 7),
				minor >= 5 ? 1 : 0);
	}
}

static void
test_a_window_without_a_picture_shows_after_a_while(void **state)
{
	struct rig *rig = *state;
	struct fake_window window;
	const struct gui_rect at = {0, 0, 100, 100};
	const struct gui_msg map = {.type = GUI_MSG_MAP, .window = 7};

	fake_window_create(&window, &rig->red, 7, &at, GREEN);
	fake_qube_send(&rig->red, &map);
	fake_qube_pump(&rig->red);
	wl_event_loop_dispatch(rig->scene.server.loop, 1);
	assert_false(rig_get_view(rig, &window)->mapped);
	rig_settle(rig);
	assert_true(rig_get_view(rig, &window)->mapped);
	assert_int_equal(rig_get_pixel(rig, &window, -2, 50), RIG_RED);
}

static void
test_parts_of_the_whole_screens_picture(void **state)
{
	struct rig *rig = *state;
	struct fake_window screen;
	struct fake_window window;
	const struct gui_rect all = {0, 0, 400, 300};
	const struct gui_rect at = {100, 50, 120, 80};
	const struct gui_rect spot = {110, 60, 10, 10};
	const struct gui_msg map = {.type = GUI_MSG_MAP, .window = 7};

	fake_window_create(&screen, &rig->red, 0, &all, GREEN);
	fake_window_dump(&screen, false);
	fake_window_fill(&screen, &at, PINK);
	fake_window_create(&window, &rig->red, 7, &at, 0);
	fake_qube_send(&rig->red, &map);
	rig_settle(rig);
	assert_false(rig_get_view(rig, &screen)->mapped);
	assert_int_equal(rig_get_pixel(rig, &window, 0, 0), PINK);
	assert_int_equal(rig_get_pixel(rig, &window, 119, 79), PINK);
	fake_window_fill(&screen, &spot, YELLOW);
	fake_window_damage(&window, &(struct gui_rect){10, 10, 10, 10});
	rig_settle(rig);
	assert_int_equal(rig_get_pixel(rig, &window, 12, 12), YELLOW);
	assert_int_equal(rig_get_pixel(rig, &window, 25, 25), PINK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_window_shows_its_pixels_in_a_frame_of_its_label),
			cmocka_unit_test(test_the_agent_is_told_where_its_window_is),
			cmocka_unit_test(test_a_new_window_larger_than_the_screen_is_made_to_fit),
			cmocka_unit_test(test_only_what_was_damaged_is_drawn_again),
			cmocka_unit_test(test_a_scattered_picture_is_shown_and_follows_damage),
			cmocka_unit_test(test_a_dump_for_each_frame_from_two_buffers),
			cmocka_unit_test(test_a_resize_shows_no_garbage),
			cmocka_unit_test(test_an_agent_without_an_answer_keeps_its_size_but_not_its_place),
			cmocka_unit_test(test_a_fight_for_the_size_ends),
			cmocka_unit_test(test_a_maximized_window_stays_where_it_is),
			cmocka_unit_test(test_a_late_answer_is_an_answer),
			cmocka_unit_test(test_an_id_can_be_used_again),
			cmocka_unit_test(test_windows_come_back_where_they_were),
			cmocka_unit_test(test_a_wish_for_a_size_does_not_move_a_window),
			cmocka_unit_test(test_agents_of_every_version),
			cmocka_unit_test(test_a_window_without_a_picture_shows_after_a_while),
			cmocka_unit_test(test_parts_of_the_whole_screens_picture),
	};
	const size_t n = sizeof(tests) / sizeof(tests[0]);
	struct CMUnitTest with_rig[sizeof(tests) / sizeof(tests[0])];

	for (size_t i = 0; i < n; i++) {
		with_rig[i] = tests[i];
		with_rig[i].setup_func = setup;
		with_rig[i].teardown_func = teardown;
	}
	return _cmocka_run_group_tests("qube windows", with_rig, n, NULL, NULL);
}
