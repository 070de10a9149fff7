// SPDX-License-Identifier: MIT
#include "qube/qrexec/fork_server.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "protocols/qrexec/qrexec_fork.h"
#include "qube/qrexec/agent.h"
#include "qube/qrexec/call.h"
#include "qube/qrexec/request.h"

#define PAUSE_MSEC 100 // when there is no room for another
#define IN_SIZE 4096 // read at a time

struct asker {
	struct wl_list link; // fork_server.askers
	struct fork_server *server; // borrowed
	struct wl_event_source *source; // owned; NULL: its call runs
	int fd; // owned
	struct buf in; // its request so far
};

struct fork_server {
	struct agent *agent; // borrowed
	const char *path; // borrowed
	int listener; // owned
	struct wl_event_source *source; // owned, of listener
	struct wl_event_source *timer; // owned; runs while paused
	struct wl_list askers; // list of struct asker, link
	size_t count;
	struct log_limit log_limit;
};

static void
asker_destroy(struct asker *asker)
{
	if (asker->source != NULL) {
		wl_event_source_remove(asker->source);
	}
	fd_close(&asker->fd);
	buf_finish(&asker->in);
	wl_list_remove(&asker->link);
	asker->server->count--;
	free(asker);
}

static void
reject(struct asker *asker, const char *why)
{
	if (log_limit_allow(&asker->server->log_limit, loop_now_msec())) {
		log_warn("a request for a service: %s", why);
	}
	asker_destroy(asker);
}

static void
handle_over(void *user, struct qrexec_params params)
{
	asker_destroy(user);
}

static void
serve(struct asker *asker, const struct qrexec_msg *msg)
{
	struct agent *agent = asker->server->agent;
	struct request *request = request_create_plain(msg, agent->user);

	wl_event_source_remove(asker->source);
	asker->source = NULL;
	buf_finish(&asker->in);
	call_create(agent, request, handle_over, asker);
}

static int
handle_asker(int fd, uint32_t mask, void *data)
{
	struct asker *asker = data;
	struct qrexec_msg msg;
	struct err err = {0};
	char room[IN_SIZE];
	ssize_t got = recv(asker->fd, room, sizeof(room), 0);
	int result;

	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (got <= 0 || !buf_append(&asker->in, room, (size_t)got)) {
		reject(asker, "it is not whole");
		return 0;
	}
	result = qrexec_fork_parse(
			buf_peek(&asker->in), asker->in.len, &msg, &err);
	if (result < 0) {
		reject(asker, err.text);
	} else if (result > 0) {
		serve(asker, &msg);
	}
	return 0;
}

/* The file's mode says the same. */
static bool
may_ask(int fd)
{
	uid_t uid;
	pid_t pid;

	return sock_get_peer(fd, &uid, &pid) && (uid == 0 || uid == geteuid());
}

static void
add_asker(struct fork_server *server, int fd)
{
	struct asker *asker = xcalloc(1, sizeof(*asker));

	asker->server = server;
	asker->fd = fd;
	buf_init(&asker->in, QREXEC_FORK_MAX + IN_SIZE);
	wl_list_insert(&server->askers, &asker->link);
	server->count++;
	if (!may_ask(fd)) {
		reject(asker, "by another user");
		return;
	}
	asker->source = wl_event_loop_add_fd(server->agent->loop, fd,
			WL_EVENT_READABLE, handle_asker, asker);
	if (asker->source == NULL) {
		reject(asker, "no descriptor is left");
	}
}

static void
pause_listening(struct fork_server *server)
{
	wl_event_source_fd_update(server->source, 0);
	wl_event_source_timer_update(server->timer, PAUSE_MSEC);
}

static int
handle_listener(int fd, uint32_t mask, void *data)
{
	struct fork_server *server = data;
	int client = -1;

	if (server->count < AGENT_CALLS_MAX) {
		client = sock_accept(server->listener);
	} else {
		errno = EMFILE;
	}
	if (client >= 0) {
		add_asker(server, client);
	} else if (errno != EAGAIN && errno != ECONNABORTED) {
		pause_listening(server);
	}
	return 0;
}

static int
handle_timer(void *data)
{
	struct fork_server *server = data;

	wl_event_source_fd_update(server->source, WL_EVENT_READABLE);
	return 0;
}

struct fork_server *
fork_server_create(struct agent *agent, const char *path, struct err *err)
{
	struct fork_server *server;
	int listener = sock_listen(path, SOCK_STREAM, 0600, err);

	if (listener < 0) {
		return NULL;
	}
	server = xcalloc(1, sizeof(*server));
	server->agent = agent;
	server->path = path;
	server->listener = listener;
	wl_list_init(&server->askers);
	server->source = wl_event_loop_add_fd(agent->loop, listener,
			WL_EVENT_READABLE, handle_listener, server);
	server->timer = wl_event_loop_add_timer(
			agent->loop, handle_timer, server);
	return server;
}

void
fork_server_destroy(struct fork_server *server)
{
	struct asker *asker, *next;

	if (server == NULL) {
		return;
	}
	wl_list_for_each_safe(asker, next, &server->askers, link) {
		asker_destroy(asker);
	}
	wl_event_source_remove(server->source);
	wl_event_source_remove(server->timer);
	fd_close(&server->listener);
	unlink(server->path);
	free(server);
}
