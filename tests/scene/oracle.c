// SPDX-License-Identifier: MIT
#include "tests/scene/oracle.h"

#include <linux/input-event-codes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/fake_clock.h"

#define X11_OFFSET 8
#define PRESS_MSEC 300 // no press on what has just come
#define TYPING_MSEC 1000 // nobody gets the keyboard by itself
#define FIRST_WHEEL 4
#define CORNER 8 // logical px that a frame's corner may be round
#define LAST_WHEEL 7

/* The first complaint stands. */
__attribute__((format(printf, 2, 3))) static void
complain(struct oracle *oracle, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	if (oracle->complaint[0] == '\0') {
		vsnprintf(oracle->complaint, sizeof(oracle->complaint), fmt,
				args);
	}
	va_end(args);
}

static void
forget(struct oracle *oracle, size_t q)
{
	memset(&oracle->qubes[q], 0, sizeof(oracle->qubes[q]));
	oracle->qubes[q].focus = -1;
	oracle->qubes[q].inside = -1;
	oracle->qubes[q].held_on = -1;
}

void
oracle_init(struct oracle *oracle, struct world *world, bool looks)
{
	*oracle = (struct oracle){.looks = looks, .under = -1};
	for (size_t q = 0; q < WORLD_QUBES; q++) {
		forget(oracle, q);
	}
}

static int
find_focus(const struct oracle *oracle)
{
	for (size_t q = 0; q < WORLD_QUBES; q++) {
		if (oracle->qubes[q].focus >= 0) {
			return oracle->qubes[q].focus;
		}
	}
	return -1;
}

static bool
has_keys(const struct oracle *oracle, size_t q)
{
	static const uint8_t none[sizeof(oracle->qubes[q].keys)];

	return memcmp(oracle->qubes[q].keys, none, sizeof(none)) != 0;
}

static bool
is_down(const struct world *world, uint32_t evdev)
{
	for (size_t i = 0; i < WORLD_KEYS; i++) {
		if (world_keys[i] == evdev) {
			return world->key_down[i];
		}
	}
	return false;
}

static int
look_under(struct world *world)
{
	return world_find(world_look(world, world->x, world->y));
}

void
oracle_begin(struct oracle *oracle, struct world *world, const struct step *step)
{
	oracle->focus = find_focus(oracle);
	oracle->msec = fake_clock_now_msec();
	oracle->was_clean = true;
	oracle->was_locked = world->locked;
	oracle->was_launching = world->launcher_runs;
	oracle->yielded &= world->launcher_runs;
	for (size_t i = 0; i < WORLD_KEYS; i++) {
		oracle->was_clean &= !world->key_down[i];
	}
	if (!oracle->looks &&
			(step->act == ACT_BUTTON || step->act == ACT_WHEEL)) {
		oracle->under = look_under(world);
	}
}

/* Keys */

static void
take_key(struct oracle *oracle, struct world *world, const struct step *step,
		size_t q, const struct gui_msg *msg)
{
	int window = (int)msg->window - WORLD_FIRST_ID;
	uint32_t code = msg->keypress.keycode;
	uint32_t evdev = code - X11_OFFSET;
	uint8_t *byte = &oracle->qubes[q].keys[code / 8 % 32];
	uint8_t bit = (uint8_t)(1u << code % 8);
	bool pressed = msg->keypress.type == GUI_KEY_PRESS;

	if (oracle->qubes[q].focus != window) {
		complain(oracle, "key %u reached window %d without the keyboard",
				evdev, window);
	}
	if (!!(*byte & bit) == pressed) {
		complain(oracle, "key %u of qube %zu is %s twice", evdev, q,
				pressed ? "pressed" : "released");
	}
	if (pressed && step->act != ACT_CHORD && !is_down(world, evdev)) {
		complain(oracle, "key %u is pressed only in qube %zu", evdev, q);
	}
	if (pressed && step->act == ACT_CHORD && oracle->was_clean &&
			evdev == world_get_chord_key(step)) {
		complain(oracle, "key %u of a chord reached qube %zu", evdev, q);
	}
	if (pressed && step->act == ACT_KEY && world_is_chord(world, evdev)) {
		complain(oracle, "key %u with modifiers reached qube %zu",
				evdev, q);
	}
	*byte ^= bit;
}

static void
take_focus(struct oracle *oracle, size_t q, const struct gui_msg *msg)
{
	int window = (int)msg->window - WORLD_FIRST_ID;
	int *focus = &oracle->qubes[q].focus;

	if (msg->focus.type == GUI_FOCUS_IN) {
		if (*focus >= 0) {
			complain(oracle, "window %d gets the keyboard, %d has it",
					window, *focus);
		}
		*focus = window;
		return;
	}
	// one that has none may be told so, once more
	if (*focus >= 0 && *focus != window) {
		complain(oracle, "window %d loses the keyboard, %d has it",
				window, *focus);
	}
	if (has_keys(oracle, q)) {
		complain(oracle, "a key is held where the focus left, qube %zu",
				q);
	}
	*focus = -1;
}

/* Nobody hears of keys that are held for others. */
static void
take_keymap(struct oracle *oracle, size_t q, const struct gui_msg *msg)
{
	for (size_t i = 0; i < sizeof(oracle->qubes[q].keys); i++) {
		if (msg->keymap[i] & ~oracle->qubes[q].keys[i]) {
			complain(oracle, "qube %zu hears of keys of others", q);
		}
	}
}

/* Pointer */

static void
press_button(struct oracle *oracle, const struct step *step, size_t q,
		int window, uint32_t button)
{
	bool wheel = button >= FIRST_WHEEL && button <= LAST_WHEEL;
	bool grabbed = oracle->qubes[q].buttons != 0 &&
			oracle->qubes[q].held_on == window;

	if (step->act != (wheel ? ACT_WHEEL : ACT_BUTTON)) {
		complain(oracle, "nobody pressed button %u of qube %zu", button,
				q);
	}
	if (!grabbed && oracle->under != window) {
		complain(oracle, "button %u reached window %d, visible is %d",
				button, window, oracle->under);
	}
	if (!grabbed && !wheel && oracle->looks &&
			oracle->msec - oracle->under_msec < PRESS_MSEC) {
		complain(oracle, "window %d got a press as soon as it came",
				window);
	}
	oracle->qubes[q].held_on = window;
}

static void
take_button(struct oracle *oracle, const struct step *step, size_t q,
		const struct gui_msg *msg)
{
	int window = (int)msg->window - WORLD_FIRST_ID;
	uint32_t button = msg->button.button % 32;
	bool pressed = msg->button.type == GUI_BUTTON_PRESS;
	uint32_t bit = 1u << button;

	if (!!(oracle->qubes[q].buttons & bit) == pressed) {
		complain(oracle, "button %u of qube %zu is %s twice", button, q,
				pressed ? "pressed" : "released");
	}
	if (pressed) {
		press_button(oracle, step, q, window, button);
	} else if (oracle->qubes[q].held_on != window) {
		complain(oracle, "window %d got a release of window %d", window,
				oracle->qubes[q].held_on);
	}
	oracle->qubes[q].buttons ^= bit;
}

static void
take_crossing(struct oracle *oracle, size_t q, const struct gui_msg *msg)
{
	int window = (int)msg->window - WORLD_FIRST_ID;
	int *inside = &oracle->qubes[q].inside;
	bool enters = msg->crossing.type == GUI_CROSSING_ENTER;

	if (*inside != (enters ? -1 : window)) {
		complain(oracle, "the pointer %s window %d from %d",
				enters ? "enters" : "leaves", window, *inside);
	}
	*inside = enters ? window : -1;
}

/* Input that reaches a qube while a program holds the session locked. */
static void
check_locked(struct oracle *oracle, size_t q, const struct gui_msg *msg)
{
	if (msg->type == GUI_MSG_KEYPRESS || msg->type == GUI_MSG_BUTTON ||
			msg->type == GUI_MSG_MOTION ||
			(msg->type == GUI_MSG_CROSSING &&
					msg->crossing.type == GUI_CROSSING_ENTER) ||
			(msg->type == GUI_MSG_FOCUS &&
					msg->focus.type == GUI_FOCUS_IN)) {
		complain(oracle, "message %d reached qube %zu while locked",
				(int)msg->type, q);
	}
}

static void
take(struct oracle *oracle, struct world *world, const struct step *step,
		size_t q, const struct gui_msg *msg)
{
	if (oracle->was_locked && world->locked) {
		check_locked(oracle, q, msg);
	}
	// a person's chord, and nothing else, takes a launcher's keyboard for good
	if (oracle->was_launching && world->launcher_runs && !oracle->yielded &&
			msg->type == GUI_MSG_FOCUS &&
			msg->focus.type == GUI_FOCUS_IN) {
		if (step->act != ACT_KEY && step->act != ACT_CHORD) {
			complain(oracle, "qube %zu took the keyboard of a launcher",
					q);
		}
		oracle->yielded = true;
	}
	if (msg->type == GUI_MSG_KEYPRESS) {
		take_key(oracle, world, step, q, msg);
	} else if (msg->type == GUI_MSG_FOCUS) {
		take_focus(oracle, q, msg);
	} else if (msg->type == GUI_MSG_KEYMAP_NOTIFY) {
		take_keymap(oracle, q, msg);
	} else if (msg->type == GUI_MSG_BUTTON) {
		take_button(oracle, step, q, msg);
	} else if (msg->type == GUI_MSG_CROSSING) {
		take_crossing(oracle, q, msg);
	} else if (msg->type == GUI_MSG_MOTION &&
			oracle->qubes[q].inside !=
					(int)msg->window - WORLD_FIRST_ID) {
		complain(oracle, "motion in window %d, the pointer is in %d",
				(int)msg->window - WORLD_FIRST_ID,
				oracle->qubes[q].inside);
	}
}

/* What a window held ends with it: no message can name it any more. */
static void
bury(struct oracle *oracle, struct world *world)
{
	for (size_t i = 0; i < WORLD_WINDOWS; i++) {
		size_t q = i % WORLD_QUBES;

		if (world->exists[i] && world->windows[i].mapped) {
			continue;
		}
		if (oracle->qubes[q].focus == (int)i) {
			oracle->qubes[q].focus = -1;
			memset(oracle->qubes[q].keys, 0,
					sizeof(oracle->qubes[q].keys));
		}
		if (oracle->qubes[q].inside == (int)i) {
			oracle->qubes[q].inside = -1;
		}
		if (oracle->qubes[q].held_on == (int)i) {
			oracle->qubes[q].buttons = 0;
			oracle->qubes[q].held_on = -1;
		}
	}
}

/* Promises that hold between steps */

static void
check_focus(struct oracle *oracle, const struct step *step)
{
	int actor = world_get_actor(step);
	int before = oracle->focus;
	int now = find_focus(oracle);
	int n = 0;

	for (size_t q = 0; q < WORLD_QUBES; q++) {
		n += oracle->qubes[q].focus >= 0;
	}
	if (n > 1) {
		complain(oracle, "%d windows have the keyboard", n);
	}
	if (actor < 0 && step->act != ACT_TIME) {
		return;
	}
	if (before >= 0 && before % WORLD_QUBES != actor && now != before &&
			(actor >= 0 || now < 0 ||
					now % WORLD_QUBES !=
							before % WORLD_QUBES)) {
		complain(oracle,
				"the keyboard went from window %d to %d by "
				"itself",
				before, now);
	}
	if (before < 0 && now >= 0 &&
			fake_clock_now_msec() - oracle->typed_msec < TYPING_MSEC) {
		complain(oracle, "window %d got the keyboard while typing", now);
	}
}

static void
note_typing(struct oracle *oracle, struct world *world, const struct step *step)
{
	uint32_t evdev = world_keys[step->a % WORLD_KEYS];
	bool letter = evdev == KEY_A || evdev == KEY_B || evdev == KEY_C ||
			evdev == KEY_V;
	bool ours = oracle->menu || world->locked || world->launcher_runs;

	if (step->act == ACT_KEY && letter && oracle->was_clean && !ours) {
		oracle->typed_msec = oracle->msec;
	}
}

static bool
is_anything_held(const struct world *world)
{
	for (size_t i = 0; i < WORLD_BUTTONS; i++) {
		if (world->button_down[i]) {
			return true;
		}
	}
	return false;
}

/* Not only seen through the rounded corner of a frame. */
static bool
is_all_around(struct world *world, int window)
{
	for (int i = 0; i < 4; i++) {
		int x = world->x + (i & 1 ? CORNER : -CORNER);
		int y = world->y + (i & 2 ? CORNER : -CORNER);

		if (world_find(world_look(world, x, y)) != window) {
			return false;
		}
	}
	return true;
}

static void
check_pointer(struct oracle *oracle, struct world *world, const struct step *step)
{
	int under = look_under(world);
	int inside = -1;

	if (world->locked && under >= 0) {
		complain(oracle, "window %d is visible while locked", under);
	}

	for (size_t q = 0; q < WORLD_QUBES; q++) {
		if (oracle->qubes[q].inside >= 0) {
			if (inside >= 0) {
				complain(oracle, "the pointer is in two windows");
			}
			inside = oracle->qubes[q].inside;
		}
	}
	/* A launcher's picture comes after it is mapped: until the pointer
	 * moves, the window below believes to have it. A press and the wheel
	 * look again. */
	if (!is_anything_held(world) && inside != under &&
			!(world->launcher_runs && under < 0) &&
			(inside >= 0 ||
					(!oracle->menu &&
							is_all_around(world,
									under)))) {
		complain(oracle,
				"the pointer is in window %d, visible at %d, %d "
				"is window %d (colour %06x)",
				inside, world->x, world->y, under,
				world_look(world, world->x, world->y));
	}
	if (under != oracle->under) {
		// what the person did the person knows
		bool by_itself = world_get_actor(step) >= 0 ||
				step->act == ACT_TIME;

		oracle->under_msec = by_itself ? oracle->msec : 0;
	}
	oracle->under = under;
}

static bool
get_common(const struct gui_rect *a, const struct gui_rect *b, int *x, int *y)
{
	int x1 = a->x > b->x ? a->x : b->x;
	int y1 = a->y > b->y ? a->y : b->y;
	int x2 = a->x + (int)a->width < b->x + (int)b->width
			? a->x + (int)a->width
			: b->x + (int)b->width;
	int y2 = a->y + (int)a->height < b->y + (int)b->height
			? a->y + (int)a->height
			: b->y + (int)b->height;

	*x = (x1 + x2) / 2;
	*y = (y1 + y2) / 2;
	return x1 < x2 && y1 < y2 && *x >= 0 && *y >= 0 && *x < WORLD_WIDTH &&
			*y < WORLD_HEIGHT;
}

/* Where a popup and another qube's window with the keyboard share pixels, they
 * are not the popup's. */
static void
check_popups(struct oracle *oracle, struct world *world)
{
	int focus = find_focus(oracle);
	int x, y;

	for (size_t i = 0; focus >= 0 && i < WORLD_WINDOWS; i++) {
		const struct fake_window *popup = &world->windows[i];

		if (world->exists[i] && popup->mapped &&
				popup->override_redirect &&
				(int)i % WORLD_QUBES != focus % WORLD_QUBES &&
				get_common(&popup->geometry,
						&world->windows[focus].geometry,
						&x, &y) &&
				world_find(world_look(world, x, y)) == (int)i) {
			complain(oracle,
					"popup %zu is above window %d, which "
					"has the keyboard",
					i, focus);
		}
	}
}

static void
read_messages(struct oracle *oracle, struct world *world, const struct step *step)
{
	if (step->act == ACT_CRASH) {
		forget(oracle, step->a % WORLD_QUBES);
	}
	for (size_t q = 0; q < WORLD_QUBES; q++) {
		for (size_t i = 0; i < world->qubes[q].n_msgs; i++) {
			take(oracle, world, step, q, &world->qubes[q].msgs[i]);
		}
		fake_qube_forget(&world->qubes[q]);
	}
	bury(oracle, world);
}

void
oracle_end(struct oracle *oracle, struct world *world, const struct step *step)
{
	read_messages(oracle, world, step);
	check_focus(oracle, step);
	note_typing(oracle, world, step);
	oracle->menu |= world_may_open_menu(step);
	if (oracle->looks) {
		check_pointer(oracle, world, step);
		check_popups(oracle, world);
	}
}

static void
tap(struct oracle *oracle, struct world *world)
{
	static const struct step key = {.act = ACT_KEY};

	for (int i = 0; i < 2; i++) {
		oracle_begin(oracle, world, &key);
		world_do(world, &key);
		if (i == 0 && find_focus(oracle) >= 0 &&
				fake_qube_count(&world->qubes[find_focus(oracle) %
								WORLD_QUBES],
						GUI_MSG_KEYPRESS, 0) == 0) {
			complain(oracle, "the keyboard is dead in window %d",
					find_focus(oracle));
		}
		oracle_end(oracle, world, &key);
	}
}

void
oracle_finish(struct oracle *oracle, struct world *world)
{
	static const struct step let_go = {.act = ACT_CHORD};

	oracle->looks = true;
	oracle_begin(oracle, world, &let_go);
	oracle->was_clean = false;
	world_let_go(world);
	world_close_menus(world);
	read_messages(oracle, world, &let_go);
	check_popups(oracle, world);
	tap(oracle, world);
	for (size_t q = 0; q < WORLD_QUBES; q++) {
		if (has_keys(oracle, q)) {
			complain(oracle, "a key is stuck in qube %zu", q);
		}
		if (oracle->qubes[q].buttons != 0) {
			complain(oracle, "a button is stuck in qube %zu", q);
		}
	}
}
