// SPDX-License-Identifier: MIT
#include "qube/agent/doors.h"

#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/mem.h"
#include "qube/agent/environment.h"
#include "qube/agent/server.h"

#define ARRIVE_MSEC 50 // its settings come through another channel

struct doors {
	struct server *server; // borrowed
	struct wl_event_source *timer; // owned
	bool open;
};

static int
open_doors(struct doors *doors, struct err *err)
{
	struct server *server = doors->server;

	doors->open = true;
	if (wl_display_add_socket(server->display,
			    server->options->socket_name) != 0) {
		return err_set_errno(err, "cannot listen as %s",
				server->options->socket_name);
	}
	return environment_publish(server, err);
}

static int
handle_timer(void *data)
{
	struct doors *doors = data;
	struct err err = {0};

	if (open_doors(doors, &err) != 0) {
		log_err("%s", err.text);
		doors->server->failed = true;
		wl_display_terminate(doors->server->display);
	}
	return 0;
}

struct doors *
doors_create(struct server *server, struct err *err)
{
	struct doors *doors = xcalloc(1, sizeof(*doors));
	int wait_msec = server->options->wait_msec;

	doors->server = server;
	doors->timer = wl_event_loop_add_timer(server->loop, handle_timer, doors);
	if (wait_msec > 0) {
		wl_event_source_timer_update(doors->timer, wait_msec);
	} else if (open_doors(doors, err) != 0) {
		doors_destroy(doors);
		return NULL;
	}
	return doors;
}

void
doors_destroy(struct doors *doors)
{
	if (doors != NULL) {
		wl_event_source_remove(doors->timer);
		free(doors);
	}
}

void
doors_expect(struct doors *doors)
{
	if (doors != NULL && !doors->open) {
		wl_event_source_timer_update(doors->timer, ARRIVE_MSEC);
	}
}
