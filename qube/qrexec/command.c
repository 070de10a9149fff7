// SPDX-License-Identifier: MIT
#include "qube/qrexec/command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/bytes.h"
#include "common/fd.h"

#define GREETING_SIZE QREXEC_HELLO_SIZE
#define ANSWER_SIZE (QREXEC_HEADER_SIZE + QREXEC_PARAMS_SIZE)

static bool
say(int fd, const struct qrexec_msg *msg)
{
	size_t size = qrexec_msg_size(msg);
	uint8_t *room = malloc(size);
	bool sent = false;

	if (room != NULL) {
		qrexec_msg_encode(msg, room);
		sent = ask_send_all(fd, room, size);
	}
	free(room);
	return sent;
}

static bool
greet(int fd, struct err *err)
{
	const struct qrexec_msg hello = {
			.type = QREXEC_HELLO, .version = QREXEC_TOOL_VERSION};
	uint8_t wire[GREETING_SIZE];
	struct qrexec_msg theirs;

	if (recv(fd, wire, sizeof(wire), MSG_WAITALL) != sizeof(wire) ||
			qrexec_msg_parse(qrexec_header_parse(wire),
					wire + QREXEC_HEADER_SIZE, &theirs,
					err) < 0 ||
			theirs.type != QREXEC_HELLO ||
			theirs.version < QREXEC_TOOL_VERSION) {
		err_set(err, "the router does not greet");
		return false;
	}
	return say(fd, &hello);
}

enum ask_answer
command_ask(const char *socket_path, enum qrexec_type type, const char *command,
		int *router, struct qrexec_params *params, struct err *err)
{
	const struct qrexec_msg request = {
			.type = type,
			.exec = {.command = command,
					.command_size = strlen(command) + 1},
	};
	FD_SCOPED int fd = ask_connect(socket_path, err);
	uint8_t wire[ANSWER_SIZE];
	ssize_t got;

	if (request.exec.command_size > QREXEC_COMMAND_MAX - QREXEC_PARAMS_SIZE) {
		err_set(err, "the command is too long");
		return ASK_FAILED;
	}
	if (fd < 0 || !greet(fd, err)) {
		return ASK_FAILED;
	}
	if (!say(fd, &request)) {
		err_set(err, "the router does not listen");
		return ASK_FAILED;
	}
	got = recv(fd, wire, sizeof(wire), MSG_WAITALL);
	if (got == 0) {
		return ASK_REFUSED;
	}
	if (got != sizeof(wire) || qrexec_header_parse(wire).type != type) {
		err_set(err, "the router answers what it may not");
		return ASK_FAILED;
	}
	params->domain = bytes_get_u32(wire + QREXEC_HEADER_SIZE);
	params->port = bytes_get_u32(wire + QREXEC_HEADER_SIZE + 4);
	*router = fd_steal(&fd);
	return ASK_ALLOWED;
}
