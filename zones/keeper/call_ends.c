// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // F_DUPFD_CLOEXEC
#include "zones/keeper/call_ends.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/mem.h"
#include "zones/vchan/vchan_opener.h"
#include "zones/vchan/vchan_server.h"

/* The newest are those that may still wait; each costs two descriptors while
 * it is met. */
#define ENDS_MAX 256
#define MEET_MSEC 10000

struct call_end {
	struct wl_list link; // call_ends.told or .met
	struct call_ends *ends; // borrowed
	uint32_t port;
	bool listens; // the agent's program: the caller; else it connects
	struct vchan_server *server; // owned, may be NULL
	struct vchan_opening *opening; // of ends.opener, may be NULL
};

struct call_ends {
	struct wl_event_loop *loop; // borrowed
	struct wl_event_source *timer; // owned
	struct vchan_opener *opener; // owned, NULL while none is met
	int dirfd; // borrowed
	uint32_t id;
	struct wl_list told; // list of struct call_end, link; oldest first
	unsigned int ntold;
	struct wl_list met; // list of struct call_end, link
};

static void
call_end_destroy(struct call_end *end)
{
	wl_list_remove(&end->link);
	vchan_server_destroy(end->server);
	vchan_opener_cancel(end->opening);
	free(end);
}

static void
forget(struct call_ends *ends, struct wl_list *list)
{
	struct call_end *end;
	struct call_end *next;

	wl_list_for_each_safe(end, next, list, link) {
		call_end_destroy(end);
	}
	if (list == &ends->told) {
		ends->ntold = 0;
	}
}

static void
stop_meeting(struct call_ends *ends)
{
	forget(ends, &ends->met);
	vchan_opener_destroy(ends->opener);
	ends->opener = NULL;
	wl_event_source_timer_update(ends->timer, 0);
}

static int
handle_timer(void *data)
{
	stop_meeting(data);
	return 0;
}

static void
handle_accepted(void *user, int fd)
{
	fd_close(&fd);
	call_end_destroy(user);
}

static void
handle_opened(void *user, int fd, int error)
{
	struct call_end *end = user;

	fd_close(&fd);
	end->opening = NULL;
	call_end_destroy(end);
}

static void
meet(struct call_end *end)
{
	struct call_ends *ends = end->ends;
	struct vchan_unix_address address = {0, ends->id, end->port};

	if (end->listens) {
		address = (struct vchan_unix_address){ends->id, 0, end->port};
		end->opening = vchan_opener_open(
				ends->opener, &address, handle_opened, end);
	} else {
		end->server = vchan_server_create(ends->loop, ends->dirfd,
				&address, handle_accepted, end, NULL);
	}
}

struct call_ends *
call_ends_create(struct wl_event_loop *loop, int dirfd, uint32_t id)
{
	struct call_ends *ends = xcalloc(1, sizeof(*ends));

	*ends = (struct call_ends){.loop = loop, .dirfd = dirfd, .id = id};
	wl_list_init(&ends->told);
	wl_list_init(&ends->met);
	ends->timer = wl_event_loop_add_timer(loop, handle_timer, ends);
	return ends;
}

void
call_ends_destroy(struct call_ends *ends)
{
	if (!ends) {
		return;
	}
	forget(ends, &ends->told);
	stop_meeting(ends);
	wl_event_source_remove(ends->timer);
	free(ends);
}

static void
add(struct call_ends *ends, uint32_t port, bool listens)
{
	struct call_end *end = xcalloc(1, sizeof(*end));
	struct call_end *oldest;

	*end = (struct call_end){.ends = ends, .port = port, .listens = listens};
	wl_list_insert(ends->told.prev, &end->link);
	if (++ends->ntold > ENDS_MAX) {
		oldest = wl_container_of(ends->told.next, oldest, link);
		call_end_destroy(oldest);
		ends->ntold--;
	}
}

void
call_ends_told(struct call_ends *ends, const struct qrexec_msg *msg)
{
	if (msg->type == QREXEC_SERVICE_CONNECT &&
			msg->connect.params.domain == 0) {
		add(ends, msg->connect.params.port, true);
	} else if ((msg->type == QREXEC_EXEC_CMDLINE ||
				   msg->type == QREXEC_JUST_EXEC) &&
			msg->exec.params.domain == 0) {
		add(ends, msg->exec.params.port, false);
	}
}

void
call_ends_ended(struct call_ends *ends, uint32_t port)
{
	struct call_end *end;

	wl_list_for_each(end, &ends->told, link) {
		if (end->port == port) {
			call_end_destroy(end);
			ends->ntold--;
			return;
		}
	}
}

void
call_ends_abandon(struct call_ends *ends)
{
	struct call_end *end;
	int dirfd;

	if (wl_list_empty(&ends->told)) {
		return;
	}
	stop_meeting(ends);
	dirfd = fcntl(ends->dirfd, F_DUPFD_CLOEXEC, 0);
	if (dirfd < 0) {
		forget(ends, &ends->told);
		return;
	}
	ends->opener = vchan_opener_create(ends->loop, NULL, dirfd);
	wl_list_insert_list(&ends->met, &ends->told);
	wl_list_init(&ends->told);
	ends->ntold = 0;
	wl_list_for_each(end, &ends->met, link) {
		meet(end);
	}
	wl_event_source_timer_update(ends->timer, MEET_MSEC);
}

void
call_ends_clear(struct call_ends *ends)
{
	forget(ends, &ends->told);
	stop_meeting(ends);
}
