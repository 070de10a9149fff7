// SPDX-License-Identifier: MIT
/* Labels, their marks, and colours that can be read on them. */
#include <cairo.h>
#include <string.h>

#include "compositor/draw/color.h"
#include "compositor/draw/label.h"
#include "compositor/draw/mark.h"
#include "tests/check.h"

static const struct {
	const char *name;
	uint32_t rgb;
	enum mark mark;
	uint32_t text;
} stock[] = {
		{"red", 0xcc0000, MARK_TRIANGLE, COLOR_WHITE},
		{"orange", 0xf57900, MARK_DIAMOND, COLOR_BLACK},
		{"yellow", 0xedd400, MARK_STAR, COLOR_BLACK},
		{"green", 0x73d216, MARK_CIRCLE, COLOR_BLACK},
		{"gray", 0x555555, MARK_SQUARE, COLOR_WHITE},
		{"blue", 0x3465a4, MARK_DROP, COLOR_WHITE},
		{"purple", 0x75507b, MARK_CHEVRON, COLOR_WHITE},
		{"black", 0x000000, MARK_SALTIRE, COLOR_WHITE},
};

#define STOCK (sizeof(stock) / sizeof(stock[0]))

static void
test_stock_labels_have_their_marks(void **state)
{
	for (size_t i = 0; i < STOCK; i++) {
		struct label label = label_make(stock[i].name, stock[i].rgb);

		assert_string_equal(label.name, stock[i].name);
		assert_int_equal(label.rgb, stock[i].rgb);
		assert_int_equal(label.mark, stock[i].mark);
	}
}

static void
test_other_labels_never_have_a_stock_mark(void **state)
{
	bool seen[MARK_COUNT] = {false};
	int different = 0;

	for (int i = 0; i < 26; i++) {
		char name[] = {'q', (char)('a' + i), '\0'};
		struct label label = label_make(name, 0xff123456);

		assert_in_range(label.mark, MARK_STOCK, MARK_COUNT - 1);
		assert_int_equal(label.rgb, 0x123456);
		assert_int_equal(label.mark, label_make(name, 0).mark);
		different += !seen[label.mark];
		seen[label.mark] = true;
	}
	assert_true(different >= 5);
}

static void
test_a_name_too_long_is_cut(void **state)
{
	struct label label = label_make(
			"a-name-of-a-label-that-is-longer-than-its-field", 1);

	assert_int_equal(strlen(label.name), sizeof(label.name) - 1);
}

static void
test_contrast_as_wcag_defines_it(void **state)
{
	assert_float_equal(color_contrast(0x000000, 0xffffff), 21, 0.01);
	assert_float_equal(color_contrast(0x777777, 0xffffff), 4.48, 0.01);
	assert_float_equal(color_contrast(0x336699, 0x336699), 1, 0.001);
	for (size_t i = 0; i < STOCK; i++) {
		assert_int_equal(color_text_on(stock[i].rgb), stock[i].text);
	}
}

static void
test_text_can_be_read_on_any_colour(void **state)
{
	for (uint32_t r = 0; r < 256; r += 15) {
		for (uint32_t g = 0; g < 256; g += 15) {
			for (uint32_t b = 0; b < 256; b += 15) {
				uint32_t rgb = r << 16 | g << 8 | b;

				assert_true(color_contrast(rgb,
							    color_text_on(rgb)) >=
						4.4);
			}
		}
	}
}

static void
test_colours_are_written_one_way(void **state)
{
	static const char *const wrong[] = {"", "#", "3465a4", "#3465a",
			"#3465a44", "#34 5a4", "#3465ag", "#-465a4", "blue"};
	uint32_t rgb = 7;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(color_parse(wrong[i], &rgb));
		assert_int_equal(rgb, 7);
	}
	assert_true(color_parse("#3465A4", &rgb));
	assert_int_equal(rgb, 0x3465a4);
	assert_int_equal(color_mix(0x000000, 0xffffff, 0.5), 0x808080);
	assert_int_equal(color_mix(0x102030, 0xffffff, 0), 0x102030);
}

/* Pixels of a mark drawn in a square of 40. */
static void
draw(enum mark mark, uint8_t *out, int *inside, int *total)
{
	cairo_surface_t *surface =
			cairo_image_surface_create(CAIRO_FORMAT_A8, 40, 40);
	cairo_t *cr = cairo_create(surface);
	const uint8_t *data;

	cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
	mark_path(cr, mark, 20, 20, 12);
	cairo_fill(cr);
	cairo_destroy(cr);
	cairo_surface_flush(surface);
	data = cairo_image_surface_get_data(surface);
	*inside = *total = 0;
	for (int i = 0; i < 40 * 40; i++) {
		int x = i % 40, y = i / 40;
		uint8_t value = data[y * cairo_image_surface_get_stride(surface) + x];

		out[i] = value;
		*total += value > 127;
		*inside += value > 127 && x >= 6 && x < 34 && y >= 6 && y < 34;
	}
	cairo_surface_destroy(surface);
}

static void
test_marks_differ_and_weigh_alike(void **state)
{
	uint8_t pixels[MARK_COUNT][40 * 40];

	for (int i = 0; i < MARK_COUNT; i++) {
		int inside, total;

		draw((enum mark)i, pixels[i], &inside, &total);
		assert_in_range(total, 150, 460);
		assert_int_equal(inside, total);
		for (int j = 0; j < i; j++) {
			int differ = 0;

			for (int k = 0; k < 40 * 40; k++) {
				differ += (pixels[i][k] > 127) !=
						(pixels[j][k] > 127);
			}
			if (differ < 60) {
				fail_msg("%s and %s look alike",
						mark_get_name((enum mark)i),
						mark_get_name((enum mark)j));
			}
		}
	}
}

static void
test_marks_have_names(void **state)
{
	enum mark mark;

	for (int i = 0; i < MARK_COUNT; i++) {
		assert_true(mark_from_name(mark_get_name((enum mark)i), &mark));
		assert_int_equal(mark, i);
	}
	assert_false(mark_from_name("blob", &mark));
	assert_false(mark_from_name("", &mark));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_stock_labels_have_their_marks),
			cmocka_unit_test(test_other_labels_never_have_a_stock_mark),
			cmocka_unit_test(test_a_name_too_long_is_cut),
			cmocka_unit_test(test_contrast_as_wcag_defines_it),
			cmocka_unit_test(test_text_can_be_read_on_any_colour),
			cmocka_unit_test(test_colours_are_written_one_way),
			cmocka_unit_test(test_marks_differ_and_weigh_alike),
			cmocka_unit_test(test_marks_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
