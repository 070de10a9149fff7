// SPDX-License-Identifier: MIT
/* What the files of the daemon end share; daemon.h is for everybody else. */
#ifndef PROTOCOLS_GUI_DAEMON_PRIV_H
#define PROTOCOLS_GUI_DAEMON_PRIV_H

#include "common/list.h"
#include "protocols/gui/codec.h"
#include "protocols/gui/daemon.h"
#include "protocols/gui/rate.h"
#include "protocols/gui/stream.h"
#include "protocols/gui/table.h"

enum daemon_state {
	STATE_VERSION, // waiting for the agent's version word
	STATE_HEADER,
	STATE_BODY, // of daemon.header
};

/* A configure of ours and what became of it. */
struct flight {
	struct list link; // daemon.flights; empty when nothing is out
	struct gui_rect sent; // awaited
	int64_t deadline_msec;
	int resends;
	bool has_waiting;
	struct gui_rect waiting; // goes out when the answer is in
};

struct window {
	struct gui_window pub;
	struct gui_daemon *daemon; // borrowed
	struct gui_node node; // daemon.table
	struct list link; // daemon.windows
	struct window *parent; // of pub.transient_for; may be NULL
	struct list children; // list of struct window, sibling
	struct list sibling; // parent->children
	struct flight flight;
	uint32_t image_width, image_height; // of the last dump; 0: none
	bool minimized; // mapped for the agent, not for the user
};

struct clipboard {
	bool asked;
	uint32_t serial; // of the last question
	uint32_t body_serial; // the last one when the body now coming began
};

struct gui_daemon {
	const struct gui_daemon_impl *impl; // borrowed
	void *user; // borrowed
	struct gui_daemon_config config;
	enum daemon_state state;
	uint32_t version; // 0 before the handshake
	int64_t now_msec; // of the call we are in
	int64_t started_msec; // -1 until a clock was seen
	struct gui_rate rate;
	struct gui_stream in;
	struct gui_header header;
	size_t body_len;
	struct buf out;
	bool overflowed;
	struct window *motion_last; // out ends with a MOTION for it; or NULL
	struct gui_table table;
	struct list windows; // list of struct window, link; oldest first
	struct list flights; // list of struct window, flight.link; by age
	struct clipboard clipboard;
};

struct window *daemon_window_from(struct gui_window *pub);
struct window *daemon_try_window(struct gui_daemon *daemon, uint32_t id);

/* Queues one message. */
void daemon_send(struct gui_daemon *daemon, const struct gui_msg *msg);

/* One whole message from the agent (daemon_handle.c). */
int daemon_handle(struct gui_daemon *daemon, const struct gui_msg *msg,
		struct err *err);

/* Frees a window after its destroy event (daemon_handle.c). */
void daemon_window_destroy(struct window *win);

/* Geometry and override-redirect (daemon_geometry.c). */
bool daemon_may_override(const struct window *win, bool asked);
int daemon_handle_configure(struct window *win,
		const struct gui_configure *configure, struct err *err);
void daemon_flight_tick(struct gui_daemon *daemon);

/* Pixels (daemon_image.c). */
int daemon_handle_dump(struct window *win, const struct gui_dump *dump,
		struct err *err);
int daemon_handle_mfndump(struct window *win, const struct gui_mfndump *dump,
		struct err *err);
void daemon_handle_damage(struct window *win, const struct gui_rect *rect);

/* Properties (daemon_props.c). */
void daemon_handle_title(struct window *win, const char *title);
void daemon_handle_class(struct window *win, const struct gui_class *wmclass);
void daemon_handle_hints(struct window *win, const struct gui_hints *hints);
int daemon_handle_flags(struct window *win,
		const struct gui_window_flags *flags, struct err *err);
int daemon_handle_cursor(struct window *win, uint32_t cursor, struct err *err);

#endif
