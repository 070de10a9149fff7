// SPDX-License-Identifier: MIT
/*
 * The life of a qube's window on the screen: when it appears, and which
 * picture it shows. A new size is taken over together with the first picture
 * that has it.
 */
#include "compositor/qube/qube_window.h"

#include <stdlib.h>
#include <wlr/types/wlr_buffer.h>

#include "common/mem.h"
#include "compositor/input/seat.h"
#include "compositor/qube/arena_image.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_buffer.h"
#include "compositor/qube/qube_cursor.h"
#include "compositor/qube/qube_geometry.h"
#include "compositor/qube/qube_view.h"
#include "compositor/server.h"
#include "compositor/windows/window_memory.h"
#include "protocols/gui/daemon.h"
#include "protocols/gui/rect.h"

#define SHOW_MSEC 100 // a new window waits so long for its first picture
#define RESIZE_MSEC 50 // and one that changes its size

/* Pictures */

static struct qube_window *
get_screen(struct qube_window *window)
{
	struct gui_window *screen =
			gui_daemon_try_window(window->qube->daemon, 0);

	return screen ? screen->data : NULL;
}

/* Shows the newest picture, or the part of the whole screen's (window 0) that
 * a window without one stands for. */
static void
attach(struct qube_window *window)
{
	struct qube_window *screen = get_screen(window);
	const struct gui_rect *at = &window->gui->geometry;

	if (window->latest || !screen || !screen->latest) {
		qube_surface_show(&window->surface, window->latest, 0, 0);
		return;
	}
	qube_surface_show(&window->surface, screen->latest,
			at->x - screen->gui->geometry.x,
			at->y - screen->gui->geometry.y);
}

static void
set_latest(struct qube_window *window, struct qube_buffer *buffer)
{
	struct qube_buffer *old = window->latest;

	if (buffer) {
		wlr_buffer_lock(&buffer->base);
	}
	window->latest = buffer;
	if (old) {
		wlr_buffer_unlock(&old->base);
	}
}

/* Counts the bytes of the newest picture against what one qube may show. */
static bool
account(struct qube_window *window, size_t bytes)
{
	struct qube *qube = window->qube;
	size_t others = qube->pixel_bytes - window->latest_bytes;

	if (bytes > QUBE_PIXEL_BYTES_MAX - others) {
		return false;
	}
	qube->pixel_bytes = others + bytes;
	window->latest_bytes = bytes;
	return true;
}

/* Windows without a picture of their own show parts of window 0. */
static void
share_screen(struct qube_window *screen, const struct gui_rect *damage)
{
	struct qube_window *window;

	if (screen->gui->id != 0) {
		return;
	}
	wl_list_for_each(window, &screen->qube->windows, link) {
		if (window == screen || window->latest || !window->view.mapped) {
			continue;
		}
		if (damage) {
			// its picture is the screen's: same coordinates
			qube_surface_damage(&window->surface, damage);
		} else {
			attach(window);
		}
	}
}

/* Showing and holding back */

static void
hold(struct qube_window *window, enum qube_window_hold what, int msec)
{
	window->hold = what;
	wl_event_source_timer_update(window->hold_timer,
			what == QUBE_WINDOW_HOLD_NONE ? 0 : msec);
}

static void
set_parent(struct qube_window *window)
{
	struct gui_window *gui = window->gui->transient_for
			? gui_daemon_try_window(window->qube->daemon,
					  window->gui->transient_for)
			: NULL;
	struct qube_window *parent = gui ? gui->data : NULL;

	view_set_parent(&window->view,
			parent && parent != window ? &parent->view : NULL);
}

static void
show(struct qube_window *window)
{
	struct view *view = &window->view;
	struct qube_plane plane = qube_plane_get(view->server);
	const struct wlr_box *restore;
	struct wlr_box box;

	view->popup = window->gui->override_redirect;
	box = qube_geometry_get_agent(window);
	window->moves = false;
	if (view->popup && !qube_geometry_clamp(window, &box)) {
		return; // parked outside of the screens, as toolkits do
	}
	view->geometry = box;
	set_parent(window);
	attach(window);
	// the pointer may be on it at once
	qube_surface_resize(&window->surface, &plane, box.width, box.height);
	restore = view->keep_position
			? window_memory_restore(
					  view->server->window_memory, window)
			: NULL;
	view_map(view);
	if (restore && view_is_arranged(view)) {
		view->restore = *restore;
	}
	// placement was decided there; a size it asked for stands
	qube_geometry_set(window, &view->geometry);
	if (window->asked.width == 0) {
		qube_geometry_tell(window);
	}
	window->told_flags = 0;
	qube_view_request_flags(window, window->gui->flags, 0);
}

/* What was held back becomes visible. */
static void
release(struct qube_window *window)
{
	hold(window, QUBE_WINDOW_HOLD_NONE, 0);
	if (!window->gui->mapped) {
		return;
	}
	if (!window->view.mapped) {
		show(window);
	} else {
		attach(window);
		qube_geometry_take(window);
	}
	qube_flush(window->qube);
}

static int
handle_hold_timer(void *data)
{
	struct qube_window *window = data;

	if (window->qube->daemon) {
		release(window);
	}
	return 0;
}

static bool
has_size(const struct qube_buffer *buffer, uint32_t width, uint32_t height)
{
	return buffer && buffer->image->width == width &&
			buffer->image->height == height;
}

struct qube_window *
qube_window_create(struct qube *qube, struct gui_window *gui)
{
	struct qube_window *window = xcalloc(1, sizeof(*window));

	view_init(&window->view, qube->server, &qube_view_impl);
	window->view.qube = qube->name;
	window->view.label = qube->label;
	window->qube = qube;
	window->gui = gui;
	window->known = gui->geometry;
	window->cursor = qube_cursor_get(GUI_CURSOR_DEFAULT);
	window->hold_timer = wl_event_loop_add_timer(
			qube->server->loop, handle_hold_timer, window);
	qube_surface_init(&window->surface, qube->server, window->view.content);
	qube_input_init(window);
	wl_list_insert(&qube->windows, &window->link);
	return window;
}

void
qube_window_destroy(struct qube_window *window)
{
	qube_window_hide(window);
	wl_list_remove(&window->link);
	wl_event_source_remove(window->hold_timer);
	qube_input_finish(window);
	set_latest(window, NULL);
	account(window, 0);
	qube_surface_finish(&window->surface);
	view_finish(&window->view);
	free(window);
}

void
qube_window_hide(struct qube_window *window)
{
	// what it was asked as a popup is no place for a window with a title
	window->asked = (struct gui_rect){0};
	if (window->view.mapped) {
		view_unmap(&window->view);
	}
	// who goes away is forgotten by views that are shown
	view_set_parent(&window->view, NULL);
}

void
qube_window_map(struct qube_window *window)
{
	struct qube_window *screen = get_screen(window);

	/* Agents describe a fresh window before its first picture, and one that
	 * was there before (after a reconnection) with its picture. */
	window->view.keep_position = window->latest != NULL;
	if (window->latest || (screen && screen->latest)) {
		release(window);
	} else {
		hold(window, QUBE_WINDOW_HOLD_DUMP, SHOW_MSEC);
	}
}

void
qube_window_unmap(struct qube_window *window)
{
	hold(window, QUBE_WINDOW_HOLD_NONE, 0);
	qube_window_hide(window);
	if (window->gui->id == 0) {
		return;
	}
	qube_surface_show(&window->surface, NULL, 0, 0);
	qube_surface_forget(&window->surface, false);
	set_latest(window, NULL);
	account(window, 0);
}

/* A window that is not shown, because it was parked outside, may have come
 * in. */
static void
configure_hidden(struct qube_window *window)
{
	if (window->hold == QUBE_WINDOW_HOLD_NONE) {
		release(window);
	}
}

void
qube_window_configure(struct qube_window *window, bool acked)
{
	const struct gui_rect rect = window->gui->geometry;
	const struct gui_rect known = window->known;
	// perhaps later than an answer may take
	bool as_asked = gui_rect_is_equal(&rect, &window->asked);
	struct qube_plane plane = qube_plane_get(window->view.server);
	struct gui_rect shown = qube_plane_rect(&plane, &window->view.geometry);

	window->known = rect;
	window->moves |= rect.x != known.x || rect.y != known.y;
	window->acked = acked || as_asked;
	if (!window->gui->mapped) {
		return;
	}
	if (!window->acked && gui_rect_is_equal(&rect, &known)) {
		qube_geometry_keep(window);
		return;
	}
	if (!window->view.mapped) {
		configure_hidden(window);
	} else if (rect.width != shown.width || rect.height != shown.height) {
		hold(window,
				has_size(window->latest, rect.width, rect.height)
						? QUBE_WINDOW_HOLD_DAMAGE
						: QUBE_WINDOW_HOLD_DUMP,
				RESIZE_MSEC);
	} else if ((!acked || as_asked) && window->hold == QUBE_WINDOW_HOLD_NONE) {
		// an answer to an older place than asked last is no news
		qube_geometry_take(window);
	}
}

int
qube_window_dump(struct qube_window *window, const struct gui_dump *dump,
		struct err *err)
{
	size_t bytes = (size_t)dump->width * dump->height * 4;
	const struct qube_buffer *shown = window->surface.shown;
	struct qube_buffer *buffer;

	if (!account(window, bytes)) {
		return err_set(err, "its windows take more than %u MiB",
				QUBE_PIXEL_BYTES_MAX >> 20);
	}
	buffer = qube_surface_import(
			&window->surface, window->qube->arena, dump, err);
	if (!buffer) {
		return -1;
	}
	set_latest(window, buffer);
	if (window->hold != QUBE_WINDOW_HOLD_NONE) {
		window->hold = QUBE_WINDOW_HOLD_DAMAGE;
	} else if (window->view.mapped) {
		if (has_size(shown, dump->width, dump->height)) {
			attach(window);
		} else {
			hold(window, QUBE_WINDOW_HOLD_DAMAGE, RESIZE_MSEC);
		}
	}
	share_screen(window, NULL);
	return 0;
}

void
qube_window_damage(struct qube_window *window, const struct gui_rect *rect)
{
	struct gui_rect at = *rect;

	if (window->hold == QUBE_WINDOW_HOLD_DAMAGE) {
		release(window);
	} else {
		at.x += window->surface.x;
		at.y += window->surface.y;
		qube_surface_damage(&window->surface, &at);
	}
	share_screen(window, rect);
}

void
qube_window_set_title(struct qube_window *window)
{
	view_set_title(&window->view, window->gui->title);
}

void
qube_window_set_class(struct qube_window *window)
{
	// no qube can pass for a trusted program or another qube
	char *app_id = xformat("%s:%s", window->qube->name,
			window->gui->wmclass.res_class);

	view_set_app_id(&window->view, app_id);
	free(app_id);
}

void
qube_window_set_hints(struct qube_window *window)
{
	struct qube_plane plane = qube_plane_get(window->view.server);
	struct view_hints hints;

	qube_plane_hints(&plane, &window->gui->hints, &hints);
	view_set_hints(&window->view, &hints);
}

void
qube_window_set_cursor(struct qube_window *window, uint32_t cursor)
{
	window->cursor = qube_cursor_get(cursor);
	if (window->input.inside) {
		seat_set_cursor(window->view.server->seat, &window->view,
				window->cursor);
	}
}

void
qube_window_relayout(struct qube_window *window)
{
	struct wlr_box box = window->view.geometry;

	qube_window_set_hints(window);
	if (!window->view.mapped) {
		return;
	}
	if (window->view.popup && !qube_geometry_clamp(window, &box)) {
		qube_window_hide(window); // its screen went away
		return;
	}
	qube_geometry_set(window, &box);
	qube_geometry_tell(window);
}

struct qube_window *
qube_window_try_from_view(struct view *view)
{
	struct qube_window *window = wl_container_of(view, window, view);

	return view->impl == &qube_view_impl ? window : NULL;
}
