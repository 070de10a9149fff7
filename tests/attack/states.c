// SPDX-License-Identifier: MIT
/* States a window asks for, or that a person gave it. */
#include "compositor/qube/qube.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"
#include "tests/attack/attack.h"
#include "tests/check.h"

#define FULL GUI_FLAG_FULLSCREEN
#define URGENT GUI_FLAG_DEMANDS_ATTENTION
#define MINI GUI_FLAG_MINIMIZE

static struct fake_window *
get_target(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 60, 100, 90, 60);

	return attack->popup ? field_show(field, true, &at) : &field->base;
}

/* number: set; rect.width: unset. */
static void
ask(struct field *field, const struct attack *attack)
{
	struct fake_window *window = get_target(field, attack);

	fake_window_flags(window, attack->number, attack->rect.width);
	attack_look(field, attack);
	field_settle(field);
	fake_window_dump(window, true);
	attack_look(field, attack);
	fake_window_configure(window, &window->geometry);
}

static void
ask_before_map(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 60, 100, 90, 60);
	struct fake_window *window = field_add(field, attack->popup, &at);

	fake_window_flags(window, attack->number, 0);
	fake_window_map(window, 0);
	attack_look(field, attack);
}

static void
storm(struct field *field, const struct attack *attack)
{
	struct fake_window *window = get_target(field, attack);

	for (uint32_t i = 0; i < 2000; i++) {
		uint32_t set = attack->number & (i * 2654435761u >> 29);

		fake_window_flags(window, set, attack->number & ~set);
		if (i % 500 == 0) {
			attack_look(field, attack);
		}
	}
}

/* It does what it likes while it is in a state the person gave it. */
static void
wriggle(struct field *field, struct view *view, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 150, 60, 220, 200);

	attack_look(field, attack);
	fake_window_configure(&field->base, &at);
	attack_look(field, attack);
	fake_window_flags(&field->base, FULL, 0);
	fake_window_flags(&field->base, 0, FULL);
	attack_look(field, attack);
	fake_window_unmap(&field->base);
	attack_look(field, attack);
	fake_window_map(&field->base, 0);
	attack_look(field, attack);
}

static void
in_maximized(struct field *field, const struct attack *attack)
{
	struct view *view = field_try_view(field, &field->base);

	view_set_maximized(view, true);
	wriggle(field, view, attack);
}

static void
in_minimized(struct field *field, const struct attack *attack)
{
	struct view *view = field_try_view(field, &field->base);

	if (field->focus == FIELD_FOCUS_EVIL) {
		field->focus = FIELD_FOCUS_FREE; // it goes on
	}
	view_set_minimized(view, true);
	wriggle(field, view, attack);
}

/* Where the person lets it be fullscreen its label's edge stays. */
static void
in_fullscreen(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 0, 0, 300, 200);
	const struct gui_rect menu = field_rect(field, 0, 0, 420, 40);

	qube_try_from_id(&field->scene.server, 1)->allow_fullscreen = true;
	fake_window_flags(&field->base, FULL, 0);
	field_settle(field);
	attack_look(field, attack);
	fake_window_configure(&field->base, &at);
	field_show(field, true, &menu);
	attack_look(field, attack);
	field_settle(field);
	attack_look(field, attack);
	fake_window_flags(&field->base, MINI, 0);
	if (field->focus == FIELD_FOCUS_EVIL) {
		field->focus = FIELD_FOCUS_FREE;
	}
	attack_look(field, attack);
	fake_window_map(&field->base, 0);
}

static void
take_turns(struct field *field, const struct attack *attack)
{
	for (int i = 0; i < 8; i++) {
		const struct gui_rect at = field_rect(
				field, 20 + 10 * i, 50 + 9 * i, 150, 90);
		struct fake_window *window = field_show(field, false, &at);

		fake_window_flags(window, i % 2 ? FULL : URGENT, 0);
		field_sync(field);
		fake_window_flags(window, MINI, 0);
		field_sync(field);
		fake_window_map(window, 0);
		attack_look(field, attack);
	}
}

static const struct attack attacks[] = {
		{"a window asks to be fullscreen", ask, .number = FULL},
		{"a menu asks to be fullscreen", ask, .popup = true,
				.number = FULL},
		{"a window asks for attention", ask, .number = URGENT},
		{"a menu asks for attention", ask, .popup = true,
				.number = URGENT},
		{"a menu asks to be minimized", ask, .popup = true,
				.number = MINI},
		{"a window asks for states there are none of", ask,
				.number = 0xfffffff8},
		{"a window asks for a state and its opposite", ask, ATTACK_ENDS,
				.rect = {0, 0, FULL, 0}, .number = FULL},
		{"a window gives up all states it never had", ask,
				.rect = {0, 0, UINT32_MAX, 0}},
		{"a window comes fullscreen", ask_before_map, .number = FULL},
		{"a window comes in every state", ask_before_map,
				.number = UINT32_MAX},
		{"a menu comes in every state", ask_before_map, .popup = true,
				.number = UINT32_MAX},
		{"a window changes between fullscreen and not, 2000 times",
				storm, .number = FULL},
		{"a window asks for attention 2000 times", storm,
				.number = URGENT},
		{"a menu changes all states 2000 times", storm, .popup = true,
				.number = FULL | URGENT | MINI},
		{"windows come, shout, hide and come again", take_turns},
		{"a maximized window goes elsewhere", in_maximized},
		{"a minimized window does as if it were shown", in_minimized},
		{"a window that may be fullscreen covers what it can",
				in_fullscreen},
};

const struct attack_kind attack_states = ATTACK_KIND("states", attacks);
