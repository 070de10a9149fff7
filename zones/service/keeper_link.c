// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // close_range
#include "zones/service/keeper_link.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/file.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/packet_conn.h"
#include "common/sock.h"
#include "zones/control/keeper_msg.h"

#define QUEUE_MAX 256
#define USUAL_DESCRIPTORS 1024
#define LISTEN_FD 3 // in the keeper
#define LISTEN_FD_TEXT "3"

struct keeper_link {
	struct packet_conn *conn; // owned
	const struct keeper_link_events *events; // borrowed
	void *user;
};

static void
handle_message(void *user, const uint8_t *data, size_t len, int *fd)
{
	struct keeper_link *link = user;
	struct keeper_msg *msg = xcalloc(1, sizeof(*msg));
	struct err err;
	bool whole = keeper_msg_parse(data, len, msg, &err) == 0;

	if (!whole || keeper_msg_has_fd(msg->type) != (*fd >= 0)) {
		log_warn("closing a keeper's connection: %s",
				whole ? "a descriptor too many or too few"
				      : err.text);
		link->events->closed(link->user);
	} else {
		link->events->message(link->user, msg, fd);
	}
	if (whole && msg->type == KEEPER_START) {
		keeper_order_finish(&msg->order);
	}
	free(msg);
}

static void
handle_closed(void *user, const char *why)
{
	struct keeper_link *link = user;

	link->events->closed(link->user);
}

static const struct packet_conn_events conn_events = {
		.message = handle_message,
		.closed = handle_closed,
};

static char *
socket_path(const char *dir)
{
	return xformat("%s/keeper.sock", dir);
}

bool
keeper_link_is_there(const char *dir)
{
	char *path = socket_path(dir);
	FD_SCOPED int fd = sock_connect(path, SOCK_SEQPACKET);

	free(path);
	return fd >= 0;
}

struct keeper_link *
keeper_link_find(struct wl_event_loop *loop, const char *dir,
		const struct keeper_link_events *events, void *user)
{
	const struct packet_conn_limits limits = {
			.size_max = KEEPER_MSG_SIZE_MAX,
			.queue_max = QUEUE_MAX,
	};
	char *path = socket_path(dir);
	int fd = sock_connect(path, SOCK_SEQPACKET);
	struct keeper_link *link;

	free(path);
	if (fd < 0) {
		return NULL;
	}
	link = xcalloc(1, sizeof(*link));
	link->events = events;
	link->user = user;
	link->conn = packet_conn_create(loop, fd, &limits, &conn_events, link);
	if (!link->conn) {
		free(link);
		return NULL;
	}
	return link;
}

/* The service has taken all it may; programs in a qube expect the usual. */
static void
lower_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
			limit.rlim_cur > USUAL_DESCRIPTORS) {
		limit.rlim_cur = USUAL_DESCRIPTORS;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* In the child: everything but the standard streams and the listener is left
 * behind; a session of its own keeps the terminal's signals away. */
static void
become_keeper(const char *program, const char *dir, int listener)
{
	const struct sigaction usual = {.sa_handler = SIG_DFL};
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	sigaction(SIGCHLD, &usual, NULL);
	setsid();
	if (listener == LISTEN_FD) {
		fd_set_cloexec(listener, false);
	} else {
		dup2(listener, LISTEN_FD);
	}
	close_range(LISTEN_FD + 1, ~0U, 0);
	lower_descriptor_limit();
	execl(program, "leadlight-keeper", "--dir", dir, "--listen",
			LISTEN_FD_TEXT, (char *)NULL);
	dprintf(STDERR_FILENO, "error: keeper_link: cannot run %s: %s\n",
			program, strerror(errno));
	_exit(127);
}

struct keeper_link *
keeper_link_start(struct wl_event_loop *loop, const char *program,
		const char *dir, const struct keeper_link_events *events,
		void *user, struct err *err)
{
	char *path = socket_path(dir);
	FD_SCOPED int listener = -1;
	struct keeper_link *link;
	pid_t pid;

	if (file_make_dirs(dir, 0700, err) == 0) {
		listener = sock_listen(path, SOCK_SEQPACKET, 0600, err);
	}
	free(path);
	if (listener < 0) {
		return NULL;
	}
	pid = fork();
	if (pid < 0) {
		err_set_errno(err, "cannot start a keeper");
		return NULL;
	}
	if (pid == 0) {
		become_keeper(program, dir, listener);
	}
	link = keeper_link_find(loop, dir, events, user);
	if (!link) {
		err_set_errno(err, "cannot reach the keeper");
	}
	return link;
}

void
keeper_link_destroy(struct keeper_link *link)
{
	if (!link) {
		return;
	}
	packet_conn_destroy(link->conn);
	free(link);
}

void
keeper_link_send(struct keeper_link *link, const struct keeper_msg *msg)
{
	uint8_t *wire = xcalloc(1, KEEPER_MSG_SIZE_MAX);
	size_t len = keeper_msg_encode(msg, wire);

	if (len > 0) {
		packet_conn_send(link->conn, wire, len, -1);
	}
	free(wire);
}
