// SPDX-License-Identifier: MIT
/* Each section has its function, below config_*.c. Values are checked as they
 * are read, so that every mistake has its file and line. */
#include "compositor/config/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/ini_file.h"
#include "common/mem.h"
#include "compositor/config/config_read.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static int
read_key(struct config *config, const char *section, const char *key,
		const char *value, struct err *err)
{
	static const struct {
		const char *section;
		int (*read)(struct config *config, const char *key,
				const char *value, struct err *err);
	} plain[] = {
			{"theme", config_read_theme},
			{"clipboard", config_read_clipboard},
			{"cursor", config_read_cursor},
			{"keyboard", config_read_keyboard},
			{"keys", config_read_keys},
			{"lock", config_read_lock},
			{"mouse", config_read_mouse},
			{"touchpad", config_read_touchpad},
			{"windows", config_read_windows},
			{"titlebar", config_read_titlebar},
			{"workspaces", config_read_workspaces},
	};
	static const struct {
		const char *prefix;
		int (*read)(struct config *config, const char *name,
				const char *key, const char *value,
				struct err *err);
	} named[] = {
			{"label ", config_read_label},
			{"output ", config_read_output},
			{"program ", config_read_program},
			{"qube ", config_read_qube},
	};

	for (size_t i = 0; i < LENGTH(plain); i++) {
		if (strcmp(section, plain[i].section) == 0) {
			return plain[i].read(config, key, value, err);
		}
	}
	for (size_t i = 0; i < LENGTH(named); i++) {
		size_t len = strlen(named[i].prefix);

		if (strncmp(section, named[i].prefix, len) == 0 &&
				section[len] != '\0') {
			return named[i].read(
					config, section + len, key, value, err);
		}
	}
	return err_set(err, "there is no section [%s]", section);
}

static int
handle_key(void *user, const struct ini_file_place *place, const char *section,
		const char *key, const char *value, struct err *err)
{
	struct config *config = user;
	char *where = xformat("%s:%d", place->file, place->line);
	int result;

	config->reading = where;
	result = read_key(config, section, key, value, err);
	config->reading = NULL;
	free(where);
	return result;
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
	config->mouse = config_default_device();
	config->touchpad = config_default_device();
	config->drag_mods = KEYBIND_MOD_SUPER;
	config_set_default_clipboard(config);
	config->workspace_count = 4;
	config->raise_on_click = true;
	config_set_default_titlebar(config);
	wl_list_init(&config->outputs);
	wl_list_init(&config->programs);
	wl_list_init(&config->keys);
	wl_list_init(&config->qube_rules);
	wl_list_init(&config->label_rules);
	config_add_default_keys(config);
	return config;
}

static void
free_lists(struct config *config)
{
	struct config_output *output, *output_tmp;
	struct config_program *program, *program_tmp;
	struct config_key *key, *key_tmp;

	wl_list_for_each_safe(output, output_tmp, &config->outputs, link) {
		free(output->name);
		free(output);
	}
	wl_list_for_each_safe(program, program_tmp, &config->programs, link) {
		free(program->name);
		free(program->command);
		free(program->place);
		free(program);
	}
	wl_list_for_each_safe(key, key_tmp, &config->keys, link) {
		free(key);
	}
	config_free_rules(&config->qube_rules);
	config_free_rules(&config->label_rules);
	for (int i = 0; i < CONFIG_MAX_WORKSPACES; i++) {
		free(config->workspace_names[i]);
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
	free(config->places.theme);
	free(config->places.cursor);
	free(config->places.keyboard);
	free(config->places.lock);
	free(config);
}

struct config *
config_create_closed(void)
{
	struct config *config = config_create();

	config->closed = true;
	return config;
}

int
config_load(struct config *config, const char *dir, struct err *err)
{
	char *path = xformat("%s/leadlight.conf", dir);
	char *drop_ins = xformat("%s.d", path);
	int result = ini_file_read_all(
			path, drop_ins, ".conf", handle_key, config, err);

	if (result == 0) {
		result = config_check(config, err);
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
	return config_check(config, err);
}
