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
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "compositor/draw/label.h"

struct arena;
struct gui_daemon;
struct server;
struct view;

/* Pictures that the windows of one qube may show in all; as much as its arena
 * may hold. */
#define QUBE_PIXEL_BYTES_MAX (512u << 20)

struct qube;

/* The answer to qube_request_clipboard: text as the qube sent it, unchecked;
 * too_big: more than there may be, data is empty then. */
typedef void (*qube_clipboard_fn)(void *user, struct qube *qube,
		const uint8_t *data, size_t len, bool too_big);

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
	double scale; // of its plane
	int64_t scaled_msec; // when that changed
	bool told_focus; // who has the keyboard, since it connected
	size_t pixel_bytes; // pictures of all its windows
	struct qube_link *conn; // owned; descriptor, timers, back-off
	struct log_limit log_limit; // of lines about it
	qube_clipboard_fn clipboard_fn; // NULL: nothing was asked for
	void *clipboard_user;

	struct wl_listener layout; // server.events.layout
};

/* A qube is running: finds or makes its record and connects. */
struct qube *qube_create(struct server *server, uint32_t id, const char *name,
		const struct label *label);

/* A connected, non-blocking stream to the qube's agent becomes the qube's
 * connection (an older one is dropped). fd becomes the qube's. */
void qube_attach(struct qube *qube, int fd);

/* The qube gave a segment of its arena up: it is unmapped once no window shows
 * pages of it. */
void qube_remove_segment(struct qube *qube, uint32_t segment);

/* Drops windows, connection and arena. */
void qube_destroy(struct qube *qube);

/* Ends the connection with one log line; windows vanish as soon as the loop is
 * back in charge. Connects again later if the qube still runs. */
void qube_drop(struct qube *qube, const char *reason);

/* Writes what the state machine queued; call after any request. Never
 * blocks. */
void qube_flush(struct qube *qube);

/* Asks the qube for its clipboard, by the window (view) that holds the
 * keyboard. fn is called at most once, from the loop, unless cancelled; an
 * agent may never answer. False if that is not a window of this qube. */
bool qube_request_clipboard(struct qube *qube, struct view *view,
		qube_clipboard_fn fn, void *user);
void qube_cancel_clipboard(struct qube *qube);

/* Most bytes the agent can give or take in one piece; 0 while it is not
 * connected. */
size_t qube_get_clipboard_limit(const struct qube *qube);

/* Hands text to the qube, by the window that holds the keyboard. False if it
 * is too much or not a window of this qube. */
bool qube_send_clipboard(struct qube *qube, struct view *view,
		const uint8_t *data, size_t len);

/* The qube with this domain number, or NULL. */
struct qube *qube_try_from_id(struct server *server, uint32_t id);

#endif
