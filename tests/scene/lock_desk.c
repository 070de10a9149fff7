// SPDX-License-Identifier: MIT
#include "tests/scene/lock_desk.h"

#include <linux/input-event-codes.h>
#include <math.h>
#include <stdlib.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_output.h>

#include "compositor/draw/lock_paint.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/windows/view.h"
#include "tests/check.h"

int
lock_desk_setup(void **state)
{
	struct lock_desk *s = calloc(1, sizeof(*s));

	rig_init(&s->rig, "800x600");
	hands_init(&s->hands, &s->rig.scene);
	hands_move(&s->hands, 5, 595);
	rig_open(&s->rig, &s->red, &s->rig.red, 7, 200, 100, LOCK_DESK_GREEN);
	rig_open(&s->rig, &s->blue, &s->rig.blue, 7, 100, 100, LOCK_DESK_PINK);
	rig_get_view(&s->rig, &s->red)->shown_msec = 0;
	rig_get_view(&s->rig, &s->blue)->shown_msec = 0;
	fake_qube_forget(&s->rig.red);
	fake_qube_forget(&s->rig.blue);
	locker_init(&s->locker, &s->rig.scene);
	*state = s;
	return 0;
}

int
lock_desk_teardown(void **state)
{
	struct lock_desk *s = *state;

	hands_finish(&s->hands);
	rig_finish(&s->rig);
	free(s);
	return 0;
}

struct server *
lock_desk_get_server(struct lock_desk *s)
{
	return &s->rig.scene.server;
}

uint32_t
lock_desk_get_ground(struct lock_desk *s)
{
	return lock_paint_get_ground(lock_desk_get_server(s)->theme);
}

void
lock_desk_check_all(struct lock_desk *s, uint32_t rgb)
{
	int width, height;
	uint32_t *pixels = scene_copy(&s->rig.scene, &width, &height);
	double lx, ly;

	seat_get_pointer(lock_desk_get_server(s)->seat, &lx, &ly);
	for (int i = 0; i < width * height; i++) {
		if (fabs(i % width - lx) > LOCK_DESK_POINTER ||
				fabs(i / width - ly) > LOCK_DESK_POINTER) {
			assert_int_equal(pixels[i], rgb);
		}
	}
	free(pixels);
}

void
lock_desk_check_no_windows(struct lock_desk *s)
{
	static const uint32_t secret[] = {
			LOCK_DESK_GREEN, LOCK_DESK_PINK, RIG_RED, RIG_BLUE};
	int width, height;
	uint32_t *pixels = scene_copy(&s->rig.scene, &width, &height);

	for (int i = 0; i < width * height; i++) {
		for (size_t j = 0; j < 4; j++) {
			assert_int_not_equal(pixels[i], secret[j]);
		}
	}
	assert_int_equal(pixels[0],
			lock_desk_get_ground(s)); // where the strip was
	free(pixels);
}

void
lock_desk_move_to(struct lock_desk *s, struct fake_window *window, int sx, int sy)
{
	struct view *view = rig_get_view(&s->rig, window);

	hands_move(&s->hands, view->geometry.x + sx, view->geometry.y + sy);
}

void
lock_desk_play(struct lock_desk *s)
{
	hands_tap(&s->hands, KEY_A);
	lock_desk_move_to(s, &s->red, 20, 20);
	hands_click(&s->hands, BTN_LEFT);
	hands_wheel(&s->hands, 120);
	lock_desk_move_to(s, &s->blue, 20, 20);
	hands_click(&s->hands, BTN_LEFT);
	hands_tap(&s->hands, KEY_B);
	rig_settle(&s->rig);
}

void
lock_desk_check_silence(struct lock_desk *s)
{
	static const uint32_t types[] = {GUI_MSG_KEYPRESS, GUI_MSG_BUTTON,
			GUI_MSG_MOTION, GUI_MSG_CROSSING, GUI_MSG_FOCUS,
			GUI_MSG_KEYMAP_NOTIFY};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		assert_int_equal(fake_qube_count(&s->rig.red, types[i], 0), 0);
		assert_int_equal(fake_qube_count(&s->rig.blue, types[i], 0), 0);
	}
}

void
lock_desk_forget(struct lock_desk *s)
{
	rig_settle(&s->rig);
	fake_qube_forget(&s->rig.red);
	fake_qube_forget(&s->rig.blue);
}

bool
lock_desk_has_focus(struct lock_desk *s, struct fake_window *window)
{
	return seat_get_focus(lock_desk_get_server(s)->seat) ==
			rig_get_view(&s->rig, window);
}

struct output *
lock_desk_get_output(struct lock_desk *s, int n)
{
	struct output *output;

	wl_list_for_each(output, &lock_desk_get_server(s)->outputs, link) {
		if (n-- == 0) {
			return output;
		}
	}
	fail();
	return NULL;
}

static bool
is_clean(struct wlr_buffer *buffer)
{
	static const uint32_t secret[] = {
			LOCK_DESK_GREEN, LOCK_DESK_PINK, RIG_RED, RIG_BLUE};
	void *data;
	uint32_t format;
	size_t stride;
	bool clean = true;

	assert_true(wlr_buffer_begin_data_ptr_access(buffer,
			WLR_BUFFER_DATA_PTR_ACCESS_READ, &data, &format, &stride));
	for (int i = 0; i < buffer->width * buffer->height; i++) {
		const uint32_t *row = (const uint32_t *)((uint8_t *)data +
				(size_t)(i / buffer->width) * stride);
		uint32_t rgb = row[i % buffer->width] & 0xffffff;

		for (size_t j = 0; j < sizeof(secret) / sizeof(secret[0]); j++) {
			clean = clean && rgb != secret[j];
		}
	}
	wlr_buffer_end_data_ptr_access(buffer);
	return clean;
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct lock_watch *watch = wl_container_of(listener, watch, commit);
	const struct wlr_output_event_commit *event = data;

	if (!(event->state->committed & WLR_OUTPUT_STATE_BUFFER)) {
		return;
	}
	if (!is_clean(event->state->buffer)) {
		watch->dirty++;
	} else if (!watch->clean_seq) {
		watch->clean_seq = watch->output->commit_seq;
	}
}

static void
handle_present(struct wl_listener *listener, void *data)
{
	struct lock_watch *watch = wl_container_of(listener, watch, present);
	const struct wlr_output_event_present *event = data;

	watch->clean = watch->clean ||
			(watch->clean_seq && event->presented &&
					event->commit_seq >= watch->clean_seq);
}

void
lock_watch_init(struct lock_watch *watch, struct lock_desk *s,
		struct wlr_output *output)
{
	*watch = (struct lock_watch){.s = s, .output = output};
	watch->commit.notify = handle_commit;
	wl_signal_add(&output->events.commit, &watch->commit);
	watch->present.notify = handle_present;
	wl_signal_add(&output->events.present, &watch->present);
}

void
lock_watch_finish(struct lock_watch *watch)
{
	wl_list_remove(&watch->commit.link);
	wl_list_remove(&watch->present.link);
}
