// SPDX-License-Identifier: MIT
#include "qube/qrexec/fork_client.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/sock.h"
#include "protocols/qrexec/qrexec_fork.h"
#include "qube/qrexec/agent.h"
#include "qube/qrexec/request.h"

#define RETRY_MSEC 10 // the server has no place for us

struct fork_client {
	struct wl_list link; // agent.forks
	struct agent *agent; // borrowed
	struct wl_event_source *source; // owned; NULL: not connected
	struct wl_event_source *timer; // owned, may be NULL
	int fd; // owned, of source
	struct request *request; // owned until connected, then NULL
	struct qrexec_params params;
	call_over_fn over;
	void *user;
};

/* The pattern with the user in the place of %s; NULL if the user is none to
 * put in a path. Caller frees. */
static char *
make_path(const char *pattern, const char *user)
{
	const char *at = strstr(pattern, "%s");

	if (strchr(user, '/') != NULL || user[0] == '\0') {
		return NULL;
	}
	return at ? xformat("%.*s%s%s", (int)(at - pattern), pattern, user, at + 2)
		  : xstrdup(pattern);
}

/* Anybody in the qube may listen under any name: a call is for its user. */
static bool
is_of_user(int fd, const char *user)
{
	const struct passwd *pw = getpwnam(user);
	uid_t uid;
	pid_t pid;

	if (pw != NULL && sock_get_peer(fd, &uid, &pid) && uid == pw->pw_uid) {
		return true;
	}
	log_warn("a fork server is another user's");
	errno = EPERM;
	return false;
}

/* -1 with errno set, EAGAIN if a later try may do. */
static int
connect_server(const char *pattern, const char *user)
{
	char *path = make_path(pattern, user);
	FD_SCOPED int fd = -1;

	errno = ENOENT;
	fd = path ? sock_connect(path, SOCK_STREAM) : -1;
	free(path);
	return fd >= 0 && is_of_user(fd, user) ? fd_steal(&fd) : -1;
}

/* A new socket has room for that much. */
static bool
send_request(int fd, const struct request *request)
{
	const struct qrexec_command *command = &request->command;
	char *text = command->shell
			? xstrdup(command->shell)
			: xformat("QUBESRPC %s", command->descriptor);
	struct qrexec_msg msg = {
			.type = request->just_exec ? QREXEC_JUST_EXEC
						   : QREXEC_EXEC_CMDLINE,
			.exec = {request->params, text, strlen(text) + 1},
	};
	size_t size = qrexec_fork_size(&msg.exec);
	uint8_t *room = xcalloc(1, size);
	bool sent;

	qrexec_fork_encode(&msg, room);
	sent = send(fd, room, size, MSG_NOSIGNAL) == (ssize_t)size;
	free(room);
	free(text);
	return sent;
}

static void
fork_client_destroy(struct fork_client *client)
{
	if (client->source != NULL) {
		wl_event_source_remove(client->source);
	}
	if (client->timer != NULL) {
		wl_event_source_remove(client->timer);
	}
	fd_close(&client->fd);
	wl_list_remove(&client->link);
	request_destroy(client->request);
	free(client);
}

static int
handle_server(int fd, uint32_t mask, void *data)
{
	struct fork_client *client = data;
	struct qrexec_params params = client->params;
	call_over_fn over = client->over;
	void *user = client->user;
	char room[64];
	ssize_t got = recv(client->fd, room, sizeof(room), 0);

	if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR))) {
		return 0;
	}
	fork_client_destroy(client);
	over(user, params);
	return 0;
}

/* False if there is no such server. */
static bool
ask(struct fork_client *client)
{
	struct request *request = client->request;
	FD_SCOPED int fd = connect_server(
			client->agent->options->fork_server, request->user);

	if (fd < 0 && errno == EAGAIN) {
		wl_event_source_timer_update(client->timer, RETRY_MSEC);
		return true;
	}
	if (fd < 0 || !send_request(fd, request)) {
		return false;
	}
	client->source = wl_event_loop_add_fd(client->agent->loop, fd,
			WL_EVENT_READABLE, handle_server, client);
	client->fd = fd_steal(&fd);
	request_destroy(request);
	client->request = NULL;
	return true;
}

/* Without the session, if the server has gone. */
static int
handle_retry(void *data)
{
	struct fork_client *client = data;
	struct request *request = client->request;

	if (!ask(client)) {
		client->request = NULL;
		call_create(client->agent, request, client->over, client->user);
		fork_client_destroy(client);
	}
	return 0;
}

bool
fork_client_create(struct agent *agent, struct request *request,
		call_over_fn over, void *user)
{
	struct fork_client *client = xcalloc(1, sizeof(*client));

	*client = (struct fork_client){
			.agent = agent,
			.fd = -1,
			.request = request,
			.params = request->params,
			.over = over,
			.user = user,
	};
	wl_list_insert(&agent->forks, &client->link);
	client->timer = wl_event_loop_add_timer(
			agent->loop, handle_retry, client);
	if (ask(client)) {
		return true;
	}
	client->request = NULL;
	fork_client_destroy(client);
	return false;
}

void
fork_client_destroy_all(struct agent *agent)
{
	struct fork_client *client, *next;

	wl_list_for_each_safe(client, next, &agent->forks, link) {
		fork_client_destroy(client);
	}
}
