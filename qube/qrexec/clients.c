// SPDX-License-Identifier: MIT
#include "qube/qrexec/clients.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/bytes.h"
#include "common/fd.h"
#include "common/file.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "common/str.h"
#include "protocols/qrexec/qrexec_stream.h"
#include "qube/qrexec/agent.h"
#include "qube/qrexec/control.h"

#define CLIENTS_MAX 8192
#define PAUSE_MSEC 100 // when there is no room for another
#define IN_SIZE 4096 // read at a time
#define IDENT "SOCKET"

enum client_state {
	CLIENT_ASKING, // its request is not all here
	CLIENT_WAITING, // for the router
	CLIENT_CONNECTED, // until it goes away
};

struct client {
	struct wl_list link; // clients.list
	struct clients *clients; // borrowed
	struct wl_event_source *source; // owned; NULL: it is gone
	int fd; // owned, of source
	enum client_state state;
	uint32_t id; // in its ident
	uint32_t round; // of control, when it asked
	struct qrexec_params params; // if connected
	struct qrexec_stream stream; // while asking
};

struct clients {
	struct agent *agent; // borrowed
	int listener; // owned; -1: not listening
	struct wl_event_source *source; // owned, of listener
	struct wl_event_source *timer; // owned; runs while paused
	struct wl_list list; // of struct client, link; the oldest is last
	size_t count;
	uint32_t last_id;
	struct log_limit log_limit;
};

static void
hang_up(struct client *client)
{
	if (client->source != NULL) {
		wl_event_source_remove(client->source);
		client->source = NULL;
	}
	fd_close(&client->fd);
}

static void
client_destroy(struct client *client)
{
	hang_up(client);
	if (client->state == CLIENT_ASKING) {
		qrexec_stream_finish(&client->stream);
	}
	wl_list_remove(&client->link);
	client->clients->count--;
	free(client);
}

static void
reject(struct client *client, const char *why)
{
	if (log_limit_allow(&client->clients->log_limit, loop_now_msec())) {
		log_warn("a request for a call: %s", why);
	}
	client_destroy(client);
}

/* It went away. A router that has not answered yet is told once it does. */
static void
handle_gone(struct client *client)
{
	struct control *control = client->clients->agent->control;

	switch (client->state) {
	case CLIENT_WAITING:
		hang_up(client);
		return;
	case CLIENT_CONNECTED:
		control_send_terminated(control, client->round, client->params);
		break;
	case CLIENT_ASKING:
		break;
	}
	client_destroy(client);
}

static void
pass_on(struct client *client, struct qrexec_trigger *trigger)
{
	struct clients *clients = client->clients;
	struct control *control = clients->agent->control;

	memset(trigger->ident, 0, sizeof(trigger->ident));
	snprintf(trigger->ident, sizeof(trigger->ident), IDENT "%u",
			(unsigned int)client->id);
	client->round = control_get_round(control);
	if (client->round == 0 || !control_send_trigger(control, trigger)) {
		reject(client, "the router cannot be asked");
		return;
	}
	client->state = CLIENT_WAITING;
	qrexec_stream_finish(&client->stream);
	if (!control_has_room(control)) {
		wl_event_source_fd_update(clients->source, 0);
	}
}

static void
handle_request(struct client *client, const uint8_t *data, size_t len)
{
	struct qrexec_header header;
	struct qrexec_msg msg;
	const uint8_t *body;
	struct err err = {0};
	int result;

	qrexec_stream_lend(&client->stream, data, len);
	result = qrexec_stream_next(&client->stream, &header, &body, &err);
	if (result > 0) {
		result = qrexec_msg_parse(header, body, &msg, &err) < 0 ? -1 : 1;
	}
	if (result < 0) {
		reject(client, err.text);
	} else if (result > 0) {
		pass_on(client, &msg.trigger);
	}
}

/* After its request a client has nothing to say. */
static int
handle_client(int fd, uint32_t mask, void *data)
{
	struct client *client = data;
	uint8_t room[IN_SIZE];
	ssize_t got = recv(client->fd, room, sizeof(room), 0);

	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (got > 0 && client->state == CLIENT_ASKING) {
		handle_request(client, room, (size_t)got);
	} else {
		handle_gone(client);
	}
	return 0;
}

/* One that has been asking for longest makes room. */
static bool
make_room(struct clients *clients)
{
	struct client *client;

	if (clients->count < CLIENTS_MAX) {
		return true;
	}
	wl_list_for_each_reverse(client, &clients->list, link) {
		if (client->state == CLIENT_ASKING) {
			reject(client, "it took too long");
			return true;
		}
	}
	return false;
}

static void
add_client(struct clients *clients, int fd)
{
	struct client *client = xcalloc(1, sizeof(*client));

	client->clients = clients;
	client->fd = fd;
	client->id = ++clients->last_id;
	qrexec_stream_init(&client->stream, QREXEC_LINK_FROM_CLIENT);
	wl_list_insert(&clients->list, &client->link);
	clients->count++;
	client->source = wl_event_loop_add_fd(clients->agent->loop, fd,
			WL_EVENT_READABLE, handle_client, client);
	if (client->source == NULL) {
		reject(client, "no descriptor is left");
	} else {
		handle_client(fd, WL_EVENT_READABLE, client);
	}
}

static void
pause_listening(struct clients *clients)
{
	wl_event_source_fd_update(clients->source, 0);
	wl_event_source_timer_update(clients->timer, PAUSE_MSEC);
}

static int
handle_listener(int fd, uint32_t mask, void *data)
{
	struct clients *clients = data;
	int client;

	if (!make_room(clients)) {
		pause_listening(clients);
		return 0;
	}
	client = sock_accept(clients->listener);
	if (client >= 0) {
		add_client(clients, client);
	} else if (errno != EAGAIN && errno != ECONNABORTED) {
		pause_listening(clients);
	}
	return 0;
}

void
clients_resume(struct clients *clients)
{
	if (clients->source != NULL) {
		wl_event_source_fd_update(clients->source, WL_EVENT_READABLE);
	}
}

static int
handle_timer(void *data)
{
	clients_resume(data);
	return 0;
}

struct clients *
clients_create(struct agent *agent)
{
	struct clients *clients = xcalloc(1, sizeof(*clients));

	clients->agent = agent;
	clients->listener = -1;
	wl_list_init(&clients->list);
	clients->timer = wl_event_loop_add_timer(
			agent->loop, handle_timer, clients);
	return clients;
}

void
clients_destroy(struct clients *clients)
{
	struct client *client, *next;

	if (clients == NULL) {
		return;
	}
	wl_list_for_each_safe(client, next, &clients->list, link) {
		client_destroy(client);
	}
	if (clients->source != NULL) {
		wl_event_source_remove(clients->source);
		unlink(clients->agent->options->socket_path);
	}
	wl_event_source_remove(clients->timer);
	fd_close(&clients->listener);
	free(clients);
}

int
clients_listen(struct clients *clients, struct err *err)
{
	const struct agent_options *options = clients->agent->options;
	char *folder;

	if (clients->source != NULL) {
		return 0;
	}
	folder = xstrdup(options->socket_path);
	file_make_dirs(dirname(folder), 0755, err); // if it matters, bind fails
	free(folder);
	clients->listener = sock_listen(options->socket_path, SOCK_STREAM,
			options->local ? 0600 : 0777, err);
	if (clients->listener < 0) {
		return -1;
	}
	clients->source = wl_event_loop_add_fd(clients->agent->loop,
			clients->listener, WL_EVENT_READABLE, handle_listener,
			clients);
	return 0;
}

/* Who waits for an answer under this name, or NULL. */
static struct client *
find_waiting(struct clients *clients, const char ident[QREXEC_IDENT_SIZE])
{
	char text[QREXEC_IDENT_SIZE + 1] = {0};
	struct client *client;
	long id;

	memcpy(text, ident, QREXEC_IDENT_SIZE);
	if (strncmp(text, IDENT, strlen(IDENT)) == 0 &&
			str_to_long(text + strlen(IDENT), 1, UINT32_MAX, &id)) {
		wl_list_for_each(client, &clients->list, link) {
			if (client->id == id && client->state == CLIENT_WAITING) {
				return client;
			}
		}
	}
	log_warn("the router answers a request that nobody made");
	return NULL;
}

void
clients_connect(struct clients *clients, const char ident[QREXEC_IDENT_SIZE],
		struct qrexec_params params)
{
	struct client *client = find_waiting(clients, ident);
	uint8_t answer[QREXEC_PARAMS_SIZE];

	if (client == NULL) {
		return;
	}
	client->state = CLIENT_CONNECTED;
	client->params = params;
	bytes_put_u32(bytes_put_u32(answer, params.domain), params.port);
	if (client->fd < 0 ||
			send(client->fd, answer, sizeof(answer), MSG_NOSIGNAL) !=
					sizeof(answer)) {
		handle_gone(client);
	}
}

void
clients_refuse(struct clients *clients, const char ident[QREXEC_IDENT_SIZE])
{
	struct client *client = find_waiting(clients, ident);

	if (client != NULL) {
		client_destroy(client);
	}
}

void
clients_refuse_all(struct clients *clients)
{
	struct client *client, *next;

	wl_list_for_each_safe(client, next, &clients->list, link) {
		if (client->state == CLIENT_WAITING) {
			client_destroy(client);
		}
	}
}
