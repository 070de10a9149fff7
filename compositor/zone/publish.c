// SPDX-License-Identifier: MIT
#include "compositor/zone/publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/outputs/output.h"
#include "compositor/qube/qube_plane.h"
#include "compositor/server.h"
#include "protocols/gui/wire.h"
#include "zones/client/zone_client.h"

#define MAX_LAYOUT 1024 // text of 16 outputs, as many as agents take

struct publish {
	struct server *server; // borrowed
	struct wl_listener layout;
};

static void
send_keyboard(struct server *server)
{
	const struct config_keyboard *keyboard = &server->config->keyboard;
	char *value = xformat("%s+%s+%s", keyboard->layout, keyboard->variant,
			keyboard->options);

	zone_client_set(server->zone, "/keyboard-layout", value, NULL, NULL);
	free(value);
}

static void
send_scale(struct server *server)
{
	char *value = xformat("%.4g", server->plane_scale);

	zone_client_set(server->zone, "/leadlight/scale", value, NULL, NULL);
	free(value);
}

/* One line "w h x y" for each output, in pixels of the qubes' plane. */
static void
send_layout(struct server *server)
{
	struct qube_plane plane = qube_plane_get(server);
	char text[MAX_LAYOUT] = "";
	struct output *output;
	size_t len = 0;

	wl_list_for_each(output, &server->outputs, link) {
		struct gui_rect rect = qube_plane_rect(&plane, &output->box);
		int n = snprintf(text + len, sizeof(text) - len, "%u %u %d %d\n",
				rect.width, rect.height, rect.x, rect.y);

		if (n < 0 || (size_t)n >= sizeof(text) - len) {
			text[len] = '\0';
			break;
		}
		len += (size_t)n;
	}
	zone_client_set(server->zone, "/leadlight/layout", text, NULL, NULL);
}

void
publish_update(struct publish *publish)
{
	struct server *server = publish->server;

	if (server->zone) {
		send_keyboard(server);
		send_scale(server);
		send_layout(server);
	}
}

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct publish *publish = wl_container_of(listener, publish, layout);

	publish_update(publish);
}

struct publish *
publish_create(struct server *server)
{
	struct publish *publish = xcalloc(1, sizeof(*publish));

	publish->server = server;
	publish->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &publish->layout);
	return publish;
}

void
publish_destroy(struct publish *publish)
{
	if (!publish) {
		return;
	}
	wl_list_remove(&publish->layout.link);
	free(publish);
}
