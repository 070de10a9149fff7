// SPDX-License-Identifier: MIT
#include "zones/service/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/packet_conn.h"
#include "common/sock.h"
#include "common/str.h"
#include "zones/service/qube.h"
#include "zones/service/request.h"
#include "zones/service/service.h"

#define QUEUE_MAX 8192

static void
reply(struct client *client, const struct zone_msg *request,
		enum zone_status status, const char *text)
{
	struct zone_msg msg = {
			.type = ZONE_REPLY,
			.serial = request->serial,
			.qube = request->qube,
			.reply = {.status = status},
	};

	str_copy(msg.reply.text, sizeof(msg.reply.text), text);
	client_send(client, &msg, -1);
}

/* Puts a request in line, or refuses it. */
static struct request *
wait_for(struct client *client, const struct zone_msg *msg, struct qube *qube)
{
	struct request *request =
			request_create(client->service, client, qube, msg);

	if (!request) {
		reply(client, msg, ZONE_STATUS_LIMIT,
				"too many requests of yours wait");
	}
	return request;
}

/* The qube the message names; else it is answered. */
static struct qube *
find_qube(struct client *client, const struct zone_msg *msg, bool alive)
{
	struct qube *qube = service_find_id(client->service, msg->qube);

	if (!qube) {
		reply(client, msg, ZONE_STATUS_NO_QUBE, "there is no such qube");
		return NULL;
	}
	if (alive && !qube_is_alive(qube)) {
		reply(client, msg, ZONE_STATUS_NOT_RUNNING,
				"the qube does not run");
		return NULL;
	}
	return qube;
}

static void
do_list(struct client *client, const struct zone_msg *msg)
{
	struct qube *qube;

	service_reload(client->service);
	client->listing = true;
	wl_list_for_each(qube, &client->service->qubes, link) {
		client_send_qube(client, qube, false);
	}
	reply(client, msg, ZONE_STATUS_OK, "");
}

static void
do_channel(struct client *client, const struct zone_msg *msg)
{
	struct qube *qube = find_qube(client, msg, true);
	struct request *request = qube ? wait_for(client, msg, qube) : NULL;

	if (request) {
		request_begin(request);
	}
}

static void
do_cancel(struct client *client, const struct zone_msg *msg)
{
	struct request *request =
			request_find_of(client->service, client, msg->serial);

	if (request &&
			(request->type == ZONE_OPEN ||
					request->type == ZONE_LISTEN)) {
		request_answer(request, ZONE_STATUS_CANCELLED, "");
	}
}

static void
do_arena(struct client *client, const struct zone_msg *msg)
{
	struct qube *qube = find_qube(client, msg, false);

	if (!qube) {
		return;
	}
	if (!client_wants_arena(client, msg->qube)) {
		if (client->narenas == CLIENT_ARENAS_MAX) {
			reply(client, msg, ZONE_STATUS_LIMIT,
					"too many arenas are yours");
			return;
		}
		client->arenas[client->narenas++] = msg->qube;
	}
	shared_segments_offer(&qube->segments, client, 0);
	reply(client, msg, ZONE_STATUS_OK, "");
}

static void
do_segment(struct client *client, const struct zone_msg *msg)
{
	struct qube *qube = service_find_id(client->service, msg->qube);

	if (!qube) {
		return; // it may just have gone
	}
	if (msg->type == ZONE_SEGMENT_SEEN) {
		shared_segments_seen(
				&qube->segments, client, msg->segment.number);
	} else {
		shared_segments_release(
				&qube->segments, client, msg->segment.number);
	}
}

static void
do_start(struct client *client, const struct zone_msg *msg)
{
	struct service *service = client->service;
	struct qube *qube;
	struct err err;

	service_reload(service);
	qube = service_find_name(service, msg->name);
	if (!qube) {
		reply(client, msg, ZONE_STATUS_NO_QUBE, "there is no such qube");
		return;
	}
	if (qube->info.state == ZONE_STATE_RUNNING) {
		reply(client, msg, ZONE_STATUS_OK, "");
		return;
	}
	if (!qube_is_alive(qube) && qube_start(qube, &err) < 0) {
		reply(client, msg, ZONE_STATUS_FAILED, err.text);
		return;
	}
	wait_for(client, msg, qube);
}

static void
do_stop_all(struct client *client, const struct zone_msg *msg)
{
	struct qube *qube;
	bool any = false;

	wl_list_for_each(qube, &client->service->qubes, link) {
		any |= qube_is_alive(qube);
		qube_stop(qube, msg->how);
	}
	if (any) {
		wait_for(client, msg, NULL);
	} else {
		reply(client, msg, ZONE_STATUS_OK, "");
	}
}

static void
do_stop(struct client *client, const struct zone_msg *msg)
{
	struct qube *qube = find_qube(client, msg, true);

	if (qube && wait_for(client, msg, qube)) {
		qube_stop(qube, msg->how);
	}
}

static void
do_run(struct client *client, const struct zone_msg *msg)
{
	struct qube *qube = find_qube(client, msg, true);
	struct request *request = qube ? wait_for(client, msg, qube) : NULL;

	if (request) {
		qube_run(qube, request->number, msg->command);
	}
}

static void
do_set(struct client *client, const struct zone_msg *msg)
{
	struct err err;

	if (service_set(client->service, msg->set.key, msg->set.value, &err) < 0) {
		reply(client, msg, ZONE_STATUS_INVALID, err.text);
		return;
	}
	reply(client, msg, ZONE_STATUS_OK, "");
}

static void
complain(const struct client *client, const char *what)
{
	log_warn("closing the connection of process %u: %s", client->pid, what);
}

static void
do_hello(struct client *client, const struct zone_msg *msg)
{
	const struct zone_msg welcome = {
			.type = ZONE_WELCOME,
			.serial = msg->serial,
			.version = ZONE_VERSION,
	};
	char text[64];

	if (msg->version != ZONE_VERSION) {
		snprintf(text, sizeof(text),
				"this service speaks version %u, not %u",
				ZONE_VERSION, msg->version);
		reply(client, msg, ZONE_STATUS_INVALID, text);
		return;
	}
	client->greeted = true;
	client_send(client, &welcome, -1);
}

static void
handle_request(struct client *client, const struct zone_msg *msg)
{
	switch (msg->type) {
	case ZONE_HELLO:
		do_hello(client, msg);
		break;
	case ZONE_LIST:
		do_list(client, msg);
		break;
	case ZONE_OPEN:
	case ZONE_LISTEN:
		do_channel(client, msg);
		break;
	case ZONE_CANCEL:
		do_cancel(client, msg);
		break;
	case ZONE_ARENA:
		do_arena(client, msg);
		break;
	case ZONE_SEGMENT_SEEN:
	case ZONE_SEGMENT_FREE:
		do_segment(client, msg);
		break;
	case ZONE_START:
		do_start(client, msg);
		break;
	case ZONE_STOP:
		if (msg->qube == 0) {
			do_stop_all(client, msg);
		} else {
			do_stop(client, msg);
		}
		break;
	case ZONE_RUN:
		do_run(client, msg);
		break;
	case ZONE_SET:
		do_set(client, msg);
		break;
	case ZONE_WELCOME:
	case ZONE_REPLY:
	case ZONE_OPENED:
	case ZONE_SEGMENT:
	case ZONE_SEGMENT_GONE:
	case ZONE_QUBE:
	case ZONE_QUBE_GONE:
		break; // refused before
	}
}

static void
handle_message(void *user, const uint8_t *data, size_t len, int *fd)
{
	struct client *client = user;
	struct zone_msg msg;
	struct err err = {.text = "a message that is not for us"};

	if (zone_msg_parse(data, len, &msg, &err) < 0 ||
			!zone_msg_is_request(msg.type)) {
		complain(client, err.text);
		client_destroy(client);
		return;
	}
	if (client->greeted == (msg.type == ZONE_HELLO)) {
		complain(client, "HELLO must come first, and once");
		client_destroy(client);
		return;
	}
	handle_request(client, &msg);
}

static void
handle_closed(void *user, const char *why)
{
	struct client *client = user;

	if (why[0] != '\0') {
		complain(client, why);
	}
	client_destroy(client);
}

static const struct packet_conn_events conn_events = {
		.message = handle_message,
		.closed = handle_closed,
};

static uint32_t
free_slot(const struct service *service)
{
	bool taken[CLIENTS_MAX] = {false};
	struct client *client;
	uint32_t slot = 0;

	wl_list_for_each(client, &service->clients, link) {
		taken[client->slot] = true;
	}
	while (slot < CLIENTS_MAX && taken[slot]) {
		slot++;
	}
	return slot;
}

static bool
is_welcome(struct service *service, int fd, pid_t *pid)
{
	uid_t uid;

	if (!sock_get_peer(fd, &uid, pid)) {
		return false;
	}
	if (uid != getuid() && uid != 0) {
		log_warn("refusing a connection of user %u", (unsigned)uid);
		return false;
	}
	if (free_slot(service) == CLIENTS_MAX) {
		log_warn("refusing a connection: there are %d", CLIENTS_MAX);
		return false;
	}
	return true;
}

void
client_accept(struct service *service, int fd)
{
	const struct packet_conn_limits limits = {
			.size_max = ZONE_MSG_SIZE_MAX,
			.queue_max = QUEUE_MAX,
	};
	struct client *client;
	pid_t pid = 0;

	if (!is_welcome(service, fd, &pid)) {
		fd_close(&fd);
		return;
	}
	client = xcalloc(1, sizeof(*client));
	client->service = service;
	client->slot = free_slot(service);
	client->pid = (uint32_t)pid;
	client->conn = packet_conn_create(
			service->loop, fd, &limits, &conn_events, client);
	if (!client->conn) {
		log_warn_errno("cannot serve a client");
		free(client);
		return;
	}
	wl_list_insert(service->clients.prev, &client->link);
}

void
client_destroy(struct client *client)
{
	struct service *service = client->service;
	struct qube *qube;

	request_forget_client(service, client);
	wl_list_for_each(qube, &service->qubes, link) {
		shared_segments_forget(&qube->segments, client);
	}
	packet_conn_destroy(client->conn);
	wl_list_remove(&client->link);
	free(client);
}

void
client_send(struct client *client, const struct zone_msg *msg, int fd)
{
	uint8_t wire[ZONE_MSG_SIZE_MAX];
	size_t len = zone_msg_encode(msg, wire);

	packet_conn_send(client->conn, wire, len, fd);
}

void
client_send_qube(struct client *client, const struct qube *qube, bool gone)
{
	struct zone_msg msg = {
			.type = gone ? ZONE_QUBE_GONE : ZONE_QUBE,
			.qube = qube->info.id,
	};

	if (!gone) {
		msg.info = qube->info;
	}
	if (client->listing) {
		client_send(client, &msg, -1);
	}
}

bool
client_wants_arena(const struct client *client, uint32_t qube)
{
	for (size_t i = 0; i < client->narenas; i++) {
		if (client->arenas[i] == qube) {
			return true;
		}
	}
	return false;
}
