// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // F_DUPFD_CLOEXEC
#include "common/packet_conn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/mem.h"
#include "common/sock.h"

#define MESSAGES_PER_WAKE 32

struct packet {
	struct wl_list link; // packet_conn.queue
	int fd; // owned, may be -1
	size_t len;
	uint8_t data[];
};

struct packet_conn {
	struct wl_event_loop *loop; // borrowed
	struct wl_event_source *source; // owned
	struct wl_event_source *closing; // idle source; may be NULL
	int fd; // owned
	struct packet_conn_limits limits;
	const struct packet_conn_events *events; // borrowed
	void *user;
	struct wl_list queue; // list of struct packet, packet.link
	size_t queued;
	bool reading;
	const char *why; // set once it is to be closed
	bool *gone; // tells a running handler of our destruction; may be NULL
	uint8_t *room; // owned, limits.size_max bytes
};

static void
packet_destroy(struct packet *packet)
{
	wl_list_remove(&packet->link);
	fd_close(&packet->fd);
	free(packet);
}

static void
update_mask(struct packet_conn *conn)
{
	uint32_t mask = 0;

	if (conn->why) {
		wl_event_source_fd_update(conn->source, 0);
		return;
	}
	mask |= conn->reading ? WL_EVENT_READABLE : 0;
	mask |= wl_list_empty(&conn->queue) ? 0 : WL_EVENT_WRITABLE;
	wl_event_source_fd_update(conn->source, mask);
}

static void
handle_closing(void *data)
{
	struct packet_conn *conn = data;

	conn->closing = NULL; // idle sources end by themselves
	conn->events->closed(conn->user, conn->why);
}

static void
fail(struct packet_conn *conn, const char *why)
{
	if (conn->why) {
		return;
	}
	conn->why = why;
	update_mask(conn);
	conn->closing = wl_event_loop_add_idle(conn->loop, handle_closing, conn);
}

static void
flush(struct packet_conn *conn)
{
	struct packet *packet;
	struct packet *next;

	wl_list_for_each_safe(packet, next, &conn->queue, link) {
		ssize_t sent = sock_send(conn->fd, packet->data, packet->len,
				&packet->fd, packet->fd >= 0 ? 1 : 0);

		if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
			break;
		}
		if (sent < 0) {
			fail(conn, "");
			return;
		}
		packet_destroy(packet);
		conn->queued--;
	}
	update_mask(conn);
}

/* False when there is no more to read, or the connection is gone. */
static bool
read_one(struct packet_conn *conn)
{
	bool gone = false;
	size_t nfds = 1;
	int fd = -1;
	ssize_t got = sock_recv(conn->fd, conn->room, conn->limits.size_max,
			&fd, &nfds);

	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return false;
	}
	if (got <= 0) {
		fail(conn, got < 0 && errno == EMSGSIZE ? "message too long" : "");
		return false;
	}
	conn->gone = &gone;
	conn->events->message(conn->user, conn->room, (size_t)got, &fd);
	fd_close(&fd);
	if (gone) {
		return false;
	}
	conn->gone = NULL;
	return conn->reading && !conn->why;
}

static int
handle_socket(int fd, uint32_t mask, void *data)
{
	struct packet_conn *conn = data;

	if (mask & WL_EVENT_WRITABLE) {
		flush(conn);
	}
	if (conn->why) {
		return 0;
	}
	if (mask & WL_EVENT_READABLE) {
		for (int i = 0; i < MESSAGES_PER_WAKE && read_one(conn); i++) {
		}
		return 0;
	}
	if (mask & (WL_EVENT_HANGUP | WL_EVENT_ERROR)) {
		fail(conn, "");
	}
	return 0;
}

struct packet_conn *
packet_conn_create(struct wl_event_loop *loop, int fd,
		const struct packet_conn_limits *limits,
		const struct packet_conn_events *events, void *user)
{
	struct packet_conn *conn = xcalloc(1, sizeof(*conn));

	*conn = (struct packet_conn){
			.loop = loop,
			.fd = fd,
			.limits = *limits,
			.events = events,
			.user = user,
			.reading = true,
			.room = xcalloc(1, limits->size_max),
	};
	wl_list_init(&conn->queue);
	conn->source = wl_event_loop_add_fd(
			loop, fd, WL_EVENT_READABLE, handle_socket, conn);
	if (!conn->source) {
		fd_close(&conn->fd);
		free(conn->room);
		free(conn);
		return NULL;
	}
	return conn;
}

void
packet_conn_destroy(struct packet_conn *conn)
{
	struct packet *packet;
	struct packet *next;

	if (!conn) {
		return;
	}
	if (conn->gone) {
		*conn->gone = true;
	}
	if (conn->closing) {
		wl_event_source_remove(conn->closing);
	}
	wl_list_for_each_safe(packet, next, &conn->queue, link) {
		packet_destroy(packet);
	}
	wl_event_source_remove(conn->source);
	fd_close(&conn->fd);
	free(conn->room);
	free(conn);
}

static bool
enqueue(struct packet_conn *conn, const void *data, size_t len, int fd)
{
	struct packet *packet;

	if (conn->queued >= conn->limits.queue_max) {
		fail(conn, "does not read");
		return false;
	}
	packet = xcalloc(1, sizeof(*packet) + len);
	packet->fd = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
	packet->len = len;
	memcpy(packet->data, data, len);
	wl_list_insert(conn->queue.prev, &packet->link);
	conn->queued++;
	if (fd >= 0 && packet->fd < 0) {
		fail(conn, "no descriptors left");
		return false;
	}
	update_mask(conn);
	return true;
}

bool
packet_conn_send(struct packet_conn *conn, const void *data, size_t len, int fd)
{
	if (conn->why) {
		return false;
	}
	if (!wl_list_empty(&conn->queue)) {
		return enqueue(conn, data, len, fd);
	}
	if (sock_send(conn->fd, data, len, &fd, fd >= 0 ? 1 : 0) >= 0) {
		return true;
	}
	if (errno == EAGAIN || errno == EINTR) {
		return enqueue(conn, data, len, fd);
	}
	fail(conn, "");
	return false;
}

void
packet_conn_set_reading(struct packet_conn *conn, bool on)
{
	if (conn->reading != on) {
		conn->reading = on;
		update_mask(conn);
	}
}
