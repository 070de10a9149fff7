// SPDX-License-Identifier: MIT
/* What each message of the agent does to the window table. */
#include <stdlib.h>

#include "common/mem.h"
#include "protocols/gui/daemon_priv.h"
#include "protocols/gui/rect.h"

#define DESTROY_ECHO_SINCE GUI_VERSION(1, 5)
#define MAX_PARENTS 32 // windows above one another that are followed

static struct window *
window_create(struct gui_daemon *daemon, uint32_t id)
{
	struct window *win = xcalloc(1, sizeof(*win));

	win->pub.id = id;
	win->daemon = daemon;
	list_init(&win->children);
	list_init(&win->sibling);
	list_init(&win->flight.link);
	list_append(&daemon->windows, &win->link);
	gui_table_insert(&daemon->table, &win->node, id);
	return win;
}

static void
set_parent(struct window *win, struct window *parent)
{
	list_remove(&win->sibling);
	win->parent = parent;
	win->pub.transient_for = parent ? parent->pub.id : 0;
	if (parent) {
		list_append(&parent->children, &win->sibling);
	}
}

void
daemon_window_destroy(struct window *win)
{
	struct gui_daemon *daemon = win->daemon;

	while (!list_is_empty(&win->children)) {
		set_parent(list_entry(win->children.next, struct window, sibling),
				NULL);
	}
	set_parent(win, NULL);
	gui_table_remove(&daemon->table, &win->node);
	list_remove(&win->link);
	daemon->impl->destroy(daemon->user, &win->pub);
	list_remove(&win->flight.link); // the handler may have asked for more
	if (daemon->motion_last == win) {
		daemon->motion_last = NULL;
	}
	free(win);
}

static int
handle_create(struct gui_daemon *daemon, uint32_t id,
		const struct gui_create *create, struct err *err)
{
	struct window *win;

	if (daemon_try_window(daemon, id)) {
		return err_set(err, "it exists");
	}
	if (daemon->table.n >= GUI_DAEMON_MAX_WINDOWS) {
		return err_set(err, "more than %d windows",
				GUI_DAEMON_MAX_WINDOWS);
	}
	if (create->geometry.width > INT32_MAX ||
			create->geometry.height > INT32_MAX) {
		return err_set(err, "negative size");
	}
	win = window_create(daemon, id);
	win->pub.geometry = gui_rect_clamp(&create->geometry);
	win->pub.override_redirect =
			daemon_may_override(win, create->override_redirect != 0);
	daemon->impl->create(daemon->user, &win->pub);
	return 0;
}

static void
handle_destroy(struct window *win)
{
	struct gui_daemon *daemon = win->daemon;
	struct gui_msg echo = {
			.type = GUI_MSG_DESTROY,
			.window = win->pub.id,
	};

	daemon_window_destroy(win);
	if (daemon->version >= DESTROY_ECHO_SINCE) {
		daemon_send(daemon, &echo);
	}
}

/* The window that win may be transient for: one that exists and is not, over
 * any number of steps, transient for win. NULL if there is none. */
static struct window *
find_parent(struct window *win, uint32_t id)
{
	struct window *parent =
			id != 0 ? daemon_try_window(win->daemon, id) : NULL;
	struct window *above = parent;

	for (int i = 0; above && i < MAX_PARENTS; i++) {
		if (above == win) {
			return NULL;
		}
		above = above->parent;
	}
	return above ? NULL : parent;
}

/* For the agent the window was hidden while it is mapped here: that the user
 * minimized it, or the agent asked for it, is all it can mean. */
static void
handle_restore(struct window *win)
{
	if (!win->minimized) {
		return;
	}
	win->minimized = false;
	win->pub.flags &= ~(uint32_t)GUI_FLAG_MINIMIZE;
	win->daemon->impl->flags(
			win->daemon->user, &win->pub, 0, GUI_FLAG_MINIMIZE);
}

static void
handle_map(struct window *win, const struct gui_map *map)
{
	if (win->pub.docked) {
		return;
	}
	if (win->pub.mapped) {
		handle_restore(win);
		return;
	}
	set_parent(win, find_parent(win, map->transient_for));
	win->pub.override_redirect =
			daemon_may_override(win, map->override_redirect != 0);
	win->pub.mapped = true;
	win->daemon->impl->map(win->daemon->user, &win->pub);
}

static void
handle_unmap(struct window *win)
{
	bool was_mapped = win->pub.mapped;

	if (win->pub.docked) {
		return;
	}
	if (win->pub.id != GUI_WINDOW_SCREEN) {
		win->image_width = 0;
		win->image_height = 0;
	}
	win->pub.mapped = false;
	win->pub.flags &= ~(uint32_t)GUI_FLAG_MINIMIZE;
	win->minimized = false;
	if (was_mapped) {
		win->daemon->impl->unmap(win->daemon->user, &win->pub);
	}
}

static void
handle_dock(struct window *win)
{
	if (win->pub.mapped || win->pub.docked) {
		return;
	}
	win->pub.override_redirect = false;
	win->pub.docked = true;
	win->daemon->impl->dock(win->daemon->user, &win->pub);
}

/* A body that was too big was skipped: then nothing is left of it here. */
static void
handle_clipboard(struct gui_daemon *daemon, const struct gui_bytes *bytes)
{
	struct clipboard *clipboard = &daemon->clipboard;
	bool too_big = daemon->header.len > daemon->config.max_clipboard;

	if (!clipboard->asked || clipboard->body_serial != clipboard->serial) {
		return;
	}
	clipboard->asked = false;
	daemon->impl->clipboard(daemon->user, bytes->data, bytes->len, too_big);
}

static int
handle_for_window(struct window *win, const struct gui_msg *msg, struct err *err)
{
	switch (msg->type) {
	case GUI_MSG_DESTROY:
		handle_destroy(win);
		return 0;
	case GUI_MSG_MAP:
		handle_map(win, &msg->map);
		return 0;
	case GUI_MSG_UNMAP:
		handle_unmap(win);
		return 0;
	case GUI_MSG_CONFIGURE:
		return daemon_handle_configure(win, &msg->configure, err);
	case GUI_MSG_MFNDUMP:
		return daemon_handle_mfndump(win, &msg->mfndump, err);
	case GUI_MSG_SHMIMAGE:
		daemon_handle_damage(win, &msg->shmimage);
		return 0;
	case GUI_MSG_WMNAME:
		daemon_handle_title(win, msg->title);
		return 0;
	case GUI_MSG_DOCK:
		handle_dock(win);
		return 0;
	case GUI_MSG_WINDOW_HINTS:
		daemon_handle_hints(win, &msg->hints);
		return 0;
	case GUI_MSG_WINDOW_FLAGS:
		return daemon_handle_flags(win, &msg->flags, err);
	case GUI_MSG_WMCLASS:
		daemon_handle_class(win, &msg->wmclass);
		return 0;
	case GUI_MSG_WINDOW_DUMP:
		return daemon_handle_dump(win, &msg->dump, err);
	case GUI_MSG_CURSOR:
		return daemon_handle_cursor(win, msg->cursor, err);
	case GUI_MSG_KEYPRESS:
	case GUI_MSG_BUTTON:
	case GUI_MSG_MOTION:
	case GUI_MSG_CROSSING:
	case GUI_MSG_FOCUS:
	case GUI_MSG_RESIZE:
	case GUI_MSG_CREATE:
	case GUI_MSG_CLOSE:
	case GUI_MSG_EXECUTE:
	case GUI_MSG_CLIPBOARD_REQ:
	case GUI_MSG_CLIPBOARD_DATA:
	case GUI_MSG_KEYMAP_NOTIFY:
	case GUI_MSG_WINDOW_DUMP_ACK:
		break;
	}
	return err_set(err, "not for a window");
}

int
daemon_handle(struct gui_daemon *daemon, const struct gui_msg *msg,
		struct err *err)
{
	struct window *win;

	if (msg->type == GUI_MSG_CLIPBOARD_DATA) {
		handle_clipboard(daemon, &msg->clipboard);
		return 0;
	}
	if (msg->type == GUI_MSG_CREATE) {
		return handle_create(daemon, msg->window, &msg->create, err);
	}
	win = daemon_try_window(daemon, msg->window);
	if (!win) {
		return err_set(err, "no such window");
	}
	return handle_for_window(win, msg, err);
}
