// SPDX-License-Identifier: MIT
/*
 * gl-scene: one scene drawn by a GL renderer and by pixman on a real screen,
 * pixel by pixel; what the GL renderer copied; and what is left when it is
 * lost. For a machine with a screen and a seat of its own, see gl.test.
 */
#include <stdlib.h>
#include <wlr/render/pixman.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_output.h>

#include "common/mem.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define GREEN 0x10c020u
#define BAND 128
#define CLOCK_WIDTH 400 // with notices, at the right end of the strip
#define MOST_LEVELS 2 // of 255 a channel may differ

static const char *const scales[] = {"1", "1.25", "1.5", "2"};

#define N_SCALES (sizeof(scales) / sizeof(scales[0]))

struct scene_windows {
	struct fake_window red, blue, menu;
};

struct picture {
	uint32_t *pixels; // owned
	int width, height;
};

/* Gradients and single rows and columns that differ. */
static void
draw_pattern(struct fake_window *window)
{
	const struct gui_rect *at = &window->geometry;

	for (uint32_t y = 0; y < at->height; y++) {
		for (uint32_t x = 0; x < at->width; x++) {
			window->pixels[y * at->width + x] =
					(x * 40503u ^ y * 48271u ^ 0x345678u) &
					0xffffff;
		}
	}
	fake_window_damage(window,
			&(struct gui_rect){0, 0, at->width, at->height});
}

static void
open_windows(struct rig *rig, struct scene_windows *windows)
{
	rig_open(rig, &windows->blue, &rig->blue, 8, 420, 340, 0x204080);
	rig_open(rig, &windows->red, &rig->red, 7, 300, 280, GREEN);
	fake_window_title(&windows->red, "A title that is drawn");
	view_move(rig_get_view(rig, &windows->blue), 140, 120);
	view_move(rig_get_view(rig, &windows->red), 40, 80);
	view_raise(rig_get_view(rig, &windows->red));
	fake_window_create_popup(&windows->menu, &rig->red, 9,
			&(struct gui_rect){60, 120, 160, 200}, 0xf0e020);
	fake_window_map(&windows->menu, 7);
	while (rig_count_views(rig, &rig->red) < 2 ||
			!rig_get_view(rig, &windows->menu)->mapped) {
		rig_turn(rig);
	}
	rig_come_to_rest(rig);
}

static void
set_scale(struct rig *rig, struct scene_windows *windows, const char *scale)
{
	char *config = xformat("[output *]\nscale = %s\n", scale);

	scene_write_config(&rig->scene, config);
	free(config);
	server_reload(&rig->scene.server);
	rig_come_to_rest(rig);
	draw_pattern(&windows->red);
	draw_pattern(&windows->blue);
	draw_pattern(&windows->menu);
	rig_come_to_rest(rig);
}

static bool
draws_in_memory(struct rig *rig)
{
	return wlr_renderer_is_pixman(rig->scene.server.renderer);
}

/* A compositor on the machine's screen, drawn by this renderer. */
static void
start(struct rig *rig, const char *renderer)
{
	setenv("WLR_RENDERER", renderer, 1);
	rig_init_with(rig, NULL, "");
	// the one cursor that both draw themselves
	wlr_output_lock_software_cursors(
			output_at(&rig->scene.server, 0, 0)->wlr_output, true);
	assert_int_equal(draws_in_memory(rig), renderer[0] == 'p');
}

static void
draw(const char *renderer, struct picture *pictures)
{
	struct rig rig;
	struct scene_windows windows;

	start(&rig, renderer);
	open_windows(&rig, &windows);
	for (size_t i = 0; i < N_SCALES; i++) {
		set_scale(&rig, &windows, scales[i]);
		pictures[i].pixels = scene_copy(&rig.scene, &pictures[i].width,
				&pictures[i].height);
	}
	rig_finish(&rig);
}

static int
get_difference(uint32_t a, uint32_t b)
{
	int most = 0;

	for (int shift = 0; shift < 24; shift += 8) {
		int d = abs((int)(a >> shift & 255) - (int)(b >> shift & 255));

		most = d > most ? d : most;
	}
	return most;
}

/* Time goes on between two pictures, and notices come and go. */
static bool
is_clock(const struct picture *picture, int i, double scale)
{
	return i / picture->width < OUTPUT_STRIP_HEIGHT * scale &&
			i % picture->width > picture->width - CLOCK_WIDTH * scale;
}

static void
compare(const char *what, const struct picture *a, const struct picture *b)
{
	double scale = strtod(what, NULL);
	int count = 0;
	int most = 0;
	int at = 0;

	assert_int_equal(a->width, b->width);
	assert_int_equal(a->height, b->height);
	for (int i = 0; i < a->width * a->height; i++) {
		int d = get_difference(a->pixels[i], b->pixels[i]);

		if (is_clock(a, i, scale)) {
			continue;
		}
		count += d > 0;
		if (d > most) {
			most = d;
			at = i;
		}
	}
	print_message("# scale %s: %d of %d pixels differ, by at most %d of "
		      "255, at %d, %d\n",
			what, count, a->width * a->height, most, at % a->width,
			at / a->width);
	assert_in_range(most, 0, MOST_LEVELS);
}

static void
test_gl_draws_what_pixman_draws(void **state)
{
	struct picture gl[N_SCALES], memory[N_SCALES];

	draw("pixman", memory);
	draw("gles2", gl);
	for (size_t i = 0; i < N_SCALES; i++) {
		compare(scales[i], &gl[i], &memory[i]);
	}
	for (size_t i = 0; i < N_SCALES; i++) {
		free(gl[i].pixels);
		free(memory[i].pixels);
	}
}

/* Rows copied to the device for a change. */
static uint64_t
copy_rows(struct rig *rig, struct fake_window *window, const struct gui_rect *at)
{
	uint64_t before = rig->scene.server.reads.rows;

	fake_window_fill(window, at, 0xffffff);
	fake_window_damage(window, at);
	rig_come_to_rest(rig);
	return rig->scene.server.reads.rows - before;
}

static void
test_copies_follow_what_changed(void **state)
{
	struct rig rig;
	struct fake_window window;

	start(&rig, "gles2");
	rig_open(&rig, &window, &rig.red, 7, 1200, 700, GREEN);
	rig_come_to_rest(&rig);
	assert_int_equal(copy_rows(&rig, &window,
					 &(struct gui_rect){100, 300, 8, 18}),
			BAND);
	assert_int_equal(copy_rows(&rig, &window,
					 &(struct gui_rect){0, 250, 1200, 18}),
			2 * BAND);
	assert_int_equal(copy_rows(&rig, &window,
					 &(struct gui_rect){0, 0, 1200, 700}),
			700);
	assert_int_equal(rig_get_pixel(&rig, &window, 100, 300), 0xffffff);
	rig_finish(&rig);
}

static void
test_a_lost_device_is_opened_again(void **state)
{
	struct rig rig;
	struct scene_windows windows;
	struct picture before, after;
	struct wlr_renderer *lost;

	start(&rig, "gles2");
	open_windows(&rig, &windows);
	set_scale(&rig, &windows, "1.5");
	before.pixels = scene_copy(&rig.scene, &before.width, &before.height);
	lost = rig.scene.server.renderer;
	wl_signal_emit_mutable(&lost->events.lost, NULL);
	rig_come_to_rest(&rig);
	assert_ptr_not_equal(rig.scene.server.renderer, lost);
	assert_false(draws_in_memory(&rig));
	after.pixels = scene_copy(&rig.scene, &after.width, &after.height);
	compare("1.5, device lost", &before, &after);
	assert_int_equal(copy_rows(&rig, &windows.red,
					 &(struct gui_rect){400, 20, 8, 18}),
			129); // 86 logical pixels
	free(before.pixels);
	free(after.pixels);
	rig_finish(&rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_gl_draws_what_pixman_draws),
			cmocka_unit_test(test_copies_follow_what_changed),
			cmocka_unit_test(test_a_lost_device_is_opened_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
