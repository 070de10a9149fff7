// SPDX-License-Identifier: MIT
#include "qrexec/router/tool_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/sock.h"
#include "protocols/qrexec/qrexec_stream.h"
#include "qrexec/router/call.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/router.h"

#define CLIENTS_MAX 256
#define READ_SIZE 8192
#define ANSWER_SIZE (QREXEC_HEADER_SIZE + QREXEC_PARAMS_SIZE)

struct tool_socket {
	struct peer *peer; // borrowed
	struct wl_event_source *source; // owned
	int listener; // owned
	char *path; // owned
	struct wl_list clients; // list of struct client, client.link
	size_t n_clients;
};

struct client {
	struct wl_list link; // tool_socket.clients
	struct tool_socket *socket; // borrowed
	struct wl_event_source *source; // owned
	int fd; // owned
	struct qrexec_stream stream;
	bool greeted;
	enum qrexec_type asked; // 0 before
	struct call *call; // borrowed; NULL before
};

/* Its call, if there is one, goes on without it if it can. */
static void
client_destroy(struct client *client)
{
	struct call *call = client->call;

	client->socket->n_clients--;
	wl_list_remove(&client->link);
	wl_event_source_remove(client->source);
	qrexec_stream_finish(&client->stream);
	fd_close(&client->fd);
	free(client);
	if (call) {
		call_leave(call);
	}
}

/* What we say is short: who does not take it at once is not there. */
static bool
say(struct client *client, const struct qrexec_msg *msg)
{
	uint8_t wire[ANSWER_SIZE];
	size_t size = qrexec_msg_size(msg);

	qrexec_msg_encode(msg, wire);
	return send(client->fd, wire, size, MSG_NOSIGNAL | MSG_DONTWAIT) ==
			(ssize_t)size;
}

static void
handle_connect(void *user, uint32_t port)
{
	struct client *client = user;

	// one that does not hear it does not connect either
	say(client,
			&(struct qrexec_msg){.type = client->asked,
					.exec = {.params = {0, port}}});
}

static void
handle_over(void *user)
{
	struct client *client = user;

	client->call = NULL;
	client_destroy(client);
}

static const struct call_events call_events = {
		.connect = handle_connect,
		.over = handle_over,
};

/* False if the client is no more, or must not be. */
static bool
handle_msg(struct client *client, const struct qrexec_msg *msg)
{
	if (!client->greeted) {
		client->greeted = msg->type == QREXEC_HELLO &&
				msg->version >= QREXEC_TOOL_VERSION;
		return client->greeted;
	}
	if (client->asked ||
			(msg->type != QREXEC_EXEC_CMDLINE &&
					msg->type != QREXEC_JUST_EXEC)) {
		return false;
	}
	client->asked = msg->type;
	client->call = call_create_command(
			client->socket->peer, msg, &call_events, client);
	call_begin_command(client->call);
	return true;
}

static void
take_bytes(struct client *client, const uint8_t *bytes, size_t len)
{
	struct qrexec_header header;
	const uint8_t *body;
	struct qrexec_msg msg;
	struct err err;
	int got;

	qrexec_stream_lend(&client->stream, bytes, len);
	while ((got = qrexec_stream_next(&client->stream, &header, &body, &err)) >
			0) {
		bool last = client->greeted;

		if (qrexec_msg_parse(header, body, &msg, &err) < 0 ||
				!handle_msg(client, &msg)) {
			got = -1;
			break;
		}
		if (last) {
			return; // its call may be over, and it with it
		}
	}
	if (got < 0) {
		client_destroy(client);
	}
}

static int
handle_client(int fd, uint32_t mask, void *data)
{
	struct client *client = data;
	uint8_t bytes[READ_SIZE];
	ssize_t got = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (got <= 0 || client->asked) {
		client_destroy(client);
	} else {
		take_bytes(client, bytes, (size_t)got);
	}
	return 0;
}

static void
client_create(struct tool_socket *socket, int fd)
{
	struct client *client = xcalloc(1, sizeof(*client));

	client->socket = socket;
	client->fd = fd;
	qrexec_stream_init(&client->stream, QREXEC_LINK_FROM_TOOL);
	client->source = wl_event_loop_add_fd(socket->peer->router->loop, fd,
			WL_EVENT_READABLE, handle_client, client);
	if (!client->source) {
		fd_close(&client->fd);
		free(client);
		return;
	}
	wl_list_insert(&socket->clients, &client->link);
	socket->n_clients++;
	if (!say(client,
			    &(struct qrexec_msg){.type = QREXEC_HELLO,
					    .version = QREXEC_TOOL_VERSION})) {
		client_destroy(client);
	}
}

static int
handle_connection(int listener, uint32_t mask, void *data)
{
	struct tool_socket *socket = data;
	FD_SCOPED int fd = sock_accept(listener);
	uid_t uid;
	pid_t pid;

	if (fd >= 0 && sock_get_peer(fd, &uid, &pid) &&
			(uid == geteuid() || uid == 0) &&
			socket->n_clients < CLIENTS_MAX) {
		client_create(socket, fd_steal(&fd));
	}
	return 0;
}

struct tool_socket *
tool_socket_create(struct peer *peer, const char *dir)
{
	struct tool_socket *socket = xcalloc(1, sizeof(*socket));
	struct err err = {"the loop takes no more"};

	socket->peer = peer;
	socket->path = xformat("%s/qrexec.%s", dir, peer->name);
	wl_list_init(&socket->clients);
	socket->listener = sock_listen(socket->path, SOCK_STREAM, 0600, &err);
	if (socket->listener >= 0) {
		socket->source = wl_event_loop_add_fd(peer->router->loop,
				socket->listener, WL_EVENT_READABLE,
				handle_connection, socket);
	}
	if (!socket->source) {
		log_warn("%s: no commands of the trusted side: %s", peer->name,
				err.text);
		tool_socket_destroy(socket);
		return NULL;
	}
	return socket;
}

void
tool_socket_destroy(struct tool_socket *socket)
{
	struct client *client;
	struct client *next;

	if (!socket) {
		return;
	}
	wl_list_for_each_safe(client, next, &socket->clients, link) {
		client_destroy(client);
	}
	if (socket->source) {
		wl_event_source_remove(socket->source);
	}
	if (socket->listener >= 0) {
		fd_close(&socket->listener);
		unlink(socket->path);
	}
	free(socket->path);
	free(socket);
}
