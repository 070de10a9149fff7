// SPDX-License-Identifier: MIT
/* Titles, classes, hints, flags and cursors: each only as far as it is sane. */
#include <string.h>

#include "protocols/gui/daemon_priv.h"
#include "protocols/gui/text.h"

#define FLAGS_ALL \
	((uint32_t)(GUI_FLAG_FULLSCREEN | GUI_FLAG_DEMANDS_ATTENTION | \
			GUI_FLAG_MINIMIZE))

void
daemon_handle_title(struct window *win, const char *title)
{
	struct gui_daemon *daemon = win->daemon;
	char clean[GUI_TITLE_SIZE];

	gui_text_clean_title(clean, sizeof(clean), title,
			daemon->config.allow_utf8_titles);
	if (strcmp(clean, win->pub.title) != 0) {
		memcpy(win->pub.title, clean, sizeof(clean));
		daemon->impl->title(daemon->user, &win->pub);
	}
}

void
daemon_handle_class(struct window *win, const struct gui_class *wmclass)
{
	struct gui_daemon *daemon = win->daemon;
	struct gui_class clean;

	if (win->pub.mapped) {
		return;
	}
	gui_text_clean_ascii(clean.res_class, sizeof(clean.res_class),
			wmclass->res_class);
	gui_text_clean_ascii(clean.res_name, sizeof(clean.res_name),
			wmclass->res_name);
	if (strcmp(clean.res_class, win->pub.wmclass.res_class) != 0 ||
			strcmp(clean.res_name, win->pub.wmclass.res_name) != 0) {
		win->pub.wmclass = clean;
		daemon->impl->wmclass(daemon->user, &win->pub);
	}
}

static bool
is_size_in(uint32_t width, uint32_t height, uint32_t least)
{
	return width >= least && height >= least && width <= GUI_MAX_WIDTH &&
			height <= GUI_MAX_HEIGHT;
}

/* The pairs that are sane, each on its own. */
static struct gui_hints
clean_hints(const struct gui_hints *raw)
{
	struct gui_hints clean = {.flags = raw->flags &
					(GUI_HINT_US_POSITION |
							GUI_HINT_P_POSITION)};

	if (raw->flags & GUI_HINT_MIN_SIZE &&
			is_size_in(raw->min_width, raw->min_height, 0)) {
		clean.flags |= GUI_HINT_MIN_SIZE;
		clean.min_width = raw->min_width;
		clean.min_height = raw->min_height;
	}
	if (raw->flags & GUI_HINT_MAX_SIZE &&
			is_size_in(raw->max_width, raw->max_height, 1)) {
		clean.flags |= GUI_HINT_MAX_SIZE;
		clean.max_width = raw->max_width;
		clean.max_height = raw->max_height;
	}
	if (raw->flags & GUI_HINT_RESIZE_INC && raw->inc_width < GUI_MAX_WIDTH &&
			raw->inc_height < GUI_MAX_HEIGHT) {
		clean.flags |= GUI_HINT_RESIZE_INC;
		clean.inc_width = raw->inc_width;
		clean.inc_height = raw->inc_height;
	}
	if (raw->flags & GUI_HINT_BASE_SIZE &&
			is_size_in(raw->base_width, raw->base_height, 0)) {
		clean.flags |= GUI_HINT_BASE_SIZE;
		clean.base_width = raw->base_width;
		clean.base_height = raw->base_height;
	}
	return clean;
}

void
daemon_handle_hints(struct window *win, const struct gui_hints *hints)
{
	struct gui_hints clean = clean_hints(hints);

	// only words, so no padding
	if (memcmp(&clean, &win->pub.hints, sizeof(clean)) != 0) {
		win->pub.hints = clean;
		win->daemon->impl->hints(win->daemon->user, &win->pub);
	}
}

/* Before a window is mapped its state is set as a whole. */
static void
set_initial_flags(struct window *win, uint32_t set)
{
	uint32_t before = win->pub.flags;
	uint32_t after = set & ~(uint32_t)GUI_FLAG_MINIMIZE;

	win->pub.flags = after;
	if (before != after) {
		win->daemon->impl->flags(win->daemon->user, &win->pub,
				after & ~before, before & ~after);
	}
}

static void
change_flags(struct window *win, uint32_t set, uint32_t unset)
{
	if (set & GUI_FLAG_MINIMIZE) {
		set &= ~(uint32_t)GUI_FLAG_FULLSCREEN;
		win->minimized = true;
	}
	unset &= GUI_FLAG_FULLSCREEN;
	win->pub.flags = (win->pub.flags | set) & ~unset;
	if ((set | unset) != 0) {
		win->daemon->impl->flags(
				win->daemon->user, &win->pub, set, unset);
	}
}

int
daemon_handle_flags(struct window *win, const struct gui_window_flags *flags,
		struct err *err)
{
	if ((flags->set & flags->unset) != 0) {
		return err_set(err, "sets and unsets 0x%x at once",
				flags->set & flags->unset);
	}
	if (win->pub.mapped) {
		change_flags(win, flags->set & FLAGS_ALL,
				flags->unset & FLAGS_ALL);
	} else {
		set_initial_flags(win, flags->set & FLAGS_ALL);
	}
	return 0;
}

int
daemon_handle_cursor(struct window *win, uint32_t cursor, struct err *err)
{
	bool is_glyph = cursor >= GUI_CURSOR_FIRST && cursor <= GUI_CURSOR_LAST;

	if (!is_glyph && cursor != GUI_CURSOR_DEFAULT) {
		return err_set(err, "cursor 0x%x", cursor);
	}
	win->daemon->impl->cursor(win->daemon->user, &win->pub, cursor);
	return 0;
}
