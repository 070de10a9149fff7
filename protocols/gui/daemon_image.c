// SPDX-License-Identifier: MIT
/* Dumps and damage: which rectangle of which image changed. */
#include "protocols/gui/daemon_priv.h"

#define ACK_SINCE GUI_VERSION(1, 7)
#define EXACT_LENGTHS GUI_VERSION(1, 6)

/* The agent releases its oldest dump for each of these, whatever the window:
 * one for each dump, in order. */
static void
acknowledge(struct gui_daemon *daemon, uint32_t id)
{
	const struct gui_msg ack = {
			.type = GUI_MSG_WINDOW_DUMP_ACK,
			.window = id,
	};

	if (daemon->version >= ACK_SINCE) {
		daemon_send(daemon, &ack);
	}
}

int
daemon_handle_dump(struct window *win, const struct gui_dump *dump,
		struct err *err)
{
	struct gui_daemon *daemon = win->daemon;
	bool is_empty = dump->width == 0 || dump->height == 0;

	if (!is_empty) {
		win->image_width = dump->width;
		win->image_height = dump->height;
		if (!daemon->impl->dump(daemon->user, &win->pub, dump, err)) {
			return -1;
		}
	}
	acknowledge(daemon, win->pub.id);
	return 0;
}

/* It would name pages of the whole machine. Stepped over, so that the rest of
 * such an old agent works; its window keeps the background. */
int
daemon_handle_mfndump(struct window *win, const struct gui_mfndump *dump,
		struct err *err)
{
	struct gui_daemon *daemon = win->daemon;
	size_t behind = (size_t)dump->n_mfns * 4;

	if (daemon->version >= EXACT_LENGTHS &&
			daemon->header.len != GUI_MFNDUMP_SIZE + behind) {
		return err_set(err, "%u frames in %u bytes", dump->n_mfns,
				daemon->header.len);
	}
	gui_stream_skip(&daemon->in, behind);
	acknowledge(daemon, win->pub.id);
	return 0;
}

/* One dimension: the part of [at, at + size) inside [from, to), which may be
 * empty. */
static void
clip(int32_t *at, uint32_t *size, int64_t from, int64_t to)
{
	int64_t start = *at;
	int64_t end = start + *size;

	start = start > from ? start : from;
	end = end < to ? end : to;
	*at = (int32_t)start;
	*size = end > start ? (uint32_t)(end - start) : 0;
}

/* A window without an image of its own shows its part of window 0's. */
static bool
clip_to_image(const struct window *win, struct gui_rect *rect)
{
	const struct gui_rect *at = &win->pub.geometry;
	const struct window *screen;

	if (win->image_width > 0) {
		clip(&rect->x, &rect->width, 0, win->image_width);
		clip(&rect->y, &rect->height, 0, win->image_height);
		return rect->width > 0 && rect->height > 0;
	}
	screen = daemon_try_window(win->daemon, GUI_WINDOW_SCREEN);
	if (!screen || screen->image_width == 0) {
		return false;
	}
	clip(&rect->x, &rect->width, 0, at->width);
	clip(&rect->y, &rect->height, 0, at->height);
	clip(&rect->x, &rect->width, -(int64_t)at->x,
			(int64_t)screen->image_width - at->x);
	clip(&rect->y, &rect->height, -(int64_t)at->y,
			(int64_t)screen->image_height - at->y);
	return rect->width > 0 && rect->height > 0;
}

void
daemon_handle_damage(struct window *win, const struct gui_rect *rect)
{
	struct gui_rect part = *rect;
	bool is_negative = rect->x < 0 || rect->y < 0 ||
			rect->width > INT32_MAX || rect->height > INT32_MAX;

	if (is_negative || (!win->pub.mapped && !win->pub.docked)) {
		return;
	}
	if (clip_to_image(win, &part)) {
		win->daemon->impl->damage(win->daemon->user, &win->pub, &part);
	}
}
