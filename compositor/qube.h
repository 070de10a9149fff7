// SPDX-License-Identifier: MIT
/*
 * One qube as the compositor sees it: its identity (from the zone service,
 * never from the qube), its GUI connection, its arena, its windows. A qube
 * that misbehaves loses its connection and windows; it is connected again
 * with back-off while it runs.
 */
#ifndef COMPOSITOR_QUBE_H
#define COMPOSITOR_QUBE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "compositor/label.h"

struct arena;
struct gui_daemon;
struct server;

struct qube {
	struct wl_list link; // server.qubes
	struct server *server; // borrowed
	uint32_t id; // domain number
	char name[32];
	struct label label;
	bool allow_fullscreen; // its windows may cover an output by themselves
	struct arena *arena; // owned
	struct gui_daemon *daemon; // owned; NULL while not connected
	struct wl_list windows; // list of struct qube_window, .link
	int fd; // owned; -1 while not connected
	// private to qube.c: sources, back-off, log limit
	struct qube_link *conn;
};

/* A qube is running: finds or makes its record and connects. */
struct qube *qube_create(struct server *server, uint32_t id, const char *name,
		const struct label *label);

/* A connected, non-blocking stream to the qube's agent becomes the qube's
 * connection (an older one is dropped). fd becomes the qube's. */
void qube_attach(struct qube *qube, int fd);

/* Drops windows, connection and arena. */
void qube_destroy(struct qube *qube);

/* Ends the connection with one log line (reason: clean text); windows vanish
 * at once; connects again later if the qube still runs. */
void qube_drop(struct qube *qube, const char *reason);

/* Writes what the state machine queued; call after any request. Never
 * blocks. */
void qube_flush(struct qube *qube);

/* The qube with this domain number, or NULL. */
struct qube *qube_try_from_id(struct server *server, uint32_t id);

#endif
