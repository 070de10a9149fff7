// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // explicit_bzero
/*
 * Nothing here destroys a window while somebody else's call is on the stack:
 * a connection that is to end is marked, and ended by an idle callback.
 */
#include "compositor/qube/qube_link.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <wayland-server-core.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/str.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_events.h"
#include "compositor/qube/qube_plane.h"
#include "compositor/server.h"
#include "protocols/gui/daemon.h"
#include "zones/client/zone_client.h"

#define READ_SIZE 32768 // bytes of one qube for each turn of the loop
#define SLICE_SIZE 128 // bytes between two looks at the clock
#define TURN_USEC 4000 // processor time of one qube for each turn
#define REST_FACTOR 3 // a turn that took it all is followed by so long a rest
#define RETRY_FIRST_MSEC 200
#define RETRY_LAST_MSEC 5000
#define STEADY_MSEC 10000 // a connection this old was a good one

struct qube_link {
	struct qube *qube; // borrowed
	int fd; // owned, -1 while not connected
	uint32_t mask; // events waited for
	struct wl_event_source *source; // owned, of fd
	struct wl_event_source *timer; // owned
	struct wl_event_source *drop_idle; // owned, NULL: not dropping
	struct err drop_reason;
	uint32_t opening; // zone client's number, 0: none
	uint8_t data[READ_SIZE]; // read from fd
	size_t from, to; // of data: not handled yet; only while paused
	int64_t connected_msec;
	int64_t resume_msec; // when reading goes on; 0: not paused
	int64_t retry_msec; // when to open again; 0: not waiting
	int retry_delay; // ms, the next one
};

static void
set_mask(struct qube_link *link)
{
	const struct buf *out = gui_daemon_get_out(link->qube->daemon);
	uint32_t mask = (link->resume_msec ? 0 : WL_EVENT_READABLE) |
			(out->len > 0 ? WL_EVENT_WRITABLE : 0);

	if (mask != link->mask) {
		link->mask = mask;
		wl_event_source_fd_update(link->source, mask);
	}
}

/* Sets the one timer to what is due first. */
static void
set_timer(struct qube_link *link)
{
	int64_t now = loop_now_msec();
	int64_t due = link->resume_msec ? link->resume_msec : link->retry_msec;
	int tick = link->qube->daemon
			? gui_daemon_get_timeout(link->qube->daemon, now)
			: -1;

	if (tick >= 0 && (due == 0 || now + tick < due)) {
		due = now + tick;
	}
	if (due == 0) {
		wl_event_source_timer_update(link->timer, 0);
	} else {
		wl_event_source_timer_update(
				link->timer, due > now ? (int)(due - now) : 1);
	}
}

static void
schedule_retry(struct qube_link *link)
{
	if (!link->qube->server->zone) {
		return;
	}
	link->retry_msec = loop_now_msec() + link->retry_delay;
	link->retry_delay = link->retry_delay * 2 < RETRY_LAST_MSEC
			? link->retry_delay * 2
			: RETRY_LAST_MSEC;
	set_timer(link);
}

/* Closes; the windows go with the protocol's state. */
static void
disconnect(struct qube_link *link)
{
	struct gui_daemon *daemon = link->qube->daemon;

	if (link->drop_idle) {
		wl_event_source_remove(link->drop_idle);
		link->drop_idle = NULL;
	}
	if (link->fd < 0) {
		return;
	}
	if (loop_now_msec() - link->connected_msec > STEADY_MSEC) {
		link->retry_delay = RETRY_FIRST_MSEC;
	}
	wl_event_source_remove(link->source);
	link->source = NULL;
	fd_close(&link->fd);
	link->resume_msec = 0;
	link->from = link->to = 0;
	link->qube->daemon = NULL; // windows that go now have nobody to tell
	gui_daemon_destroy(daemon);
	assert(wl_list_empty(&link->qube->windows));
}

static void
handle_drop(void *data)
{
	struct qube_link *link = data;
	struct qube *qube = link->qube;
	char text[sizeof(link->drop_reason.text)];

	link->drop_idle = NULL; // the loop frees it
	if (log_limit_allow(&qube->log_limit, loop_now_msec())) {
		log_warn("qube %s: its windows are closed: %s", qube->name,
				str_escape(text, sizeof(text),
						link->drop_reason.text,
						strlen(link->drop_reason.text)));
	}
	disconnect(link);
	schedule_retry(link);
}

void
qube_link_drop(struct qube_link *link, const char *reason)
{
	if (link->fd < 0 || link->drop_idle) {
		return;
	}
	err_set(&link->drop_reason, "%s", reason);
	link->drop_idle = wl_event_loop_add_idle(
			link->qube->server->loop, handle_drop, link);
	// what it still sends is not for anybody
	link->mask = 0;
	wl_event_source_fd_update(link->source, 0);
}

void
qube_link_flush(struct qube_link *link)
{
	struct buf *out;

	if (link->fd < 0 || link->drop_idle) {
		return;
	}
	out = gui_daemon_get_out(link->qube->daemon);
	while (out->len > 0) {
		ssize_t n = send(link->fd, buf_peek(out), out->len,
				MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno != EAGAIN && errno != EINTR) {
			qube_link_drop(link, "its agent is gone");
			return;
		}
		if (n < 0) {
			break;
		}
		buf_consume(out, (size_t)n);
	}
	if (gui_daemon_has_overflowed(link->qube->daemon)) {
		qube_link_drop(link, "its agent does not read");
		return;
	}
	set_mask(link);
	set_timer(link);
}

/* Processor time of this thread: being held up by others is not the qube's
 * fault. */
static int64_t
get_cpu_usec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static bool
fill(struct qube_link *link)
{
	ssize_t n = recv(link->fd, link->data, sizeof(link->data), MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return false;
	}
	if (n <= 0) {
		qube_link_drop(link, "its agent is gone");
		return false;
	}
	link->from = 0;
	link->to = (size_t)n;
	return true;
}

/* Handles what was read until the qube's turn is over. What a message costs
 * differs by a thousand times, so bytes alone are no measure. Returns how long
 * to rest, or -1 if the qube is dropped. */
static int64_t
handle_data(struct qube_link *link, int64_t now)
{
	int64_t start = get_cpu_usec();
	int64_t spent = 0;
	struct err err = {0};

	while (link->from < link->to && spent < TURN_USEC) {
		size_t len = link->to - link->from;

		len = len < SLICE_SIZE ? len : SLICE_SIZE;
		if (gui_daemon_feed(link->qube->daemon, link->data + link->from,
				    len, now, &err) < 0) {
			qube_link_drop(link, err.text);
			return -1;
		}
		link->from += len;
		spent = get_cpu_usec() - start;
	}
	if (link->from == link->to) {
		explicit_bzero(link->data, link->to); // may be of a clipboard
	}
	return spent < TURN_USEC ? 0 : spent * REST_FACTOR / 1000;
}

static void
receive(struct qube_link *link)
{
	int64_t now = loop_now_msec();
	int64_t rest;
	int delay;

	if (link->from == link->to && !fill(link)) {
		return;
	}
	rest = handle_data(link, now);
	if (rest < 0) {
		return;
	}
	delay = gui_daemon_get_read_delay(link->qube->daemon, now);
	rest = rest > delay ? rest : delay;
	link->resume_msec = rest > 0 ? now + rest : 0;
}

static int
handle_fd(int fd, uint32_t mask, void *data)
{
	struct qube_link *link = data;

	if (link->drop_idle) {
		return 0;
	}
	if (mask & WL_EVENT_READABLE) {
		receive(link);
	} else if (mask & (WL_EVENT_HANGUP | WL_EVENT_ERROR)) {
		qube_link_drop(link, "its agent is gone");
	}
	qube_link_flush(link);
	return 0;
}

static int
handle_timer(void *data)
{
	struct qube_link *link = data;
	int64_t now = loop_now_msec();
	struct err err = {0};

	if (link->fd < 0) {
		link->retry_msec = 0;
		qube_link_open(link);
		return 0;
	}
	if (link->resume_msec && now >= link->resume_msec) {
		link->resume_msec = 0;
		if (link->from < link->to && !link->drop_idle) {
			receive(link);
		}
	}
	if (link->drop_idle) {
		return 0;
	}
	if (gui_daemon_tick(link->qube->daemon, now, &err) < 0) {
		qube_link_drop(link, err.text);
		return 0;
	}
	qube_link_flush(link);
	return 0;
}

static void
handle_opened(void *user, enum zone_status status, int fd, const char *text)
{
	struct qube_link *link = user;
	struct qube *qube = link->qube;

	link->opening = 0;
	if (status == ZONE_STATUS_OK) {
		qube_link_attach(link, fd);
		return;
	}
	if (status == ZONE_STATUS_NOT_RUNNING || status == ZONE_STATUS_NO_QUBE) {
		return; // the zone service says when that changes
	}
	if (log_limit_allow(&qube->log_limit, loop_now_msec())) {
		log_warn("qube %s: no channel to its agent: %s", qube->name,
				text);
	}
	schedule_retry(link);
}

struct qube_link *
qube_link_create(struct qube *qube)
{
	struct qube_link *link = xcalloc(1, sizeof(*link));

	link->qube = qube;
	link->fd = -1;
	link->retry_delay = RETRY_FIRST_MSEC;
	link->timer = wl_event_loop_add_timer(
			qube->server->loop, handle_timer, link);
	return link;
}

void
qube_link_destroy(struct qube_link *link)
{
	disconnect(link);
	if (link->opening) {
		zone_client_cancel(link->qube->server->zone, link->opening);
	}
	wl_event_source_remove(link->timer);
	free(link);
}

void
qube_link_open(struct qube_link *link)
{
	struct qube *qube = link->qube;

	if (link->fd >= 0 || link->opening || !qube->server->zone) {
		return;
	}
	link->opening = zone_client_open(qube->server->zone, qube->id,
			GUI_VCHAN_PORT, handle_opened, link);
}

void
qube_link_attach(struct qube_link *link, int fd)
{
	struct qube *qube = link->qube;
	struct qube_plane plane = qube_plane_get(qube->server);
	struct gui_daemon_config config = {
			.xconf = qube_plane_xconf(&plane),
			.work_area = qube_plane_work_area(qube->server),
			.allow_override_redirect = true,
			.allow_utf8_titles = true,
			.max_clipboard = GUI_MAX_CLIPBOARD,
	};

	disconnect(link);
	link->fd = fd;
	link->mask = WL_EVENT_READABLE;
	link->retry_msec = 0;
	link->connected_msec = loop_now_msec();
	qube->daemon = gui_daemon_create(&qube_events_impl, qube, &config);
	link->source = wl_event_loop_add_fd(
			qube->server->loop, fd, link->mask, handle_fd, link);
	qube_link_flush(link);
}
