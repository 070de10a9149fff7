// SPDX-License-Identifier: MIT
#include "tests/wire/gui_rig.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes.h"

#define LOG_LIMIT (64 << 20)
#define LINE 512

static void
note(struct buf *log, const char *line)
{
	assert(buf_append(log, line, strlen(line)));
	assert(buf_append(log, "\n", 1));
}

#define NOTE(log, ...) \
	do { \
		char line_[LINE]; \
		snprintf(line_, sizeof(line_), __VA_ARGS__); \
		note(log, line_); \
	} while (0)

/* The text so far, terminated; the log is empty afterwards. */
static const char *
take(struct buf *log)
{
	const char *text;

	assert(buf_append(log, "", 1));
	text = (const char *)buf_peek(log);
	buf_consume(log, log->len);
	return text;
}

static void
handle_ready(void *user, uint32_t version)
{
	struct rig *rig = user;

	NOTE(&rig->log, "ready %u.%u", version >> 16, version & 0xffff);
}

static void
handle_create(void *user, struct gui_window *win)
{
	struct rig *rig = user;

	NOTE(&rig->log, "create %u %d,%d %ux%u%s", win->id, win->geometry.x,
			win->geometry.y, win->geometry.width,
			win->geometry.height,
			win->override_redirect ? " or" : "");
}

static void
handle_destroy(void *user, struct gui_window *win)
{
	struct rig *rig = user;

	NOTE(&rig->log, "destroy %u", win->id);
}

static void
handle_map(void *user, struct gui_window *win)
{
	struct rig *rig = user;

	NOTE(&rig->log, "map %u%s above %u", win->id,
			win->override_redirect ? " or" : "", win->transient_for);
}

static void
handle_unmap(void *user, struct gui_window *win)
{
	struct rig *rig = user;

	NOTE(&rig->log, "unmap %u", win->id);
}

static void
handle_configure(void *user, struct gui_window *win, bool was_ack)
{
	struct rig *rig = user;

	NOTE(&rig->log, "configure %u %d,%d %ux%u%s", win->id, win->geometry.x,
			win->geometry.y, win->geometry.width,
			win->geometry.height, was_ack ? " ack" : "");
	if (rig->wish) {
		gui_daemon_configure(rig->daemon, win, rig->wish, rig->now_msec);
	}
}

static bool
handle_dump(void *user, struct gui_window *win, const struct gui_dump *dump,
		struct err *err)
{
	struct rig *rig = user;

	NOTE(&rig->log, "dump %u %ux%u %zu refs from %u", win->id, dump->width,
			dump->height, dump->n_refs, gui_dump_get_ref(dump, 0));
	if (rig->refuse_dumps) {
		err_set(err, "not our page");
		return false;
	}
	return true;
}

static void
handle_damage(void *user, struct gui_window *win, const struct gui_rect *rect)
{
	struct rig *rig = user;

	NOTE(&rig->log, "damage %u %d,%d %ux%u", win->id, rect->x, rect->y,
			rect->width, rect->height);
}

static void
handle_title(void *user, struct gui_window *win)
{
	struct rig *rig = user;

	NOTE(&rig->log, "title %u %s", win->id, win->title);
}

static void
handle_class(void *user, struct gui_window *win)
{
	struct rig *rig = user;

	NOTE(&rig->log, "class %u %s/%s", win->id, win->wmclass.res_class,
			win->wmclass.res_name);
}

static void
handle_hints(void *user, struct gui_window *win)
{
	struct rig *rig = user;
	const struct gui_hints *hints = &win->hints;

	NOTE(&rig->log, "hints %u %x min %ux%u max %ux%u inc %ux%u base %ux%u",
			win->id, hints->flags, hints->min_width,
			hints->min_height, hints->max_width, hints->max_height,
			hints->inc_width, hints->inc_height, hints->base_width,
			hints->base_height);
}

static void
handle_flags(void *user, struct gui_window *win, uint32_t set, uint32_t unset)
{
	struct rig *rig = user;

	NOTE(&rig->log, "flags %u +%x -%x =%x", win->id, set, unset, win->flags);
}

static void
handle_cursor(void *user, struct gui_window *win, uint32_t cursor)
{
	struct rig *rig = user;

	NOTE(&rig->log, "cursor %u %x", win->id, cursor);
}

static void
handle_dock(void *user, struct gui_window *win)
{
	struct rig *rig = user;

	NOTE(&rig->log, "dock %u", win->id);
}

static void
handle_clipboard(void *user, const uint8_t *data, size_t len, bool too_big)
{
	struct rig *rig = user;

	NOTE(&rig->log, "clipboard %zu bytes%s", len, too_big ? " too big" : "");
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

void
rig_init(struct rig *rig)
{
	*rig = (struct rig){
			.config = {.xconf = {1920, 1080, 24, 0},
					.work_area = {0, 0, 1000, 1000},
					.allow_override_redirect = true,
					.allow_utf8_titles = true,
					.max_clipboard = 64000},
			.now_msec = 1000,
	};
	buf_init(&rig->log, LOG_LIMIT);
	rig->daemon = gui_daemon_create(&impl, rig, &rig->config);
}

void
rig_finish(struct rig *rig)
{
	gui_daemon_destroy(rig->daemon);
	buf_finish(&rig->log);
}

void
rig_restart(struct rig *rig)
{
	gui_daemon_destroy(rig->daemon);
	rig_take_log(rig);
	rig->daemon = gui_daemon_create(&impl, rig, &rig->config);
}

bool
rig_feed(struct rig *rig, const void *data, size_t len)
{
	return gui_daemon_feed(rig->daemon, data, len, rig->now_msec,
			       &rig->err) == 0;
}

bool
rig_feed_msg(struct rig *rig, const struct gui_msg *msg)
{
	struct buf bytes;
	bool ok;

	buf_init(&bytes, GUI_HEADER_SIZE + GUI_MAX_BODY);
	assert(gui_encode(msg, &bytes));
	ok = rig_feed(rig, buf_peek(&bytes), bytes.len);
	buf_finish(&bytes);
	return ok;
}

void
rig_shake_hands(struct rig *rig, uint32_t minor)
{
	struct buf *out = gui_daemon_get_out(rig->daemon);
	uint8_t word[4];

	gui_encode_u32(GUI_VERSION(1, minor), word);
	assert(rig_feed(rig, word, sizeof(word)));
	buf_consume(out, out->len);
	rig_take_log(rig);
}

const char *
rig_take_log(struct rig *rig)
{
	return take(&rig->log);
}

static void
describe_body(const struct gui_msg *msg, char *out, size_t size)
{
	const struct gui_rect *at = &msg->configure.geometry;

	out[0] = '\0';
	if (msg->type == GUI_MSG_CONFIGURE) {
		snprintf(out, size, " %d,%d %ux%u", at->x, at->y, at->width,
				at->height);
	} else if (msg->type == GUI_MSG_MOTION) {
		snprintf(out, size, " %d,%d", msg->motion.x, msg->motion.y);
	} else if (msg->type == GUI_MSG_KEYPRESS) {
		snprintf(out, size, " %u %u", msg->keypress.type,
				msg->keypress.keycode);
	} else if (msg->type == GUI_MSG_FOCUS) {
		snprintf(out, size, " %u", msg->focus.type);
	} else if (msg->type == GUI_MSG_WINDOW_FLAGS) {
		snprintf(out, size, " +%x -%x", msg->flags.set, msg->flags.unset);
	} else if (msg->type == GUI_MSG_CLIPBOARD_DATA) {
		snprintf(out, size, " %zu", msg->clipboard.len);
	} else if (msg->type == GUI_MSG_MAP) {
		snprintf(out, size, " %u %u", msg->map.transient_for,
				msg->map.override_redirect);
	}
}

/* One message from the front of the queue; all must be whole. */
static void
describe_first(struct buf *out, struct buf *log)
{
	struct gui_header header;
	struct gui_msg msg;
	struct err err;
	size_t size;
	char body[LINE / 2];

	assert(out->len >= GUI_HEADER_SIZE);
	header = gui_decode_header(buf_peek(out));
	assert(gui_body_size(&header, GUI_SIDE_DAEMON, GUI_VERSION(1, 8), &size,
			       &err) == 0);
	assert(out->len >= GUI_HEADER_SIZE + size);
	assert(gui_decode(&header, buf_peek(out) + GUI_HEADER_SIZE, size, &msg,
			       &err) == 0);
	describe_body(&msg, body, sizeof(body));
	NOTE(log, "%s %u%s", gui_msg_name(msg.type), msg.window, body);
	buf_consume(out, GUI_HEADER_SIZE + size);
}

const char *
rig_take_sent(struct rig *rig)
{
	struct buf *out = gui_daemon_get_out(rig->daemon);

	assert(rig->log.len == 0);
	while (out->len > 0) {
		describe_first(out, &rig->log);
	}
	return take(&rig->log);
}

bool
rig_feed_words(struct rig *rig, uint32_t type, uint32_t window,
		const uint32_t *words, size_t n)
{
	uint8_t bytes[GUI_HEADER_SIZE + 4 * RIG_MAX_WORDS];
	uint8_t *p = bytes;

	p = bytes_put_u32(p, type);
	p = bytes_put_u32(p, window);
	p = bytes_put_u32(p, (uint32_t)(4 * n));
	for (size_t i = 0; i < n; i++) {
		p = bytes_put_u32(p, words[i]);
	}
	return rig_feed(rig, bytes, (size_t)(p - bytes));
}

void
rig_prepare(struct rig *rig, enum rig_before before)
{
	const uint32_t create[] = {10, 20, 100, 80, 0, before == RIG_MENU};
	const uint32_t map[] = {0, before == RIG_MENU};
	const uint32_t dump[] = {0, 100, 80, 32, 1, 2, 3, 4, 5, 6, 7, 8};

	if (before == RIG_NOTHING) {
		return;
	}
	assert(rig_feed_words(rig, GUI_MSG_CREATE, 5, create, 6));
	if (before == RIG_DOCKED) {
		assert(rig_feed_words(rig, GUI_MSG_DOCK, 5, NULL, 0));
	} else if (before != RIG_CREATED) {
		assert(rig_feed_words(rig, GUI_MSG_MAP, 5, map, 2));
	}
	if (before == RIG_DUMPED) {
		assert(rig_feed_words(rig, GUI_MSG_WINDOW_DUMP, 5, dump, 12));
	}
	rig_take_log(rig);
	rig_take_sent(rig);
}

void
rig_check_in_step(struct rig *rig)
{
	const uint32_t create[] = {1, 1, 1, 1, 0, 0};

	assert(rig_feed_words(rig, GUI_MSG_CREATE, 4711, create, 6));
	assert(strcmp(rig_take_log(rig), "create 4711 1,1 1x1\n") == 0);
}

static void
agent_ready(void *user, uint32_t version, const struct gui_xconf *xconf)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "ready %u.%u %ux%u", version >> 16, version & 0xffff,
			xconf->width, xconf->height);
}

static void
agent_configure(void *user, uint32_t window, const struct gui_rect *at)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "configure %u %d,%d %ux%u", window, at->x, at->y,
			at->width, at->height);
}

static void
agent_map(void *user, uint32_t window)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "map %u", window);
}

static void
agent_close(void *user, uint32_t window)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "close %u", window);
}

static void
agent_flags(void *user, uint32_t window, uint32_t set, uint32_t unset)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "flags %u +%x -%x", window, set, unset);
}

static void
agent_key(void *user, uint32_t window, const struct gui_keypress *key)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "key %u %u %u at %d,%d state %x", window, key->type,
			key->keycode, key->x, key->y, key->state);
}

static void
agent_button(void *user, uint32_t window, const struct gui_button *button)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "button %u %u %u at %d,%d state %x", window, button->type,
			button->button, button->x, button->y, button->state);
}

static void
agent_motion(void *user, uint32_t window, const struct gui_motion *motion)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "motion %u %d,%d state %x", window, motion->x,
			motion->y, motion->state);
}

static void
agent_crossing(void *user, uint32_t window, const struct gui_crossing *crossing)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "crossing %u %u %d,%d", window, crossing->type,
			crossing->x, crossing->y);
}

static void
agent_focus(void *user, uint32_t window, bool in)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "focus %u %s", window, in ? "in" : "out");
}

static void
agent_keymap(void *user, const uint8_t keymap[GUI_KEYMAP_SIZE])
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "keymap %x %x", keymap[0], keymap[31]);
}

static void
agent_clipboard_request(void *user)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "clipboard request");
}

static void
agent_clipboard(void *user, const uint8_t *data, size_t len)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "clipboard %zu bytes", len);
}

static void
agent_dump_ack(void *user, uint32_t window)
{
	struct agent_rig *rig = user;

	NOTE(&rig->log, "ack %u", window);
}

static const struct gui_agent_impl agent_impl = {
		.ready = agent_ready,
		.configure = agent_configure,
		.map = agent_map,
		.close = agent_close,
		.flags = agent_flags,
		.key = agent_key,
		.button = agent_button,
		.motion = agent_motion,
		.crossing = agent_crossing,
		.focus = agent_focus,
		.keymap = agent_keymap,
		.clipboard_request = agent_clipboard_request,
		.clipboard = agent_clipboard,
		.dump_ack = agent_dump_ack,
};

void
agent_rig_init(struct agent_rig *rig)
{
	*rig = (struct agent_rig){0};
	buf_init(&rig->log, LOG_LIMIT);
	rig->agent = gui_agent_create(&agent_impl, rig);
}

void
agent_rig_finish(struct agent_rig *rig)
{
	gui_agent_destroy(rig->agent);
	buf_finish(&rig->log);
}

bool
agent_rig_feed(struct agent_rig *rig, const void *data, size_t len)
{
	return gui_agent_feed(rig->agent, data, len, &rig->err) == 0;
}

const char *
agent_rig_take_log(struct agent_rig *rig)
{
	return take(&rig->log);
}

static unsigned int
from_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = strchr(digits, c);

	assert(c && at);
	return (unsigned int)(at - digits);
}

size_t
rig_from_hex(const char *hex, uint8_t *out, size_t size)
{
	size_t used = 0;

	while (*hex) {
		if (*hex == ' ') {
			hex++;
			continue;
		}
		assert(used < size);
		out[used++] = (uint8_t)(from_digit(hex[0]) << 4 |
				from_digit(hex[1]));
		hex += 2;
	}
	return used;
}
