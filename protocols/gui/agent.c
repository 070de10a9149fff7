// SPDX-License-Identifier: MIT
/* The connection and what comes from the daemon; agent_send.c is the rest. */
#include "protocols/gui/agent.h"

#include <stdlib.h>

#include "common/bytes.h"
#include "common/mem.h"
#include "protocols/gui/agent_priv.h"
#include "protocols/gui/rect.h"

#define WORD_SIZE 4
#define OLDEST_REPLY GUI_VERSION(1, 4)
#define NEWEST GUI_VERSION(GUI_VERSION_MAJOR, GUI_VERSION_MINOR)
#define MAX_SCREEN 65536
#define FIRST_KEYCODE 8
#define LAST_KEYCODE 255
#define LAST_BUTTON 255

struct gui_agent *
gui_agent_create(const struct gui_agent_impl *impl, void *user)
{
	struct gui_agent *agent = xcalloc(1, sizeof(*agent));
	uint8_t word[WORD_SIZE];

	agent->impl = impl;
	agent->user = user;
	gui_stream_init(&agent->in, GUI_MAX_BODY);
	gui_table_init(&agent->table);
	list_init(&agent->windows);
	buf_init(&agent->out, GUI_AGENT_MAX_OUT);
	buf_init(&agent->dumps, AGENT_MAX_DUMPS * sizeof(uint32_t));
	gui_encode_u32(NEWEST, word);
	agent->overflowed = !buf_append(&agent->out, word, sizeof(word));
	return agent;
}

void
agent_window_destroy(struct gui_agent *agent, struct agent_window *win)
{
	gui_table_remove(&agent->table, &win->node);
	list_remove(&win->link);
	free(win);
}

void
gui_agent_destroy(struct gui_agent *agent)
{
	if (!agent) {
		return;
	}
	while (!list_is_empty(&agent->windows)) {
		agent_window_destroy(agent,
				list_entry(agent->windows.next,
						struct agent_window, link));
	}
	gui_stream_finish(&agent->in);
	buf_finish(&agent->out);
	buf_finish(&agent->dumps);
	free(agent);
}

struct buf *
gui_agent_get_out(struct gui_agent *agent)
{
	return &agent->out;
}

bool
gui_agent_has_overflowed(const struct gui_agent *agent)
{
	return agent->overflowed;
}

bool
gui_agent_is_ready(const struct gui_agent *agent)
{
	return agent->state >= AGENT_HEADER;
}

struct agent_window *
agent_try_window(const struct gui_agent *agent, uint32_t id)
{
	struct gui_node *node = gui_table_find(&agent->table, id);

	return node ? list_entry(node, struct agent_window, node) : NULL;
}

static bool
is_alive(const struct gui_agent *agent, uint32_t id)
{
	struct agent_window *win = agent_try_window(agent, id);

	return win && !win->dying;
}

static int
handle_reply(struct gui_agent *agent, uint32_t word, struct err *err)
{
	if (word < OLDEST_REPLY || word > NEWEST) {
		return err_set(err, "daemon answers with version %u.%u",
				word >> 16, word & 0xffff);
	}
	agent->version = word;
	agent->state = AGENT_XCONF;
	return 0;
}

static int
handle_xconf(struct gui_agent *agent, const uint8_t *bytes, struct err *err)
{
	struct gui_xconf xconf = gui_decode_xconf(bytes);

	if (xconf.width == 0 || xconf.width > MAX_SCREEN || xconf.height == 0 ||
			xconf.height > MAX_SCREEN) {
		return err_set(err, "screen of %u x %u", xconf.width,
				xconf.height);
	}
	agent->state = AGENT_HEADER;
	agent->impl->ready(agent->user, agent->version, &xconf);
	return 0;
}

/* What a later version of the protocol may add is stepped over. */
static bool
is_unknown(uint32_t type)
{
	return !gui_msg_name(type) || type == GUI_MSG_RESIZE ||
			type == GUI_MSG_EXECUTE;
}

static int
handle_header(struct gui_agent *agent, const uint8_t *bytes, struct err *err)
{
	agent->header = gui_decode_header(bytes);
	if (is_unknown(agent->header.type)) {
		if (agent->header.len > GUI_MAX_BODY) {
			return err_set(err, "type %u with a body of %u bytes",
					agent->header.type, agent->header.len);
		}
		gui_stream_skip(&agent->in, agent->header.len);
		return 0;
	}
	if (gui_body_size(&agent->header, GUI_SIDE_DAEMON, agent->version,
			    &agent->body_len, err) < 0) {
		return -1;
	}
	agent->state = AGENT_BODY;
	return 0;
}

static int
handle_destroy(struct gui_agent *agent, uint32_t id, struct err *err)
{
	struct agent_window *win = agent_try_window(agent, id);

	if (!win || !win->dying) {
		return err_set(err, "it was not destroyed");
	}
	agent_window_destroy(agent, win);
	return 0;
}

static int
handle_dump_ack(struct gui_agent *agent, struct err *err)
{
	const uint8_t *oldest = buf_peek(&agent->dumps);
	uint32_t id;

	if (!oldest) {
		return err_set(err, "no dump is waiting for it");
	}
	id = bytes_get_u32(oldest);
	buf_consume(&agent->dumps, sizeof(id));
	agent->impl->dump_ack(agent->user, id);
	return 0;
}

static int
handle_key(struct gui_agent *agent, const struct gui_msg *msg, struct err *err)
{
	uint32_t keycode = msg->keypress.keycode;

	if (keycode < FIRST_KEYCODE || keycode > LAST_KEYCODE) {
		return err_set(err, "keycode %u", keycode);
	}
	if (is_alive(agent, msg->window)) {
		agent->impl->key(agent->user, msg->window, &msg->keypress);
	}
	return 0;
}

static int
handle_button(struct gui_agent *agent, const struct gui_msg *msg, struct err *err)
{
	uint32_t button = msg->button.button;

	if (button == 0 || button > LAST_BUTTON) {
		return err_set(err, "button %u", button);
	}
	if (is_alive(agent, msg->window)) {
		agent->impl->button(agent->user, msg->window, &msg->button);
	}
	return 0;
}

static void
handle_configure(struct gui_agent *agent, const struct gui_msg *msg)
{
	struct gui_rect geometry = gui_rect_clamp(&msg->configure.geometry);

	agent->impl->configure(agent->user, msg->window, &geometry);
}

static void
handle_flags(struct gui_agent *agent, const struct gui_msg *msg)
{
	const uint32_t all = GUI_FLAG_FULLSCREEN | GUI_FLAG_DEMANDS_ATTENTION |
			GUI_FLAG_MINIMIZE;
	uint32_t set = msg->flags.set & all;
	uint32_t unset = msg->flags.unset & all & ~set;

	if ((set | unset) != 0) {
		agent->impl->flags(agent->user, msg->window, set, unset);
	}
}

/* Messages that mean something only for a window that lives. */
static void
handle_for_window(struct gui_agent *agent, const struct gui_msg *msg)
{
	const struct gui_agent_impl *impl = agent->impl;

	if (!is_alive(agent, msg->window)) {
		return;
	}
	if (msg->type == GUI_MSG_MOTION) {
		impl->motion(agent->user, msg->window, &msg->motion);
	} else if (msg->type == GUI_MSG_CROSSING) {
		impl->crossing(agent->user, msg->window, &msg->crossing);
	} else if (msg->type == GUI_MSG_FOCUS) {
		impl->focus(agent->user, msg->window,
				msg->focus.type == GUI_FOCUS_IN);
	} else if (msg->type == GUI_MSG_CONFIGURE) {
		handle_configure(agent, msg);
	} else if (msg->type == GUI_MSG_MAP) {
		impl->map(agent->user, msg->window);
	} else if (msg->type == GUI_MSG_CLOSE) {
		impl->close(agent->user, msg->window);
	} else if (msg->type == GUI_MSG_WINDOW_FLAGS) {
		handle_flags(agent, msg);
	}
}

static int
handle(struct gui_agent *agent, const struct gui_msg *msg, struct err *err)
{
	const struct gui_agent_impl *impl = agent->impl;

	if (msg->type == GUI_MSG_DESTROY) {
		return handle_destroy(agent, msg->window, err);
	}
	if (msg->type == GUI_MSG_WINDOW_DUMP_ACK) {
		return handle_dump_ack(agent, err);
	}
	if (msg->type == GUI_MSG_KEYPRESS) {
		return handle_key(agent, msg, err);
	}
	if (msg->type == GUI_MSG_BUTTON) {
		return handle_button(agent, msg, err);
	}
	if (msg->type == GUI_MSG_KEYMAP_NOTIFY) {
		impl->keymap(agent->user, msg->keymap);
	} else if (msg->type == GUI_MSG_CLIPBOARD_REQ) {
		impl->clipboard_request(agent->user);
	} else if (msg->type == GUI_MSG_CLIPBOARD_DATA) {
		impl->clipboard(agent->user, msg->clipboard.data,
				msg->clipboard.len);
	} else {
		handle_for_window(agent, msg);
	}
	return 0;
}

static int
handle_body(struct gui_agent *agent, const uint8_t *body, struct err *err)
{
	struct gui_msg msg;

	agent->state = AGENT_HEADER;
	if (gui_decode(&agent->header, body, agent->body_len, &msg, err) < 0) {
		return -1;
	}
	if (handle(agent, &msg, err) < 0) {
		return err_wrap(err, "%s of window 0x%x",
				gui_msg_name(msg.type), msg.window);
	}
	return 0;
}

static size_t
get_piece_size(const struct gui_agent *agent)
{
	switch (agent->state) {
	case AGENT_REPLY:
		return WORD_SIZE;
	case AGENT_XCONF:
		return GUI_XCONF_SIZE;
	case AGENT_HEADER:
		return GUI_HEADER_SIZE;
	case AGENT_BODY:
		return agent->body_len;
	}
	return 0;
}

static int
handle_piece(struct gui_agent *agent, const uint8_t *piece, struct err *err)
{
	switch (agent->state) {
	case AGENT_REPLY:
		return handle_reply(agent, bytes_get_u32(piece), err);
	case AGENT_XCONF:
		return handle_xconf(agent, piece, err);
	case AGENT_HEADER:
		return handle_header(agent, piece, err);
	case AGENT_BODY:
		return handle_body(agent, piece, err);
	}
	return 0;
}

int
gui_agent_feed(struct gui_agent *agent, const void *data, size_t len,
		struct err *err)
{
	const uint8_t *piece;

	gui_stream_lend(&agent->in, data, len);
	while ((piece = gui_stream_take(&agent->in, get_piece_size(agent)))) {
		if (handle_piece(agent, piece, err) < 0) {
			return -1;
		}
	}
	if (gui_stream_has_failed(&agent->in)) {
		return err_set(err, "no memory for a message");
	}
	if (agent->overflowed) {
		return err_set(err, "daemon does not read");
	}
	return 0;
}
