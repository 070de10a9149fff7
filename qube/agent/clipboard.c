// SPDX-License-Identifier: MIT
/*
 * Requests for selections of applications are granted as they come. Towards
 * the GUI side: one reading at a time, through a pipe and with an end in time
 * and size. Text from the GUI side is offered as a source of ours.
 */
#define _GNU_SOURCE // pipe2
#include "qube/agent/clipboard.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wlr/types/wlr_data_control_v1.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_primary_selection.h>
#include <wlr/types/wlr_primary_selection_v1.h>
#include <wlr/types/wlr_seat.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "protocols/gui/agent.h"
#include "qube/agent/gui_link.h"
#include "qube/agent/server.h"
#include "qube/agent/text_source.h"

#define READ_MSEC 900 // the GUI side gives up after a second
#define READ_MAX (GUI_MAX_CLIPBOARD + 1) // the last byte says "too big"

struct clipboard {
	struct server *server; // borrowed
	struct buf in; // what was read of the selection
	int fd; // owned; -1: no reading goes on
	struct wl_event_source *source; // owned, while reading
	struct wl_event_source *timer; // owned

	struct wl_listener request_set_selection;
	struct wl_listener request_set_primary_selection;
};

static void
handle_request_set_selection(struct wl_listener *listener, void *data)
{
	struct clipboard *clipboard = wl_container_of(
			listener, clipboard, request_set_selection);
	const struct wlr_seat_request_set_selection_event *event = data;

	wlr_seat_set_selection(
			clipboard->server->seat, event->source, event->serial);
}

static void
handle_request_set_primary_selection(struct wl_listener *listener, void *data)
{
	struct clipboard *clipboard = wl_container_of(
			listener, clipboard, request_set_primary_selection);
	const struct wlr_seat_request_set_primary_selection_event *event = data;

	wlr_seat_set_primary_selection(
			clipboard->server->seat, event->source, event->serial);
}

/* Ends the reading, if one goes on. */
static void
stop(struct clipboard *clipboard)
{
	if (clipboard->fd < 0) {
		return;
	}
	wl_event_source_remove(clipboard->source);
	wl_event_source_timer_update(clipboard->timer, 0);
	fd_close(&clipboard->fd);
	buf_finish(&clipboard->in);
}

static void
answer(struct clipboard *clipboard)
{
	struct gui_agent *agent = gui_link_get_agent(clipboard->server->link);

	if (agent != NULL) {
		gui_agent_clipboard(agent, buf_peek(&clipboard->in),
				clipboard->in.len);
		gui_link_flush(clipboard->server->link);
	}
	stop(clipboard);
}

static int
handle_readable(int fd, uint32_t mask, void *data)
{
	struct clipboard *clipboard = data;
	char bytes[16384];
	ssize_t n = read(fd, bytes, sizeof(bytes));
	size_t room = READ_MAX - clipboard->in.len;

	if (n > 0) {
		buf_append(&clipboard->in, bytes,
				(size_t)n < room ? (size_t)n : room);
	}
	if (n == 0 || clipboard->in.len == READ_MAX) {
		answer(clipboard);
	}
	return 0;
}

/* Half a text is no text. */
static int
handle_timer(void *data)
{
	struct clipboard *clipboard = data;

	log_info("the owner of the selection does not answer");
	buf_consume(&clipboard->in, clipboard->in.len);
	answer(clipboard);
	return 0;
}

struct clipboard *
clipboard_create(struct server *server)
{
	struct clipboard *clipboard = xcalloc(1, sizeof(*clipboard));

	clipboard->server = server;
	clipboard->fd = -1;
	buf_init(&clipboard->in, READ_MAX);
	clipboard->timer = wl_event_loop_add_timer(
			server->loop, handle_timer, clipboard);
	wlr_data_device_manager_create(server->display);
	wlr_primary_selection_v1_device_manager_create(server->display);
	wlr_data_control_manager_v1_create(server->display);
	clipboard->request_set_selection.notify = handle_request_set_selection;
	wl_signal_add(&server->seat->events.request_set_selection,
			&clipboard->request_set_selection);
	clipboard->request_set_primary_selection.notify =
			handle_request_set_primary_selection;
	wl_signal_add(&server->seat->events.request_set_primary_selection,
			&clipboard->request_set_primary_selection);
	return clipboard;
}

void
clipboard_destroy(struct clipboard *clipboard)
{
	if (clipboard == NULL) {
		return;
	}
	stop(clipboard);
	wl_event_source_remove(clipboard->timer);
	wl_list_remove(&clipboard->request_set_selection.link);
	wl_list_remove(&clipboard->request_set_primary_selection.link);
	free(clipboard);
}

/* The best text type a source has, or NULL. */
static const char *
find_type(const struct wlr_data_source *source)
{
	static const char *const wanted[] = {
			"text/plain;charset=utf-8",
			"UTF8_STRING",
			"text/plain",
			"STRING",
			"TEXT",
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		char **type;

		wl_array_for_each(type, &source->mime_types) {
			if (strcmp(*type, wanted[i]) == 0) {
				return wanted[i];
			}
		}
	}
	return NULL;
}

void
clipboard_handle_request(struct clipboard *clipboard)
{
	struct wlr_data_source *source =
			clipboard->server->seat->selection_source;
	const char *type = source != NULL ? find_type(source) : NULL;
	int fds[2];

	stop(clipboard);
	if (type == NULL || pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0) {
		answer(clipboard);
		return;
	}
	buf_init(&clipboard->in, READ_MAX);
	clipboard->fd = fds[0];
	clipboard->source = wl_event_loop_add_fd(clipboard->server->loop,
			fds[0], WL_EVENT_READABLE, handle_readable, clipboard);
	wl_event_source_timer_update(clipboard->timer, READ_MSEC);
	fd_set_nonblock(fds[1], false);
	wlr_data_source_send(source, type, fds[1]);
}

void
clipboard_handle_data(struct clipboard *clipboard, const uint8_t *data, size_t len)
{
	text_source_offer(clipboard->server, data, len);
}

void
clipboard_cancel(struct clipboard *clipboard)
{
	stop(clipboard);
}
