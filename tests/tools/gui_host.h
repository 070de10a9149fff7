// SPDX-License-Identifier: MIT
/* The parts of gui_host: see gui_host.c. */
#ifndef TESTS_TOOLS_GUI_HOST_H
#define TESTS_TOOLS_GUI_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "protocols/gui/daemon.h"
#include "protocols/qubesdb/qubesdb_origin.h"
#include "protocols/qubesdb/qubesdb_table.h"

#define GUI_HOST_DOMAIN 7 // of the qube; we are 0
#define GUI_HOST_SEGMENTS 64
#define GUI_HOST_LINE 8192

struct arena_server;
struct stream;
struct vchan_opener;
struct vchan_server;

/* What a window shows; the data of a struct gui_window. */
struct image {
	uint32_t width, height;
	uint32_t *refs; // owned
	uint64_t dumps, damages, pixels;
};

struct mapped {
	uint32_t number;
	size_t size;
	const uint8_t *data;
};

struct gui_host_queue {
	uint32_t numbers[GUI_HOST_SEGMENTS]; // of segments
	size_t n;
};

struct gui_host {
	struct wl_display *display;
	struct wl_event_loop *loop;
	int dirfd;
	struct arena_server *arena;
	struct mapped segments[GUI_HOST_SEGMENTS];
	size_t n_segments;
	struct gui_host_queue seen, gone; // to be answered

	struct vchan_opener *opener;
	struct stream *gui; // NULL: not connected
	struct gui_daemon *daemon;
	struct gui_daemon_config config;
	struct wl_event_source *tick;

	struct vchan_server *db_listener;
	struct stream *db;
	struct qubesdb_table table;
	struct qubesdb_origin origin;

	struct wl_event_source *input;
	char line[GUI_HOST_LINE];
	size_t line_len;
};

/* What happens at the agent, told on standard output. */
extern const struct gui_daemon_impl gui_host_events;

/* The page a ref names, or NULL. */
const uint8_t *gui_host_find_page(const struct gui_host *host, uint32_t ref);

/* Does what a line says. */
void gui_host_run(struct gui_host *host, char *line);

/* Connects to the agent as soon as it listens. */
void gui_host_connect(struct gui_host *host);
void gui_host_disconnect(struct gui_host *host, const char *why);

/* Sends what was requested of the daemon's end. */
void gui_host_flush(struct gui_host *host);

#endif
