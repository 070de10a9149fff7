// SPDX-License-Identifier: MIT
#include "protocols/qrexec/qrexec_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocols/qrexec/qrexec_msg.h"
#include "protocols/qrexec/qrexec_name.h"

#define NOGUI "nogui:"
#define RPC "QUBESRPC "

static bool
skip_prefix(char **at, const char *prefix)
{
	size_t len = strlen(prefix);

	if (strncmp(*at, prefix, len) != 0) {
		return false;
	}
	*at += len;
	return true;
}

/* Ends the word at *at and steps behind the space after it, or to NULL if there
 * is none; NULL if the word is empty or missing. */
static char *
take_word(char **at)
{
	char *word = *at;
	char *space = word ? strchr(word, ' ') : NULL;

	if (space) {
		*space = '\0';
	}
	*at = space ? space + 1 : NULL;
	return word && *word != '\0' ? word : NULL;
}

static int
read_target(struct qrexec_command *command, char *at, struct err *err)
{
	const char *type = take_word(&at);
	const char *target = take_word(&at);

	if (!type || !target || at) {
		return err_set(err, "the words behind the source are wrong");
	}
	if (strcmp(type, "name") == 0) {
		command->target_type = QREXEC_TARGET_NAME;
	} else if (strcmp(type, "keyword") == 0) {
		command->target_type = QREXEC_TARGET_KEYWORD;
	} else {
		return err_set(err, "the target is neither name nor keyword");
	}
	command->target = target;
	return 0;
}

/* line is the second copy of the text after "QUBESRPC ": it is cut up. */
static int
read_service(struct qrexec_command *command, char *line, char *name,
		struct err *err)
{
	char *full_name = take_word(&line);
	size_t len;

	if (!full_name || full_name[0] == '+') {
		return err_set(err, "the service has no name");
	}
	len = qrexec_name_service_len(full_name);
	if (len > QREXEC_SERVICE_NAME_MAX) {
		return err_set(err, "the service's name is too long");
	}
	memcpy(name, full_name, len);
	name[len] = '\0';
	command->full_name = full_name;
	command->service = name;
	command->argument = full_name[len] == '+' ? full_name + len + 1 : NULL;
	command->source = take_word(&line);
	if (!command->source) {
		return err_set(err, "the service has no source");
	}
	if (strlen(command->source) >= QREXEC_NAME_SIZE) {
		return err_set(err, "the source's name is too long");
	}
	return line ? read_target(command, line, err) : 0;
}

int
qrexec_command_parse(const char *text, struct qrexec_command *command,
		struct err *err)
{
	size_t size = strlen(text) + 1;
	char *room = NULL;
	char *at;

	*command = (struct qrexec_command){0};
	if (size > QREXEC_COMMAND_MAX) {
		return err_set(err, "the command line is too long");
	}
	room = calloc(3, size); // whole, cut into words, and the service's name
	if (!room) {
		return err_set_errno(err, "no memory for a command line");
	}
	command->room = room;
	memcpy(room, text, size);
	at = strchr(room, ':');
	if (!at) {
		err_set(err, "the command line has no user");
		goto fail;
	}
	*at++ = '\0';
	command->user = room;
	command->nogui = skip_prefix(&at, NOGUI);
	if (!skip_prefix(&at, RPC)) {
		command->shell = at;
		return 0;
	}
	command->descriptor = at;
	memcpy(room + size, at, strlen(at) + 1);
	if (read_service(command, room + size, room + 2 * size, err) == 0) {
		return 0;
	}
fail:
	qrexec_command_finish(command);
	return -1;
}

void
qrexec_command_finish(struct qrexec_command *command)
{
	free(command->room);
	*command = (struct qrexec_command){0};
}

size_t
qrexec_command_encode(const struct qrexec_command *command, char *out, size_t size)
{
	const char *nogui = command->nogui ? NOGUI : "";
	bool typed = command->target_type != QREXEC_TARGET_NONE;
	bool keyword = command->target_type == QREXEC_TARGET_KEYWORD;
	int len;

	if (command->shell) {
		len = snprintf(out, size, "%s:%s%s", command->user, nogui,
				command->shell);
	} else {
		len = snprintf(out, size, "%s:%s" RPC "%s%s %s%s%s",
				command->user, nogui, command->full_name,
				strchr(command->full_name, '+') ? "" : "+",
				command->source,
				!typed			  ? ""
						: keyword ? " keyword "
							  : " name ",
				typed ? command->target : "");
	}
	return len > 0 && (size_t)len < size ? (size_t)len : 0;
}
