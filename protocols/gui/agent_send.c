// SPDX-License-Identifier: MIT
/* What the agent says. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/gui/agent_priv.h"
#include "protocols/gui/text.h"

#define ECHO_SINCE GUI_VERSION(1, 5)
#define ACK_SINCE GUI_VERSION(1, 7)
#define ELLIPSIS "\xe2\x80\xa6"
#define KEEP_OUT (256 << 10) // memory an empty queue may keep

static bool
may_send(struct gui_agent *agent)
{
	if (!gui_agent_is_ready(agent) || agent->overflowed) {
		return false;
	}
	if (agent->out.len == 0 && agent->out.cap > KEEP_OUT) {
		buf_finish(&agent->out);
	}
	return true;
}

static bool
may_send_for(struct gui_agent *agent, uint32_t window)
{
	struct agent_window *win = agent_try_window(agent, window);

	return win && !win->dying && may_send(agent);
}

static void
send_msg(struct gui_agent *agent, const struct gui_msg *msg)
{
	if (!gui_encode(msg, &agent->out)) {
		agent->overflowed = true;
	}
}

/* For a window that must exist. */
static void
send_for(struct gui_agent *agent, const struct gui_msg *msg)
{
	if (may_send_for(agent, msg->window)) {
		send_msg(agent, msg);
	}
}

bool
gui_agent_is_id_free(const struct gui_agent *agent, uint32_t window)
{
	return !agent_try_window(agent, window);
}

void
gui_agent_create_window(struct gui_agent *agent, uint32_t window,
		const struct gui_rect *geometry, bool override_redirect)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_CREATE,
			.window = window,
			.create = {.geometry = *geometry,
					.override_redirect = override_redirect},
	};
	struct agent_window *win;

	if (!may_send(agent)) {
		return;
	}
	assert(gui_agent_is_id_free(agent, window));
	win = xcalloc(1, sizeof(*win));
	gui_table_insert(&agent->table, &win->node, window);
	list_append(&agent->windows, &win->link);
	send_msg(agent, &msg);
}

void
gui_agent_destroy_window(struct gui_agent *agent, uint32_t window)
{
	const struct gui_msg msg = {.type = GUI_MSG_DESTROY, .window = window};
	struct agent_window *win = agent_try_window(agent, window);

	if (!may_send_for(agent, window)) {
		return;
	}
	send_msg(agent, &msg);
	if (agent->version >= ECHO_SINCE) {
		win->dying = true;
	} else {
		agent_window_destroy(agent, win);
	}
}

void
gui_agent_map(struct gui_agent *agent, uint32_t window, uint32_t transient_for,
		bool override_redirect)
{
	struct gui_msg msg = {
			.type = GUI_MSG_MAP,
			.window = window,
			.map = {.override_redirect = override_redirect},
	};

	if (may_send_for(agent, transient_for)) {
		msg.map.transient_for = transient_for;
	}
	send_for(agent, &msg);
}

void
gui_agent_unmap(struct gui_agent *agent, uint32_t window)
{
	const struct gui_msg msg = {.type = GUI_MSG_UNMAP, .window = window};

	send_for(agent, &msg);
}

void
gui_agent_configure(struct gui_agent *agent, uint32_t window,
		const struct gui_rect *geometry)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_CONFIGURE,
			.window = window,
			.configure = {.geometry = *geometry},
	};

	send_for(agent, &msg);
}

/* Remembers whose dump the next free acknowledgement will be for. */
static bool
expect_ack(struct gui_agent *agent, uint32_t window)
{
	uint8_t id[sizeof(window)];

	bytes_put_u32(id, window);
	return buf_append(&agent->dumps, id, sizeof(id));
}

bool
gui_agent_dump(struct gui_agent *agent, uint32_t window, uint32_t width,
		uint32_t height, const uint32_t *refs, size_t n_refs)
{
	if (!may_send_for(agent, window)) {
		return false;
	}
	if (!gui_encode_dump(window, width, height, refs, n_refs, &agent->out)) {
		agent->overflowed = true;
		return false;
	}
	if (agent->version < ACK_SINCE) {
		agent->impl->dump_ack(agent->user, window);
	} else if (!expect_ack(agent, window)) {
		agent->overflowed = true;
	}
	return true;
}

void
gui_agent_damage(struct gui_agent *agent, uint32_t window,
		const struct gui_rect *rect)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_SHMIMAGE,
			.window = window,
			.shmimage = *rect,
	};

	send_for(agent, &msg);
}

void
gui_agent_title(struct gui_agent *agent, uint32_t window, const char *title)
{
	struct gui_msg msg = {.type = GUI_MSG_WMNAME, .window = window};
	size_t room = sizeof(msg.title) - 1;

	title = title ? title : "";
	if (strnlen(title, room + 1) <= room) {
		memcpy(msg.title, title, strlen(title));
	} else {
		size_t len = gui_text_fit(title, room - strlen(ELLIPSIS));

		memcpy(msg.title, title, len);
		memcpy(msg.title + len, ELLIPSIS, strlen(ELLIPSIS));
	}
	send_for(agent, &msg);
}

static void
put_name(char out[GUI_CLASS_SIZE], const char *name)
{
	name = name ? name : "";
	memcpy(out, name, gui_text_fit(name, GUI_CLASS_SIZE - 1));
}

void
gui_agent_class(struct gui_agent *agent, uint32_t window, const char *res_class,
		const char *res_name)
{
	struct gui_msg msg = {.type = GUI_MSG_WMCLASS, .window = window};

	put_name(msg.wmclass.res_class, res_class);
	put_name(msg.wmclass.res_name, res_name);
	send_for(agent, &msg);
}

void
gui_agent_hints(struct gui_agent *agent, uint32_t window,
		const struct gui_hints *hints)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_WINDOW_HINTS,
			.window = window,
			.hints = *hints,
	};

	send_for(agent, &msg);
}

void
gui_agent_flags(struct gui_agent *agent, uint32_t window, uint32_t set,
		uint32_t unset)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_WINDOW_FLAGS,
			.window = window,
			.flags = {.set = set, .unset = unset & ~set},
	};

	send_for(agent, &msg);
}

void
gui_agent_cursor(struct gui_agent *agent, uint32_t window, uint32_t cursor)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_CURSOR,
			.window = window,
			.cursor = cursor,
	};

	send_for(agent, &msg);
}

void
gui_agent_dock(struct gui_agent *agent, uint32_t window)
{
	const struct gui_msg msg = {.type = GUI_MSG_DOCK, .window = window};

	send_for(agent, &msg);
}

void
gui_agent_clipboard(struct gui_agent *agent, const uint8_t *data, size_t len)
{
	size_t most = gui_get_max_clipboard(agent->version);
	const struct gui_msg msg = {
			.type = GUI_MSG_CLIPBOARD_DATA,
			.clipboard = {.data = data,
					.len = len < most ? len : most},
	};

	if (may_send(agent)) {
		send_msg(agent, &msg);
	}
}
