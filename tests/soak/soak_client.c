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
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/lib/wayland.h"

#define MAX_WINDOWS 5
#define TICK_MSEC 50

struct window {
	struct wayland_window base;
	char title[24];
};

static struct client {
	struct wayland wayland;
	struct window windows[MAX_WINDOWS];
	const char *name;
	unsigned int serial; // of the last window
	unsigned long changes;
	bool quiet;
	bool changed; // since the state was written
	FILE *input;
} client;

static void
paint(struct wayland_window *window)
{
	wayland_fill(&client.wayland, window->surface, window->width,
			window->height, 0xff000000u | (uint32_t)rand());
	client.changed |= !window->mapped;
}

static void
open_window(struct window *window)
{
	*window = (struct window){.base.width = 80 + rand() % 300,
			.base.height = 60 + rand() % 200};
	snprintf(window->title, sizeof(window->title), "%s.%u", client.name,
			client.serial++);
	wayland_open(&client.wayland, &window->base, window->title);
}

static void
close_window(struct window *window)
{
	wayland_close(&window->base);
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
		if (client.windows[i].base.mapped) {
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
		if (client.windows[i].base.surface &&
				!client.windows[i].base.mapped) {
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
		if (!window->base.surface) {
			open_window(window);
		} else if (window->base.mapped) {
			close_window(window);
		}
	} else if (!quiet && window->base.mapped && rand() % 4 == 0) {
		paint(&window->base);
	}
	quiet = quiet && !is_waiting();
	client.changed |= quiet != client.quiet;
	client.quiet = quiet;
	if (client.changed) {
		write_state();
	}
}

static void
handle_enter(struct wl_surface *surface)
{
	for (size_t i = 0; i < MAX_WINDOWS; i++) {
		if (client.windows[i].base.surface == surface) {
			fprintf(client.input, "enter %s\n",
					client.windows[i].title);
		}
	}
}

static void
handle_leave(struct wl_surface *surface)
{
	fprintf(client.input, "leave\n");
}

static void
handle_key(uint32_t key, bool pressed)
{
	fprintf(client.input, "key %u %s\n", key, pressed ? "press" : "release");
}

static const struct wayland_impl impl = {
		.draw = paint,
		.enter = handle_enter,
		.leave = handle_leave,
		.key = handle_key,
};

static bool
start(void)
{
	client.input = fopen("input", "a");
	if (!client.input || !wayland_connect(&client.wayland, &impl)) {
		return false;
	}
	setvbuf(client.input, NULL, _IOLBF, 0);
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
	pollfd.fd = wl_display_get_fd(client.wayland.display);
	for (;;) {
		if (wl_display_flush(client.wayland.display) < 0 ||
				poll(&pollfd, 1, TICK_MSEC) < 0 ||
				(pollfd.revents &&
						wl_display_dispatch(
								client.wayland.display) <
								0) ||
				wl_display_dispatch_pending(
						client.wayland.display) < 0) {
			return 1;
		}
		tick((int)strtol(argv[2], NULL, 10));
	}
}
