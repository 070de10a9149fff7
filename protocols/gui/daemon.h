// SPDX-License-Identifier: MIT
/*
 * The daemon end of the GUI protocol, towards one qube: bytes in, events out,
 * bytes back. No I/O and no clock: the caller moves the bytes and says what
 * time it is. Used by the compositor and by the Slave GUI.
 *
 * What the reference daemon checks is checked here (sizes, order, ids,
 * override-redirect, texts, cursor numbers), and the quotas it lacks. Events
 * arrive only with values that passed. Any violation makes gui_daemon_feed
 * fail: the caller then drops this connection, and nothing else. Only the old
 * MFNDUMP, which names machine frames, is stepped over: the windows of such an
 * agent work but have no image.
 */
#ifndef PROTOCOLS_GUI_DAEMON_H
#define PROTOCOLS_GUI_DAEMON_H

#include "common/buf.h"
#include "common/err.h"
#include "protocols/gui/wire.h"

#define GUI_DAEMON_MAX_WINDOWS 1024
#define GUI_DAEMON_MAX_OUT 10000000 // bytes queued towards the agent
#define GUI_DAEMON_RATE 20000 // messages a second, sustained
#define GUI_DAEMON_BURST 100000 // messages

struct gui_daemon;

/* One window as the protocol knows it. Read-only for the user of this API,
 * except data. */
struct gui_window {
	uint32_t id;
	struct gui_rect geometry; // content, on the agent's plane
	bool mapped;
	bool override_redirect; // after the 90 % rule
	bool docked;
	uint32_t transient_for; // id of a window that exists, or 0; no cycles
	struct gui_hints hints; // only accepted pairs have their flag
	uint32_t flags; // bitmask of enum gui_flag, as last asked or told
	char title[GUI_TITLE_SIZE]; // clean UTF-8
	struct gui_class wmclass; // clean ASCII
	void *data; // the user's
};

/*
 * Events. They come out of gui_daemon_feed; configure also out of
 * gui_daemon_tick, destroy also out of gui_daemon_destroy. A handler may call
 * any request below, but none of these three. All must be set.
 */
struct gui_daemon_impl {
	/* Handshake done; version is GUI_VERSION(1, 0..8). */
	void (*ready)(void *user, uint32_t version);
	/* After create the window is unmapped. After destroy it is gone. */
	void (*create)(void *user, struct gui_window *win);
	void (*destroy)(void *user, struct gui_window *win);
	/* mapped, override_redirect and transient_for are up to date. Mapping
	 * also happens again when a mapped override-redirect window grew too
	 * big and lost its flag (unmap, configure, map). unmap ends the buffer,
	 * but not that of window 0. */
	void (*map)(void *user, struct gui_window *win);
	void (*unmap)(void *user, struct gui_window *win);
	/* geometry is the truth now: the agent took what we sent (was_ack), or
	 * moved by itself, or (geometry as it was) never answered us. */
	void (*configure)(void *user, struct gui_window *win, bool was_ack);
	/* A new buffer replaces the old one; its damage follows by itself. The
	 * acknowledgement is sent when the handler returns. False if the refs
	 * are not of this qube: ends the connection. */
	bool (*dump)(void *user, struct gui_window *win,
			const struct gui_dump *dump, struct err *err);
	/* rect is not empty and inside the last dump's image, or, for a window
	 * that has none, inside the window's part of window 0's image; in the
	 * window's coordinates either way. */
	void (*damage)(void *user, struct gui_window *win,
			const struct gui_rect *rect);
	/* One of title, class, hints changed. */
	void (*title)(void *user, struct gui_window *win);
	void (*wmclass)(void *user, struct gui_window *win);
	void (*hints)(void *user, struct gui_window *win);
	/* The agent asks; only bits that mean something now are passed. unset
	 * has MINIMIZE when the agent maps a window that was minimized. */
	void (*flags)(void *user, struct gui_window *win, uint32_t set,
			uint32_t unset);
	/* 0 or GUI_CURSOR_FIRST + glyph. */
	void (*cursor)(void *user, struct gui_window *win, uint32_t cursor);
	void (*dock)(void *user, struct gui_window *win);
	/* The answer to gui_daemon_request_clipboard; too_big: over
	 * max_clipboard, data is empty then. */
	void (*clipboard)(void *user, const uint8_t *data, size_t len,
			bool too_big);
};

struct gui_daemon_config {
	struct gui_xconf xconf; // sent with width rounded up to 8; mem_kib: any
	struct gui_rect work_area; // on the agent's plane: the 90 % rule
	bool allow_override_redirect; // default of the reference: true
	bool allow_utf8_titles;
	size_t max_clipboard; // 256 .. GUI_MAX_CLIPBOARD
};

/* A fresh connection in the state "waiting for the version word". impl and
 * user are borrowed. Destroy with gui_daemon_destroy. */
struct gui_daemon *gui_daemon_create(const struct gui_daemon_impl *impl,
		void *user, const struct gui_daemon_config *config);

/* Frees all; every window that still exists gets a destroy event first. NULL
 * is allowed. */
void gui_daemon_destroy(struct gui_daemon *daemon);

/* The work area changed (output layout, scale). */
void gui_daemon_set_work_area(
		struct gui_daemon *daemon, const struct gui_rect *area);

/*
 * Bytes from the agent, in any split. now_msec is a monotonic clock of
 * numbers >= 0. Returns 0, or -1 with err naming the message and the rule it
 * broke: the connection must be dropped. After a failure only
 * gui_daemon_destroy may be called.
 */
int gui_daemon_feed(struct gui_daemon *daemon, const void *data, size_t len,
		int64_t now_msec, struct err *err);

/* Milliseconds for which the agent must not be read because it sends faster
 * than GUI_DAEMON_RATE; 0 when it may. Ask after each feed. If it goes on for
 * 10 s, feed fails. */
int gui_daemon_get_read_delay(struct gui_daemon *daemon, int64_t now_msec);

/* Timers: a version word that never comes (10 s), configures that are never
 * answered (500 ms: taken as refused). Call when
 * gui_daemon_get_timeout's time is over; fails as gui_daemon_feed does. */
int gui_daemon_tick(struct gui_daemon *daemon, int64_t now_msec, struct err *err);

/* Milliseconds until gui_daemon_tick is due, -1 for never. */
int gui_daemon_get_timeout(struct gui_daemon *daemon, int64_t now_msec);

/* Bytes for the agent: peek, write what fits, consume that. If the queue
 * passed GUI_DAEMON_MAX_OUT, gui_daemon_has_overflowed is true and the
 * connection must be dropped. */
struct buf *gui_daemon_get_out(struct gui_daemon *daemon);
bool gui_daemon_has_overflowed(const struct gui_daemon *daemon);

bool gui_daemon_is_ready(const struct gui_daemon *daemon);

/* The window with this id, or NULL. */
struct gui_window *gui_daemon_try_window(struct gui_daemon *daemon, uint32_t id);

/* Requests. All are queued; none does anything before the handshake is done.
 *
 * configure: our wish for a window's geometry. One is in flight at a time, a
 * newer one replaces the one waiting, an equal one is not sent. The window's
 * geometry changes when the configure event comes. A different answer is met
 * by sending ours again, at most twice, then the agent's is taken (of a docked
 * window: ignored). For window 0 no answer is awaited. now_msec starts the
 * timeout. */
void gui_daemon_configure(struct gui_daemon *daemon, struct gui_window *win,
		const struct gui_rect *geometry, int64_t now_msec);
/* Is a configure of ours still to be answered? */
bool gui_daemon_is_asking(struct gui_window *win);
/* The local side mapped a window the agent thinks minimized. */
void gui_daemon_map(struct gui_daemon *daemon, struct gui_window *win);
void gui_daemon_close(struct gui_daemon *daemon, struct gui_window *win);
/* What changed in the real state (maximize fake: FULLSCREEN set). */
void gui_daemon_flags(struct gui_daemon *daemon, struct gui_window *win,
		uint32_t set, uint32_t unset);
void gui_daemon_key(struct gui_daemon *daemon, struct gui_window *win,
		const struct gui_keypress *key);
void gui_daemon_button(struct gui_daemon *daemon, struct gui_window *win,
		const struct gui_button *button);
void gui_daemon_motion(struct gui_daemon *daemon, struct gui_window *win,
		const struct gui_motion *motion);
void gui_daemon_crossing(struct gui_daemon *daemon, struct gui_window *win,
		const struct gui_crossing *crossing);
/* Focus in is preceded by KEYMAP_NOTIFY with keymap (bit k: X keycode k is
 * down); out takes NULL. */
void gui_daemon_focus(struct gui_daemon *daemon, struct gui_window *win,
		bool in, const uint8_t keymap[GUI_KEYMAP_SIZE]);
void gui_daemon_keymap(struct gui_daemon *daemon,
		const uint8_t keymap[GUI_KEYMAP_SIZE]);
/* Asks for the qube's clipboard; the next answer is taken, any other data is
 * dropped. cancel forgets the question. */
void gui_daemon_request_clipboard(
		struct gui_daemon *daemon, struct gui_window *win);
void gui_daemon_cancel_clipboard(struct gui_daemon *daemon);
/* Most bytes that are surely whole in either direction with this agent. */
size_t gui_daemon_get_clipboard_limit(const struct gui_daemon *daemon);
/* Hands text to the qube; at most max_clipboard bytes (false otherwise). */
bool gui_daemon_send_clipboard(struct gui_daemon *daemon,
		struct gui_window *win, const uint8_t *data, size_t len);

#endif
