// SPDX-License-Identifier: MIT
#include "qube/agent/window_announce.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "common/str.h"
#include "protocols/gui/agent.h"
#include "qube/agent/gui_link.h"
#include "qube/agent/output.h"
#include "qube/agent/server.h"
#include "qube/agent/window.h"

/* The agent to tell things about this window, or NULL. */
static struct gui_agent *
agent_for(const struct window *win)
{
	return win->announced ? gui_link_get_agent(win->server->link) : NULL;
}

static void
send_dump(struct window *win, const struct pixels *pixels)
{
	uint32_t width = (uint32_t)pixels->base.width;
	uint32_t height = (uint32_t)pixels->base.height;
	size_t n = ((size_t)width * height * 4 + GUI_PAGE_SIZE - 1) /
			GUI_PAGE_SIZE;
	uint32_t *refs = xcalloc(n, sizeof(*refs));

	for (size_t i = 0; i < n; i++) {
		refs[i] = arena_pool_get_ref(&pixels->run, (uint32_t)i);
	}
	gui_link_dump(win->server->link, win->id, width, height, refs, n);
	free(refs);
}

static void
send_damage(struct window *win, const pixman_box32_t *box)
{
	struct gui_rect rect = {
			.x = box->x1,
			.y = box->y1,
			.width = (uint32_t)(box->x2 - box->x1),
			.height = (uint32_t)(box->y2 - box->y1),
	};

	win->server->stats.damage += (uint64_t)rect.width * rect.height;
	gui_agent_damage(agent_for(win), win->id, &rect);
}

static void
handle_present(void *user, struct pixels *pixels, bool fresh,
		const pixman_region32_t *damage)
{
	struct window *win = user;
	const pixman_box32_t *boxes;
	int n;

	if (agent_for(win) == NULL) {
		return;
	}
	if (fresh) {
		send_dump(win, pixels);
	}
	boxes = pixman_region32_rectangles((pixman_region32_t *)damage, &n);
	if (n > WINDOW_MAX_RECTS) {
		boxes = pixman_region32_extents((pixman_region32_t *)damage);
		n = 1;
	}
	for (int i = 0; i < n; i++) {
		send_damage(win, &boxes[i]);
	}
	gui_link_flush(win->server->link);
}

const struct output_impl window_announce_output = {
		.present = handle_present,
};

/* All of the picture there is, if there is one. */
static void
send_picture(struct window *win)
{
	struct pixels *front = win->output->front;
	pixman_box32_t whole;

	if (front != NULL) {
		whole = (pixman_box32_t){
				.x2 = front->base.width,
				.y2 = front->base.height,
		};
		send_dump(win, front);
		send_damage(win, &whole);
	}
}

/* A window that a GUI side has placed already comes with its picture, as the
 * protocol has it for a window that comes back: it stays where it is. Any
 * other is mapped before its picture, also one that drew before the first
 * connection: the GUI side places it. */
void
window_announce(struct window *win)
{
	struct gui_agent *agent = gui_link_get_agent(win->server->link);

	if (agent == NULL) {
		return;
	}
	win->announced = true;
	window_set_minimized(win, false);
	gui_agent_create_window(
			agent, win->id, &win->geometry, win->override_redirect);
	gui_agent_configure(agent, win->id, &win->geometry);
	if (win->placed) {
		send_picture(win);
	}
	gui_agent_class(agent, win->id, win->wmclass.res_class,
			win->wmclass.res_name);
	gui_agent_hints(agent, win->id, &win->hints);
	gui_agent_title(agent, win->id, win->title);
	gui_agent_flags(agent, win->id, win->flags, 0);
	gui_agent_map(agent, win->id, win->parent != NULL ? win->parent->id : 0,
			win->override_redirect);
	if (!win->placed) {
		send_picture(win);
	}
	gui_link_flush(win->server->link);
}

void
window_announce_geometry(struct window *win)
{
	struct gui_agent *agent = agent_for(win);

	if (agent != NULL) {
		gui_agent_configure(agent, win->id, &win->geometry);
		gui_link_flush(win->server->link);
	}
}

void
window_announce_end(struct window *win)
{
	struct gui_agent *agent = agent_for(win);

	if (agent != NULL) {
		gui_agent_unmap(agent, win->id);
		gui_agent_destroy_window(agent, win->id);
		gui_link_flush(win->server->link);
	}
	win->announced = false;
}

void
window_set_title(struct window *win, const char *title)
{
	struct gui_agent *agent = agent_for(win);

	title = title != NULL ? title : "";
	if (win->title != NULL && strcmp(win->title, title) == 0) {
		return;
	}
	free(win->title);
	win->title = xstrdup(title);
	if (agent != NULL) {
		gui_agent_title(agent, win->id, win->title);
		gui_link_flush(win->server->link);
	}
}

void
window_set_class(struct window *win, const char *res_class, const char *res_name)
{
	struct gui_agent *agent = agent_for(win);
	struct gui_class wmclass = {0};

	str_copy(wmclass.res_class, sizeof(wmclass.res_class),
			res_class != NULL ? res_class : "");
	str_copy(wmclass.res_name, sizeof(wmclass.res_name),
			res_name != NULL ? res_name : "");
	if (memcmp(&wmclass, &win->wmclass, sizeof(wmclass)) == 0) {
		return;
	}
	win->wmclass = wmclass;
	if (agent != NULL) {
		gui_agent_class(agent, win->id, wmclass.res_class,
				wmclass.res_name);
		gui_link_flush(win->server->link);
	}
}

void
window_set_hints(struct window *win, const struct gui_hints *hints)
{
	struct gui_agent *agent = agent_for(win);

	if (memcmp(hints, &win->hints, sizeof(*hints)) == 0) {
		return;
	}
	win->hints = *hints;
	if (agent != NULL) {
		gui_agent_hints(agent, win->id, hints);
		gui_link_flush(win->server->link);
	}
}

void
window_set_flags(struct window *win, uint32_t set, uint32_t unset)
{
	struct gui_agent *agent = agent_for(win);

	win->flags = (win->flags | set) & ~unset;
	if (agent != NULL) {
		gui_agent_flags(agent, win->id, set, unset);
		gui_link_flush(win->server->link);
	}
}

void
window_ask_minimize(struct window *win)
{
	struct gui_agent *agent = agent_for(win);

	if (agent != NULL) {
		gui_agent_flags(agent, win->id, GUI_FLAG_MINIMIZE, 0);
		gui_link_flush(win->server->link);
	}
}
