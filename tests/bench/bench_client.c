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
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/wayland.h"

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
	struct wayland wayland;
	struct wayland_window window;
	struct slot slots[BUFFERS];
	enum mode mode;
	int width, height;
	long frames; // to draw after the warm-up
	long drawn;
	unsigned int presses;
	bool begun, done;
};

static struct client client;

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
	void *map;
	struct wl_shm_pool *pool = wayland_make_pool(
			&c->wayland, (int)(size * BUFFERS), &map);

	for (int i = 0; i < BUFFERS; i++) {
		struct slot *slot = &c->slots[i];

		slot->pixels = (uint32_t *)((uint8_t *)map + size * (size_t)i);
		memset(slot->pixels, 0x60, size);
		slot->buffer = wl_shm_pool_create_buffer(pool,
				(int32_t)(size * (size_t)i), c->width,
				c->height, c->width * 4, WL_SHM_FORMAT_XRGB8888);
		wl_buffer_add_listener(slot->buffer, &buffer_listener, slot);
	}
	wl_shm_pool_destroy(pool);
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
		wl_surface_damage_buffer(
				c->window.surface, 0, 0, c->width, c->height);
	}
	if (c->mode == MODE_SMALL) {
		fill(c, slot, side, (uint32_t)c->drawn * 0x010305);
	} else if (c->mode == MODE_KEY) {
		fill(c, slot, side, c->presses % 2 ? 0xff00ff : 0x00ff00);
	}
	wl_surface_damage_buffer(c->window.surface, 0, 0, side, side);
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
		wl_callback_add_listener(wl_surface_frame(c->window.surface),
				&frame_listener, c);
	}
	paint(c, slot);
	slot->busy = true;
	wl_surface_attach(c->window.surface, slot->buffer, 0, 0);
	wl_surface_commit(c->window.surface);
	c->drawn++;
	report(c);
}

static void
handle_draw(struct wayland_window *window)
{
	if (!window->mapped) {
		draw(&client);
	} else {
		wl_surface_commit(window->surface);
	}
}

static void
handle_close(struct wayland_window *window)
{
	client.done = true;
}

static void
handle_key(uint32_t key, bool pressed)
{
	if (client.mode == MODE_KEY && pressed) {
		client.presses++;
		draw(&client);
	}
}

static const struct wayland_impl impl = {
		.draw = handle_draw,
		.close = handle_close,
		.key = handle_key,
};

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
	struct client *c = &client;

	if (!read_arguments(c, argc, argv)) {
		fputs("usage: bench-client full|small|key|idle WIDTH HEIGHT "
		      "FRAMES\n",
				stderr);
		return 2;
	}
	if (!wayland_connect(&c->wayland, &impl)) {
		return 1;
	}
	make_slots(c);
	wayland_open(&c->wayland, &c->window, "bench");
	while (!c->done && wl_display_dispatch(c->wayland.display) >= 0) {
	}
	wl_display_disconnect(c->wayland.display);
	return c->done ? 0 : 1;
}
