// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/config/config_read.h"
#include "protocols/gui/text.h"

#define MAX_NAME 32 // bytes of a workspace's name, and its end

/* Names between commas; the list replaces an earlier one. */
static int
read_names(struct config *config, const char *value, struct err *err)
{
	char *text = xstrdup(value);
	char *rest = NULL;
	int n = 0;

	for (int i = 0; i < CONFIG_MAX_WORKSPACES; i++) {
		free(config->workspace_names[i]);
		config->workspace_names[i] = NULL;
	}
	for (char *name = strtok_r(text, ",", &rest);
			name && n < CONFIG_MAX_WORKSPACES;
			name = strtok_r(NULL, ",", &rest)) {
		char clean[MAX_NAME];

		name += strspn(name, " ");
		gui_text_clean_title(clean, sizeof(clean), name, true);
		for (size_t len = strlen(clean);
				len > 0 && clean[len - 1] == ' '; len--) {
			clean[len - 1] = '\0';
		}
		if (clean[0] == '\0') {
			free(text);
			return err_set(err, "names must be names between commas");
		}
		config->workspace_names[n++] = xstrdup(clean);
	}
	free(text);
	return 0;
}

int
config_read_workspaces(struct config *config, const char *key,
		const char *value, struct err *err)
{
	if (strcmp(key, "count") == 0) {
		return config_set_int(&config->workspace_count, key, value, 1,
				CONFIG_MAX_WORKSPACES, err);
	}
	if (strcmp(key, "names") == 0) {
		return read_names(config, value, err);
	}
	return config_unknown_key("workspaces", key, err);
}
