// SPDX-License-Identifier: MIT
/*
 * A program in a qube whose windows come and go, for hours.
 *
 *   soak-client NAME MSEC
 *
 * has one window that stays, "NAME.0", and up to MAX_WINDOWS others, one of
 * which comes or goes every MSEC milliseconds on average, but not while there
 * is a file "quiet" in the working directory. There it keeps two files:
 * "windows", its state, and "input", what reached it: "enter TITLE", "key CODE".
 */
#define _GNU_SOURCE // memfd_create
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <wayland-client.h>

#include "xdg-shell-client-protocol.h"

#define MAX_WINDOWS 5
#define TICK_MSEC 50

struct window {
	struct wl_surface *surface; // NULL: free
	struct xdg_surface *xdg;
	struct xdg_toplevel *toplevel;
	int width, height;
	bool mapped;
	char title[24];
};

static struct client {
	struct wl_display *display;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct wl_seat *seat;
	struct xdg_wm_base *wm_base;
	struct window windows[MAX_WINDOWS];
	const char *name;
	unsigned int serial; // of the last window
	unsigned long changes;
	bool quiet;
	bool changed; // since the state was written
	FILE *input;
} client;

static void
paint(struct window *window)
{
	int stride = window->width * 4;
	int size = stride * window->height;
	uint32_t color = 0xff000000u | (uint32_t)rand();
	int fd = memfd_create("soak", MFD_CLOEXEC);
	struct wl_shm_pool *pool;
	struct wl_buffer *buffer;
	uint32_t *pixels;

	if (fd < 0 || ftruncate(fd, size) < 0) {
		exit(1);
	}
	pixels = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED,
			fd, 0);
	if (pixels == MAP_FAILED) {
		exit(1);
	}
	for (int i = 0; i < size / 4; i++) {
		pixels[i] = color;
	}
	munmap(pixels, (size_t)size);
	pool = wl_shm_create_pool(client.shm, fd, size);
	buffer = wl_shm_pool_create_buffer(pool, 0, window->width,
			window->height, stride, WL_SHM_FORMAT_XRGB8888);
	wl_shm_pool_destroy(pool);
	close(fd);
	wl_surface_attach(window->surface, buffer, 0, 0);
	wl_surface_damage_buffer(
			window->surface, 0, 0, window->width, window->height);
	wl_surface_commit(window->surface);
	wl_buffer_destroy(buffer);
}

static void
handle_configure(void *data, struct xdg_surface *xdg, uint32_t serial)
{
	struct window *window = data;

	xdg_surface_ack_configure(xdg, serial);
	paint(window);
	client.changed |= !window->mapped;
	window->mapped = true;
}

static const struct xdg_surface_listener xdg_listener = {
		.configure = handle_configure};

static void
handle_toplevel(void *data, struct xdg_toplevel *toplevel, int32_t width,
		int32_t height, struct wl_array *states)
{
	struct window *window = data;

	if (width > 0 && height > 0) {
		window->width = width;
		window->height = height;
	}
}

static void
handle_close(void *data, struct xdg_toplevel *toplevel)
{
}

static void
handle_bounds(void *data, struct xdg_toplevel *toplevel, int32_t width,
		int32_t height)
{
}

static void
handle_capabilities(void *data, struct xdg_toplevel *toplevel,
		struct wl_array *capabilities)
{
}

static const struct xdg_toplevel_listener toplevel_listener = {
		.configure = handle_toplevel,
		.close = handle_close,
		.configure_bounds = handle_bounds,
		.wm_capabilities = handle_capabilities,
};

static void
open_window(struct window *window)
{
	*window = (struct window){.width = 80 + rand() % 300,
			.height = 60 + rand() % 200};
	snprintf(window->title, sizeof(window->title), "%s.%u", client.name,
			client.serial++);
	window->surface = wl_compositor_create_surface(client.compositor);
	window->xdg = xdg_wm_base_get_xdg_surface(
			client.wm_base, window->surface);
	xdg_surface_add_listener(window->xdg, &xdg_listener, window);
	window->toplevel = xdg_surface_get_toplevel(window->xdg);
	xdg_toplevel_add_listener(window->toplevel, &toplevel_listener, window);
	xdg_toplevel_set_title(window->toplevel, window->title);
	xdg_toplevel_set_app_id(window->toplevel, "soak");
	wl_surface_commit(window->surface);
}

static void
close_window(struct window *window)
{
	xdg_toplevel_destroy(window->toplevel);
	xdg_surface_destroy(window->xdg);
	wl_surface_destroy(window->surface);
	*window = (struct window){0};
	client.changed = true;
}

/* "changes N quiet|busy TITLE ...": only the windows that are shown. */
static void
write_state(void)
{
	FILE *file = fopen("windows.new", "w");

	if (!file) {
		return;
	}
	fprintf(file, "%lu %s", client.changes, client.quiet ? "quiet" : "busy");
	for (size_t i = 0; i < MAX_WINDOWS; i++) {
		if (client.windows[i].mapped) {
			fprintf(file, " %s", client.windows[i].title);
		}
	}
	fprintf(file, "\n");
	fclose(file);
	rename("windows.new", "windows");
	client.changed = false;
}

static bool
is_waiting(void)
{
	for (size_t i = 0; i < MAX_WINDOWS; i++) {
		if (client.windows[i].surface && !client.windows[i].mapped) {
			return true;
		}
	}
	return false;
}

static void
tick(int msec)
{
	bool quiet = access("quiet", F_OK) == 0;
	struct window *window = &client.windows[1 + rand() % (MAX_WINDOWS - 1)];

	if (!quiet && rand() % msec < TICK_MSEC) {
		client.changes++;
		if (!window->surface) {
			open_window(window);
		} else if (window->mapped) {
			close_window(window);
		}
	} else if (!quiet && window->mapped && rand() % 4 == 0) {
		paint(window);
	}
	quiet = quiet && !is_waiting();
	client.changed |= quiet != client.quiet;
	client.quiet = quiet;
	if (client.changed) {
		write_state();
	}
}

static void
handle_keymap(void *data, struct wl_keyboard *keyboard, uint32_t format, int fd,
		uint32_t size)
{
	close(fd);
}

static void
handle_enter(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		struct wl_surface *surface, struct wl_array *keys)
{
	for (size_t i = 0; surface && i < MAX_WINDOWS; i++) {
		if (client.windows[i].surface == surface) {
			fprintf(client.input, "enter %s\n",
					client.windows[i].title);
		}
	}
}

static void
handle_leave(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		struct wl_surface *surface)
{
	fprintf(client.input, "leave\n");
}

static void
handle_key(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		uint32_t time, uint32_t key, uint32_t state)
{
	fprintf(client.input, "key %u %s\n", key, state ? "press" : "release");
}

static void
handle_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		uint32_t depressed, uint32_t latched, uint32_t locked,
		uint32_t group)
{
}

static void
handle_repeat(void *data, struct wl_keyboard *keyboard, int32_t rate,
		int32_t delay)
{
}

static const struct wl_keyboard_listener keyboard_listener = {
		.keymap = handle_keymap,
		.enter = handle_enter,
		.leave = handle_leave,
		.key = handle_key,
		.modifiers = handle_modifiers,
		.repeat_info = handle_repeat,
};

static void
handle_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial)
{
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {.ping = handle_ping};

static void
handle_global(void *data, struct wl_registry *registry, uint32_t name,
		const char *interface, uint32_t version)
{
	if (strcmp(interface, wl_compositor_interface.name) == 0) {
		client.compositor = wl_registry_bind(
				registry, name, &wl_compositor_interface, 4);
	} else if (strcmp(interface, wl_shm_interface.name) == 0) {
		client.shm = wl_registry_bind(
				registry, name, &wl_shm_interface, 1);
	} else if (strcmp(interface, wl_seat_interface.name) == 0) {
		client.seat = wl_registry_bind(
				registry, name, &wl_seat_interface, 4);
	} else if (strcmp(interface, xdg_wm_base_interface.name) == 0) {
		client.wm_base = wl_registry_bind(
				registry, name, &xdg_wm_base_interface, 1);
	}
}

static void
handle_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
		.global = handle_global, .global_remove = handle_global_remove};

static bool
start(void)
{
	struct wl_registry *registry;

	client.display = wl_display_connect(NULL);
	client.input = fopen("input", "a");
	if (!client.display || !client.input) {
		return false;
	}
	setvbuf(client.input, NULL, _IOLBF, 0);
	registry = wl_display_get_registry(client.display);
	wl_registry_add_listener(registry, &registry_listener, NULL);
	wl_display_roundtrip(client.display);
	if (!client.compositor || !client.shm || !client.seat || !client.wm_base) {
		return false;
	}
	xdg_wm_base_add_listener(client.wm_base, &wm_base_listener, NULL);
	wl_keyboard_add_listener(wl_seat_get_keyboard(client.seat),
			&keyboard_listener, NULL);
	open_window(&client.windows[0]);
	return true;
}

int
main(int argc, char **argv)
{
	struct pollfd pollfd = {.events = POLLIN};

	if (argc != 3) {
		fputs("usage: soak-client NAME MSEC\n", stderr);
		return 2;
	}
	client.name = argv[1];
	srand((unsigned int)time(NULL) * 31u + (unsigned int)getpid());
	if (!start()) {
		return 1;
	}
	pollfd.fd = wl_display_get_fd(client.display);
	for (;;) {
		if (wl_display_flush(client.display) < 0 ||
				poll(&pollfd, 1, TICK_MSEC) < 0 ||
				(pollfd.revents &&
						wl_display_dispatch(client.display) <
								0) ||
				wl_display_dispatch_pending(client.display) < 0) {
			return 1;
		}
		tick((int)strtol(argv[2], NULL, 10));
	}
}
