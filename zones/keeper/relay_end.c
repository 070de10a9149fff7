// SPDX-License-Identifier: MIT
#include "zones/keeper/relay_end.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/mem.h"

#define READ_SIZE 16384 // at each wake-up

struct relay_end {
	struct wl_event_source *source; // owned
	int fd; // owned
	struct qrexec_stream stream;
	struct message_queue *queue; // borrowed
	const struct relay_end_events *events; // borrowed
	void *user;
	bool reading;
	uint32_t mask; // of source
};

static void
set_mask(struct relay_end *end)
{
	uint32_t mask = end->reading ? WL_EVENT_READABLE : 0;
	size_t left;

	message_queue_peek(end->queue, &left);
	mask |= left > 0 ? WL_EVENT_WRITABLE : 0;
	if (mask != end->mask) {
		end->mask = mask;
		wl_event_source_fd_update(end->source, mask);
	}
}

void
relay_end_flush(struct relay_end *end)
{
	const uint8_t *data;
	size_t len;

	while ((data = message_queue_peek(end->queue, &len))) {
		ssize_t sent = send(end->fd, data, len,
				MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0) {
			break; // if it is gone, that is heard of
		}
		message_queue_sent(end->queue, (size_t)sent, end->events->sent,
				end->user);
	}
	set_mask(end);
}

static void
take_bytes(struct relay_end *end, const uint8_t *data, size_t len)
{
	struct qrexec_header header;
	const uint8_t *body;
	struct err err = {0};
	int got;

	qrexec_stream_lend(&end->stream, data, len);
	while ((got = qrexec_stream_next(&end->stream, &header, &body, &err)) >
			0) {
		if (!end->events->message(end->user, header, body)) {
			return;
		}
	}
	if (got < 0) {
		end->events->closed(end->user, err.text);
	}
}

static void
read_some(struct relay_end *end)
{
	uint8_t room[READ_SIZE];
	ssize_t got = recv(end->fd, room, sizeof(room), MSG_DONTWAIT);

	if (got > 0) {
		take_bytes(end, room, (size_t)got);
	} else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		end->events->closed(end->user, "");
	}
}

static int
handle_fd(int fd, uint32_t mask, void *data)
{
	struct relay_end *end = data;

	if (mask & WL_EVENT_WRITABLE) {
		relay_end_flush(end);
		end->events->drained(end->user);
	}
	if (end->reading && (mask & ~(uint32_t)WL_EVENT_WRITABLE)) {
		read_some(end);
	} else if (mask & (WL_EVENT_HANGUP | WL_EVENT_ERROR)) {
		end->events->closed(end->user, "");
	}
	return 0;
}

struct relay_end *
relay_end_create(struct wl_event_loop *loop, int fd, enum qrexec_link link,
		struct message_queue *queue,
		const struct relay_end_events *events, void *user)
{
	struct relay_end *end = xcalloc(1, sizeof(*end));

	*end = (struct relay_end){
			.fd = fd,
			.queue = queue,
			.events = events,
			.user = user,
			.reading = true,
			.mask = WL_EVENT_READABLE,
	};
	qrexec_stream_init(&end->stream, link);
	end->source = wl_event_loop_add_fd(loop, fd, end->mask, handle_fd, end);
	if (!end->source) {
		relay_end_destroy(end);
		return NULL;
	}
	return end;
}

void
relay_end_destroy(struct relay_end *end)
{
	if (!end) {
		return;
	}
	if (end->source) {
		wl_event_source_remove(end->source);
	}
	qrexec_stream_finish(&end->stream);
	fd_close(&end->fd);
	free(end);
}

void
relay_end_set_reading(struct relay_end *end, bool on)
{
	end->reading = on;
	set_mask(end);
}
