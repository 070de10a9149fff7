// SPDX-License-Identifier: MIT
/* Lines are counted in our own reader: inih only reports the first line it
 * could not parse, not the line of a key that our handler refused. */
#include "common/ini_file.h"

#include <dirent.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/mem.h"

struct source {
	FILE *file;
	const char *name; // of the file, in errors
	int line;
	int bad_line; // 0 while every key was accepted
	ini_file_key_fn fn;
	void *user;
	struct err problem;
};

static void
refuse_line(struct source *source, const char *why)
{
	if (!source->bad_line) {
		source->bad_line = source->line;
		err_set(&source->problem, "%s", why);
	}
}

/* inih has room for so many bytes of a line and takes the rest for another
 * line; a line that begins with a space is to it one more value of the key
 * before. Neither is what somebody who writes such a file expects. */
static char *
read_line(char *text, int size, void *stream)
{
	struct source *source = stream;
	char *line = fgets(text, size, source->file);

	source->line++;
	if (!line) {
		return NULL;
	}
	if (strlen(line) == (size_t)size - 1 && line[size - 2] != '\n' &&
			!feof(source->file)) {
		refuse_line(source,
				"the line is too long, by the limit of "
				"about 200 bytes");
	}
	if (strchr(" \t", line[0]) &&
			!strchr("\r\n;#", line[strspn(line, " \t")])) {
		refuse_line(source, "the line begins with a space");
	}
	return line;
}

static int
handle_key(void *user, const char *section, const char *key, const char *value)
{
	struct source *source = user;
	struct ini_file_place place = {source->name, source->line};

	if (source->bad_line) {
		return 1;
	}
	if (section[0] == '\0') {
		refuse_line(source, "there is no [section] before this line");
		return 1;
	}
	if (source->fn(source->user, &place, section, key, value ? value : "",
			    &source->problem) < 0) {
		source->bad_line = source->line;
	}
	return 1;
}

static int
read_stream(const char *name, FILE *file, ini_file_key_fn fn, void *user,
		struct err *err)
{
	struct source source = {
			.file = file, .name = name, .fn = fn, .user = user};
	int result = ini_parse_stream(read_line, &source, handle_key, &source);

	if (source.bad_line && (result <= 0 || source.bad_line <= result)) {
		return err_set(err, "%s:%d: %s", name, source.bad_line,
				source.problem.text);
	}
	if (result > 0) {
		return err_set(err, "%s:%d: neither [section] nor key = value",
				name, result);
	}
	if (result < 0) {
		return err_set(err, "%s: cannot be read", name);
	}
	return 0;
}

int
ini_file_read(const char *path, ini_file_key_fn fn, void *user, struct err *err)
{
	FILE *file = fopen(path, "re");
	int result;

	if (!file) {
		return err_set_errno(err, "%s", path);
	}
	result = read_stream(path, file, fn, user, err);
	fclose(file);
	return result;
}

int
ini_file_read_text(const char *name, const char *text, ini_file_key_fn fn,
		void *user, struct err *err)
{
	FILE *file;
	int result;

	if (text[0] == '\0') {
		return 0;
	}
	file = fmemopen((void *)text, strlen(text), "r");
	if (!file) {
		return err_set_errno(err, "%s", name);
	}
	result = read_stream(name, file, fn, user, err);
	fclose(file);
	return result;
}

static int
read_dir(const char *dir, const char *suffix, ini_file_key_fn fn, void *user,
		struct err *err)
{
	struct dirent **names = NULL;
	int n = scandir(dir, &names, NULL, alphasort);
	int result = 0;

	if (n < 0) {
		return errno == ENOENT ? 0 : err_set_errno(err, "%s", dir);
	}
	for (int i = 0; i < n; i++) {
		size_t len = strlen(names[i]->d_name);
		size_t tail = strlen(suffix);

		if (result == 0 && len > tail &&
				strcmp(names[i]->d_name + len - tail, suffix) ==
						0) {
			char *path = xformat("%s/%s", dir, names[i]->d_name);

			result = ini_file_read(path, fn, user, err);
			free(path);
		}
		free(names[i]);
	}
	free(names);
	return result;
}

int
ini_file_read_all(const char *path, const char *dir, const char *suffix,
		ini_file_key_fn fn, void *user, struct err *err)
{
	if (path && access(path, F_OK) == 0 &&
			ini_file_read(path, fn, user, err) < 0) {
		return -1;
	}
	return dir ? read_dir(dir, suffix, fn, user, err) : 0;
}
