// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_PATH, accept4
#include "qube/qrexec/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/bytes.h"
#include "common/fd.h"
#include "common/str.h"
#include "zones/vchan/vchan_unix.h"

int
ask_connect(const char *path, struct err *err)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	FD_SCOPED int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (!str_copy(addr.sun_path, sizeof(addr.sun_path), path)) {
		return err_set(err, "the socket's path is too long");
	}
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		return err_set_errno(err, "cannot connect to %.100s", path);
	}
	return fd_steal(&fd);
}

bool
ask_send_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t sent = send(fd, data, len, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR) {
			return false;
		}
		data += sent > 0 ? sent : 0;
		len -= sent > 0 ? (size_t)sent : 0;
	}
	return true;
}

/* Old spellings of keywords begin with $. What does not fit is cut. */
static void
set_target(char out[QREXEC_NAME_SIZE], const char *target)
{
	str_copy(out, QREXEC_NAME_SIZE, target);
	for (char *p = out; *p != '\0'; p++) {
		*p = *p == '$' ? '@' : *p;
	}
}

static int
send_request(int fd, const struct ask *ask, struct err *err)
{
	struct qrexec_msg msg = {.type = QREXEC_TRIGGER_SERVICE4};
	uint8_t *room;
	size_t size;
	bool sent;

	set_target(msg.trigger.target, ask->target);
	str_copy(msg.trigger.source, QREXEC_NAME_SIZE, ask->source);
	str_copy(msg.trigger.ident, QREXEC_IDENT_SIZE, "SOCKET");
	msg.trigger.service = ask->service;
	msg.trigger.service_size = strlen(ask->service) + 1;
	if (msg.trigger.service_size > QREXEC_SERVICE_MAX) {
		return err_set(err, "the service's name is too long");
	}
	size = qrexec_msg_size(&msg);
	room = malloc(size);
	if (room == NULL) {
		return err_set(err, "memory is gone");
	}
	qrexec_msg_encode(&msg, room);
	sent = ask_send_all(fd, room, size);
	free(room);
	return sent ? 0 : err_set_errno(err, "cannot send to the agent");
}

enum ask_answer
ask_agent(const struct ask *ask, int *agent, struct qrexec_params *params,
		struct err *err)
{
	FD_SCOPED int fd = ask_connect(ask->socket_path, err);
	uint8_t answer[QREXEC_PARAMS_SIZE];
	ssize_t got;

	if (fd < 0 || send_request(fd, ask, err) < 0) {
		return ASK_FAILED;
	}
	do {
		got = recv(fd, answer, sizeof(answer), MSG_WAITALL);
	} while (got < 0 && errno == EINTR);
	if (got == 0) {
		return ASK_REFUSED;
	}
	if (got != sizeof(answer)) {
		err_set_errno(err, "cannot read the agent's answer");
		return ASK_FAILED;
	}
	params->domain = bytes_get_u32(answer);
	params->port = bytes_get_u32(answer + 4);
	*agent = fd_steal(&fd);
	return ASK_ALLOWED;
}

static int
accept_one(int listener, int timeout_msec, struct err *err)
{
	struct pollfd wait = {.fd = listener, .events = POLLIN};
	int fd = -1;
	int ready;

	do {
		ready = poll(&wait, 1, timeout_msec);
	} while (ready < 0 && errno == EINTR);
	if (ready == 0) {
		return err_set(err, "the service's end did not come");
	}
	if (ready > 0) {
		fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	}
	return fd >= 0 ? fd
		       : err_set_errno(err, "cannot accept the service's end");
}

int
ask_open_channel(struct qrexec_params params, int timeout_msec, struct err *err)
{
	struct vchan_unix_address address = {
			.server = vchan_unix_own_domain(),
			.client = params.domain,
			.port = params.port,
	};
	char name[VCHAN_UNIX_NAME_SIZE];
	const char *dir = vchan_unix_own_dir();
	FD_SCOPED int dirfd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	FD_SCOPED int listener = -1;
	int fd;

	if (dirfd < 0) {
		return err_set_errno(err, "cannot open %.100s", dir);
	}
	listener = vchan_unix_listen(dirfd, &address, err);
	if (listener < 0) {
		return -1;
	}
	fd = accept_one(listener, timeout_msec, err);
	unlinkat(dirfd, vchan_unix_name(name, &address), 0);
	return fd;
}
