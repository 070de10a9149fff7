// SPDX-License-Identifier: MIT
/* How a question looks, by the pixels of screens of several sizes and scales:
 * whose colours it shows, that all else is dark, and that it has room. */
#include <math.h>
#include <stdlib.h>

#include "common/file.h"
#include "common/mem.h"
#include "compositor/draw/theme.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/prompt_desk.h"

#define STRIP 28
#define EDGE 3 // of a label's block, without its outline and mark
#define RED_WINDOW 0x00ff00u

struct shot {
	uint32_t *pixels; // owned
	int width, height;
	double scale;
};

static struct shot
take(struct prompt_desk *desk)
{
	struct shot shot = {.scale = desk->rig.scene.server.plane_scale};

	shot.pixels = scene_copy(&desk->rig.scene, &shot.width, &shot.height);
	return shot;
}

/* Colour at a logical position. */
static uint32_t
get(const struct shot *shot, double lx, double ly)
{
	int x = (int)(lx * shot->scale);
	int y = (int)(ly * shot->scale);

	assert_in_range(x, 0, shot->width - 1);
	assert_in_range(y, 0, shot->height - 1);
	return shot->pixels[y * shot->width + x];
}

/* Colour at a distance from the left side of a part of the panel. */
static uint32_t
get_in(struct prompt_desk *desk, const struct shot *shot,
		const struct prompt_box *part, int dx)
{
	const struct wlr_box *box = &prompt_desk_get(desk)->box;

	return get(shot, box->x + part->x + dx,
			box->y + part->y + part->height / 2.0);
}

static struct prompt_box
get_row(struct prompt_desk *desk, int row)
{
	const struct prompt_layout *layout = &prompt_desk_get(desk)->layout;
	struct prompt_box box = layout->list;

	box.height = layout->row;
	box.y += row * layout->row;
	return box;
}

static void
check_inside(const struct prompt_layout *layout, const struct prompt_box *part)
{
	assert_true(part->width > 0 && part->height > 0);
	assert_true(part->x >= 0 && part->x + part->width <= layout->width);
	assert_true(part->y >= 0 && part->y + part->height <= layout->height);
}

/* Everything is on the screen, below the strip. */
static void
check_room(struct prompt_desk *desk)
{
	const struct prompt *prompt = prompt_desk_get(desk);
	const struct prompt_layout *layout = &prompt->layout;
	const struct prompt_box *parts[] = {&layout->header, &layout->source,
			&layout->service, &layout->argument, &layout->search,
			&layout->list, &layout->deny, &layout->allow};
	struct output *output =
			output_of_box(&desk->rig.scene.server, &prompt->box);
	struct wlr_box area = output_get_area(output);
	struct wlr_box common;

	assert_true(wlr_box_intersection(&common, &area, &prompt->box));
	assert_true(wlr_box_equal(&common, &prompt->box));
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		check_inside(layout, parts[i]);
	}
	assert_true(layout->rows >= 1);
}

/* "work" asks; the first target is "home". */
static void
check_colors(struct prompt_desk *desk, const struct shot *shot)
{
	const struct theme *theme = desk->rig.scene.server.theme;
	const struct prompt_layout *layout = &prompt_desk_get(desk)->layout;
	struct prompt_box row = get_row(desk, 0);
	struct prompt_box header = layout->header;

	header.y += 2; // below the rim
	assert_int_equal(get_in(desk, shot, &header, header.width / 2),
			theme->trusted.bar);
	assert_int_equal(get_in(desk, shot, &layout->source, EDGE), RIG_RED);
	assert_int_equal(get_in(desk, shot, &row, 4 + EDGE), RIG_BLUE);
	assert_int_equal(get_in(desk, shot, &row, row.width - 30),
			theme->panel.bar);
}

/* The window below is there, but dark. */
static void
check_shade(struct prompt_desk *desk, const struct shot *before,
		const struct shot *shot)
{
	uint32_t dark = get(shot, 3, before->height / before->scale - 3);
	uint32_t light = get(before, 3, before->height / before->scale - 3);

	for (int shift = 0; shift < 24; shift += 8) {
		int was = (int)(light >> shift & 0xff);
		int is = (int)(dark >> shift & 0xff);

		assert_in_range(is, (int)(was * 0.4), (int)(was * 0.5) + 1);
	}
}

/* Below the pointer: whoever had the keyboard, the strip names Leadlight while it asks. */
static void
check_strip(struct prompt_desk *desk, const struct shot *before,
		const struct shot *shot, const struct shot *after)
{
	const struct theme *theme = desk->rig.scene.server.theme;

	assert_int_equal(get(before, EDGE, STRIP - 4), RIG_RED);
	assert_int_equal(get(shot, EDGE, STRIP - 4), theme->trusted.bar);
	for (int x = 40; x < 140; x++) { // but for the pointer
		assert_int_equal(get(after, x, STRIP - 5),
				get(before, x, STRIP - 5));
	}
	assert_int_equal(get(after, EDGE, STRIP - 4), RIG_RED);
}

static const struct {
	const char *screen;
	const char *theme; // NULL: the built-in one
} screens[] = {
		{"800x600", NULL},
		{"1280x1000@1.25", NULL},
		{"1600x1200@2", NULL},
		{"800x600@2", NULL},
		{"640x480", "light"},
		{"800x600", "high-contrast"},
		{"1600x1200@2", "high-contrast"},
};

static void
use_theme(struct prompt_desk *desk, const char *name)
{
	struct scene *scene = &desk->rig.scene;
	char *path = xformat("%s/%s.ini", THEMES, name ? name : "dark");
	char *text = file_read_text(path, 1 << 16);

	assert_non_null(text);
	scene_write_theme(scene, "chosen", text);
	scene_write_config(scene, "[theme]\nname = chosen\n");
	server_reload(&scene->server);
	assert_null(scene->server.mistake);
	rig_settle(&desk->rig);
	free(path);
	free(text);
}

static void
test_it_shows_who_asks_on_every_screen(void **state)
{
	for (size_t i = 0; i < sizeof(screens) / sizeof(screens[0]); i++) {
		struct prompt_desk *desk =
				prompt_desk_create(screens[i].screen, "");
		struct shot before, shot, after;

		use_theme(desk, screens[i].theme);
		before = take(desk);

		prompt_desk_ask(desk, "work", "");
		prompt_desk_wait_shown(desk);
		rig_settle(&desk->rig);
		shot = take(desk);
		check_room(desk);
		check_colors(desk, &shot);
		check_shade(desk, &before, &shot);
		asker_close(&desk->asker);
		prompt_desk_wait_gone(desk);
		rig_settle(&desk->rig);
		after = take(desk);
		check_strip(desk, &before, &shot, &after);
		free(before.pixels);
		free(shot.pixels);
		free(after.pixels);
		prompt_desk_destroy(desk);
	}
}

static double
get_luminance(uint32_t rgb)
{
	return 0.2126 * (rgb >> 16 & 0xff) + 0.7152 * (rgb >> 8 & 0xff) +
			0.0722 * (rgb & 0xff);
}

/* The button to allow fills while the question is new, and stands out when it
 * works. */
static void
test_the_second_is_seen(void **state)
{
	struct prompt_desk *desk = prompt_desk_create("1600x1200@2", "");
	const struct prompt_box *allow;
	struct shot begin, middle, end;

	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_shown(desk);
	scene_settle(&desk->rig.scene);
	allow = &prompt_desk_get(desk)->layout.allow;
	begin = take(desk);
	while (prompt_desk_get(desk)->step < PROMPT_PAINT_STEPS / 2) {
		rig_turn(&desk->rig);
	}
	middle = take(desk);
	assert_true(prompt_desk_get(desk)->step < PROMPT_PAINT_STEPS);
	prompt_desk_wait_ready(desk);
	end = take(desk);
	assert_true(get_luminance(get_in(desk, &middle, allow, 10)) >
			get_luminance(get_in(desk, &begin, allow, 10)) + 20);
	assert_int_equal(get_in(desk, &middle, allow, allow->width - 4),
			get_in(desk, &begin, allow, allow->width - 4));
	assert_true(get_luminance(get_in(desk, &end, allow, 4)) > 180);
	asker_close(&desk->asker);
	prompt_desk_wait_gone(desk);
	free(begin.pixels);
	free(middle.pixels);
	free(end.pixels);
	prompt_desk_destroy(desk);
}

/* Pixels of the panel that differ, without its corners and the button. */
static int
count_different(struct prompt_desk *desk, const struct shot *a,
		const struct shot *b)
{
	const struct prompt *prompt = prompt_desk_get(desk);
	int count = 0;

	for (int y = 10; y < prompt->layout.deny.y; y++) {
		for (int x = 10; x < prompt->box.width - 10; x++) {
			double lx = prompt->box.x + x;
			double ly = prompt->box.y + y;

			count += get(a, lx, ly) != get(b, lx, ly);
		}
	}
	return count;
}

/* A window that may cover the screen does not cover it, nor the strip. */
static void
test_it_lies_above_fullscreen_windows(void **state)
{
	struct prompt_desk *desk = prompt_desk_create("800x600", "");
	struct view *view = rig_get_view(&desk->rig, &desk->red);
	struct shot before, after;

	prompt_desk_ask(desk, "home", "vault");
	prompt_desk_wait_ready(desk);
	before = take(desk);
	qube_try_from_id(&desk->rig.scene.server, desk->rig.red.id)->allow_fullscreen =
			true;
	view_set_fullscreen(view, true);
	rig_settle(&desk->rig);
	after = take(desk);
	assert_true(view->fullscreen);
	assert_int_equal(count_different(desk, &before, &after), 0);
	for (int x = 200; x < 700; x++) {
		assert_int_equal(get(&after, x, STRIP - 10),
				get(&before, x, STRIP - 10));
	}
	asker_close(&desk->asker);
	prompt_desk_wait_gone(desk);
	free(before.pixels);
	free(after.pixels);
	prompt_desk_destroy(desk);
}

static void
test_an_argument_that_is_too_long_says_so(void **state)
{
	struct prompt_desk *desk = prompt_desk_create("800x600", "");
	const struct theme *theme = desk->rig.scene.server.theme;
	char text[1024];

	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		text[i] = (char)('a' + i % 26);
	}
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(prompt_paint_count_lines(theme, 1, "", 300, 3), 1);
	assert_int_equal(prompt_paint_count_lines(theme, 1, "a.b", 300, 3), 1);
	assert_int_equal(prompt_paint_count_lines(theme, 1, text, 300, 3), 3);
	assert_int_equal(prompt_paint_count_lines(theme, 2, text, 1, 3), 3);
	prompt_desk_destroy(desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_it_shows_who_asks_on_every_screen),
			cmocka_unit_test(test_the_second_is_seen),
			cmocka_unit_test(test_it_lies_above_fullscreen_windows),
			cmocka_unit_test(test_an_argument_that_is_too_long_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
