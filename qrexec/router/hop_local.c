// SPDX-License-Identifier: MIT
/*
 * Streams to and from the trusted side, whose ends use the names of vchan's
 * sockets in a folder of their own: vchan.SERVER.CLIENT.PORT.sock, both 0.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/mem.h"
#include "common/sock.h"
#include "qrexec/router/hop.h"

#define FIRST_TRY_MSEC 1
#define LAST_TRY_MSEC 50 // the call's own deadline ends it

struct hop_local {
	struct hop base; // first
	struct wl_event_loop *loop; // borrowed
	char *dir; // owned
};

struct hop_wait {
	struct wl_event_source *source; // owned: of listener, or a timer
	struct wl_event_loop *loop; // borrowed
	int listener; // owned; -1 when we connect
	char *path; // owned
	int delay_msec;
	const struct hop_events *events; // borrowed
	void *user;
};

static void
wait_destroy(struct hop_wait *wait)
{
	wl_event_source_remove(wait->source);
	if (wait->listener >= 0) {
		fd_close(&wait->listener);
		unlink(wait->path);
	}
	free(wait->path);
	free(wait);
}

static void
finish(struct hop_wait *wait, int fd, const char *why)
{
	const struct hop_events *events = wait->events;
	void *user = wait->user;

	wait_destroy(wait);
	if (fd >= 0) {
		events->connected(user, fd);
	} else {
		events->failed(user, why);
	}
}

static int
handle_connection(int fd, uint32_t mask, void *data)
{
	struct hop_wait *wait = data;
	int peer = sock_accept(fd);

	if (peer >= 0 || (errno != EAGAIN && errno != EINTR)) {
		finish(wait, peer, "it cannot connect");
	}
	return 0;
}

/* The first turn of the loop after local_listen(). */
static int
handle_listen(void *data)
{
	struct hop_wait *wait = data;
	struct err err;

	wait->listener = sock_listen(wait->path, SOCK_STREAM, 0600, &err);
	if (wait->listener < 0) {
		finish(wait, -1, "no socket to connect to");
		return 0;
	}
	wl_event_source_remove(wait->source);
	wait->source = wl_event_loop_add_fd(wait->loop, wait->listener,
			WL_EVENT_READABLE, handle_connection, wait);
	wait->events->listening(wait->user);
	return 0;
}

static int
handle_try(void *data)
{
	struct hop_wait *wait = data;
	int fd = sock_connect(wait->path, SOCK_STREAM);

	if (fd >= 0) {
		unlink(wait->path); // its server takes one connection only
		finish(wait, fd, "");
		return 0;
	}
	wl_event_source_timer_update(wait->source, wait->delay_msec);
	wait->delay_msec *= 2;
	if (wait->delay_msec > LAST_TRY_MSEC) {
		wait->delay_msec = LAST_TRY_MSEC;
	}
	return 0;
}

static struct hop_wait *
wait_create(struct hop *base, uint32_t port, wl_event_loop_timer_func_t fn,
		const struct hop_events *events, void *user)
{
	struct hop_local *hop = (struct hop_local *)base;
	struct hop_wait *wait = xcalloc(1, sizeof(*wait));

	*wait = (struct hop_wait){
			.listener = -1,
			.loop = hop->loop,
			.path = xformat("%s/vchan.0.0.%u.sock", hop->dir,
					(unsigned int)port),
			.delay_msec = FIRST_TRY_MSEC,
			.events = events,
			.user = user,
	};
	wait->source = wl_event_loop_add_timer(hop->loop, fn, wait);
	wl_event_source_timer_update(wait->source, FIRST_TRY_MSEC);
	return wait;
}

static struct hop_wait *
local_listen(struct hop *base, uint32_t port, const struct hop_events *events,
		void *user)
{
	return wait_create(base, port, handle_listen, events, user);
}

static struct hop_wait *
local_open(struct hop *base, uint32_t port, const struct hop_events *events,
		void *user)
{
	return wait_create(base, port, handle_try, events, user);
}

static void
local_destroy(struct hop *base)
{
	struct hop_local *hop = (struct hop_local *)base;

	free(hop->dir);
	free(hop);
}

static const struct hop_ops local_ops = {
		.listen = local_listen,
		.open = local_open,
		.cancel = wait_destroy,
		.destroy = local_destroy,
};

struct hop *
hop_local_create(struct wl_event_loop *loop, const char *dir)
{
	struct hop_local *hop = xcalloc(1, sizeof(*hop));

	hop->base.ops = &local_ops;
	hop->loop = loop;
	hop->dir = xstrdup(dir);
	return &hop->base;
}
