// SPDX-License-Identifier: MIT
#include "compositor/ui/menu.h"

#include <ctype.h>
#include <linux/input-event-codes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_scene.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#include "common/mem.h"
#include "compositor/draw/frame_layout.h"
#include "compositor/draw/theme.h"
#include "compositor/input/modal.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/image.h"
#include "compositor/ui/picture.h"
#include "compositor/windows/placement.h"

#define LEVELS 2
#define SLACK 6.0 // logical px before a press that is held chooses
#define MARGIN 4 // to the sides of the screen

struct level {
	struct menu *menu; // borrowed
	struct picture *picture; // owned; NULL: closed
	struct menu_row rows[MENU_MAX_ROWS];
	int count;
	int selected; // -1: none
	int first; // row at the top
	int shown; // rows that fit
	struct wlr_box box; // layout
};

struct menu {
	struct server *server; // borrowed
	struct level levels[LEVELS];
	int depth; // levels that are open
	const struct menu_owner *owner; // borrowed
	void *user; // borrowed
	int lx, ly; // where it was opened
	bool armed; // a release may choose
};

static struct menu_spec
get_spec(const struct level *level)
{
	return (struct menu_spec){
			.theme = level->menu->server->theme,
			.rows = level->rows + level->first,
			.count = level->shown,
			.selected = level->selected - level->first,
			.above = level->first > 0,
			.below = level->first + level->shown < level->count,
			.scale = level->picture
					? picture_get_scale(level->picture)
					: level->menu->server->plane_scale,
	};
}

/* Everything the pixels depend on. */
static char *
make_key(const struct menu_spec *spec)
{
	char *key = xformat("menu\n%p %d %d %d %d %.4f",
			(const void *)spec->theme, spec->count, spec->selected,
			spec->above, spec->below, spec->scale);

	for (int i = 0; i < spec->count; i++) {
		const struct menu_row *row = &spec->rows[i];
		char *longer = xformat("%s\n%d%d%d%d%d%d %06x %d\n%s\n%s\n%s\n%s",
				key, (int)row->kind, row->disabled,
				row->checked, row->more, row->has_identity,
				row->trusted, row->rgb, (int)row->mark,
				row->text, row->hint, row->name, row->zone);

		free(key);
		key = longer;
	}
	return key;
}

static void
paint(const void *user, cairo_t *cr, int width, int height)
{
	menu_paint(user, cr, width, height);
}

static void
draw(struct level *level)
{
	struct menu_spec spec = get_spec(level);
	struct output *output = output_of_box(level->menu->server, &level->box);
	const struct wlr_box *box = &level->box;
	char *key;
	int ox, oy;

	if (!output) {
		return;
	}
	ox = box->x - output->box.x;
	oy = box->y - output->box.y;
	key = make_key(&spec);
	picture_show(level->picture, box,
			&(struct image_spec){.key = key,
					.width = frame_layout_get_pixels(ox,
							ox + box->width,
							spec.scale),
					.height = frame_layout_get_pixels(oy,
							oy + box->height,
							spec.scale),
					.paint = paint,
					.user = &spec},
			box->height);
	free(key);
}

static void
handle_rescale(void *user)
{
	draw(user);
}

/* As many rows as the screen has room for. */
static void
fit(struct level *level, int height)
{
	struct menu_spec spec = {.rows = level->rows};

	level->first = 0;
	level->shown = level->count;
	spec.count = level->shown;
	while (level->shown > 1 && menu_paint_get_height(&spec) > height) {
		spec.count = --level->shown;
	}
}

static void
place(struct level *level, int lx, int ly)
{
	struct output *output = output_at(level->menu->server, lx, ly);
	struct wlr_box area = output ? output->work_area : (struct wlr_box){0};
	struct menu_spec spec;

	area.x += MARGIN;
	area.width -= 2 * MARGIN;
	fit(level, area.height);
	spec = get_spec(level);
	level->box = (struct wlr_box){lx, ly, menu_paint_get_width(&spec),
			menu_paint_get_height(&spec)};
	placement_clamp(&level->box, &area);
	draw(level);
}

static void
fill(struct level *level, const struct menu_row *rows, int count)
{
	level->count = count < MENU_MAX_ROWS ? count : MENU_MAX_ROWS;
	memcpy(level->rows, rows, (size_t)level->count * sizeof(*rows));
	level->selected = -1;
}

static void
close_from(struct menu *menu, int depth)
{
	while (menu->depth > depth) {
		struct level *level = &menu->levels[--menu->depth];

		picture_destroy(level->picture);
		level->picture = NULL;
	}
}

static struct level *
open_level(struct menu *menu, const struct menu_row *rows, int count)
{
	struct level *level = &menu->levels[menu->depth++];

	level->menu = menu;
	fill(level, rows, count);
	level->picture = picture_create(menu->server,
			menu->server->layers[SERVER_LAYER_TRUSTED],
			handle_rescale, level);
	return level;
}

static bool
can_choose(const struct level *level, int index)
{
	return index >= 0 && index < level->count &&
			level->rows[index].kind == MENU_ITEM &&
			!level->rows[index].disabled;
}

static void
select_row(struct level *level, int index)
{
	if (index == level->selected) {
		return;
	}
	level->selected = index;
	if (index >= 0 && index < level->first) {
		level->first = index;
	} else if (index >= level->first + level->shown) {
		level->first = index - level->shown + 1;
	}
	draw(level);
}

/* The next row that can be chosen, round in a circle. */
static void
step(struct level *level, int direction)
{
	int index = level->selected;

	if (index < 0 && direction < 0) {
		index = 0;
	}
	for (int i = 0; i < level->count; i++) {
		index = (index + direction + level->count) % level->count;
		if (can_choose(level, index)) {
			select_row(level, index);
			return;
		}
	}
}

static struct level *
get_top(struct menu *menu)
{
	return &menu->levels[menu->depth - 1];
}

static void
open_selected(struct menu *menu, bool select)
{
	struct level *level = get_top(menu);

	if (menu->depth < LEVELS && can_choose(level, level->selected) &&
			level->rows[level->selected].more) {
		menu->owner->choose(menu->user, level->rows[level->selected].id);
		if (select && get_top(menu) != level) {
			step(get_top(menu), 1);
		}
	}
}

static void
choose(struct menu *menu)
{
	struct level *level = get_top(menu);
	const struct menu_owner *owner = menu->owner;
	void *user = menu->user;
	int id;

	if (!can_choose(level, level->selected)) {
		return; // or nothing is selected
	}
	if (level->rows[level->selected].more) {
		open_selected(menu, true);
		return;
	}
	id = level->rows[level->selected].id;
	close_from(menu, 0);
	modal_end(menu->server->modal);
	owner->choose(user, id);
}

/* The next row that begins with a letter. */
static void
find_letter(struct level *level, uint32_t sym)
{
	for (int i = 1; i <= level->count; i++) {
		int index = (level->selected + i + level->count) % level->count;

		if (can_choose(level, index) && sym < 128 &&
				tolower((unsigned char)level->rows[index].text[0]) ==
						(int)sym) {
			select_row(level, index);
			return;
		}
	}
}

static void
go_back(struct menu *menu, bool leave)
{
	if (menu->depth > 1) {
		close_from(menu, menu->depth - 1);
	} else if (leave) {
		modal_cancel(menu->server->modal);
	}
}

static void
handle_key(void *user, const struct modal_key *key)
{
	struct menu *menu = user;
	struct level *level = get_top(menu);

	switch (key->sym) {
	case XKB_KEY_Up:
	case XKB_KEY_KP_Up:
	case XKB_KEY_ISO_Left_Tab:
		step(level, -1);
		break;
	case XKB_KEY_Down:
	case XKB_KEY_KP_Down:
	case XKB_KEY_Tab:
		step(level, 1);
		break;
	case XKB_KEY_Home:
		level->selected = -1;
		step(level, 1);
		break;
	case XKB_KEY_End:
		level->selected = -1;
		step(level, -1);
		break;
	case XKB_KEY_Right:
	case XKB_KEY_KP_Right:
		open_selected(menu, true);
		break;
	case XKB_KEY_Left:
	case XKB_KEY_KP_Left:
		go_back(menu, false);
		break;
	case XKB_KEY_Escape:
		go_back(menu, true);
		break;
	case XKB_KEY_Return:
	case XKB_KEY_KP_Enter:
	case XKB_KEY_space:
		choose(menu);
		break;
	default:
		find_letter(level, key->sym);
		break;
	}
}

/* The menu and row under a point; -1 where there is none. */
static int
find_level(const struct menu *menu, double lx, double ly, int *row)
{
	for (int i = menu->depth - 1; i >= 0; i--) {
		const struct level *level = &menu->levels[i];

		if (wlr_box_contains_point(&level->box, lx, ly)) {
			struct menu_spec spec = get_spec(level);
			int index = menu_paint_row_at(&spec, ly - level->box.y);

			*row = index < 0 ? -1 : level->first + index;
			return i;
		}
	}
	*row = -1;
	return -1;
}

static void
handle_motion(void *user, double lx, double ly)
{
	struct menu *menu = user;
	struct level *level;
	int row;
	int at = find_level(menu, lx, ly, &row);

	menu->armed |= hypot(lx - menu->lx, ly - menu->ly) > SLACK;
	if (at < 0) {
		return;
	}
	level = &menu->levels[at];
	if (row == level->selected && at < menu->depth - 1) {
		return;
	}
	if (!can_choose(level, row)) {
		row = -1;
	}
	if (at < menu->depth - 1 && row >= 0) {
		close_from(menu, at + 1);
	}
	if (at == menu->depth - 1) {
		select_row(level, row);
		open_selected(menu, false);
	}
}

static void
handle_button(void *user, const struct modal_button *button, double lx, double ly)
{
	struct menu *menu = user;
	int row;
	int at = find_level(menu, lx, ly, &row);

	if (at < 0) {
		if (button->pressed) {
			modal_cancel(menu->server->modal);
		}
		return;
	}
	if (button->pressed) {
		menu->armed = true;
	} else if (menu->armed && at == menu->depth - 1 &&
			can_choose(&menu->levels[at], row)) {
		select_row(&menu->levels[at], row);
		choose(menu);
	}
}

static void
handle_wheel(void *user, int steps)
{
	struct menu *menu = user;

	if (steps != 0) {
		step(get_top(menu), steps > 0 ? 1 : -1);
	}
}

static void
handle_cancel(void *user)
{
	struct menu *menu = user;

	close_from(menu, 0);
	menu->owner->closed(menu->user);
}

static const struct modal_impl impl = {
		.key = handle_key,
		.motion = handle_motion,
		.button = handle_button,
		.wheel = handle_wheel,
		.cancel = handle_cancel,
};

void
menu_open(struct menu *menu, const struct menu_row *rows, int count, int lx,
		int ly, struct view *view, bool select,
		const struct menu_owner *owner, void *user)
{
	struct level *level;

	modal_begin(menu->server->modal, &impl, menu, view);
	menu->owner = owner;
	menu->user = user;
	menu->lx = lx;
	menu->ly = ly;
	menu->armed = false;
	level = open_level(menu, rows, count);
	place(level, lx, ly);
	if (select) {
		step(level, 1);
	}
}

void
menu_open_more(struct menu *menu, const struct menu_row *rows, int count)
{
	struct level *from = get_top(menu);
	struct menu_spec spec = get_spec(from);
	int y = from->box.y +
			menu_paint_get_y(&spec, from->selected - from->first);
	struct level *level = open_level(menu, rows, count);
	int right = from->box.x + from->box.width - MARGIN;

	place(level, right, y - MARGIN);
	if (level->box.x < right) { // no room on the right
		place(level, from->box.x - level->box.width + MARGIN, y - MARGIN);
	}
}

void
menu_replace(struct menu *menu, const struct menu_row *rows, int count)
{
	struct level *level = &menu->levels[0];
	int selected = level->selected;

	close_from(menu, 1);
	fill(level, rows, count);
	place(level, level->box.x, level->box.y);
	if (can_choose(level, selected)) {
		select_row(level, selected);
	}
}

void
menu_measure(struct menu *menu, const struct menu_row *rows, int count,
		int *width, int *height)
{
	struct menu_spec spec = {
			.theme = menu->server->theme,
			.rows = rows,
			.count = count,
			.scale = menu->server->plane_scale,
	};

	*width = menu_paint_get_width(&spec);
	*height = menu_paint_get_height(&spec);
}

bool
menu_is_open(const struct menu *menu)
{
	return menu->depth > 0;
}

struct menu *
menu_create(struct server *server)
{
	struct menu *menu = xcalloc(1, sizeof(*menu));

	menu->server = server;
	return menu;
}

void
menu_destroy(struct menu *menu)
{
	if (menu) {
		close_from(menu, 0);
		free(menu);
	}
}
