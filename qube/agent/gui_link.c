// SPDX-License-Identifier: MIT
/*
 * Events of the GUI protocol go to the window or to the input they are about.
 * Dumps are counted over all connections: with the order of the stream that
 * tells when nobody reads an old buffer any more.
 */
#define _GNU_SOURCE // O_PATH
#include "qube/agent/gui_link.h"

#include <fcntl.h>
#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "qube/agent/clipboard.h"
#include "qube/agent/doors.h"
#include "qube/agent/focus.h"
#include "qube/agent/keyboard.h"
#include "qube/agent/pointer.h"
#include "qube/agent/screens.h"
#include "qube/agent/server.h"
#include "qube/agent/stream.h"
#include "qube/agent/window.h"
#include "zones/vchan/vchan_server.h"

struct gui_link {
	struct server *server; // borrowed
	struct vchan_server *listener; // owned
	struct stream *stream; // owned; NULL: not connected
	struct gui_agent *agent; // owned; NULL: not connected
	uint64_t dumps; // sent
	uint64_t acked; // of these
	uint32_t width, height; // of the plane; 0: not known yet
};

static void
handle_ready(void *user, uint32_t version, const struct gui_xconf *xconf)
{
	struct gui_link *link = user;
	struct window *win;

	log_info("the GUI side is here: protocol %u.%u, %ux%u", version >> 16,
			version & 0xffff, xconf->width, xconf->height);
	link->width = xconf->width;
	link->height = xconf->height;
	screens_update(link->server->screens);
	wl_list_for_each(win, &link->server->windows, link) {
		window_announce(win);
	}
	pointer_announce_cursor(link->server->pointer);
	doors_expect(link->server->doors);
}

static void
handle_configure(void *user, uint32_t window, const struct gui_rect *geometry)
{
	struct gui_link *link = user;
	struct window *win = window_try_from_id(link->server, window);

	if (win != NULL) {
		window_handle_configure(win, geometry);
	}
}

static void
handle_map(void *user, uint32_t window)
{
	struct gui_link *link = user;
	struct window *win = window_try_from_id(link->server, window);

	if (win != NULL) {
		window_handle_flags(win, 0, GUI_FLAG_MINIMIZE);
	}
}

static void
handle_close(void *user, uint32_t window)
{
	struct gui_link *link = user;
	struct window *win = window_try_from_id(link->server, window);

	if (win != NULL) {
		win->impl->close(win);
	}
}

static void
handle_flags(void *user, uint32_t window, uint32_t set, uint32_t unset)
{
	struct gui_link *link = user;
	struct window *win = window_try_from_id(link->server, window);

	if (win != NULL) {
		window_handle_flags(win, set, unset);
	}
}

static void
handle_key(void *user, uint32_t window, const struct gui_keypress *key)
{
	struct gui_link *link = user;

	keyboard_handle_key(link->server->keyboard, key);
}

static void
handle_button(void *user, uint32_t window, const struct gui_button *button)
{
	struct gui_link *link = user;
	struct window *win = window_try_from_id(link->server, window);

	if (win != NULL) {
		pointer_handle_button(link->server->pointer, win, button);
	}
}

static void
handle_motion(void *user, uint32_t window, const struct gui_motion *motion)
{
	struct gui_link *link = user;
	struct window *win = window_try_from_id(link->server, window);

	if (win != NULL) {
		pointer_handle_motion(link->server->pointer, win, motion);
	}
}

static void
handle_crossing(void *user, uint32_t window, const struct gui_crossing *crossing)
{
	struct gui_link *link = user;
	struct window *win = window_try_from_id(link->server, window);

	if (win != NULL) {
		pointer_handle_crossing(link->server->pointer, win, crossing);
	}
}

static void
handle_focus(void *user, uint32_t window, bool in)
{
	struct gui_link *link = user;
	struct window *win = window_try_from_id(link->server, window);

	if (win != NULL) {
		focus_handle(link->server->focus, win, in);
	}
}

static void
handle_keymap(void *user, const uint8_t keymap[GUI_KEYMAP_SIZE])
{
	struct gui_link *link = user;

	keyboard_handle_keymap(link->server->keyboard, keymap);
}

static void
handle_clipboard_request(void *user)
{
	struct gui_link *link = user;

	clipboard_handle_request(link->server->clipboard);
}

static void
handle_clipboard(void *user, const uint8_t *data, size_t len)
{
	struct gui_link *link = user;

	clipboard_handle_data(link->server->clipboard, data, len);
}

static void
handle_dump_ack(void *user, uint32_t window)
{
	struct gui_link *link = user;

	if (link->acked < link->dumps) {
		link->acked++;
		arena_pool_settle(link->server->pool, link->acked);
	}
}

static const struct gui_agent_impl agent_impl = {
		.ready = handle_ready,
		.configure = handle_configure,
		.map = handle_map,
		.close = handle_close,
		.flags = handle_flags,
		.key = handle_key,
		.button = handle_button,
		.motion = handle_motion,
		.crossing = handle_crossing,
		.focus = handle_focus,
		.keymap = handle_keymap,
		.clipboard_request = handle_clipboard_request,
		.clipboard = handle_clipboard,
		.dump_ack = handle_dump_ack,
};

/* Forgets the GUI side. Whoever comes next is told everything anew. */
static void
disconnect(struct gui_link *link)
{
	struct window *win;

	if (link->stream == NULL) {
		return;
	}
	stream_destroy(link->stream);
	link->stream = NULL;
	gui_agent_destroy(link->agent);
	link->agent = NULL;
	link->acked = link->dumps;
	wl_list_for_each(win, &link->server->windows, link) {
		window_forget_gui(win);
	}
	focus_clear(link->server->focus);
	pointer_clear(link->server->pointer);
	clipboard_cancel(link->server->clipboard);
}

static int
stream_feed(void *user, const void *data, size_t len, struct err *err)
{
	struct gui_link *link = user;

	return gui_agent_feed(link->agent, data, len, err);
}

static struct buf *
stream_get_out(void *user)
{
	struct gui_link *link = user;

	return gui_agent_has_overflowed(link->agent)
			? NULL
			: gui_agent_get_out(link->agent);
}

static void
stream_ended(void *user, const char *why)
{
	struct gui_link *link = user;

	log_info("the GUI side is gone: %s", why);
	disconnect(link);
}

static const struct stream_impl stream_impl = {
		.feed = stream_feed,
		.get_out = stream_get_out,
		.ended = stream_ended,
};

static void
handle_accept(void *user, int fd)
{
	struct gui_link *link = user;

	disconnect(link);
	link->agent = gui_agent_create(&agent_impl, link);
	link->stream = stream_create(link->server->loop, fd, &stream_impl, link);
	stream_flush(link->stream);
}

struct gui_link *
gui_link_create(struct server *server, struct err *err)
{
	struct vchan_unix_address address = {
			.server = vchan_unix_own_domain(),
			.client = 0,
			.port = GUI_VCHAN_PORT,
	};
	const char *dir = vchan_unix_own_dir();
	FD_SCOPED int dirfd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (dirfd < 0) {
		err_set_errno(err, "cannot open %s", dir);
		return NULL;
	}

	struct gui_link *link = xcalloc(1, sizeof(*link));
	link->server = server;
	link->listener = vchan_server_create(server->loop, dirfd, &address,
			handle_accept, link, err);
	if (link->listener == NULL) {
		free(link);
		return NULL;
	}
	return link;
}

void
gui_link_close(struct gui_link *link)
{
	if (link != NULL) {
		disconnect(link);
		vchan_server_destroy(link->listener);
		link->listener = NULL;
	}
}

void
gui_link_destroy(struct gui_link *link)
{
	if (link != NULL) {
		vchan_server_destroy(link->listener);
		free(link);
	}
}

struct gui_agent *
gui_link_get_agent(struct gui_link *link)
{
	return link != NULL && link->agent != NULL &&
					gui_agent_is_ready(link->agent)
			? link->agent
			: NULL;
}

bool
gui_link_get_plane(const struct gui_link *link, uint32_t *width, uint32_t *height)
{
	*width = link->width;
	*height = link->height;
	return link->width > 0 && link->height > 0;
}

void
gui_link_dump(struct gui_link *link, uint32_t window, uint32_t width,
		uint32_t height, const uint32_t *refs, size_t n_refs)
{
	link->dumps++; // the answer may come from within
	if (!gui_agent_dump(link->agent, window, width, height, refs, n_refs)) {
		link->dumps--;
	}
}

const uint64_t *
gui_link_get_dumps(const struct gui_link *link)
{
	return &link->dumps;
}

void
gui_link_flush(struct gui_link *link)
{
	stream_flush(link->stream);
}
