// SPDX-License-Identifier: MIT
/*
 * A qube inside a test: the agent end of the GUI protocol over a socketpair,
 * with an arena of its own, in the compositor's process. It says exactly what
 * the test tells it to, also nonsense, and keeps what arrives.
 */
#ifndef TESTS_LIB_FAKE_QUBE_H
#define TESTS_LIB_FAKE_QUBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "protocols/gui/wire.h"

struct server;

#define FAKE_QUBE_SEGMENT 1
#define FAKE_QUBE_PAGES 8192 // 32 MiB
#define FAKE_QUBE_MAX_MSGS 16384 // kept of what arrived

struct fake_qube {
	struct server *server; // borrowed
	uint32_t id;
	int fd; // agent's end, -1 while closed
	uint32_t minor; // version it speaks: 1.minor
	bool auto_ack; // answers CONFIGURE as asked (default)
	bool deaf; // reads nothing
	bool mute; // sends nothing
	bool shook_hands; // got its answer
	struct gui_xconf xconf;
	struct buf in, out;
	int arena_fd;
	uint8_t *arena; // writable mapping
	uint32_t next_page;
	uint32_t used_pages; // the first ones, that were ever taken
	struct gui_msg *msgs; // owned; what arrived, oldest first
	size_t n_msgs;
	struct fake_window *windows; // borrowed; list by .next
};

/* A window with one picture of its size. */
struct fake_window {
	struct fake_qube *qube; // borrowed
	struct fake_window *next;
	uint32_t id;
	struct gui_rect geometry;
	bool override_redirect;
	bool mapped;
	uint32_t color; // new pictures are full of it
	uint32_t *pixels; // borrowed from the arena
	uint32_t first_page;
};

/* A qube with a label of this colour that runs in the compositor; its agent is
 * connected and says 1.minor. */
void fake_qube_init(struct fake_qube *qube, struct server *server, uint32_t id,
		const char *name, uint32_t rgb, uint32_t minor);

/* Stops it: the compositor's record goes too. */
void fake_qube_finish(struct fake_qube *qube);

/* As fake_qube_init for an agent whose qube is in a zone: nothing is told to
 * the compositor, the zone hands out segment (fd of its arena) and channel. */
void fake_qube_init_in_zone(
		struct fake_qube *qube, struct server *server, uint32_t id);

/* The agent speaks over this channel (its own from now on) from now on. */
void fake_qube_adopt(struct fake_qube *qube, int fd, uint32_t minor);

/* A new connection of its agent, after the old one was lost or closed. Windows
 * are as they were; fake_window_replay describes them. */
void fake_qube_connect(struct fake_qube *qube, uint32_t minor);
void fake_qube_disconnect(struct fake_qube *qube);

/* Moves bytes in both directions, as far as it goes without waiting. */
void fake_qube_pump(struct fake_qube *qube);

/* True once the compositor has closed the connection. */
bool fake_qube_is_dropped(struct fake_qube *qube);

/* Queues a message, or bytes that may be none. */
void fake_qube_send(struct fake_qube *qube, const struct gui_msg *msg);
void fake_qube_send_bytes(struct fake_qube *qube, const void *data, size_t len);

/* Pages of its arena that nobody has used yet; returns the first. */
uint32_t fake_qube_take_pages(struct fake_qube *qube, uint32_t n);

/* What arrived: how many of a type, the last one (NULL: none), for a window
 * (0: any). Forgets all. */
size_t fake_qube_count(
		const struct fake_qube *qube, uint32_t type, uint32_t window);
const struct gui_msg *fake_qube_last(
		const struct fake_qube *qube, uint32_t type, uint32_t window);
void fake_qube_forget(struct fake_qube *qube);

/* CREATE only. */
void fake_window_create(struct fake_window *window, struct fake_qube *qube,
		uint32_t id, const struct gui_rect *geometry, uint32_t color);

/* A popup of another window (transient_for: 0 for none). */
void fake_window_create_popup(struct fake_window *window, struct fake_qube *qube,
		uint32_t id, const struct gui_rect *geometry, uint32_t color);

/* MAP, then a picture of its size and its damage. */
void fake_window_map(struct fake_window *window, uint32_t transient_for);
void fake_window_unmap(struct fake_window *window);
void fake_window_destroy(struct fake_window *window);

/* A new picture full of its colour: WINDOW_DUMP and, if asked, SHMIMAGE. None
 * for a window that is too large for the arena. */
void fake_window_dump(struct fake_window *window, bool damage);

/* The refs of the present picture again, or in any order. */
void fake_window_dump_refs(struct fake_window *window, const uint32_t *refs,
		size_t n, uint32_t width, uint32_t height);

/* Draws into the picture, without and with telling. */
void fake_window_fill(struct fake_window *window, const struct gui_rect *rect,
		uint32_t color);
void fake_window_damage(struct fake_window *window, const struct gui_rect *rect);

/* Its own wish, or answer: takes a geometry, with a new picture if the size is
 * another. */
void fake_window_configure(
		struct fake_window *window, const struct gui_rect *geometry);

/* Describes it to a new connection, in the order of the stock agent. */
void fake_window_replay(struct fake_window *window);

void fake_window_title(struct fake_window *window, const char *title);
void fake_window_flags(struct fake_window *window, uint32_t set, uint32_t unset);

#endif
