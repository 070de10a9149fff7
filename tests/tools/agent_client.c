// SPDX-License-Identifier: MIT
/*
 * A Wayland client for tests of leadlight-agent.
 *
 *   agent-client COUNT WIDTH HEIGHT
 *
 * Shows COUNT plain windows and says "mapped". Then it does, with the first of
 * them, what lines on its standard input say (see the table), and tells each
 * configure as "configure WIDTH HEIGHT STATES", and which window has got the
 * keyboard as "enter window" or "enter dialog".
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

#include "xdg-activation-v1-client-protocol.h"
#include "xdg-shell-client-protocol.h"

#define MAX_ARGS 4
#define CHILD_SIZE 40

struct window {
	struct wl_surface *surface;
	struct xdg_surface *xdg;
	struct xdg_toplevel *toplevel;
	int width, height; // to draw in next
	bool mapped;
};

static struct client {
	struct wl_display *display;
	struct wl_compositor *compositor;
	struct wl_subcompositor *subcompositor;
	struct wl_shm *shm;
	struct wl_seat *seat;
	struct xdg_wm_base *wm_base;
	struct xdg_activation_v1 *activation;
	struct window *windows;
	int count, mapped;
	struct window dialog;
	struct wl_surface *child;
	struct wl_subsurface *subsurface;
} client;

/* A buffer of one colour (XRGB8888), or of none that can be seen (0). */
static struct wl_buffer *
make_buffer(int width, int height, uint32_t colour)
{
	int stride = width * 4, size = stride * height;
	int fd = memfd_create("buffer", MFD_CLOEXEC);
	struct wl_shm_pool *pool;
	struct wl_buffer *buffer;
	uint32_t *pixels;

	if (fd < 0 || ftruncate(fd, size) != 0) {
		perror("buffer");
		exit(EXIT_FAILURE);
	}
	pixels = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED,
			fd, 0);
	for (int i = 0; i < width * height; i++) {
		pixels[i] = colour;
	}
	munmap(pixels, (size_t)size);
	pool = wl_shm_create_pool(client.shm, fd, size);
	buffer = wl_shm_pool_create_buffer(pool, 0, width, height, stride,
			colour == 0 ? WL_SHM_FORMAT_ARGB8888
				    : WL_SHM_FORMAT_XRGB8888);
	wl_shm_pool_destroy(pool);
	close(fd);
	return buffer;
}

static void
attach(struct wl_surface *surface, int width, int height, uint32_t colour)
{
	struct wl_buffer *buffer = make_buffer(width, height, colour);

	wl_surface_attach(surface, buffer, 0, 0);
	wl_surface_damage_buffer(surface, 0, 0, width, height);
	wl_surface_commit(surface);
	wl_buffer_destroy(buffer);
}

static void
handle_configure(void *data, struct xdg_surface *xdg, uint32_t serial)
{
	struct window *win = data;

	xdg_surface_ack_configure(xdg, serial);
	attach(win->surface, win->width, win->height, 0xff3070a0);
	if (!win->mapped) {
		win->mapped = true;
		client.mapped++;
		if (client.mapped == client.count) {
			printf("mapped\n");
		}
	}
}

static const struct xdg_surface_listener xdg_listener = {
		.configure = handle_configure,
};

static void
handle_toplevel(void *data, struct xdg_toplevel *toplevel, int32_t width,
		int32_t height, struct wl_array *states)
{
	struct window *win = data;
	uint32_t *state;

	if (width > 0 && height > 0) {
		win->width = width;
		win->height = height;
	}
	printf("configure %d %d", width, height);
	wl_array_for_each(state, states) {
		printf(" %u", *state);
	}
	printf("\n");
}

static void
handle_close(void *data, struct xdg_toplevel *toplevel)
{
	printf("close\n");
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

static const struct xdg_wm_base_listener wm_base_listener = {
		.ping = handle_ping,
};

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
	printf("enter %s\n",
			surface == client.dialog.surface ? "dialog" : "window");
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
}

static void
handle_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		uint32_t depressed, uint32_t latched, uint32_t locked,
		uint32_t group)
{
}

static const struct wl_keyboard_listener keyboard_listener = {
		.keymap = handle_keymap,
		.enter = handle_enter,
		.leave = handle_leave,
		.key = handle_key,
		.modifiers = handle_modifiers,
};

static void
handle_token(void *data, struct xdg_activation_token_v1 *token, const char *text)
{
	xdg_activation_v1_activate(
			client.activation, text, client.windows->surface);
	xdg_activation_token_v1_destroy(token);
}

static const struct xdg_activation_token_v1_listener token_listener = {
		.done = handle_token,
};

static void
handle_global(void *data, struct wl_registry *registry, uint32_t name,
		const char *interface, uint32_t version)
{
	const struct {
		const struct wl_interface *interface;
		uint32_t version;
		void *place;
	} wanted[] = {
			{&wl_compositor_interface, 4, &client.compositor},
			{&wl_subcompositor_interface, 1, &client.subcompositor},
			{&wl_shm_interface, 1, &client.shm},
			{&wl_seat_interface, 1, &client.seat},
			{&xdg_wm_base_interface, 6, &client.wm_base},
			{&xdg_activation_v1_interface, 1, &client.activation},
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		if (strcmp(interface, wanted[i].interface->name) == 0) {
			*(void **)wanted[i].place = wl_registry_bind(registry,
					name, wanted[i].interface,
					wanted[i].version);
		}
	}
}

static void
handle_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
		.global = handle_global,
		.global_remove = handle_global_remove,
};

static void
show(struct window *win)
{
	win->surface = wl_compositor_create_surface(client.compositor);
	win->xdg = xdg_wm_base_get_xdg_surface(client.wm_base, win->surface);
	xdg_surface_add_listener(win->xdg, &xdg_listener, win);
	win->toplevel = xdg_surface_get_toplevel(win->xdg);
	xdg_toplevel_add_listener(win->toplevel, &toplevel_listener, win);
	xdg_toplevel_set_title(win->toplevel, "agent-client");
	xdg_toplevel_set_app_id(win->toplevel, "agent-client");
	wl_surface_commit(win->surface);
}

/* What can be said. */

static void
do_fullscreen(const char *args[])
{
	if (strcmp(args[0], "on") == 0) {
		xdg_toplevel_set_fullscreen(client.windows->toplevel, NULL);
	} else {
		xdg_toplevel_unset_fullscreen(client.windows->toplevel);
	}
}

static void
do_minimize(const char *args[])
{
	xdg_toplevel_set_minimized(client.windows->toplevel);
}

static void
do_title(const char *args[])
{
	xdg_toplevel_set_title(client.windows->toplevel, args[0]);
}

static void
do_limits(const char *args[])
{
	xdg_toplevel_set_min_size(client.windows->toplevel,
			(int32_t)strtol(args[0], NULL, 10),
			(int32_t)strtol(args[1], NULL, 10));
	xdg_toplevel_set_max_size(client.windows->toplevel,
			(int32_t)strtol(args[2], NULL, 10),
			(int32_t)strtol(args[3], NULL, 10));
	wl_surface_commit(client.windows->surface);
}

static void
do_size(const char *args[])
{
	client.windows->width = (int)strtol(args[0], NULL, 10);
	client.windows->height = (int)strtol(args[1], NULL, 10);
	attach(client.windows->surface, client.windows->width,
			client.windows->height, 0xff70a030);
}

static void
do_attention(const char *args[])
{
	struct xdg_activation_token_v1 *token =
			xdg_activation_v1_get_activation_token(client.activation);

	xdg_activation_token_v1_add_listener(token, &token_listener, NULL);
	xdg_activation_token_v1_commit(token);
}

/* A child at (10, 10) that sticks out nowhere. */
static void
do_child(const char *args[])
{
	if (strcmp(args[0], "off") == 0) {
		wl_subsurface_destroy(client.subsurface);
		wl_surface_destroy(client.child);
		wl_surface_commit(client.windows->surface);
		return;
	}
	client.child = wl_compositor_create_surface(client.compositor);
	client.subsurface = wl_subcompositor_get_subsurface(client.subcompositor,
			client.child, client.windows->surface);
	wl_subsurface_set_position(client.subsurface, 10, 10);
	attach(client.child, CHILD_SIZE, CHILD_SIZE, 0xffc02020);
	wl_surface_commit(client.windows->surface);
}

static void
do_clear(const char *args[])
{
	attach(client.windows->surface, client.windows->width,
			client.windows->height, 0);
}

/* One more window, which belongs to the first. */
static void
do_dialog(const char *args[])
{
	client.dialog.width = client.windows->width / 2;
	client.dialog.height = client.windows->height / 2;
	show(&client.dialog);
	xdg_toplevel_set_parent(client.dialog.toplevel, client.windows->toplevel);
	xdg_toplevel_set_title(client.dialog.toplevel, "dialog");
}

static const struct command {
	const char *word;
	int args;
	void (*run)(const char *args[]);
} commands[] = {
		{"fullscreen", 1, do_fullscreen}, // on|off
		{"minimize", 0, do_minimize},
		{"title", 1, do_title}, // word
		{"limits", 4, do_limits}, // smallest and largest size
		{"size", 2, do_size}, // drawn at once, unasked
		{"attention", 0, do_attention},
		{"child", 1, do_child}, // on|off
		{"clear", 0, do_clear}, // draw nothing that can be seen
		{"dialog", 0, do_dialog},
};

static void
run_line(char *line)
{
	const char *args[MAX_ARGS] = {0};
	char *rest = NULL;
	char *word = strtok_r(line, " \n", &rest);
	int n = 0;

	while (n < MAX_ARGS && (args[n] = strtok_r(NULL, " \n", &rest))) {
		n++;
	}
	for (size_t i = 0;
			word != NULL && i < sizeof(commands) / sizeof(*commands);
			i++) {
		if (strcmp(commands[i].word, word) == 0 && commands[i].args == n) {
			commands[i].run(args);
			return;
		}
	}
	printf("error what is that?\n");
}

static int
serve(void)
{
	struct pollfd fds[] = {
			{.fd = wl_display_get_fd(client.display),
					.events = POLLIN},
			{.fd = STDIN_FILENO, .events = POLLIN},
	};
	char line[256];

	while (wl_display_dispatch_pending(client.display) >= 0 &&
			wl_display_flush(client.display) >= 0 &&
			poll(fds, 2, -1) > 0) {
		if (fds[0].revents != 0 &&
				wl_display_dispatch(client.display) < 0) {
			break;
		}
		if (fds[1].revents != 0) {
			if (fgets(line, sizeof(line), stdin) == NULL) {
				return EXIT_SUCCESS;
			}
			run_line(line);
		}
	}
	fprintf(stderr, "the display is gone\n");
	return EXIT_FAILURE;
}

int
main(int argc, char *argv[])
{
	if (argc != 4) {
		fprintf(stderr, "Usage: agent-client COUNT WIDTH HEIGHT\n");
		return EXIT_FAILURE;
	}
	client.display = wl_display_connect(NULL);
	if (client.display == NULL) {
		fprintf(stderr, "there is no display\n");
		return EXIT_FAILURE;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	setvbuf(stdin, NULL, _IONBF, 0);
	wl_registry_add_listener(wl_display_get_registry(client.display),
			&registry_listener, NULL);
	wl_display_roundtrip(client.display);
	xdg_wm_base_add_listener(client.wm_base, &wm_base_listener, NULL);
	wl_keyboard_add_listener(wl_seat_get_keyboard(client.seat),
			&keyboard_listener, NULL);
	client.count = (int)strtol(argv[1], NULL, 10);
	client.windows = calloc((size_t)client.count, sizeof(*client.windows));
	for (int i = 0; i < client.count; i++) {
		client.windows[i].width = (int)strtol(argv[2], NULL, 10);
		client.windows[i].height = (int)strtol(argv[3], NULL, 10);
		show(&client.windows[i]);
	}
	return serve();
}
