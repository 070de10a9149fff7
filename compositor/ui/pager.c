// SPDX-License-Identifier: MIT
#include "compositor/ui/pager.h"

#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/draw/frame_layout.h"
#include "compositor/draw/pager_paint.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/image.h"
#include "compositor/ui/picture.h"
#include "compositor/ui/window_list.h"
#include "compositor/windows/workspaces.h"

struct pager {
	struct server *server; // borrowed
	struct picture *picture; // owned
	struct pager_spec spec; // as shown; names may be gone
	bool all; // cells are workspaces, in order
	int x, width; // relative to the strip
};

struct pager *
pager_create(struct server *server, struct wlr_scene_tree *parent,
		void (*redraw)(void *user), void *user)
{
	struct pager *pager = xcalloc(1, sizeof(*pager));

	pager->server = server;
	pager->picture = picture_create(server, parent, redraw, user);
	return pager;
}

void
pager_destroy(struct pager *pager)
{
	picture_destroy(pager->picture);
	free(pager);
}

static void
add_workspace(struct pager_spec *spec, const struct workspaces *workspaces,
		int index)
{
	spec->cells[spec->count++] = (struct pager_cell){
			.name = workspaces_get_name(workspaces, index),
			.current = index == workspaces_get_current(workspaces),
			.occupied = workspaces_is_occupied(workspaces, index),
			.urgent = workspaces_is_urgent(workspaces, index),
	};
}

static void
fill(const struct pager *pager, struct pager_spec *spec, bool all)
{
	const struct server *server = pager->server;
	int count = workspaces_get_count(server->workspaces);
	int minimized = window_list_count(server);

	*spec = (struct pager_spec){.theme = server->theme,
			.scale = picture_get_scale(pager->picture)};
	// first, so that it moves nothing by coming and going
	if (minimized > 0) {
		spec->cells[spec->count++] = (struct pager_cell){
				.count = minimized, .occupied = true};
	}
	if (!all) {
		add_workspace(spec, server->workspaces,
				workspaces_get_current(server->workspaces));
	}
	for (int i = 0; all && count > 1 && i < count; i++) {
		add_workspace(spec, server->workspaces, i);
	}
}

static char *
format(const struct pager_spec *spec)
{
	char *key = xformat("%p %.4f", (const void *)spec->theme, spec->scale);

	for (int i = 0; i < spec->count; i++) {
		const struct pager_cell *cell = &spec->cells[i];
		char *longer = xformat("%s\n%d%d%d %d %s", key, cell->current,
				cell->occupied, cell->urgent, cell->count,
				cell->name ? cell->name : "");

		free(key);
		key = longer;
	}
	return key;
}

char *
pager_describe(const struct pager *pager)
{
	struct pager_spec spec;

	fill(pager, &spec, true);
	return format(&spec);
}

static void
paint(const void *user, cairo_t *cr, int width, int height)
{
	pager_paint(user, cr, width, height);
}

int
pager_show(struct pager *pager, int x, int room, uint32_t line)
{
	struct pager_spec *spec = &pager->spec;
	char *text, *key;

	pager->all = true;
	fill(pager, spec, true);
	pager->width = pager_paint_arrange(spec);
	if (pager->width > room) {
		pager->all = false;
		fill(pager, spec, false);
		pager->width = pager_paint_arrange(spec);
	}
	if (pager->width > room) {
		pager->width = 0;
	}
	pager->x = x - pager->width;
	spec->line = line;
	text = format(spec);
	key = xformat("pager %06x\n%s", line, text);
	picture_show(pager->picture,
			&(struct wlr_box){pager->x, 0, pager->width,
					OUTPUT_STRIP_HEIGHT},
			&(struct image_spec){.key = key,
					.width = frame_layout_get_pixels(
							pager->x, x, spec->scale),
					.height = frame_layout_get_pixels(0,
							OUTPUT_STRIP_HEIGHT,
							spec->scale),
					.opaque = true,
					.paint = paint,
					.user = spec},
			0);
	free(key);
	free(text);
	return pager->width;
}

static int
find_cell(const struct pager *pager, int x)
{
	for (int i = 0; i < pager->spec.count && pager->width > 0; i++) {
		const struct pager_cell *cell = &pager->spec.cells[i];
		int left = pager->x + cell->x;

		if (x >= left && x < left + cell->width) {
			return i;
		}
	}
	return -1;
}

bool
pager_press(struct pager *pager, int x, int lx, int ly)
{
	struct server *server = pager->server;
	int index = find_cell(pager, x);

	if (index < 0) {
		return false;
	}
	if (pager->spec.cells[index].count > 0) {
		window_list_open_at(server->window_list, lx, ly);
	} else if (pager->all) {
		bool list = pager->spec.cells[0].count > 0;

		workspaces_switch(server->workspaces, index - list);
	} else {
		workspaces_switch(server->workspaces,
				workspaces_get_next(server->workspaces, 1));
	}
	return true;
}

bool
pager_wheel(struct pager *pager, int x, int steps)
{
	struct workspaces *workspaces = pager->server->workspaces;
	int current = workspaces_get_current(workspaces);

	if (steps == 0 || find_cell(pager, x) < 0) {
		return false;
	}
	workspaces_switch(workspaces, current + (steps > 0 ? 1 : -1));
	return true;
}
