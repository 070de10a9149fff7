// SPDX-License-Identifier: MIT
/* Whether anybody is there: who is told, and what holds it off. */
#include <linux/input-event-codes.h>
#include <stdlib.h>

#include "common/loop.h"
#include "compositor/input/idle.h"
#include "compositor/lock/lock.h"
#include "compositor/windows/view.h"
#include "ext-idle-notify-v1-client-protocol.h"
#include "idle-inhibit-client-protocol.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/hands.h"
#include "tests/scene/locker.h"
#include "tests/scene/scene.h"

#define IDLE_MSEC 60

struct state {
	struct scene scene;
	struct hands hands;
	struct client daemon;
	struct wl_seat *seat;
	struct ext_idle_notifier_v1 *notifier;
	struct ext_idle_notification_v1 *notification;
	int idled, resumed;
};

static void
handle_idled(void *data, struct ext_idle_notification_v1 *notification)
{
	((struct state *)data)->idled++;
}

static void
handle_resumed(void *data, struct ext_idle_notification_v1 *notification)
{
	((struct state *)data)->resumed++;
}

static const struct ext_idle_notification_v1_listener listener = {
		.idled = handle_idled,
		.resumed = handle_resumed,
};

static int
setup(void **state)
{
	struct state *s = calloc(1, sizeof(*s));

	scene_init(&s->scene, "640x480", "");
	hands_init(&s->hands, &s->scene);
	client_init(&s->daemon, &s->scene, ROLE_IDLE);
	s->seat = client_bind(&s->daemon, &wl_seat_interface, 1);
	s->notifier = client_bind(&s->daemon, &ext_idle_notifier_v1_interface, 1);
	s->notification = ext_idle_notifier_v1_get_idle_notification(
			s->notifier, IDLE_MSEC, s->seat);
	ext_idle_notification_v1_add_listener(s->notification, &listener, s);
	client_sync(&s->daemon);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct state *s = *state;

	ext_idle_notification_v1_destroy(s->notification);
	ext_idle_notifier_v1_destroy(s->notifier);
	wl_seat_destroy(s->seat);
	client_finish(&s->daemon);
	hands_finish(&s->hands);
	scene_finish(&s->scene);
	free(s);
	return 0;
}

static bool
has_idled(void *user)
{
	struct state *s = user;

	client_sync(&s->daemon);
	return s->idled > 0;
}

static void
wait_idle(struct state *s)
{
	assert_true(scene_pump(&s->scene, has_idled, s));
}

/* Long enough for anybody to have been called idle. */
static void
wait_long(struct state *s)
{
	int64_t end = loop_now_msec() + 4 * IDLE_MSEC;

	while (loop_now_msec() < end) {
		client_sync(&s->daemon);
		wl_event_loop_dispatch(s->scene.server.loop, 5);
	}
}

/* Is somebody there again after this? */
static void
check_resumes(struct state *s, void (*act)(struct state *s))
{
	s->idled = s->resumed = 0;
	wait_idle(s);
	assert_int_equal(s->resumed, 0);
	act(s);
	client_sync(&s->daemon);
	assert_int_equal(s->resumed, 1);
}

static void
press_key(struct state *s)
{
	hands_tap(&s->hands, KEY_A);
}

static void
move_mouse(struct state *s)
{
	hands_move(&s->hands, 100, 100 + s->hands.time_msec % 50);
}

static void
press_button(struct state *s)
{
	hands_click(&s->hands, BTN_LEFT);
}

static void
turn_wheel(struct state *s)
{
	hands_wheel(&s->hands, 120);
}

static void
test_all_kinds_of_input_count(void **state)
{
	struct state *s = *state;

	check_resumes(s, press_key);
	check_resumes(s, move_mouse);
	s->idled = 0;
	check_resumes(s, press_button);
	check_resumes(s, turn_wheel);
}

static void
test_input_to_the_lock_counts(void **state)
{
	struct state *s = *state;
	struct locker locker;

	locker_init(&locker, &s->scene);
	locker_lock(&locker);
	check_resumes(s, press_key);
	check_resumes(s, move_mouse);
	locker_unlock(&locker);
}

static struct view *
get_view(struct state *s)
{
	struct view *view =
			wl_container_of(s->scene.server.views.next, view, link);

	assert_false(wl_list_empty(&s->scene.server.views));
	return view;
}

/* A window that shows a film. */
struct film {
	struct client client;
	struct zwp_idle_inhibit_manager_v1 *manager;
	struct zwp_idle_inhibitor_v1 *inhibitor;
};

static void
film_init(struct film *film, struct state *s)
{
	client_init(&film->client, &s->scene, ROLE_APP);
	client_show_window(&film->client, "film", 200, 100, 0x808080);
	film->manager = client_bind(&film->client,
			&zwp_idle_inhibit_manager_v1_interface, 1);
	film->inhibitor = zwp_idle_inhibit_manager_v1_create_inhibitor(
			film->manager, film->client.surface);
	client_sync(&film->client);
}

static void
film_finish(struct film *film)
{
	if (film->inhibitor) {
		zwp_idle_inhibitor_v1_destroy(film->inhibitor);
	}
	zwp_idle_inhibit_manager_v1_destroy(film->manager);
	client_finish(&film->client);
}

static void
test_a_window_that_is_seen_holds_it_off(void **state)
{
	struct state *s = *state;
	struct film film;

	film_init(&film, s);
	hands_tap(&s->hands, KEY_A);
	s->idled = 0;
	wait_long(s);
	assert_true(idle_is_inhibited(s->scene.server.idle));
	assert_int_equal(s->idled, 0);
	zwp_idle_inhibitor_v1_destroy(film.inhibitor);
	film.inhibitor = NULL;
	client_sync(&film.client);
	wait_idle(s);
	film_finish(&film);
}

static void
test_a_window_that_is_not_seen_holds_nothing_off(void **state)
{
	struct state *s = *state;
	struct film film;

	film_init(&film, s);
	wait_long(s);
	s->idled = 0;
	view_set_minimized(get_view(s), true);
	wait_idle(s);
	view_set_minimized(get_view(s), false);
	wait_long(s);
	s->idled = 0;
	wait_long(s);
	assert_int_equal(s->idled, 0);
	film_finish(&film);
	wait_idle(s); // and it is gone
}

static void
test_a_window_that_is_covered_holds_nothing_off(void **state)
{
	struct state *s = *state;
	struct client cover;
	struct film film;

	film_init(&film, s);
	client_init(&cover, &s->scene, ROLE_APP);
	client_show_window(&cover, "cover", 640, 400, 0x404040);
	view_set_maximized(get_view(s), true);
	client_sync(&cover);
	client_sync(&cover);
	wait_long(s);
	assert_false(idle_is_inhibited(s->scene.server.idle));
	client_finish(&cover);
	wait_long(s);
	assert_true(idle_is_inhibited(s->scene.server.idle));
	film_finish(&film);
}

static void
test_nothing_below_the_lock_holds_it_off(void **state)
{
	struct state *s = *state;
	struct locker locker;
	struct film film;

	film_init(&film, s);
	wait_long(s);
	locker_init(&locker, &s->scene);
	locker_lock(&locker);
	assert_false(idle_is_inhibited(s->scene.server.idle));
	s->idled = 0;
	wait_idle(s);
	locker_unlock(&locker);
	wait_long(s);
	assert_true(idle_is_inhibited(s->scene.server.idle));
	film_finish(&film);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_all_kinds_of_input_count),
			TEST(test_input_to_the_lock_counts),
			TEST(test_a_window_that_is_seen_holds_it_off),
			TEST(test_a_window_that_is_not_seen_holds_nothing_off),
			TEST(test_a_window_that_is_covered_holds_nothing_off),
			TEST(test_nothing_below_the_lock_holds_it_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
