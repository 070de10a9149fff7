// SPDX-License-Identifier: MIT
/*
 * The connection: handshake, cutting the stream into messages, rates, the
 * queue towards the agent. What a message does is daemon_handle.c and below.
 */
#include "protocols/gui/daemon.h"

#include <stdlib.h>

#include "common/bytes.h"
#include "common/mem.h"
#include "protocols/gui/daemon_priv.h"

#define VERSION_SIZE 4
#define VERSION_TIMEOUT_MSEC 10000
#define KEEP_OUT (256 << 10) // memory an empty queue may keep
#define REPLY_SINCE GUI_VERSION(1, 4)

struct gui_daemon *
gui_daemon_create(const struct gui_daemon_impl *impl, void *user,
		const struct gui_daemon_config *config)
{
	struct gui_daemon *daemon = xcalloc(1, sizeof(*daemon));

	daemon->impl = impl;
	daemon->user = user;
	daemon->config = *config;
	daemon->started_msec = -1;
	gui_rate_init(&daemon->rate, GUI_DAEMON_RATE, GUI_DAEMON_BURST);
	gui_stream_init(&daemon->in, GUI_MAX_BODY);
	buf_init_secret(&daemon->out, GUI_DAEMON_MAX_OUT);
	gui_table_init(&daemon->table);
	list_init(&daemon->windows);
	list_init(&daemon->flights);
	return daemon;
}

void
gui_daemon_destroy(struct gui_daemon *daemon)
{
	if (!daemon) {
		return;
	}
	while (!list_is_empty(&daemon->windows)) {
		daemon_window_destroy(list_entry(
				daemon->windows.next, struct window, link));
	}
	gui_stream_finish(&daemon->in);
	buf_finish(&daemon->out);
	free(daemon);
}

void
gui_daemon_set_work_area(struct gui_daemon *daemon, const struct gui_rect *area)
{
	daemon->config.work_area = *area;
}

static void
note_time(struct gui_daemon *daemon, int64_t now_msec)
{
	if (now_msec > daemon->now_msec) {
		daemon->now_msec = now_msec;
	}
	if (daemon->started_msec < 0) {
		daemon->started_msec = now_msec;
	}
	gui_rate_update(&daemon->rate, now_msec);
}

static void
queue(struct gui_daemon *daemon, const uint8_t *data, size_t len)
{
	if (!buf_append(&daemon->out, data, len)) {
		daemon->overflowed = true;
	}
}

static void
send_xconf(struct gui_daemon *daemon)
{
	struct gui_xconf xconf = daemon->config.xconf;
	uint8_t bytes[GUI_XCONF_SIZE];

	xconf.width = (xconf.width + 7) / 8 * 8;
	xconf.mem_kib = (uint32_t)((uint64_t)xconf.width * xconf.height * 4 /
					1024) +
			1;
	gui_encode_xconf(&xconf, bytes);
	queue(daemon, bytes, sizeof(bytes));
}

static int
handle_version(struct gui_daemon *daemon, uint32_t word, struct err *err)
{
	uint32_t major = word >> 16;
	uint32_t minor = word & 0xffff;
	uint8_t reply[VERSION_SIZE];

	if (major != GUI_VERSION_MAJOR) {
		return err_set(err, "agent speaks version %u.%u, not %u.x",
				major, minor, GUI_VERSION_MAJOR);
	}
	minor = minor < GUI_VERSION_MINOR ? minor : GUI_VERSION_MINOR;
	daemon->version = GUI_VERSION(GUI_VERSION_MAJOR, minor);
	if (daemon->version >= REPLY_SINCE) {
		gui_encode_u32(daemon->version, reply);
		queue(daemon, reply, sizeof(reply));
	}
	send_xconf(daemon);
	daemon->state = STATE_HEADER;
	daemon->impl->ready(daemon->user, daemon->version);
	return 0;
}

/* The clipboard is read only if somebody asked, and held only if it fits. */
static void
begin_clipboard(struct gui_daemon *daemon)
{
	struct clipboard *clipboard = &daemon->clipboard;

	clipboard->body_serial = clipboard->serial;
	if (!clipboard->asked || daemon->body_len > daemon->config.max_clipboard) {
		gui_stream_skip(&daemon->in, daemon->body_len);
		daemon->body_len = 0;
	}
}

static int
handle_header(struct gui_daemon *daemon, const uint8_t *bytes, struct err *err)
{
	daemon->header = gui_decode_header(bytes);
	gui_rate_count(&daemon->rate);
	if (gui_body_size(&daemon->header, GUI_SIDE_AGENT, daemon->version,
			    &daemon->body_len, err) < 0) {
		return -1;
	}
	if (daemon->header.type == GUI_MSG_CLIPBOARD_DATA) {
		begin_clipboard(daemon);
	}
	daemon->state = STATE_BODY;
	return 0;
}

static int
handle_body(struct gui_daemon *daemon, const uint8_t *body, struct err *err)
{
	struct gui_msg msg;

	daemon->state = STATE_HEADER;
	if (gui_decode(&daemon->header, body, daemon->body_len, &msg, err) < 0) {
		return -1;
	}
	if (daemon_handle(daemon, &msg, err) < 0) {
		return err_wrap(err, "%s of window 0x%x",
				gui_msg_name(msg.type), msg.window);
	}
	return 0;
}

static size_t
get_piece_size(const struct gui_daemon *daemon)
{
	switch (daemon->state) {
	case STATE_VERSION:
		return VERSION_SIZE;
	case STATE_HEADER:
		return GUI_HEADER_SIZE;
	case STATE_BODY:
		return daemon->body_len;
	}
	return 0;
}

static int
handle_piece(struct gui_daemon *daemon, const uint8_t *piece, struct err *err)
{
	switch (daemon->state) {
	case STATE_VERSION:
		return handle_version(daemon, bytes_get_u32(piece), err);
	case STATE_HEADER:
		return handle_header(daemon, piece, err);
	case STATE_BODY:
		return handle_body(daemon, piece, err);
	}
	return 0;
}

static int
check_conduct(const struct gui_daemon *daemon, struct err *err)
{
	if (gui_stream_has_failed(&daemon->in)) {
		return err_set(err, "no memory for a message");
	}
	if (daemon->overflowed) {
		return err_set(err, "agent does not read: %d bytes are queued",
				GUI_DAEMON_MAX_OUT);
	}
	if (gui_rate_is_abused(&daemon->rate)) {
		return err_set(err, "agent sends more than %d messages a second",
				GUI_DAEMON_RATE);
	}
	return 0;
}

int
gui_daemon_feed(struct gui_daemon *daemon, const void *data, size_t len,
		int64_t now_msec, struct err *err)
{
	const uint8_t *piece;

	note_time(daemon, now_msec);
	gui_stream_lend(&daemon->in, data, len);
	while ((piece = gui_stream_take(&daemon->in, get_piece_size(daemon)))) {
		if (handle_piece(daemon, piece, err) < 0) {
			return -1;
		}
	}
	return check_conduct(daemon, err);
}

int
gui_daemon_get_read_delay(struct gui_daemon *daemon, int64_t now_msec)
{
	note_time(daemon, now_msec);
	return gui_rate_get_delay(&daemon->rate);
}

int
gui_daemon_tick(struct gui_daemon *daemon, int64_t now_msec, struct err *err)
{
	note_time(daemon, now_msec);
	if (daemon->state == STATE_VERSION &&
			now_msec - daemon->started_msec >= VERSION_TIMEOUT_MSEC) {
		return err_set(err, "no version word within %d ms",
				VERSION_TIMEOUT_MSEC);
	}
	daemon_flight_tick(daemon);
	return 0;
}

int
gui_daemon_get_timeout(struct gui_daemon *daemon, int64_t now_msec)
{
	struct window *first;
	int64_t due;

	note_time(daemon, now_msec);
	if (daemon->state == STATE_VERSION) {
		due = daemon->started_msec + VERSION_TIMEOUT_MSEC;
	} else if (!list_is_empty(&daemon->flights)) {
		first = list_entry(daemon->flights.next, struct window,
				flight.link);
		due = first->flight.deadline_msec;
	} else {
		return -1;
	}
	return due > now_msec ? (int)(due - now_msec) : 0;
}

struct buf *
gui_daemon_get_out(struct gui_daemon *daemon)
{
	return &daemon->out;
}

bool
gui_daemon_has_overflowed(const struct gui_daemon *daemon)
{
	return daemon->overflowed;
}

bool
gui_daemon_is_ready(const struct gui_daemon *daemon)
{
	return daemon->state != STATE_VERSION;
}

struct window *
daemon_window_from(struct gui_window *pub)
{
	return list_entry(pub, struct window, pub);
}

struct window *
daemon_try_window(struct gui_daemon *daemon, uint32_t id)
{
	struct gui_node *node = gui_table_find(&daemon->table, id);

	return node ? list_entry(node, struct window, node) : NULL;
}

struct gui_window *
gui_daemon_try_window(struct gui_daemon *daemon, uint32_t id)
{
	struct window *win = daemon_try_window(daemon, id);

	return win ? &win->pub : NULL;
}

void
daemon_send(struct gui_daemon *daemon, const struct gui_msg *msg)
{
	struct buf *out = &daemon->out;

	if (daemon->state == STATE_VERSION || daemon->overflowed) {
		return;
	}
	if (out->len == 0 && out->cap > KEEP_OUT) {
		buf_finish(out);
	}
	daemon->motion_last = NULL;
	if (!gui_encode(msg, out)) {
		daemon->overflowed = true;
	}
}
