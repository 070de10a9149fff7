// SPDX-License-Identifier: MIT
#include "zones/service/settings.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/file.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"

#define VALUE_MAX 2048
#define LAYOUT_LINES_MAX 16
#define LAYOUT_NUMBER_MAX 1000000

struct setting {
	const char *path; // in QubesDB
	const char *file; // in settings.dir
	bool (*is_valid)(const char *value);
};

/* "layout+variant+options" as xkb names them. */
static bool
is_keyboard_layout(const char *value)
{
	size_t pluses = 0;

	for (const char *p = value; *p; p++) {
		pluses += *p == '+';
		if (!isalnum((unsigned char)*p) && !strchr("+_-,:.()", *p)) {
			return false;
		}
	}
	return value[0] != '\0' && pluses <= 2;
}

static bool
is_scale(const char *value)
{
	double scale;

	return str_to_double(value, 0.25, 16, &scale);
}

/* One line "w h x y", or with "width_mm height_mm" behind. */
static bool
is_layout_line(char *line)
{
	int numbers = 0;

	while (*line) {
		size_t len = strcspn(line, " ");
		bool last = line[len] == '\0';
		long number;

		line[len] = '\0';
		if (!str_to_long(line, -LAYOUT_NUMBER_MAX, LAYOUT_NUMBER_MAX,
				    &number)) {
			return false;
		}
		numbers++;
		line += len + (last ? 0 : 1);
	}
	return numbers == 4 || numbers == 6;
}

static bool
is_layout(const char *value)
{
	char *copy = xstrdup(value);
	char *line = copy;
	int lines = 0;
	bool valid = true;

	while (valid && *line) {
		size_t len = strcspn(line, "\n");
		bool last = line[len] == '\0';

		line[len] = '\0';
		valid = is_layout_line(line);
		lines++;
		line += len + (last ? 0 : 1);
	}
	free(copy);
	return valid && lines > 0 && lines <= LAYOUT_LINES_MAX;
}

static const struct setting known[SETTINGS_COUNT] = {
		{"/keyboard-layout", "keyboard-layout", is_keyboard_layout},
		{"/leadlight/layout", "layout", is_layout},
		{"/leadlight/scale", "scale", is_scale},
};

int
settings_init(struct settings *settings, const char *dir, struct err *err)
{
	*settings = (struct settings){.dir = xstrdup(dir)};
	if (file_make_dirs(dir, 0700, err) < 0) {
		return -1;
	}
	for (size_t i = 0; i < SETTINGS_COUNT; i++) {
		char *path = xformat("%s/%s", dir, known[i].file);
		char *value = file_read_text(path, VALUE_MAX);

		if (value && !known[i].is_valid(value)) {
			log_warn("ignoring %s: not a valid value", path);
			free(value);
			value = NULL;
		}
		settings->values[i] = value;
		free(path);
	}
	return 0;
}

void
settings_finish(struct settings *settings)
{
	for (size_t i = 0; i < SETTINGS_COUNT; i++) {
		free(settings->values[i]);
	}
	free(settings->dir);
	*settings = (struct settings){0};
}

const char *
settings_path(size_t i)
{
	return known[i].path;
}

static int
store(struct settings *settings, size_t i, const char *value)
{
	char *path;
	struct err err;

	if (settings->values[i] && strcmp(settings->values[i], value) == 0) {
		return 0;
	}
	free(settings->values[i]);
	settings->values[i] = xstrdup(value);
	path = xformat("%s/%s", settings->dir, known[i].file);
	if (file_write_whole(path, value, strlen(value), 0600, &err) < 0) {
		log_warn("%s; the next service will not know it", err.text);
	}
	free(path);
	return 1;
}

int
settings_set(struct settings *settings, const char *path, const char *value,
		struct err *err)
{
	for (size_t i = 0; i < SETTINGS_COUNT; i++) {
		if (strcmp(known[i].path, path) != 0) {
			continue;
		}
		if (strlen(value) > VALUE_MAX || !known[i].is_valid(value)) {
			return err_set(err, "not a valid value for %s", path);
		}
		return store(settings, i, value);
	}
	return err_set(err, "there is no such setting");
}
