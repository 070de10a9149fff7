// SPDX-License-Identifier: MIT
#include "tests/scene/probe.h"

#include <linux/input-event-codes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/input/seat.h"
#include "tests/check.h"

static struct probe *
from_view(struct view *view)
{
	struct probe *probe = wl_container_of(view, probe, view);

	return probe;
}

__attribute__((format(printf, 2, 3))) static void
note(struct view *view, const char *fmt, ...)
{
	struct probe *probe = from_view(view);
	size_t len = strlen(probe->events);
	va_list args;

	va_start(args, fmt);
	vsnprintf(probe->events + len, sizeof(probe->events) - len, fmt, args);
	va_end(args);
}

static void
configure(struct view *view, const struct wlr_box *box)
{
	struct probe *probe = from_view(view);

	if (!probe->lazy) {
		wlr_scene_rect_set_size(probe->rect, box->width, box->height);
		view_set_geometry(view, box);
	}
}

static void
close_view(struct view *view)
{
	note(view, "c ");
}

static void
state_changed(struct view *view)
{
}

static void
focus_in(struct view *view, const uint32_t *pressed, size_t n)
{
	struct probe *probe = from_view(view);

	assert_false(probe->focused);
	probe->focused = true;
	note(view, "F ");
}

static void
focus_out(struct view *view)
{
	static const uint8_t none[32];
	struct probe *probe = from_view(view);

	assert_true(probe->focused);
	assert_memory_equal(probe->held, none, sizeof(none));
	probe->focused = false;
	note(view, "f ");
}

static void
key(struct view *view, const struct view_key *event)
{
	struct probe *probe = from_view(view);
	uint8_t *byte = &probe->held[event->evdev / 8];
	uint8_t bit = (uint8_t)(1 << event->evdev % 8);

	assert_true(probe->focused);
	assert_int_equal(*byte & bit, event->pressed ? 0 : bit);
	*byte ^= bit;
	probe->x11_state = seat_get_x11_state(view->server->seat);
	note(view, "%c%u%c ", event->repeat ? 'r' : 'k', event->evdev,
			event->pressed ? '+' : '-');
}

static void
modifiers(struct view *view)
{
}

static void
pointer_enter(struct view *view, double sx, double sy)
{
	struct probe *probe = from_view(view);

	assert_false(probe->inside);
	probe->inside = true;
	note(view, "E ");
}

static void
pointer_leave(struct view *view)
{
	struct probe *probe = from_view(view);

	assert_true(probe->inside);
	probe->inside = false;
	note(view, "e ");
}

static void
pointer_motion(struct view *view, uint32_t time_msec, double sx, double sy)
{
	struct probe *probe = from_view(view);

	assert_true(probe->inside);
	probe->sx = sx;
	probe->sy = sy;
}

static void
pointer_button(struct view *view, const struct view_button *button)
{
	struct probe *probe = from_view(view);
	uint32_t bit = 1u << (button->evdev - BTN_LEFT);

	assert_true(probe->inside);
	assert_int_equal(probe->buttons & bit, button->pressed ? 0 : bit);
	probe->buttons ^= bit;
	probe->x11_state = seat_get_x11_state(view->server->seat);
	note(view, "b%u%c ", button->evdev - BTN_LEFT + 1,
			button->pressed ? '+' : '-');
}

static void
pointer_axis(struct view *view, const struct view_axis *axis)
{
	note(view, "a%d ", axis->value120);
}

static void
pointer_frame(struct view *view)
{
}

#define PROBE_IMPL(view_kind) \
	{ \
			.kind = view_kind, \
			.configure = configure, \
			.close = close_view, \
			.state_changed = state_changed, \
			.focus_in = focus_in, \
			.focus_out = focus_out, \
			.key = key, \
			.modifiers = modifiers, \
			.pointer_enter = pointer_enter, \
			.pointer_leave = pointer_leave, \
			.pointer_motion = pointer_motion, \
			.pointer_button = pointer_button, \
			.pointer_axis = pointer_axis, \
			.pointer_frame = pointer_frame, \
	}

static const struct view_impl qube_impl = PROBE_IMPL(VIEW_QUBE);
static const struct view_impl local_impl = PROBE_IMPL(VIEW_LOCAL);

static void
prepare(struct probe *probe, struct scene *scene, const char *qube, int width,
		int height, uint32_t rgb)
{
	const float color[4] = {
			(float)(rgb >> 16 & 0xff) / 255.0f,
			(float)(rgb >> 8 & 0xff) / 255.0f,
			(float)(rgb & 0xff) / 255.0f,
			1.0f,
	};

	*probe = (struct probe){0};
	view_init(&probe->view, &scene->server, qube ? &qube_impl : &local_impl);
	probe->view.qube = qube;
	probe->view.label = label_make("red", 0xcc0000);
	probe->view.geometry.width = width;
	probe->view.geometry.height = height;
	probe->rect = wlr_scene_rect_create(
			probe->view.content, width, height, color);
}

void
probe_map(struct probe *probe, struct scene *scene, const char *qube, int width,
		int height, uint32_t rgb)
{
	prepare(probe, scene, qube, width, height, rgb);
	view_set_title(&probe->view, "probe");
	view_map(&probe->view);
}

void
probe_map_popup(struct probe *probe, struct scene *scene, const char *qube,
		const struct wlr_box *box, uint32_t rgb)
{
	prepare(probe, scene, qube, box->width, box->height, rgb);
	probe->view.geometry = *box;
	probe->view.popup = true;
	view_map(&probe->view);
}

void
probe_destroy(struct probe *probe)
{
	view_finish(&probe->view);
}

void
probe_clear(struct probe *probe)
{
	probe->events[0] = '\0';
}

void
probe_age(struct probe *probe)
{
	probe->view.shown_msec -= 1000;
}

int
probe_get_x(const struct probe *probe)
{
	return probe->view.geometry.x + probe->view.geometry.width / 2;
}

int
probe_get_y(const struct probe *probe)
{
	return probe->view.geometry.y + probe->view.geometry.height / 2;
}
