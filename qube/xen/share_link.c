// SPDX-License-Identifier: MIT
#include "qube/xen/share_link.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/sock.h"
#include "protocols/zone/arena_msg.h"

#define RETRY_MSEC 1000 // after a refusal

static int64_t
now_msec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

bool
share_link_open(struct share_link *link, const char *path)
{
	*link = (struct share_link){.pending = 1};
	link->fd = sock_connect(path, SOCK_SEQPACKET);
	return link->fd >= 0;
}

void
share_link_close(struct share_link *link)
{
	fd_close(&link->fd);
	link->pending = 0;
}

bool
share_link_ask(struct share_link *link, uint32_t pages)
{
	const struct arena_request request = {.pages = pages};
	uint8_t packet[ARENA_REQUEST_SIZE];

	if (link->fd < 0 ||
			(link->refused_msec != 0 &&
					now_msec() - link->refused_msec <
							RETRY_MSEC)) {
		return false;
	}
	arena_request_encode(&request, packet);
	if (sock_send(link->fd, packet, sizeof(packet), NULL, 0) !=
			(ssize_t)sizeof(packet)) {
		return false;
	}
	link->pending++;
	return true;
}

/* Takes what has come. False with errno EAGAIN if that is nothing. */
static bool
receive(struct share_link *link, struct share_grant *grant)
{
	uint8_t packet[ARENA_GRANT_SIZE];
	FD_SCOPED int fd = -1;
	size_t nfds = 1;
	ssize_t n = sock_recv(link->fd, packet, sizeof(packet), &fd, &nfds);
	struct arena_grant got;

	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		errno = EAGAIN;
		return false;
	}
	if (n <= 0 || !arena_grant_parse(packet, (size_t)n, &got)) {
		log_warn("the arena's connection is lost: the memory at hand has to do");
		share_link_close(link);
		errno = ECONNRESET;
		return false;
	}
	link->pending--;
	link->refused_msec = 0;
	if (got.segment == 0 || nfds != 1) {
		link->refused_msec = now_msec();
		errno = ENOMEM;
		return false;
	}
	*grant = (struct share_grant){got.segment, got.pages, fd_steal(&fd)};
	return true;
}

bool
share_link_wait(struct share_link *link, struct share_grant *grant)
{
	int64_t end = now_msec() + SHARE_LINK_WAIT_MSEC;

	while (link->pending > 0) {
		struct pollfd poll_fd = {.fd = link->fd, .events = POLLIN};
		int64_t left = end - now_msec();

		if (receive(link, grant)) {
			return true;
		}
		if (errno != EAGAIN) {
			return false;
		}
		if (left <= 0) {
			log_warn("the keeper does not answer");
			return false;
		}
		poll(&poll_fd, 1, (int)left);
	}
	return false;
}
