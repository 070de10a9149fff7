// SPDX-License-Identifier: MIT
/* Pictures in bands, as with a GL renderer, drawn by pixman: no pixel differs
 * from a picture in one piece, and a change touches its own bands only. */
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/outputs/output.h"
#include "compositor/qube/qube_bands.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define GREEN 0x10c020u
#define BAND 128
#define LINE 18 // a line of text

/* Neighbours differ in every direction, so that a row that is missing, doubled
 * or mixed with another is seen. */
static uint32_t
make_color(uint32_t x, uint32_t y)
{
	return (x * 40503u ^ y * 48271u ^ 0x345678u) & 0xffffff;
}

static void
draw_pattern(struct fake_window *window)
{
	const struct gui_rect *at = &window->geometry;

	for (uint32_t y = 0; y < at->height; y++) {
		for (uint32_t x = 0; x < at->width; x++) {
			window->pixels[y * at->width + x] = make_color(x, y);
		}
	}
	fake_window_damage(window,
			&(struct gui_rect){0, 0, at->width, at->height});
}

static void
open_pattern(struct rig *rig, struct fake_window *window, int width, int height)
{
	double scale = rig->scene.server.plane_scale;

	rig_open(rig, window, &rig->red, 7, (uint32_t)(width * scale),
			(uint32_t)(height * scale), GREEN);
	draw_pattern(window);
	rig_come_to_rest(rig);
}

static int
count_bands(struct rig *rig, struct fake_window *window)
{
	const struct qube_bands *bands = rig_get_bands(rig, window);
	int n = 0;

	while (n < QUBE_BANDS_MAX && bands->bands[n].part) {
		n++;
	}
	return n;
}

/* The whole screen with a window of this size at lx, ly, in bands or not. */
static uint32_t *
draw(const char *screen, int band_rows, int lx, int ly, int *width, int *height)
{
	struct rig rig;
	struct fake_window window;
	uint32_t *pixels;

	rig_init(&rig, screen);
	rig.scene.server.band_rows = band_rows;
	open_pattern(&rig, &window, 340, 520);
	assert_int_equal(count_bands(&rig, &window) > 3, band_rows > 0);
	view_move(rig_get_view(&rig, &window), lx, ly);
	rig_come_to_rest(&rig);
	pixels = scene_copy(&rig.scene, width, height);
	rig_finish(&rig);
	return pixels;
}

static void
check_screen(const char *screen, int lx, int ly)
{
	int width, height;
	uint32_t *one = draw(screen, 0, lx, ly, &width, &height);
	uint32_t *bands = draw(screen, BAND, lx, ly, &width, &height);

	for (int i = 0; i < width * height; i++) {
		if (one[i] != bands[i]) {
			fail_msg("pixel %d, %d of %s is %06x, not %06x",
					i % width, i / width, screen,
					(unsigned int)bands[i],
					(unsigned int)one[i]);
		}
	}
	free(one);
	free(bands);
}

static void
test_no_seam_at_any_scale(void **state)
{
	static const char *const screens[] = {
			"600x700",
			"750x875@1.25",
			"900x1050@1.5",
			"1050x1225@1.75",
			"1200x1400@2",
	};

	for (size_t i = 0; i < sizeof(screens) / sizeof(screens[0]); i++) {
		check_screen(screens[i], 100, 80);
		check_screen(screens[i], 103, 81);
	}
}

static void
test_odd_scales_have_one_band(void **state)
{
	struct qube_bands_view view = {
			.source = {0, 0, 1000, 1370},
			.width = 730,
			.height = 1000,
			.scale = 1.37001,
	};
	struct qube_bands_step step = qube_bands_get_step(&view, BAND);

	assert_int_equal(step.rows, 1370);
	assert_int_equal(step.height, 1000);
}

/* Whatever the height, there are at most so many bands and all of it is in
 * one; bands end on whole logical pixels. */
static void
test_bands_cover_all_heights(void **state)
{
	static const double scales[] = {1, 1.25, 1.5, 1.75, 2, 2.5, 3};

	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		for (int height = 1; height < 6000; height += 7) {
			struct qube_bands_view view = {
					.source = {0, 0, 10,
							(int)(height * scales[i])},
					.height = height,
					.scale = scales[i],
			};
			struct qube_bands_step step =
					qube_bands_get_step(&view, BAND);

			assert_true(step.rows * QUBE_BANDS_MAX >=
					view.source.height);
			if (step.rows < view.source.height) {
				assert_true(step.rows == step.height * scales[i]);
				assert_true(step.rows >= BAND);
			}
		}
	}
}

/* Rows the renderer read between two frames; pixman reads what it draws once
 * to learn the format and once to draw, GL only once. */
static uint64_t
read_rows(struct rig *rig, struct fake_window *window, const struct gui_rect *at)
{
	uint64_t before = rig->scene.server.reads.rows;

	fake_window_fill(window, at, 0xffffff);
	fake_window_damage(window, at);
	rig_come_to_rest(rig);
	return (rig->scene.server.reads.rows - before) / 2;
}

static void
test_typing_reads_a_band(void **state)
{
	struct rig rig;
	struct fake_window window;

	rig_init(&rig, "2000x1200");
	rig.scene.server.band_rows = BAND;
	open_pattern(&rig, &window, 1920, 1080);
	assert_int_equal(count_bands(&rig, &window), 9);
	assert_int_equal(read_rows(&rig, &window,
					 &(struct gui_rect){100, 300, 8, LINE}),
			BAND);
	assert_int_equal(read_rows(&rig, &window,
					 &(struct gui_rect){0, 250, 1920, LINE}),
			2 * BAND);
	assert_int_equal(read_rows(&rig, &window,
					 &(struct gui_rect){0, 1070, 10, 10}),
			1080 % BAND);
	assert_int_equal(read_rows(&rig, &window,
					 &(struct gui_rect){0, 0, 1920, 1080}),
			1080);
	assert_int_equal(rig_get_pixel(&rig, &window, 100, 300), 0xffffff);
	rig_finish(&rig);
}

/* Agents that draw into two pictures in turn: the picture is another one each
 * time, and still only what differs is looked at. */
static void
test_pictures_in_turn(void **state)
{
	struct rig rig;
	struct fake_window window;
	uint64_t before;

	rig_init(&rig, "800x900");
	rig.scene.server.band_rows = BAND;
	open_pattern(&rig, &window, 500, 700);
	before = rig.scene.server.reads.rows;
	fake_window_dump(&window, false); // of one colour
	fake_window_damage(&window, &(struct gui_rect){0, 130, 500, LINE});
	rig_come_to_rest(&rig);
	assert_int_equal((rig.scene.server.reads.rows - before) / 2, BAND);
	assert_int_equal(rig_get_pixel(&rig, &window, 20, 131), GREEN);
	// what was not told is seen as soon as its place is drawn again
	fake_window_damage(&window, &(struct gui_rect){0, 600, 1, 1});
	rig_come_to_rest(&rig);
	assert_int_equal(rig_get_pixel(&rig, &window, 0, 600), GREEN);
	rig_finish(&rig);
}

/* The picture grows and shrinks, and goes. */
static void
test_bands_follow_the_size(void **state)
{
	struct rig rig;
	struct fake_window window;
	struct view *view;

	rig_init(&rig, "800x900");
	rig.scene.server.band_rows = BAND;
	open_pattern(&rig, &window, 300, 700);
	assert_int_equal(count_bands(&rig, &window), 6);
	view = rig_get_view(&rig, &window);
	view_resize(view, &(struct wlr_box){60, 80, 300, 100});
	rig_come_to_rest(&rig);
	assert_int_equal(window.geometry.height, 100);
	assert_int_equal(count_bands(&rig, &window), 1);
	view_resize(view, &(struct wlr_box){60, 80, 300, 400});
	rig_come_to_rest(&rig);
	assert_int_equal(count_bands(&rig, &window), 4);
	draw_pattern(&window);
	rig_come_to_rest(&rig);
	for (int y = 0; y < 400; y++) {
		assert_int_equal(rig_get_pixel(&rig, &window, 17, y),
				make_color(17, (uint32_t)y));
	}
	fake_window_unmap(&window);
	rig_come_to_rest(&rig);
	assert_int_equal(count_bands(&rig, &window), 0);
	rig_finish(&rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_no_seam_at_any_scale),
			cmocka_unit_test(test_odd_scales_have_one_band),
			cmocka_unit_test(test_bands_cover_all_heights),
			cmocka_unit_test(test_typing_reads_a_band),
			cmocka_unit_test(test_pictures_in_turn),
			cmocka_unit_test(test_bands_follow_the_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
