// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // signals
#include "qube/agent/server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wlr/backend.h>
#include <wlr/render/pixman.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_fractional_scale_v1.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_single_pixel_buffer_v1.h>
#include <wlr/types/wlr_subcompositor.h>
#include <wlr/types/wlr_viewporter.h>

#include "common/log.h"
#include "qube/agent/backend.h"
#include "qube/agent/clipboard.h"
#include "qube/agent/doors.h"
#include "qube/agent/environment.h"
#include "qube/agent/focus.h"
#include "qube/agent/gui_link.h"
#include "qube/agent/keyboard.h"
#include "qube/agent/output.h"
#include "qube/agent/pointer.h"
#include "qube/agent/screens.h"
#include "qube/agent/settings.h"
#include "qube/agent/window.h"
#include "qube/agent/wlr_compat.h"
#include "qube/agent/x11.h"
#include "qube/agent/xdg.h"

#define COMPOSITOR_VERSION 6
#define FRACTIONAL_SCALE_VERSION 1

static void
log_stats(const struct server *server)
{
	const struct server_stats *stats = &server->stats;
	uint32_t used, pages;

	arena_pool_get_usage(server->pool, &used, &pages);
	log_info("stats: windows=%d frames=%llu passes=%llu damage=%llu "
		 "dumps=%llu buffers=%llu pages=%u/%u",
			wl_list_length(&server->windows),
			(unsigned long long)stats->frames,
			(unsigned long long)stats->pixels.passes,
			(unsigned long long)stats->damage,
			(unsigned long long)*gui_link_get_dumps(server->link),
			(unsigned long long)stats->pixels.buffers, used, pages);
}

static int
handle_signal(int number, void *data)
{
	struct server *server = data;

	switch (number) {
	case SIGUSR1:
		log_stats(server);
		break;
	default:
		wl_display_terminate(server->display);
		break;
	}
	return 0;
}

static void
handle_grown(void *user)
{
	struct server *server = user;
	struct window *win;

	wl_list_for_each(win, &server->windows, link) {
		output_retry(win->output);
	}
}

static const struct arena_pool_impl pool_impl = {
		.grown = handle_grown,
};

static bool
filter_global(const struct wl_client *client, const struct wl_global *global,
		void *data)
{
	struct server *server = data;

	bool is_xwayland = x11_is_client(server->x11, client);

	if (x11_owns_global(server->x11, global)) {
		return is_xwayland;
	}
	return server->screens == NULL ||
			screens_is_visible(server->screens, global, is_xwayland);
}

static void
add_signals(struct server *server)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGUSR1};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		server->signals[i] = wl_event_loop_add_signal(server->loop,
				numbers[i], handle_signal, server);
	}
}

/* What needs the arena: buffers are made in it. */
static int
init_rendering(struct server *server, struct err *err)
{
	const char *path = getenv("LEADLIGHT_ARENA");

	server->backend = backend_create();
	server->renderer = wlr_pixman_renderer_create();
	if (server->renderer == NULL) {
		return err_set(err, "cannot make a renderer");
	}
	server->pool = arena_pool_create(server->loop,
			path != NULL ? path : ARENA_POOL_PATH, &pool_impl,
			server, err);
	if (server->pool == NULL) {
		return -1;
	}
	server->allocator = pixels_allocator_create(server->pool,
			&server->stats.pixels, gui_link_get_dumps(server->link));
	wlr_renderer_init_wl_shm(server->renderer, server->display);
	return 0;
}

static void
init_globals(struct server *server)
{
	server->compositor = wlr_compositor_create(
			server->display, COMPOSITOR_VERSION, server->renderer);
	wlr_subcompositor_create(server->display);
	wlr_viewporter_create(server->display);
	wlr_single_pixel_buffer_manager_v1_create(server->display);
	wlr_fractional_scale_manager_v1_create(
			server->display, FRACTIONAL_SCALE_VERSION);
	wlr_compat_presentation_create(server->display, server->backend);
	server->screens = screens_create(server);
	server->seat = wlr_seat_create(server->display, "seat0");
	wlr_seat_set_capabilities(server->seat,
			WL_SEAT_CAPABILITY_POINTER | WL_SEAT_CAPABILITY_KEYBOARD);
	server->keyboard = keyboard_create(server);
	server->pointer = pointer_create(server);
	server->focus = focus_create(server);
	server->clipboard = clipboard_create(server);
	server->xdg = xdg_create(server);
}

int
server_init(struct server *server, const struct server_options *options,
		struct err *err)
{
	server->options = options;
	server->scale = 1.0;
	wl_list_init(&server->windows);
	server->display = wl_display_create();
	if (server->display == NULL) {
		return err_set_errno(err, "cannot make a Wayland display");
	}
	server->loop = wl_display_get_event_loop(server->display);
	wl_display_set_global_filter(server->display, filter_global, server);
	add_signals(server);
	server->link = gui_link_create(server, err);
	if (server->link == NULL || init_rendering(server, err) != 0) {
		return -1;
	}
	init_globals(server);
	server->settings = settings_create(server, err);
	if (server->settings == NULL) {
		return -1;
	}
	if (options->x11) {
		server->x11 = x11_create(server);
	}
	server->doors = doors_create(server, err);
	return server->doors != NULL ? 0 : -1;
}

void
server_run(struct server *server)
{
	wl_display_run(server->display);
}

void
server_finish(struct server *server)
{
	if (server->display == NULL) {
		return;
	}
	doors_destroy(server->doors);
	server->doors = NULL;
	environment_withdraw(server);
	gui_link_close(server->link);
	x11_destroy(server->x11);
	server->x11 = NULL;
	wl_display_destroy_clients(server->display);
	settings_destroy(server->settings);
	xdg_destroy(server->xdg);
	clipboard_destroy(server->clipboard);
	focus_destroy(server->focus);
	pointer_destroy(server->pointer);
	keyboard_destroy(server->keyboard);
	screens_destroy(server->screens);
	server->screens = NULL;
	if (server->allocator != NULL) {
		wlr_allocator_destroy(&server->allocator->base);
	}
	arena_pool_destroy(server->pool);
	gui_link_destroy(server->link);
	if (server->renderer != NULL) {
		wlr_renderer_destroy(server->renderer);
	}
	if (server->backend != NULL) {
		wlr_backend_destroy(server->backend);
	}
	for (size_t i = 0; i < sizeof(server->signals) / sizeof(*server->signals);
			i++) {
		if (server->signals[i] != NULL) {
			wl_event_source_remove(server->signals[i]);
		}
	}
	wl_display_destroy(server->display);
	*server = (struct server){0};
}

void
server_set_scale(struct server *server, double scale)
{
	struct window *win;

	if (server->scale == scale) {
		return;
	}
	log_info("the plane has %.3g pixels per logical pixel", scale);
	server->scale = scale;
	screens_update(server->screens);
	x11_update_scale(server->x11);
	wl_list_for_each(win, &server->windows, link) {
		if (win->impl->kind != WINDOW_X11) {
			window_set_scale(win, scale);
		}
	}
}
