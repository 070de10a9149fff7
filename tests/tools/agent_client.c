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
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/wayland.h"

#define MAX_ARGS 4
#define CHILD_SIZE 40

static struct client {
	struct wayland wayland;
	struct wayland_window *windows;
	int count, mapped;
	struct wayland_window dialog;
	struct wl_surface *child;
	struct wl_subsurface *subsurface;
} client;

static void
draw(struct wayland_window *window)
{
	wayland_fill(&client.wayland, window->surface, window->width,
			window->height, 0xff3070a0);
	if (!window->mapped) {
		client.mapped++;
		if (client.mapped == client.count) {
			printf("mapped\n");
		}
	}
}

static void
handle_configure(struct wayland_window *window, int width, int height,
		struct wl_array *states)
{
	uint32_t *state;

	printf("configure %d %d", width, height);
	wl_array_for_each(state, states) {
		printf(" %u", *state);
	}
	printf("\n");
}

static void
handle_close(struct wayland_window *window)
{
	printf("close\n");
}

static void
handle_enter(struct wl_surface *surface)
{
	printf("enter %s\n",
			surface == client.dialog.surface ? "dialog" : "window");
}

static const struct wayland_impl impl = {
		.draw = draw,
		.configure = handle_configure,
		.close = handle_close,
		.enter = handle_enter,
};

static void
handle_token(void *data, struct xdg_activation_token_v1 *token, const char *text)
{
	xdg_activation_v1_activate(client.wayland.activation, text,
			client.windows->surface);
	xdg_activation_token_v1_destroy(token);
}

static const struct xdg_activation_token_v1_listener token_listener = {
		.done = handle_token,
};

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
	wayland_fill(&client.wayland, client.windows->surface,
			client.windows->width, client.windows->height,
			0xff70a030);
}

static void
do_attention(const char *args[])
{
	struct xdg_activation_token_v1 *token =
			xdg_activation_v1_get_activation_token(
					client.wayland.activation);

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
	client.child = wl_compositor_create_surface(client.wayland.compositor);
	client.subsurface = wl_subcompositor_get_subsurface(
			client.wayland.subcompositor, client.child,
			client.windows->surface);
	wl_subsurface_set_position(client.subsurface, 10, 10);
	wayland_fill(&client.wayland, client.child, CHILD_SIZE, CHILD_SIZE,
			0xffc02020);
	wl_surface_commit(client.windows->surface);
}

static void
do_clear(const char *args[])
{
	wayland_fill(&client.wayland, client.windows->surface,
			client.windows->width, client.windows->height, 0);
}

/* One more window, which belongs to the first. */
static void
do_dialog(const char *args[])
{
	client.dialog.width = client.windows->width / 2;
	client.dialog.height = client.windows->height / 2;
	wayland_open(&client.wayland, &client.dialog, "dialog");
	xdg_toplevel_set_parent(client.dialog.toplevel, client.windows->toplevel);
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
			{.fd = wl_display_get_fd(client.wayland.display),
					.events = POLLIN},
			{.fd = STDIN_FILENO, .events = POLLIN},
	};
	char line[256];

	while (wl_display_dispatch_pending(client.wayland.display) >= 0 &&
			wl_display_flush(client.wayland.display) >= 0 &&
			poll(fds, 2, -1) > 0) {
		if (fds[0].revents != 0 &&
				wl_display_dispatch(client.wayland.display) < 0) {
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
	setvbuf(stdout, NULL, _IOLBF, 0);
	setvbuf(stdin, NULL, _IONBF, 0);
	if (!wayland_connect(&client.wayland, &impl)) {
		return EXIT_FAILURE;
	}
	client.count = (int)strtol(argv[1], NULL, 10);
	client.windows = calloc((size_t)client.count, sizeof(*client.windows));
	for (int i = 0; i < client.count; i++) {
		client.windows[i].width = (int)strtol(argv[2], NULL, 10);
		client.windows[i].height = (int)strtol(argv[3], NULL, 10);
		wayland_open(&client.wayland, &client.windows[i], "agent-client");
	}
	return serve();
}
