// SPDX-License-Identifier: MIT
/*
 * The life and geometry of a window. It exists for the GUI side exactly as
 * long as it is mapped here; what the GUI side is told about it is in
 * window_announce.c.
 *
 * A configure is answered once: when the client has drawn in the new size, or
 * after a while with the size it has. The GUI side may then ask again.
 */
#include "qube/agent/window.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>

#include "common/log.h"
#include "qube/agent/focus.h"
#include "qube/agent/gui_link.h"
#include "qube/agent/output.h"
#include "qube/agent/pointer.h"
#include "qube/agent/screens.h"
#include "qube/agent/server.h"
#include "qube/agent/window_announce.h"

#define ANSWER_MSEC 400 // less than what the GUI side waits

static const float background_color[4] = {0.93f, 0.93f, 0.93f, 1.0f};

int32_t
window_to_plane(const struct window *win, int length)
{
	return (int32_t)lround(length * win->scale);
}

int
window_to_logical(const struct window *win, uint32_t pixels)
{
	return (int)ceil(pixels / win->scale - 1e-6);
}

static uint32_t
clamp_size(int32_t size, uint32_t max)
{
	return size < 1 ? 1 : (uint32_t)size > max ? max : (uint32_t)size;
}

static bool
is_same_size(const struct gui_rect *a, const struct gui_rect *b)
{
	return a->width == b->width && a->height == b->height;
}

/* Size of the content in plane pixels. A client that took the logical size we
 * asked for gets exactly the pixels that were asked of us: with a fractional
 * scale not every number of pixels is a logical size. */
static void
update_size(struct window *win)
{
	struct wlr_box content;

	win->impl->get_content(win, &content);
	if (content.width == win->fit.width && content.height == win->fit.height) {
		win->geometry.width = win->asked.width;
		win->geometry.height = win->asked.height;
		return;
	}
	win->geometry.width = clamp_size(
			window_to_plane(win, content.width), GUI_MAX_WIDTH);
	win->geometry.height = clamp_size(
			window_to_plane(win, content.height), GUI_MAX_HEIGHT);
}

/* Places the scene's nodes for the present geometry. */
static void
arrange(struct window *win)
{
	struct wlr_box content;

	win->impl->get_content(win, &content);
	wlr_scene_node_set_position(&win->content->node, -content.x, -content.y);
	wlr_scene_rect_set_size(win->background,
			window_to_logical(win, win->geometry.width),
			window_to_logical(win, win->geometry.height));
}

static void
draw(struct window *win)
{
	arrange(win);
	output_draw(win->output, (int)win->geometry.width,
			(int)win->geometry.height, win->scale);
}

/* Pays every configure we owe an answer to. */
static void
answer(struct window *win)
{
	while (win->owed > 0) {
		win->owed--;
		window_announce_geometry(win);
	}
	wl_event_source_timer_update(win->owed_timer, 0);
}

static int
handle_owed_timer(void *data)
{
	struct window *win = data;

	answer(win);
	return 0;
}

void
window_init(struct window *win, struct server *server,
		const struct window_impl *impl)
{
	win->server = server;
	win->impl = impl;
	win->scale = 1.0;
}

void
window_finish(struct window *win)
{
	window_unmap(win);
	free(win->title);
	win->title = NULL;
}

bool
window_is_mapped(const struct window *win)
{
	return win->id != 0;
}

static void
create_scene(struct window *win)
{
	win->scene = wlr_scene_create();
	win->background = wlr_scene_rect_create(
			&win->scene->tree, 1, 1, background_color);
	win->content = wlr_scene_tree_create(&win->scene->tree);
	wlr_scene_subsurface_tree_create(win->content, win->surface);
	win->output = output_create(
			win->server, win->scene, &window_announce_output, win);
	output_set_slow(win->output, true); // nobody has seen it yet
}

/* An id that neither side uses for anything else. */
static uint32_t
next_id(struct server *server)
{
	struct gui_agent *agent = gui_link_get_agent(server->link);

	do {
		server->last_id++;
	} while (server->last_id == 0 ||
			window_try_from_id(server, server->last_id) != NULL ||
			(agent != NULL &&
					!gui_agent_is_id_free(agent,
							server->last_id)));
	return server->last_id;
}

bool
window_map(struct window *win, struct wlr_surface *surface, int32_t x, int32_t y)
{
	struct server *server = win->server;

	assert(!window_is_mapped(win));
	if (wl_list_length(&server->windows) >= WINDOW_MAX) {
		log_warn("too many windows: one more is not shown");
		return false;
	}
	win->id = next_id(server);
	win->surface = surface;
	win->fit = (struct wlr_box){0};
	win->geometry.x = x;
	win->geometry.y = y;
	update_size(win);
	win->owed_timer = wl_event_loop_add_timer(
			server->loop, handle_owed_timer, win);
	create_scene(win);
	wl_list_insert(server->windows.prev, &win->link);
	screens_enter(server->screens, surface);
	draw(win);
	window_announce(win);
	return true;
}

/* A parent is a mapped window: so it cannot dangle, nor can there be a ring. */
static void
leave_children(struct window *win)
{
	struct window *other;

	wl_list_for_each(other, &win->server->windows, link) {
		if (other->parent == win) {
			other->parent = NULL;
		}
	}
}

void
window_unmap(struct window *win)
{
	if (!window_is_mapped(win)) {
		return;
	}
	focus_forget(win->server->focus, win);
	pointer_forget(win->server->pointer, win);
	window_announce_end(win);
	wl_list_remove(&win->link);
	leave_children(win);
	output_destroy(win->output);
	win->output = NULL;
	wlr_scene_node_destroy(&win->scene->tree.node);
	win->scene = NULL;
	wl_event_source_remove(win->owed_timer);
	win->owed = 0;
	win->surface = NULL;
	win->parent = NULL;
	win->minimized = false;
	win->placed = false;
	win->id = 0;
}

void
window_commit(struct window *win, bool settled)
{
	struct gui_rect before = win->geometry;

	bool resized;

	update_size(win);
	resized = !is_same_size(&before, &win->geometry);
	if (settled && win->owed > 0) {
		answer(win);
	} else if (resized && win->owed == 0) {
		window_announce_geometry(win);
	}
	if (resized) {
		draw(win);
	} else {
		arrange(win);
	}
}

/* Popups go where their parent goes. */
static void
move_popups(struct window *win, int32_t dx, int32_t dy)
{
	struct window *other;

	wl_list_for_each(other, &win->server->windows, link) {
		if (other->parent == win && other->impl->kind == WINDOW_POPUP) {
			window_move(other, other->geometry.x + dx,
					other->geometry.y + dy);
		}
	}
}

static void
set_position(struct window *win, int32_t x, int32_t y)
{
	int32_t dx = x - win->geometry.x;
	int32_t dy = y - win->geometry.y;

	win->geometry.x = x;
	win->geometry.y = y;
	if (dx != 0 || dy != 0) {
		move_popups(win, dx, dy);
	}
}

void
window_move(struct window *win, int32_t x, int32_t y)
{
	if (win->geometry.x == x && win->geometry.y == y) {
		return;
	}
	set_position(win, x, y);
	window_announce_geometry(win);
}

void
window_handle_configure(struct window *win, const struct gui_rect *rect)
{
	bool resize = !is_same_size(rect, &win->geometry);

	win->placed = true;
	win->asked = *rect;
	win->asked.width = clamp_size((int32_t)rect->width, GUI_MAX_WIDTH);
	win->asked.height = clamp_size((int32_t)rect->height, GUI_MAX_HEIGHT);
	win->fit.width = window_to_logical(win, win->asked.width);
	win->fit.height = window_to_logical(win, win->asked.height);
	set_position(win, rect->x, rect->y);
	win->owed++;
	if (win->impl->configure(win, resize)) {
		wl_event_source_timer_update(win->owed_timer, ANSWER_MSEC);
		return;
	}
	if (resize) {
		win->impl->get_content(win, &win->fit);
		win->geometry.width = win->asked.width;
		win->geometry.height = win->asked.height;
		answer(win);
		draw(win);
		return;
	}
	if (win->owed == 1) {
		answer(win);
	}
}

void
window_set_minimized(struct window *win, bool minimized)
{
	output_set_slow(win->output, minimized || !win->announced);
	if (win->minimized != minimized) {
		win->minimized = minimized;
		win->impl->set_minimized(win, minimized);
	}
}

void
window_forget_gui(struct window *win)
{
	win->announced = false;
	win->owed = 0;
	wl_event_source_timer_update(win->owed_timer, 0);
	window_set_minimized(win, false);
}

void
window_handle_flags(struct window *win, uint32_t set, uint32_t unset)
{
	if ((set | unset) & GUI_FLAG_MINIMIZE) {
		window_set_minimized(win, (set & GUI_FLAG_MINIMIZE) != 0);
	}
	if ((set | unset) & GUI_FLAG_FULLSCREEN) {
		win->impl->set_fullscreen(win, (set & GUI_FLAG_FULLSCREEN) != 0);
	}
}

void
window_set_scale(struct window *win, double scale)
{
	if (win->scale == scale) {
		return;
	}
	win->scale = scale;
	win->fit = (struct wlr_box){0};
	if (!window_is_mapped(win)) {
		return;
	}
	update_size(win);
	window_announce_geometry(win);
	draw(win);
}

struct window *
window_try_from_id(struct server *server, uint32_t id)
{
	struct window *win;

	wl_list_for_each(win, &server->windows, link) {
		if (win->id == id) {
			return win;
		}
	}
	return NULL;
}

struct window *
window_try_from_surface(struct server *server, const struct wlr_surface *surface)
{
	struct window *win;

	wl_list_for_each(win, &server->windows, link) {
		if (win->surface == surface) {
			return win;
		}
	}
	return NULL;
}

struct window *
window_get_root(struct window *win)
{
	while (win->override_redirect && win->parent != NULL) {
		win = win->parent;
	}
	return win;
}

struct wlr_surface *
window_find_surface(struct window *win, double lx, double ly, double *sx,
		double *sy)
{
	struct wlr_scene_node *node =
			wlr_scene_node_at(&win->content->node, lx, ly, sx, sy);

	if (node != NULL && node->type == WLR_SCENE_NODE_BUFFER) {
		struct wlr_scene_surface *found =
				wlr_scene_surface_try_from_buffer(
						wlr_scene_buffer_from_node(node));

		if (found != NULL) {
			return found->surface;
		}
	}
	*sx = lx - win->content->node.x;
	*sy = ly - win->content->node.y;
	return win->surface;
}
