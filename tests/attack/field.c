// SPDX-License-Identifier: MIT
#include "tests/attack/field.h"

#include <linux/sockios.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_scene.h>

#include "common/loop.h"
#include "common/mem.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_window.h"
#include "compositor/server.h"
#include "compositor/ui/pacer.h"
#include "compositor/windows/view.h"
#include "protocols/gui/daemon.h"
#include "tests/check.h"

#define SYNC_MSEC 60000 // longest wait for the other end
#define CALM_TURNS 3 // nothing moved for so many

const struct field_screen field_screens[] = {
		{"1", "420x320", 0, 0, 0},
		{"1.25", "525x400@1.25", 0, 0, 0},
		{"2", "840x640@2", 0, 0, 0},
		{"1+2", "420x320", 640, 640, 2},
		{"1.25+2", "525x400@1.25", 640, 640, 2},
};
const int field_n_screens = sizeof(field_screens) / sizeof(field_screens[0]);

/* The second screen has a section of its own: its scale is another. */
static char *
make_config(const struct field_screen *screen)
{
	return screen->width ? xformat("[output HEADLESS-2]\nmode = %dx%d\n"
				       "scale = %.2f\n",
					       screen->width, screen->height,
					       screen->scale)
			     : xstrdup("");
}

void
field_init(struct field *field, const struct field_screen *screen)
{
	static const float cyan[4] = {0, 1, 1, 1};
	char *config = make_config(screen);
	struct server *server = &field->scene.server;

	field->screen = screen;
	scene_init(&field->scene, screen->first, config);
	free(config);
	if (screen->width) {
		wlr_headless_add_output(server->backend,
				(unsigned int)screen->width,
				(unsigned int)screen->height);
	}
	scene_settle(&field->scene);
	field->scale = server->plane_scale;
	field->behind = wlr_scene_rect_create(
			server->layers[SERVER_LAYER_BOTTOM], 4000, 4000, cyan);
	wlr_scene_node_set_position(&field->behind->node, -1000, -1000);
	hands_init(&field->hands, &field->scene);
}

void
field_finish(struct field *field)
{
	hands_finish(&field->hands);
	scene_finish(&field->scene);
}

static int
count_unread(const struct fake_qube *qube)
{
	int bytes = 0;

	if (qube->fd >= 0) {
		ioctl(qube->fd, SIOCOUTQ, &bytes);
	}
	return bytes;
}

static bool
is_busy(struct fake_qube *qube)
{
	return qube->fd >= 0 && !fake_qube_is_dropped(qube) && !qube->mute &&
			(qube->out.len > 0 || count_unread(qube) > 0);
}

static void
turn(struct field *field, int msec)
{
	fake_qube_pump(&field->evil);
	fake_qube_pump(&field->bank);
	wl_event_loop_dispatch(field->scene.server.loop, msec);
}

void
field_sync(struct field *field)
{
	int64_t end = loop_now_msec() + SYNC_MSEC;

	for (int calm = 0; calm < CALM_TURNS; calm++) {
		turn(field, 0);
		if (is_busy(&field->evil) || is_busy(&field->bank)) {
			assert_true(loop_now_msec() < end);
			turn(field, 1);
			calm = 0;
		}
	}
}

/* Something that was said is not on the screens yet. */
static bool
is_held_back(struct field *field)
{
	struct qube_window *window;
	struct qube *qube;

	wl_list_for_each(qube, &field->scene.server.qubes, link) {
		wl_list_for_each(window, &qube->windows, link) {
			if (window->hold != QUBE_WINDOW_HOLD_NONE) {
				return true;
			}
		}
	}
	return !pacer_is_idle(field->scene.server.pacer);
}

void
field_settle(struct field *field)
{
	int64_t end = loop_now_msec() + SYNC_MSEC;

	field_sync(field);
	while (is_held_back(field)) {
		assert_true(loop_now_msec() < end);
		turn(field, 2);
	}
	field_sync(field);
}

bool
field_is_dropped(struct field *field)
{
	return fake_qube_is_dropped(&field->evil);
}

struct gui_rect
field_rect(const struct field *field, int x, int y, int width, int height)
{
	return (struct gui_rect){
			.x = (int32_t)lround(x * field->scale),
			.y = (int32_t)lround(y * field->scale),
			.width = (uint32_t)lround(width * field->scale),
			.height = (uint32_t)lround(height * field->scale),
	};
}

struct fake_window *
field_add(struct field *field, bool popup, const struct gui_rect *at)
{
	struct fake_window *window = &field->windows[field->n_windows];
	uint32_t id = 1000 + (uint32_t)field->n_windows;

	assert_true(field->n_windows < FIELD_WINDOWS);
	field->n_windows++;
	if (popup) {
		fake_window_create_popup(window, &field->evil, id, at, FIELD_INK);
	} else {
		fake_window_create(window, &field->evil, id, at, FIELD_INK);
	}
	return window;
}

struct fake_window *
field_show(struct field *field, bool popup, const struct gui_rect *at)
{
	struct fake_window *window = field_add(field, popup, at);

	fake_window_map(window, 0);
	return window;
}

struct view *
field_try_view(struct field *field, struct fake_window *window)
{
	struct qube *qube =
			qube_try_from_id(&field->scene.server, window->qube->id);
	struct qube_window *found;

	wl_list_for_each(found, &qube->windows, link) {
		if (found->gui->id == window->id && found->view.mapped) {
			return &found->view;
		}
	}
	return NULL;
}

void
field_focus_view(struct field *field, struct view *view)
{
	view_raise(view);
	seat_focus(field->scene.server.seat, view);
}

static bool
has_shaken_hands(void *user)
{
	struct field *field = user;

	turn(field, 1);
	return field->evil.shook_hands && field->bank.shook_hands;
}

/* Shown, and not longer just appeared. */
static struct view *
open_window(struct field *field, struct fake_window *window,
		struct fake_qube *qube, const struct gui_rect *at, uint32_t rgb)
{
	int64_t end = loop_now_msec() + SYNC_MSEC;
	struct view *view = NULL;

	fake_window_create(window, qube,
			qube == &field->bank ? FIELD_VAULT : FIELD_BASE, at, rgb);
	fake_window_title(window, "A window");
	fake_window_map(window, 0);
	while (!view) {
		assert_true(loop_now_msec() < end);
		turn(field, 1);
		view = field_try_view(field, window);
	}
	return view;
}

/* On two screens they straddle the seam. */
static void
arrange(struct field *field, struct view *vault, struct view *base)
{
	int shift = field->screen->width ? 140 : 0;

	probe_map(field->local, &field->scene, NULL, 120, 60, 0xe070b0);
	view_move(&field->local->view, 20 + shift, 240);
	view_move(vault, 190 + shift, 120);
	view_move(base, 40 + shift, 80);
	field_focus_view(field, base);
	field_focus_view(field, field->focus == FIELD_FOCUS_BANK ? vault : base);
	probe_age(field->local);
	vault->shown_msec -= 1000;
	base->shown_msec -= 1000;
}

void
field_remember(struct field *field)
{
	struct output *output;
	int i = 0;

	wl_list_for_each(output, &field->scene.server.outputs, link) {
		int width, height;

		assert_in_range(i, 0, 1);
		free(field->before[i]);
		field->before[i++] = scene_copy_output(output, &width, &height);
	}
}

void
field_open(struct field *field, enum field_focus focus)
{
	struct server *server = &field->scene.server;
	const struct gui_rect vault = field_rect(field, 200, 120, 160, 110);
	const struct gui_rect base = field_rect(field, 40, 80, 180, 120);
	struct view *vault_view, *base_view;

	field->focus = focus;
	field->is_open = true;
	field->panel = (struct wlr_box){0};
	field->n_windows = 0;
	field->local = xcalloc(1, sizeof(*field->local));
	fake_qube_init(&field->evil, server, 1, "evil", FIELD_EVIL_RGB, 8);
	fake_qube_init(&field->bank, server, 2, "bank", FIELD_BANK_RGB, 8);
	assert_true(scene_pump(&field->scene, has_shaken_hands, field));
	vault_view = open_window(
			field, &field->vault, &field->bank, &vault, 0xf0e020);
	base_view = open_window(
			field, &field->base, &field->evil, &base, FIELD_INK);
	arrange(field, vault_view, base_view);
	field_sync(field);
	hands_move(&field->hands, 1, 1); // on the strip
	field_sync(field);
	fake_qube_forget(&field->evil);
	fake_qube_forget(&field->bank);
	field_remember(field);
}

void
field_close(struct field *field)
{
	if (!field->is_open) {
		return;
	}
	field->is_open = false;
	fake_qube_finish(&field->evil);
	fake_qube_finish(&field->bank);
	probe_destroy(field->local);
	free(field->local);
	for (int i = 0; i < 2; i++) {
		free(field->before[i]);
		field->before[i] = NULL;
	}
}
