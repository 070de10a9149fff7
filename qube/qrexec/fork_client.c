// SPDX-License-Identifier: MIT
#include "qube/qrexec/fork_client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/bytes.h"
#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/sock.h"
#include "qube/qrexec/agent.h"
#include "qube/qrexec/request.h"

#define HEAD_SIZE 16 // type, domain, port, length of the command

struct fork_client {
	struct wl_event_source *source; // owned
	int fd; // owned
	struct qrexec_params params;
	call_over_fn over;
	void *user;
};

/* The pattern with the user in the place of %s; NULL if the user is none to
 * put in a path. Caller frees. */
static char *
make_path(const char *pattern, const char *user)
{
	const char *at = strstr(pattern, "%s");

	if (strchr(user, '/') != NULL || user[0] == '\0') {
		return NULL;
	}
	return at ? xformat("%.*s%s%s", (int)(at - pattern), pattern, user, at + 2)
		  : xstrdup(pattern);
}

static int
connect_server(const char *pattern, const char *user)
{
	char *path = make_path(pattern, user);
	int fd = path ? sock_connect(path, SOCK_STREAM) : -1;

	free(path);
	return fd;
}

/* A new socket has room for that much. */
static bool
send_request(int fd, const struct request *request)
{
	const struct qrexec_command *command = &request->command;
	char *text = command->shell
			? xstrdup(command->shell)
			: xformat("QUBESRPC %s", command->descriptor);
	size_t len = strlen(text) + 1;
	uint8_t *room = xcalloc(1, HEAD_SIZE + len);
	uint8_t *p = bytes_put_u32(room,
			request->just_exec ? QREXEC_JUST_EXEC
					   : QREXEC_EXEC_CMDLINE);
	bool sent;

	p = bytes_put_u32(p, request->params.domain);
	p = bytes_put_u32(p, request->params.port);
	p = bytes_put_u32(p, (uint32_t)len);
	memcpy(p, text, len);
	sent = send(fd, room, HEAD_SIZE + len, MSG_NOSIGNAL) ==
			(ssize_t)(HEAD_SIZE + len);
	free(room);
	free(text);
	return sent;
}

static int
handle_server(int fd, uint32_t mask, void *data)
{
	struct fork_client *client = data;
	char room[64];
	ssize_t got = recv(client->fd, room, sizeof(room), 0);

	if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR))) {
		return 0;
	}
	wl_event_source_remove(client->source);
	fd_close(&client->fd);
	client->over(client->user, client->params);
	free(client);
	return 0;
}

bool
fork_client_create(struct agent *agent, const struct request *request,
		call_over_fn over, void *user)
{
	FD_SCOPED int fd = connect_server(
			agent->options->fork_server, request->user);
	struct fork_client *client;

	if (fd < 0 || !send_request(fd, request)) {
		return false;
	}
	client = xcalloc(1, sizeof(*client));
	*client = (struct fork_client){
			.params = request->params,
			.over = over,
			.user = user,
	};
	client->source = wl_event_loop_add_fd(agent->loop, fd,
			WL_EVENT_READABLE, handle_server, client);
	client->fd = fd_steal(&fd);
	return true;
}
