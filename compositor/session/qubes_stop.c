// SPDX-License-Identifier: MIT
#include "compositor/session/qubes_stop.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/sock.h"
#include "protocols/zone/zone_msg.h"

#define SERIAL_HELLO 1
#define SERIAL_STOP 2

struct qubes_stop {
	int fd; // owned
	struct wl_event_source *source; // owned; NULL once it is over
	void (*done)(void *user);
	void *user;
};

/* Once: what the service does afterwards, such as hanging up, is its own. */
static void
finish(struct qubes_stop *stop)
{
	wl_event_source_remove(stop->source);
	stop->source = NULL;
	stop->done(stop->user);
}

static int
handle_readable(int fd, uint32_t mask, void *data)
{
	struct qubes_stop *stop = data;
	uint8_t packet[ZONE_MSG_SIZE_MAX];
	struct zone_msg msg;
	struct err err;
	size_t nfds = 0;
	ssize_t len = sock_recv(fd, packet, sizeof(packet), NULL, &nfds);

	if (len < 0 && errno == EAGAIN) {
		return 0;
	}
	if (len <= 0 || zone_msg_parse(packet, (size_t)len, &msg, &err) < 0) {
		log_warn("the zone service went away before all qubes had "
			 "stopped");
		finish(stop);
		return 0;
	}
	if (msg.type == ZONE_REPLY && msg.serial == SERIAL_STOP) {
		if (msg.reply.status != ZONE_STATUS_OK) {
			log_warn("not all qubes stopped: %s", msg.reply.text);
		}
		finish(stop);
	}
	return 0;
}

static bool
send_msg(int fd, const struct zone_msg *msg)
{
	uint8_t packet[ZONE_MSG_SIZE_MAX];
	size_t len = zone_msg_encode(msg, packet);

	return sock_send(fd, packet, len, NULL, 0) == (ssize_t)len;
}

struct qubes_stop *
qubes_stop_create(struct wl_event_loop *loop, const char *socket,
		void (*done)(void *user), void *user)
{
	struct zone_msg hello = {.type = ZONE_HELLO,
			.serial = SERIAL_HELLO,
			.version = ZONE_VERSION};
	struct zone_msg all = {.type = ZONE_STOP,
			.serial = SERIAL_STOP,
			.how = ZONE_STOP_POLITE};
	FD_SCOPED int fd = sock_connect(socket, SOCK_SEQPACKET);
	struct qubes_stop *stop;

	if (fd < 0 || !send_msg(fd, &hello) || !send_msg(fd, &all)) {
		return NULL;
	}
	stop = xcalloc(1, sizeof(*stop));
	stop->done = done;
	stop->user = user;
	stop->fd = fd_steal(&fd);
	stop->source = wl_event_loop_add_fd(loop, stop->fd, WL_EVENT_READABLE,
			handle_readable, stop);
	if (!stop->source) {
		qubes_stop_destroy(stop);
		return NULL;
	}
	return stop;
}

void
qubes_stop_destroy(struct qubes_stop *stop)
{
	if (!stop) {
		return;
	}
	if (stop->source) {
		wl_event_source_remove(stop->source);
	}
	fd_close(&stop->fd);
	free(stop);
}
