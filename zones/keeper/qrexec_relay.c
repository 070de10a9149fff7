// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // F_DUPFD_CLOEXEC
#include "zones/keeper/qrexec_relay.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <wayland-server-core.h>

#include "common/bytes.h"
#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "zones/keeper/call_ends.h"
#include "zones/keeper/ident_list.h"
#include "zones/keeper/relay_end.h"
#include "zones/vchan/dir_watch.h"
#include "zones/vchan/vchan_opener.h"

#define QUEUE_MAX (256u << 10)
/* Above this nothing is read that could go into the queue; what was read
 * already, and refusals, still fit. */
#define QUEUE_FULL (128u << 10)
#define AGAIN_MSEC 20 // before an agent is looked for again

struct qrexec_relay {
	struct wl_event_loop *loop; // borrowed
	int dirfd; // owned
	uint32_t id;
	char *name; // owned
	const struct qrexec_relay_events *events; // borrowed
	void *user;
	struct log_limit log;

	/* while there is no agent */
	struct wl_event_source *timer; // owned
	struct dir_watch *watch; // owned, may be NULL
	struct vchan_opener *opener; // owned, may be NULL

	struct relay_end *agent; // owned, may be NULL
	uint32_t version; // the agent's, 0 before its HELLO
	struct message_queue to_agent;
	struct relay_end *router; // owned, may be NULL
	struct message_queue to_router;
	size_t waiting; // calls in to_router
	struct ident_list unanswered; // calls the router has
	struct call_ends *calls; // owned: what the agent was told
	uint32_t asked; // serial of who waits for a stream, 0: nobody
};

static bool
is_trigger(uint32_t type)
{
	return type == QREXEC_TRIGGER_SERVICE ||
			type == QREXEC_TRIGGER_SERVICE3 ||
			type == QREXEC_TRIGGER_SERVICE4;
}

/* Whom to hear, now that something has changed. */
static void
set_reading(struct qrexec_relay *relay)
{
	size_t calls = relay->waiting + relay->unanswered.count;

	if (relay->agent) {
		relay_end_set_reading(relay->agent,
				relay->to_router.buf.len <= QUEUE_FULL &&
						relay->to_agent.buf.len <=
								QUEUE_FULL &&
						calls < QREXEC_RELAY_CALLS_MAX);
	}
	if (relay->router) {
		relay_end_set_reading(relay->router,
				relay->to_agent.buf.len <= QUEUE_FULL);
	}
}

static void
handle_drained(void *user)
{
	set_reading(user);
}

static void
flush(struct qrexec_relay *relay)
{
	if (relay->agent) {
		relay_end_flush(relay->agent);
	}
	if (relay->router) {
		relay_end_flush(relay->router);
	}
	set_reading(relay);
}

static void
add_hello(struct message_queue *queue, uint32_t version)
{
	const struct qrexec_header header = {QREXEC_HELLO, 4};
	uint8_t body[4];

	bytes_put_u32(body, version);
	message_queue_add(queue, header, body);
}

/* An agent takes an empty name for that of some descriptor. */
static void
refuse_unanswered(struct qrexec_relay *relay)
{
	const struct qrexec_header header = {
			QREXEC_SERVICE_REFUSED, QREXEC_IDENT_SIZE};

	for (size_t i = 0; i < relay->unanswered.count; i++) {
		const char *ident = relay->unanswered.idents[i].bytes;

		if (ident[0] != '\0') {
			message_queue_add(&relay->to_agent, header,
					(const uint8_t *)ident);
		}
	}
	if (relay->unanswered.count > 0) {
		log_info("%s: the router of calls has gone, %zu calls refused",
				relay->name, relay->unanswered.count);
	}
	ident_list_clear(&relay->unanswered);
}

/* The agent, if there is one, goes on without a router. */
static void
drop_router(struct qrexec_relay *relay)
{
	relay_end_destroy(relay->router);
	relay->router = NULL;
	message_queue_rewind(&relay->to_router);
	refuse_unanswered(relay);
	call_ends_abandon(relay->calls);
}

static void
drop_agent(struct qrexec_relay *relay, const char *why)
{
	if (why[0] != '\0' && log_limit_allow(&relay->log, loop_now_msec())) {
		log_info("%s: leaving its qrexec agent: %s", relay->name, why);
	}
	relay_end_destroy(relay->agent);
	relay->agent = NULL;
	relay->version = 0;
	relay_end_destroy(relay->router);
	relay->router = NULL;
	message_queue_clear(&relay->to_agent);
	message_queue_clear(&relay->to_router);
	relay->waiting = 0;
	ident_list_clear(&relay->unanswered);
	call_ends_clear(relay->calls);
	wl_event_source_timer_update(relay->timer, AGAIN_MSEC);
}

static bool
handle_router_message(void *user, struct qrexec_header header, const uint8_t *body)
{
	struct qrexec_relay *relay = user;
	struct qrexec_msg msg;

	if (header.type == QREXEC_HELLO) {
		return true;
	}
	if (qrexec_msg_parse(header, body, &msg, NULL) == 0) {
		call_ends_told(relay->calls, &msg);
		if (msg.type == QREXEC_SERVICE_CONNECT) {
			ident_list_remove(&relay->unanswered, msg.connect.ident);
		} else if (msg.type == QREXEC_SERVICE_REFUSED) {
			ident_list_remove(&relay->unanswered, msg.ident);
		}
	}
	if (!message_queue_add(&relay->to_agent, header, body)) {
		drop_agent(relay, "it does not read");
		return false;
	}
	flush(relay);
	return true;
}

static void
handle_router_sent(void *user, struct qrexec_header header, const uint8_t *body)
{
	struct qrexec_relay *relay = user;
	struct qrexec_msg msg;

	if (!is_trigger(header.type)) {
		return;
	}
	relay->waiting--;
	if (qrexec_msg_parse(header, body, &msg, NULL) == 0) {
		ident_list_add(&relay->unanswered, msg.trigger.ident);
	}
}

static void
handle_router_closed(void *user, const char *why)
{
	struct qrexec_relay *relay = user;

	if (why[0] != '\0') {
		log_warn("%s: leaving the router of calls: %s", relay->name, why);
	}
	drop_router(relay);
	flush(relay);
}

static const struct relay_end_events router_events = {
		.message = handle_router_message,
		.sent = handle_router_sent,
		.drained = handle_drained,
		.closed = handle_router_closed,
};

/* The HELLO comes before all that waits. */
static bool
greet_router(struct qrexec_relay *relay, int fd)
{
	uint8_t hello[QREXEC_HELLO_SIZE];

	bytes_put_u32(qrexec_header_encode(hello, QREXEC_HELLO, 4),
			relay->version);
	return send(fd, hello, sizeof(hello), MSG_NOSIGNAL | MSG_DONTWAIT) ==
			(ssize_t)sizeof(hello);
}

static void
attach_router(struct qrexec_relay *relay)
{
	uint32_t serial = relay->asked;
	int fds[2];

	relay->asked = 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
			    fds) < 0) {
		log_warn_errno("%s: no stream for a router", relay->name);
		relay->events->refused(
				relay->user, serial, "no sockets are left");
		return;
	}
	drop_router(relay);
	if (greet_router(relay, fds[0])) {
		relay->router = relay_end_create(relay->loop, fds[0],
				QREXEC_LINK_FROM_ROUTER, &relay->to_router,
				&router_events, relay);
	} else {
		fd_close(&fds[0]);
	}
	relay->events->stream(relay->user, serial, fds[1]);
	flush(relay);
}

/* False if the agent is gone. */
static bool
take_hello(struct qrexec_relay *relay, const uint8_t *body)
{
	uint32_t theirs = bytes_get_u32(body);
	uint32_t agreed = qrexec_version_agree(theirs);

	if (agreed == 0) {
		drop_agent(relay, "its version is too old");
		return false;
	}
	relay->version = theirs;
	add_hello(&relay->to_agent, agreed);
	if (relay->asked != 0) {
		attach_router(relay);
	}
	flush(relay);
	return true;
}

/* True if an agent of this version may say that now. */
static bool
is_in_order(uint32_t version, uint32_t type)
{
	uint32_t agreed = qrexec_version_agree(version);

	switch (type) {
	case QREXEC_HELLO:
		return version == 0;
	case QREXEC_TRIGGER_SERVICE:
		return agreed == 2;
	case QREXEC_TRIGGER_SERVICE3:
		return agreed >= 3;
	case QREXEC_TRIGGER_SERVICE4:
		return agreed >= 4;
	default:
		return version != 0;
	}
}

static bool
handle_agent_message(void *user, struct qrexec_header header, const uint8_t *body)
{
	struct qrexec_relay *relay = user;
	struct qrexec_msg msg;

	if (!is_in_order(relay->version, header.type)) {
		drop_agent(relay, "a message out of order");
		return false;
	}
	if (header.type == QREXEC_HELLO) {
		return take_hello(relay, body);
	}
	if (!message_queue_add(&relay->to_router, header, body)) {
		drop_agent(relay, "no memory for a message");
		return false;
	}
	relay->waiting += is_trigger(header.type);
	if (header.type == QREXEC_CONNECTION_TERMINATED &&
			qrexec_msg_parse(header, body, &msg, NULL) == 0) {
		call_ends_ended(relay->calls, msg.params.port);
	}
	flush(relay);
	return true;
}

static void
handle_agent_closed(void *user, const char *why)
{
	drop_agent(user, why);
}

static const struct relay_end_events agent_events = {
		.message = handle_agent_message,
		.drained = handle_drained,
		.closed = handle_agent_closed,
};

static void
stop_looking(struct qrexec_relay *relay)
{
	vchan_opener_destroy(relay->opener);
	relay->opener = NULL;
	dir_watch_destroy(relay->watch);
	relay->watch = NULL;
}

static void
handle_opened(void *user, int fd, int error)
{
	struct qrexec_relay *relay = user;

	if (fd >= 0) {
		relay->agent = relay_end_create(relay->loop, fd,
				QREXEC_LINK_FROM_AGENT, &relay->to_agent,
				&agent_events, relay);
	}
	/* The opener cannot be destroyed in here. */
	wl_event_source_timer_update(relay->timer, relay->agent ? 1 : AGAIN_MSEC);
}

static void
look_for_agent(struct qrexec_relay *relay)
{
	const struct vchan_unix_address address = {
			relay->id, 0, QREXEC_CONTROL_PORT};
	int dirfd = fcntl(relay->dirfd, F_DUPFD_CLOEXEC, 0);

	if (dirfd < 0) {
		wl_event_source_timer_update(relay->timer, AGAIN_MSEC);
		return;
	}
	relay->watch = dir_watch_create(relay->loop);
	relay->opener = vchan_opener_create(relay->loop, relay->watch, dirfd);
	vchan_opener_open(relay->opener, &address, handle_opened, relay);
}

/* After an agent was found or lost. */
static int
handle_timer(void *data)
{
	struct qrexec_relay *relay = data;

	stop_looking(relay);
	if (!relay->agent) {
		look_for_agent(relay);
	}
	return 0;
}

struct qrexec_relay *
qrexec_relay_create(struct wl_event_loop *loop, int dirfd, uint32_t id,
		const char *name, const struct qrexec_relay_events *events,
		void *user)
{
	struct qrexec_relay *relay = xcalloc(1, sizeof(*relay));

	*relay = (struct qrexec_relay){
			.loop = loop,
			.dirfd = fcntl(dirfd, F_DUPFD_CLOEXEC, 0),
			.id = id,
			.name = xstrdup(name),
			.events = events,
			.user = user,
	};
	message_queue_init(&relay->to_agent, QUEUE_MAX);
	message_queue_init(&relay->to_router, QUEUE_MAX);
	relay->calls = call_ends_create(loop, relay->dirfd, id);
	relay->timer = wl_event_loop_add_timer(loop, handle_timer, relay);
	if (relay->dirfd < 0 || !relay->timer) {
		qrexec_relay_destroy(relay);
		return NULL;
	}
	look_for_agent(relay);
	return relay;
}

void
qrexec_relay_destroy(struct qrexec_relay *relay)
{
	if (!relay) {
		return;
	}
	stop_looking(relay);
	if (relay->timer) {
		wl_event_source_remove(relay->timer);
	}
	relay_end_destroy(relay->agent);
	relay_end_destroy(relay->router);
	message_queue_finish(&relay->to_agent);
	message_queue_finish(&relay->to_router);
	ident_list_clear(&relay->unanswered);
	call_ends_destroy(relay->calls);
	fd_close(&relay->dirfd);
	free(relay->name);
	free(relay);
}

void
qrexec_relay_ask(struct qrexec_relay *relay, uint32_t serial)
{
	if (relay->asked == serial) {
		return;
	}
	if (relay->asked != 0) {
		relay->events->refused(relay->user, relay->asked,
				"somebody else asked for it");
	}
	relay->asked = serial;
	if (relay->version != 0) {
		attach_router(relay);
	}
}

void
qrexec_relay_forget(struct qrexec_relay *relay)
{
	relay->asked = 0;
}
