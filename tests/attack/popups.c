// SPDX-License-Identifier: MIT
/* Override-redirect windows: menus of nobody, in front of somebody. */
#include "compositor/input/seat.h"
#include "compositor/windows/view.h"
#include "tests/attack/attack.h"
#include "tests/check.h"

#define VAULT_X 190 // where bank's window is
#define VAULT_Y 120

static void
send_map(struct fake_window *window, uint32_t transient_for, uint32_t popup)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_MAP,
			.window = window->id,
			.map = {transient_for, popup},
	};

	fake_qube_send(window->qube, &msg);
}

static void
map_for(struct fake_window *window, uint32_t transient_for, uint32_t popup)
{
	send_map(window, transient_for, popup);
	window->mapped = true;
	fake_window_dump(window, true);
}

/* All over the screen, each for another reason to be on top. */
static void
sow(struct field *field, const struct attack *attack)
{
	for (int i = 0; i < (int)attack->number; i++) {
		const struct gui_rect at = field_rect(field, 10 + i * 61 % 380,
				40 + i * 37 % 260, 50, 40);
		struct fake_window *window = field_add(field, true, &at);

		map_for(window, i % 2 ? FIELD_BASE : 0, 1);
		if (i % 16 == 0) {
			attack_look(field, attack);
		}
	}
}

static void
map_over_vault(struct field *field, const struct attack *attack)
{
	const struct gui_rect at =
			field_rect(field, VAULT_X + 20, VAULT_Y + 20, 80, 50);
	struct fake_window *window = field_add(field, attack->popup, &at);

	map_for(window, attack->number, attack->popup);
	attack_look(field, attack);
	fake_window_unmap(window);
	map_for(window, attack->number, attack->popup);
}

static void
without_window(struct field *field, const struct attack *attack)
{
	fake_window_destroy(&field->base);
	map_over_vault(field, attack);
}

static void
with_hidden_window(struct field *field, const struct attack *attack)
{
	fake_window_flags(&field->base, GUI_FLAG_MINIMIZE, 0);
	map_over_vault(field, attack);
	fake_window_flags(&field->base, 0, GUI_FLAG_MINIMIZE);
	attack_look(field, attack);
	send_map(&field->base, 0, 0);
}

/* A managed window that says it is a menu, once it is shown. */
static void
turn_mapped(struct field *field, const struct attack *attack)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_CONFIGURE,
			.window = FIELD_BASE,
			.configure = {field_rect(field, VAULT_X, VAULT_Y, 160, 110),
					1},
	};

	fake_qube_send(&field->evil, &msg);
	attack_look(field, attack);
	send_map(&field->base, 0, 1);
	attack_look(field, attack);
	assert_false(field_try_view(field, &field->base)->popup);
}

static void
turn_unmapped(struct field *field, const struct attack *attack)
{
	for (uint32_t i = 0; i < 6; i++) {
		fake_window_unmap(&field->base);
		map_for(&field->base, 0, i % 2);
		attack_look(field, attack);
	}
}

/* Grows past nine tenths, then shrinks again. */
static void
outgrow(struct field *field, const struct attack *attack)
{
	struct gui_rect at = field_rect(field, 20, 60, 80, 50);
	struct fake_window *window = field_show(field, true, &at);

	for (int i = 1; i < 12; i++) {
		at = field_rect(field, 20 - 2 * i, 60 - 3 * i, 40 * i, 28 * i);
		fake_window_configure(window, &at);
		attack_look(field, attack);
	}
	at = field_rect(field, 20, 60, 80, 50);
	fake_window_configure(window, &at);
}

/* Parked where nobody looks, then here. */
static void
jump_in(struct field *field, const struct attack *attack)
{
	const struct gui_rect away = field_rect(field, -3000, -3000, 80, 50);
	const struct gui_rect here =
			field_rect(field, VAULT_X + 10, VAULT_Y - 20, 80, 50);
	struct fake_window *window = field_show(field, true, &away);

	for (int i = 0; i < 4; i++) {
		field_sync(field);
		fake_window_configure(window, &here);
		attack_look(field, attack);
		fake_window_configure(window, &away);
		attack_look(field, attack);
	}
	fake_window_configure(window, &here);
}

/* As narrow lines around bank's window: another frame for it. */
static void
frame_vault(struct field *field, const struct attack *attack)
{
	static const struct wlr_box sides[] = {
			{VAULT_X - 8, VAULT_Y - 32, 4, 150},
			{VAULT_X + 164, VAULT_Y - 32, 4, 150},
			{VAULT_X - 8, VAULT_Y - 40, 176, 8},
			{VAULT_X - 8, VAULT_Y + 116, 176, 4},
			{VAULT_X, VAULT_Y - 24, 160, 20},
	};

	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		const struct gui_rect at = field_rect(field, sides[i].x,
				sides[i].y, sides[i].width, sides[i].height);

		field_show(field, true, &at);
	}
	attack_look(field, attack);
}

/* Menus of menus, each one further over. */
static void
cascade(struct field *field, const struct attack *attack)
{
	uint32_t parent = FIELD_BASE;

	for (int i = 0; i < 30; i++) {
		const struct gui_rect at = field_rect(
				field, 60 + 10 * i, 100 + 4 * i, 60, 40);
		struct fake_window *window = field_add(field, true, &at);

		map_for(window, parent, 1);
		parent = window->id;
	}
	attack_look(field, attack);
	fake_window_destroy(&field->windows[12]);
	attack_look(field, attack);
	fake_window_destroy(&field->base);
}

static void
dock(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 60, 100, 80, 50);
	struct fake_window *window = field_add(field, attack->popup, &at);
	struct gui_msg msg = {.type = GUI_MSG_DOCK, .window = window->id};

	fake_qube_send(&field->evil, &msg);
	fake_window_map(window, 0);
	attack_look(field, attack);
	assert_null(field_try_view(field, window));
	fake_window_configure(window, &at);
	msg.window = FIELD_BASE; // that is mapped
	fake_qube_send(&field->evil, &msg);
	for (int i = 0; i < 50; i++) {
		fake_qube_send(&field->evil, &msg);
	}
}

static void
grow_while_shown(struct field *field, const struct attack *attack)
{
	struct gui_rect at =
			field_rect(field, VAULT_X + 40, VAULT_Y + 30, 10, 10);
	struct fake_window *window = field_show(field, attack->popup, &at);

	for (int i = 0; i < 12; i++) {
		field_sync(field);
		at = field_rect(field, VAULT_X + 40 - 8 * i,
				VAULT_Y + 30 - 5 * i, 10 + 16 * i, 10 + 10 * i);
		fake_window_configure(window, &at);
		if (i % 4 == 0) {
			attack_look(field, attack);
		}
	}
}

/* transient_for in a circle, of itself, and of windows there are not. */
static void
circle(struct field *field, const struct attack *attack)
{
	struct fake_window *ring[6];

	for (int i = 0; i < 6; i++) {
		const struct gui_rect at = field_rect(
				field, 60 + 30 * i, 90 + 20 * i, 90, 60);

		ring[i] = field_add(field, attack->popup, &at);
	}
	for (int i = 0; i < 6; i++) {
		map_for(ring[i], ring[(i + 1) % 6]->id, attack->popup);
	}
	attack_look(field, attack);
	for (int i = 0; i < 6; i++) {
		fake_window_unmap(ring[i]);
		map_for(ring[i], ring[i]->id, attack->popup);
		attack_look(field, attack);
		fake_window_destroy(ring[5 - i]);
		if (i == 2) {
			break;
		}
	}
}

static void
chain(struct field *field, const struct attack *attack)
{
	uint32_t parent = 0;

	for (int i = 0; i < 60; i++) {
		const struct gui_rect at = field_rect(
				field, 10 + 4 * i, 60 + 2 * i, 90, 60);
		struct fake_window *window = field_add(field, false, &at);

		map_for(window, parent, 0);
		parent = window->id;
	}
	attack_look(field, attack);
	for (int i = 0; i < 60; i += 3) {
		fake_window_destroy(&field->windows[i]);
	}
	attack_look(field, attack);
}

static const struct attack attacks[] = {
		{"a menu opens over the focused window", map_over_vault,
				.popup = true},
		{"a menu that names its parent opens over the focused window",
				map_over_vault, .popup = true,
				.number = FIELD_BASE},
		{"a menu names another qube's window as its parent",
				map_over_vault, .popup = true,
				.number = FIELD_VAULT},
		{"a menu names a window that does not exist", map_over_vault,
				.popup = true, .number = 0xdeadbeef},
		{"a dialog opens over the focused window", map_over_vault,
				.number = FIELD_BASE},
		{"a dialog names another qube's window as its parent",
				map_over_vault, .number = FIELD_VAULT},
		{"a menu of a qube that has no window", without_window,
				.popup = true},
		{"a menu of a qube whose windows are minimized",
				with_hidden_window, .popup = true},
		{"a menu of a menu of a menu, thirty deep", cascade},
		{"two hundred menus all over the screen", sow, .number = 200},
		{"a shown window says it is a menu", turn_mapped},
		{"a window comes and goes as a window and as a menu",
				turn_unmapped},
		{"a menu outgrows what a menu may cover", outgrow},
		{"a menu jumps in from outside of all screens", jump_in},
		{"menus as thin as a frame lie around another window",
				frame_vault},
		{"a menu grows over the focused window", grow_while_shown,
				.popup = true},
		{"a window grows over the focused window", grow_while_shown},
		{"windows are each other's parents", circle},
		{"menus are each other's parents", circle, .popup = true},
		{"sixty windows in a line of parents, every third destroyed",
				chain},
		{"a window becomes a tray icon and is mapped", dock},
		{"a menu becomes a tray icon and is mapped", dock, .popup = true},
};

const struct attack_kind attack_popups =
		ATTACK_KIND("menus and parents", attacks);
