// SPDX-License-Identifier: MIT
#include "reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "candidates.h"
#include "common/mem.h"
#include "compat_name.h"

#define SPACES " \t\v\f"
/* Words of a line that we look at: one more than any line may have. */
#define WORDS_MAX (POLICY_RULE_WORDS + 1)

struct reader {
	const struct policy_tree *tree; // NULL: nothing can be included
	const char *compat_dir; // may be NULL
	const struct policy_reader_events *events;
	void *user;
	struct err *err;
	const char *top; // of the file being read: where includes begin
	struct policy_file_id open[POLICY_DEPTH_MAX]; // one in the other
	size_t depth;
	size_t bytes;
	size_t files;
	size_t rules;
};

/* A line being read, and what a file in the old format is about. */
struct line {
	const char *file;
	unsigned int number; // 0: not in any line
	const char *service; // NULL: the file is in the new format
	const char *argument;
};

static int read_file(struct reader *reader, const char *path,
		const struct line *from);

/* "file:line: " in front of what err says. */
static int
at_line(struct reader *reader, const struct line *line)
{
	if (line->number == 0) {
		return err_wrap(reader->err, "%s", line->file);
	}
	return err_wrap(reader->err, "%s:%u", line->file, line->number);
}

static int complain(struct reader *reader, const struct line *line,
		const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static int
complain(struct reader *reader, const struct line *line, const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	err_set(reader->err, "%s", text);
	return at_line(reader, line);
}

static void
report_dir(struct reader *reader, const char *path)
{
	if (reader->events->dir) {
		reader->events->dir(reader->user, path);
	}
}

/* The words of a text, which is cut up. At most WORDS_MAX are looked for. */
static size_t
split(char *text, const char *words[WORDS_MAX])
{
	size_t count = 0;
	char *at = text + strspn(text, SPACES);

	while (*at && count < WORDS_MAX) {
		words[count++] = at;
		at += strcspn(at, SPACES);
		if (*at) {
			*at++ = '\0';
		}
		at += strspn(at, SPACES);
	}
	return count;
}

static int
take_rule(struct reader *reader, const struct line *line,
		const char *const *words, size_t count)
{
	struct policy_rule rule;

	if (count > POLICY_RULE_WORDS) {
		return complain(reader, line, "too many words");
	}
	if (policy_rule_parse(&rule, words, count, reader->err) < 0) {
		return at_line(reader, line);
	}
	if (++reader->rules > POLICY_RULES_MAX) {
		return complain(reader, line, "there are more than %u rules",
				POLICY_RULES_MAX);
	}
	reader->events->rule(reader->user, &rule, line->file, line->number);
	return 0;
}

static char *
resolve(const struct reader *reader, const char *path)
{
	return path[0] == '/' ? xstrdup(path)
			      : xformat("%s/%s", reader->top, path);
}

static void
report_dir_of(struct reader *reader, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? xformat("%.*s", (int)(slash - path), path) : NULL;

	if (dir) {
		report_dir(reader, dir[0] ? dir : "/");
	}
	free(dir);
}

/* Of the files named in new-format lines and in old-format ones; from says
 * where it is included and of which format the included file is. */
static int
include(struct reader *reader, const struct line *from, const char *path)
{
	char *full;
	int result;

	if (!reader->tree) {
		return complain(reader, from, "nothing can be included here");
	}
	full = resolve(reader, path);
	report_dir_of(reader, full);
	result = read_file(reader, full, from);
	free(full);
	return result;
}

static int
include_dir(struct reader *reader, const struct line *from, const char *path)
{
	struct policy_names names = {0};
	char *full;
	int result;

	if (!reader->tree) {
		return complain(reader, from, "nothing can be included here");
	}
	full = resolve(reader, path);
	report_dir(reader, full);
	result = candidates_list(reader->tree, full, POLICY_FILES_MAX, &names,
			reader->err);
	if (result == 0) {
		result = complain(reader, from, "%s is not a folder", full);
	}
	for (size_t i = 0; result > 0 && i < names.count; i++) {
		char *file = xformat("%s/%s", full, names.names[i]);

		result = read_file(reader, file, from) < 0 ? -1 : 1;
		free(file);
	}
	policy_names_finish(&names);
	free(full);
	return result < 0 ? -1 : 0;
}

static int
include_service(struct reader *reader, const struct line *from,
		const char *service, const char *argument, const char *path)
{
	struct line old = *from;

	if (policy_rule_check_service(service, argument, reader->err) < 0) {
		return at_line(reader, from);
	}
	old.service = service;
	old.argument = argument;
	return include(reader, &old, path);
}

/* Behind a file for one argument nothing else holds for this argument. */
static int
take_implied_denials(struct reader *reader, const struct line *line)
{
	const char *anyvm[] = {line->service, line->argument, "@anyvm",
			"@anyvm", "deny"};
	const char *adminvm[] = {line->service, line->argument, "@anyvm",
			"@adminvm", "deny"};

	if (take_rule(reader, line, anyvm, 5) < 0) {
		return -1;
	}
	return take_rule(reader, line, adminvm, 5);
}

static int
read_compat_file(struct reader *reader, const struct line *from, const char *name)
{
	const char *argument;
	char *service = compat_name_split(name, &argument);
	char *path = xformat("%s/%s", reader->compat_dir, name);
	struct line implied = {path, 0, service, argument};
	struct line old = *from;
	int result = 0;

	old.service = service;
	old.argument = argument;
	if (reader->tree->is_file(reader->tree->user, path)) {
		result = read_file(reader, path, &old);
		if (result == 0 && strcmp(argument, "*") != 0) {
			result = take_implied_denials(reader, &implied);
		}
	}
	free(path);
	free(service);
	return result;
}

static int
read_compat_files(struct reader *reader, const struct line *from,
		const struct policy_names *names)
{
	const char *top = reader->top;
	int result = 0;

	reader->top = reader->compat_dir;
	for (size_t i = 0; result == 0 && i < names->count; i++) {
		result = read_compat_file(reader, from, names->names[i]);
	}
	reader->top = top;
	return result;
}

static int
include_compat(struct reader *reader, const struct line *from)
{
	struct policy_names names = {0};
	int result;

	if (!reader->tree || !reader->compat_dir) {
		return complain(reader, from, "there are no old files here");
	}
	report_dir(reader, reader->compat_dir);
	result = reader->tree->list(reader->tree->user, reader->compat_dir,
			POLICY_FILES_MAX, &names, reader->err);
	if (result == 0) {
		return complain(reader, from, "there is no folder %s",
				reader->compat_dir);
	}
	if (result < 0) {
		err_wrap(reader->err, "%s", reader->compat_dir);
		return at_line(reader, from);
	}
	compat_name_keep(&names);
	result = read_compat_files(reader, from, &names);
	policy_names_finish(&names);
	return result;
}

static int
take_directive(struct reader *reader, const struct line *line,
		const char *const *words, size_t count)
{
	const char *name = words[0] + 1;
	bool old = line->service != NULL;

	if (strcmp(name, "include") == 0 && count == 2) {
		return include(reader, line, words[1]);
	}
	if (!old && strcmp(name, "include-dir") == 0 && count == 2) {
		return include_dir(reader, line, words[1]);
	}
	if (!old && strcmp(name, "include-service") == 0 && count == 4) {
		return include_service(
				reader, line, words[1], words[2], words[3]);
	}
	if (!old && strcmp(name, "compat-4.0") == 0 && count == 1) {
		return include_compat(reader, line);
	}
	return complain(reader, line,
			"\"%.40s\" is no directive%s, or has other words "
			"behind it",
			words[0], old ? " of the old format" : "");
}

/* The old format's other spellings. */
static void
modernise(char *text)
{
	static const char old[] = "$include:";
	static const char new[] = "!include ";

	for (char *at = strstr(text, old); at; at = strstr(at, old)) {
		memcpy(at, new, sizeof(new) - 1);
	}
	for (char *at = text; *at; at++) {
		if (*at == '$') {
			*at = '@';
		} else if (*at == ',') {
			*at = ' ';
		}
	}
}

static int
take_line(struct reader *reader, const struct line *line, char *text)
{
	const char *words[WORDS_MAX + 2];
	size_t count;

	if (line->service) {
		modernise(text);
	}
	if (text[0] == '!') {
		count = split(text, words);
		return take_directive(reader, line, words, count);
	}
	if (line->service) {
		words[0] = line->service;
		words[1] = line->argument;
		count = 2 + split(text, words + 2);
	} else {
		count = split(text, words);
	}
	return take_rule(reader, line, words, count);
}

/* Only what everybody reads in the same way can be part of a rule. */
static int
check_bytes(struct reader *reader, const struct line *line, const char *text,
		size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c < 0x21 || c > 0x7e) && (c == 0 || !strchr(SPACES, c))) {
			return complain(reader, line,
					"a byte 0x%02x can only stand in a "
					"comment",
					c);
		}
	}
	return 0;
}

static int
read_line(struct reader *reader, const struct line *line, char *text, size_t len)
{
	while (len > 0 && text[0] && strchr(SPACES, text[0])) {
		text++;
		len--;
	}
	if (len == 0 || text[0] == '#') {
		return 0;
	}
	if (check_bytes(reader, line, text, len) < 0) {
		return -1;
	}
	text[len] = '\0';
	return take_line(reader, line, text);
}

/* Lines end with a line feed, a carriage return, or both in this order. There
 * is a NUL behind the text. */
static int
read_lines(struct reader *reader, struct line *line, char *text, size_t len)
{
	char *end = text + len;

	line->number = 0;
	while (text < end) {
		char *stop = text;
		char *next;

		while (stop < end && *stop != '\n' && *stop != '\r') {
			stop++;
		}
		next = stop + 1;
		if (stop + 1 < end && stop[0] == '\r' && stop[1] == '\n') {
			next++;
		}
		line->number++;
		if (read_line(reader, line, text, (size_t)(stop - text)) < 0) {
			return -1;
		}
		text = next;
	}
	return 0;
}

/* Counts the file, and refuses it if it is being read already. */
static int
enter_file(struct reader *reader, const char *path,
		const struct policy_file *file, const struct line *from)
{
	for (size_t i = 0; i < reader->depth; i++) {
		if (reader->open[i].device == file->id.device &&
				reader->open[i].number == file->id.number) {
			return complain(reader, from,
					"%.80s is being read already: it "
					"includes itself",
					path);
		}
	}
	if (reader->depth == POLICY_DEPTH_MAX) {
		return complain(reader, from,
				"files include each other more than %u deep",
				POLICY_DEPTH_MAX);
	}
	reader->bytes += file->len;
	if (++reader->files > POLICY_FILES_MAX ||
			reader->bytes > POLICY_ALL_BYTES_MAX) {
		return complain(reader, from,
				"more than %u files or %u bytes are read",
				POLICY_FILES_MAX, POLICY_ALL_BYTES_MAX);
	}
	reader->open[reader->depth++] = file->id;
	return 0;
}

/* from: the line that includes it; its service says in which format it is. */
static int
read_file(struct reader *reader, const char *path, const struct line *from)
{
	struct policy_file file = {0};
	struct line line = {path, 0, from->service, from->argument};
	int result = reader->tree->read(reader->tree->user, path,
			POLICY_FILE_BYTES_MAX, &file, reader->err);

	if (result == 0) {
		return complain(reader, from, "%s is not a file", path);
	}
	if (result < 0) {
		err_wrap(reader->err, "%s", path);
		return from->file == path ? -1 : at_line(reader, from);
	}
	result = enter_file(reader, path, &file, from);
	if (result == 0) {
		result = read_lines(reader, &line, file.text, file.len);
		reader->depth--;
	}
	free(file.text);
	return result;
}

static int
read_candidate(struct reader *reader, const struct candidate *file)
{
	char *path = xformat("%s/%s", file->dir, file->name);
	struct line from = {.file = path};
	int result;

	reader->top = file->dir;
	result = read_file(reader, path, &from);
	free(path);
	return result;
}

static int
read_all(struct reader *reader, const struct policy_paths *paths)
{
	struct candidates files;
	int result;

	for (size_t i = 0; i < paths->dir_count; i++) {
		report_dir(reader, paths->dirs[i].path);
	}
	result = candidates_choose(reader->tree, paths, POLICY_FILES_MAX,
			&files, reader->err);
	for (size_t i = 0; result == 0 && i < files.count; i++) {
		result = read_candidate(reader, &files.files[i]);
	}
	candidates_finish(&files);
	return result;
}

int
policy_reader_read(const struct policy_tree *tree,
		const struct policy_paths *paths,
		const struct policy_reader_events *events, void *user,
		struct err *err)
{
	struct reader reader = {
			.tree = tree,
			.compat_dir = paths->compat_dir,
			.events = events,
			.user = user,
			.err = err,
	};

	return read_all(&reader, paths);
}

int
policy_reader_read_text(const char *name, const char *text,
		const struct policy_reader_events *events, void *user,
		struct err *err)
{
	struct reader reader = {.events = events, .user = user, .err = err};
	struct line line = {.file = name};
	char *copy = xstrdup(text);
	int result = read_lines(&reader, &line, copy, strlen(copy));

	free(copy);
	return result;
}
