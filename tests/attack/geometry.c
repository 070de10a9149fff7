// SPDX-License-Identifier: MIT
/* Places and sizes that no window has, or that would hide something. */
#include <stdint.h>

#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "tests/attack/attack.h"
#include "tests/check.h"

#define MIN INT32_MIN
#define MAX INT32_MAX
#define UMAX UINT32_MAX

static void
send_rect(struct fake_window *window, enum gui_msg_type type,
		const struct gui_rect *rect)
{
	struct gui_msg msg = {.type = type, .window = window->id};

	if (type == GUI_MSG_CONFIGURE) {
		msg.configure.geometry = *rect;
	} else {
		msg.shmimage = *rect;
	}
	fake_qube_send(window->qube, &msg);
}

/* Created with it, shown with a small picture. */
static void
create_with(struct field *field, const struct attack *attack)
{
	struct fake_window *window =
			field_add(field, attack->popup, &attack->rect);
	const struct gui_rect at = {attack->rect.x, attack->rect.y, 64, 48};

	window->geometry = at; // of the picture
	fake_window_map(window, 0);
	attack_look(field, attack);
}

/* Asks for it while shown, and again with a picture. */
static void
move_to(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 60, 100, 90, 60);
	struct fake_window *window = field_show(field, attack->popup, &at);

	field_sync(field);
	send_rect(window, GUI_MSG_CONFIGURE, &attack->rect);
	attack_look(field, attack);
	send_rect(&field->base, GUI_MSG_CONFIGURE, &attack->rect);
	fake_window_damage(window, &at);
	attack_look(field, attack);
}

static struct wlr_box
get_screen(struct field *field)
{
	struct output *output = output_at(&field->scene.server, 0, 0);

	return output->box;
}

/* As large as the screen, in the size of its pixels, with a picture. */
static void
cover_screen(struct field *field, const struct attack *attack)
{
	struct wlr_box box = get_screen(field);
	struct gui_rect at = field_rect(field, attack->rect.x, attack->rect.y,
			box.width + (int)attack->rect.width,
			box.height + (int)attack->rect.height);
	struct fake_window *window = field_show(field, attack->popup, &at);

	attack_look(field, attack);
	fake_window_configure(window, &at); // insists
	attack_look(field, attack);
	at.x = -at.x;
	fake_window_configure(window, &at);
}

/* At a place of the screen, shown with a picture of that size. */
static void
show_at(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, attack->rect.x,
			attack->rect.y, (int)attack->rect.width,
			(int)attack->rect.height);
	struct fake_window *window = field_show(field, attack->popup, &at);

	attack_look(field, attack);
	field_settle(field);
	fake_window_configure(window, &at);
	attack_look(field, attack);
}

static void
creep(struct field *field, const struct attack *attack)
{
	const struct gui_rect start = field_rect(field, 60, 150, 90, 60);
	struct fake_window *window = field_show(field, attack->popup, &start);
	struct gui_rect at = start;

	field_sync(field);
	for (int i = 0; i < 40; i++) {
		at.x += attack->rect.x;
		at.y += attack->rect.y;
		fake_window_configure(window, &at);
		if (i % 8 == 0) {
			attack_look(field, attack);
		}
	}
}

static void
storm(struct field *field, const struct attack *attack)
{
	struct gui_rect at = field_rect(field, 60, 150, 90, 60);
	struct fake_window *window = field_show(field, attack->popup, &at);

	for (int i = 0; i < 2000; i++) {
		at.x = (i * 37) % 800 - 200;
		at.y = (i * 91) % 800 - 200;
		send_rect(window, GUI_MSG_CONFIGURE, &at);
	}
	attack_look(field, attack);
}

/* Never takes what it is asked, never stops asking. */
static void
fight(struct field *field, const struct attack *attack)
{
	struct gui_rect at = field_rect(field, 0, 0, 200, 100);
	struct fake_window *window;

	field->evil.auto_ack = false;
	window = field_show(field, attack->popup, &at);
	for (int i = 0; i < 30; i++) {
		at.width = at.width == 200 ? 210 : 200;
		fake_window_configure(window, &at);
		field_sync(field);
	}
}

static void
resize_often(struct field *field, const struct attack *attack)
{
	struct gui_rect at = field_rect(field, 60, 150, 90, 60);
	struct fake_window *window = field_show(field, attack->popup, &at);

	for (uint32_t i = 0; i < 60; i++) {
		at.width = 1 + i * 37 % 300;
		at.height = 1 + i * 53 % 200;
		send_rect(window, GUI_MSG_CONFIGURE, &at);
		if (i % 3 == 0) { // with a picture at times
			window->geometry = at;
			fake_window_dump(window, i % 2 == 0);
		}
		if (i % 20 == 0) {
			attack_look(field, attack);
		}
	}
}

static void
hint(struct field *field, const struct attack *attack)
{
	const uint32_t n = attack->number;
	struct gui_msg msg = {
			.type = GUI_MSG_WINDOW_HINTS,
			.window = FIELD_BASE,
			.hints = {.flags = UMAX,
					.min_width = n,
					.min_height = n,
					.max_width = attack->rect.width,
					.max_height = attack->rect.height,
					.inc_width = (uint32_t)attack->rect.x,
					.inc_height = (uint32_t)attack->rect.y,
					.base_width = n,
					.base_height = n},
	};
	const struct gui_rect at = field_rect(field, 60, 100, 90, 60);

	fake_qube_send(&field->evil, &msg);
	fake_window_flags(&field->base, GUI_FLAG_FULLSCREEN, 0);
	attack_look(field, attack);
	fake_window_flags(&field->base, 0, GUI_FLAG_FULLSCREEN);
	fake_window_configure(&field->base, &at);
}

static const struct attack attacks[] = {
		{"a window is created at the least coordinates there are",
				create_with, .rect = {MIN, MIN, 64, 48}},
		{"a window is created at the greatest coordinates there are",
				create_with, .rect = {MAX, MAX, 64, 48}},
		{"a window is created 16384 x 6144 large", create_with,
				.rect = {0, 0, 16384, 6144}},
		{"a window is created larger than the protocol allows",
				create_with, .rect = {0, 0, MAX, MAX}},
		{"a window is created with a negative size", create_with,
				ATTACK_ENDS, .rect = {0, 0, UMAX, UMAX}},
		{"a window is created with a width of 2^31", create_with,
				ATTACK_ENDS, .rect = {0, 0, 1u << 31, 10}},
		{"a window is created without a size", create_with,
				.rect = {50, 50, 0, 0}},
		{"a window is created without a width", create_with,
				.rect = {50, 50, 0, 65535}},
		{"a window is created one pixel large", create_with,
				.rect = {50, 50, 1, 1}},
		{"a window is created one pixel wide and 65535 high",
				create_with, .rect = {50, 50, 1, 65535}},
		{"a popup is created at the least coordinates", create_with,
				.rect = {MIN, MIN, 64, 48}, .popup = true},
		{"a popup is created at the greatest coordinates", create_with,
				.rect = {MAX, MAX, 64, 48}, .popup = true},
		{"a popup is created without a size", create_with,
				.rect = {50, 50, 0, 0}, .popup = true},
		{"a popup is created one pixel large", create_with,
				.rect = {50, 50, 1, 1}, .popup = true},
		{"a popup is created 16384 x 1 large", create_with,
				.rect = {0, 50, 16384, 1}, .popup = true},
		{"a popup is created with a negative size", create_with,
				ATTACK_ENDS, .rect = {0, 0, UMAX, 10},
				.popup = true},
		{"a window goes to the least coordinates", move_to,
				.rect = {MIN, MIN, 90, 60}},
		{"a window goes to the greatest coordinates", move_to,
				.rect = {MAX, MAX, 90, 60}},
		{"a window goes to the left of all screens", move_to,
				.rect = {-5000, 100, 90, 60}},
		{"a window goes above all screens", move_to,
				.rect = {100, -5000, 90, 60}},
		{"a window goes below all screens", move_to,
				.rect = {100, 5000, 90, 60}},
		{"a window's title bar goes under the strip", move_to,
				.rect = {100, 10, 90, 60}},
		{"a window grows beyond all limits", move_to,
				.rect = {0, 0, UMAX, UMAX}},
		{"a window takes the size of nothing", move_to, ATTACK_ENDS,
				.rect = {100, 100, 0, 0}},
		{"a window takes a width of nothing", move_to, ATTACK_ENDS,
				.rect = {100, 100, 0, 60}},
		{"a window shrinks to one pixel", move_to,
				.rect = {100, 100, 1, 1}},
		{"a window becomes one pixel wide and 65535 high", move_to,
				.rect = {100, 100, 1, 65535}},
		{"a window becomes 16384 wide and one pixel high", move_to,
				.rect = {-8000, 100, 16384, 1}},
		{"a popup goes to the least coordinates", move_to,
				.rect = {MIN, MIN, 90, 60}, .popup = true},
		{"a popup goes to the greatest coordinates", move_to,
				.rect = {MAX, MAX, 90, 60}, .popup = true},
		{"a popup goes under the strip", move_to,
				.rect = {100, 0, 90, 20}, .popup = true},
		{"a popup shrinks to one pixel", move_to,
				.rect = {100, 100, 1, 1}, .popup = true},
		{"a popup grows beyond all limits", move_to,
				.rect = {0, 0, UMAX, UMAX}, .popup = true},
		{"a window covers the screen", cover_screen},
		{"a window covers more than the screen", cover_screen,
				.rect = {-40, -40, 80, 80}},
		{"a popup covers the screen", cover_screen, .popup = true},
		{"a popup covers more than the screen", cover_screen,
				.rect = {-40, -40, 80, 80}, .popup = true},
		{"a popup covers nine tenths of the screen", cover_screen,
				.rect = {0, 28, (uint32_t)-20, (uint32_t)-60},
				.popup = true},
		{"a popup lies on the strip", show_at, .rect = {0, 0, 420, 28},
				.popup = true},
		{"a window lies on the strip", show_at, .rect = {0, 0, 420, 28}},
		{"a popup lies on another window's title bar", show_at,
				.rect = {190, 92, 160, 28}, .popup = true},
		{"a popup lies on another window's name", show_at,
				.rect = {190, 95, 60, 20}, .popup = true},
		{"a popup lies on another window's left edge", show_at,
				.rect = {180, 120, 12, 110}, .popup = true},
		{"a popup covers another window but its title bar", show_at,
				.rect = {190, 120, 160, 110}, .popup = true},
		{"a window lies exactly on another window", show_at,
				.rect = {190, 120, 160, 110}},
		{"a popup lies on a trusted program's window", show_at,
				.rect = {20, 240, 120, 60}, .popup = true},
		{"a popup lies on the seam of two screens", show_at,
				.rect = {380, 100, 90, 60}, .popup = true},
		{"a window lies on the seam of two screens", show_at,
				.rect = {380, 100, 90, 60}},
		{"a popup lies in the last corner of the screen", show_at,
				.rect = {419, 319, 50, 50}, .popup = true},
		{"a window creeps under the strip by single pixels", creep,
				.rect = {0, -5, 0, 0}},
		{"a window creeps over the edge of the screen", creep,
				.rect = {11, 0, 0, 0}},
		{"a popup creeps under the strip", creep, .rect = {0, -5, 0, 0},
				.popup = true},
		{"a popup creeps over the edge of the screen", creep,
				.rect = {11, 3, 0, 0}, .popup = true},
		{"a window moves two thousand times at once", storm},
		{"a popup moves two thousand times at once", storm, .popup = true},
		{"a window never takes the place it is given", fight},
		{"a popup never takes the place it is given", fight,
				.popup = true},
		{"a window changes its size faster than its picture",
				resize_often},
		{"a popup changes its size faster than its picture",
				resize_often, .popup = true},
		{"hints say a least size above the greatest", hint,
				.rect = {1, 1, 10, 10}, .number = 500},
		{"hints say increments of nothing", hint,
				.rect = {0, 0, 100, 100}, .number = 10},
		{"hints say sizes beyond all limits", hint,
				.rect = {-1, -1, UMAX, UMAX}, .number = UMAX},
		{"hints say a huge base and huge steps", hint,
				.rect = {16383, 6143, 16384, 6144},
				.number = 6144},
		{"hints say a greatest size of one pixel", hint,
				.rect = {1, 1, 1, 1}, .number = 1},
};

const struct attack_kind attack_geometry =
		ATTACK_KIND("places and sizes", attacks);
