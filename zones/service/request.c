// SPDX-License-Identifier: MIT
#include "zones/service/request.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"
#include "common/str.h"
#include "zones/service/client.h"
#include "zones/service/qube.h"
#include "zones/service/service.h"
#include "zones/vchan/vchan_opener.h"
#include "zones/vchan/vchan_server.h"

#define REQUESTS_MAX 4096 // of one client
#define CHANNELS_MAX 1024 // OPENs and LISTENs of one client for one qube

static bool
is_channel(const struct request *request)
{
	return request->type == ZONE_OPEN || request->type == ZONE_LISTEN;
}

void
request_hand_over(struct request *request, int fd)
{
	const struct zone_msg msg = {
			.type = ZONE_OPENED,
			.serial = request->serial,
			.qube = request->qube->info.id,
	};

	vchan_server_destroy(request->listener); // its file goes first
	request->listener = NULL;
	client_send(request->client, &msg, fd);
	fd_close(&fd);
	request_destroy(request);
}

static void
handle_opened(void *user, int fd, int error)
{
	struct request *request = user;

	request->opening = NULL;
	if (fd < 0) {
		request_answer(request, ZONE_STATUS_FAILED, strerror(error));
		return;
	}
	request_hand_over(request, fd);
}

static void
handle_connected(void *user, int fd)
{
	request_hand_over(user, fd);
}

static void
tell_listening(struct request *request)
{
	const struct zone_msg msg = {
			.type = ZONE_REPLY,
			.serial = request->serial,
			.qube = request->qube->info.id,
			.reply = {.status = ZONE_STATUS_OK},
	};

	client_send(request->client, &msg, -1);
}

static void
begin_listen(struct request *request)
{
	const struct vchan_unix_address address = {
			0, request->qube->info.id, request->port};
	struct err err;

	if (request->listener) {
		return;
	}
	request->listener = vchan_server_create(request->service->loop,
			vchan_opener_get_dir(request->qube->opener), &address,
			handle_connected, request, &err);
	if (!request->listener) {
		request_answer(request, ZONE_STATUS_FAILED, err.text);
		return;
	}
	tell_listening(request);
}

static void
begin_open(struct request *request)
{
	const struct vchan_unix_address address = {
			request->qube->info.id, 0, request->port};

	if (request->port == REQUEST_QREXEC_PORT) {
		qube_ask_qrexec(request->qube, request->number);
		return;
	}
	if (request->opening) {
		return;
	}
	request->opening = vchan_opener_open(request->qube->opener, &address,
			handle_opened, request);
	if (!request->opening) {
		request_answer(request, ZONE_STATUS_LIMIT,
				"too many channels of this qube are waited for");
	}
}

void
request_begin(struct request *request)
{
	if (!request->qube->opener) {
		return; // later, by request_begin_all()
	}
	if (request->type == ZONE_LISTEN) {
		begin_listen(request);
	} else {
		begin_open(request);
	}
}

struct request *
request_create(struct service *service, struct client *client,
		struct qube *qube, const struct zone_msg *msg)
{
	bool channel = qube &&
			(msg->type == ZONE_OPEN || msg->type == ZONE_LISTEN);
	struct request *request;

	if (client->nrequests >= REQUESTS_MAX ||
			(channel && qube->nchannels[client->slot] >= CHANNELS_MAX)) {
		return NULL;
	}
	request = xcalloc(1, sizeof(*request));
	*request = (struct request){
			.service = service,
			.client = client,
			.qube = qube,
			.type = msg->type,
			.serial = msg->serial,
			.number = ++service->last_request,
			.port = channel ? msg->port : 0,
	};
	client->nrequests++;
	if (channel) {
		qube->nchannels[client->slot]++;
	}
	wl_list_insert(service->requests.prev, &request->link);
	return request;
}

void
request_destroy(struct request *request)
{
	vchan_opener_cancel(request->opening);
	vchan_server_destroy(request->listener);
	request->client->nrequests--;
	if (request->qube && is_channel(request)) {
		request->qube->nchannels[request->client->slot]--;
	}
	wl_list_remove(&request->link);
	free(request);
}

void
request_answer(struct request *request, enum zone_status status, const char *text)
{
	struct zone_msg msg = {
			.type = ZONE_REPLY,
			.serial = request->serial,
			.qube = request->qube ? request->qube->info.id : 0,
			.reply = {.status = status},
	};

	str_copy(msg.reply.text, sizeof(msg.reply.text), text);
	client_send(request->client, &msg, -1);
	request_destroy(request);
}

struct request *
request_find(struct service *service, uint32_t number)
{
	struct request *request;

	wl_list_for_each(request, &service->requests, link) {
		if (request->number == number) {
			return request;
		}
	}
	return NULL;
}

struct request *
request_find_of(struct service *service, const struct client *client,
		uint32_t serial)
{
	struct request *request;

	wl_list_for_each(request, &service->requests, link) {
		if (request->client == client && request->serial == serial) {
			return request;
		}
	}
	return NULL;
}

void
request_forget_client(struct service *service, const struct client *client)
{
	struct request *request;
	struct request *next;

	wl_list_for_each_safe(request, next, &service->requests, link) {
		if (request->client == client) {
			request_destroy(request);
		}
	}
}

void
request_begin_all(struct service *service, struct qube *qube)
{
	struct request *request;
	struct request *next;

	wl_list_for_each_safe(request, next, &service->requests, link) {
		if (request->qube == qube && is_channel(request)) {
			request_begin(request);
		}
	}
}

void
request_pause_all(struct service *service, struct qube *qube)
{
	struct request *request;

	wl_list_for_each(request, &service->requests, link) {
		if (request->qube == qube && is_channel(request)) {
			vchan_opener_cancel(request->opening);
			vchan_server_destroy(request->listener);
			request->opening = NULL;
			request->listener = NULL;
		}
	}
}

static bool
is_any_alive(const struct service *service)
{
	struct qube *qube;

	wl_list_for_each(qube, &service->qubes, link) {
		if (qube_is_alive(qube)) {
			return true;
		}
	}
	return false;
}

/* The qube does not run (any more). */
static void
settle_ended(struct request *request, const struct qube *qube)
{
	switch (request->type) {
	case ZONE_START:
		request_answer(request, ZONE_STATUS_FAILED,
				qube->info.text[0] ? qube->info.text
						   : "it ended at once");
		return;
	case ZONE_STOP:
		request_answer(request, ZONE_STATUS_OK, "");
		return;
	case ZONE_OPEN:
	case ZONE_LISTEN:
	case ZONE_RUN:
		request_answer(request, ZONE_STATUS_NOT_RUNNING,
				"the qube has stopped");
		return;
	case ZONE_HELLO:
	case ZONE_LIST:
	case ZONE_CANCEL:
	case ZONE_ARENA:
	case ZONE_SEGMENT_SEEN:
	case ZONE_SEGMENT_FREE:
	case ZONE_SET:
	case ZONE_WELCOME:
	case ZONE_REPLY:
	case ZONE_OPENED:
	case ZONE_SEGMENT:
	case ZONE_SEGMENT_GONE:
	case ZONE_QUBE:
	case ZONE_QUBE_GONE:
		return; // never wait
	}
}

void
request_settle(struct service *service, struct qube *qube)
{
	bool any = is_any_alive(service);
	struct request *request;
	struct request *next;

	wl_list_for_each_safe(request, next, &service->requests, link) {
		if (!request->qube) {
			if (!any) {
				request_answer(request, ZONE_STATUS_OK, "");
			}
		} else if (request->qube != qube) {
			continue;
		} else if (!qube_is_alive(qube)) {
			settle_ended(request, qube);
		} else if (request->type == ZONE_START &&
				qube->info.state == ZONE_STATE_RUNNING) {
			request_answer(request, ZONE_STATUS_OK, "");
		}
	}
}
