// SPDX-License-Identifier: MIT
/* Reads theme files: one table says for each key where its value goes and
 * what it may be. */
#include "compositor/draw/theme.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/ini_file.h"
#include "common/mem.h"
#include "common/str.h"
#include "compositor/draw/color.h"
#include "compositor/draw/text.h"

#define LEAST_CONTRAST 4.5 // WCAG 2 level AA

enum key_type {
	KEY_COLOR, // uint32_t
	KEY_INT, // int, min to max
	KEY_SIZE, // double, min to max
	KEY_BOOL, // bool
	KEY_FONT, // char[]
	KEY_BUTTONS, // bitmask
};

struct key {
	const char *section, *name;
	enum key_type type;
	size_t offset;
	int min, max;
};

#define AT(field) offsetof(struct theme, field)

static const struct key keys[] = {
		{"font", "family", KEY_FONT, AT(font), 0, 0},
		{"font", "size", KEY_SIZE, AT(font_size), 8, 24},
		{"font", "contrast", KEY_SIZE, AT(contrast), 4, 7},
		{"frame", "border", KEY_INT, AT(border), 3, 12},
		{"frame", "title-height", KEY_INT, AT(title_height), 24, 48},
		{"frame", "radius", KEY_INT, AT(radius), 0, 16},
		{"frame", "buttons", KEY_BUTTONS, AT(buttons), 0, 0},
		{"frame", "button-discs", KEY_BOOL, AT(button_discs), 0, 0},
		{"inactive", "bar", KEY_COLOR, AT(inactive.bar), 0, 0},
		{"inactive", "text", KEY_COLOR, AT(inactive.text), 0, 0},
		{"trusted", "bar", KEY_COLOR, AT(trusted.bar), 0, 0},
		{"trusted", "text", KEY_COLOR, AT(trusted.text), 0, 0},
		{"trusted", "inactive-bar", KEY_COLOR, AT(trusted_inactive.bar),
				0, 0},
		{"trusted", "inactive-text", KEY_COLOR,
				AT(trusted_inactive.text), 0, 0},
		{"trusted", "edge", KEY_COLOR, AT(trusted_edge), 0, 0},
		{"trusted", "ring", KEY_COLOR, AT(trusted_ring), 0, 0},
		{"strip", "bar", KEY_COLOR, AT(strip.bar), 0, 0},
		{"strip", "text", KEY_COLOR, AT(strip.text), 0, 0},
		{"panel", "bar", KEY_COLOR, AT(panel.bar), 0, 0},
		{"panel", "text", KEY_COLOR, AT(panel.text), 0, 0},
		{"panel", "edge", KEY_COLOR, AT(panel_edge), 0, 0},
		{"panel", "selected", KEY_COLOR, AT(panel_selected), 0, 0},
		{"backdrop", "top", KEY_COLOR, AT(backdrop_top), 0, 0},
		{"backdrop", "bottom", KEY_COLOR, AT(backdrop_bottom), 0, 0},
		{"backdrop", "glass", KEY_BOOL, AT(backdrop_glass), 0, 0},
};

static const struct theme builtin = {
		.font = "Inter, Cantarell, Noto Sans, DejaVu Sans, sans-serif",
		.font_size = 13,
		.contrast = LEAST_CONTRAST,
		.border = 4,
		.title_height = 28,
		.radius = 8,
		.buttons = THEME_BUTTON_MINIMIZE | THEME_BUTTON_MAXIMIZE |
				THEME_BUTTON_CLOSE,
		.inactive = {0x2b3038, 0xb4bcc8},
		.trusted = {0xdde2e8, 0x15181d},
		.trusted_inactive = {0x363c46, 0xb4bcc8},
		.trusted_edge = 0xb4becb,
		.trusted_ring = 0x15181d,
		.strip = {0x14171c, 0xe4e8ee},
		.panel = {0x1b1f26, 0xe4e8ee},
		.panel_edge = 0x4a5361,
		.panel_selected = 0x333b47,
		.backdrop_top = 0x2c3a4c,
		.backdrop_bottom = 0x1b232e,
		.backdrop_glass = true,
};

static int
set_color(const struct key *key, const char *value, void *field, struct err *err)
{
	if (!color_parse(value, field)) {
		return err_set(err, "%s: want a colour such as #3465a4",
				key->name);
	}
	return 0;
}

static int
set_int(const struct key *key, const char *value, int *field, struct err *err)
{
	long number;

	if (!str_to_long(value, key->min, key->max, &number)) {
		return err_set(err, "%s: want a number from %d to %d",
				key->name, key->min, key->max);
	}
	*field = (int)number;
	return 0;
}

static int
set_font(const struct key *key, const char *value, char *field, struct err *err)
{
	const struct theme *theme = NULL;

	if (value[0] == '\0' || !str_copy(field, sizeof(theme->font), value)) {
		return err_set(err, "%s: want the names of font families",
				key->name);
	}
	return 0;
}

static int
set_buttons(const struct key *key, const char *value, unsigned int *field,
		struct err *err)
{
	static const char *const names[] = {"minimize", "maximize", "close"};
	unsigned int buttons = 0;

	while (*value != '\0') {
		size_t len = strcspn(value, " ");
		bool known = len == 0;

		for (unsigned int i = 0; i < 3; i++) {
			if (len == strlen(names[i]) &&
					strncmp(value, names[i], len) == 0) {
				buttons |= 1u << i;
				known = true;
			}
		}
		if (!known) {
			return err_set(err,
					"%s: want some of minimize maximize close",
					key->name);
		}
		value += len + strspn(value + len, " ");
	}
	*field = buttons;
	return 0;
}

static int
set_key(const struct key *key, struct theme *theme, const char *value,
		struct err *err)
{
	void *field = (char *)theme + key->offset;

	switch (key->type) {
	case KEY_COLOR:
		return set_color(key, value, field, err);
	case KEY_INT:
		return set_int(key, value, field, err);
	case KEY_SIZE:
		if (!str_to_double(value, key->min, key->max, field)) {
			return err_set(err, "%s: want a number from %d to %d",
					key->name, key->min, key->max);
		}
		return 0;
	case KEY_BOOL:
		if (!str_to_bool(value, field)) {
			return err_set(err, "%s: want yes or no", key->name);
		}
		return 0;
	case KEY_FONT:
		return set_font(key, value, field, err);
	case KEY_BUTTONS:
		return set_buttons(key, value, field, err);
	}
	return err_set(err, "%s: unknown type", key->name);
}

/* The record of a label, made if it is new; NULL when there are too many. */
static struct theme_label *
add_label(struct theme *theme, const char *name)
{
	struct theme_label *label;

	for (int i = 0; i < theme->label_count; i++) {
		if (strcmp(theme->labels[i].name, name) == 0) {
			return &theme->labels[i];
		}
	}
	if (theme->label_count == THEME_MAX_LABELS) {
		return NULL;
	}
	label = &theme->labels[theme->label_count];
	if (!str_copy(label->name, sizeof(label->name), name)) {
		return NULL;
	}
	theme->label_count++;
	return label;
}

static int
set_label(struct theme *theme, bool is_mark, const char *name,
		const char *value, struct err *err)
{
	struct theme_label *label = add_label(theme, name);

	if (!label) {
		return err_set(err, "%s: name too long, or more than %d labels",
				name, THEME_MAX_LABELS);
	}
	if (is_mark) {
		label->has_mark = mark_from_name(value, &label->mark);
		return label->has_mark ? 0
				       : err_set(err, "%s: no such mark: %s",
							 name, value);
	}
	label->has_rgb = color_parse(value, &label->rgb);
	return label->has_rgb
			? 0
			: err_set(err, "%s: want a colour such as #3465a4", name);
}

static int
handle_key(void *user, const struct ini_file_place *place, const char *section,
		const char *name, const char *value, struct err *err)
{
	struct theme *theme = user;

	if (strcmp(section, "labels") == 0 || strcmp(section, "marks") == 0) {
		return set_label(theme, strcmp(section, "marks") == 0, name,
				value, err);
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].section, section) == 0 &&
				strcmp(keys[i].name, name) == 0) {
			return set_key(&keys[i], theme, value, err);
		}
	}
	return err_set(err, "unknown key %s in [%s]", name, section);
}

static int
check_colors(const char *section, uint32_t bar, uint32_t text, double least,
		struct err *err)
{
	double contrast = color_contrast(bar, text);

	if (contrast >= least) {
		return 0;
	}
	return err_set(err, "[%s]: text on bar has contrast %.1f, want %.1f",
			section, contrast, least);
}

/* What no single key can get wrong. */
static int
check(const struct theme *theme, struct err *err)
{
	const struct {
		const char *section;
		uint32_t bar, text;
	} pairs[] = {
			{"inactive", theme->inactive.bar, theme->inactive.text},
			{"trusted", theme->trusted.bar, theme->trusted.text},
			{"trusted", theme->trusted_inactive.bar,
					theme->trusted_inactive.text},
			{"strip", theme->strip.bar, theme->strip.text},
			{"panel", theme->panel.bar, theme->panel.text},
			{"panel", theme->panel_selected, theme->panel.text},
	};

	if (theme->contrast < LEAST_CONTRAST) {
		return err_set(err, "[font]: contrast is less than %.1f",
				LEAST_CONTRAST);
	}
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (check_colors(pairs[i].section, pairs[i].bar, pairs[i].text,
				    theme->contrast, err) < 0) {
			return -1;
		}
	}
	if (theme->title_height < theme->border * 2 + theme->font_size) {
		return err_set(err,
				"[frame]: title-height leaves no room for text");
	}
	return 0;
}

/* Finishes what reading began: the theme, or NULL. */
static struct theme *
finish(struct theme *theme, const char *name, int result, struct err *err)
{
	if (result == 0 && check(theme, err) < 0) {
		result = err_wrap(err, "%s", name);
	}
	if (result < 0) {
		theme_destroy(theme);
		return NULL;
	}
	theme->text = text_create(theme->font);
	return theme;
}

static struct theme *
create_builtin(void)
{
	struct theme *theme = xcalloc(1, sizeof(*theme));

	*theme = builtin;
	return theme;
}

struct theme *
theme_create(const char *path, struct err *err)
{
	struct theme *theme = create_builtin();
	int result = path ? ini_file_read(path, handle_key, theme, err) : 0;

	return finish(theme, path ? path : "built-in", result, err);
}

struct theme *
theme_create_from_text(const char *name, const char *text, struct err *err)
{
	struct theme *theme = create_builtin();

	return finish(theme, name,
			ini_file_read_text(name, text, handle_key, theme, err),
			err);
}

struct theme *
theme_find(const char *name, const char *config_dir, struct err *err)
{
	const char *dirs[] = {config_dir, LEADLIGHT_DATA_DIR};
	struct theme *theme;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		char *path = xformat("%s/themes/%s.ini", dirs[i], name);
		bool found = access(path, F_OK) == 0;

		theme = found ? theme_create(path, err) : NULL;
		free(path);
		if (found) {
			return theme;
		}
	}
	if (strcmp(name, "default") != 0 && strcmp(name, "dark") != 0) {
		err_set(err, "there is no theme \"%s\"", name);
		return NULL;
	}
	return theme_create(NULL, err);
}

void
theme_destroy(struct theme *theme)
{
	if (theme) {
		text_destroy(theme->text);
		free(theme);
	}
}

uint32_t
theme_get_dim(const struct theme *theme, uint32_t text, uint32_t ground)
{
	return color_dim(text, ground, theme->contrast);
}

static const struct theme_label *
find_label(const struct theme *theme, const char *name)
{
	for (int i = 0; i < theme->label_count; i++) {
		if (strcmp(theme->labels[i].name, name) == 0) {
			return &theme->labels[i];
		}
	}
	return NULL;
}

uint32_t
theme_get_label_rgb(const struct theme *theme, const struct label *label)
{
	const struct theme_label *own = find_label(theme, label->name);

	return own && own->has_rgb ? own->rgb : label->rgb;
}

enum mark
theme_get_label_mark(const struct theme *theme, const struct label *label)
{
	const struct theme_label *own = find_label(theme, label->name);

	return own && own->has_mark ? own->mark : (enum mark)label->mark;
}
