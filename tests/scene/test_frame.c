// SPDX-License-Identifier: MIT
/* Frames as they appear on a screen, pixel by pixel, at the scales people
 * have: the label on all four sides, nothing foreign in between. */
#include <math.h>
#include <stdlib.h>

#include "compositor/draw/theme.h"
#include "compositor/windows/frame.h"
#include "tests/check.h"
#include "tests/scene/look.h"
#include "tests/scene/pane.h"

static const struct {
	const char *name;
	uint32_t rgb;
} labels[] = {
		{"red", 0xcc0000},
		{"orange", 0xf57900},
		{"yellow", 0xedd400},
		{"green", 0x73d216},
		{"gray", 0x555555},
		{"blue", 0x3465a4},
		{"purple", 0x75507b},
		{"black", 0x000000},
};

/* Steps from (x, y) while the colour stays; returns how many pixels. */
static int
run_length(const struct look *look, int *x, int *y, int dx, int dy)
{
	uint32_t first = look_get(look, *x, *y);
	int length = 0;

	while (*x >= 0 && *y >= 0 && *x < look->width && *y < look->height &&
			look_get(look, *x, *y) == first) {
		*x += dx;
		*y += dy;
		length++;
	}
	return length;
}

/* From the middle of the content outwards: content, then at least 3 logical px
 * of the label, then what lies behind; no other pixel. Upwards, the title bar
 * may come between. */
static void
check_way_out(const struct look *look, const struct wlr_box *box, int dx,
		int dy, uint32_t rgb, bool bar)
{
	int x = look_at(look, box->x + box->width / 2);
	int y = look_at(look, box->y + box->height / 2);
	int least = (int)floor(3 * look->scale);

	assert_int_equal(look_get(look, x, y), PANE_COLOR);
	run_length(look, &x, &y, dx, dy);
	if (bar && look_get(look, x, y) != rgb) {
		run_length(look, &x, &y, dx, dy);
	}
	assert_int_equal(look_get(look, x, y), rgb);
	assert_true(run_length(look, &x, &y, dx, dy) >= least);
	assert_int_equal(look_get(look, x, y), LOOK_BEHIND);
}

static void
check_sides(const struct look *look, const struct wlr_box *box, uint32_t rgb)
{
	check_way_out(look, box, -1, 0, rgb, false);
	check_way_out(look, box, 1, 0, rgb, false);
	check_way_out(look, box, 0, 1, rgb, false);
	check_way_out(look, box, 0, -1, rgb, true);
}

/* All of the content is there, and around it and inside the frame's outline
 * (but for rounded corners) nothing of what lies behind. */
static void
check_seams(const struct look *look, const struct view *view)
{
	struct frame_extents e = frame_get_extents(view);
	const struct wlr_box *box = &view->geometry;
	int corner = look_at(look, 8);
	int left = look_at(look, box->x - e.left);
	int right = look_at(look, box->x + box->width + e.right);
	int top = look_at(look, box->y - e.top);
	int bottom = look_at(look, box->y + box->height + e.bottom);

	for (int y = top - 2; y < bottom + 2; y++) {
		for (int x = left - 2; x < right + 2; x++) {
			bool content = x >= look_at(look, box->x) &&
					y >= look_at(look, box->y) &&
					x < look_at(look, box->x + box->width) &&
					y < look_at(look, box->y + box->height);
			bool inside = x >= left && x < right && y >= top &&
					y < bottom;
			bool round = y < top + corner &&
					(x < left + corner ||
							x >= right - corner);
			uint32_t rgb = look_get(look, x, y);

			if (!inside) {
				assert_int_equal(rgb, LOOK_BEHIND);
			} else if (content) {
				assert_int_equal(rgb, PANE_COLOR);
			} else if (!round) {
				assert_int_not_equal(rgb, LOOK_BEHIND);
				assert_int_not_equal(rgb, PANE_COLOR);
			}
		}
	}
}

static void
test_every_label_on_all_four_sides(void **state)
{
	for (int s = 0; s < LOOK_SCREENS; s++) {
		struct look look;

		look_init(&look, s);
		for (size_t i = 0; i < 16; i++) {
			struct pane pane;
			struct pane_spec spec = {.qube = "work",
					.title = "Title",
					.label = labels[i / 2].name,
					.rgb = labels[i / 2].rgb,
					.box = look_box,
					.active = i % 2};

			pane_init(&pane, &look.scene, &spec);
			look_again(&look);
			check_sides(&look, &look_box, spec.rgb);
			check_seams(&look, &pane.view);
			pane_finish(&pane);
		}
		look_finish(&look);
	}
}

/* What lies below shows in the rounded corners, and only there. */
static void
test_corners_are_round_above_and_square_below(void **state)
{
	for (int s = 0; s < LOOK_SCREENS; s++) {
		struct look look;
		struct pane pane;
		struct pane_spec spec = {.qube = "work",
				.label = "red",
				.rgb = 0xcc0000,
				.box = look_box};
		int left, right, top, bottom;

		look_init(&look, s);
		left = look_at(&look, look_box.x - 4);
		right = look_at(&look, look_box.x + look_box.width + 4) - 1;
		top = look_at(&look, look_box.y - 28);
		bottom = look_at(&look, look_box.y + look_box.height + 4) - 1;
		pane_init(&pane, &look.scene, &spec);
		look_again(&look);
		assert_int_equal(look_get(&look, left, top), LOOK_BEHIND);
		assert_int_equal(look_get(&look, right, top), LOOK_BEHIND);
		assert_int_equal(look_get(&look, left, bottom), spec.rgb);
		assert_int_equal(look_get(&look, right, bottom), spec.rgb);
		pane.view.maximized = true;
		frame_update(pane.view.frame);
		look_again(&look);
		assert_int_equal(look_get(&look, left, top), spec.rgb);
		assert_int_equal(look_get(&look, right, top), spec.rgb);
		pane_finish(&pane);
		look_finish(&look);
	}
}

/* Widths and places whose pixels are not whole. */
static void
test_seams_at_odd_sizes(void **state)
{
	static const struct wlr_box boxes[] = {{60, 120, 321, 161},
			{64, 120, 317, 155}, {68, 128, 163, 3},
			{80, 160, 33, 9}, {80, 160, 1, 1}};

	for (int s = 0; s < LOOK_SCREENS; s++) {
		struct look look;

		look_init(&look, s);
		for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
			struct pane pane;
			struct pane_spec spec = {.qube = "work",
					.zone = "cloud",
					.title = "A title of some length",
					.label = "blue",
					.rgb = 0x3465a4,
					.box = boxes[i]};

			pane_init(&pane, &look.scene, &spec);
			look_again(&look);
			check_seams(&look, &pane.view);
			pane_finish(&pane);
		}
		look_finish(&look);
	}
}

static void
test_popup_and_fullscreen_edges(void **state)
{
	for (int s = 0; s < LOOK_SCREENS; s++) {
		struct look look;

		look_init(&look, s);
		for (int i = 0; i < 2; i++) {
			struct pane pane;
			struct pane_spec spec = {.qube = "work",
					.label = "red",
					.rgb = 0xcc0000,
					.box = look_box,
					.popup = i == 0,
					.fullscreen = i == 1};

			pane_init(&pane, &look.scene, &spec);
			look_again(&look);
			check_sides(&look, &look_box, spec.rgb);
			check_seams(&look, &pane.view);
			pane_finish(&pane);
		}
		look_finish(&look);
	}
}

/* Counts the pixels of a colour in the title bar. */
static int
count_in_bar(const struct look *look, const struct wlr_box *box, uint32_t rgb)
{
	int count = 0;

	for (int y = look_at(look, box->y - 28); y < look_at(look, box->y); y++) {
		for (int x = look_at(look, box->x - 4);
				x < look_at(look, box->x + box->width + 4); x++) {
			count += look_get(look, x, y) == rgb;
		}
	}
	return count;
}

static void
test_who_has_the_keyboard_is_plain_to_see(void **state)
{
	for (int s = 0; s < LOOK_SCREENS; s++) {
		struct look look;
		struct pane pane;
		struct pane_spec spec = {.qube = "work",
				.label = "green",
				.rgb = 0x73d216,
				.box = look_box,
				.active = true};
		int active, inactive, bar;

		look_init(&look, s);
		bar = look_at(&look, look_box.width + 8) * look_at(&look, 28);
		pane_init(&pane, &look.scene, &spec);
		look_again(&look);
		active = count_in_bar(&look, &look_box, spec.rgb);
		pane_set_active(&pane, false);
		look_again(&look);
		inactive = count_in_bar(&look, &look_box, spec.rgb);
		assert_true(active > bar / 2);
		assert_true(inactive < bar / 2);
		assert_true(count_in_bar(&look, &look_box,
					    look.scene.server.theme->inactive.bar) >
				bar / 3);
		pane_finish(&pane);
		look_finish(&look);
	}
}

/* Titles a qube may send after they were cleaned: none gets out of its place,
 * over the buttons, or brings a colour of its own. */
static void
test_titles_stay_in_their_place(void **state)
{
	static const char *const titles[] = {"",
			"A title that goes on and on and on and on and on and on "
			"and on and on and on and on and on and on and on",
			"\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
			"\U0001f7e5\U0001f7e9\U0001f512 locked",
			"z\u0353\u0353\u0353\u0353\u033f\u033f\u033f\u033f\u033f"
			"\u033f\u033f\u033f\u033f\u033f\u033fx",
			"\ufdfd\ufdfd \ua9c5\ua9c5 \U00012031\U00012031",
			"<b>bold</b> <span foreground='red'>red</span> &amp;",
			"broken \xff\xc0\x80 bytes"};

	for (int s = 0; s < LOOK_SCREENS; s++) {
		struct look look;
		struct pane pane;
		struct pane_spec spec = {.qube = "work",
				.label = "black",
				.rgb = 0x000000,
				.box = look_box,
				.active = true};
		int buttons;

		look_init(&look, s);
		pane_init(&pane, &look.scene, &spec);
		look_again(&look);
		buttons = look_at(&look, look_box.x + look_box.width - 3 * 28);
		for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
			uint32_t *before = look.pixels;

			look.pixels = NULL;
			pane_set_title(&pane, titles[i]);
			look_again(&look);
			check_seams(&look, &pane.view);
			for (int y = look_at(&look, 92);
					y < look_at(&look, 120); y++) {
				for (int x = buttons; x < look.width; x++) {
					assert_int_equal(look_get(&look, x, y),
							before[y * look.width + x]);
				}
				for (int x = look_at(&look, 64); x < buttons;
						x++) {
					uint32_t rgb = look_get(&look, x, y);

					assert_int_equal(rgb & 0xff,
							rgb >> 8 & 0xff);
					assert_int_equal(rgb & 0xff, rgb >> 16);
				}
			}
			free(before);
		}
		pane_finish(&pane);
		look_finish(&look);
	}
}

static void
test_a_trusted_frame_has_two_colours_on_each_side(void **state)
{
	for (int s = 0; s < LOOK_SCREENS; s++) {
		struct look look;
		struct pane pane;
		struct pane_spec spec = {.title = "Settings", .box = look_box};
		const struct theme *theme;
		int x, y;

		look_init(&look, s);
		theme = look.scene.server.theme;
		pane_init(&pane, &look.scene, &spec);
		look_again(&look);
		check_seams(&look, &pane.view);
		for (int side = -1; side <= 1; side += 2) {
			x = look_at(&look, 200);
			y = look_at(&look, 200);
			run_length(&look, &x, &y, side, 0);
			assert_int_equal(look_get(&look, x, y),
					theme->trusted_ring);
			run_length(&look, &x, &y, side, 0);
			assert_int_equal(look_get(&look, x, y),
					theme->trusted_edge);
			run_length(&look, &x, &y, side, 0);
			assert_int_equal(look_get(&look, x, y), LOOK_BEHIND);
		}
		pane_finish(&pane);
		look_finish(&look);
	}
}

static void
test_buttons_answer_the_pointer(void **state)
{
	static const enum frame_part parts[] = {FRAME_BUTTON_MINIMIZE,
			FRAME_BUTTON_MAXIMIZE, FRAME_BUTTON_CLOSE};
	struct look look;
	struct pane pane;
	struct pane_spec spec = {.qube = "work",
			.label = "red",
			.rgb = 0xcc0000,
			.box = look_box,
			.active = true};

	look_init(&look, 0);
	pane_init(&pane, &look.scene, &spec);
	for (int i = 0; i < 3; i++) {
		int x = look_box.x + look_box.width - (3 - i) * 28 + 14;
		int y = look_box.y - 14 + 8; // in the disc, beside the sign
		uint32_t plain, hover, pressed;

		look_again(&look);
		plain = look_get(&look, x, y);
		frame_set_hover(pane.view.frame, parts[i], false);
		look_again(&look);
		hover = look_get(&look, x, y);
		frame_set_hover(pane.view.frame, parts[i], true);
		look_again(&look);
		pressed = look_get(&look, x, y);
		frame_set_hover(pane.view.frame, FRAME_TITLE, true);
		look_again(&look);
		assert_int_not_equal(plain, hover);
		assert_int_not_equal(hover, pressed);
		assert_int_equal(look_get(&look, x, y), plain);
		assert_int_equal(frame_at(pane.view.frame, x - look_box.x, -14),
				parts[i]);
	}
	pane_finish(&pane);
	look_finish(&look);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_every_label_on_all_four_sides),
			cmocka_unit_test(test_corners_are_round_above_and_square_below),
			cmocka_unit_test(test_seams_at_odd_sizes),
			cmocka_unit_test(test_popup_and_fullscreen_edges),
			cmocka_unit_test(test_who_has_the_keyboard_is_plain_to_see),
			cmocka_unit_test(test_titles_stay_in_their_place),
			cmocka_unit_test(test_a_trusted_frame_has_two_colours_on_each_side),
			cmocka_unit_test(test_buttons_answer_the_pointer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
