// SPDX-License-Identifier: MIT
/* What a person presses, points at and copies, and who learns of it. */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <wlr/types/wlr_output.h>

#include "common/mem.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/strip.h"
#include "compositor/ui/switcher.h"
#include "compositor/windows/view.h"
#include "protocols/gui/codec.h"
#include "tests/attack/attack.h"
#include "tests/check.h"

#define SPOT_X 330 // nothing is there
#define SPOT_Y 270
#define BANK_X 280 // in bank's window
#define BANK_Y 180

static struct gui_rect
around(const struct field *field, int x, int y)
{
	return field_rect(field, x - 40, y - 30, 80, 60);
}

static void
click(struct field *field)
{
	hands_click(&field->hands, BTN_LEFT);
	field_sync(field);
}

static void
expect_no_press(struct field *field)
{
	if (fake_qube_count(&field->evil, GUI_MSG_BUTTON, 0) != 0) {
		fail_msg("a press went to evil");
	}
}

static void
end(struct field *field)
{
	hands_move(&field->hands, 1, 1);
	field->focus = FIELD_FOCUS_FREE;
}

/* What becomes of a window while the pointer is at a place. */
enum trick { APPEAR, COME, GROW, POPUP_COMES };

static void
surprise(struct field *field, const struct attack *attack)
{
	const struct gui_rect here = around(field, SPOT_X, SPOT_Y);
	const struct gui_rect there = field_rect(field, 20, 60, 80, 60);
	const struct gui_rect small =
			field_rect(field, SPOT_X - 40, SPOT_Y - 30, 20, 10);
	enum trick trick = (enum trick)attack->number;
	struct fake_window *window = NULL;

	if (trick != APPEAR) {
		window = field_show(field, attack->popup,
				trick == GROW ? &small : &there);
		field_settle(field);
	}
	hands_move(&field->hands, SPOT_X, SPOT_Y);
	field_sync(field);
	if (window) {
		fake_window_configure(window, &here);
	} else {
		field_show(field, attack->popup, &here);
	}
	field_sync(field);
	click(field);
	expect_no_press(field);
	attack_look(field, attack);
	end(field);
}

/* It comes just ahead of where the pointer goes. */
static void
lie_in_wait(struct field *field, const struct attack *attack)
{
	const struct gui_rect here = around(field, SPOT_X, SPOT_Y);

	hands_move(&field->hands, SPOT_X + 70, SPOT_Y);
	field_show(field, attack->popup, &here);
	field_sync(field);
	hands_move(&field->hands, SPOT_X + 10, SPOT_Y);
	click(field);
	expect_no_press(field);
	end(field);
}

/* It goes, and the press falls on what lay below. */
enum exit { UNMAP, DESTROY, MOVE_OFF, SHRINK, MINIMIZE, LEAVE };

static void
go_away(struct field *field, struct fake_window *window, enum exit how)
{
	const struct gui_rect off = field_rect(field, 20, 60, 80, 60);
	const struct gui_rect tiny = {
			window->geometry.x, window->geometry.y, 8, 8};

	switch (how) {
	case UNMAP:
		fake_window_unmap(window);
		break;
	case DESTROY:
		fake_window_destroy(window);
		break;
	case MOVE_OFF:
		fake_window_configure(window, &off);
		break;
	case SHRINK:
		fake_window_configure(window, &tiny);
		break;
	case MINIMIZE:
		fake_window_flags(window, GUI_FLAG_MINIMIZE, 0);
		break;
	case LEAVE:
		fake_qube_disconnect(&field->evil);
		break;
	}
	field_sync(field);
}

/* rect.width: how far beside it the pointer waits. */
static void
uncover(struct field *field, const struct attack *attack)
{
	const struct gui_rect over = around(field, BANK_X, BANK_Y);
	struct fake_window *window;
	struct view *view;

	field->focus = FIELD_FOCUS_FREE;
	field_focus_view(field, field_try_view(field, &field->base));
	window = field_show(field, attack->popup, &over);
	field_settle(field);
	view = field_try_view(field, window);
	if (!attack->popup) {
		view_move(view, BANK_X - 40, BANK_Y - 30);
		field_focus_view(field, view);
	}
	field_settle(field);
	hands_move(&field->hands, BANK_X - (int)attack->rect.width, BANK_Y);
	field_sync(field);
	fake_qube_forget(&field->bank);
	go_away(field, window, (enum exit)attack->number);
	hands_move(&field->hands, BANK_X + 1, BANK_Y + 1);
	click(field);
	if (fake_qube_count(&field->bank, GUI_MSG_BUTTON, 0) != 0) {
		fail_msg("a press meant for evil went to bank");
	}
	attack_look(field, attack);
	end(field);
}

static void
follow_pointer(struct field *field, const struct attack *attack)
{
	const struct gui_rect start = around(field, 60, 200);
	struct fake_window *window = field_show(field, attack->popup, &start);

	field_settle(field);
	for (int x = 240; x < 340; x += 10) {
		const struct gui_rect here = around(field, x, BANK_Y);

		hands_move(&field->hands, x, BANK_Y);
		fake_window_configure(window, &here);
		field_sync(field);
		click(field);
	}
	if (field->focus == FIELD_FOCUS_BANK) {
		expect_no_press(field);
	}
	attack_look(field, attack);
	end(field);
}

/* A button is held in bank's window meanwhile. */
static void
during_hold(struct field *field, const struct attack *attack)
{
	const struct gui_rect here = around(field, BANK_X, BANK_Y);

	field_focus_view(field, field_try_view(field, &field->vault));
	field->focus = FIELD_FOCUS_FREE;
	hands_move(&field->hands, BANK_X, BANK_Y);
	hands_button(&field->hands, BTN_LEFT, true);
	field_sync(field);
	fake_qube_forget(&field->evil);
	for (int i = 0; i < 5; i++) {
		field_show(field, attack->popup, &here);
		field_sync(field);
		hands_move(&field->hands, BANK_X + i, BANK_Y + i);
	}
	hands_button(&field->hands, BTN_LEFT, false);
	click(field);
	expect_no_press(field);
	attack_look(field, attack);
	end(field);
}

static void
drag_vault(struct field *field, const struct attack *attack)
{
	struct view *vault = field_try_view(field, &field->vault);

	field_focus_view(field, vault);
	field->focus = FIELD_FOCUS_FREE;
	hands_move(&field->hands, BANK_X, BANK_Y - 75); // its title bar
	hands_button(&field->hands, BTN_LEFT, true);
	for (int i = 0; i < 6; i++) {
		const struct gui_rect here =
				around(field, BANK_X - 10 * i, BANK_Y - 5 * i);

		hands_move(&field->hands, BANK_X - 10 * i, BANK_Y - 75 + 5 * i);
		field_show(field, attack->popup, &here);
		attack_look(field, attack);
	}
	hands_button(&field->hands, BTN_LEFT, false);
	expect_no_press(field);
	end(field);
}

/* Whatever the cursor is said to be, there is one. */
static void
set_cursors(struct field *field, const struct attack *attack)
{
	struct output *output = output_at(&field->scene.server, 0, 0);
	struct view *view = field_try_view(field, &field->base);
	struct gui_msg msg = {.type = GUI_MSG_CURSOR, .window = FIELD_BASE};

	field_focus_view(field, view);
	field->focus = FIELD_FOCUS_FREE;
	hands_move(&field->hands, 60, 150);
	for (uint32_t c = GUI_CURSOR_FIRST; c <= GUI_CURSOR_LAST; c++) {
		struct wlr_output_cursor *cursor;
		bool seen = false;

		msg.cursor = c;
		fake_qube_send(&field->evil, &msg);
		field_sync(field);
		wl_list_for_each(cursor, &output->wlr_output->cursors, link) {
			seen |= cursor->visible && cursor->width >= 8 &&
					cursor->width <= 64 &&
					cursor->height <= 64;
		}
		assert_true(seen);
	}
	attack_look(field, attack);
	end(field);
}

static void
bad_cursor(struct field *field, const struct attack *attack)
{
	const struct gui_msg msg = {.type = GUI_MSG_CURSOR,
			.window = FIELD_BASE,
			.cursor = attack->number};

	fake_qube_send(&field->evil, &msg);
}

static void
cursor_storm(struct field *field, const struct attack *attack)
{
	struct gui_msg msg = {.type = GUI_MSG_CURSOR, .window = FIELD_BASE};

	for (uint32_t i = 0; i < 3000; i++) {
		msg.cursor = GUI_CURSOR_FIRST + i % 0x99;
		fake_qube_send(&field->evil, &msg);
	}
	attack_look(field, attack);
}

/* While somebody types. */
static void
steal_focus(struct field *field, const struct attack *attack)
{
	for (int i = 0; i < 12; i++) {
		const struct gui_rect at = around(field, BANK_X + i, BANK_Y + i);
		struct fake_window *window =
				field_show(field, attack->popup, &at);

		fake_window_flags(window, attack->number, 0);
		hands_key(&field->hands, KEY_B, true);
		field_sync(field);
		fake_window_unmap(window);
		fake_window_map(window, 0);
		field_sync(field);
		hands_key(&field->hands, KEY_B, false);
		field_sync(field);
	}
	if (field->focus == FIELD_FOCUS_BANK) {
		assert_int_equal(fake_qube_count(&field->bank, GUI_MSG_KEYPRESS,
						 0),
				24);
		assert_int_equal(fake_qube_count(&field->evil, GUI_MSG_KEYPRESS,
						 0),
				0);
	}
	attack_look(field, attack);
}

static void
paste_unasked(struct field *field, const struct attack *attack)
{
	size_t len = attack->number;
	uint8_t *text = xcalloc(1, len);
	uint8_t head[12];

	gui_encode_u32(GUI_MSG_CLIPBOARD_DATA, head);
	gui_encode_u32(FIELD_BASE, head + 4);
	gui_encode_u32((uint32_t)len, head + 8);
	for (int i = 0; i < 3; i++) {
		fake_qube_send_bytes(&field->evil, head, sizeof(head));
		fake_qube_send_bytes(&field->evil, text, len);
	}
	free(text);
	attack_look(field, attack);
	hands_key(&field->hands, KEY_LEFTCTRL, true);
	hands_key(&field->hands, KEY_LEFTSHIFT, true);
	hands_tap(&field->hands, KEY_V);
	hands_key(&field->hands, KEY_LEFTSHIFT, false);
	hands_key(&field->hands, KEY_LEFTCTRL, false);
	field_sync(field);
	assert_int_equal(fake_qube_count(&field->bank, GUI_MSG_CLIPBOARD_DATA, 0),
			0);
}

static void
crowd_switcher(struct field *field, const struct attack *attack)
{
	struct switcher *switcher = field->scene.server.switcher;

	switcher_step(switcher, false, false);
	attack_look(field, attack);
	for (int i = 0; i < 40; i++) {
		const struct gui_rect at = field_rect(
				field, 60 + 5 * i, 60 + 4 * i, 150, 100);
		struct fake_window *window =
				field_show(field, attack->popup, &at);

		fake_window_title(window, "bank  A window");
		field_sync(field);
		if (i % 10 == 0) {
			attack_look(field, attack);
		}
		if (i % 7 == 0) {
			fake_window_destroy(window);
		}
	}
	attack_look(field, attack);
	switcher_end(switcher, false);
}

static void
cover_notice(struct field *field, const struct attack *attack)
{
	struct strip *strip = field->scene.server.strip;

	strip_set_notice(strip, "Text of bank was handed to evil.");
	for (int i = 0; i < 6; i++) {
		const struct gui_rect at =
				field_rect(field, 60 * i, -10 + 5 * i, 200, 60);

		field_show(field, attack->popup, &at);
		attack_look(field, attack);
	}
	strip_set_notice(strip, NULL);
}

static const struct attack attacks[] = {
		{"a window appears under a click", surprise, .number = APPEAR},
		{"a menu appears under a click", surprise, .popup = true,
				.number = APPEAR},
		{"a window moves under a click", surprise, .number = COME},
		{"a menu moves under a click", surprise, .popup = true,
				.number = COME},
		{"a window grows under a click", surprise, .number = GROW},
		{"a menu grows under a click", surprise, .popup = true,
				.number = GROW},
		{"a window appears just ahead of the pointer", lie_in_wait},
		{"a menu appears just ahead of the pointer", lie_in_wait,
				.popup = true},
		{"a window is unmapped so that a click falls through", uncover,
				.number = UNMAP},
		{"a menu is unmapped so that a click falls through", uncover,
				.popup = true, .number = UNMAP},
		{"a window is destroyed so that a click falls through", uncover,
				.number = DESTROY},
		{"a window moves so that a click falls through", uncover,
				.number = MOVE_OFF},
		{"a menu moves so that a click falls through", uncover,
				.popup = true, .number = MOVE_OFF},
		{"a window shrinks so that a click falls through", uncover,
				.number = SHRINK},
		{"a window is minimized so that a click falls through", uncover,
				.number = MINIMIZE},
		{"a qube goes so that a click falls through", uncover,
				ATTACK_ENDS, .number = LEAVE},
		{"a window is unmapped just ahead of the pointer", uncover,
				.rect = {0, 0, 70, 0}, .number = UNMAP},
		{"a menu is unmapped just ahead of the pointer", uncover,
				.popup = true, .rect = {0, 0, 70, 0},
				.number = UNMAP},
		{"a window moves off just ahead of the pointer", uncover,
				.rect = {0, 0, 70, 0}, .number = MOVE_OFF},
		{"a window shrinks just ahead of the pointer", uncover,
				.rect = {0, 0, 70, 0}, .number = SHRINK},
		{"a window is minimized just ahead of the pointer", uncover,
				.rect = {0, 0, 70, 0}, .number = MINIMIZE},
		{"a qube goes just ahead of the pointer", uncover, ATTACK_ENDS,
				.rect = {0, 0, 70, 0}, .number = LEAVE},
		{"a window follows the pointer", follow_pointer},
		{"a menu follows the pointer", follow_pointer, .popup = true},
		{"windows appear while a button is held", during_hold},
		{"menus appear while a button is held", during_hold,
				.popup = true},
		{"windows appear while another window is moved", drag_vault},
		{"menus appear while another window is moved", drag_vault,
				.popup = true},
		{"every cursor there is, to hide the pointer", set_cursors},
		{"a cursor of number 1", bad_cursor, ATTACK_ENDS, .number = 1},
		{"a cursor behind the last", bad_cursor, ATTACK_ENDS,
				.number = GUI_CURSOR_LAST + 1},
		{"a cursor of the greatest number", bad_cursor, ATTACK_ENDS,
				.number = UINT32_MAX},
		{"three thousand cursors at once", cursor_storm},
		{"windows come while somebody types elsewhere", steal_focus},
		{"menus come while somebody types elsewhere", steal_focus,
				.popup = true},
		{"fullscreen windows come while somebody types elsewhere",
				steal_focus, .number = GUI_FLAG_FULLSCREEN},
		{"windows shout while somebody types elsewhere", steal_focus,
				.number = GUI_FLAG_DEMANDS_ATTENTION},
		{"text for the clipboard that nobody asked for", paste_unasked,
				.number = 1000},
		{"much text for the clipboard that nobody asked for",
				paste_unasked, .number = 256001},
		{"more text for the clipboard than may be", paste_unasked,
				ATTACK_ENDS, .number = 256002},
		{"windows crowd under the switcher", crowd_switcher},
		{"menus crowd under the switcher", crowd_switcher, .popup = true},
		{"windows crowd under a notice", cover_notice},
		{"menus crowd under a notice", cover_notice, .popup = true},
};

const struct attack_kind attack_input = ATTACK_KIND("keys and pointer", attacks);
