// SPDX-License-Identifier: MIT
#include "compositor/prompt/ask_door.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "compositor/prompt/ask_queue.h"
#include "compositor/prompt/call_notices.h"
#include "compositor/prompt/prompt.h"
#include "compositor/server.h"
#include "compositor/ui/strip.h"

#define READ_SIZE 16384 // bytes of one connection at a time
#define ANSWER_SIZE (ASK_MSG_TARGET + 40)

struct ask_door {
	struct server *server; // borrowed
	char *path; // owned
	int fd; // owned
	struct wl_event_source *source; // owned
	struct wl_list visitors; // list of struct visitor, .link
	struct call_notices notices;
	struct log_limit log_limit;
};

/* A connection: a request that is being read, then a question that waits. */
struct visitor {
	struct wl_list link; // ask_door.visitors
	struct ask_door *door; // borrowed
	int fd; // owned
	struct wl_event_source *source; // owned
	struct wl_event_source *deadline; // owned
	struct buf in;
	struct ask ask;
	bool asks; // the prompt knows the question
};

static void
dismiss(struct visitor *visitor)
{
	if (visitor->asks) {
		prompt_withdraw(visitor->door->server->prompt, &visitor->ask);
	}
	wl_list_remove(&visitor->link);
	wl_event_source_remove(visitor->source);
	wl_event_source_remove(visitor->deadline);
	fd_close(&visitor->fd);
	buf_finish(&visitor->in);
	ask_msg_finish(&visitor->ask.msg);
	free(visitor);
}

/* A fresh connection has room for so few bytes; one that has not is gone. */
static void
answer(struct visitor *visitor, const char *target, int seconds)
{
	char text[ANSWER_SIZE];
	char more[24] = "";
	int len;

	if (seconds > 0) {
		snprintf(more, sizeof(more), "\nremember=%d\n", seconds);
	}
	len = snprintf(text, sizeof(text), "%s%s%s", target ? "allow:" : "deny",
			target ? target : "", more);

	if (send(visitor->fd, text, (size_t)len, MSG_NOSIGNAL | MSG_DONTWAIT) !=
			len) {
		log_warn_errno("nobody took the answer to a question of %s",
				visitor->ask.msg.source);
	}
}

static void
handle_answer(struct ask *ask, const char *target, int seconds)
{
	struct visitor *visitor = wl_container_of(ask, visitor, ask);

	visitor->asks = false;
	answer(visitor, target, seconds);
	dismiss(visitor);
}

static void
refuse(struct visitor *visitor, const char *why)
{
	struct ask_door *door = visitor->door;

	if (log_limit_allow(&door->log_limit, loop_now_msec())) {
		log_warn("a question is answered with no: %s", why);
	}
	answer(visitor, NULL, 0);
	dismiss(visitor);
}

static void
tell(struct visitor *visitor)
{
	struct ask_door *door = visitor->door;
	char text[CALL_NOTICES_TEXT];

	if (call_notices_take(&door->notices, &visitor->ask.msg,
			    loop_now_msec(), text)) {
		strip_set_notice(door->server->strip, text);
	}
	dismiss(visitor);
}

static void
ask(struct visitor *visitor)
{
	struct ask_door *door = visitor->door;

	visitor->asks = true;
	visitor->ask.answer = handle_answer;
	wl_event_source_timer_update(visitor->deadline, 0);
	wl_event_source_fd_update(visitor->source, 0); // but a hangup is told
	if (!prompt_put(door->server->prompt, &visitor->ask)) {
		visitor->asks = false;
		refuse(visitor, "its qube asks too much");
	}
}

/* The whole request is there. gone: nobody waits for an answer. */
static void
take(struct visitor *visitor, bool gone)
{
	struct ask_msg *msg = &visitor->ask.msg;
	struct err err = {0};

	if (ask_msg_parse(buf_peek(&visitor->in), visitor->in.len, msg, &err) <
			0) {
		refuse(visitor, err.text);
		return;
	}
	buf_finish(&visitor->in);
	switch (msg->kind) {
	case ASK_MSG_NOTIFY:
		tell(visitor);
		break;
	case ASK_MSG_ASK:
		if (gone) {
			dismiss(visitor);
		} else {
			ask(visitor);
		}
		break;
	}
}

static int
handle_request(int fd, uint32_t mask, void *data)
{
	struct visitor *visitor = data;
	uint8_t *room;
	ssize_t n;

	if (visitor->asks) {
		dismiss(visitor); // the other end is gone
		return 0;
	}
	room = buf_reserve(&visitor->in, READ_SIZE);
	if (!room) {
		refuse(visitor, "it is too long");
		return 0;
	}
	n = read(fd, room, READ_SIZE);
	if (n > 0) {
		buf_commit(&visitor->in, (size_t)n);
	} else if (n == 0) {
		take(visitor, mask & WL_EVENT_HANGUP);
	} else if (errno != EAGAIN && errno != EINTR) {
		dismiss(visitor);
	}
	return 0;
}

static int
handle_deadline(void *data)
{
	refuse(data, "it is not there in time");
	return 0;
}

static void
admit(struct ask_door *door, int fd)
{
	struct visitor *visitor = xcalloc(1, sizeof(*visitor));

	visitor->door = door;
	visitor->fd = fd;
	buf_init(&visitor->in, ASK_MSG_MAX + READ_SIZE);
	wl_list_init(&visitor->ask.link);
	wl_list_insert(&door->visitors, &visitor->link);
	visitor->source = wl_event_loop_add_fd(door->server->loop, fd,
			WL_EVENT_READABLE, handle_request, visitor);
	visitor->deadline = wl_event_loop_add_timer(
			door->server->loop, handle_deadline, visitor);
	wl_event_source_timer_update(visitor->deadline, ASK_DOOR_MSEC);
}

static int
handle_knock(int listener, uint32_t mask, void *data)
{
	struct ask_door *door = data;
	FD_SCOPED int fd = sock_accept(listener);
	uid_t uid;
	pid_t pid;

	if (fd < 0) {
		return 0;
	}
	if (!sock_get_peer(fd, &uid, &pid) || (uid != geteuid() && uid != 0)) {
		log_warn("somebody else may not ask the person");
	} else if (wl_list_length(&door->visitors) >= ASK_DOOR_MAX) {
		log_warn("too many questions at a time");
	} else {
		admit(door, fd_steal(&fd));
	}
	return 0;
}

struct ask_door *
ask_door_create(struct server *server, struct err *err)
{
	struct ask_door *door;
	char *path = xformat(
			"%s/%s", server->options->runtime_dir, ASK_DOOR_NAME);
	int fd = sock_listen(path, SOCK_STREAM, 0600, err);

	if (fd < 0) {
		free(path);
		return NULL;
	}
	door = xcalloc(1, sizeof(*door));
	door->server = server;
	door->path = path;
	door->fd = fd;
	wl_list_init(&door->visitors);
	door->source = wl_event_loop_add_fd(server->loop, fd, WL_EVENT_READABLE,
			handle_knock, door);
	return door;
}

void
ask_door_destroy(struct ask_door *door)
{
	if (!door) {
		return;
	}
	while (!wl_list_empty(&door->visitors)) { // one may take others with it
		struct visitor *visitor = wl_container_of(
				door->visitors.next, visitor, link);

		dismiss(visitor);
	}
	wl_event_source_remove(door->source);
	fd_close(&door->fd);
	unlink(door->path);
	free(door->path);
	free(door);
}
