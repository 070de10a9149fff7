// SPDX-License-Identifier: MIT
/*
 * The whole agent: one struct, passed explicitly. Owns bring-up and tear-down
 * order; what each part does is in the part's own file.
 */
#ifndef QUBE_AGENT_SERVER_H
#define QUBE_AGENT_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "common/err.h"
#include "qube/agent/pixels.h"

struct arena_pool;
struct clipboard;
struct doors;
struct focus;
struct gui_link;
struct keyboard;
struct loop_child;
struct pointer;
struct screens;
struct settings;
struct x11;
struct xdg;

/* Counted for those who measure; printed on SIGUSR1. */
struct server_stats {
	struct pixels_stats pixels;
	uint64_t frames; // committed, of all windows
	uint64_t damage; // pixels reported as changed
};

struct server_options {
	const char *socket_name; // Wayland display, such as "wayland-0"
	const char *command; // may be NULL: run when ready (sh -c)
	bool x11; // offer an X display
	int wait_msec; // at most, for the GUI side, before applications
};

struct server {
	struct wl_display *display; // owned
	struct wl_event_loop *loop; // borrowed from display
	struct wlr_backend *backend; // owned
	struct wlr_renderer *renderer; // owned
	struct arena_pool *pool; // owned
	struct pixels_allocator *allocator; // owned
	struct wlr_compositor *compositor; // owned by display
	struct wl_list windows; // list of struct window, .link
	uint32_t last_id; // of a window

	struct gui_link *link; // owned
	struct screens *screens; // owned
	struct wlr_seat *seat; // owned by display
	struct keyboard *keyboard; // owned
	struct pointer *pointer; // owned
	struct focus *focus; // owned
	struct clipboard *clipboard; // owned
	struct settings *settings; // owned
	struct xdg *xdg; // owned
	struct x11 *x11; // owned, may be NULL
	struct doors *doors; // owned

	bool failed; // ended by itself, with a fault
	double scale; // of the qube's plane: its pixels per logical one
	struct server_stats stats;
	const struct server_options *options; // borrowed
	struct wl_event_source *signals[3]; // owned
	struct loop_child *command; // owned, may be NULL
};

/* Brings everything up to the point where applications can connect (as
 * doors.h has it). -1 with err set if it cannot be done; then
 * server_finish must still be called. */
int server_init(struct server *server, const struct server_options *options,
		struct err *err);

/* Serves until SIGINT or SIGTERM, or a fault. */
void server_run(struct server *server);

/* Ends all clients and releases everything. */
void server_finish(struct server *server);

/* The plane has another scale: told to all windows. */
void server_set_scale(struct server *server, double scale);

#endif
