// SPDX-License-Identifier: MIT
#include "compositor/input/pointer_lock.h"

#include <math.h>
#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_pointer_constraints_v1.h>
#include <wlr/types/wlr_relative_pointer_v1.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/util/region.h>

#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/input/seat.h"
#include "compositor/server.h"
#include "compositor/ui/strip.h"
#include "compositor/windows/view.h"

#define USEC_PER_MSEC 1000

struct pointer_lock {
	struct server *server; // borrowed
	struct seat *seat; // borrowed
	struct wlr_cursor *wlr_cursor; // borrowed
	struct wlr_relative_pointer_manager_v1 *relative;
	struct wlr_pointer_constraints_v1 *constraints;
	struct wlr_pointer_constraint_v1 *active; // may be NULL
	const struct wlr_surface *refused; // only compared: lost it by the
					   // chord; NULL after a press

	struct wl_listener new_constraint;
	struct wl_listener active_destroy;
	struct wl_listener set_region;
	struct wl_listener views;
};

static void
tell(struct pointer_lock *lock)
{
	const struct view *view = seat_get_focus(lock->seat);
	struct strip *strip = lock->server->strip;
	char chord[64];
	char *text;

	if (!lock->active || !view) {
		strip_set_lasting(strip, NULL);
		return;
	}
	config_format_chord(lock->server->config, KEYBIND_RELEASE_POINTER,
			chord, sizeof(chord));
	text = xformat("%s keeps the pointer; %s takes it back",
			view->app_id ? view->app_id : "This window",
			chord[0] ? chord : "another window");
	strip_set_lasting(strip, text);
	free(text);
}

/* A program that kept the pointer in place may say where it shall appear, on
 * its own surface. */
static void
follow_hint(struct pointer_lock *lock,
		const struct wlr_pointer_constraint_v1 *constraint)
{
	const struct wlr_seat *wlr_seat = seat_get_wlr_seat(lock->seat);
	const struct wlr_surface_state *state = &constraint->surface->current;
	double x = constraint->current.cursor_hint.x;
	double y = constraint->current.cursor_hint.y;
	double sx = wlr_seat->pointer_state.sx;
	double sy = wlr_seat->pointer_state.sy;

	if (constraint->type == WLR_POINTER_CONSTRAINT_V1_LOCKED &&
			constraint->current.cursor_hint.enabled &&
			wlr_seat->pointer_state.focused_surface ==
					constraint->surface &&
			x >= 0 && y >= 0 && x < state->width &&
			y < state->height) {
		wlr_cursor_warp(lock->wlr_cursor, NULL,
				lock->wlr_cursor->x - sx + x,
				lock->wlr_cursor->y - sy + y);
	}
}

static void
forget_active(struct pointer_lock *lock)
{
	lock->active = NULL;
	wl_list_remove(&lock->active_destroy.link);
	wl_list_init(&lock->active_destroy.link);
	wl_list_remove(&lock->set_region.link);
	wl_list_init(&lock->set_region.link);
}

static void
set_active(struct pointer_lock *lock, struct wlr_pointer_constraint_v1 *next)
{
	struct wlr_pointer_constraint_v1 *old = lock->active;

	if (old == next) {
		return;
	}
	if (old) {
		forget_active(lock);
		follow_hint(lock, old);
		wlr_pointer_constraint_v1_send_deactivated(old); // may free it
	}
	if (next) {
		lock->active = next;
		wl_signal_add(&next->events.destroy, &lock->active_destroy);
		wl_signal_add(&next->events.set_region, &lock->set_region);
		wlr_pointer_constraint_v1_send_activated(next);
	}
	tell(lock);
}

/* What may keep the pointer now, or NULL. */
static struct wlr_pointer_constraint_v1 *
choose(struct pointer_lock *lock)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(lock->seat);
	const struct wlr_seat_pointer_state *at = &wlr_seat->pointer_state;
	struct wlr_surface *surface = at->focused_surface;
	struct wlr_pointer_constraint_v1 *constraint;

	if (!surface || surface == lock->refused ||
			wlr_seat->keyboard_state.focused_surface != surface) {
		return NULL;
	}
	constraint = wlr_pointer_constraints_v1_constraint_for_surface(
			lock->constraints, surface, wlr_seat);
	if (constraint && constraint != lock->active &&
			!pixman_region32_contains_point(&constraint->region,
					(int)floor(at->sx), (int)floor(at->sy),
					NULL)) {
		return NULL;
	}
	return constraint;
}

void
pointer_lock_update(struct pointer_lock *lock)
{
	set_active(lock, choose(lock));
}

static void
handle_new_constraint(struct wl_listener *listener, void *data)
{
	struct pointer_lock *lock =
			wl_container_of(listener, lock, new_constraint);

	pointer_lock_update(lock);
}

static void
handle_active_destroy(struct wl_listener *listener, void *data)
{
	struct pointer_lock *lock =
			wl_container_of(listener, lock, active_destroy);
	struct wlr_pointer_constraint_v1 *old = lock->active;

	forget_active(lock);
	follow_hint(lock, old);
	tell(lock);
}

/* The pointer may be outside of it now: then it is asked for anew. */
static void
handle_set_region(struct wl_listener *listener, void *data)
{
	struct pointer_lock *lock = wl_container_of(listener, lock, set_region);
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(lock->seat);
	const struct wlr_seat_pointer_state *at = &wlr_seat->pointer_state;

	if (!pixman_region32_contains_point(&lock->active->region,
			    (int)floor(at->sx), (int)floor(at->sy), NULL)) {
		set_active(lock, NULL);
	}
}

static void
handle_views(struct wl_listener *listener, void *data)
{
	struct pointer_lock *lock = wl_container_of(listener, lock, views);
	const struct wlr_seat *wlr_seat = seat_get_wlr_seat(lock->seat);

	if (lock->refused &&
			wlr_seat->keyboard_state.focused_surface !=
					lock->refused) {
		lock->refused = NULL;
	}
	pointer_lock_update(lock);
}

static void
confine(struct pointer_lock *lock, double *dx, double *dy)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(lock->seat);
	double sx = wlr_seat->pointer_state.sx;
	double sy = wlr_seat->pointer_state.sy;
	double to_x, to_y;

	if (wlr_region_confine(&lock->active->region, sx, sy, sx + *dx,
			    sy + *dy, &to_x, &to_y)) {
		*dx = to_x - sx;
		*dy = to_y - sy;
	} else {
		*dx = *dy = 0;
	}
}

void
pointer_lock_move(struct pointer_lock *lock,
		const struct wlr_pointer_motion_event *event, double *dx,
		double *dy)
{
	wlr_relative_pointer_manager_v1_send_relative_motion(lock->relative,
			seat_get_wlr_seat(lock->seat),
			(uint64_t)event->time_msec * USEC_PER_MSEC,
			event->delta_x, event->delta_y, event->unaccel_dx,
			event->unaccel_dy);
	*dx = event->delta_x;
	*dy = event->delta_y;
	if (pointer_lock_is_locked(lock)) {
		*dx = *dy = 0;
	} else if (lock->active) {
		confine(lock, dx, dy);
	}
}

bool
pointer_lock_is_locked(const struct pointer_lock *lock)
{
	return lock->active &&
			lock->active->type == WLR_POINTER_CONSTRAINT_V1_LOCKED;
}

void
pointer_lock_handle_press(struct pointer_lock *lock)
{
	lock->refused = NULL;
	pointer_lock_update(lock);
}

void
pointer_lock_release(struct pointer_lock *lock)
{
	if (lock->active) {
		lock->refused = lock->active->surface;
		set_active(lock, NULL);
	}
}

struct pointer_lock *
pointer_lock_create(struct server *server, struct seat *seat,
		struct wlr_cursor *wlr_cursor)
{
	struct pointer_lock *lock = xcalloc(1, sizeof(*lock));

	lock->server = server;
	lock->seat = seat;
	lock->wlr_cursor = wlr_cursor;
	lock->relative = wlr_relative_pointer_manager_v1_create(server->display);
	lock->constraints = wlr_pointer_constraints_v1_create(server->display);
	lock->new_constraint.notify = handle_new_constraint;
	wl_signal_add(&lock->constraints->events.new_constraint,
			&lock->new_constraint);
	lock->active_destroy.notify = handle_active_destroy;
	wl_list_init(&lock->active_destroy.link);
	lock->set_region.notify = handle_set_region;
	wl_list_init(&lock->set_region.link);
	lock->views.notify = handle_views;
	wl_signal_add(&server->events.views, &lock->views);
	return lock;
}

void
pointer_lock_destroy(struct pointer_lock *lock)
{
	wl_list_remove(&lock->new_constraint.link);
	wl_list_remove(&lock->active_destroy.link);
	wl_list_remove(&lock->set_region.link);
	wl_list_remove(&lock->views.link);
	free(lock);
}
