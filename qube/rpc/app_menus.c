// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_DIRECTORY, open_memstream
#include "qube/rpc/app_menus.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "common/file.h"
#include "common/mem.h"
#include "qube/rpc/incoming.h"

#define SUFFIX ".desktop"
#define GROUP "[Desktop Entry]"
#define ENTRY_MAX (256 * 1024) // bytes of a file
#define LINE_MAX_TOLD 1000
#define DEPTH_MAX 8
#define ENTRIES_MAX 4096

struct menus {
	FILE *out;
	char *seen[ENTRIES_MAX]; // owned ids
	size_t count;
};

static bool
is_plain(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (line[i] < ' ' || line[i] > '~') {
			return false;
		}
	}
	return true;
}

/* The key's length, 0 if the line has none; *value is behind the '='. */
static size_t
split(const char *line, size_t len, const char **value)
{
	const char *equal = memchr(line, '=', len);
	size_t key = equal ? (size_t)(equal - line) : 0;

	*value = equal ? equal + 1 : NULL;
	while (key > 0 && line[key - 1] == ' ') {
		key--;
	}
	while (*value && *value < line + len && **value == ' ') {
		(*value)++;
	}
	return key;
}

static bool
is_key(const char *line, size_t len, const char *key)
{
	return len == strlen(key) && memcmp(line, key, len) == 0;
}

static bool
is_hidden(const char *line, size_t key, const char *value, size_t len)
{
	if (is_key(line, key, "NoDisplay") || is_key(line, key, "Hidden")) {
		return len == 4 && strncasecmp(value, "true", 4) == 0;
	}
	return is_key(line, key, "Categories") &&
			is_key(value, len, "Screensaver;");
}

/* One line of the group; false if the entry is not to be shown. */
static bool
tell_line(const char *id, const char *line, size_t len, FILE *out)
{
	const char *value;
	size_t key = split(line, len, &value);
	size_t value_len;

	if (key == 0 || line[0] == '#') {
		return true;
	}
	value_len = (size_t)(line + len - value);
	if (is_hidden(line, key, value, value_len)) {
		return false;
	}
	if (is_key(line, key, "Exec")) {
		fprintf(out, "%s:Exec=qubes-desktop-run %s\n", id, id);
	} else if (strlen(id) + len + 2 <= LINE_MAX_TOLD &&
			is_plain(line, len) && !memchr(line, '[', key)) {
		fprintf(out, "%s:%.*s=%.*s\n", id, (int)key, line,
				(int)value_len, value);
	}
	return true;
}

static bool
tell_group(const char *id, const char *text, FILE *out)
{
	bool inside = false;

	while (*text) {
		size_t len = strcspn(text, "\n");
		size_t end = len;

		while (end > 0 && (text[end - 1] == '\r' || text[end - 1] == ' ')) {
			end--;
		}
		if (end > 0 && text[0] == '[') {
			inside = end == strlen(GROUP) &&
					strncasecmp(text, GROUP, end) == 0;
		} else if (inside && !tell_line(id, text, end, out)) {
			return false;
		}
		text += len + (text[len] == '\n');
	}
	return true;
}

void
app_menus_entry(const char *id, const char *text, FILE *out)
{
	char *lines = NULL;
	size_t size = 0;
	FILE *entry = open_memstream(&lines, &size);
	bool shown;

	if (!entry) {
		return;
	}
	shown = tell_group(id, text, entry);
	fclose(entry);
	if (shown && size > 0) {
		fwrite(lines, 1, size, out);
		fputc('\n', out);
	}
	free(lines);
}

/* Whether this is the first of its id, and not one too many. */
static bool
is_new(struct menus *menus, const char *id)
{
	for (size_t i = 0; i < menus->count; i++) {
		if (strcmp(menus->seen[i], id) == 0) {
			return false;
		}
	}
	if (menus->count == ENTRIES_MAX) {
		return false;
	}
	menus->seen[menus->count++] = xstrdup(id);
	return true;
}

static bool
is_entry_name(const char *name)
{
	size_t len = strlen(name);

	return len > strlen(SUFFIX) &&
			strcmp(name + len - strlen(SUFFIX), SUFFIX) == 0 &&
			is_plain(name, len);
}

static void list_dir(struct menus *menus, const char *path, const char *prefix,
		int depth);

static void
list_child(struct menus *menus, const char *path, const char *prefix,
		const char *name, int depth)
{
	char *below = xformat("%s/%s", path, name);
	char *id = xformat("%s%s", prefix, name);
	char *text = is_entry_name(name) ? file_read_text(below, ENTRY_MAX)
					 : NULL;

	if (text) {
		if (is_new(menus, id)) {
			app_menus_entry(id, text, menus->out);
		}
		free(text);
	} else if (depth < DEPTH_MAX && file_is_dir(below)) {
		char *longer = xformat("%s-", id);

		list_dir(menus, below, longer, depth + 1);
		free(longer);
	}
	free(id);
	free(below);
}

static void
list_dir(struct menus *menus, const char *path, const char *prefix, int depth)
{
	struct dirent **names;
	int count = scandir(path, &names, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		if (names[i]->d_name[0] != '.') {
			list_child(menus, path, prefix, names[i]->d_name, depth);
		}
		free(names[i]);
	}
	if (count >= 0) {
		free(names);
	}
}

static void
list_data_dir(struct menus *menus, const char *dir, size_t len)
{
	char *path;

	if (len > 0 && dir[0] == '/') {
		path = xformat("%.*s/applications", (int)len, dir);
		list_dir(menus, path, "", 0);
		free(path);
	}
}

void
app_menus_list(FILE *out)
{
	struct menus *menus = xcalloc(1, sizeof(*menus));
	const char *data_home = getenv("XDG_DATA_HOME");
	const char *dirs = getenv("XDG_DATA_DIRS");
	const char *home = incoming_home();
	char *own = data_home && *data_home
			? xstrdup(data_home)
			: xformat("%s/.local/share", home ? home : "");

	menus->out = out;
	list_data_dir(menus, own, strlen(own));
	dirs = dirs && *dirs ? dirs : "/usr/local/share:/usr/share";
	while (*dirs) {
		size_t len = strcspn(dirs, ":");

		list_data_dir(menus, dirs, len);
		dirs += len + (dirs[len] == ':');
	}
	for (size_t i = 0; i < menus->count; i++) {
		free(menus->seen[i]);
	}
	free(own);
	free(menus);
}
