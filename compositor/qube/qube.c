// SPDX-License-Identifier: MIT
#include "compositor/qube/qube.h"

#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/str.h"
#include "compositor/qube/arena.h"
#include "compositor/qube/qube_link.h"
#include "compositor/qube/qube_plane.h"
#include "compositor/qube/qube_window.h"
#include "compositor/server.h"
#include "compositor/windows/frame.h"
#include "protocols/gui/daemon.h"
#include "zones/client/zone_client.h"

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct qube *qube = wl_container_of(listener, qube, layout);
	struct gui_rect area = qube_plane_work_area(qube->server);
	struct qube_window *window;

	if (!qube->daemon || area.width == 0) {
		return;
	}
	if (qube->scale != qube->server->plane_scale) {
		qube->scale = qube->server->plane_scale;
		qube->scaled_msec = loop_now_msec();
	}
	gui_daemon_set_work_area(qube->daemon, &area);
	wl_list_for_each(window, &qube->windows, link) {
		qube_window_relayout(window);
	}
	qube_flush(qube);
}

static void
handle_freed(void *user, uint32_t segment)
{
	struct qube *qube = user;

	if (qube->server->zone) {
		zone_client_free_segment(qube->server->zone, qube->id, segment);
	}
}

static struct qube *
create(struct server *server, uint32_t id, const char *name,
		const struct label *label)
{
	struct qube *qube = xcalloc(1, sizeof(*qube));

	qube->server = server;
	qube->id = id;
	qube->scale = server->plane_scale;
	qube->scaled_msec = INT64_MIN / 2; // never
	qube->label = *label;
	str_copy(qube->name, sizeof(qube->name), name);
	wl_list_init(&qube->windows);
	qube->arena = arena_create(handle_freed, qube);
	qube->conn = qube_link_create(qube);
	qube->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &qube->layout);
	wl_list_insert(&server->qubes, &qube->link);
	if (server->zone) {
		// every segment is known before the first dump that names it
		zone_client_watch_arena(server->zone, id);
	}
	return qube;
}

static void
set_label(struct qube *qube, const struct label *label)
{
	struct qube_window *window;

	if (qube->label.rgb == label->rgb && qube->label.mark == label->mark &&
			strcmp(qube->label.name, label->name) == 0) {
		return;
	}
	qube->label = *label;
	wl_list_for_each(window, &qube->windows, link) {
		window->view.label = *label;
		if (window->view.frame) {
			frame_update(window->view.frame);
		}
	}
	wl_signal_emit_mutable(&qube->server->events.views, NULL);
}

struct qube *
qube_create(struct server *server, uint32_t id, const char *name,
		const struct label *label)
{
	struct qube *qube = qube_try_from_id(server, id);

	if (qube) {
		set_label(qube, label);
	} else {
		qube = create(server, id, name, label);
	}
	qube_link_open(qube->conn);
	return qube;
}

void
qube_attach(struct qube *qube, int fd)
{
	qube_link_attach(qube->conn, fd);
}

void
qube_remove_segment(struct qube *qube, uint32_t segment)
{
	struct qube_window *window;

	arena_remove_segment(qube->arena, segment);
	wl_list_for_each(window, &qube->windows, link) {
		qube_surface_forget(&window->surface, true);
	}
}

void
qube_destroy(struct qube *qube)
{
	qube_link_destroy(qube->conn);
	wl_list_remove(&qube->layout.link);
	wl_list_remove(&qube->link);
	arena_destroy(qube->arena);
	if (qube->server->zone) {
		zone_client_unwatch_arena(qube->server->zone, qube->id);
	}
	free(qube);
}

void
qube_drop(struct qube *qube, const char *reason)
{
	qube_link_drop(qube->conn, reason);
}

void
qube_flush(struct qube *qube)
{
	qube_link_flush(qube->conn);
}

struct qube *
qube_try_from_id(struct server *server, uint32_t id)
{
	struct qube *qube;

	wl_list_for_each(qube, &server->qubes, link) {
		if (qube->id == id) {
			return qube;
		}
	}
	return NULL;
}

bool
qube_request_clipboard(struct qube *qube, struct view *view,
		qube_clipboard_fn fn, void *user)
{
	struct qube_window *window = qube_window_try_from_view(view);

	if (!window || window->qube != qube || !qube->daemon) {
		return false;
	}
	qube->clipboard_fn = fn;
	qube->clipboard_user = user;
	gui_daemon_request_clipboard(qube->daemon, window->gui);
	qube_flush(qube);
	return true;
}

void
qube_cancel_clipboard(struct qube *qube)
{
	qube->clipboard_fn = NULL;
	if (qube->daemon) {
		gui_daemon_cancel_clipboard(qube->daemon);
	}
}

size_t
qube_get_clipboard_limit(const struct qube *qube)
{
	return qube->daemon ? gui_daemon_get_clipboard_limit(qube->daemon) : 0;
}

bool
qube_send_clipboard(struct qube *qube, struct view *view, const uint8_t *data,
		size_t len)
{
	struct qube_window *window = qube_window_try_from_view(view);

	if (!window || window->qube != qube || !qube->daemon ||
			!gui_daemon_send_clipboard(
					qube->daemon, window->gui, data, len)) {
		return false;
	}
	qube_flush(qube);
	return true;
}
