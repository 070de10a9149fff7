// SPDX-License-Identifier: MIT
#include <string.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/config.h"
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
	if (strcmp(key, "restart") == 0) {
		return str_to_bool(value, &program->restart)
				? 0
				: err_set(err, "restart must be yes or no");
	}
	return config_unknown_key("program NAME", key, err);
}
