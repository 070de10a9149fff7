// SPDX-License-Identifier: MIT
#include "compositor/input/idle.h"

#include <stdlib.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_idle_inhibit_v1.h>
#include <wlr/types/wlr_idle_notify_v1.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/input/seat.h"
#include "compositor/server.h"

#define MAX_SOURCES 16 // kinds of events a cursor has

/* A surface that wants its picture to stay, such as a film's. */
struct inhibitor {
	struct wl_list link; // idle.inhibitors
	struct idle *idle; // borrowed
	struct wlr_surface *surface; // borrowed
	struct wl_listener destroy;
};

struct source {
	struct idle *idle; // borrowed
	struct wl_listener listener;
};

struct idle {
	struct server *server; // borrowed
	struct wlr_idle_notifier_v1 *notifier; // goes with the display
	struct wl_list inhibitors; // list of struct inhibitor, .link
	bool inhibited;
	struct source sources[MAX_SOURCES];
	size_t n_sources;

	struct wl_listener new_inhibitor;
	struct wl_listener frame;
	struct wl_listener layout;
	struct wl_listener lock;
};

void
idle_note(struct idle *idle)
{
	wlr_idle_notifier_v1_notify_activity(
			idle->notifier, seat_get_wlr_seat(idle->server->seat));
}

bool
idle_is_inhibited(const struct idle *idle)
{
	return idle->inhibited;
}

struct search {
	const struct wlr_surface *surface;
	bool found;
};

/* Called for what is in the scene and not hidden; an output is set for what is
 * not covered either. */
static void
match(struct wlr_scene_buffer *buffer, int lx, int ly, void *data)
{
	struct wlr_scene_surface *scene_surface =
			wlr_scene_surface_try_from_buffer(buffer);
	struct search *search = data;

	if (scene_surface && buffer->primary_output &&
			wlr_surface_get_root_surface(scene_surface->surface) ==
					search->surface) {
		search->found = true;
	}
}

static bool
is_seen(struct idle *idle, struct wlr_surface *surface)
{
	struct search search = {.surface = wlr_surface_get_root_surface(surface)};

	wlr_scene_node_for_each_buffer(
			&idle->server->scene->tree.node, match, &search);
	return search.found;
}

static void
update(struct idle *idle)
{
	struct inhibitor *inhibitor;
	bool inhibited = false;

	wl_list_for_each(inhibitor, &idle->inhibitors, link) {
		inhibited = inhibited || is_seen(idle, inhibitor->surface);
	}
	if (inhibited != idle->inhibited) {
		idle->inhibited = inhibited;
		wlr_idle_notifier_v1_set_inhibited(idle->notifier, inhibited);
	}
}

static void
drop(struct inhibitor *inhibitor)
{
	wl_list_remove(&inhibitor->destroy.link);
	wl_list_remove(&inhibitor->link);
	free(inhibitor);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct inhibitor *inhibitor =
			wl_container_of(listener, inhibitor, destroy);
	struct idle *idle = inhibitor->idle;

	drop(inhibitor);
	update(idle);
}

static void
handle_new_inhibitor(struct wl_listener *listener, void *data)
{
	struct idle *idle = wl_container_of(listener, idle, new_inhibitor);
	struct wlr_idle_inhibitor_v1 *wlr = data;
	struct inhibitor *inhibitor = xcalloc(1, sizeof(*inhibitor));

	inhibitor->idle = idle;
	inhibitor->surface = wlr->surface;
	inhibitor->destroy.notify = handle_destroy;
	wl_signal_add(&wlr->events.destroy, &inhibitor->destroy);
	wl_list_insert(&idle->inhibitors, &inhibitor->link);
	update(idle);
}

/* Whatever comes, goes or is covered is drawn: a frame follows. */
static void
handle_frame(struct wl_listener *listener, void *data)
{
	struct idle *idle = wl_container_of(listener, idle, frame);

	update(idle);
}

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct idle *idle = wl_container_of(listener, idle, layout);

	update(idle);
}

static void
handle_lock(struct wl_listener *listener, void *data)
{
	struct idle *idle = wl_container_of(listener, idle, lock);

	update(idle);
}

static void
handle_input(struct wl_listener *listener, void *data)
{
	struct source *source = wl_container_of(listener, source, listener);

	idle_note(source->idle);
}

static void
listen_to_cursor(struct idle *idle, struct wlr_cursor *cursor)
{
	struct wl_signal *const signals[] = {
			&cursor->events.motion,
			&cursor->events.motion_absolute,
			&cursor->events.button,
			&cursor->events.axis,
			&cursor->events.swipe_begin,
			&cursor->events.swipe_update,
			&cursor->events.pinch_begin,
			&cursor->events.pinch_update,
			&cursor->events.hold_begin,
			&cursor->events.touch_down,
			&cursor->events.touch_up,
			&cursor->events.touch_motion,
			&cursor->events.tablet_tool_axis,
			&cursor->events.tablet_tool_tip,
			&cursor->events.tablet_tool_button,
	};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct source *source = &idle->sources[idle->n_sources++];

		source->idle = idle;
		source->listener.notify = handle_input;
		wl_signal_add(signals[i], &source->listener);
	}
}

static void
listen_to_server(struct idle *idle)
{
	struct server *server = idle->server;

	idle->frame.notify = handle_frame;
	wl_signal_add(&server->events.frame, &idle->frame);
	idle->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &idle->layout);
	idle->lock.notify = handle_lock;
	wl_signal_add(&server->events.lock, &idle->lock);
}

struct idle *
idle_create(struct server *server, struct err *err)
{
	struct wlr_idle_notifier_v1 *notifier =
			wlr_idle_notifier_v1_create(server->display);
	struct wlr_idle_inhibit_manager_v1 *inhibit =
			wlr_idle_inhibit_v1_create(server->display);
	struct idle *idle;

	if (!notifier || !inhibit) {
		err_set(err, "idle programs cannot be told of anything");
		return NULL;
	}
	idle = xcalloc(1, sizeof(*idle));
	idle->server = server;
	idle->notifier = notifier;
	wl_list_init(&idle->inhibitors);
	idle->new_inhibitor.notify = handle_new_inhibitor;
	wl_signal_add(&inhibit->events.new_inhibitor, &idle->new_inhibitor);
	listen_to_server(idle);
	listen_to_cursor(idle, seat_get_wlr_cursor(server->seat));
	return idle;
}

void
idle_destroy(struct idle *idle)
{
	struct inhibitor *inhibitor, *next;

	if (!idle) {
		return;
	}
	wl_list_for_each_safe(inhibitor, next, &idle->inhibitors, link) {
		drop(inhibitor);
	}
	wl_list_remove(&idle->new_inhibitor.link);
	wl_list_remove(&idle->frame.link);
	wl_list_remove(&idle->layout.link);
	wl_list_remove(&idle->lock.link);
	for (size_t i = 0; i < idle->n_sources; i++) {
		wl_list_remove(&idle->sources[i].listener.link);
	}
	free(idle);
}
