// SPDX-License-Identifier: MIT
/* Lines of text stay in the room they were given. */
#include <cairo.h>
#include <stdlib.h>
#include <string.h>

#include "compositor/draw/text.h"
#include "tests/check.h"

#define WIDTH 300
#define HEIGHT 40

static const struct text_style style = {.size = 16, .rgb = 0x336699};

struct paper {
	cairo_surface_t *surface;
	cairo_t *cr;
};

static struct paper
paper_make(void)
{
	struct paper paper;

	paper.surface = cairo_image_surface_create(
			CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
	paper.cr = cairo_create(paper.surface);
	return paper;
}

static void
paper_finish(struct paper *paper)
{
	cairo_destroy(paper->cr);
	cairo_surface_destroy(paper->surface);
}

/* Pixels with any ink in columns [from, to) and rows [top, bottom). */
static int
count_ink(struct paper *paper, int from, int to, int top, int bottom)
{
	const uint8_t *data;
	int stride = cairo_image_surface_get_stride(paper->surface);
	int count = 0;

	cairo_surface_flush(paper->surface);
	data = cairo_image_surface_get_data(paper->surface);
	for (int y = top; y < bottom; y++) {
		for (int x = from; x < to; x++) {
			uint32_t argb;

			memcpy(&argb, data + y * stride + x * 4, 4);
			count += argb >> 24 > 40;
		}
	}
	return count;
}

static void
test_a_line_that_fits_is_drawn_whole(void **state)
{
	struct text *text = text_create("sans-serif");
	struct paper paper = paper_make();
	int width = text_get_width(text, "Hello", &style);

	assert_in_range(width, 20, 80);
	assert_int_equal(text_draw(text, paper.cr, "Hello", &style, 10, 20, 200),
			width);
	assert_true(count_ink(&paper, 10, 10 + width, 0, HEIGHT) > 50);
	assert_int_equal(count_ink(&paper, 0, 9, 0, HEIGHT), 0);
	assert_int_equal(count_ink(&paper, 11 + width, WIDTH, 0, HEIGHT), 0);
	paper_finish(&paper);
	text_destroy(text);
}

static void
test_capitals_are_centred(void **state)
{
	struct text *text = text_create("sans-serif");
	struct paper paper = paper_make();
	int above, below;

	text_draw(text, paper.cr, "HHHH", &style, 10, 20, 200);
	above = count_ink(&paper, 0, WIDTH, 0, 20);
	below = count_ink(&paper, 0, WIDTH, 20, HEIGHT);
	assert_in_range(above * 100 / below, 60, 166);
	paper_finish(&paper);
	text_destroy(text);
}

/* The cut is an ellipsis, low on the line, not half a letter. */
static void
test_a_line_too_long_ends_in_an_ellipsis(void **state)
{
	struct text *text = text_create("sans-serif");
	struct paper paper = paper_make();
	const char *line = "HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH";

	assert_true(text_get_width(text, line, &style) > 120);
	assert_int_equal(text_draw(text, paper.cr, line, &style, 20, 20, 120),
			120);
	assert_int_equal(count_ink(&paper, 140, WIDTH, 0, HEIGHT), 0);
	assert_int_equal(count_ink(&paper, 0, 20, 0, HEIGHT), 0);
	assert_int_equal(count_ink(&paper, 133, 140, 0, 20), 0);
	assert_true(count_ink(&paper, 120, 140, 20, HEIGHT) > 0);
	paper_finish(&paper);
	text_destroy(text);
}

static void
test_text_is_never_markup_and_never_a_second_line(void **state)
{
	struct text *text = text_create("sans-serif");
	int plain = text_get_width(text, "b", &style);

	assert_true(text_get_width(text, "<b>b</b>", &style) > 5 * plain);
	assert_true(text_get_width(text, "&amp;", &style) > 3 * plain);
	assert_true(text_get_width(text, "b\nb\nb\nb", &style) > 3 * plain);
	text_destroy(text);
}

static void
test_text_has_a_last_character(void **state)
{
	struct text *text = text_create("sans-serif");
	char *line = malloc(100001);
	int most;

	assert_non_null(line);
	memset(line, 'a', 100000);
	line[100000] = '\0';
	most = text_get_width(text, line, &style);
	line[TEXT_MAX_CHARS] = '\0';
	assert_int_equal(text_get_width(text, line, &style), most);
	free(line);
	text_destroy(text);
}

static void
test_nothing_is_drawn_in_no_room(void **state)
{
	struct text *text = text_create("sans-serif");
	struct paper paper = paper_make();

	for (int width = -5; width < 3; width++) {
		text_draw(text, paper.cr, "Hello", &style, 10, 20, width);
	}
	assert_int_equal(text_draw(text, paper.cr, "", &style, 10, 20, 99), 0);
	assert_int_equal(count_ink(&paper, 0, 10, 0, HEIGHT), 0);
	assert_int_equal(count_ink(&paper, 13, WIDTH, 0, HEIGHT), 0);
	paper_finish(&paper);
	text_destroy(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_line_that_fits_is_drawn_whole),
			cmocka_unit_test(test_capitals_are_centred),
			cmocka_unit_test(test_a_line_too_long_ends_in_an_ellipsis),
			cmocka_unit_test(test_text_is_never_markup_and_never_a_second_line),
			cmocka_unit_test(test_text_has_a_last_character),
			cmocka_unit_test(test_nothing_is_drawn_in_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
