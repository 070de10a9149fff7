// SPDX-License-Identifier: MIT
#include "compositor/input/follow.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/input/seat.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"

#define CLEAR 24.0 // logical px that are no accident

struct follow {
	struct server *server; // borrowed
	bool resting; // since lx, ly
	double lx, ly;
	struct view *raise; // borrowed: comes up when the time is over; or NULL
	struct wl_event_source *timer; // owned
};

static int
handle_timer(void *data)
{
	struct follow *follow = data;
	struct view *view = follow->raise;

	follow->raise = NULL;
	if (view && seat_get_focus(follow->server->seat) == view) {
		view_raise(view);
	}
	return 0;
}

struct follow *
follow_create(struct server *server)
{
	struct follow *follow = xcalloc(1, sizeof(*follow));

	follow->server = server;
	follow->timer = wl_event_loop_add_timer(
			server->loop, handle_timer, follow);
	return follow;
}

void
follow_destroy(struct follow *follow)
{
	if (follow) {
		wl_event_source_remove(follow->timer);
		free(follow);
	}
}

void
follow_rest(struct follow *follow)
{
	follow->resting = true;
	seat_get_pointer(follow->server->seat, &follow->lx, &follow->ly);
}

static void
take(struct follow *follow, struct view *view)
{
	int delay = follow->server->config->raise_delay;

	seat_focus(follow->server->seat, view);
	follow->raise = delay > 0 ? view : NULL;
	wl_event_source_timer_update(follow->timer, delay > 0 ? delay : 0);
}

void
follow_move(struct follow *follow, struct view *view, double lx, double ly)
{
	if (!follow->server->config->follow_mouse) {
		return;
	}
	if (follow->resting) {
		if (hypot(lx - follow->lx, ly - follow->ly) < CLEAR) {
			return;
		}
		follow->resting = false;
	}
	if (view && !view->popup && view->impl->kind != VIEW_LAYER &&
			view != seat_get_focus(follow->server->seat)) {
		take(follow, view);
	}
}

void
follow_forget_view(struct follow *follow, const struct view *view)
{
	if (follow->raise == view) {
		follow->raise = NULL;
	}
}
