// SPDX-License-Identifier: MIT
#include "ask_router.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/sock.h"
#include "qrexec/policy/query_msg.h"

#define PATIENCE_MSEC 5000

static bool
wait_for(int fd, short what)
{
	struct pollfd poll_fd = {.fd = fd, .events = what};

	return poll(&poll_fd, 1, PATIENCE_MSEC) > 0;
}

static bool
send_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t sent = wait_for(fd, POLLOUT)
				? send(fd, text, left, MSG_NOSIGNAL)
				: -1;

		if (sent < 0) {
			return false;
		}
		text += sent;
		left -= (size_t)sent;
	}
	return true;
}

/* The answer, which closing ends. Its length, or -1. */
static int
receive(int fd, char *answer, size_t size)
{
	size_t len = 0;
	ssize_t got = 1;

	while (got > 0 && len < size - 1) {
		got = wait_for(fd, POLLIN)
				? read(fd, answer + len, size - 1 - len)
				: -1;
		len += got > 0 ? (size_t)got : 0;
	}
	answer[len] = '\0';
	return got < 0 ? -1 : (int)len;
}

int
ask_router(const char *path, const struct policy_request *request, struct err *err)
{
	struct policy_query query = {
			.request = *request,
			.just_evaluate = true,
	};
	FD_SCOPED int fd = sock_connect(path, SOCK_STREAM);
	char answer[256];
	char *text;
	bool sent;

	if (fd < 0) {
		return err_set_errno(err, "%s", path);
	}
	text = policy_query_encode(&query);
	sent = send_all(fd, text);
	free(text);
	if (!sent || receive(fd, answer, sizeof(answer)) < 0) {
		return err_set(err, "%s: no answer", path);
	}
	answer[strcspn(answer, "\n")] = '\0';
	if (strcmp(answer, "result=allow") == 0) {
		return 1;
	}
	if (strcmp(answer, "result=deny") == 0) {
		return 0;
	}
	return err_set(err, "%s: the router did not understand", path);
}
