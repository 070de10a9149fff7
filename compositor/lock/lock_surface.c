// SPDX-License-Identifier: MIT
#include "compositor/lock/lock_surface.h"

#include <stdlib.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_session_lock_v1.h>

#include "common/loop.h"
#include "common/mem.h"
#include "compositor/clients/xdg_input.h"
#include "compositor/input/seat.h"
#include "compositor/input/seat_taker.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"

#define MAX_BUTTONS 16

struct surface {
	struct wl_list link; // lock_surfaces.list
	struct lock_surfaces *surfaces; // borrowed
	struct wlr_session_lock_surface_v1 *wlr; // borrowed
	struct wlr_scene_tree *tree; // owned
	struct wlr_box box; // of its output, as it was told

	struct wl_listener map;
	struct wl_listener destroy;
};

struct lock_surfaces {
	struct server *server; // borrowed
	struct seat_taker taker;
	struct wl_list list; // list of struct surface, .link
	struct surface *focus; // has the keyboard; may be NULL
	struct surface *over; // has the pointer; may be NULL
	uint32_t buttons[MAX_BUTTONS]; // held, evdev
	size_t n_buttons;
	void (*wake)(void *user);
	void *user;

	struct wl_listener layout;
};

static struct output *
get_output(const struct surface *surface)
{
	return surface->wlr->output ? surface->wlr->output->data : NULL;
}

static bool
is_mapped(const struct surface *surface)
{
	return surface->wlr->surface->mapped;
}

static struct surface *
find_mapped(struct lock_surfaces *surfaces)
{
	struct surface *surface;

	wl_list_for_each(surface, &surfaces->list, link) {
		if (is_mapped(surface)) {
			return surface;
		}
	}
	return NULL;
}

bool
lock_surfaces_are_mapped(const struct lock_surfaces *surfaces)
{
	return find_mapped((struct lock_surfaces *)surfaces);
}

static void
set_focus(struct lock_surfaces *surfaces, struct surface *surface)
{
	struct seat *seat = surfaces->server->seat;

	if (surfaces->focus == surface) {
		return;
	}
	surfaces->focus = surface;
	/* A menu that a program opens late would keep the keyboard. */
	seat_end_grabs(seat);
	if (surface) {
		xdg_input_focus_in(seat, surface->wlr->surface, NULL, 0);
	} else {
		xdg_input_focus_out(seat);
	}
}

/* The surface on the output under the pointer, and where on it. */
static struct surface *
find_over(struct lock_surfaces *surfaces, double *sx, double *sy)
{
	struct surface *surface;
	struct output *output;
	double lx, ly;

	seat_get_pointer(surfaces->server->seat, &lx, &ly);
	output = output_at(surfaces->server, lx, ly);
	wl_list_for_each(surface, &surfaces->list, link) {
		if (output && get_output(surface) == output &&
				is_mapped(surface)) {
			*sx = lx - output->box.x;
			*sy = ly - output->box.y;
			return surface;
		}
	}
	return NULL;
}

static void
pick(struct lock_surfaces *surfaces, uint32_t time_msec)
{
	struct wlr_seat *wlr_seat = seat_get_wlr_seat(surfaces->server->seat);
	struct wlr_surface *target = NULL;
	struct surface *surface;
	double sx = 0, sy = 0;

	seat_end_grabs(surfaces->server->seat);
	surface = find_over(surfaces, &sx, &sy);
	if (surface) {
		target = wlr_surface_surface_at(
				surface->wlr->surface, sx, sy, &sx, &sy);
	}
	surfaces->over = surface;
	if (!target) {
		xdg_input_leave(surfaces->server->seat);
		return;
	}
	wlr_seat_pointer_notify_enter(wlr_seat, target, sx, sy);
	wlr_seat_pointer_notify_motion(wlr_seat, time_msec, sx, sy);
}

static struct lock_surfaces *
from_taker(struct seat_taker *taker)
{
	struct lock_surfaces *surfaces = wl_container_of(taker, surfaces, taker);

	return surfaces;
}

static void
take_key(struct seat_taker *taker, const struct view_key *key)
{
	struct lock_surfaces *surfaces = from_taker(taker);

	seat_end_grabs(surfaces->server->seat);
	if (surfaces->focus) {
		xdg_input_key(surfaces->server->seat, key);
	} else if (key->pressed) {
		surfaces->wake(surfaces->user);
	}
}

static void
take_modifiers(struct seat_taker *taker)
{
	struct lock_surfaces *surfaces = from_taker(taker);

	if (surfaces->focus) {
		xdg_input_modifiers(surfaces->server->seat);
	}
}

static void
take_motion(struct seat_taker *taker, uint32_t time_msec)
{
	struct lock_surfaces *surfaces = from_taker(taker);

	pick(surfaces, time_msec);
}

/* False for a release whose press was not here. */
static bool
count_button(struct lock_surfaces *surfaces, const struct view_button *button)
{
	if (button->pressed) {
		if (surfaces->n_buttons == MAX_BUTTONS) {
			return false;
		}
		surfaces->buttons[surfaces->n_buttons++] = button->evdev;
		return true;
	}
	for (size_t i = 0; i < surfaces->n_buttons; i++) {
		if (surfaces->buttons[i] == button->evdev) {
			surfaces->buttons[i] =
					surfaces->buttons[--surfaces->n_buttons];
			return true;
		}
	}
	return false;
}

static void
take_button(struct seat_taker *taker, const struct view_button *button)
{
	struct lock_surfaces *surfaces = from_taker(taker);

	seat_end_grabs(surfaces->server->seat);
	if (!count_button(surfaces, button)) {
		return;
	}
	if (button->pressed && surfaces->over) {
		set_focus(surfaces, surfaces->over);
	}
	xdg_input_button(surfaces->server->seat, button);
}

static void
take_axis(struct seat_taker *taker, const struct view_axis *axis)
{
	xdg_input_axis(from_taker(taker)->server->seat, axis);
}

static void
take_frame(struct seat_taker *taker)
{
	xdg_input_frame(from_taker(taker)->server->seat);
}

static const struct seat_taker_impl taker_impl = {
		.key = take_key,
		.modifiers = take_modifiers,
		.motion = take_motion,
		.button = take_button,
		.axis = take_axis,
		.frame = take_frame,
};

/* Places the surface on its output, and asks it to cover that. */
static void
arrange(struct surface *surface)
{
	struct output *output = get_output(surface);
	struct wlr_box old = surface->box;

	if (!output || wlr_box_empty(&output->box)) {
		return;
	}
	surface->box = output->box;
	wlr_scene_node_set_position(
			&surface->tree->node, output->box.x, output->box.y);
	if (old.width != output->box.width || old.height != output->box.height) {
		wlr_session_lock_surface_v1_configure(surface->wlr,
				(uint32_t)output->box.width,
				(uint32_t)output->box.height);
	}
}

static void
handle_map(struct wl_listener *listener, void *data)
{
	struct surface *surface = wl_container_of(listener, surface, map);
	struct lock_surfaces *surfaces = surface->surfaces;

	if (!surfaces->focus) {
		set_focus(surfaces, surface);
	}
	pick(surfaces, (uint32_t)loop_now_msec());
}

static void
drop(struct surface *surface)
{
	struct lock_surfaces *surfaces = surface->surfaces;

	wl_list_remove(&surface->map.link);
	wl_list_remove(&surface->destroy.link);
	wl_list_remove(&surface->link);
	if (surfaces->over == surface) {
		surfaces->over = NULL;
		xdg_input_leave(surfaces->server->seat);
	}
	if (surfaces->focus == surface) {
		set_focus(surfaces, find_mapped(surfaces));
	}
	wlr_scene_node_destroy(&surface->tree->node);
	free(surface);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct surface *surface = wl_container_of(listener, surface, destroy);

	drop(surface);
}

void
lock_surfaces_add(struct lock_surfaces *surfaces,
		struct wlr_session_lock_surface_v1 *wlr)
{
	struct wlr_scene_tree *layer =
			surfaces->server->layers[SERVER_LAYER_LOCK];
	struct surface *surface = xcalloc(1, sizeof(*surface));

	surface->surfaces = surfaces;
	surface->wlr = wlr;
	/* The inner tree goes with the surface, ours with us. */
	surface->tree = wlr_scene_tree_create(layer);
	wlr_scene_subsurface_tree_create(surface->tree, wlr->surface);
	surface->map.notify = handle_map;
	wl_signal_add(&wlr->surface->events.map, &surface->map);
	surface->destroy.notify = handle_destroy;
	wl_signal_add(&wlr->events.destroy, &surface->destroy);
	wl_list_insert(&surfaces->list, &surface->link);
	arrange(surface);
}

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct lock_surfaces *surfaces =
			wl_container_of(listener, surfaces, layout);
	struct surface *surface;

	wl_list_for_each(surface, &surfaces->list, link) {
		arrange(surface);
	}
}

/* Their releases will go to windows, which know nothing of them. */
static void
release_buttons(struct lock_surfaces *surfaces)
{
	for (size_t i = 0; i < surfaces->n_buttons; i++) {
		const struct view_button button = {
				.time_msec = (uint32_t)loop_now_msec(),
				.evdev = surfaces->buttons[i],
		};

		xdg_input_button(surfaces->server->seat, &button);
	}
}

struct seat_taker *
lock_surfaces_get_taker(struct lock_surfaces *surfaces)
{
	return &surfaces->taker;
}

struct lock_surfaces *
lock_surfaces_create(struct server *server, void (*wake)(void *user), void *user)
{
	struct lock_surfaces *surfaces = xcalloc(1, sizeof(*surfaces));

	surfaces->server = server;
	surfaces->taker.impl = &taker_impl;
	surfaces->wake = wake;
	surfaces->user = user;
	wl_list_init(&surfaces->list);
	surfaces->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &surfaces->layout);
	return surfaces;
}

void
lock_surfaces_destroy(struct lock_surfaces *surfaces)
{
	struct surface *surface, *next;

	if (!surfaces) {
		return;
	}
	release_buttons(surfaces);
	wl_list_for_each_safe(surface, next, &surfaces->list, link) {
		drop(surface);
	}
	wl_list_remove(&surfaces->layout.link);
	free(surfaces);
}
