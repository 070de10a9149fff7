// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create
#include "tests/lib/wayland.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
handle_surface(void *data, struct xdg_surface *xdg, uint32_t serial)
{
	struct wayland_window *window = data;

	xdg_surface_ack_configure(xdg, serial);
	window->wayland->impl->draw(window);
	window->mapped = true;
}

static const struct xdg_surface_listener surface_listener = {
		.configure = handle_surface};

static void
handle_toplevel(void *data, struct xdg_toplevel *toplevel, int32_t width,
		int32_t height, struct wl_array *states)
{
	struct wayland_window *window = data;

	if (width > 0 && height > 0) {
		window->width = width;
		window->height = height;
	}
	if (window->wayland->impl->configure) {
		window->wayland->impl->configure(window, width, height, states);
	}
}

static void
handle_close(void *data, struct xdg_toplevel *toplevel)
{
	struct wayland_window *window = data;

	if (window->wayland->impl->close) {
		window->wayland->impl->close(window);
	}
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
handle_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial)
{
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {.ping = handle_ping};

static void
handle_keymap(void *data, struct wl_keyboard *keyboard, uint32_t format,
		int32_t fd, uint32_t size)
{
	close(fd);
}

static void
handle_enter(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		struct wl_surface *surface, struct wl_array *keys)
{
	struct wayland *wayland = data;

	if (surface && wayland->impl->enter) {
		wayland->impl->enter(surface);
	}
}

static void
handle_leave(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		struct wl_surface *surface)
{
	struct wayland *wayland = data;

	if (wayland->impl->leave) {
		wayland->impl->leave(surface);
	}
}

static void
handle_key(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		uint32_t time, uint32_t key, uint32_t state)
{
	struct wayland *wayland = data;

	if (wayland->impl->key) {
		wayland->impl->key(key, state == WL_KEYBOARD_KEY_STATE_PRESSED);
	}
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
handle_global(void *data, struct wl_registry *registry, uint32_t name,
		const char *interface, uint32_t version)
{
	struct wayland *wayland = data;
	const struct {
		const struct wl_interface *interface;
		uint32_t version;
		void *place;
	} wanted[] = {
			{&wl_compositor_interface, 4, &wayland->compositor},
			{&wl_subcompositor_interface, 1, &wayland->subcompositor},
			{&wl_shm_interface, 1, &wayland->shm},
			{&wl_seat_interface, 5, &wayland->seat},
			{&xdg_wm_base_interface, 6, &wayland->wm_base},
			{&xdg_activation_v1_interface, 1, &wayland->activation},
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		if (strcmp(interface, wanted[i].interface->name) == 0) {
			*(void **)wanted[i].place = wl_registry_bind(registry,
					name, wanted[i].interface,
					wanted[i].version < version
							? wanted[i].version
							: version);
		}
	}
}

static void
handle_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
		.global = handle_global, .global_remove = handle_global_remove};

bool
wayland_connect(struct wayland *wayland, const struct wayland_impl *impl)
{
	*wayland = (struct wayland){
			.impl = impl, .display = wl_display_connect(NULL)};
	if (!wayland->display) {
		fputs("there is no Wayland display\n", stderr);
		return false;
	}
	wl_registry_add_listener(wl_display_get_registry(wayland->display),
			&registry_listener, wayland);
	wl_display_roundtrip(wayland->display);
	if (!wayland->compositor || !wayland->shm || !wayland->seat ||
			!wayland->wm_base) {
		fputs("a basic Wayland global is missing\n", stderr);
		return false;
	}
	xdg_wm_base_add_listener(wayland->wm_base, &wm_base_listener, wayland);
	wl_keyboard_add_listener(wl_seat_get_keyboard(wayland->seat),
			&keyboard_listener, wayland);
	return true;
}

void
wayland_open(struct wayland *wayland, struct wayland_window *window,
		const char *title)
{
	window->wayland = wayland;
	window->surface = wl_compositor_create_surface(wayland->compositor);
	window->xdg = xdg_wm_base_get_xdg_surface(
			wayland->wm_base, window->surface);
	xdg_surface_add_listener(window->xdg, &surface_listener, window);
	window->toplevel = xdg_surface_get_toplevel(window->xdg);
	xdg_toplevel_add_listener(window->toplevel, &toplevel_listener, window);
	xdg_toplevel_set_title(window->toplevel, title);
	xdg_toplevel_set_app_id(window->toplevel, title);
	wl_surface_commit(window->surface);
}

void
wayland_close(struct wayland_window *window)
{
	xdg_toplevel_destroy(window->toplevel);
	xdg_surface_destroy(window->xdg);
	wl_surface_destroy(window->surface);
	*window = (struct wayland_window){0};
}

struct wl_shm_pool *
wayland_make_pool(struct wayland *wayland, int size, void **map)
{
	int fd = memfd_create("pixels", MFD_CLOEXEC);
	struct wl_shm_pool *pool;

	if (fd < 0 || ftruncate(fd, size) < 0) {
		perror("memory for pixels");
		exit(EXIT_FAILURE);
	}
	*map = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			0);
	if (*map == MAP_FAILED) {
		perror("memory for pixels");
		exit(EXIT_FAILURE);
	}
	pool = wl_shm_create_pool(wayland->shm, fd, size);
	close(fd);
	return pool;
}

void
wayland_fill(struct wayland *wayland, struct wl_surface *surface, int width,
		int height, uint32_t colour)
{
	int stride = width * 4, size = stride * height;
	void *map;
	struct wl_shm_pool *pool = wayland_make_pool(wayland, size, &map);
	struct wl_buffer *buffer = wl_shm_pool_create_buffer(pool, 0, width,
			height, stride,
			colour == 0 ? WL_SHM_FORMAT_ARGB8888
				    : WL_SHM_FORMAT_XRGB8888);

	for (int i = 0; i < size / 4; i++) {
		((uint32_t *)map)[i] = colour;
	}
	munmap(map, (size_t)size);
	wl_shm_pool_destroy(pool);
	wl_surface_attach(surface, buffer, 0, 0);
	wl_surface_damage_buffer(surface, 0, 0, width, height);
	wl_surface_commit(surface);
	wl_buffer_destroy(buffer);
}
