// SPDX-License-Identifier: MIT
#include "compositor/zone/qube_zone.h"

#include <stdlib.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "compositor/draw/label.h"
#include "compositor/qube/arena.h"
#include "compositor/qube/fault_guard.h"
#include "compositor/qube/qube.h"
#include "compositor/server.h"
#include "compositor/zone/known_qubes.h"
#include "zones/client/zone_client.h"

struct qube_zone {
	struct server *server; // borrowed
	struct wl_event_source *faults; // owned
};

static void
handle_qube(void *user, const struct zone_qube *info)
{
	struct qube_zone *zone = user;
	struct qube *qube = qube_try_from_id(zone->server, info->id);
	struct label label = label_make(info->label, info->rgb);

	known_qubes_put(zone->server->known_qubes, info->id, info->name, &label);
	if (info->state == ZONE_STATE_RUNNING) {
		qube = qube_create(zone->server, info->id, info->name, &label);
		qube->allow_fullscreen = info->flags & ZONE_QUBE_FULLSCREEN;
	} else if (qube && info->state != ZONE_STATE_STARTING) {
		qube_destroy(qube);
	}
}

static void
handle_qube_gone(void *user, uint32_t id)
{
	struct qube_zone *zone = user;
	struct qube *qube = qube_try_from_id(zone->server, id);

	known_qubes_remove(zone->server->known_qubes, id);
	if (qube) {
		qube_destroy(qube);
	}
}

static void
handle_segment(void *user, uint32_t id, uint32_t segment, uint32_t pages, int fd)
{
	struct qube_zone *zone = user;
	struct qube *qube = qube_try_from_id(zone->server, id);
	struct err err = {0};

	if (!qube) {
		close(fd);
		return;
	}
	if (arena_add_segment(qube->arena, segment, pages, fd, &err) < 0) {
		// windows that lie there will be refused, with a reason
		log_warn("qube %s: memory for windows is not used: %s",
				qube->name, err.text);
	}
}

static void
handle_segment_gone(void *user, uint32_t id, uint32_t segment)
{
	struct qube_zone *zone = user;
	struct qube *qube = qube_try_from_id(zone->server, id);

	if (qube) {
		qube_remove_segment(qube, segment);
	}
}

static const struct zone_client_events zone_events = {
		.qube = handle_qube,
		.qube_gone = handle_qube_gone,
		.segment = handle_segment,
		.segment_gone = handle_segment_gone,
};

static int
handle_fault(int fd, uint32_t mask, void *data)
{
	struct qube_zone *zone = data;
	struct qube *qube;
	uint64_t count;

	if (read(fd, &count, sizeof(count)) != sizeof(count)) {
		return 0;
	}
	wl_list_for_each(qube, &zone->server->qubes, link) {
		if (arena_take_faults(qube->arena)) {
			qube_drop(qube, "it took its memory away");
		}
	}
	return 0;
}

struct qube_zone *
qube_zone_create(struct server *server, const char *socket, struct err *err)
{
	struct qube_zone *zone;
	int fd = fault_guard_get_fd();

	if (fd < 0) {
		err_set_errno(err, "cannot guard memory of qubes");
		return NULL;
	}
	zone = xcalloc(1, sizeof(*zone));
	zone->server = server;
	zone->faults = wl_event_loop_add_fd(server->loop, fd, WL_EVENT_READABLE,
			handle_fault, zone);
	if (socket) {
		server->zone = zone_client_create(
				server->loop, socket, &zone_events, zone);
	}
	return zone;
}

void
qube_zone_destroy(struct qube_zone *zone)
{
	struct server *server;
	struct qube *qube;
	struct qube *next;

	if (!zone) {
		return;
	}
	server = zone->server;
	wl_list_for_each_safe(qube, next, &server->qubes, link) {
		qube_destroy(qube);
	}
	zone_client_destroy(server->zone);
	server->zone = NULL;
	wl_event_source_remove(zone->faults);
	free(zone);
}
