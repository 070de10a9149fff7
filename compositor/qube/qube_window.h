// SPDX-License-Identifier: MIT
/*
 * A window of a qube as a view. What the agent says arrives through the calls
 * below (from qube_events.c), what the person does through qube_view.c; pixels
 * are in qube_surface.c, keys and pointer in qube_input.c.
 */
#ifndef COMPOSITOR_QUBE_QUBE_WINDOW_H
#define COMPOSITOR_QUBE_QUBE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "common/err.h"
#include "compositor/qube/qube_input.h"
#include "compositor/qube/qube_surface.h"
#include "compositor/windows/view.h"

struct gui_dump;
struct gui_rect;
struct gui_window;
struct qube;

/* Why what the agent said is not on the screen yet: a window is shown, and
 * takes a new size, together with its first picture of that size. */
enum qube_window_hold {
	QUBE_WINDOW_HOLD_NONE,
	QUBE_WINDOW_HOLD_DUMP, // no picture of the new size yet
	QUBE_WINDOW_HOLD_DAMAGE, // there is one, not yet drawn into
};

struct qube_window {
	struct view view;
	struct qube *qube; // borrowed
	struct gui_window *gui; // borrowed; its data points back
	struct wl_list link; // qube.windows
	struct qube_surface surface;
	struct qube_input input;
	struct qube_buffer *latest; // of the last dump, locked; may be NULL
	size_t latest_bytes; // counted in qube.pixel_bytes
	enum qube_window_hold hold;
	struct wl_event_source *hold_timer; // owned
	uint32_t told_flags; // bitmask of enum gui_flag, as the agent knows
	bool fake_fullscreen; // maximized, while the agent is told fullscreen
	const char *cursor; // XCursor name, static
	struct gui_rect known; // geometry as of the agent's last message
	struct gui_rect asked; // geometry it was asked to take last
	bool moves; // it was given another place since it was taken over last
	bool acked; // its geometry is the answer to ours, not its own wish
	unsigned int reasserted; // times in a row that its own wish was undone
};

/* A window that the agent has created; not shown yet. */
struct qube_window *qube_window_create(struct qube *qube, struct gui_window *gui);
void qube_window_destroy(struct qube_window *window);

/* Takes it off the screen, mapped or not in the eyes of the agent. */
void qube_window_hide(struct qube_window *window);

/* What the agent said; see the events of protocols/gui/daemon.h. */
void qube_window_map(struct qube_window *window);
void qube_window_unmap(struct qube_window *window);
void qube_window_configure(struct qube_window *window, bool acked);
int qube_window_dump(struct qube_window *window, const struct gui_dump *dump,
		struct err *err);
void qube_window_damage(struct qube_window *window, const struct gui_rect *rect);
void qube_window_set_title(struct qube_window *window);
void qube_window_set_class(struct qube_window *window);
void qube_window_set_hints(struct qube_window *window);
void qube_window_set_cursor(struct qube_window *window, uint32_t cursor);

/* Outputs or scales changed: places it anew and tells the agent. */
void qube_window_relayout(struct qube_window *window);

/* The view's window if it is a qube's, else NULL. */
struct qube_window *qube_window_try_from_view(struct view *view);

#endif
