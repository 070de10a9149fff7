// SPDX-License-Identifier: MIT
#include "qubes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/file.h"
#include "common/ini_file.h"
#include "common/mem.h"
#include "common/str.h"
#include "qrexec/policy/system_info.h"
#include "script.h"

#define USUAL_DIR "/etc/leadlight/qubes.d"

/* The qube that is being read, and where to. */
struct reading {
	struct system_info *info;
	char *file; // owned; may be NULL
	char *name; // owned
	char *label; // owned
	char *tags; // owned
	char *default_dispvm; // owned
	uint32_t flags; // bitmask of enum system_qube_flag
};

static void
forget(struct reading *reading)
{
	free(reading->file);
	free(reading->name);
	free(reading->label);
	free(reading->tags);
	free(reading->default_dispvm);
	*reading = (struct reading){.info = reading->info};
}

/* The qube is complete when the next file begins. */
static void
finish_qube(struct reading *reading)
{
	if (reading->name) {
		system_info_set(reading->info,
				&(struct system_qube){
						.name = reading->name,
						.label = reading->label,
						.tags = reading->tags,
						.default_dispvm = reading->default_dispvm,
						.guivm = "dom0",
						.flags = reading->flags,
				});
	}
	forget(reading);
}

static void
begin_qube(struct reading *reading, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *base = slash ? slash + 1 : file;
	size_t len = strlen(base) - strlen(".qube");

	finish_qube(reading);
	reading->file = xstrdup(file);
	reading->name = xformat("%.*s", (int)len, base);
}

static void
set_text(char **text, const char *value)
{
	free(*text);
	*text = xstrdup(value);
}

static void
add_tags(struct reading *reading, const char *value)
{
	char *all = xformat("%s %s", reading->tags ? reading->tags : "", value);

	free(reading->tags);
	reading->tags = all;
}

static int
set_flag(struct reading *reading, uint32_t flag, const char *value,
		struct err *err)
{
	bool on;

	if (!str_to_bool(value, &on)) {
		return err_set(err, "\"%.64s\" is neither yes nor no", value);
	}
	reading->flags = on ? reading->flags | flag : reading->flags & ~flag;
	return 0;
}

/* Of the keys of leadlight-qube(5) those that policy asks about. */
static int
handle_key(void *user, const struct ini_file_place *place, const char *section,
		const char *key, const char *value, struct err *err)
{
	struct reading *reading = user;

	if (!reading->file || strcmp(reading->file, place->file) != 0) {
		begin_qube(reading, place->file);
	}
	if (strcmp(key, "label") == 0) {
		set_text(&reading->label, value);
	} else if (strcmp(key, "tags") == 0) {
		add_tags(reading, value);
	} else if (strcmp(key, "default-dispvm") == 0) {
		set_text(&reading->default_dispvm, value);
	} else if (strcmp(key, "template-for-dispvms") == 0) {
		return set_flag(reading, SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS,
				value, err);
	} else if (strcmp(key, "internal") == 0) {
		return set_flag(reading, SYSTEM_QUBE_INTERNAL, value, err);
	}
	return 0;
}

static int
read_dir(struct system_info *info, const char *dir, struct err *err)
{
	struct reading reading = {.info = info};
	int result = ini_file_read_all(
			NULL, dir, ".qube", handle_key, &reading, err);

	finish_qube(&reading);
	return result;
}

static int
read_lines(struct system_info *info, FILE *file, const char *path, struct err *err)
{
	struct script *script = script_create(NULL);
	char *line = NULL;
	size_t cap = 0;
	int result = 0;

	for (int number = 1; result == 0 && getline(&line, &cap, file) > 0;
			number++) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "qube ", 5) == 0) {
			result = script_add_qube(info, line + 5, err);
		} else if (script_feed(script, line, err) == SCRIPT_BAD) {
			result = -1;
		}
		if (result < 0) {
			err_wrap(err, "%s:%d", path, number);
		}
	}
	free(line);
	script_destroy(script);
	return result;
}

int
qubes_read(struct system_info *info, const char *path, struct err *err)
{
	FILE *file;
	int result;

	if (!path || file_is_dir(path)) {
		return read_dir(info, path ? path : USUAL_DIR, err);
	}
	file = fopen(path, "re");
	if (!file) {
		return err_set_errno(err, "%s", path);
	}
	result = read_lines(info, file, path, err);
	fclose(file);
	return result;
}
