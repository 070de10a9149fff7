// SPDX-License-Identifier: MIT
#include "tests/scene/world.h"

#include <linux/input-event-codes.h>
#include <stdio.h>
#include <string.h>

#include "compositor/config/config.h"
#include "compositor/outputs/output.h"
#include "tests/check.h"
#include "tests/lib/fake_clock.h"

#define FIRST_COLOR 0xa0b010u
#define LABEL 0xcc0000u
#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_MENUS 3 // one in another
#define MAX_MODS 3
#define FIRST_WORKSPACE 13 // the chord that shows it
#define RAISE_MSEC 300
#define MAX_ROUNDS 20 // of messages and answers; then somebody quarrels

const uint32_t world_keys[WORLD_KEYS] = {KEY_A, KEY_B, KEY_C, KEY_V,
		KEY_LEFTSHIFT, KEY_LEFTALT, KEY_LEFTMETA, KEY_LEFTCTRL, KEY_TAB,
		KEY_F4, KEY_UP, KEY_ESC};
const uint32_t world_buttons[WORLD_BUTTONS] = {BTN_LEFT, BTN_RIGHT, BTN_MIDDLE};

static const struct {
	const char *name;
	uint32_t key;
	uint32_t mods[MAX_MODS]; // 0: none
	bool menu; // opens what takes keyboard and pointer until it ends
} chords[] = {
		{"Alt+Tab", KEY_TAB, {KEY_LEFTALT}, false},
		{"Alt+Shift+Tab", KEY_TAB, {KEY_LEFTALT, KEY_LEFTSHIFT}, false},
		{"Alt+F4", KEY_F4, {KEY_LEFTALT}, false},
		{"Alt+F7", KEY_F7, {KEY_LEFTALT}, true},
		{"Alt+F8", KEY_F8, {KEY_LEFTALT}, true},
		{"Alt+Space", KEY_SPACE, {KEY_LEFTALT}, true},
		{"Super+W", KEY_W, {KEY_LEFTMETA}, true},
		{"Super+Left", KEY_LEFT, {KEY_LEFTMETA}, false},
		{"Super+Right", KEY_RIGHT, {KEY_LEFTMETA}, false},
		{"Super+Up", KEY_UP, {KEY_LEFTMETA}, false},
		{"Super+Down", KEY_DOWN, {KEY_LEFTMETA}, false},
		{"Super+T", KEY_T, {KEY_LEFTMETA}, false},
		{"Super+A", KEY_A, {KEY_LEFTMETA}, false},
		{"Super+1", KEY_1, {KEY_LEFTMETA}, false},
		{"Super+2", KEY_2, {KEY_LEFTMETA}, false},
		{"Super+Shift+2", KEY_2, {KEY_LEFTMETA, KEY_LEFTSHIFT}, false},
		{"Ctrl+Alt+Left", KEY_LEFT, {KEY_LEFTCTRL, KEY_LEFTALT}, false},
		{"Ctrl+Alt+Shift+Right", KEY_RIGHT,
				{KEY_LEFTCTRL, KEY_LEFTALT, KEY_LEFTSHIFT}, false},
		{"Super+M", KEY_M, {KEY_LEFTMETA}, false},
		{"Super+F", KEY_F, {KEY_LEFTMETA}, false},
		{"Ctrl+Shift+C", KEY_C, {KEY_LEFTCTRL, KEY_LEFTSHIFT}, false},
		{"Ctrl+Shift+V", KEY_V, {KEY_LEFTCTRL, KEY_LEFTSHIFT}, false},
};

static bool
is_modifier(uint32_t evdev)
{
	return evdev == KEY_LEFTSHIFT || evdev == KEY_LEFTALT ||
			evdev == KEY_LEFTMETA || evdev == KEY_LEFTCTRL;
}

/* Exactly these are held. */
static bool
are_held(const struct world *world, const uint32_t mods[MAX_MODS])
{
	for (size_t i = 0; i < WORLD_KEYS; i++) {
		bool wanted = false;

		for (size_t k = 0; k < MAX_MODS; k++) {
			wanted |= world_keys[i] == mods[k];
		}

		if (is_modifier(world_keys[i]) && wanted != world->key_down[i]) {
			return false;
		}
	}
	return true;
}

bool
world_is_chord(const struct world *world, uint32_t evdev)
{
	for (size_t i = 0; i < LENGTH(chords); i++) {
		if (chords[i].key == evdev && are_held(world, chords[i].mods)) {
			return true;
		}
	}
	return false;
}

bool
world_may_open_menu(const struct step *step)
{
	return step->act == ACT_CHORD ? chords[step->a % LENGTH(chords)].menu
				      : step->act == ACT_BUTTON &&
					world_buttons[step->a % WORLD_BUTTONS] ==
							BTN_RIGHT;
}

uint32_t
world_get_chord_key(const struct step *step)
{
	return chords[step->a % LENGTH(chords)].key;
}

uint32_t
world_get_color(size_t window)
{
	return FIRST_COLOR + (uint32_t)window;
}

int
world_find(uint32_t color)
{
	return color >= FIRST_COLOR && color < FIRST_COLOR + WORLD_WINDOWS
			? (int)(color - FIRST_COLOR)
			: -1;
}

uint32_t
world_look(struct world *world, int x, int y)
{
	struct server *server = &world->scene.server;

	wl_signal_emit_mutable(&server->events.frame, output_at(server, 0, 0));
	return glass_look(&world->glass, x, y);
}

/* Moves bytes until there are none. */
static void
settle(struct world *world)
{
	bool busy = true;

	for (int i = 0; i < MAX_ROUNDS && busy; i++) {
		busy = false;
		for (size_t q = 0; q < WORLD_QUBES; q++) {
			if (world->qubes[q].out.len > 0) {
				fake_qube_pump(&world->qubes[q]);
			}
		}
		wl_event_loop_dispatch(world->scene.server.loop, 0);
		for (size_t q = 0; q < WORLD_QUBES; q++) {
			size_t before = world->qubes[q].n_msgs;

			fake_qube_pump(&world->qubes[q]);
			busy |= world->qubes[q].n_msgs > before ||
					world->qubes[q].out.len > 0;
		}
	}
	for (size_t q = 0; q < WORLD_QUBES; q++) {
		assert_false(fake_qube_is_dropped(&world->qubes[q]));
	}
}

static void
pass(struct world *world, int64_t msec)
{
	fake_clock_advance(msec);
	settle(world);
}

static struct gui_rect
get_rect(const struct step *step)
{
	const struct gui_rect rect = {
			.x = (int32_t)(step->b % 1000) * WORLD_WIDTH / 1000 - 20,
			.y = (int32_t)(step->b / 1000 % 1000) * WORLD_HEIGHT /
							1000 -
					20,
			.width = 20 + step->c % 130,
			.height = 20 + step->c / 1000 % 110,
	};

	return rect;
}

static void
come(struct world *world, const struct step *step, size_t i)
{
	struct fake_window *window = &world->windows[i];
	struct fake_qube *qube = &world->qubes[i % WORLD_QUBES];
	struct gui_rect rect = get_rect(step);
	// of a sibling now and then, which may not exist
	uint32_t parent = step->c % 3 == 0 ? WORLD_FIRST_ID +
					(uint32_t)((i + WORLD_QUBES) %
							WORLD_WINDOWS)
					   : 0;

	if (step->act == ACT_POPUP) {
		fake_window_create_popup(window, qube,
				WORLD_FIRST_ID + (uint32_t)i, &rect,
				world_get_color(i));
	} else {
		fake_window_create(window, qube, WORLD_FIRST_ID + (uint32_t)i,
				&rect, world_get_color(i));
	}
	fake_window_map(window, parent);
	world->exists[i] = true;
}

static void
go(struct world *world, size_t i)
{
	fake_window_destroy(&world->windows[i]);
	world->exists[i] = false;
}

static void
crash(struct world *world, size_t q)
{
	struct fake_qube *qube = &world->qubes[q];

	fake_qube_disconnect(qube);
	wl_event_loop_dispatch(world->scene.server.loop, 0);
	wl_event_loop_dispatch(world->scene.server.loop, 0);
	fake_qube_connect(qube, 8);
	for (size_t i = q; i < WORLD_WINDOWS; i += WORLD_QUBES) {
		if (world->exists[i]) {
			fake_window_replay(&world->windows[i]);
		}
	}
}

static void
change(struct world *world, const struct step *step)
{
	size_t i = step->a % WORLD_WINDOWS;
	struct fake_window *window = &world->windows[i];
	struct gui_rect rect = get_rect(step);
	char title[16];

	if (step->act == ACT_WINDOW || step->act == ACT_POPUP) {
		(world->exists[i] ? go(world, i) : come(world, step, i));
	} else if (!world->exists[i]) {
		return;
	} else if (step->act == ACT_HIDE && window->mapped) {
		fake_window_unmap(window);
	} else if (step->act == ACT_HIDE) {
		fake_window_map(window, 0);
	} else if (step->act == ACT_CONFIGURE) {
		fake_window_configure(window, &rect);
	} else if (step->act == ACT_FLAGS) {
		fake_window_flags(window, step->b & 7, ~step->b & step->c & 7);
	} else {
		snprintf(title, sizeof(title), "title %u", step->b % 1000);
		fake_window_title(window, title);
	}
}

static void
toggle_key(struct world *world, size_t i)
{
	world->key_down[i] = !world->key_down[i];
	hands_key(&world->hands, world_keys[i], world->key_down[i]);
}

static void
toggle_button(struct world *world, size_t i)
{
	world->button_down[i] = !world->button_down[i];
	hands_button(&world->hands, world_buttons[i], world->button_down[i]);
}

/* Keys that are held already stay so: it is another chord then. */
static void
press_chord(struct world *world, size_t i)
{
	bool pressed[MAX_MODS + 1] = {0};
	uint32_t codes[MAX_MODS + 1];

	memcpy(codes, chords[i].mods, sizeof(chords[i].mods));
	codes[MAX_MODS] = chords[i].key;
	for (size_t k = 0; k <= MAX_MODS; k++) {
		bool held = codes[k] == 0;

		for (size_t n = 0; n < WORLD_KEYS; n++) {
			held |= world_keys[n] == codes[k] && world->key_down[n];
		}
		if (!held) {
			hands_key(&world->hands, codes[k], true);
			pressed[k] = true;
		}
	}
	for (size_t k = MAX_MODS + 1; k > 0; k--) {
		if (pressed[k - 1]) {
			hands_key(&world->hands, codes[k - 1], false);
		}
	}
}

static void
move(struct world *world, int x, int y)
{
	world->x = x < 0 ? 0 : x >= WORLD_WIDTH ? WORLD_WIDTH - 1 : x;
	world->y = y < 0 ? 0 : y >= WORLD_HEIGHT ? WORLD_HEIGHT - 1 : y;
	hands_move(&world->hands, world->x + 0.5, world->y + 0.5);
}

static void
move_on(struct world *world, const struct step *step)
{
	size_t i = step->a % WORLD_WINDOWS;
	const struct gui_rect *at = &world->windows[i].geometry;

	// a little outside too, where frames are
	move(world, at->x - 30 + (int)(step->b % 1000 * (at->width + 40) / 1000),
			at->y - 30 +
					(int)(step->c % 1000 * (at->height + 40) /
							1000));
}

static void
toggle_lock(struct world *world, const struct step *step)
{
	struct locker *locker = &world->locker;

	if (!world->locker_runs) {
		locker_init(locker, &world->scene);
		locker_ask(locker);
		for (int i = 0; i < MAX_ROUNDS && !locker->locked; i++) {
			pass(world, 20); // until the screen is blank
			client_sync(&locker->client);
		}
		assert_true(locker->locked);
		locker_cover(locker);
		world->locked = true;
		world->locker_runs = true;
		return;
	}
	world->locker_runs = false;
	if (step->a % 4 == 0) {
		locker_kill(locker);
	} else {
		locker_unlock(locker);
		world->locked = false;
	}
}

static void
toggle_launcher(struct world *world)
{
	static const struct furniture_spec spec = {
			.name = "launcher",
			.layer = ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY,
			.width = 90,
			.height = 60,
			.keyboard = ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE,
			.rgb = 0x202020,
	};

	if (world->launcher_runs) {
		furniture_finish(&world->launcher);
	} else {
		furniture_show(&world->launcher, &world->scene, &spec);
	}
	world->launcher_runs = !world->launcher_runs;
}

/* As when the configuration is read again. */
static void
toggle_follow(struct world *world, int raise_delay)
{
	struct config *config = world->scene.server.config;

	config->follow_mouse = !config->follow_mouse;
	config->raise_delay = raise_delay;
}

void
world_do(struct world *world, const struct step *step)
{
	switch (step->act) {
	case ACT_KEY:
		toggle_key(world, step->a % WORLD_KEYS);
		break;
	case ACT_CHORD:
		press_chord(world, step->a % LENGTH(chords));
		break;
	case ACT_BUTTON:
		toggle_button(world, step->a % WORLD_BUTTONS);
		break;
	case ACT_WHEEL:
		hands_wheel(&world->hands, step->a % 2 ? 120 : -120);
		break;
	case ACT_MOVE:
		move(world, (int)(step->b % WORLD_WIDTH),
				(int)(step->c % WORLD_HEIGHT));
		break;
	case ACT_MOVE_ON:
		move_on(world, step);
		break;
	case ACT_WINDOW:
	case ACT_POPUP:
	case ACT_HIDE:
	case ACT_CONFIGURE:
	case ACT_FLAGS:
	case ACT_TITLE:
		change(world, step);
		break;
	case ACT_CRASH:
		crash(world, step->a % WORLD_QUBES);
		break;
	case ACT_TIME:
		pass(world, 1 + step->b % 500);
		break;
	case ACT_LOCK:
		toggle_lock(world, step);
		break;
	case ACT_LAUNCHER:
		toggle_launcher(world);
		break;
	case ACT_FOLLOW:
		toggle_follow(world, step->b % 2 ? RAISE_MSEC : 0);
		break;
	case ACT_COUNT:
		break;
	}
	settle(world);
}

void
world_close_menus(struct world *world)
{
	for (int i = 0; i < MAX_MENUS; i++) {
		hands_tap(&world->hands, KEY_ESC);
	}
	settle(world);
}

void
world_let_go(struct world *world)
{
	for (size_t i = 0; i < WORLD_KEYS; i++) {
		if (world->key_down[i]) {
			toggle_key(world, i);
		}
	}
	for (size_t i = 0; i < WORLD_BUTTONS; i++) {
		if (world->button_down[i]) {
			toggle_button(world, i);
		}
	}
	settle(world);
}

void
world_reset(struct world *world)
{
	static const struct step lock = {.act = ACT_LOCK, .a = 1};

	while (world->locked) {
		world_do(world, &lock);
	}
	if (world->launcher_runs) {
		toggle_launcher(world);
	}
	world->scene.server.config->follow_mouse = false;
	world_let_go(world);
	world_close_menus(world);
	press_chord(world, FIRST_WORKSPACE);
	for (size_t i = 0; i < WORLD_WINDOWS; i++) {
		if (world->exists[i]) {
			go(world, i);
		}
	}
	settle(world);
	move(world, 5, WORLD_HEIGHT - 5);
	pass(world, 2000);
	for (size_t q = 0; q < WORLD_QUBES; q++) {
		fake_qube_forget(&world->qubes[q]);
	}
}

void
world_init(struct world *world)
{
	static const char *const names[] = {"work", "home", "bank"};
	char screen[32];

	memset(world, 0, sizeof(*world));
	snprintf(screen, sizeof(screen), "%dx%d", WORLD_WIDTH, WORLD_HEIGHT);
	scene_init(&world->scene, screen, "[keys]\nCtrl+Alt+BackSpace=none\n");
	glass_init(&world->glass, &world->scene);
	for (size_t q = 0; q < WORLD_QUBES; q++) {
		fake_qube_init(&world->qubes[q], &world->scene.server,
				(uint32_t)q + 1, names[q], LABEL, 8);
	}
	hands_init(&world->hands, &world->scene);
	settle(world);
	world_reset(world);
}

void
world_finish(struct world *world)
{
	hands_finish(&world->hands);
	for (size_t q = 0; q < WORLD_QUBES; q++) {
		fake_qube_finish(&world->qubes[q]);
	}
	glass_finish(&world->glass);
	scene_finish(&world->scene);
}

int
world_get_actor(const struct step *step)
{
	if (step->act == ACT_CRASH) {
		return (int)(step->a % WORLD_QUBES);
	}
	return step->act >= ACT_WINDOW && step->act < ACT_CRASH
			? (int)(step->a % WORLD_WINDOWS % WORLD_QUBES)
			: -1;
}

void
world_describe(const struct step *step, char *text, size_t size)
{
	static const char *const names[] = {
			[ACT_KEY] = "toggles key",
			[ACT_CHORD] = "presses",
			[ACT_BUTTON] = "toggles button",
			[ACT_WHEEL] = "wheel",
			[ACT_MOVE] = "moves to",
			[ACT_MOVE_ON] = "moves on window",
			[ACT_WINDOW] = "comes or goes: window",
			[ACT_POPUP] = "comes or goes: popup",
			[ACT_HIDE] = "is mapped or unmapped: window",
			[ACT_CONFIGURE] = "wishes a geometry: window",
			[ACT_FLAGS] = "wishes flags: window",
			[ACT_TITLE] = "takes a title: window",
			[ACT_CRASH] = "crashes: qube",
			[ACT_TIME] = "time passes: msec",
			[ACT_LOCK] = "locks or unlocks, or dies:",
	};
	int actor = world_get_actor(step);

	switch (step->act) {
	case ACT_KEY:
		snprintf(text, size, "person %s %u", names[step->act],
				world_keys[step->a % WORLD_KEYS]);
		break;
	case ACT_CHORD:
		snprintf(text, size, "person %s %s", names[step->act],
				chords[step->a % LENGTH(chords)].name);
		break;
	case ACT_BUTTON:
	case ACT_WHEEL:
		snprintf(text, size, "person %s %u", names[step->act],
				step->a % WORLD_BUTTONS);
		break;
	case ACT_MOVE:
	case ACT_MOVE_ON:
		snprintf(text, size, "person %s %u (%u, %u)", names[step->act],
				step->a % WORLD_WINDOWS, step->b, step->c);
		break;
	case ACT_LAUNCHER:
		snprintf(text, size, "launcher comes or goes");
		break;
	case ACT_FOLLOW:
		snprintf(text, size, "keyboard follows the mouse or not, %s",
				step->b % 2 ? "raising" : "not raising");
		break;
	case ACT_LOCK:
		snprintf(text, size, "locker %s %u", names[step->act],
				step->a % 4);
		break;
	case ACT_TIME:
		snprintf(text, size, "%s %u", names[step->act],
				1 + step->b % 500);
		break;
	case ACT_WINDOW:
	case ACT_POPUP:
	case ACT_HIDE:
	case ACT_CONFIGURE:
	case ACT_FLAGS:
	case ACT_TITLE:
	case ACT_CRASH:
		snprintf(text, size, "qube %d %s %u (%u, %u)", actor,
				names[step->act], step->a % WORLD_WINDOWS,
				step->b, step->c);
		break;
	case ACT_COUNT:
		break;
	}
}
