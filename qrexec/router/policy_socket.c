// SPDX-License-Identifier: MIT
#include "qrexec/router/policy_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "qrexec/policy/query_msg.h"
#include "qrexec/policy/store.h"
#include "qrexec/router/prompt.h"
#include "qrexec/router/router.h"

#define CLIENTS_MAX 64
#define READ_SIZE 4096

struct policy_socket {
	struct router *router; // borrowed
	struct wl_event_source *source; // owned
	int listener; // owned
	char *path; // owned
	struct wl_list clients; // list of struct client, client.link
	size_t n_clients;
};

struct client {
	struct wl_list link; // policy_socket.clients
	struct policy_socket *socket; // borrowed
	struct wl_event_source *source; // owned
	int fd; // owned
	struct buf request; // what has come
	struct policy_query query;
	struct policy_verdict verdict;
	struct prompt *prompt; // owned; may be NULL
};

static void
client_destroy(struct client *client)
{
	client->socket->n_clients--;
	wl_list_remove(&client->link);
	wl_event_source_remove(client->source);
	prompt_destroy(client->prompt);
	policy_verdict_finish(&client->verdict);
	policy_query_finish(&client->query);
	buf_finish(&client->request);
	fd_close(&client->fd);
	free(client);
}

/* Answers are short: a socket that takes none of them has nobody behind it. */
static void
answer(struct client *client, const char *text)
{
	(void)!send(client->fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
	client_destroy(client);
}

static void
answer_verdict(struct client *client)
{
	char *text = policy_verdict_reply(&client->verdict);

	answer(client, text);
	free(text);
}

static struct policy_now
now(void)
{
	return (struct policy_now){
			.unix_sec = (int64_t)time(NULL),
			.msec = loop_now_msec(),
	};
}

static void
handle_choice(void *user, const struct prompt_answer *answer)
{
	struct client *client = user;
	struct router *router = client->socket->router;
	struct policy_limits limits = {0};
	struct policy_now time = now();

	policy_store_choose(router->policy, router->info, &client->verdict,
			answer->target, &time, &limits);
	prompt_destroy(client->prompt);
	client->prompt = NULL;
	answer_verdict(client);
}

static void
ask(struct client *client)
{
	struct router *router = client->socket->router;
	const struct prompt_about about = {
			.source = client->verdict.source,
			.service = client->query.request.service,
			.argument = client->query.request.argument,
	};
	char *path = xformat("%s/policy-agent.sock", router->runtime_dir);

	client->prompt = prompt_create(router->loop, path, router->info, &about,
			&client->verdict, handle_choice, client);
	free(path);
	if (!client->prompt) {
		answer(client, "result=deny");
	}
}

static void
decide(struct client *client)
{
	struct router *router = client->socket->router;
	const struct policy_query *query = &client->query;
	struct policy_limits limits = {0};
	struct policy_now time = now();

	if (query->just_evaluate) {
		policy_evaluate(policy_store_get(router->policy), router->info,
				&query->request, &client->verdict);
		answer(client,
				policy_query_just_evaluate(query, router->info,
						&client->verdict));
		return;
	}
	policy_store_evaluate(router->policy, router->info, &query->request,
			&time, &client->verdict, &limits);
	if (client->verdict.decision == POLICY_ASK) {
		ask(client);
	} else {
		answer_verdict(client);
	}
}

static int
handle_client(int fd, uint32_t mask, void *data)
{
	struct client *client = data;
	uint8_t bytes[READ_SIZE];
	ssize_t got = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	int parsed;

	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (got < 0 || (got == 0 && client->prompt) ||
			!buf_append(&client->request, bytes, (size_t)got)) {
		client_destroy(client);
		return 0;
	}
	if (client->prompt) {
		buf_consume(&client->request, client->request.len);
		return 0; // decided already, what else it says means nothing
	}
	parsed = policy_query_parse(&client->query, buf_peek(&client->request),
			client->request.len, got == 0, NULL);
	if (parsed > 0) {
		decide(client);
	} else if (parsed < 0) {
		client_destroy(client);
	}
	return 0;
}

static bool
is_trusted(int fd)
{
	uid_t uid;
	pid_t pid;

	return sock_get_peer(fd, &uid, &pid) && (uid == geteuid() || uid == 0);
}

static int
handle_connection(int listener, uint32_t mask, void *data)
{
	struct policy_socket *socket = data;
	FD_SCOPED int fd = sock_accept(listener);
	struct client *client;

	if (fd < 0 || !is_trusted(fd) || socket->n_clients >= CLIENTS_MAX) {
		return 0;
	}
	client = xcalloc(1, sizeof(*client));
	client->socket = socket;
	buf_init(&client->request, POLICY_QUERY_SIZE_MAX);
	client->source = wl_event_loop_add_fd(socket->router->loop, fd,
			WL_EVENT_READABLE, handle_client, client);
	if (!client->source) {
		free(client);
		return 0;
	}
	client->fd = fd_steal(&fd);
	wl_list_insert(&socket->clients, &client->link);
	socket->n_clients++;
	return 0;
}

struct policy_socket *
policy_socket_create(struct router *router, struct err *err)
{
	struct policy_socket *socket = xcalloc(1, sizeof(*socket));

	socket->router = router;
	socket->path = xformat("%s/policy.sock", router->runtime_dir);
	wl_list_init(&socket->clients);
	socket->listener = sock_listen(socket->path, SOCK_STREAM, 0600, err);
	if (socket->listener >= 0) {
		socket->source = wl_event_loop_add_fd(router->loop,
				socket->listener, WL_EVENT_READABLE,
				handle_connection, socket);
	}
	if (!socket->source) {
		policy_socket_destroy(socket);
		return NULL;
	}
	return socket;
}

void
policy_socket_destroy(struct policy_socket *socket)
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
