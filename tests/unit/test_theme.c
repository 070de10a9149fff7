// SPDX-License-Identifier: MIT
/* Theme files: what they may say, and what is said about mistakes. */
#include <stdio.h>
#include <string.h>

#include "compositor/draw/color.h"
#include "compositor/draw/pager_paint.h"
#include "compositor/draw/prompt_paint.h"
#include "compositor/draw/theme.h"
#include "tests/check.h"

static struct theme *
read_text(const char *text)
{
	struct err err = {0};
	struct theme *theme = theme_create_from_text("t.ini", text, &err);

	if (!theme) {
		fail_msg("%s", err.text);
	}
	return theme;
}

static void
test_every_kind_of_key(void **state)
{
	struct theme *theme = read_text("[font]\nfamily = A, B\nsize = 14.5\n"
					"[frame]\nborder = 6\n"
					"buttons = close  minimize\n"
					"button-discs = yes\n"
					"[inactive]\nbar = #010203\n");

	assert_string_equal(theme->font, "A, B");
	assert_float_equal(theme->font_size, 14.5, 1e-9);
	assert_int_equal(theme->border, 6);
	assert_int_equal(theme->buttons,
			THEME_BUTTON_MINIMIZE | THEME_BUTTON_CLOSE);
	assert_true(theme->button_discs);
	assert_int_equal(theme->inactive.bar, 0x010203);
	assert_int_equal(theme->title_height, 28);
	theme_destroy(theme);
}

static void
test_mistakes_name_file_and_line(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
			{"[frame]\nborder = 2\n",
					"t.ini:2: border: want a number from 3 "
					"to 12"},
			{"[frame]\n\nborder = wide\n",
					"t.ini:3: border: want a number from 3 "
					"to 12"},
			{"[frame]\nbutton-discs = maybe\n",
					"t.ini:2: button-discs: want yes or no"},
			{"[frame]\nbuttons = close roll\n",
					"t.ini:2: buttons: want some of "
					"minimize maximize close"},
			{"[frame]\ncolor = #000000\n",
					"t.ini:2: unknown key color in [frame]"},
			{"[frames]\nborder = 4\n",
					"t.ini:2: unknown key border in "
					"[frames]"},
			{"[inactive]\nbar = red\n",
					"t.ini:2: bar: want a colour such as "
					"#3465a4"},
			{"[font]\nfamily =\n",
					"t.ini:2: family: want the names of "
					"font families"},
			{"[font]\nsize = 100\n",
					"t.ini:2: size: want a number from 8 to "
					"24"},
			{"[labels]\nred = crimson\n",
					"t.ini:2: red: want a colour such as "
					"#3465a4"},
			{"[marks]\nred = blob\n",
					"t.ini:2: red: no such mark: blob"},
			{"frame\n",
					"t.ini:1: neither [section] nor key = "
					"value"},
			{"[inactive]\nbar = #808080\ntext = #909090\n",
					"t.ini: [inactive]: text on bar has "
					"contrast 1.2, want 4.5"},
			{"[frame]\nborder=12\ntitle-height=24\n",
					"t.ini: [frame]: title-height leaves no "
					"room for text"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};

		assert_null(theme_create_from_text("t.ini", cases[i].text, &err));
		assert_string_equal(err.text, cases[i].error);
	}
}

static void
test_labels_are_dressed_by_name(void **state)
{
	struct theme *theme = read_text("[labels]\nred = #d55e00\n"
					"[marks]\nlab = ring\nred = heart\n");
	struct label red = label_make("red", 0xcc0000);
	struct label lab = label_make("lab", 0x00838f);
	struct label blue = label_make("blue", 0x3465a4);

	assert_int_equal(theme_get_label_rgb(theme, &red), 0xd55e00);
	assert_int_equal(theme_get_label_mark(theme, &red), MARK_HEART);
	assert_int_equal(theme_get_label_rgb(theme, &lab), 0x00838f);
	assert_int_equal(theme_get_label_mark(theme, &lab), MARK_RING);
	assert_int_equal(theme_get_label_rgb(theme, &blue), 0x3465a4);
	assert_int_equal(theme_get_label_mark(theme, &blue), MARK_DROP);
	theme_destroy(theme);
}

static void
test_labels_have_an_end(void **state)
{
	char text[1024] = "[labels]\n";
	struct err err = {0};

	for (int i = 0; i <= THEME_MAX_LABELS; i++) {
		size_t len = strlen(text);

		snprintf(text + len, sizeof(text) - len, "l%d = #000000\n", i);
	}
	assert_null(theme_create_from_text("t.ini", text, &err));
	assert_non_null(strstr(err.text, "t.ini:18: l16: "));
}

/* The shipped files can be read, and dark.ini says what is built in. */
static void
test_shipped_themes(void **state)
{
	struct err err = {0};
	struct theme *builtin = theme_create(NULL, &err);
	struct theme *dark = theme_create(THEMES "/dark.ini", &err);
	struct theme *light = theme_create(THEMES "/light.ini", &err);
	struct text *text;

	assert_non_null(builtin);
	assert_non_null(dark);
	assert_non_null(light);
	text = dark->text;
	dark->text = builtin->text;
	assert_memory_equal(dark, builtin, sizeof(*dark));
	dark->text = text;
	assert_int_not_equal(light->inactive.bar, dark->inactive.bar);
	theme_destroy(dark);
	theme_destroy(builtin);
	theme_destroy(light);
}

/* What a shipped theme promises by its name: WCAG 2 level AAA, for every stock
 * label against the ground too. */
static void
test_high_contrast(void **state)
{
	static const char *const names[] = {"red", "orange", "yellow", "green",
			"gray", "blue", "purple", "black"};
	struct err err = {0};
	struct theme *theme = theme_create(THEMES "/high-contrast.ini", &err);

	assert_non_null(theme);
	assert_true(color_contrast(theme->strip.bar, theme->strip.text) >= 7);
	assert_true(color_contrast(theme->panel.bar, theme->panel.text) >= 7);
	assert_true(color_contrast(theme->panel_selected, theme->panel.text) >= 7);
	assert_true(color_contrast(theme->inactive.bar, theme->inactive.text) >=
			7);
	assert_true(theme->border >= 6);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct label label = label_make(names[i], 0);
		uint32_t rgb = theme_get_label_rgb(theme, &label);

		assert_true(color_contrast(rgb, color_text_on(rgb)) >= 7);
		assert_true(color_contrast(rgb, theme->backdrop_top) >= 2.99);
	}
	theme_destroy(theme);
}

/* Every text of ours on every ground it is drawn on. */
static void
check_texts(const struct theme *theme)
{
	const struct theme_colors *strip = &theme->strip;
	const struct theme_colors *panel = &theme->panel;
	const uint32_t idle =
			color_mix(panel->bar, panel->text, PROMPT_PAINT_IDLE);
	const struct theme_colors pairs[] = {
			{idle, theme_get_dim(theme, panel->text, idle)},
			*strip,
			*panel,
			theme->inactive,
			theme->trusted,
			theme->trusted_inactive,
			{theme->panel_selected, panel->text},
			{color_mix(strip->bar, strip->text, PAGER_PAINT_CURRENT),
					strip->text},
			{color_mix(panel->bar, panel->text, PROMPT_PAINT_IDLE),
					panel->text},
			{color_mix(panel->bar, panel->text, PROMPT_PAINT_FILLED),
					panel->text},
			{color_mix(panel->bar, panel->text, PROMPT_PAINT_READY),
					panel->bar},
			{strip->bar, theme_get_dim(theme, strip->text, strip->bar)},
			{panel->bar, theme_get_dim(theme, panel->text, panel->bar)},
			{theme->panel_selected,
					theme_get_dim(theme, panel->text,
							theme->panel_selected)},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		double contrast = color_contrast(pairs[i].bar, pairs[i].text);

		if (contrast < theme->contrast) {
			fail_msg("pair %zu: %06x on %06x has only %.2f", i,
					pairs[i].text, pairs[i].bar, contrast);
		}
	}
}

static void
test_every_text_can_be_read(void **state)
{
	static const struct {
		const char *path;
		double least;
	} themes[] = {{NULL, 4.5}, {THEMES "/dark.ini", 4.5},
			{THEMES "/light.ini", 4.5},
			{THEMES "/high-contrast.ini", 7}};
	struct err err = {0};

	for (size_t i = 0; i < sizeof(themes) / sizeof(themes[0]); i++) {
		struct theme *theme = theme_create(themes[i].path, &err);

		assert_non_null(theme);
		assert_true(theme->contrast >= themes[i].least);
		check_texts(theme);
		theme_destroy(theme);
	}
}

/* Whatever colour an administrator gives a label. */
static void
test_names_can_be_read_on_every_label(void **state)
{
	for (uint32_t rgb = 0; rgb < 1u << 24; rgb += 0x040404) {
		assert_true(color_contrast(rgb, color_text_on(rgb)) >= 4.5);
	}
	for (uint32_t i = 0; i < 1u << 15; i++) {
		uint32_t rgb = (i & 31) << 19 | (i >> 5 & 31) << 11 |
				(i >> 10) << 3;

		assert_true(color_contrast(rgb, color_text_on(rgb)) >= 4.5);
	}
}

/* Quieter where it may be, and never quieter than it may. */
static void
test_dim_text(void **state)
{
	assert_int_equal(color_dim(0x777777, 0xffffff, 4.5), 0x777777);
	assert_int_equal(color_dim(0x000000, 0xffffff, 4.5), 0x666666);
	assert_true(color_contrast(color_dim(0x000000, 0xffffff, 7), 0xffffff) >=
			7);
	assert_true(color_contrast(color_dim(0x444444, 0xffffff, 7), 0xffffff) <
			color_contrast(0x444444, 0xffffff));
}

static void
test_themes_are_found_by_name(void **state)
{
	struct err err = {0};
	struct theme *theme = theme_find("light", THEMES "/..", &err);

	assert_non_null(theme);
	theme_destroy(theme);
	theme = theme_find("default", "/nowhere", &err);
	assert_non_null(theme);
	theme_destroy(theme);
	assert_null(theme_find("no-such-theme", "/nowhere", &err));
	assert_string_equal(err.text, "there is no theme \"no-such-theme\"");
	assert_null(theme_create("/nowhere/t.ini", &err));
	assert_non_null(strstr(err.text, "/nowhere/t.ini"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_every_kind_of_key),
			cmocka_unit_test(test_mistakes_name_file_and_line),
			cmocka_unit_test(test_labels_are_dressed_by_name),
			cmocka_unit_test(test_labels_have_an_end),
			cmocka_unit_test(test_shipped_themes),
			cmocka_unit_test(test_high_contrast),
			cmocka_unit_test(test_every_text_can_be_read),
			cmocka_unit_test(test_names_can_be_read_on_every_label),
			cmocka_unit_test(test_dim_text),
			cmocka_unit_test(test_themes_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
