// SPDX-License-Identifier: MIT
/* wlroots sends them to the surface that has the pointer, so that none has
 * them while a qube's window does. */
#include "compositor/input/gestures.h"

#include <stdlib.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_pointer_gestures_v1.h>
#include <wlr/types/wlr_seat.h>

#include "common/mem.h"

struct gestures {
	struct wlr_pointer_gestures_v1 *global;
	struct wlr_seat *wlr_seat; // borrowed

	struct wl_listener swipe_begin;
	struct wl_listener swipe_update;
	struct wl_listener swipe_end;
	struct wl_listener pinch_begin;
	struct wl_listener pinch_update;
	struct wl_listener pinch_end;
	struct wl_listener hold_begin;
	struct wl_listener hold_end;
};

static void
handle_swipe_begin(struct wl_listener *listener, void *data)
{
	struct gestures *gestures =
			wl_container_of(listener, gestures, swipe_begin);
	const struct wlr_pointer_swipe_begin_event *event = data;

	wlr_pointer_gestures_v1_send_swipe_begin(gestures->global,
			gestures->wlr_seat, event->time_msec, event->fingers);
}

static void
handle_swipe_update(struct wl_listener *listener, void *data)
{
	struct gestures *gestures =
			wl_container_of(listener, gestures, swipe_update);
	const struct wlr_pointer_swipe_update_event *event = data;

	wlr_pointer_gestures_v1_send_swipe_update(gestures->global,
			gestures->wlr_seat, event->time_msec, event->dx,
			event->dy);
}

static void
handle_swipe_end(struct wl_listener *listener, void *data)
{
	struct gestures *gestures =
			wl_container_of(listener, gestures, swipe_end);
	const struct wlr_pointer_swipe_end_event *event = data;

	wlr_pointer_gestures_v1_send_swipe_end(gestures->global,
			gestures->wlr_seat, event->time_msec, event->cancelled);
}

static void
handle_pinch_begin(struct wl_listener *listener, void *data)
{
	struct gestures *gestures =
			wl_container_of(listener, gestures, pinch_begin);
	const struct wlr_pointer_pinch_begin_event *event = data;

	wlr_pointer_gestures_v1_send_pinch_begin(gestures->global,
			gestures->wlr_seat, event->time_msec, event->fingers);
}

static void
handle_pinch_update(struct wl_listener *listener, void *data)
{
	struct gestures *gestures =
			wl_container_of(listener, gestures, pinch_update);
	const struct wlr_pointer_pinch_update_event *event = data;

	wlr_pointer_gestures_v1_send_pinch_update(gestures->global,
			gestures->wlr_seat, event->time_msec, event->dx,
			event->dy, event->scale, event->rotation);
}

static void
handle_pinch_end(struct wl_listener *listener, void *data)
{
	struct gestures *gestures =
			wl_container_of(listener, gestures, pinch_end);
	const struct wlr_pointer_pinch_end_event *event = data;

	wlr_pointer_gestures_v1_send_pinch_end(gestures->global,
			gestures->wlr_seat, event->time_msec, event->cancelled);
}

static void
handle_hold_begin(struct wl_listener *listener, void *data)
{
	struct gestures *gestures =
			wl_container_of(listener, gestures, hold_begin);
	const struct wlr_pointer_hold_begin_event *event = data;

	wlr_pointer_gestures_v1_send_hold_begin(gestures->global,
			gestures->wlr_seat, event->time_msec, event->fingers);
}

static void
handle_hold_end(struct wl_listener *listener, void *data)
{
	struct gestures *gestures = wl_container_of(listener, gestures, hold_end);
	const struct wlr_pointer_hold_end_event *event = data;

	wlr_pointer_gestures_v1_send_hold_end(gestures->global,
			gestures->wlr_seat, event->time_msec, event->cancelled);
}

static void
add(struct wl_signal *signal, struct wl_listener *listener,
		wl_notify_func_t notify)
{
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

struct gestures *
gestures_create(struct wl_display *display, struct wlr_seat *wlr_seat,
		struct wlr_cursor *wlr_cursor)
{
	struct gestures *g = xcalloc(1, sizeof(*g));

	g->global = wlr_pointer_gestures_v1_create(display);
	g->wlr_seat = wlr_seat;
	add(&wlr_cursor->events.swipe_begin, &g->swipe_begin, handle_swipe_begin);
	add(&wlr_cursor->events.swipe_update, &g->swipe_update,
			handle_swipe_update);
	add(&wlr_cursor->events.swipe_end, &g->swipe_end, handle_swipe_end);
	add(&wlr_cursor->events.pinch_begin, &g->pinch_begin, handle_pinch_begin);
	add(&wlr_cursor->events.pinch_update, &g->pinch_update,
			handle_pinch_update);
	add(&wlr_cursor->events.pinch_end, &g->pinch_end, handle_pinch_end);
	add(&wlr_cursor->events.hold_begin, &g->hold_begin, handle_hold_begin);
	add(&wlr_cursor->events.hold_end, &g->hold_end, handle_hold_end);
	return g;
}

void
gestures_destroy(struct gestures *gestures)
{
	wl_list_remove(&gestures->swipe_begin.link);
	wl_list_remove(&gestures->swipe_update.link);
	wl_list_remove(&gestures->swipe_end.link);
	wl_list_remove(&gestures->pinch_begin.link);
	wl_list_remove(&gestures->pinch_update.link);
	wl_list_remove(&gestures->pinch_end.link);
	wl_list_remove(&gestures->hold_begin.link);
	wl_list_remove(&gestures->hold_end.link);
	free(gestures);
}
