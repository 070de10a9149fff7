// SPDX-License-Identifier: MIT
#include "compositor/prompt/ask_msg.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "compositor/prompt/json_reader.h"

#define HEADER_MAX 64 // longest first line
#define DISPOSABLE "@dispvm:"
#define SERVICE_CHARS "._-"
#define ARGUMENT_CHARS "+._-"
#define TARGET_CHARS "@:._-"
#define REASON_CHARS " ,._-"

enum member {
	MEMBER_SOURCE,
	MEMBER_SERVICE,
	MEMBER_ARGUMENT,
	MEMBER_TARGETS,
	MEMBER_DEFAULT,
	MEMBER_LOCAL,
	MEMBER_REMEMBER,
	MEMBER_RESOLUTION,
	MEMBER_TARGET,
	MEMBER_REASON,
	MEMBERS, // any other is passed over
};

static const char *const member_names[MEMBERS] = {
		"source",
		"service",
		"argument",
		"targets",
		"default_target",
		"local_only",
		"remember",
		"resolution",
		"target",
		"reason",
};

/* Bits of enum member that there must be, by kind. */
static const unsigned int required[] = {
		[ASK_MSG_ASK] = 1u << MEMBER_SOURCE | 1u << MEMBER_SERVICE |
				1u << MEMBER_ARGUMENT | 1u << MEMBER_TARGETS |
				1u << MEMBER_DEFAULT,
		[ASK_MSG_NOTIFY] = 1u << MEMBER_SOURCE | 1u << MEMBER_SERVICE |
				1u << MEMBER_ARGUMENT |
				1u << MEMBER_RESOLUTION | 1u << MEMBER_TARGET,
};

struct parser {
	struct json_reader reader;
	struct ask_msg *msg; // borrowed
	struct err *err; // borrowed
	unsigned int seen; // bits of enum member
	char preselected[ASK_MSG_TARGET]; // "" for none
	size_t room; // targets that fit
};

static bool
consists_of(const char *text, const char *others)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x80 || (!isalnum(c) && !strchr(others, c))) {
			return false;
		}
	}
	return true;
}

static bool
parse_target(const char *text, struct ask_msg_target *target)
{
	size_t len = strlen(DISPOSABLE);

	*target = (struct ask_msg_target){
			.disposable = strncmp(text, DISPOSABLE, len) == 0};
	text += target->disposable ? len : 0;
	return str_is_qube_name(text) &&
			str_copy(target->qube, sizeof(target->qube), text);
}

static int
read_source(struct parser *parser)
{
	char *source = parser->msg->source;

	if (!json_reader_string(&parser->reader, source, ASK_MSG_NAME) ||
			!str_is_qube_name(source)) {
		return err_set(parser->err, "the source is no qube's name");
	}
	return 0;
}

static int
read_service(struct parser *parser)
{
	char *service = parser->msg->service;

	if (!json_reader_string(&parser->reader, service, ASK_MSG_SERVICE) ||
			service[0] == '\0' ||
			!consists_of(service, SERVICE_CHARS)) {
		return err_set(parser->err, "the service is no service's name");
	}
	return 0;
}

static int
read_argument(struct parser *parser)
{
	char text[ASK_MSG_ARGUMENT + 1];

	if (!json_reader_string(&parser->reader, text, sizeof(text)) ||
			text[0] != '+' || !consists_of(text, ARGUMENT_CHARS)) {
		return err_set(parser->err, "the argument cannot be shown");
	}
	str_copy(parser->msg->argument, ASK_MSG_ARGUMENT, text + 1);
	return 0;
}

static int
add_target(struct parser *parser, const struct ask_msg_target *target)
{
	struct ask_msg *msg = parser->msg;

	if (msg->count == ASK_MSG_TARGETS) {
		return err_set(parser->err, "there are more than %d targets",
				ASK_MSG_TARGETS);
	}
	if ((size_t)msg->count == parser->room) {
		size_t room = parser->room ? 2 * parser->room : 16;
		struct ask_msg_target *more = realloc(
				msg->targets, room * sizeof(*msg->targets));

		if (!more) {
			return err_set(parser->err, "there is no memory");
		}
		msg->targets = more;
		parser->room = room;
	}
	msg->targets[msg->count++] = *target;
	return 0;
}

static int
read_targets(struct parser *parser)
{
	struct json_reader *reader = &parser->reader;
	struct ask_msg_target target;
	char text[ASK_MSG_TARGET];

	json_reader_open(reader, '[');
	while (json_reader_next(reader, ']')) {
		if (!json_reader_string(reader, text, sizeof(text)) ||
				!parse_target(text, &target)) {
			return err_set(parser->err, "a target is no qube's name");
		}
		if (add_target(parser, &target) < 0) {
			return -1;
		}
	}
	return parser->msg->count > 0
			? 0
			: err_set(parser->err, "there are no targets");
}

static int
read_default(struct parser *parser)
{
	char *text = parser->preselected;

	if (!json_reader_string(&parser->reader, text, ASK_MSG_TARGET)) {
		return err_set(parser->err, "the default target is no name");
	}
	return 0;
}

static int
read_times(struct parser *parser)
{
	struct json_reader *reader = &parser->reader;
	struct ask_msg *msg = parser->msg;
	int last = 0;
	int time;

	json_reader_open(reader, '[');
	while (json_reader_next(reader, ']')) {
		if (!json_reader_count(reader, ASK_MSG_TIME_MAX, &time) ||
				time <= last) {
			return err_set(parser->err,
					"the times to remember are none");
		}
		last = time;
		if (msg->time_count < ASK_MSG_TIMES) {
			msg->times[msg->time_count++] = time;
		}
	}
	return 0;
}

static int
read_resolution(struct parser *parser)
{
	static const char *const words[] = {
			[ASK_MSG_ALLOWED] = "allow",
			[ASK_MSG_DENIED] = "deny",
			[ASK_MSG_FAILED] = "fail",
	};
	char text[8];

	if (json_reader_string(&parser->reader, text, sizeof(text))) {
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			if (strcmp(text, words[i]) == 0) {
				parser->msg->resolution =
						(enum ask_msg_resolution)i;
				return 0;
			}
		}
	}
	return err_set(parser->err, "the resolution is none of those known");
}

static int
read_told_target(struct parser *parser)
{
	char *target = parser->msg->target;

	if (!json_reader_string(&parser->reader, target, ASK_MSG_TARGET) ||
			!consists_of(target, TARGET_CHARS)) {
		return err_set(parser->err, "the target cannot be shown");
	}
	return 0;
}

static int
read_reason(struct parser *parser)
{
	char *reason = parser->msg->reason;

	if (!json_reader_string(&parser->reader, reason, ASK_MSG_REASON) ||
			!consists_of(reason, REASON_CHARS)) {
		return err_set(parser->err, "the reason cannot be shown");
	}
	return 0;
}

static int
read_member(struct parser *parser, enum member member)
{
	switch (member) {
	case MEMBER_SOURCE:
		return read_source(parser);
	case MEMBER_SERVICE:
		return read_service(parser);
	case MEMBER_ARGUMENT:
		return read_argument(parser);
	case MEMBER_TARGETS:
		return read_targets(parser);
	case MEMBER_DEFAULT:
		return read_default(parser);
	case MEMBER_LOCAL:
		return json_reader_bool(&parser->reader, &parser->msg->local_only)
				? 0
				: err_set(parser->err,
						  "local_only must be true or "
						  "false");
	case MEMBER_REMEMBER:
		return read_times(parser);
	case MEMBER_RESOLUTION:
		return read_resolution(parser);
	case MEMBER_TARGET:
		return read_told_target(parser);
	case MEMBER_REASON:
		return read_reason(parser);
	case MEMBERS:
		break;
	}
	json_reader_skip(&parser->reader);
	return 0;
}

static enum member
find_member(const char *name)
{
	int member = 0;

	while (member < MEMBERS && strcmp(name, member_names[member]) != 0) {
		member++;
	}
	return (enum member)member;
}

static int
read_object(struct parser *parser)
{
	struct json_reader *reader = &parser->reader;
	char name[ASK_MSG_TARGET];

	json_reader_open(reader, '{');
	while (json_reader_next(reader, '}')) {
		enum member member;

		if (!json_reader_key(reader, name, sizeof(name))) {
			break;
		}
		member = find_member(name);
		if (member != MEMBERS && parser->seen & 1u << member) {
			return err_set(parser->err, "\"%s\" is there twice",
					member_names[member]);
		}
		parser->seen |= 1u << member;
		if (read_member(parser, member) < 0) {
			return -1;
		}
	}
	return json_reader_is_done(reader)
			? 0
			: err_set(parser->err, "it is not one JSON object");
}

static int
compare(const void *a, const void *b)
{
	const struct ask_msg_target *one = a;
	const struct ask_msg_target *two = b;

	if (one->disposable != two->disposable) {
		return one->disposable - two->disposable;
	}
	return strcmp(one->qube, two->qube);
}

static void
sort_targets(struct ask_msg *msg)
{
	int count = 0;

	if (msg->count == 0) {
		return; // a notice has none
	}
	qsort(msg->targets, (size_t)msg->count, sizeof(*msg->targets), compare);
	for (int i = 0; i < msg->count; i++) {
		if (count == 0 ||
				compare(&msg->targets[count - 1],
						&msg->targets[i]) != 0) {
			msg->targets[count++] = msg->targets[i];
		}
	}
	msg->count = count;
}

/* A default that is not among the targets is none. */
static void
preselect(struct parser *parser)
{
	struct ask_msg *msg = parser->msg;
	struct ask_msg_target wanted;

	msg->preselected = -1;
	for (int i = 0; parse_target(parser->preselected, &wanted) &&
			i < msg->count;
			i++) {
		if (compare(&msg->targets[i], &wanted) == 0) {
			msg->preselected = i;
		}
	}
}

static int
check(struct parser *parser)
{
	unsigned int missing = required[parser->msg->kind] & ~parser->seen;

	for (int i = 0; i < MEMBERS; i++) {
		if (missing & 1u << i) {
			return err_set(parser->err, "\"%s\" is missing",
					member_names[i]);
		}
	}
	sort_targets(parser->msg);
	preselect(parser);
	return 0;
}

static int
parse_header(const char *line, struct ask_msg *msg, struct err *err)
{
	static const char *const tails[] = {
			" dom0 name dom0", " dom0 keyword adminvm", " dom0"};
	const char *service = "policy.Ask";

	msg->kind = ASK_MSG_ASK;
	if (strncmp(line, "policy.Notify", strlen("policy.Notify")) == 0) {
		service = "policy.Notify";
		msg->kind = ASK_MSG_NOTIFY;
	}
	if (strncmp(line, service, strlen(service)) == 0) {
		line += strlen(service);
		line += *line == '+' ? 1 : 0;
		for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
			if (strcmp(line, tails[i]) == 0) {
				return 0;
			}
		}
	}
	return err_set(err, "it does not begin as a question or notice does");
}

int
ask_msg_parse(const uint8_t *data, size_t len, struct ask_msg *msg,
		struct err *err)
{
	const char *text = (const char *)data;
	size_t header = 0;
	struct parser parser = {.msg = msg, .err = err};

	*msg = (struct ask_msg){.preselected = -1};
	if (len > ASK_MSG_MAX) {
		return err_set(err, "it is longer than %u bytes", ASK_MSG_MAX);
	}
	if (len > 0) { // else there may be no text at all
		header = strnlen(text, len < HEADER_MAX ? len : HEADER_MAX);
	}
	if (header == len || header == HEADER_MAX) {
		return err_set(err, "its first line has no end");
	}
	if (parse_header(text, msg, err) < 0) {
		return -1;
	}
	parser.reader = json_reader_init(text + header + 1, len - header - 1);
	if (read_object(&parser) < 0 || check(&parser) < 0) {
		ask_msg_finish(msg);
		return -1;
	}
	return 0;
}

void
ask_msg_finish(struct ask_msg *msg)
{
	free(msg->targets);
	msg->targets = NULL;
	msg->count = 0;
	msg->preselected = -1;
}

void
ask_msg_format_target(
		const struct ask_msg_target *target, char out[ASK_MSG_TARGET])
{
	snprintf(out, ASK_MSG_TARGET, "%s%s",
			target->disposable ? DISPOSABLE : "", target->qube);
}
