// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/config.h"
#include "compositor/config/config_read.h"

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

int
config_read_windows(struct config *config, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "fullscreen") == 0) {
		return read_fullscreen(config, value, err);
	}
	if (strcmp(key, "drag-modifiers") == 0) {
		return keybind_parse_mods(value, &config->drag_mods, err);
	}
	return config_unknown_key("windows", key, err);
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
