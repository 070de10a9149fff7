// SPDX-License-Identifier: MIT
/*
 * A person who does anything at all, with windows that come and go meanwhile.
 * What must hold is stated in the windows (probe.h) and after each step here.
 * TEST_SEED and TEST_STEPS in the environment change the run.
 */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/str.h"
#include "compositor/action.h"
#include "compositor/input/seat.h"
#include "compositor/windows/stack.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define WINDOWS 9
#define STEPS 20000

static const uint32_t codes[] = {KEY_A, KEY_B, KEY_LEFTSHIFT, KEY_LEFTALT,
		KEY_TAB, KEY_F4, KEY_LEFTMETA, KEY_UP, KEY_DOWN, KEY_ESC,
		KEY_LEFTCTRL, KEY_C, KEY_V};
static const uint32_t buttons[] = {BTN_LEFT, BTN_RIGHT, BTN_MIDDLE};
static const char *const qubes[] = {"red", "blue", NULL};

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

struct world {
	struct scene scene;
	struct hands hands;
	struct probe windows[WINDOWS];
	bool there[WINDOWS];
	bool key_down[LENGTH(codes)];
	bool button_down[LENGTH(buttons)];
	uint64_t random;
};

static uint32_t
pick(struct world *world, size_t n)
{
	world->random = world->random * 6364136223846793005u +
			1442695040888963407u;
	return (uint32_t)(world->random >> 33) % (uint32_t)n;
}

static void
change_window(struct world *world, size_t i)
{
	struct probe *probe = &world->windows[i];
	const char *qube = qubes[pick(world, LENGTH(qubes))];
	const struct wlr_box box = {(int)pick(world, 900), (int)pick(world, 600),
			20 + (int)pick(world, 200), 20 + (int)pick(world, 200)};

	if (world->there[i]) {
		probe_destroy(probe);
	} else if (qube && pick(world, 3) == 0) {
		probe_map_popup(probe, &world->scene, qube, &box, 0x808080);
	} else {
		probe_map(probe, &world->scene, qube, box.width + 100,
				box.height + 50, 0x404040);
	}
	world->there[i] = !world->there[i];
}

static void
change_state(struct world *world, struct view *view)
{
	switch (pick(world, 6)) {
	case 0:
		view_set_maximized(view, !view->maximized);
		break;
	case 1:
		view_set_minimized(view, !view->minimized);
		break;
	case 2:
		view_request_fullscreen(view, !view->fullscreen);
		break;
	case 3:
		view_move(view, (int)pick(world, 1500) - 200,
				(int)pick(world, 900) - 100);
		break;
	case 4:
		action_show(view);
		break;
	default:
		view->shown_msec -= 1000;
		break;
	}
}

static void
step(struct world *world)
{
	uint32_t what = pick(world, 100);
	size_t i;

	if (what < 30) {
		i = pick(world, LENGTH(codes));
		world->key_down[i] = !world->key_down[i];
		hands_key(&world->hands, codes[i], world->key_down[i]);
	} else if (what < 45) {
		i = pick(world, LENGTH(buttons));
		world->button_down[i] = !world->button_down[i];
		hands_button(&world->hands, buttons[i], world->button_down[i]);
	} else if (what < 80) {
		hands_move(&world->hands, pick(world, 1280), pick(world, 720));
	} else {
		i = pick(world, WINDOWS);
		if (what < 90 && world->there[i]) {
			change_state(world, &world->windows[i].view);
		} else if (what >= 90) {
			change_window(world, i);
		}
	}
}

/* One window at most has the keyboard, and it can be seen; popups lie above
 * their own qube's windows and below the focus of another qube. */
static void
check(struct world *world)
{
	struct view *focus = seat_get_focus(world->scene.server.seat);
	int focused = 0;
	int inside = 0;
	struct view *view;
	bool above = true;

	for (size_t i = 0; i < WINDOWS; i++) {
		struct probe *probe = &world->windows[i];

		if (world->there[i]) {
			focused += probe->focused;
			inside += probe->inside;
			assert_int_equal(probe->focused, &probe->view == focus);
			assert_int_equal(probe->focused, probe->view.activated);
			probe_clear(probe);
		}
	}
	assert_int_equal(focused, focus ? 1 : 0);
	assert_in_range(inside, 0, 1);
	if (!focus) {
		return;
	}
	assert_true(focus->mapped && !focus->minimized && !focus->popup);
	wl_list_for_each(view, &world->scene.server.views, link) {
		above &= view != focus;
		if (above && view->popup) {
			assert_true(view_has_same_origin(view, focus));
		}
	}
}

static long
get_env(const char *name, long preset)
{
	const char *text = getenv(name);
	long value;

	return text && str_to_long(text, 0, 1000000000, &value) ? value : preset;
}

static void
test_anything_at_all(void **state)
{
	static struct world world;
	long seed = get_env("TEST_SEED", 1);
	long steps = get_env("TEST_STEPS", STEPS);

	world.random = (uint64_t)seed;
	scene_init(&world.scene, "1280x720", "[keys]\nCtrl+Alt+BackSpace=none\n");
	hands_init(&world.hands, &world.scene);
	for (long i = 0; i < steps; i++) {
		step(&world);
		check(&world);
	}
	for (size_t i = 0; i < WINDOWS; i++) {
		if (world.there[i]) {
			probe_destroy(&world.windows[i]);
		}
	}
	hands_finish(&world.hands);
	scene_finish(&world.scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_anything_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
