// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_PATH
#include "qube/qrexec/control.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/qrexec/qrexec_stream.h"
#include "qube/qrexec/agent.h"
#include "qube/qrexec/clients.h"
#include "qube/qrexec/waiting.h"
#include "zones/vchan/vchan_opener.h"
#include "zones/vchan/vchan_server.h"

#define OUT_LIMIT 0x400000
#define OUT_ROOM 0x100000 // more than that, and clients wait
#define IN_SIZE 0x10000 // read at a time

struct control {
	struct agent *agent; // borrowed
	struct vchan_server *server; // owned; NULL: an inherited channel
	struct wl_event_source *source; // owned; NULL: no connection
	struct wl_event_source *idle; // owned; NULL: nothing to send
	uint32_t mask; // of source
	int fd; // owned, of source
	uint32_t round;
	uint32_t version; // agreed; 0: not greeted
	struct qrexec_stream stream;
	struct buf out;
};

static void
disconnect(struct control *control, const char *why)
{
	if (control->source == NULL) {
		return;
	}
	log_info("the router is gone: %s", why);
	wl_event_source_remove(control->source);
	control->source = NULL;
	fd_close(&control->fd);
	qrexec_stream_finish(&control->stream);
	buf_finish(&control->out);
	control->version = 0;
	waiting_forget(control->agent->waiting);
	clients_refuse_all(control->agent->clients);
	if (control->server == NULL) {
		agent_stop(control->agent);
	}
}

static void
set_mask(struct control *control, bool writing)
{
	uint32_t mask = WL_EVENT_READABLE | (writing ? WL_EVENT_WRITABLE : 0);

	if (control->source != NULL && control->mask != mask) {
		control->mask = mask;
		wl_event_source_fd_update(control->source, mask);
	}
}

static void
flush(struct control *control)
{
	const char *why = NULL;

	while (control->source != NULL && control->out.len > 0 && !why) {
		ssize_t sent = send(control->fd, buf_peek(&control->out),
				control->out.len, MSG_NOSIGNAL);

		if (sent > 0) {
			buf_consume(&control->out, (size_t)sent);
		} else if (errno == EAGAIN) {
			break;
		} else if (errno != EINTR) {
			why = strerror(errno);
		}
	}
	if (why != NULL) {
		disconnect(control, why);
		return;
	}
	set_mask(control, control->out.len > 0);
	if (control_has_room(control)) {
		clients_resume(control->agent->clients);
	}
}

static void
handle_idle(void *data)
{
	struct control *control = data;

	control->idle = NULL;
	flush(control);
}

static bool
send_msg(struct control *control, const struct qrexec_msg *msg)
{
	size_t size = qrexec_msg_size(msg);
	uint8_t *room = buf_reserve(&control->out, size);

	if (room == NULL) {
		return false;
	}
	qrexec_msg_encode(msg, room);
	buf_commit(&control->out, size);
	if (control->idle == NULL) {
		control->idle = wl_event_loop_add_idle(
				control->agent->loop, handle_idle, control);
	}
	return true;
}

uint32_t
control_get_round(const struct control *control)
{
	return control->version ? control->round : 0;
}

bool
control_has_room(const struct control *control)
{
	return control->out.len < OUT_ROOM;
}

bool
control_send_trigger(struct control *control, const struct qrexec_trigger *trigger)
{
	struct qrexec_msg msg = {
			.type = QREXEC_TRIGGER_SERVICE4,
			.trigger = *trigger,
	};

	if (control->version < 4 && trigger->source[0] != '\0') {
		return false; // an old router cannot know of relays
	}
	if (control->version == 3) {
		msg.type = QREXEC_TRIGGER_SERVICE3;
	} else if (control->version < 3) {
		return false;
	}
	return send_msg(control, &msg);
}

void
control_send_terminated(struct control *control, uint32_t round,
		struct qrexec_params params)
{
	struct qrexec_msg msg = {
			.type = QREXEC_CONNECTION_TERMINATED,
			.params = params,
	};

	if (round != 0 && round == control_get_round(control) &&
			!send_msg(control, &msg)) {
		disconnect(control, "it does not read");
	}
}

/* READY=1 for who started us, once. */
static void
notify(void)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	FD_SCOPED int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t size;

	if (path == NULL || fd < 0 ||
			!str_copy(addr.sun_path, sizeof(addr.sun_path), path)) {
		return;
	}
	size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	if (addr.sun_path[0] == '@') {
		addr.sun_path[0] = '\0';
	}
	sendto(fd, "READY=1", 7, MSG_NOSIGNAL | MSG_DONTWAIT,
			(struct sockaddr *)&addr, size);
	unsetenv("NOTIFY_SOCKET");
}

static int
handle_hello(struct control *control, uint32_t theirs, struct err *err)
{
	uint32_t version = qrexec_version_agree(theirs);

	if (version == 0) {
		return err_set(err, "its version is %u", (unsigned int)theirs);
	}
	if (control->version != 0) {
		return err_set(err, "it greets twice");
	}
	control->version = version;
	log_info("the router is here: protocol %u", (unsigned int)version);
	if (clients_listen(control->agent->clients, err) < 0) {
		log_err("%s: nobody here can ask for calls", err->text);
	}
	notify();
	return 0;
}

static int
handle_msg(struct control *control, const struct qrexec_msg *msg, struct err *err)
{
	if (msg->type == QREXEC_HELLO) {
		return handle_hello(control, msg->version, err);
	}
	if (control->version == 0) {
		return err_set(err, "it does not greet");
	}
	if (msg->type == QREXEC_SERVICE_CONNECT) {
		clients_connect(control->agent->clients, msg->connect.ident,
				msg->connect.params);
	} else if (msg->type == QREXEC_SERVICE_REFUSED) {
		clients_refuse(control->agent->clients, msg->ident);
	} else {
		waiting_take(control->agent->waiting, msg);
	}
	return 0;
}

static int
handle_bytes(struct control *control, const void *data, size_t len,
		struct err *err)
{
	struct qrexec_header header;
	const uint8_t *body;
	int result;

	qrexec_stream_lend(&control->stream, data, len);
	while ((result = qrexec_stream_next(
				&control->stream, &header, &body, err)) > 0) {
		struct qrexec_msg msg;

		if (qrexec_msg_parse(header, body, &msg, err) < 0 ||
				handle_msg(control, &msg, err) < 0) {
			return -1;
		}
	}
	return result;
}

static int
handle_channel(int fd, uint32_t mask, void *data)
{
	struct control *control = data;
	uint8_t room[IN_SIZE];
	struct err err = {0};
	ssize_t got;

	if (mask & WL_EVENT_WRITABLE) {
		flush(control);
	}
	if (control->source == NULL || !(mask & ~WL_EVENT_WRITABLE)) {
		return 0;
	}
	got = recv(control->fd, room, sizeof(room), 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (got <= 0) {
		disconnect(control, got == 0 ? "it ended" : strerror(errno));
	} else if (handle_bytes(control, room, (size_t)got, &err) < 0) {
		disconnect(control, err.text);
	}
	return 0;
}

static void
handle_accept(void *user, int fd)
{
	struct control *control = user;
	struct qrexec_msg hello = {
			.type = QREXEC_HELLO,
			.version = QREXEC_VERSION,
	};

	disconnect(control, "another one came");
	control->round++;
	control->fd = fd;
	control->mask = WL_EVENT_READABLE;
	control->source = wl_event_loop_add_fd(control->agent->loop, fd,
			WL_EVENT_READABLE, handle_channel, control);
	qrexec_stream_init(&control->stream, QREXEC_LINK_FROM_ROUTER);
	send_msg(control, &hello);
}

struct control *
control_create(struct agent *agent, struct err *err)
{
	struct vchan_unix_address address = {
			.server = vchan_unix_own_domain(),
			.client = 0,
			.port = QREXEC_CONTROL_PORT,
	};
	struct control *control = xcalloc(1, sizeof(*control));
	int fd = agent->options->control_fd;

	control->agent = agent;
	control->fd = -1;
	buf_init(&control->out, OUT_LIMIT);
	if (fd >= 0) {
		fd_set_nonblock(fd, true);
		fd_set_cloexec(fd, true);
		handle_accept(control, fd);
		return control;
	}
	control->server = vchan_server_create(agent->loop,
			vchan_opener_get_dir(agent->opener), &address,
			handle_accept, control, err);
	if (control->server == NULL) {
		free(control);
		return NULL;
	}
	return control;
}

void
control_destroy(struct control *control)
{
	if (control == NULL) {
		return;
	}
	if (control->source != NULL) {
		wl_event_source_remove(control->source);
		qrexec_stream_finish(&control->stream);
	}
	if (control->idle != NULL) {
		wl_event_source_remove(control->idle);
	}
	fd_close(&control->fd);
	buf_finish(&control->out);
	vchan_server_destroy(control->server);
	free(control);
}
