// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memrchr
#include "qube/qrexec/service_config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "qube/qrexec/search.h"

#define SPACE " \t\v\f\r\n"
#define KEY_CHARS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

enum kind {
	KIND_NUMBER,
	KIND_BOOL,
	KIND_TEXT,
};

/* One value: at to at + len is the text, the number, or the word. */
struct value {
	enum kind kind;
	const char *at; // borrowed
	size_t len;
};

/* What has been set so far, since a key may not come twice. */
struct reading {
	struct service_config *config; // borrowed
	bool seen[5];
};

enum key {
	KEY_WAIT,
	KEY_SKIP,
	KEY_CLIENT_EOF,
	KEY_SERVICE_EOF,
	KEY_USER,
	KEY_UNKNOWN,
};

static const char *const key_names[] = {
		[KEY_WAIT] = "wait-for-session",
		[KEY_SKIP] = "skip-service-descriptor",
		[KEY_CLIENT_EOF] = "exit-on-client-eof",
		[KEY_SERVICE_EOF] = "exit-on-service-eof",
		[KEY_USER] = "force-user",
};

static int
parse_text(const char *text, struct value *value, struct err *err)
{
	const char *end;

	if (text[1] == '\'' && text[2] == '\'') {
		return err_set(err, "text in three quotes is not understood");
	}
	end = strchr(text + 1, '\'');
	if (end == NULL) {
		return err_set(err, "a quote is not closed");
	}
	*value = (struct value){KIND_TEXT, text + 1, (size_t)(end - text - 1)};
	return (int)(end + 1 - text);
}

/* Returns how many bytes the value takes, or -1 with err set. */
static int
parse_value(const char *text, struct value *value, struct err *err)
{
	size_t digits = strspn(text, "0123456789");

	if (text[0] == '\'') {
		return parse_text(text, value, err);
	}
	if (text[0] == '0') {
		digits = 1;
	}
	*value = (struct value){KIND_NUMBER, text, digits};
	if (digits > 0 && digits < 20) {
		return (int)digits;
	}
	value->kind = KIND_BOOL;
	value->len = text[0] == 't' ? 4 : 5;
	if (strncmp(text, "true", 4) == 0 || strncmp(text, "false", 5) == 0) {
		return (int)value->len;
	}
	return err_set(err, "this is not true, false, a number or 'text'");
}

static int
get_bool(const struct value *value, enum key key, bool *out, struct err *err)
{
	if (value->kind == KIND_BOOL) {
		*out = value->len == 4;
		return 0;
	}
	if (key == KEY_WAIT && value->kind == KIND_NUMBER && value->len == 1 &&
			(value->at[0] == '0' || value->at[0] == '1')) {
		*out = value->at[0] == '1';
		return 0;
	}
	return err_set(err, "%s is true or false", key_names[key]);
}

static int
set_user(struct service_config *config, const struct value *value, struct err *err)
{
	if (value->kind != KIND_TEXT) {
		return err_set(err, "force-user is 'text'");
	}
	config->user = strndup(value->at, value->len);
	return config->user != NULL ? 0 : err_set(err, "memory is gone");
}

static enum key
find_key(const char *name, size_t len)
{
	enum key key = KEY_WAIT;

	while (key != KEY_UNKNOWN &&
			(strlen(key_names[key]) != len ||
					memcmp(key_names[key], name, len) != 0)) {
		key++;
	}
	return key;
}

static int
set_key(struct reading *reading, enum key key, const struct value *value,
		struct err *err)
{
	struct service_config *config = reading->config;

	if (reading->seen[key]) {
		return err_set(err, "%s comes twice", key_names[key]);
	}
	reading->seen[key] = true;
	switch (key) {
	case KEY_WAIT:
		return get_bool(value, key, &config->wait_for_session, err);
	case KEY_SKIP:
		return get_bool(value, key, &config->skip_descriptor, err);
	case KEY_CLIENT_EOF:
		return get_bool(value, key, &config->exit_on_client_eof, err);
	case KEY_SERVICE_EOF:
		return get_bool(value, key, &config->exit_on_service_eof, err);
	case KEY_USER:
		return set_user(config, value, err);
	case KEY_UNKNOWN:
		break;
	}
	return 0;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* One line without its end. */
static int
parse_line(struct reading *reading, const char *line, struct err *err)
{
	size_t key_len = strspn(line, KEY_CHARS);
	const char *at = line + key_len;
	struct value value = {0};
	enum key key;
	int len;

	if (line[0] == '\0' || line[0] == '#') {
		return 0;
	}
	if (!is_letter(line[0])) {
		return err_set(err,
				"a key begins with a letter, at the "
				"beginning of a line");
	}
	at += strspn(at, SPACE);
	if (*at != '=') {
		return err_set(err, "there is no '=' behind the key");
	}
	at++;
	at += strspn(at, SPACE);
	len = parse_value(at, &value, err);
	if (len < 0) {
		return -1;
	}
	at += len;
	at += strspn(at, SPACE);
	if (*at != '\0' && *at != '#') {
		return err_set(err, "there is more behind the value");
	}
	key = find_key(line, key_len);
	if (key == KEY_UNKNOWN) {
		log_warn("a service's settings have an unknown key, left out");
		return 0;
	}
	return set_key(reading, key, &value, err);
}

/* A line's text, terminated, without line feed and white space at its end.
 * Caller frees. */
static char *
copy_line(const char *text, size_t len)
{
	char *line = strndup(text, len);

	while (line != NULL && len > 1 && strchr(SPACE, line[len - 1])) {
		line[--len] = '\0';
	}
	if (line != NULL && len == 1 && line[0] == '\r') {
		line[0] = '\0';
	}
	return line;
}

int
service_config_parse(const char *text, size_t len,
		struct service_config *config, struct err *err)
{
	struct reading reading = {.config = config};
	int number = 0;

	*config = (struct service_config){0};
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t line_len = end ? (size_t)(end - text) : len;
		size_t taken = end ? line_len + 1 : line_len;
		char *line;
		int result;

		number++;
		if (memchr(text, '\0', line_len)) {
			return err_set(err, "line %d: a NUL", number);
		}
		line = copy_line(text, line_len);
		if (line == NULL) {
			return err_set(err, "memory is gone");
		}
		result = parse_line(&reading, line, err);
		free(line);
		if (result < 0) {
			return err_wrap(err, "line %d", number);
		}
		text += taken;
		len -= taken;
	}
	return 0;
}

static int
load(const char *path, struct service_config *config, struct err *err)
{
	FD_SCOPED int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = malloc(SERVICE_CONFIG_MAX + 1);
	size_t len = 0;
	ssize_t got = fd >= 0 && text != NULL ? 1 : -1;
	int result = -1;

	while (got > 0 && len <= SERVICE_CONFIG_MAX) {
		got = read(fd, text + len, SERVICE_CONFIG_MAX + 1 - len);
		len += got > 0 ? (size_t)got : 0;
	}
	if (got < 0) {
		err_set_errno(err, "cannot read");
	} else if (len > SERVICE_CONFIG_MAX) {
		err_set(err, "too long");
	} else {
		result = service_config_parse(text, len, config, err);
	}
	free(text);
	return result;
}

int
service_config_load(const char *folders, const char *descriptor,
		const char *service, struct service_config *config,
		struct err *err)
{
	struct search_hit hit;
	enum search_result found = search_find(folders, descriptor, false, &hit);

	*config = (struct service_config){0};
	if (found == SEARCH_NONE) {
		found = search_find(folders, service, false, &hit);
	}
	if (found == SEARCH_NONE) {
		return 0;
	}
	if (found == SEARCH_FAILED) {
		return err_set(err, "cannot look for its settings");
	}
	return load(hit.path, config, err) == 0
			? 0
			: err_wrap(err, "%.100s", hit.path);
}

void
service_config_finish(struct service_config *config)
{
	free(config->user);
	config->user = NULL;
}
