// SPDX-License-Identifier: MIT
#include <string.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

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
	program->place = xstrdup(config->reading);
	program->roles = ROLE_APP;
	wl_list_insert(config->programs.prev, &program->link);
	return program;
}

static int
read_start(struct config_program *program, const char *value, struct err *err)
{
	static const char *const words[] = {
			[CONFIG_START_SESSION] = "session",
			[CONFIG_START_ON_DEMAND] = "on-demand",
			[CONFIG_START_NO] = "no",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(value, words[i]) == 0) {
			program->start = (enum config_start)i;
			return 0;
		}
	}
	return err_set(err, "start must be session, on-demand or no");
}

/* The name is a socket's then. */
static int
read_children(struct config_program *program, const char *value, struct err *err)
{
	if (strcmp(value, "none") == 0) {
		program->children = 0;
		return 0;
	}
	if (!str_is_qube_name(program->name)) {
		return err_set(err,
				"a program with children needs a name of "
				"letters, digits, _, - and .");
	}
	return roles_parse(value, &program->children, err);
}

int
config_read_program(struct config *config, const char *name, const char *key,
		const char *value, struct err *err)
{
	struct config_program *program = get_program(config, name);

	if (strcmp(key, "command") == 0) {
		config_set_text(&program->command, value);
		return 0;
	}
	if (strcmp(key, "role") == 0) {
		return roles_parse(value, &program->roles, err);
	}
	if (strcmp(key, "children") == 0) {
		return read_children(program, value, err);
	}
	if (strcmp(key, "start") == 0) {
		return read_start(program, value, err);
	}
	if (strcmp(key, "restart") == 0) {
		return str_to_bool(value, &program->restart)
				? 0
				: err_set(err, "restart must be yes or no");
	}
	return config_unknown_key("program NAME", key, err);
}
