// SPDX-License-Identifier: MIT
#include "qrexec/router/control.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/packet_conn.h"
#include "common/sock.h"
#include "qrexec/router/audit.h"
#include "qrexec/router/call.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/relay.h"
#include "qrexec/router/router.h"

#define CLIENTS_MAX 16
#define REQUEST_MAX 64
#define LINE_MAX 2048
#define QUEUE_MAX 8192 // lines

struct control {
	struct router *router; // borrowed
	struct wl_event_source *source; // owned
	int listener; // owned
	char *path; // owned
	struct wl_list clients; // list of struct client, client.link
	size_t n_clients;
};

struct client {
	struct wl_list link; // control.clients
	struct control *control; // borrowed
	struct packet_conn *conn; // owned
};

static void
client_destroy(struct client *client)
{
	client->control->n_clients--;
	wl_list_remove(&client->link);
	packet_conn_destroy(client->conn);
	free(client);
}

static void
say(struct client *client, const char *line)
{
	packet_conn_send(client->conn, line, strlen(line), -1);
}

static void
tell_call(struct client *client, const struct call *call)
{
	static const struct relay_counts nothing;
	const struct relay_counts *counts =
			call->relay ? relay_get_counts(call->relay) : &nothing;
	char service[AUDIT_WORD_SIZE], rule[AUDIT_WORD_SIZE];
	char line[LINE_MAX];

	snprintf(line, sizeof(line),
			"call=%" PRIu64
			" state=%s source=%s target=%s service=%s age_msec=%lld sent=%" PRIu64
			" received=%" PRIu64 " rule=%s",
			call->id, call_state_name(call->state),
			call->source->name,
			call->target ? call->target->name : "-",
			audit_word(service, call->service),
			(long long)(loop_now_msec() - call->began_msec),
			counts->to_service, counts->to_caller,
			audit_word(rule, call->verdict.rule));
	say(client, line);
}

static void
list(struct client *client)
{
	struct call *call;

	wl_list_for_each(call, &client->control->router->calls, link) {
		tell_call(client, call);
	}
	say(client, "end");
}

static void
cut(struct client *client, uint64_t id)
{
	struct call *call;

	wl_list_for_each(call, &client->control->router->calls, link) {
		if (call->id == id) {
			call_end(call, "it was cut");
			say(client, "ok");
			return;
		}
	}
	say(client, "none");
}

static void
handle_message(void *user, const uint8_t *data, size_t len, int *fd)
{
	struct client *client = user;
	char text[REQUEST_MAX + 1] = "";
	uint64_t id;
	char end;

	memcpy(text, data, len);
	if (strcmp(text, "list") == 0) {
		list(client);
	} else if (sscanf(text, "cut %" SCNu64 "%c", &id, &end) == 1) {
		cut(client, id);
	} else {
		say(client, "what?");
	}
}

static void
handle_closed(void *user, const char *why)
{
	client_destroy(user);
}

static const struct packet_conn_events conn_events = {
		.message = handle_message,
		.closed = handle_closed,
};

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
	const struct packet_conn_limits limits = {
			.size_max = REQUEST_MAX, .queue_max = QUEUE_MAX};
	struct control *control = data;
	FD_SCOPED int fd = sock_accept(listener);
	struct client *client;

	if (fd < 0 || !is_trusted(fd) || control->n_clients >= CLIENTS_MAX) {
		return 0;
	}
	client = xcalloc(1, sizeof(*client));
	client->control = control;
	client->conn = packet_conn_create(control->router->loop, fd_steal(&fd),
			&limits, &conn_events, client);
	if (!client->conn) {
		free(client);
		return 0;
	}
	wl_list_insert(&control->clients, &client->link);
	control->n_clients++;
	return 0;
}

struct control *
control_create(struct router *router, struct err *err)
{
	struct control *control = xcalloc(1, sizeof(*control));

	control->router = router;
	control->path = xformat("%s/qrexec-control.sock", router->runtime_dir);
	wl_list_init(&control->clients);
	control->listener = sock_listen(control->path, SOCK_SEQPACKET, 0600, err);
	if (control->listener >= 0) {
		control->source = wl_event_loop_add_fd(router->loop,
				control->listener, WL_EVENT_READABLE,
				handle_connection, control);
	}
	if (!control->source) {
		control_destroy(control);
		return NULL;
	}
	return control;
}

void
control_destroy(struct control *control)
{
	struct client *client;
	struct client *next;

	if (!control) {
		return;
	}
	wl_list_for_each_safe(client, next, &control->clients, link) {
		client_destroy(client);
	}
	if (control->source) {
		wl_event_source_remove(control->source);
	}
	if (control->listener >= 0) {
		fd_close(&control->listener);
		unlink(control->path);
	}
	free(control->path);
	free(control);
}
