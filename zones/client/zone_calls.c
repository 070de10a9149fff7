// SPDX-License-Identifier: MIT
#include "zones/client/zone_calls.h"

#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/mem.h"

void
zone_calls_init(struct zone_calls *calls, struct wl_event_loop *loop)
{
	*calls = (struct zone_calls){.loop = loop};
	wl_list_init(&calls->list);
}

void
zone_calls_finish(struct zone_calls *calls)
{
	struct zone_call *call;
	struct zone_call *next;

	wl_list_for_each_safe(call, next, &calls->list, link) {
		zone_call_destroy(call);
	}
}

uint32_t
zone_calls_next_serial(struct zone_calls *calls)
{
	calls->last_serial++;
	calls->last_serial += calls->last_serial == 0;
	return calls->last_serial;
}

struct zone_call *
zone_calls_add(struct zone_calls *calls, enum zone_type type, uint32_t qube)
{
	struct zone_call *call = xcalloc(1, sizeof(*call));

	call->type = type;
	call->serial = zone_calls_next_serial(calls);
	call->qube = qube;
	if (!zone_call_is_channel(call)) {
		call->msg = xcalloc(1, sizeof(*call->msg));
		call->msg->type = type;
		call->msg->serial = call->serial;
		call->msg->qube = qube;
	}
	wl_list_insert(calls->list.prev, &call->link);
	return call;
}

struct zone_call *
zone_calls_find(struct zone_calls *calls, uint32_t serial)
{
	struct zone_call *call;

	wl_list_for_each(call, &calls->list, link) {
		if (call->serial == serial) {
			return call;
		}
	}
	return NULL;
}

struct zone_call *
zone_calls_find_lost(struct zone_calls *calls)
{
	struct zone_call *call;

	wl_list_for_each(call, &calls->list, link) {
		if (call->sent && call->type != ZONE_OPEN &&
				call->type != ZONE_SET) {
			return call;
		}
	}
	return NULL;
}

void
zone_call_get_msg(const struct zone_call *call, struct zone_msg *msg)
{
	if (call->msg) {
		*msg = *call->msg;
		return;
	}
	msg->type = call->type;
	msg->serial = call->serial;
	msg->qube = call->qube;
	msg->port = call->port;
}

bool
zone_call_is_channel(const struct zone_call *call)
{
	return call->type == ZONE_OPEN || call->type == ZONE_LISTEN;
}

void
zone_call_destroy(struct zone_call *call)
{
	if (call->refusal) {
		wl_event_source_remove(call->refusal);
	}
	wl_list_remove(&call->link);
	free(call->msg);
	free(call);
}

void
zone_call_finish(struct zone_call *call, enum zone_status status, int fd,
		const char *text)
{
	zone_client_opened_fn opened = call->opened;
	zone_client_reply_fn replied = call->replied;
	void *user = call->user;

	zone_call_destroy(call);
	if (opened) {
		opened(user, status, fd, text);
	} else if (replied) {
		replied(user, status, text);
	}
}

static void
handle_refusal(void *data)
{
	struct zone_call *call = data;

	call->refusal = NULL; // idle sources end by themselves
	zone_call_finish(call, ZONE_STATUS_INVALID, -1, "not a valid request");
}

void
zone_calls_refuse(struct zone_calls *calls, struct zone_call *call)
{
	call->refusal = wl_event_loop_add_idle(calls->loop, handle_refusal, call);
}
