// SPDX-License-Identifier: MIT
#include "zones/keeper/arena_server.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/packet_conn.h"
#include "common/sock.h"
#include "protocols/zone/arena.h"
#include "protocols/zone/arena_msg.h"
#include "zones/keeper/segments.h"

#define USUAL_PAGES (64u << 20 >> 12) // 64 MiB
#define CONNECTIONS_MAX 16
#define ASKED_MAX 8 // requests of one connection that wait to be served
#define ANSWERS_MAX 8 // of one connection, that wait to be sent
#define QUEUE_MAX 16
/* A qube that asks and gives up all day must not keep the GUI side busy. */
#define GRANTS_PER_SECOND 32
/* Without an answer the qube is served all the same: no service is there. */
#define READY_TIMEOUT_MSEC 5000

struct arena_conn {
	struct wl_list link; // arena_server.conns
	struct arena_server *server; // borrowed
	struct packet_conn *conn; // owned
	uint32_t asked[ASKED_MAX]; // sizes in pages still to be served
	size_t nasked;
	uint32_t answers[ANSWERS_MAX]; // segments, 0 for a refusal; in order
	size_t nanswers;
};

struct arena_server {
	struct wl_event_loop *loop; // borrowed
	struct wl_event_source *source; // owned
	struct wl_event_source *timer; // owned
	bool ticking;
	int listener; // owned
	struct wl_list conns; // list of struct arena_conn, link
	unsigned int nconns;
	struct segments segments;
	uint32_t usual; // pages of a segment that nobody gave a size
	unsigned int grants; // in the current second
	const struct arena_server_events *events; // borrowed
	void *user;
	struct log_limit log;
};

static void
complain(struct arena_server *server, const char *what)
{
	if (log_limit_allow(&server->log, loop_now_msec())) {
		log_info("arena: %s", what);
	}
}

static void
send_grant(struct arena_conn *conn, const struct segment *segment)
{
	const struct arena_grant grant = {
			.segment = segment ? segment->number : 0,
			.pages = segment ? segment->pages : 0,
	};
	uint8_t wire[ARENA_GRANT_SIZE];

	arena_grant_encode(&grant, wire);
	packet_conn_send(conn->conn, wire, sizeof(wire),
			segment ? segment->fd : -1);
}

/* The segment an answer is for; NULL if it is a refusal. */
static struct segment *
segment_of(struct arena_conn *conn, uint32_t answer)
{
	return answer ? segments_find(&conn->server->segments, answer) : NULL;
}

/* Sends the answers whose turn it is: up to the first segment that the GUI
 * side has still to see. */
static void
send_answers(struct arena_conn *conn)
{
	size_t sent = 0;

	while (sent < conn->nanswers) {
		struct segment *segment = segment_of(conn, conn->answers[sent]);

		if (segment && segment->state == SEGMENT_OFFERED) {
			break;
		}
		send_grant(conn, segment);
		sent++;
	}
	conn->nanswers -= sent;
	memmove(conn->answers, conn->answers + sent,
			conn->nanswers * sizeof(conn->answers[0]));
}

static void
start_ticking(struct arena_server *server)
{
	if (!server->ticking) {
		server->ticking = true;
		wl_event_source_timer_update(server->timer, 1000);
	}
}

static void
serve(struct arena_conn *conn, uint32_t pages)
{
	struct arena_server *server = conn->server;
	struct err err;
	struct segment *segment = segments_add(&server->segments,
			pages > 0 ? pages : server->usual, &err);

	server->grants++;
	start_ticking(server);
	conn->answers[conn->nanswers++] = segment ? segment->number : 0;
	if (segment) {
		segment->owner = conn;
		server->events->offered(server->user, segment);
	} else {
		complain(server, err.text);
	}
}

/* Serves what was asked for, as far as this second allows. */
static void
serve_asked(struct arena_conn *conn)
{
	size_t served = 0;

	while (served < conn->nasked && conn->nanswers < ANSWERS_MAX &&
			conn->server->grants < GRANTS_PER_SECOND) {
		serve(conn, conn->asked[served++]);
	}
	conn->nasked -= served;
	memmove(conn->asked, conn->asked + served,
			conn->nasked * sizeof(conn->asked[0]));
	packet_conn_set_reading(conn->conn, conn->nasked < ASKED_MAX);
	send_answers(conn);
}

static void
make_live(struct segment *segment)
{
	segment->state = SEGMENT_LIVE;
	send_answers(segment->owner);
	serve_asked(segment->owner);
}

static void
arena_conn_destroy(struct arena_conn *conn)
{
	struct arena_server *server = conn->server;
	struct segment *segment;

	wl_list_for_each(segment, &server->segments.list, link) {
		if (segment->owner == conn) {
			segment->owner = NULL;
			segment->state = SEGMENT_GONE;
			server->events->gone(server->user, segment->number);
		}
	}
	packet_conn_destroy(conn->conn);
	wl_list_remove(&conn->link);
	server->nconns--;
	free(conn);
}

static void
handle_message(void *user, const uint8_t *data, size_t len, int *fd)
{
	struct arena_conn *conn = user;
	struct arena_request request;

	if (!arena_request_parse(data, len, &request)) {
		complain(conn->server, "closing a connection: bad request");
		arena_conn_destroy(conn);
		return;
	}
	conn->asked[conn->nasked++] = request.pages;
	serve_asked(conn);
}

static void
handle_closed(void *user, const char *why)
{
	struct arena_conn *conn = user;

	if (why[0] != '\0') {
		complain(conn->server, why);
	}
	arena_conn_destroy(conn);
}

static const struct packet_conn_events conn_events = {
		.message = handle_message,
		.closed = handle_closed,
};

static void
add_connection(struct arena_server *server, int fd)
{
	const struct packet_conn_limits limits = {
			.size_max = ARENA_REQUEST_SIZE,
			.queue_max = QUEUE_MAX,
	};
	struct arena_conn *conn;

	if (server->nconns == CONNECTIONS_MAX) {
		complain(server, "too many connections");
		fd_close(&fd);
		return;
	}
	conn = xcalloc(1, sizeof(*conn));
	conn->server = server;
	conn->conn = packet_conn_create(
			server->loop, fd, &limits, &conn_events, conn);
	if (!conn->conn) {
		log_warn_errno("cannot serve a connection to the arena");
		free(conn);
		return;
	}
	wl_list_insert(server->conns.prev, &conn->link);
	server->nconns++;
	conn->asked[conn->nasked++] = 0; // each begins with a usual segment
	serve_asked(conn);
}

static int
handle_listener(int fd, uint32_t mask, void *data)
{
	int conn = sock_accept(fd);

	if (conn >= 0) {
		add_connection(data, conn);
	}
	return 0;
}

/* True if one still waits to be seen by the GUI side. */
static bool
age_offers(struct arena_server *server)
{
	int64_t now = loop_now_msec();
	struct segment *segment;
	bool waiting = false;

	wl_list_for_each(segment, &server->segments.list, link) {
		if (segment->state != SEGMENT_OFFERED) {
			continue;
		}
		if (now - segment->since_msec >= READY_TIMEOUT_MSEC) {
			make_live(segment);
		} else {
			waiting = true;
		}
	}
	return waiting;
}

/* Runs each second while something was granted or waits, else never. */
static int
handle_tick(void *data)
{
	struct arena_server *server = data;
	bool again = age_offers(server);
	struct arena_conn *conn;

	server->ticking = false;
	server->grants = 0;
	wl_list_for_each(conn, &server->conns, link) {
		serve_asked(conn);
	}
	if (again) {
		start_ticking(server);
	}
	return 0;
}

struct arena_server *
arena_server_create(struct wl_event_loop *loop, const char *path,
		uint32_t quota, const struct arena_server_events *events,
		void *user, struct err *err)
{
	int listener = sock_listen(path, SOCK_SEQPACKET, 0666, err);
	struct arena_server *server;

	if (listener < 0) {
		return NULL;
	}
	server = xcalloc(1, sizeof(*server));
	*server = (struct arena_server){
			.loop = loop,
			.listener = listener,
			.usual = quota < USUAL_PAGES ? quota : USUAL_PAGES,
			.events = events,
			.user = user,
	};
	wl_list_init(&server->conns);
	segments_init(&server->segments, quota);
	server->timer = wl_event_loop_add_timer(loop, handle_tick, server);
	server->source = wl_event_loop_add_fd(loop, listener, WL_EVENT_READABLE,
			handle_listener, server);
	return server;
}

void
arena_server_destroy(struct arena_server *server)
{
	struct arena_conn *conn;
	struct arena_conn *next;

	if (!server) {
		return;
	}
	wl_list_for_each_safe(conn, next, &server->conns, link) {
		packet_conn_destroy(conn->conn);
		free(conn);
	}
	segments_finish(&server->segments);
	wl_event_source_remove(server->timer);
	wl_event_source_remove(server->source);
	fd_close(&server->listener);
	free(server);
}

void
arena_server_ready(struct arena_server *server, uint32_t number)
{
	struct segment *segment = segments_find(&server->segments, number);

	if (segment && segment->state == SEGMENT_OFFERED) {
		make_live(segment);
	}
}

void
arena_server_free(struct arena_server *server, uint32_t number)
{
	struct segment *segment = segments_find(&server->segments, number);

	if (segment && segment->state == SEGMENT_GONE) {
		segments_remove(&server->segments, segment);
	}
}

void
arena_server_offer_all(struct arena_server *server)
{
	struct segment *segment;
	struct segment *next;

	wl_list_for_each_safe(segment, next, &server->segments.list, link) {
		if (segment->state == SEGMENT_GONE) {
			segments_remove(&server->segments, segment);
		} else {
			server->events->offered(server->user, segment);
		}
	}
}
