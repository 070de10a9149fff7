// SPDX-License-Identifier: MIT
#include "zones/client/zone_client.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/packet_conn.h"
#include "common/sock.h"
#include "common/str.h"
#include "zones/client/zone_calls.h"
#include "zones/client/zone_segments.h"
#include "zones/client/zone_settings.h"

#define QUEUE_MAX 8192
#define FIRST_DELAY_MSEC 50
#define LAST_DELAY_MSEC 2000

struct known_qube {
	struct wl_list link; // zone_client.qubes
	struct zone_qube info;
	bool listed; // by the service we are connected to
};

struct zone_client {
	struct wl_event_loop *loop; // borrowed
	struct wl_event_source *timer; // owned
	char *path; // owned
	const struct zone_client_events *events; // borrowed
	void *user;
	struct packet_conn *conn; // owned; NULL while not connected
	bool greeted; // the service has answered
	int delay_msec; // before the next attempt
	uint32_t list_serial;
	struct zone_calls calls;
	struct wl_list qubes; // list of struct known_qube, link
	struct zone_settings settings;
	struct zone_segments segments;
};

static void
send_msg(struct zone_client *client, const struct zone_msg *msg)
{
	uint8_t wire[ZONE_MSG_SIZE_MAX];

	if (client->conn) {
		packet_conn_send(client->conn, wire, zone_msg_encode(msg, wire),
				-1);
	}
}

static void
send_call(struct zone_client *client, struct zone_call *call)
{
	struct zone_msg msg;

	if (client->greeted) {
		call->sent = true;
		zone_call_get_msg(call, &msg);
		send_msg(client, &msg);
	}
}

static void
ask_arena(void *user, uint32_t qube)
{
	struct zone_client *client = user;
	const struct zone_msg msg = {
			.type = ZONE_ARENA,
			.serial = zone_calls_next_serial(&client->calls),
			.qube = qube,
	};

	if (client->greeted) {
		send_msg(client, &msg);
	}
}

static void
handle_added(void *user, uint32_t qube, uint32_t segment, uint32_t pages, int fd)
{
	struct zone_client *client = user;

	if (client->events->segment) {
		client->events->segment(client->user, qube, segment, pages, fd);
	} else {
		fd_close(&fd);
	}
}

static void
handle_gone(void *user, uint32_t qube, uint32_t segment)
{
	struct zone_client *client = user;

	if (client->events->segment_gone) {
		client->events->segment_gone(client->user, qube, segment);
	}
}

static void
send_segment(struct zone_client *client, enum zone_type type, uint32_t qube,
		uint32_t segment)
{
	const struct zone_msg msg = {
			.type = type,
			.qube = qube,
			.segment = {.number = segment},
	};

	send_msg(client, &msg);
}

static void
handle_seen(void *user, uint32_t qube, uint32_t segment)
{
	send_segment(user, ZONE_SEGMENT_SEEN, qube, segment);
}

static void
handle_freed(void *user, uint32_t qube, uint32_t segment)
{
	send_segment(user, ZONE_SEGMENT_FREE, qube, segment);
}

static const struct zone_segments_events segment_events = {
		.added = handle_added,
		.gone = handle_gone,
		.seen = handle_seen,
		.freed = handle_freed,
};

static struct known_qube *
find_qube(struct zone_client *client, uint32_t id)
{
	struct known_qube *qube;

	wl_list_for_each(qube, &client->qubes, link) {
		if (qube->info.id == id) {
			return qube;
		}
	}
	return NULL;
}

static void
take_qube(struct zone_client *client, const struct zone_qube *info)
{
	struct known_qube *qube = find_qube(client, info->id);
	bool is_new = !qube;

	if (is_new) {
		qube = xcalloc(1, sizeof(*qube));
		wl_list_insert(client->qubes.prev, &qube->link);
		if (zone_segments_is_watched(&client->segments, info->id)) {
			ask_arena(client, info->id);
		}
	}
	qube->listed = true;
	if (!is_new && zone_qube_is_equal(&qube->info, info)) {
		return;
	}
	qube->info = *info;
	if (client->events->qube) {
		client->events->qube(client->user, info);
	}
}

static void
drop_qube(struct zone_client *client, struct known_qube *qube)
{
	uint32_t id = qube->info.id;

	wl_list_remove(&qube->link);
	free(qube);
	if (client->events->qube_gone) {
		client->events->qube_gone(client->user, id);
	}
}

static struct known_qube *
find_unlisted(struct zone_client *client)
{
	struct known_qube *qube;

	wl_list_for_each(qube, &client->qubes, link) {
		if (!qube->listed) {
			return qube;
		}
	}
	return NULL;
}

static void
take_reply(struct zone_client *client, const struct zone_msg *msg)
{
	struct zone_call *call = zone_calls_find(&client->calls, msg->serial);
	struct known_qube *qube;

	if (call && call->type == ZONE_LISTEN &&
			msg->reply.status == ZONE_STATUS_OK) {
		if (call->listening) {
			call->listening(call->user);
		}
	} else if (call) {
		if (call->type == ZONE_SET &&
				msg->reply.status != ZONE_STATUS_OK) {
			zone_settings_forget(&client->settings,
					call->msg->set.key, call->msg->set.value);
		}
		zone_call_finish(call, msg->reply.status, -1, msg->reply.text);
	} else if (msg->serial == client->list_serial) {
		while ((qube = find_unlisted(client))) {
			drop_qube(client, qube);
		}
	} else if (msg->qube != 0) {
		zone_segments_complete(&client->segments, msg->qube);
	}
}

static void
take_opened(struct zone_client *client, const struct zone_msg *msg, int *fd)
{
	struct zone_call *call = zone_calls_find(&client->calls, msg->serial);

	if (call && zone_call_is_channel(call)) {
		zone_call_finish(call, ZONE_STATUS_OK, fd_steal(fd), "");
	}
}

static void
send_setting(void *user, const char *key, const char *value)
{
	struct zone_client *client = user;
	struct zone_msg msg = {
			.type = ZONE_SET,
			.serial = zone_calls_next_serial(&client->calls),
	};

	str_copy(msg.set.key, sizeof(msg.set.key), key);
	str_copy(msg.set.value, sizeof(msg.set.value), value);
	send_msg(client, &msg);
}

/* The service answers: everything that was asked of an earlier one, or before
 * there was one, is asked now. */
static void
take_welcome(struct zone_client *client)
{
	const struct zone_msg list = {
			.type = ZONE_LIST,
			.serial = client->list_serial =
					zone_calls_next_serial(&client->calls),
	};
	struct zone_call *call;

	client->greeted = true;
	client->delay_msec = FIRST_DELAY_MSEC;
	send_msg(client, &list);
	zone_segments_each(&client->segments, ask_arena, client);
	zone_settings_each(&client->settings, send_setting, client);
	wl_list_for_each(call, &client->calls.list, link) {
		if (!call->refusal) {
			send_call(client, call);
		}
	}
	if (client->events->connected) {
		client->events->connected(client->user);
	}
}

static void
reconnect_later(struct zone_client *client)
{
	wl_event_source_timer_update(client->timer, client->delay_msec);
	client->delay_msec *= 2;
	if (client->delay_msec > LAST_DELAY_MSEC) {
		client->delay_msec = LAST_DELAY_MSEC;
	}
}

static void
disconnect(struct zone_client *client)
{
	bool was_greeted = client->greeted;
	struct known_qube *qube;
	struct zone_call *call;

	packet_conn_destroy(client->conn);
	client->conn = NULL;
	client->greeted = false;
	zone_segments_lost(&client->segments);
	wl_list_for_each(qube, &client->qubes, link) {
		qube->listed = false;
	}
	reconnect_later(client);
	while ((call = zone_calls_find_lost(&client->calls))) {
		zone_call_finish(call, ZONE_STATUS_LOST, -1,
				"the zone service went away");
	}
	if (was_greeted && client->events->disconnected) {
		client->events->disconnected(client->user);
	}
}

static void
handle_msg(struct zone_client *client, const struct zone_msg *msg, int *fd)
{
	struct known_qube *qube;

	switch (msg->type) {
	case ZONE_WELCOME:
		take_welcome(client);
		break;
	case ZONE_REPLY:
		take_reply(client, msg);
		break;
	case ZONE_OPENED:
		take_opened(client, msg, fd);
		break;
	case ZONE_SEGMENT:
		zone_segments_offered(&client->segments, msg->qube,
				msg->segment.number, msg->segment.pages,
				fd_steal(fd));
		break;
	case ZONE_SEGMENT_GONE:
		zone_segments_retracted(&client->segments, msg->qube,
				msg->segment.number);
		break;
	case ZONE_QUBE:
		take_qube(client, &msg->info);
		break;
	case ZONE_QUBE_GONE:
		qube = find_qube(client, msg->qube);
		if (qube) {
			drop_qube(client, qube);
		}
		break;
	case ZONE_HELLO:
	case ZONE_LIST:
	case ZONE_OPEN:
	case ZONE_CANCEL:
	case ZONE_ARENA:
	case ZONE_SEGMENT_SEEN:
	case ZONE_SEGMENT_FREE:
	case ZONE_START:
	case ZONE_STOP:
	case ZONE_RUN:
	case ZONE_SET:
	case ZONE_LISTEN:
		log_warn("the zone service sends requests");
		break;
	}
}

static void
handle_message(void *user, const uint8_t *data, size_t len, int *fd)
{
	struct zone_client *client = user;
	struct zone_msg msg;
	struct err err = {.text = "a descriptor is missing, or one too many"};

	if (zone_msg_parse(data, len, &msg, &err) < 0 ||
			zone_msg_has_fd(msg.type) != (*fd >= 0)) {
		log_warn("leaving the zone service: %s", err.text);
		disconnect(client);
		return;
	}
	handle_msg(client, &msg, fd);
}

static void
handle_closed(void *user, const char *why)
{
	disconnect(user);
}

static const struct packet_conn_events conn_events = {
		.message = handle_message,
		.closed = handle_closed,
};

static int
handle_timer(void *data)
{
	const struct packet_conn_limits limits = {
			.size_max = ZONE_MSG_SIZE_MAX,
			.queue_max = QUEUE_MAX,
	};
	struct zone_client *client = data;
	const struct zone_msg hello = {
			.type = ZONE_HELLO,
			.serial = zone_calls_next_serial(&client->calls),
			.version = ZONE_VERSION,
	};
	int fd = sock_connect(client->path, SOCK_SEQPACKET);

	if (fd >= 0) {
		client->conn = packet_conn_create(client->loop, fd, &limits,
				&conn_events, client);
	}
	if (!client->conn) {
		reconnect_later(client);
		return 0;
	}
	send_msg(client, &hello);
	return 0;
}

struct zone_client *
zone_client_create(struct wl_event_loop *loop, const char *path,
		const struct zone_client_events *events, void *user)
{
	struct zone_client *client = xcalloc(1, sizeof(*client));

	*client = (struct zone_client){
			.loop = loop,
			.path = xstrdup(path),
			.events = events,
			.user = user,
			.delay_msec = FIRST_DELAY_MSEC,
	};
	zone_calls_init(&client->calls, loop);
	wl_list_init(&client->qubes);
	zone_settings_init(&client->settings);
	zone_segments_init(&client->segments, &segment_events, client);
	client->timer = wl_event_loop_add_timer(loop, handle_timer, client);
	wl_event_source_timer_update(client->timer, 1);
	return client;
}

void
zone_client_destroy(struct zone_client *client)
{
	struct known_qube *qube;
	struct known_qube *next;

	if (!client) {
		return;
	}
	zone_calls_finish(&client->calls);
	wl_list_for_each_safe(qube, next, &client->qubes, link) {
		wl_list_remove(&qube->link);
		free(qube);
	}
	zone_settings_finish(&client->settings);
	zone_segments_finish(&client->segments);
	packet_conn_destroy(client->conn);
	wl_event_source_remove(client->timer);
	free(client->path);
	free(client);
}

void
zone_client_watch_arena(struct zone_client *client, uint32_t qube)
{
	if (zone_segments_watch(&client->segments, qube)) {
		ask_arena(client, qube);
	}
}

void
zone_client_unwatch_arena(struct zone_client *client, uint32_t qube)
{
	zone_segments_unwatch(&client->segments, qube);
}

void
zone_client_free_segment(
		struct zone_client *client, uint32_t qube, uint32_t segment)
{
	zone_segments_freed(&client->segments, qube, segment);
}

uint32_t
zone_client_open(struct zone_client *client, uint32_t qube, uint32_t port,
		zone_client_opened_fn fn, void *user)
{
	struct zone_call *call = zone_calls_add(&client->calls, ZONE_OPEN, qube);

	assert(fn && qube > 0 && qube <= ZONE_QUBE_ID_MAX);
	call->port = port;
	call->opened = fn;
	call->user = user;
	send_call(client, call);
	return call->serial;
}

uint32_t
zone_client_listen(struct zone_client *client, uint32_t qube, uint32_t port,
		zone_client_listening_fn listening,
		zone_client_opened_fn opened, void *user)
{
	struct zone_call *call =
			zone_calls_add(&client->calls, ZONE_LISTEN, qube);

	assert(opened && qube > 0 && qube <= ZONE_QUBE_ID_MAX);
	call->port = port;
	call->listening = listening;
	call->opened = opened;
	call->user = user;
	send_call(client, call);
	return call->serial;
}

void
zone_client_cancel(struct zone_client *client, uint32_t number)
{
	struct zone_call *call = zone_calls_find(&client->calls, number);
	const struct zone_msg msg = {.type = ZONE_CANCEL, .serial = number};

	if (!call || !zone_call_is_channel(call)) {
		return;
	}
	if (call->sent) {
		send_msg(client, &msg);
	}
	zone_call_destroy(call);
}

void
zone_client_start(struct zone_client *client, const char *name,
		zone_client_reply_fn fn, void *user)
{
	struct zone_call *call = zone_calls_add(&client->calls, ZONE_START, 0);

	call->replied = fn;
	call->user = user;
	str_copy(call->msg->name, sizeof(call->msg->name), name);
	if (str_is_qube_name(name)) {
		send_call(client, call);
	} else {
		zone_calls_refuse(&client->calls, call);
	}
}

void
zone_client_stop(struct zone_client *client, uint32_t qube, enum zone_stop how,
		zone_client_reply_fn fn, void *user)
{
	struct zone_call *call = zone_calls_add(&client->calls, ZONE_STOP, qube);

	call->replied = fn;
	call->user = user;
	call->msg->how = how;
	send_call(client, call);
}

void
zone_client_run(struct zone_client *client, uint32_t qube, const char *command,
		zone_client_reply_fn fn, void *user)
{
	struct zone_call *call = zone_calls_add(&client->calls, ZONE_RUN, qube);

	call->replied = fn;
	call->user = user;
	if (command[0] != '\0' &&
			str_copy(call->msg->command, sizeof(call->msg->command),
					command)) {
		send_call(client, call);
	} else {
		zone_calls_refuse(&client->calls, call);
	}
}

void
zone_client_set(struct zone_client *client, const char *key, const char *value,
		zone_client_reply_fn fn, void *user)
{
	struct zone_call *call = zone_calls_add(&client->calls, ZONE_SET, 0);

	call->replied = fn;
	call->user = user;
	if (!str_copy(call->msg->set.key, sizeof(call->msg->set.key), key) ||
			!str_copy(call->msg->set.value,
					sizeof(call->msg->set.value), value)) {
		zone_calls_refuse(&client->calls, call);
		return;
	}
	zone_settings_keep(&client->settings, key, value);
	send_call(client, call);
}
