// SPDX-License-Identifier: MIT
#include "query_msg.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

enum key {
	KEY_SOURCE,
	KEY_TARGET,
	KEY_SERVICE,
	KEY_REQUESTED_SOURCE,
	KEY_JUST_EVALUATE,
	KEY_ASSUME_YES,
	KEYS,
};

static const char *const key_names[KEYS] = {
		"source",
		"intended_target",
		"service_and_arg",
		"requested_source",
		"just_evaluate",
		"assume_yes_for_ask",
};

/* Where the request ends in the text, behind its empty line; 0 if it does not
 * yet. */
static size_t
find_end(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n' && (i == 0 || text[i - 1] == '\n')) {
			return i + 1;
		}
	}
	return 0;
}

static int
find_key(const char *name)
{
	int key = 0;

	while (key < KEYS && strcmp(key_names[key], name) != 0) {
		key++;
	}
	return key;
}

static int
take_line(char *line, const char *values[KEYS], struct err *err)
{
	char *equals = strchr(line, '=');
	int key;

	if (!equals) {
		return err_set(err, "a line without =");
	}
	*equals = '\0';
	key = find_key(line);
	if (key == KEYS) {
		return err_set(err, "an unknown key");
	}
	if (values[key]) {
		return err_set(err, "%s is there twice", key_names[key]);
	}
	values[key] = equals + 1;
	return 0;
}

static int
take_bool(const char *value, bool *out, struct err *err)
{
	*out = value && strcmp(value, "yes") == 0;
	if (value && !*out && strcmp(value, "no") != 0) {
		return err_set(err, "neither yes nor no");
	}
	return 0;
}

static void
split_service(struct policy_query *query, const char *value)
{
	const char *plus = strchr(value, '+');
	size_t len = plus ? (size_t)(plus - value) : strlen(value);

	query->service = xformat("%.*s", (int)len, value);
	query->request.service = query->service;
	query->request.argument = plus ? plus : "+";
}

static int
take_values(struct policy_query *query, const char *const values[KEYS],
		struct err *err)
{
	for (int key = KEY_SOURCE; key <= KEY_SERVICE; key++) {
		if (!values[key]) {
			return err_set(err, "%s is missing", key_names[key]);
		}
	}
	query->request.source = values[KEY_SOURCE];
	query->request.target = values[KEY_TARGET];
	query->request.requested_source = values[KEY_REQUESTED_SOURCE];
	if (take_bool(values[KEY_JUST_EVALUATE], &query->just_evaluate, err) < 0 ||
			take_bool(values[KEY_ASSUME_YES],
					&query->assume_yes_for_ask, err) < 0) {
		return -1;
	}
	return 0;
}

/* The text consists of whole lines; it is cut up. */
static int
take_text(struct policy_query *query, size_t len, struct err *err)
{
	const char *values[KEYS] = {0};
	char *at = query->text;

	for (size_t i = 0; i < len; i++) {
		if (at[i] == '\0' || (unsigned char)at[i] > 0x7e) {
			return err_set(err, "a byte that cannot be there");
		}
	}
	while (*at && *at != '\n') {
		char *next = at + strcspn(at, "\n");

		if (*next) {
			*next++ = '\0';
		}
		if (take_line(at, values, err) < 0) {
			return -1;
		}
		at = next;
	}
	if (take_values(query, values, err) < 0) {
		return -1;
	}
	split_service(query, values[KEY_SERVICE]);
	return 0;
}

int
policy_query_parse(struct policy_query *query, const void *data, size_t len,
		bool at_end, struct err *err)
{
	size_t end = find_end(data, len);

	*query = (struct policy_query){0};
	if (len > POLICY_QUERY_SIZE_MAX) {
		return err_set(err, "it is too long");
	}
	if (end == 0 && !at_end) {
		return 0;
	}
	end = end ? end : len;
	query->text = xcalloc(1, end + 1);
	if (end > 0) {
		memcpy(query->text, data, end);
	}
	if (take_text(query, end, err) < 0) {
		policy_query_finish(query);
		return -1;
	}
	return 1;
}

void
policy_query_finish(struct policy_query *query)
{
	free(query->text);
	free(query->service);
	*query = (struct policy_query){0};
}

const char *
policy_query_just_evaluate(const struct policy_query *query,
		const struct system_info *info, struct policy_verdict *verdict)
{
	if (verdict->decision == POLICY_ASK && query->assume_yes_for_ask) {
		char *target = xstrdup(verdict->requested_target);

		policy_verdict_choose(verdict, info, target);
		free(target);
	}
	return verdict->decision == POLICY_ALLOW ? "result=allow" : "result=deny";
}

char *
policy_query_encode(const struct policy_query *query)
{
	const struct policy_request *request = &query->request;

	return xformat("source=%s\nintended_target=%s\nservice_and_arg=%s%s\n"
		       "requested_source=%s\njust_evaluate=%s\n"
		       "assume_yes_for_ask=%s\n\n",
			request->source, request->target ? request->target : "",
			request->service, request->argument,
			request->requested_source ? request->requested_source : "",
			query->just_evaluate ? "yes" : "no",
			query->assume_yes_for_ask ? "yes" : "no");
}
