// SPDX-License-Identifier: MIT
/* Windows that are made, used and destroyed out of order, and messages that
 * are none. */
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "compositor/input/seat.h"
#include "compositor/ui/switcher.h"
#include "compositor/windows/view.h"
#include "protocols/gui/codec.h"
#include "tests/attack/attack.h"
#include "tests/check.h"

static void
send_plain(struct field *field, enum gui_msg_type type, uint32_t window)
{
	const struct gui_msg msg = {.type = type, .window = window};

	fake_qube_send(&field->evil, &msg);
}

static void
send_create(struct field *field, uint32_t id, bool popup)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_CREATE,
			.window = id,
			.create = {field_rect(field, 60, 100, 80, 50), 0, popup},
	};

	fake_qube_send(&field->evil, &msg);
}

static void
send_head(struct field *field, uint32_t type, uint32_t window, uint32_t len,
		size_t body)
{
	uint8_t *bytes = xcalloc(1, GUI_HEADER_SIZE + body);

	gui_encode_u32(type, bytes);
	gui_encode_u32(window, bytes + 4);
	gui_encode_u32(len, bytes + 8);
	fake_qube_send_bytes(&field->evil, bytes, GUI_HEADER_SIZE + body);
	free(bytes);
}

static void
create_twice(struct field *field, const struct attack *attack)
{
	send_create(field, attack->number, false);
	send_create(field, attack->number, true);
}

static void
use_unknown(struct field *field, const struct attack *attack)
{
	send_plain(field, (enum gui_msg_type)attack->number, 0x1234);
}

static void
use_destroyed(struct field *field, const struct attack *attack)
{
	send_plain(field, GUI_MSG_DESTROY, FIELD_BASE);
	send_plain(field, (enum gui_msg_type)attack->number, FIELD_BASE);
}

/* The same number again and again, before the last one's end is confirmed. */
static void
reuse_in_flight(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 60, 100, 80, 50);
	struct fake_window *window = field_add(field, attack->popup, &at);

	for (int i = 0; i < 300; i++) {
		fake_window_map(window, 0);
		send_plain(field, GUI_MSG_DESTROY, window->id);
		send_create(field, window->id, i % 2);
		if (i % 100 == 0) {
			attack_look(field, attack);
		}
	}
	fake_window_map(window, 0);
	attack_look(field, attack);
}

/* rect.width: how many; a last one too many is said to end it. */
static void
many(struct field *field, const struct attack *attack)
{
	uint32_t refs[8];

	for (uint32_t i = 0; i < 8; i++) {
		refs[i] = 1u << 20 | (i + 1);
	}
	for (int i = 1; i < (int)attack->number; i++) {
		const struct gui_rect at = {i * 37 % 700, i * 53 % 500, 60, 40};
		struct fake_window *window = field_add(field, attack->popup, &at);
		const struct gui_msg map = {.type = GUI_MSG_MAP,
				.window = window->id,
				.map = {0, attack->popup}};

		fake_qube_send(&field->evil, &map);
		fake_window_dump_refs(window, refs, 3, 60, 40);
		if (i % 64 == 0) {
			field_sync(field);
		}
	}
	if (attack->end == ATTACK_GOES_ON) {
		attack_look(field, attack);
	}
}

static void
blink(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 200, 130, 80, 50);
	struct fake_window *window = field_show(field, attack->popup, &at);

	for (int i = 0; i < 400; i++) {
		send_plain(field, GUI_MSG_UNMAP, window->id);
		send_plain(field, GUI_MSG_UNMAP, FIELD_BASE);
		fake_window_map(window, 0);
		send_plain(field, GUI_MSG_MAP, FIELD_BASE);
		send_plain(field, GUI_MSG_MAP, FIELD_BASE);
		if (i % 100 == 0) {
			attack_look(field, attack);
		}
	}
}

static void
unknown_message(struct field *field, const struct attack *attack)
{
	send_head(field, attack->number, FIELD_BASE, attack->rect.width,
			attack->rect.height);
}

static void
garbage(struct field *field, const struct attack *attack)
{
	uint8_t bytes[4096];
	uint32_t state = attack->number;

	for (size_t i = 0; i < sizeof(bytes); i++) {
		state = state * 1664525 + 1013904223;
		bytes[i] = (uint8_t)(state >> 24);
	}
	fake_qube_send_bytes(&field->evil, bytes, sizeof(bytes));
}

/* The agent's word about itself, once more, after it is known. */
static void
half_a_message(struct field *field, const struct attack *attack)
{
	uint8_t bytes[GUI_HEADER_SIZE + 4] = {0};

	gui_encode_u32(GUI_MSG_WINDOW_DUMP, bytes);
	gui_encode_u32(FIELD_BASE, bytes + 4);
	gui_encode_u32(16 + 4 * 1000, bytes + 8);
	fake_qube_send_bytes(&field->evil, bytes, sizeof(bytes));
	attack_look(field, attack);
	fake_qube_disconnect(&field->evil);
	attack_look(field, attack);
}

/* Reconnects with another version, or none. */
static void
speak(struct field *field, const struct attack *attack)
{
	uint8_t word[4];

	fake_qube_disconnect(&field->evil);
	field_sync(field);
	fake_qube_connect(&field->evil, 8);
	buf_consume(&field->evil.out, field->evil.out.len);
	gui_encode_u32(attack->number, word);
	fake_qube_send_bytes(&field->evil, word, sizeof(word));
	send_create(field, FIELD_BASE, true);
	attack_look(field, attack);
}

static void
come_and_go(struct field *field, const struct attack *attack)
{
	for (uint32_t i = 0; i < 12; i++) {
		fake_qube_disconnect(&field->evil);
		attack_look(field, attack);
		fake_qube_connect(&field->evil, i % 9);
		field_sync(field);
		fake_window_replay(&field->base);
		field_sync(field);
	}
	attack_look(field, attack);
}

/* In the middle of what the person does with it. */

enum deed { MOVE, RESIZE, SWITCH, MAXIMIZE, FULLSCREEN, MINIMIZE };

static void
grab(struct field *field, struct view *view, enum deed deed)
{
	struct seat *seat = field->scene.server.seat;

	hands_move(&field->hands, view->geometry.x + 10, view->geometry.y + 10);
	hands_button(&field->hands, 0x110, true);
	if (deed == MOVE) {
		seat_begin_move(seat, view);
	} else {
		seat_begin_resize(seat, view, 1 | 4);
	}
	hands_move(&field->hands, view->geometry.x + 30, view->geometry.y + 25);
}

static void
begin(struct field *field, struct view *view, enum deed deed)
{
	switch (deed) {
	case MOVE:
	case RESIZE:
		grab(field, view, deed);
		break;
	case SWITCH:
		switcher_step(field->scene.server.switcher, false, true);
		switcher_step(field->scene.server.switcher, false, true);
		break;
	case MAXIMIZE:
		view_set_maximized(view, true);
		break;
	case FULLSCREEN:
		view_set_fullscreen(view, true);
		break;
	case MINIMIZE:
		view_set_minimized(view, true);
		break;
	}
}

static void
finish(struct field *field, enum deed deed)
{
	struct server *server = &field->scene.server;

	if (deed == SWITCH) {
		switcher_end(server->switcher, false);
	}
	hands_button(&field->hands, 0x110, false);
	hands_move(&field->hands, 1, 1);
}

/* rect.width: the deed; number: what the window does meanwhile. */
static void
vanish(struct field *field, const struct attack *attack)
{
	enum deed deed = (enum deed)attack->rect.width;
	struct view *view = field_try_view(field, &field->base);

	field_focus_view(field, view);
	field->focus = FIELD_FOCUS_FREE;
	begin(field, view, deed);
	attack_look(field, attack);
	if (attack->number) {
		send_plain(field, (enum gui_msg_type)attack->number, FIELD_BASE);
	} else {
		fake_qube_disconnect(&field->evil);
	}
	attack_look(field, attack);
	hands_move(&field->hands, 120, 160);
	attack_look(field, attack);
	finish(field, deed);
}

static void
parent_first(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 60, 100, 80, 50);
	struct fake_window *child = field_add(field, attack->popup, &at);

	fake_window_map(child, FIELD_BASE);
	attack_look(field, attack);
	send_plain(field, GUI_MSG_DESTROY, FIELD_BASE);
	attack_look(field, attack);
	fake_window_configure(child, &at);
	fake_window_unmap(child);
	fake_window_map(child, FIELD_BASE);
}

static void
dump_unmapped(struct field *field, const struct attack *attack)
{
	fake_window_unmap(&field->base);
	fake_window_dump(&field->base, true);
	fake_window_configure(&field->base, &field->base.geometry);
	attack_look(field, attack);
	assert_null(field_try_view(field, &field->base));
}

#define BODY(size) .rect = {0, 0, size, size}

static const struct attack attacks[] = {
		{"a window is created twice", create_twice, ATTACK_ENDS,
				.number = 5},
		{"window 0 is created twice", create_twice, ATTACK_ENDS},
		{"the window with the last number is created twice",
				create_twice, ATTACK_ENDS, .number = UINT32_MAX},
		{"a window that is not there is shown", use_unknown,
				ATTACK_ENDS, .number = GUI_MSG_MAP},
		{"a window that is not there is destroyed", use_unknown,
				ATTACK_ENDS, .number = GUI_MSG_DESTROY},
		{"a window that is not there is damaged", use_unknown,
				ATTACK_ENDS, .number = GUI_MSG_SHMIMAGE},
		{"a destroyed window is shown", use_destroyed, ATTACK_ENDS,
				.number = GUI_MSG_MAP},
		{"a destroyed window is damaged", use_destroyed, ATTACK_ENDS,
				.number = GUI_MSG_SHMIMAGE},
		{"a destroyed window is destroyed", use_destroyed, ATTACK_ENDS,
				.number = GUI_MSG_DESTROY},
		{"a number is used again before its window's end is confirmed",
				reuse_in_flight},
		{"a menu's number is used again before its end is confirmed",
				reuse_in_flight, .popup = true},
		{"1,024 windows", many, .number = 1024},
		{"1,024 menus", many, .popup = true, .number = 1024},
		{"1,025 windows", many, ATTACK_ENDS, .number = 1025},
		{"a window comes and goes four hundred times", blink},
		{"a menu comes and goes four hundred times", blink, .popup = true},
		{"a picture for a window that is not shown", dump_unmapped},
		{"a parent goes before its child", parent_first},
		{"a parent goes before its menu", parent_first, .popup = true},
		{"a message of a type there is none of", unknown_message,
				ATTACK_ENDS, .number = 9999, BODY(4)},
		{"a message of type 0", unknown_message, ATTACK_ENDS},
		{"a message that only we may send: a key", unknown_message,
				ATTACK_ENDS, .number = GUI_MSG_KEYPRESS, BODY(20)},
		{"a message that only we may send: the focus", unknown_message,
				ATTACK_ENDS, .number = GUI_MSG_FOCUS, BODY(12)},
		{"a message that only we may send: a button", unknown_message,
				ATTACK_ENDS, .number = GUI_MSG_BUTTON, BODY(20)},
		{"a message that only we may send: the keys that are down",
				unknown_message, ATTACK_ENDS,
				.number = GUI_MSG_KEYMAP_NOTIFY, BODY(32)},
		{"a message that only we may send: a question for the clipboard",
				unknown_message, ATTACK_ENDS,
				.number = GUI_MSG_CLIPBOARD_REQ},
		{"a message that starts a program", unknown_message,
				ATTACK_ENDS, .number = GUI_MSG_EXECUTE, BODY(4)},
		{"a message that is shorter than its type", unknown_message,
				ATTACK_ENDS, .number = GUI_MSG_CONFIGURE, BODY(8)},
		{"a message that is longer than its type", unknown_message,
				ATTACK_ENDS, .number = GUI_MSG_CONFIGURE,
				BODY(64)},
		{"a message of 4 GiB", unknown_message, ATTACK_ENDS,
				.number = GUI_MSG_WMNAME,
				.rect = {0, 0, UINT32_MAX, 0}},
		{"a clipboard of 4 GiB", unknown_message, ATTACK_ENDS,
				.number = GUI_MSG_CLIPBOARD_DATA,
				.rect = {0, 0, UINT32_MAX, 0}},
		{"random bytes", garbage, ATTACK_ENDS, .number = 1},
		{"other random bytes", garbage, ATTACK_ENDS, .number = 77},
		{"half a message, then the end", half_a_message, ATTACK_ENDS},
		{"an agent that speaks version 2", speak, ATTACK_ENDS,
				.number = 2u << 16},
		{"an agent that speaks version 0", speak, ATTACK_ENDS},
		{"an agent that speaks version 1.65535", speak,
				.number = 1u << 16 | 0xffff},
		{"an agent that comes and goes in every version", come_and_go},
		{"a window is destroyed while it is moved", vanish, BODY(MOVE),
				.number = GUI_MSG_DESTROY},
		{"a window is unmapped while it is moved", vanish, BODY(MOVE),
				.number = GUI_MSG_UNMAP},
		{"a qube goes while its window is moved", vanish, ATTACK_ENDS,
				BODY(MOVE)},
		{"a window is destroyed while its size is changed", vanish,
				BODY(RESIZE), .number = GUI_MSG_DESTROY},
		{"a window is unmapped while its size is changed", vanish,
				BODY(RESIZE), .number = GUI_MSG_UNMAP},
		{"a qube goes while its window's size is changed", vanish,
				ATTACK_ENDS, BODY(RESIZE)},
		{"a window is destroyed while the switcher shows it", vanish,
				BODY(SWITCH), .number = GUI_MSG_DESTROY},
		{"a window is unmapped while the switcher shows it", vanish,
				BODY(SWITCH), .number = GUI_MSG_UNMAP},
		{"a qube goes while the switcher shows its window", vanish,
				ATTACK_ENDS, BODY(SWITCH)},
		{"a window is destroyed while it is maximized", vanish,
				BODY(MAXIMIZE), .number = GUI_MSG_DESTROY},
		{"a window is destroyed while it is fullscreen", vanish,
				BODY(FULLSCREEN), .number = GUI_MSG_DESTROY},
		{"a qube goes while its window is fullscreen", vanish,
				ATTACK_ENDS, BODY(FULLSCREEN)},
		{"a window is destroyed while it is minimized", vanish,
				BODY(MINIMIZE), .number = GUI_MSG_DESTROY},
		{"a window is unmapped while it is minimized", vanish,
				BODY(MINIMIZE), .number = GUI_MSG_UNMAP},
};

const struct attack_kind attack_lives =
		ATTACK_KIND("lives of windows, and messages", attacks);
