// SPDX-License-Identifier: MIT
/* One function per section, one table of default chords. Values are checked
 * as they are read, so that every mistake has its file and line. */
#include "compositor/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-protocol.h>

#include "common/ini_file.h"
#include "common/mem.h"
#include "common/str.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *chord, *action;
} default_keys[] = {
		{"Alt+Tab", "switch-next"},
		{"Alt+Shift+Tab", "switch-previous"},
		{"Alt+F4", "close"},
		{"Super+Up", "maximize"},
		{"Super+Down", "restore"},
		{"Super+M", "minimize"},
		{"Super+F", "fullscreen"},
		{"Ctrl+Shift+C", "clipboard-copy"},
		{"Ctrl+Shift+V", "clipboard-paste"},
		{"Ctrl+Alt+BackSpace", "quit"},
};

static const struct {
	const char *name;
	int transform;
} transforms[] = {
		{"normal", WL_OUTPUT_TRANSFORM_NORMAL},
		{"90", WL_OUTPUT_TRANSFORM_90},
		{"180", WL_OUTPUT_TRANSFORM_180},
		{"270", WL_OUTPUT_TRANSFORM_270},
		{"flipped", WL_OUTPUT_TRANSFORM_FLIPPED},
		{"flipped-90", WL_OUTPUT_TRANSFORM_FLIPPED_90},
		{"flipped-180", WL_OUTPUT_TRANSFORM_FLIPPED_180},
		{"flipped-270", WL_OUTPUT_TRANSFORM_FLIPPED_270},
};

static void
set_text(char **text, const char *value)
{
	free(*text);
	*text = xstrdup(value);
}

static int
set_int(int *out, const char *key, const char *value, int min, int max,
		struct err *err)
{
	long number;

	if (!str_to_long(value, min, max, &number)) {
		return err_set(err, "%s must be a number from %d to %d", key,
				min, max);
	}
	*out = (int)number;
	return 0;
}

static int
unknown_key(const char *section, const char *key, struct err *err)
{
	return err_set(err, "there is no key \"%s\" in [%s]", key, section);
}

static int
read_theme(struct config *config, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "name") != 0) {
		return unknown_key("theme", key, err);
	}
	if (value[0] == '\0' || strchr(value, '/')) {
		return err_set(err, "name must be a theme's name");
	}
	set_text(&config->theme, value);
	return 0;
}

static int
read_cursor(struct config *config, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "theme") == 0) {
		set_text(&config->cursor_theme, value);
		return 0;
	}
	if (strcmp(key, "size") == 0) {
		return set_int(&config->cursor_size, key, value, 8, 256, err);
	}
	return unknown_key("cursor", key, err);
}

static int
read_keyboard(struct config *config, const char *key, const char *value,
		struct err *err)
{
	struct config_keyboard *keyboard = &config->keyboard;
	const struct {
		const char *key;
		char **text;
	} texts[] = {
			{"rules", &keyboard->rules},
			{"model", &keyboard->model},
			{"layout", &keyboard->layout},
			{"variant", &keyboard->variant},
			{"options", &keyboard->options},
	};

	for (size_t i = 0; i < LENGTH(texts); i++) {
		if (strcmp(key, texts[i].key) == 0) {
			set_text(texts[i].text, value);
			return 0;
		}
	}
	if (strcmp(key, "repeat-rate") == 0) {
		return set_int(&keyboard->repeat_rate, key, value, 0, 200, err);
	}
	if (strcmp(key, "repeat-delay") == 0) {
		return set_int(&keyboard->repeat_delay, key, value, 50, 10000,
				err);
	}
	return unknown_key("keyboard", key, err);
}

static struct config_output *
get_output(struct config *config, const char *name)
{
	struct config_output *output;

	wl_list_for_each(output, &config->outputs, link) {
		if (strcmp(output->name, name) == 0) {
			return output;
		}
	}
	output = xcalloc(1, sizeof(*output));
	output->name = xstrdup(name);
	wl_list_insert(config->outputs.prev, &output->link);
	return output;
}

/* "1920x1080" or "1920x1080@59.94" */
static int
read_mode(struct config_output *output, const char *value, struct err *err)
{
	double refresh = 0;
	char text[64];
	char *at, *x;
	long width, height;

	if (!str_copy(text, sizeof(text), value)) {
		return err_set(err, "mode is too long");
	}
	at = strchr(text, '@');
	if (at) {
		*at = '\0';
	}
	x = strchr(text, 'x');
	if (x) {
		*x = '\0';
	}
	if (!x || !str_to_long(text, 64, 16384, &width) ||
			!str_to_long(x + 1, 64, 16384, &height) ||
			(at && !str_to_double(at + 1, 1, 1000, &refresh))) {
		return err_set(err,
				"mode must be WIDTHxHEIGHT or "
				"WIDTHxHEIGHT@HERTZ");
	}
	output->width = (int)width;
	output->height = (int)height;
	output->refresh_mhz = (int)(refresh * 1000 + 0.5);
	return 0;
}

/* "0,0" or "-1920,200" */
static int
read_position(struct config_output *output, const char *value, struct err *err)
{
	char text[64];
	char *comma;
	long lx, ly;

	if (!str_copy(text, sizeof(text), value)) {
		return err_set(err, "position is too long");
	}
	comma = strchr(text, ',');
	if (comma) {
		*comma = '\0';
	}
	if (!comma || !str_to_long(text, -65536, 65536, &lx) ||
			!str_to_long(comma + 1, -65536, 65536, &ly)) {
		return err_set(err, "position must be X,Y");
	}
	output->has_position = true;
	output->lx = (int)lx;
	output->ly = (int)ly;
	return 0;
}

static int
read_transform(struct config_output *output, const char *value, struct err *err)
{
	for (size_t i = 0; i < LENGTH(transforms); i++) {
		if (strcmp(transforms[i].name, value) == 0) {
			output->transform = transforms[i].transform;
			return 0;
		}
	}
	return err_set(err,
			"transform must be normal, 90, 180, 270, flipped, "
			"flipped-90, flipped-180 or flipped-270");
}

static int
read_output(struct config *config, const char *name, const char *key,
		const char *value, struct err *err)
{
	struct config_output *output = get_output(config, name);

	if (strcmp(key, "scale") == 0) {
		if (!str_to_double(value, 0.5, 8, &output->scale)) {
			return err_set(err, "scale must be from 0.5 to 8");
		}
		return 0;
	}
	if (strcmp(key, "mode") == 0) {
		return read_mode(output, value, err);
	}
	if (strcmp(key, "position") == 0) {
		return read_position(output, value, err);
	}
	if (strcmp(key, "transform") == 0) {
		return read_transform(output, value, err);
	}
	return unknown_key("output NAME", key, err);
}

static struct config_program *
get_program(struct config *config, const char *name)
{
	struct config_program *program;

	wl_list_for_each(program, &config->programs, link) {
		if (strcmp(program->name, name) == 0) {
			return program;
		}
	}
	program = xcalloc(1, sizeof(*program));
	program->name = xstrdup(name);
	program->role = ROLE_APP;
	wl_list_insert(config->programs.prev, &program->link);
	return program;
}

static int
read_program(struct config *config, const char *name, const char *key,
		const char *value, struct err *err)
{
	struct config_program *program = get_program(config, name);

	if (strcmp(key, "command") == 0) {
		set_text(&program->command, value);
		return 0;
	}
	if (strcmp(key, "role") == 0) {
		return roles_parse(value, &program->role, err);
	}
	if (strcmp(key, "restart") == 0) {
		return str_to_bool(value, &program->restart)
				? 0
				: err_set(err, "restart must be yes or no");
	}
	return unknown_key("program NAME", key, err);
}

static int
read_key(struct config *config, const char *key, const char *value,
		struct err *err)
{
	struct config_key *entry = xcalloc(1, sizeof(*entry));
	struct keybind *bind = &entry->bind;

	if (keybind_parse_chord(key, &bind->mods, &bind->sym, err) < 0 ||
			keybind_parse_action(value, &bind->action, err) < 0) {
		free(entry);
		return -1;
	}
	wl_list_insert(&config->keys, &entry->link);
	return 0;
}

/* Names between spaces; the list replaces an earlier one. */
static int
read_fullscreen(struct config *config, const char *value, struct err *err)
{
	struct config_qube *qube, *tmp;
	char *text = xstrdup(value);
	char *rest = NULL;
	int result = 0;

	wl_list_for_each_safe(qube, tmp, &config->fullscreen, link) {
		wl_list_remove(&qube->link);
		free(qube->name);
		free(qube);
	}
	for (char *name = strtok_r(text, " ", &rest); name && result == 0;
			name = strtok_r(NULL, " ", &rest)) {
		if (!str_is_qube_name(name)) {
			result = err_set(err,
					"fullscreen must be names of "
					"qubes between spaces");
			break;
		}
		qube = xcalloc(1, sizeof(*qube));
		qube->name = xstrdup(name);
		wl_list_insert(&config->fullscreen, &qube->link);
	}
	free(text);
	return result;
}

static int
read_windows(struct config *config, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "fullscreen") == 0) {
		return read_fullscreen(config, value, err);
	}
	if (strcmp(key, "drag-modifiers") == 0) {
		return keybind_parse_mods(value, &config->drag_mods, err);
	}
	return unknown_key("windows", key, err);
}

static int
handle_key(void *user, const char *section, const char *key, const char *value,
		struct err *err)
{
	static const struct {
		const char *section;
		int (*read)(struct config *config, const char *key,
				const char *value, struct err *err);
	} plain[] = {
			{"theme", read_theme},
			{"cursor", read_cursor},
			{"keyboard", read_keyboard},
			{"keys", read_key},
			{"windows", read_windows},
	};
	static const struct {
		const char *prefix;
		int (*read)(struct config *config, const char *name,
				const char *key, const char *value,
				struct err *err);
	} named[] = {
			{"output ", read_output},
			{"program ", read_program},
	};

	for (size_t i = 0; i < LENGTH(plain); i++) {
		if (strcmp(section, plain[i].section) == 0) {
			return plain[i].read(user, key, value, err);
		}
	}
	for (size_t i = 0; i < LENGTH(named); i++) {
		size_t len = strlen(named[i].prefix);

		if (strncmp(section, named[i].prefix, len) == 0 &&
				section[len] != '\0') {
			return named[i].read(
					user, section + len, key, value, err);
		}
	}
	return err_set(err, "there is no section [%s]", section);
}

static void
add_default_keys(struct config *config)
{
	for (size_t i = 0; i < LENGTH(default_keys); i++) {
		struct err err = {0};

		if (read_key(config, default_keys[i].chord,
				    default_keys[i].action, &err) < 0) {
			abort(); // this table is ours
		}
	}
}

struct config *
config_create(void)
{
	struct config *config = xcalloc(1, sizeof(*config));

	config->theme = xstrdup("default");
	config->cursor_size = 24;
	config->keyboard = (struct config_keyboard){
			.rules = xstrdup(""),
			.model = xstrdup(""),
			.layout = xstrdup("us"),
			.variant = xstrdup(""),
			.options = xstrdup(""),
			.repeat_rate = 25,
			.repeat_delay = 600,
	};
	config->drag_mods = KEYBIND_MOD_SUPER;
	wl_list_init(&config->outputs);
	wl_list_init(&config->programs);
	wl_list_init(&config->keys);
	wl_list_init(&config->fullscreen);
	add_default_keys(config);
	return config;
}

static void
free_lists(struct config *config)
{
	struct config_output *output, *output_tmp;
	struct config_program *program, *program_tmp;
	struct config_key *key, *key_tmp;
	struct config_qube *qube, *qube_tmp;

	wl_list_for_each_safe(output, output_tmp, &config->outputs, link) {
		free(output->name);
		free(output);
	}
	wl_list_for_each_safe(program, program_tmp, &config->programs, link) {
		free(program->name);
		free(program->command);
		free(program);
	}
	wl_list_for_each_safe(key, key_tmp, &config->keys, link) {
		free(key);
	}
	wl_list_for_each_safe(qube, qube_tmp, &config->fullscreen, link) {
		free(qube->name);
		free(qube);
	}
}

void
config_destroy(struct config *config)
{
	if (!config) {
		return;
	}
	free_lists(config);
	free(config->keyboard.rules);
	free(config->keyboard.model);
	free(config->keyboard.layout);
	free(config->keyboard.variant);
	free(config->keyboard.options);
	free(config->cursor_theme);
	free(config->theme);
	free(config);
}

/* What no single key can tell. */
static int
check(const struct config *config, struct err *err)
{
	struct config_program *program;

	wl_list_for_each(program, &config->programs, link) {
		if (!program->command) {
			return err_set(err, "[program %s] has no command",
					program->name);
		}
	}
	return 0;
}

int
config_load(struct config *config, const char *dir, struct err *err)
{
	char *path = xformat("%s/leadlight.conf", dir);
	char *drop_ins = xformat("%s.d", path);
	int result = ini_file_read_all(
			path, drop_ins, ".conf", handle_key, config, err);

	if (result == 0 && check(config, err) < 0) {
		result = err_wrap(err, "%s", dir);
	}
	free(drop_ins);
	free(path);
	return result;
}

int
config_load_text(struct config *config, const char *name, const char *text,
		struct err *err)
{
	if (ini_file_read_text(name, text, handle_key, config, err) < 0) {
		return -1;
	}
	return check(config, err) < 0 ? err_wrap(err, "%s", name) : 0;
}

const struct config_output *
config_get_output(const struct config *config, const char *name)
{
	const struct config_output *output;
	const struct config_output *any = NULL;

	wl_list_for_each(output, &config->outputs, link) {
		if (strcmp(output->name, name) == 0) {
			return output;
		}
		if (strcmp(output->name, "*") == 0) {
			any = output;
		}
	}
	return any;
}

enum keybind_action
config_get_action(const struct config *config, uint32_t mods, uint32_t sym)
{
	const struct config_key *key;

	wl_list_for_each(key, &config->keys, link) {
		if (key->bind.mods == mods && key->bind.sym == sym) {
			return key->bind.action;
		}
	}
	return KEYBIND_NONE;
}

bool
config_allows_fullscreen(const struct config *config, const char *qube)
{
	const struct config_qube *allowed;

	wl_list_for_each(allowed, &config->fullscreen, link) {
		if (strcmp(allowed->name, qube) == 0) {
			return true;
		}
	}
	return false;
}
