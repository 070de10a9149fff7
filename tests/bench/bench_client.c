// SPDX-License-Identifier: MIT
/*
 * The Wayland client that every side of the gui bench runs unchanged: one
 * xdg-shell window with wl_shm buffers, paced by frame callbacks.
 *
 *   bench-client full|small|key|idle WIDTH HEIGHT FRAMES
 *
 * full repaints everything each frame, small a 32x32 square, key only on a
 * key press (a 64x64 square in the corner changes its colour), idle draws
 * once. Prints "begin" after the warm-up and "end FRAMES" when done; key and
 * idle print "begin" once shown and run until their input or display closes.
 */
#define _GNU_SOURCE // memfd_create
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "xdg-shell-client-protocol.h"

#define BUFFERS 3
#define WARM_UP 30
#define SMALL 32
#define SQUARE 64

enum mode { MODE_FULL, MODE_SMALL, MODE_KEY, MODE_IDLE };

struct slot {
	struct wl_buffer *buffer;
	uint32_t *pixels;
	bool busy;
};

struct client {
	struct wl_display *display;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct xdg_wm_base *wm_base;
	struct wl_seat *seat;
	struct wl_surface *surface;
	struct slot slots[BUFFERS];
	enum mode mode;
	int width, height;
	long frames; // to draw after the warm-up
	long drawn;
	unsigned int presses;
	bool configured, begun, done;
};

static void draw(struct client *c);

static void
handle_release(void *data, struct wl_buffer *buffer)
{
	((struct slot *)data)->busy = false;
}

static const struct wl_buffer_listener buffer_listener = {
		.release = handle_release};

static void
make_slots(struct client *c)
{
	size_t size = (size_t)c->width * (size_t)c->height * 4;
	int fd = memfd_create("bench", MFD_CLOEXEC);
	struct wl_shm_pool *pool;
	uint8_t *map;

	if (fd < 0 || ftruncate(fd, (off_t)(size * BUFFERS)) < 0) {
		perror("bench-client: memory");
		exit(1);
	}
	map = mmap(NULL, size * BUFFERS, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			0);
	if (map == MAP_FAILED) {
		perror("bench-client: mmap");
		exit(1);
	}
	pool = wl_shm_create_pool(c->shm, fd, (int32_t)(size * BUFFERS));
	for (int i = 0; i < BUFFERS; i++) {
		struct slot *slot = &c->slots[i];

		slot->pixels = (uint32_t *)(map + size * (size_t)i);
		memset(slot->pixels, 0x60, size);
		slot->buffer = wl_shm_pool_create_buffer(pool,
				(int32_t)(size * (size_t)i), c->width,
				c->height, c->width * 4, WL_SHM_FORMAT_XRGB8888);
		wl_buffer_add_listener(slot->buffer, &buffer_listener, slot);
	}
	wl_shm_pool_destroy(pool);
	close(fd);
}

static void
handle_frame(void *data, struct wl_callback *callback, uint32_t time)
{
	wl_callback_destroy(callback);
	draw(data);
}

static const struct wl_callback_listener frame_listener = {.done = handle_frame};

static void
fill(struct client *c, struct slot *slot, int size, uint32_t colour)
{
	for (int y = 0; y < size; y++) {
		for (int x = 0; x < size; x++) {
			slot->pixels[y * c->width + x] = colour;
		}
	}
}

static void
paint(struct client *c, struct slot *slot)
{
	int side = c->mode == MODE_SMALL ? SMALL : SQUARE;

	if (c->mode == MODE_FULL || c->drawn == 0) {
		memset(slot->pixels, (int)(c->drawn & 0xff),
				(size_t)c->width * (size_t)c->height * 4);
		wl_surface_damage_buffer(c->surface, 0, 0, c->width, c->height);
	}
	if (c->mode == MODE_SMALL) {
		fill(c, slot, side, (uint32_t)c->drawn * 0x010305);
	} else if (c->mode == MODE_KEY) {
		fill(c, slot, side, c->presses % 2 ? 0xff00ff : 0x00ff00);
	}
	wl_surface_damage_buffer(c->surface, 0, 0, side, side);
}

static struct slot *
free_slot(struct client *c)
{
	int n = c->mode == MODE_FULL ? BUFFERS : 1;

	for (int i = 0; i < n; i++) {
		if (!c->slots[i].busy) {
			return &c->slots[i];
		}
	}
	return &c->slots[0];
}

static void
report(struct client *c)
{
	if (!c->begun && (c->mode >= MODE_KEY || c->drawn > WARM_UP)) {
		c->begun = true;
		puts("begin");
		fflush(stdout);
	}
	if (c->mode < MODE_KEY && c->drawn > WARM_UP + c->frames) {
		printf("end %ld\n", c->frames);
		fflush(stdout);
		c->done = true;
	}
}

static void
draw(struct client *c)
{
	struct slot *slot = free_slot(c);

	if (c->mode < MODE_KEY) {
		wl_callback_add_listener(wl_surface_frame(c->surface),
				&frame_listener, c);
	}
	paint(c, slot);
	slot->busy = true;
	wl_surface_attach(c->surface, slot->buffer, 0, 0);
	wl_surface_commit(c->surface);
	c->drawn++;
	report(c);
}

static void
handle_surface_configure(void *data, struct xdg_surface *surface, uint32_t serial)
{
	struct client *c = data;

	xdg_surface_ack_configure(surface, serial);
	if (!c->configured) {
		c->configured = true;
		draw(c);
	} else {
		wl_surface_commit(c->surface);
	}
}

static const struct xdg_surface_listener surface_listener = {
		.configure = handle_surface_configure};

static void
handle_toplevel_configure(void *data, struct xdg_toplevel *toplevel,
		int32_t width, int32_t height, struct wl_array *states)
{
}

static void
handle_close(void *data, struct xdg_toplevel *toplevel)
{
	((struct client *)data)->done = true;
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
		.configure = handle_toplevel_configure,
		.close = handle_close,
		.configure_bounds = handle_bounds,
		.wm_capabilities = handle_capabilities,
};

static void
handle_ping(void *data, struct xdg_wm_base *base, uint32_t serial)
{
	xdg_wm_base_pong(base, serial);
}

static const struct xdg_wm_base_listener base_listener = {.ping = handle_ping};

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
}

static void
handle_leave(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		struct wl_surface *surface)
{
}

static void
handle_key(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		uint32_t time, uint32_t key, uint32_t state)
{
	struct client *c = data;

	if (c->mode == MODE_KEY && state == WL_KEYBOARD_KEY_STATE_PRESSED) {
		c->presses++;
		draw(c);
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
	struct client *c = data;

	if (strcmp(interface, wl_compositor_interface.name) == 0) {
		c->compositor = wl_registry_bind(
				registry, name, &wl_compositor_interface, 4);
	} else if (strcmp(interface, wl_shm_interface.name) == 0) {
		c->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
	} else if (strcmp(interface, xdg_wm_base_interface.name) == 0) {
		c->wm_base = wl_registry_bind(
				registry, name, &xdg_wm_base_interface, 1);
		xdg_wm_base_add_listener(c->wm_base, &base_listener, c);
	} else if (strcmp(interface, wl_seat_interface.name) == 0) {
		c->seat = wl_registry_bind(registry, name, &wl_seat_interface, 5);
	}
}

static void
handle_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
		.global = handle_global, .global_remove = handle_global_remove};

static void
open_window(struct client *c)
{
	struct xdg_surface *xdg;
	struct xdg_toplevel *toplevel;

	c->surface = wl_compositor_create_surface(c->compositor);
	xdg = xdg_wm_base_get_xdg_surface(c->wm_base, c->surface);
	xdg_surface_add_listener(xdg, &surface_listener, c);
	toplevel = xdg_surface_get_toplevel(xdg);
	xdg_toplevel_add_listener(toplevel, &toplevel_listener, c);
	xdg_toplevel_set_title(toplevel, "bench");
	xdg_toplevel_set_app_id(toplevel, "bench");
	wl_surface_commit(c->surface);
	if (c->mode == MODE_KEY) {
		wl_keyboard_add_listener(wl_seat_get_keyboard(c->seat),
				&keyboard_listener, c);
	}
}

static bool
read_arguments(struct client *c, int argc, char **argv)
{
	static const char *const names[] = {"full", "small", "key", "idle"};

	if (argc != 5) {
		return false;
	}
	c->width = (int)strtol(argv[2], NULL, 10);
	c->height = (int)strtol(argv[3], NULL, 10);
	c->frames = strtol(argv[4], NULL, 10);
	for (int i = MODE_FULL; i <= MODE_IDLE; i++) {
		if (strcmp(argv[1], names[i]) == 0) {
			c->mode = (enum mode)i;
			return c->width >= SQUARE && c->height >= SQUARE;
		}
	}
	return false;
}

int
main(int argc, char **argv)
{
	struct client c = {0};
	struct wl_registry *registry;

	if (!read_arguments(&c, argc, argv)) {
		fputs("usage: bench-client full|small|key|idle WIDTH HEIGHT "
		      "FRAMES\n",
				stderr);
		return 2;
	}
	c.display = wl_display_connect(NULL);
	if (!c.display) {
		fputs("bench-client: no Wayland display\n", stderr);
		return 1;
	}
	registry = wl_display_get_registry(c.display);
	wl_registry_add_listener(registry, &registry_listener, &c);
	wl_display_roundtrip(c.display);
	if (!c.compositor || !c.shm || !c.wm_base || !c.seat) {
		fputs("bench-client: a basic global is missing\n", stderr);
		return 1;
	}
	make_slots(&c);
	open_window(&c);
	while (!c.done && wl_display_dispatch(c.display) >= 0) {
	}
	wl_display_disconnect(c.display);
	return c.done ? 0 : 1;
}
