// SPDX-License-Identifier: MIT
/* Qubes that come, change, fail and go as the zone service tells. */
#include <stdio.h>
#include <stdlib.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/str.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_window.h"
#include "compositor/windows/view.h"
#include "compositor/zone/qube_zone.h"
#include "tests/check.h"
#include "tests/lib/fake_qube.h"
#include "tests/lib/fake_zone.h"
#include "tests/scene/scene.h"

#define GREEN 0x10c020u
#define PATIENCE_MSEC 3000

struct state {
	struct scene scene;
	struct fake_zone zone;
	struct fake_qube agent;
	struct fake_window window;
	bool is_wild; // the agent sends garbage instead of its windows
};

static struct qube *
get_qube(struct state *s)
{
	return qube_try_from_id(&s->scene.server, s->zone.qube.id);
}

static struct view *
get_view(struct state *s)
{
	struct qube *qube = get_qube(s);
	struct qube_window *window;

	if (!qube || wl_list_empty(&qube->windows)) {
		return NULL;
	}
	window = wl_container_of(qube->windows.next, window, link);
	return window->view.mapped ? &window->view : NULL;
}

/* One turn; a channel that the zone handed out becomes the agent's. */
static void
turn(struct state *s)
{
	fake_zone_pump(&s->zone);
	if (s->zone.channel >= 0) {
		fake_qube_adopt(&s->agent, fd_steal(&s->zone.channel), 8);
		if (s->is_wild) {
			fake_qube_send_bytes(&s->agent, "this is rubbish!", 16);
		} else {
			fake_window_replay(&s->window);
		}
	}
	fake_qube_pump(&s->agent);
	wl_event_loop_dispatch(s->scene.server.loop, 2);
}

static void
settle(struct state *s, int msec)
{
	int64_t end = loop_now_msec() + msec;

	while (loop_now_msec() < end) {
		turn(s);
	}
}

static bool
wait_for(struct state *s, bool (*condition)(struct state *s))
{
	int64_t end = loop_now_msec() + PATIENCE_MSEC;

	while (!condition(s)) {
		if (loop_now_msec() > end) {
			return false;
		}
		turn(s);
	}
	return true;
}

static bool
is_shown(struct state *s)
{
	return get_view(s) != NULL;
}

static bool
is_not_shown(struct state *s)
{
	return !is_shown(s);
}

static uint32_t
get_pixel(struct state *s, int sx, int sy)
{
	struct view *view = get_view(s);

	assert_non_null(view);
	wl_signal_emit_mutable(&s->scene.server.events.frame,
			s->scene.server.outputs.next);
	return scene_get_pixel(&s->scene, view->geometry.x + sx,
			view->geometry.y + sy);
}

static int
setup(void **state)
{
	static const struct gui_rect at = {100, 100, 200, 100};
	struct state *s = calloc(1, sizeof(*s));
	char path[108];
	struct err err = {0};

	scene_init(&s->scene, "800x600", "");
	snprintf(path, sizeof(path), "%s/zone.sock", s->scene.dir);
	fake_zone_init(&s->zone, path);
	fake_qube_init_in_zone(&s->agent, &s->scene.server, s->zone.qube.id);
	s->zone.segment_fd = s->agent.arena_fd;
	s->zone.segment_pages = FAKE_QUBE_PAGES;
	fake_window_create(&s->window, &s->agent, 7, &at, GREEN);
	s->window.mapped = true;
	qube_zone_destroy(s->scene.server.qube_zone);
	s->scene.server.qube_zone =
			qube_zone_create(&s->scene.server, path, &err);
	assert_non_null(s->scene.server.qube_zone);
	assert_true(wait_for(s, is_shown));
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct state *s = *state;

	fake_qube_finish(&s->agent);
	fake_zone_finish(&s->zone);
	scene_finish(&s->scene);
	free(s);
	return 0;
}

static void
test_a_running_qube_shows_its_windows(void **state)
{
	struct state *s = *state;

	assert_int_equal(get_pixel(s, 5, 5), GREEN);
	assert_int_equal(get_pixel(s, -2, 50), 0xcc0000);
	assert_string_equal(get_qube(s)->name, "work");
	assert_int_equal(s->zone.n_opens, 1);
	assert_int_equal(s->zone.n_seen, 1);
}

static void
test_a_new_label_is_shown_at_once(void **state)
{
	struct state *s = *state;

	s->zone.qube.rgb = 0x3465a4;
	str_copy(s->zone.qube.label, sizeof(s->zone.qube.label), "blue");
	fake_zone_tell_qube(&s->zone);
	settle(s, 50);
	assert_int_equal(get_pixel(s, -2, 50), 0x3465a4);
	assert_int_equal(s->zone.n_opens, 1); // and nothing else happened
}

static void
test_a_stopped_qube_is_gone_and_comes_back(void **state)
{
	struct state *s = *state;

	s->zone.qube.state = ZONE_STATE_STOPPED;
	fake_zone_tell_qube(&s->zone);
	assert_true(wait_for(s, is_not_shown));
	assert_null(get_qube(s));
	settle(s, 500);
	assert_int_equal(s->zone.n_opens, 1); // nobody asks in vain
	s->zone.qube.state = ZONE_STATE_RUNNING;
	fake_zone_tell_qube(&s->zone);
	assert_true(wait_for(s, is_shown));
	assert_int_equal(s->zone.n_opens, 2);
}

static void
test_an_agent_that_starts_again_is_found(void **state)
{
	struct state *s = *state;
	struct wlr_box box = get_view(s)->geometry;

	fake_qube_disconnect(&s->agent);
	assert_true(wait_for(s, is_not_shown));
	assert_true(wait_for(s, is_shown));
	assert_int_equal(s->zone.n_opens, 2);
	assert_true(wlr_box_equal(&get_view(s)->geometry, &box));
}

static void
test_a_wild_agent_is_tried_less_and_less(void **state)
{
	struct state *s = *state;
	const int64_t *at = s->zone.opened_msec;

	s->is_wild = true;
	fake_qube_disconnect(&s->agent);
	settle(s, 3500);
	// 0.2, 0.4, 0.8, 1.6 s apart, or a little more on a busy machine
	assert_in_range(s->zone.n_opens, 4, 5);
	for (int i = 1; i < s->zone.n_opens; i++) {
		assert_true(at[i] - at[i - 1] >= 100 << i);
	}
	s->is_wild = false;
	assert_true(wait_for(s, is_not_shown));
}

static void
test_memory_is_given_back_when_no_window_shows_it(void **state)
{
	struct state *s = *state;

	fake_zone_tell_segment_gone(&s->zone);
	settle(s, 50);
	assert_int_equal(s->zone.n_freed, 0);
	assert_int_equal(get_pixel(s, 5, 5), GREEN); // still what it was
	fake_window_unmap(&s->window);
	settle(s, 50);
	assert_int_equal(s->zone.n_freed, 1);
}

static void
test_windows_outlive_the_zone_service(void **state)
{
	struct state *s = *state;
	const struct gui_rect whole = {0, 0, 200, 100};

	fake_zone_stop(&s->zone);
	settle(s, 200);
	fake_window_fill(&s->window, &whole, 0x123456);
	fake_window_damage(&s->window, &whole);
	settle(s, 100);
	assert_int_equal(get_pixel(s, 5, 5), 0x123456);
	fake_zone_start(&s->zone);
	settle(s, 1000);
	assert_int_equal(s->zone.n_opens, 1); // the channel still holds
	fake_window_fill(&s->window, &whole, 0x654321);
	fake_window_damage(&s->window, &whole);
	settle(s, 100);
	assert_int_equal(get_pixel(s, 5, 5), 0x654321);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_running_qube_shows_its_windows),
			cmocka_unit_test(test_a_new_label_is_shown_at_once),
			cmocka_unit_test(test_a_stopped_qube_is_gone_and_comes_back),
			cmocka_unit_test(test_an_agent_that_starts_again_is_found),
			cmocka_unit_test(test_a_wild_agent_is_tried_less_and_less),
			cmocka_unit_test(test_memory_is_given_back_when_no_window_shows_it),
			cmocka_unit_test(test_windows_outlive_the_zone_service),
	};
	const size_t n = sizeof(tests) / sizeof(tests[0]);
	struct CMUnitTest with_zone[sizeof(tests) / sizeof(tests[0])];

	for (size_t i = 0; i < n; i++) {
		with_zone[i] = tests[i];
		with_zone[i].setup_func = setup;
		with_zone[i].teardown_func = teardown;
	}
	return _cmocka_run_group_tests(
			"qubes of a zone", with_zone, n, NULL, NULL);
}
