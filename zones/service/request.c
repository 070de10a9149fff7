// SPDX-License-Identifier: MIT
#include "zones/service/request.h"

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

#define REQUESTS_MAX 64 // of one client

static unsigned int
count_of(const struct service *service, const struct client *client)
{
	struct request *request;
	unsigned int count = 0;

	wl_list_for_each(request, &service->requests, link) {
		count += request->client == client;
	}
	return count;
}

static void
handle_opened(void *user, int fd, int error)
{
	struct request *request = user;
	const struct zone_msg msg = {
			.type = ZONE_OPENED,
			.serial = request->serial,
			.qube = request->qube->info.id,
	};

	request->opening = NULL;
	if (fd < 0) {
		request_answer(request, ZONE_STATUS_FAILED, strerror(error));
		return;
	}
	client_send(request->client, &msg, fd);
	fd_close(&fd);
	request_destroy(request);
}

void
request_open(struct request *request)
{
	const struct vchan_unix_address address = {
			request->qube->info.id, 0, request->port};

	if (!request->qube->opener || request->opening) {
		return; // later, by request_open_all()
	}
	request->opening = vchan_opener_open(request->qube->opener, &address,
			handle_opened, request);
	if (!request->opening) {
		request_answer(request, ZONE_STATUS_LIMIT,
				"too many channels of this qube are waited for");
	}
}

struct request *
request_create(struct service *service, struct client *client,
		struct qube *qube, const struct zone_msg *msg)
{
	struct request *request;

	if (count_of(service, client) >= REQUESTS_MAX) {
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
			.port = msg->type == ZONE_OPEN ? msg->port : 0,
	};
	wl_list_insert(service->requests.prev, &request->link);
	return request;
}

void
request_destroy(struct request *request)
{
	vchan_opener_cancel(request->opening);
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
request_open_all(struct service *service, struct qube *qube)
{
	struct request *request;
	struct request *next;

	wl_list_for_each_safe(request, next, &service->requests, link) {
		if (request->qube == qube && request->type == ZONE_OPEN) {
			request_open(request);
		}
	}
}

void
request_close_all(struct service *service, struct qube *qube)
{
	struct request *request;

	wl_list_for_each(request, &service->requests, link) {
		if (request->qube == qube && request->type == ZONE_OPEN) {
			vchan_opener_cancel(request->opening);
			request->opening = NULL;
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
