// SPDX-License-Identifier: MIT
/*
 * An agent's bytes into the daemon end. The first byte chooses the
 * configuration, the second how the rest, a stream from the version word on,
 * is cut. Events are answered with requests; what comes out must keep every
 * promise of daemon.h.
 */
#include <assert.h>
#include <string.h>

#include "protocols/gui/codec.h"
#include "protocols/gui/daemon.h"
#include "protocols/gui/text.h"

#define SHARE_PERCENT 90

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
	struct gui_daemon *daemon;
	struct gui_daemon_config config;
	uint32_t version;
	int64_t now_msec;
	uint32_t events;
	size_t windows, dumps, acks;
	bool asked; // for the clipboard
};

static void
check_geometry(const struct gui_rect *at)
{
	assert(at->x >= -GUI_MAX_WIDTH && at->x <= GUI_MAX_WIDTH);
	assert(at->y >= -GUI_MAX_HEIGHT && at->y <= GUI_MAX_HEIGHT);
	assert(at->width >= 1 && at->width <= GUI_MAX_WIDTH);
	assert(at->height >= 1 && at->height <= GUI_MAX_HEIGHT);
}

static void
check_parents(const struct run *run, const struct gui_window *win)
{
	size_t steps = 0;

	while (win->transient_for != 0) {
		win = gui_daemon_try_window(run->daemon, win->transient_for);
		assert(win);
		assert(++steps < GUI_DAEMON_MAX_WINDOWS);
	}
}

static void
check_window(const struct run *run, const struct gui_window *win)
{
	const struct gui_rect *work = &run->config.work_area;
	uint64_t area = (uint64_t)win->geometry.width * win->geometry.height;
	uint64_t most = (uint64_t)work->width * work->height * SHARE_PERCENT /
			100;

	assert(gui_daemon_try_window(run->daemon, win->id) == win);
	check_geometry(&win->geometry);
	assert(!win->override_redirect || area <= most);
	assert(!win->override_redirect || !win->docked);
	assert(!win->override_redirect || run->config.allow_override_redirect);
	assert(!win->docked || !win->mapped);
	assert((win->flags & ~7u) == 0);
}

static void
check_text(const char *text, bool utf8)
{
	while (*text) {
		uint32_t c;
		size_t len = gui_text_decode(text, strlen(text), &c);

		assert(len > 0);
		assert(c >= 0x20 && (c < 0x7f || c > 0x9f));
		assert(utf8 || c < 0x7f);
		assert(c < 0x200b || c > 0x200f);
		assert(c < 0x2028 || c > 0x202e);
		assert(c < 0x2060 || c > 0x206f);
		assert(c != 0xfeff && c != 0xad && c != 0x61c);
		assert(c < 0xe0000 || c > 0xe0fff);
		text += len;
	}
}

/* Asks for something, another thing each time. */
static void
react(struct run *run, struct gui_window *win)
{
	static const uint8_t keymap[GUI_KEYMAP_SIZE] = {1};
	const uint32_t n = run->events++;
	const struct gui_rect wish = {(int32_t)(n % 700) - 100, 5,
			n * 2654435761u >> (n % 32), 1 + n % 900};
	const struct gui_motion motion = {(int32_t)n, 2, 0, 0};
	const struct gui_keypress key = {GUI_KEY_PRESS, 1, 2, 0, 38};

	switch (n % 11) {
	case 0:
		gui_daemon_configure(run->daemon, win, &wish, run->now_msec);
		break;
	case 1:
		gui_daemon_map(run->daemon, win);
		break;
	case 2:
		gui_daemon_flags(run->daemon, win, n >> 4 & 7, n >> 6 & 7);
		break;
	case 3:
		gui_daemon_focus(run->daemon, win, n & 16, keymap);
		break;
	case 4:
		gui_daemon_key(run->daemon, win, &key);
		break;
	case 5:
		gui_daemon_request_clipboard(run->daemon, win);
		run->asked = true;
		break;
	case 6:
		gui_daemon_send_clipboard(run->daemon, win, keymap, n % 32);
		break;
	case 7:
		gui_daemon_close(run->daemon, win);
		break;
	default:
		gui_daemon_motion(run->daemon, win, &motion);
		break;
	}
}

static void
handle_ready(void *user, uint32_t version)
{
	struct run *run = user;

	assert(version >= GUI_VERSION(1, 0) && version <= GUI_VERSION(1, 8));
	assert(run->version == 0);
	run->version = version;
}

static void
handle_create(void *user, struct gui_window *win)
{
	struct run *run = user;

	check_window(run, win);
	assert(!win->mapped && !win->docked && win->transient_for == 0);
	assert(win->title[0] == '\0' && win->hints.flags == 0);
	assert(++run->windows <= GUI_DAEMON_MAX_WINDOWS);
	win->data = run;
	react(run, win);
}

static void
handle_destroy(void *user, struct gui_window *win)
{
	struct run *run = user;

	assert(win->data == run);
	assert(!gui_daemon_try_window(run->daemon, win->id));
	run->windows--;
	react(run, win);
}

static void
handle_map(void *user, struct gui_window *win)
{
	check_window(user, win);
	check_parents(user, win);
	assert(win->mapped);
	react(user, win);
}

static void
handle_unmap(void *user, struct gui_window *win)
{
	assert(!win->mapped);
	react(user, win);
}

static void
handle_configure(void *user, struct gui_window *win, bool was_ack)
{
	check_window(user, win);
	react(user, win);
}

static bool
handle_dump(void *user, struct gui_window *win, const struct gui_dump *dump,
		struct err *err)
{
	struct run *run = user;
	uint32_t sum = 0;

	assert(dump->type == 0);
	assert(dump->width >= 1 && dump->width <= GUI_MAX_WIDTH);
	assert(dump->height >= 1 && dump->height <= GUI_MAX_HEIGHT);
	assert(dump->n_refs <= GUI_MAX_REFS);
	assert((uint64_t)dump->n_refs * GUI_PAGE_SIZE >=
			(uint64_t)dump->width * dump->height * 4);
	for (size_t i = 0; i < dump->n_refs; i++) {
		sum += gui_dump_get_ref(dump, i);
	}
	run->dumps++;
	react(run, win);
	if (sum == 1) {
		err_set(err, "refs of another");
		return false;
	}
	return true;
}

static void
handle_damage(void *user, struct gui_window *win, const struct gui_rect *rect)
{
	assert(win->mapped || win->docked);
	assert(rect->x >= 0 && rect->y >= 0);
	assert(rect->width >= 1 && rect->height >= 1);
	assert((uint32_t)rect->x + rect->width <= GUI_MAX_WIDTH);
	assert((uint32_t)rect->y + rect->height <= GUI_MAX_HEIGHT);
	react(user, win);
}

static void
handle_title(void *user, struct gui_window *win)
{
	struct run *run = user;

	check_text(win->title, run->config.allow_utf8_titles);
	react(run, win);
}

static void
handle_class(void *user, struct gui_window *win)
{
	assert(!win->mapped);
	check_text(win->wmclass.res_class, false);
	check_text(win->wmclass.res_name, false);
	react(user, win);
}

static void
handle_hints(void *user, struct gui_window *win)
{
	const struct gui_hints *hints = &win->hints;

	assert((hints->flags & ~0x175u) == 0);
	assert(hints->min_width <= GUI_MAX_WIDTH);
	assert(hints->max_height <= GUI_MAX_HEIGHT);
	assert(hints->inc_width < GUI_MAX_WIDTH);
	assert(hints->base_height <= GUI_MAX_HEIGHT);
	assert(!(hints->flags & GUI_HINT_MAX_SIZE) ||
			(hints->max_width > 0 && hints->max_height > 0));
	react(user, win);
}

static void
handle_flags(void *user, struct gui_window *win, uint32_t set, uint32_t unset)
{
	assert(((set | unset) & ~7u) == 0);
	assert((set & unset) == 0 && (set | unset) != 0);
	assert((win->flags & unset) == 0);
	react(user, win);
}

static void
handle_cursor(void *user, struct gui_window *win, uint32_t cursor)
{
	assert(cursor == 0 || (cursor >= 0x100 && cursor < 0x19a));
	react(user, win);
}

static void
handle_dock(void *user, struct gui_window *win)
{
	check_window(user, win);
	assert(win->docked);
	react(user, win);
}

static void
handle_clipboard(void *user, const uint8_t *data, size_t len, bool too_big)
{
	struct run *run = user;

	assert(run->asked);
	assert(len <= run->config.max_clipboard);
	assert(!too_big || len == 0);
	run->asked = false;
}

static const struct gui_daemon_impl impl = {
		.ready = handle_ready,
		.create = handle_create,
		.destroy = handle_destroy,
		.map = handle_map,
		.unmap = handle_unmap,
		.configure = handle_configure,
		.dump = handle_dump,
		.damage = handle_damage,
		.title = handle_title,
		.wmclass = handle_class,
		.hints = handle_hints,
		.flags = handle_flags,
		.cursor = handle_cursor,
		.dock = handle_dock,
		.clipboard = handle_clipboard,
};

/* Everything queued for the agent is something an agent may get. */
static void
drain(struct run *run)
{
	struct buf *out = gui_daemon_get_out(run->daemon);

	while (out->len > 0) {
		struct gui_header header = gui_decode_header(buf_peek(out));
		struct gui_msg msg;
		size_t size = 0;

		assert(out->len >= GUI_HEADER_SIZE);
		assert(gui_body_size(&header, GUI_SIDE_DAEMON, run->version,
				       &size, NULL) == 0);
		assert(size == header.len);
		assert(out->len >= GUI_HEADER_SIZE + size);
		assert(gui_decode(&header, buf_peek(out) + GUI_HEADER_SIZE,
				       size, &msg, NULL) == 0);
		run->acks += msg.type == GUI_MSG_WINDOW_DUMP_ACK;
		buf_consume(out, GUI_HEADER_SIZE + size);
	}
}

static void
feed(struct run *run, const uint8_t *data, size_t size, size_t step)
{
	struct buf *out = gui_daemon_get_out(run->daemon);
	int rc = 0;

	while (size > 0 && rc == 0) {
		size_t part = step < size ? step : size;
		bool was_ready = run->version != 0;

		rc = gui_daemon_feed(
				run->daemon, data, part, run->now_msec, NULL);
		data += part;
		size -= part;
		if (!was_ready && run->version != 0) {
			buf_consume(out,
					run->version < GUI_VERSION(1, 4)
							? GUI_XCONF_SIZE
							: GUI_XCONF_SIZE + 4);
		}
		if (rc == 0) {
			run->now_msec += 40;
			rc = gui_daemon_tick(run->daemon, run->now_msec, NULL);
			assert(gui_daemon_get_timeout(run->daemon,
					       run->now_msec) >= -1);
			drain(run);
		}
	}
	assert(rc < 0 || run->version < GUI_VERSION(1, 7) ||
			run->acks >= run->dumps);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = {1, 3, 12, 40, 100, 1000, 4096, SIZE_MAX};
	struct run run = {
			.config = {.xconf = {1920, 1080, 24, 0},
					.work_area = {0, 28, 1000, 900},
					.max_clipboard = 300},
	};

	if (size < 2) {
		return 0;
	}
	run.config.allow_override_redirect = !(data[0] & 1);
	run.config.allow_utf8_titles = !(data[0] & 2);
	run.daemon = gui_daemon_create(&impl, &run, &run.config);
	feed(&run, data + 2, size - 2, steps[data[1] % 8]);
	gui_daemon_destroy(run.daemon);
	assert(run.windows == 0);
	return 0;
}
