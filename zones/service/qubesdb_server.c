// SPDX-License-Identifier: MIT
#include "zones/service/qubesdb_server.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "protocols/qubesdb/qubesdb_origin.h"

#define CONNECTIONS_MAX 8
#define READ_SIZE 4096 // of one connection at each wake-up

struct connection {
	struct wl_list link; // qubesdb_server.connections
	struct qubesdb_server *server; // borrowed
	struct wl_event_source *source; // owned
	int fd; // owned
	struct qubesdb_origin origin;
};

struct qubesdb_server {
	struct wl_event_loop *loop; // borrowed
	struct wl_event_source *source; // owned
	int listener; // owned
	const struct qubesdb_table *table; // borrowed
	const char *name; // borrowed
	struct wl_list connections; // oldest first
	struct log_limit log;
};

static void
connection_destroy(struct connection *connection)
{
	wl_list_remove(&connection->link);
	wl_event_source_remove(connection->source);
	fd_close(&connection->fd);
	qubesdb_origin_finish(&connection->origin);
	free(connection);
}

static void
drop(struct connection *connection, const char *why)
{
	struct qubesdb_server *server = connection->server;

	if (why[0] != '\0' && log_limit_allow(&server->log, loop_now_msec())) {
		log_info("%s: closing a QubesDB connection: %s", server->name,
				why);
	}
	connection_destroy(connection);
}

/* False if the connection is gone. */
static bool
flush(struct connection *connection)
{
	struct buf *out = &connection->origin.out;
	uint32_t mask = WL_EVENT_READABLE;

	while (out->len > 0) {
		ssize_t sent = send(connection->fd, buf_peek(out), out->len,
				MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && errno != EAGAIN && errno != EINTR) {
			drop(connection, "");
			return false;
		}
		if (sent < 0) {
			mask |= WL_EVENT_WRITABLE;
			break;
		}
		buf_consume(out, (size_t)sent);
	}
	wl_event_source_fd_update(connection->source, mask);
	return true;
}

static int
handle_connection(int fd, uint32_t mask, void *data)
{
	struct connection *connection = data;
	uint8_t room[READ_SIZE];
	struct err err;
	ssize_t got = recv(fd, room, sizeof(room), MSG_DONTWAIT);

	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
		drop(connection, "");
		return 0;
	}
	if (got > 0 &&
			qubesdb_origin_feed(&connection->origin, room,
					(size_t)got, &err) < 0) {
		drop(connection, err.text);
		return 0;
	}
	flush(connection);
	return 0;
}

static void
make_room(struct qubesdb_server *server)
{
	struct connection *oldest;

	if (wl_list_length(&server->connections) >= CONNECTIONS_MAX) {
		oldest = wl_container_of(server->connections.next, oldest, link);
		drop(oldest, "there is a newer one");
	}
}

static int
handle_listener(int listener, uint32_t mask, void *data)
{
	struct qubesdb_server *server = data;
	struct connection *connection;
	int fd = sock_accept(listener);

	if (fd < 0) {
		return 0;
	}
	make_room(server);
	connection = xcalloc(1, sizeof(*connection));
	connection->server = server;
	connection->fd = fd;
	connection->source = wl_event_loop_add_fd(server->loop, fd,
			WL_EVENT_READABLE, handle_connection, connection);
	if (!connection->source) {
		fd_close(&connection->fd);
		free(connection);
		return 0;
	}
	qubesdb_origin_init(&connection->origin, server->table);
	wl_list_insert(server->connections.prev, &connection->link);
	return 0;
}

struct qubesdb_server *
qubesdb_server_create(struct wl_event_loop *loop, int listener,
		const struct qubesdb_table *table, const char *name)
{
	struct qubesdb_server *server = xcalloc(1, sizeof(*server));

	*server = (struct qubesdb_server){
			.loop = loop,
			.listener = listener,
			.table = table,
			.name = name,
	};
	wl_list_init(&server->connections);
	server->source = wl_event_loop_add_fd(loop, listener, WL_EVENT_READABLE,
			handle_listener, server);
	if (!server->source) {
		fd_close(&server->listener);
		free(server);
		return NULL;
	}
	return server;
}

void
qubesdb_server_destroy(struct qubesdb_server *server)
{
	struct connection *connection;
	struct connection *next;

	if (!server) {
		return;
	}
	wl_list_for_each_safe(connection, next, &server->connections, link) {
		connection_destroy(connection);
	}
	wl_event_source_remove(server->source);
	fd_close(&server->listener);
	free(server);
}

void
qubesdb_server_changed(struct qubesdb_server *server, const char *path)
{
	struct connection *connection;
	struct connection *next;
	struct err err;

	wl_list_for_each_safe(connection, next, &server->connections, link) {
		if (qubesdb_origin_changed(&connection->origin, path, &err) < 0) {
			drop(connection, err.text);
		} else {
			flush(connection);
		}
	}
}
