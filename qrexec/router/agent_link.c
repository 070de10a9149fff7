// SPDX-License-Identifier: MIT
#include "qrexec/router/agent_link.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <wayland-server-core.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/qrexec/qrexec_stream.h"

#define READ_SIZE 8192 // a turn: some fifty calls
#define QUEUE_SIZE (256u << 10)

struct agent_link {
	struct wl_event_loop *loop; // borrowed
	int fd; // owned
	struct wl_event_source *source; // owned
	struct wl_event_source *closing; // idle source; may be NULL
	const struct agent_link_events *events; // borrowed
	void *user;
	struct qrexec_stream stream;
	struct buf queue; // to be sent
	uint32_t version; // agreed; 0 before the greeting
	bool failed; // it is to be closed
	char why[128]; // set then
	bool *gone; // tells a running handler of our end; may be NULL
};

static void
handle_closing(void *data)
{
	struct agent_link *link = data;

	link->closing = NULL; // idle sources end by themselves
	link->events->closed(link->user, link->why);
}

static void
fail(struct agent_link *link, const char *why)
{
	if (link->failed) {
		return;
	}
	link->failed = true;
	str_copy(link->why, sizeof(link->why), why);
	wl_event_source_remove(link->source);
	link->source = NULL;
	link->closing = wl_event_loop_add_idle(link->loop, handle_closing, link);
}

static void
flush(struct agent_link *link)
{
	while (link->queue.len > 0) {
		ssize_t sent = send(link->fd, buf_peek(&link->queue),
				link->queue.len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && errno == EINTR) {
			continue;
		}
		if (sent < 0 && errno == EAGAIN) {
			break;
		}
		if (sent < 0) {
			fail(link, "");
			return;
		}
		buf_consume(&link->queue, (size_t)sent);
	}
	if (link->queue.len == 0) {
		buf_finish(&link->queue);
	}
	wl_event_source_fd_update(link->source,
			WL_EVENT_READABLE |
					(link->queue.len > 0 ? WL_EVENT_WRITABLE
							     : 0));
}

bool
agent_link_send(struct agent_link *link, const struct qrexec_msg *msg)
{
	size_t size = qrexec_msg_size(msg);
	bool was_empty = link->queue.len == 0;
	uint8_t *room;

	if (size > QREXEC_HEADER_SIZE + AGENT_LINK_BODY_MAX) {
		return false;
	}
	if (link->failed) {
		return true; // closed() tells
	}
	room = buf_reserve(&link->queue, size);
	if (!room) {
		fail(link, "it does not read");
		return true;
	}
	qrexec_msg_encode(msg, room);
	buf_commit(&link->queue, size);
	if (was_empty) {
		flush(link);
	}
	return true;
}

static void
greet(struct agent_link *link, uint32_t theirs)
{
	link->version = qrexec_version_agree(theirs);
	if (link->version == 0) {
		fail(link, "its version is too old");
		return;
	}
	agent_link_send(link,
			&(struct qrexec_msg){.type = QREXEC_HELLO,
					.version = link->version});
	link->events->ready(link->user);
}

/* Whether the agent may ask in this way, in the version agreed on. */
static bool
is_trigger_right(const struct agent_link *link, enum qrexec_type type)
{
	switch (type) {
	case QREXEC_TRIGGER_SERVICE:
		return link->version == 2;
	case QREXEC_TRIGGER_SERVICE3:
		return link->version >= 3;
	case QREXEC_TRIGGER_SERVICE4:
		return link->version >= 4;
	case QREXEC_DATA_STDIN:
	case QREXEC_DATA_STDOUT:
	case QREXEC_DATA_STDERR:
	case QREXEC_DATA_EXIT_CODE:
	case QREXEC_EXEC_CMDLINE:
	case QREXEC_JUST_EXEC:
	case QREXEC_SERVICE_CONNECT:
	case QREXEC_SERVICE_REFUSED:
	case QREXEC_CONNECTION_TERMINATED:
	case QREXEC_HELLO:
		break;
	}
	return false;
}

static void
handle_msg(struct agent_link *link, const struct qrexec_msg *msg)
{
	bool greeted = link->version > 0;

	if (!greeted && msg->type == QREXEC_HELLO) {
		greet(link, msg->version);
	} else if (greeted && msg->type == QREXEC_CONNECTION_TERMINATED) {
		link->events->terminated(link->user, &msg->params);
	} else if (greeted && is_trigger_right(link, msg->type)) {
		link->events->called(link->user, &msg->trigger);
	} else {
		fail(link, "a message out of place");
	}
}

static void
take_bytes(struct agent_link *link, const uint8_t *bytes, size_t len)
{
	struct qrexec_header header;
	const uint8_t *body;
	struct qrexec_msg msg;
	struct err err;
	bool gone = false;
	int got;

	link->gone = &gone;
	qrexec_stream_lend(&link->stream, bytes, len);
	while (!gone && !link->failed &&
			(got = qrexec_stream_next(&link->stream, &header, &body,
					 &err)) != 0) {
		if (got < 0 || qrexec_msg_parse(header, body, &msg, &err) < 0) {
			fail(link, err.text);
			break;
		}
		handle_msg(link, &msg);
	}
	if (!gone) {
		link->gone = NULL;
	}
}

static int
handle_socket(int fd, uint32_t mask, void *data)
{
	struct agent_link *link = data;
	uint8_t bytes[READ_SIZE];
	ssize_t got;

	if (mask & WL_EVENT_WRITABLE) {
		flush(link);
	}
	if (link->failed || !(mask & ~(uint32_t)WL_EVENT_WRITABLE)) {
		return 0;
	}
	got = recv(link->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (got <= 0) {
		fail(link, "");
		return 0;
	}
	take_bytes(link, bytes, (size_t)got);
	return 0;
}

struct agent_link *
agent_link_create(struct wl_event_loop *loop, int fd,
		const struct agent_link_events *events, void *user)
{
	struct agent_link *link = xcalloc(1, sizeof(*link));

	*link = (struct agent_link){
			.loop = loop, .fd = fd, .events = events, .user = user};
	qrexec_stream_init(&link->stream, QREXEC_LINK_FROM_AGENT);
	buf_init(&link->queue, QUEUE_SIZE);
	link->source = wl_event_loop_add_fd(
			loop, fd, WL_EVENT_READABLE, handle_socket, link);
	if (!link->source) {
		agent_link_destroy(link);
		return NULL;
	}
	return link;
}

void
agent_link_destroy(struct agent_link *link)
{
	if (!link) {
		return;
	}
	if (link->gone) {
		*link->gone = true;
	}
	if (link->source) {
		wl_event_source_remove(link->source);
	}
	if (link->closing) {
		wl_event_source_remove(link->closing);
	}
	qrexec_stream_finish(&link->stream);
	buf_finish(&link->queue);
	fd_close(&link->fd);
	free(link);
}

bool
agent_link_is_ready(const struct agent_link *link)
{
	return link && link->version > 0 && !link->failed;
}
