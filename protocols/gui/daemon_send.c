// SPDX-License-Identifier: MIT
/* Requests towards the agent, but for geometry. */
#include "protocols/gui/daemon_priv.h"

#define MOTION_BYTES (GUI_HEADER_SIZE + 16)
#define LEN_IN_LEN_SINCE GUI_VERSION(1, 2)
#define NONLINEAR 3

static struct gui_msg
start(enum gui_msg_type type, const struct gui_window *win)
{
	return (struct gui_msg){.type = type, .window = win->id};
}

void
gui_daemon_map(struct gui_daemon *daemon, struct gui_window *win)
{
	struct gui_msg msg = start(GUI_MSG_MAP, win);

	msg.map.override_redirect = win->override_redirect;
	daemon_window_from(win)->minimized = false;
	win->flags &= ~(uint32_t)GUI_FLAG_MINIMIZE;
	daemon_send(daemon, &msg);
}

void
gui_daemon_close(struct gui_daemon *daemon, struct gui_window *win)
{
	struct gui_msg msg = start(GUI_MSG_CLOSE, win);

	daemon_send(daemon, &msg);
}

void
gui_daemon_flags(struct gui_daemon *daemon, struct gui_window *win,
		uint32_t set, uint32_t unset)
{
	struct gui_msg msg = start(GUI_MSG_WINDOW_FLAGS, win);
	struct window *priv = daemon_window_from(win);

	unset &= ~set;
	if (!win->mapped || (set | unset) == 0) {
		return;
	}
	win->flags = (win->flags | set) & ~unset;
	priv->minimized = (win->flags & GUI_FLAG_MINIMIZE) != 0;
	msg.flags.set = set;
	msg.flags.unset = unset;
	daemon_send(daemon, &msg);
}

void
gui_daemon_key(struct gui_daemon *daemon, struct gui_window *win,
		const struct gui_keypress *key)
{
	struct gui_msg msg = start(GUI_MSG_KEYPRESS, win);

	msg.keypress = *key;
	daemon_send(daemon, &msg);
}

void
gui_daemon_button(struct gui_daemon *daemon, struct gui_window *win,
		const struct gui_button *button)
{
	struct gui_msg msg = start(GUI_MSG_BUTTON, win);

	msg.button = *button;
	daemon_send(daemon, &msg);
}

/* Two motions in a row that are both still here are one: an agent that does
 * not read costs the same however long the mouse moves. What is at the end of
 * the queue is whole if the queue is that long. */
void
gui_daemon_motion(struct gui_daemon *daemon, struct gui_window *win,
		const struct gui_motion *motion)
{
	struct gui_msg msg = start(GUI_MSG_MOTION, win);
	struct window *priv = daemon_window_from(win);

	msg.motion = *motion;
	msg.motion.is_hint = 0;
	if (daemon->motion_last == priv && daemon->out.len >= MOTION_BYTES) {
		buf_drop_end(&daemon->out, MOTION_BYTES);
	}
	daemon_send(daemon, &msg);
	daemon->motion_last = priv;
}

void
gui_daemon_crossing(struct gui_daemon *daemon, struct gui_window *win,
		const struct gui_crossing *crossing)
{
	struct gui_msg msg = start(GUI_MSG_CROSSING, win);

	msg.crossing = *crossing;
	daemon_send(daemon, &msg);
}

void
gui_daemon_keymap(struct gui_daemon *daemon,
		const uint8_t keymap[GUI_KEYMAP_SIZE])
{
	struct gui_msg msg = {.type = GUI_MSG_KEYMAP_NOTIFY};

	for (size_t i = 0; i < GUI_KEYMAP_SIZE; i++) {
		msg.keymap[i] = keymap[i];
	}
	daemon_send(daemon, &msg);
}

void
gui_daemon_focus(struct gui_daemon *daemon, struct gui_window *win, bool in,
		const uint8_t keymap[GUI_KEYMAP_SIZE])
{
	struct gui_msg msg = start(GUI_MSG_FOCUS, win);

	if (in) {
		gui_daemon_keymap(daemon, keymap);
	}
	msg.focus.type = in ? GUI_FOCUS_IN : GUI_FOCUS_OUT;
	msg.focus.detail = NONLINEAR;
	daemon_send(daemon, &msg);
}

void
gui_daemon_request_clipboard(struct gui_daemon *daemon, struct gui_window *win)
{
	struct gui_msg msg = start(GUI_MSG_CLIPBOARD_REQ, win);

	if (!gui_daemon_is_ready(daemon)) {
		return;
	}
	daemon->clipboard.asked = true;
	daemon->clipboard.serial++;
	daemon_send(daemon, &msg);
}

void
gui_daemon_cancel_clipboard(struct gui_daemon *daemon)
{
	daemon->clipboard.asked = false;
}

size_t
gui_daemon_get_clipboard_limit(const struct gui_daemon *daemon)
{
	size_t most = gui_get_max_clipboard(daemon->version) > GUI_MAX_CLIPBOARD
			? GUI_MAX_CLIPBOARD
			: GUI_SURE_CLIPBOARD_OLD;

	return most < daemon->config.max_clipboard
			? most
			: daemon->config.max_clipboard;
}

bool
gui_daemon_send_clipboard(struct gui_daemon *daemon, struct gui_window *win,
		const uint8_t *data, size_t len)
{
	struct gui_msg msg = start(GUI_MSG_CLIPBOARD_DATA, win);
	size_t most = gui_get_max_clipboard(daemon->version);

	most = most < GUI_MAX_CLIPBOARD ? most : GUI_MAX_CLIPBOARD;
	if (!gui_daemon_is_ready(daemon) || len > most ||
			len > daemon->config.max_clipboard) {
		return false;
	}
	if (daemon->version < LEN_IN_LEN_SINCE) {
		msg.window = (uint32_t)len;
	}
	msg.clipboard = (struct gui_bytes){.data = data, .len = len};
	daemon_send(daemon, &msg);
	return true;
}
