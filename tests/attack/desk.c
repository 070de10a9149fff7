// SPDX-License-Identifier: MIT
/* What a desk has besides windows: panels, a launcher, menus of ours, the lock,
 * workspaces, windows on top of others and side by side. */
#include <linux/input-event-codes.h>
#include <wlr/util/edges.h>

#include "compositor/input/modal.h"
#include "compositor/lock/lock.h"
#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/server.h"
#include "compositor/ui/window_list.h"
#include "compositor/ui/window_menu.h"
#include "compositor/windows/view.h"
#include "compositor/windows/workspaces.h"
#include "tests/attack/attack.h"
#include "tests/attack/verdict.h"
#include "tests/check.h"
#include "tests/scene/furniture.h"
#include "tests/scene/locker.h"

#define VAULT_X 190 // where bank's window is
#define VAULT_Y 120
#define PANEL 24 // logical px

static const struct furniture_spec panel_spec = {
		.name = "panel",
		.layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
		.anchor = ZWLR_LAYER_SURFACE_V1_ANCHOR_BOTTOM |
				ZWLR_LAYER_SURFACE_V1_ANCHOR_LEFT |
				ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT,
		.height = PANEL,
		.zone = PANEL,
		.rgb = FIELD_PANEL_RGB,
};

static const struct furniture_spec launcher_spec = {
		.name = "launcher",
		.layer = ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY,
		.width = 200,
		.height = 100,
		.keyboard = ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE,
		.rgb = FIELD_PANEL_RGB,
};

static struct output *
get_output(struct field *field)
{
	return output_at(&field->scene.server, 0, 0);
}

/* It does a bit of everything, and the screens are judged by look. */
static void
rage(struct field *field, const struct attack *attack, attack_fn look)
{
	static const struct wlr_box places[] = {{0, 0, 420, 28},
			{0, 290, 420, 30}, {VAULT_X, VAULT_Y - 28, 160, 138},
			{100, 100, 200, 120}};

	for (int i = 0; i < 8; i++) {
		const struct wlr_box *box = &places[i % 4];
		const struct gui_rect at = field_rect(
				field, box->x, box->y, box->width, box->height);
		struct fake_window *window = field_show(field, i >= 4, &at);

		look(field, attack);
		fake_window_flags(window, GUI_FLAG_FULLSCREEN, 0);
		fake_window_configure(window, &at);
		fake_window_configure(&field->base, &at);
		look(field, attack);
		fake_window_flags(window, GUI_FLAG_DEMANDS_ATTENTION,
				GUI_FLAG_FULLSCREEN);
		fake_window_unmap(window);
		fake_window_map(window, FIELD_BASE);
		look(field, attack);
	}
}

static void
below_panel(struct field *field, const struct attack *attack)
{
	struct furniture panel;
	struct wlr_box box;

	furniture_show(&panel, &field->scene, &panel_spec);
	field_sync(field);
	field_remember(field); // windows were arranged anew
	box = get_output(field)->box;
	field->panel = (struct wlr_box){
			box.x, box.y + box.height - PANEL, box.width, PANEL};
	rage(field, attack, attack_look);
	field->panel = (struct wlr_box){0};
	furniture_finish(&panel);
	field_sync(field);
	field_remember(field);
}

static void
look_at_launcher(struct field *field, const struct attack *attack)
{
	field_sync(field);
	verdict_check_panel(field, attack->name);
}

static void
below_launcher(struct field *field, const struct attack *attack)
{
	struct furniture launcher;
	struct wlr_box box;
	int pressed;

	furniture_show(&launcher, &field->scene, &launcher_spec);
	assert_true(launcher.focused);
	box = get_output(field)->box;
	field->panel = (struct wlr_box){box.x + box.width / 2 - 90,
			box.y + box.height / 2 - 30, 180, 60};
	field->focus = FIELD_FOCUS_FREE;
	fake_qube_forget(&field->evil);
	rage(field, attack, look_at_launcher);
	pressed = launcher.pressed;
	hands_tap(&field->hands, KEY_A);
	client_sync(&launcher.client);
	field_sync(field);
	assert_true(launcher.pressed > pressed);
	assert_int_equal(fake_qube_count(&field->evil, GUI_MSG_KEYPRESS, 0), 0);
	field->panel = (struct wlr_box){0};
	furniture_finish(&launcher);
	field_sync(field);
}

static void
look_at_lock(struct field *field, const struct attack *attack)
{
	field_sync(field);
	verdict_check_blank(field, attack->name);
	hands_tap(&field->hands, KEY_A);
	field_sync(field);
	assert_int_equal(fake_qube_count(&field->evil, GUI_MSG_KEYPRESS, 0), 0);
	assert_int_equal(fake_qube_count(&field->bank, GUI_MSG_KEYPRESS, 0), 0);
}

/* number: the lock program shows its cover meanwhile. */
static void
below_lock(struct field *field, const struct attack *attack)
{
	struct locker locker;

	locker_init(&locker, &field->scene);
	if (attack->number) {
		locker_lock(&locker);
	} else {
		locker_ask(&locker);
	}
	assert_true(lock_is_locked(field->scene.server.lock));
	fake_qube_forget(&field->evil);
	fake_qube_forget(&field->bank);
	rage(field, attack, look_at_lock);
	locker_unlock(&locker);
	field_sync(field);
}

/* Menus of ours, above everything; what is below goes on. */
enum ours { WINDOW_MENU, OWN_MENU, WINDOW_LIST };

static void
below_ours(struct field *field, const struct attack *attack)
{
	struct server *server = &field->scene.server;
	enum field_focus focus = field->focus;

	field->focus = FIELD_FOCUS_FREE;
	if (attack->number == WINDOW_LIST) {
		view_set_minimized(field_try_view(field, &field->base), true);
		window_list_open(server->window_list);
	} else {
		window_menu_open(field_try_view(field,
				attack->number == OWN_MENU ? &field->base
							   : &field->vault));
	}
	fake_qube_forget(&field->evil);
	rage(field, attack, attack_look);
	hands_tap(&field->hands, KEY_A);
	field_sync(field);
	assert_int_equal(fake_qube_count(&field->evil, GUI_MSG_KEYPRESS, 0), 0);
	modal_cancel(server->modal);
	field_sync(field);
	field->focus = attack->number == WINDOW_MENU ? focus : FIELD_FOCUS_FREE;
}

static void
menu_target_goes(struct field *field, const struct attack *attack)
{
	field->focus = FIELD_FOCUS_FREE;
	window_menu_open(field_try_view(field, &field->base));
	attack_look(field, attack);
	if (attack->number) {
		fake_window_destroy(&field->base);
	} else {
		fake_qube_disconnect(&field->evil);
	}
	attack_look(field, attack);
	hands_tap(&field->hands, KEY_ENTER);
	attack_look(field, attack);
	modal_cancel(field->scene.server.modal);
}

/* Workspaces */

static void
elsewhere(struct field *field, const struct attack *attack)
{
	struct server *server = &field->scene.server;
	struct view *base = field_try_view(field, &field->base);
	const struct gui_rect at = field_rect(field, 60, 100, 200, 120);

	field_focus_view(field, field_try_view(field, &field->vault));
	field->focus = FIELD_FOCUS_BANK;
	workspaces_move_view(server->workspaces, base, 1);
	field_remember(field);
	attack_look(field, attack);
	for (int i = 0; i < 4; i++) {
		fake_window_flags(&field->base,
				i % 2 ? GUI_FLAG_FULLSCREEN
				      : GUI_FLAG_DEMANDS_ATTENTION,
				0);
		fake_window_configure(&field->base, &at);
		fake_window_map(&field->base, 0);
		attack_look(field, attack);
		assert_true(base->elsewhere);
		assert_int_equal(workspaces_get_current(server->workspaces), 0);
		fake_window_flags(&field->base, 0, GUI_FLAG_FULLSCREEN);
		fake_window_flags(&field->base, GUI_FLAG_MINIMIZE, 0);
		fake_window_map(&field->base, 0);
	}
	attack_look(field, attack);
	assert_true(base->elsewhere);
	rage(field, attack, attack_look);
	workspaces_switch(server->workspaces, 1);
	field->focus = FIELD_FOCUS_FREE;
	attack_look(field, attack);
	rage(field, attack, attack_look);
	workspaces_switch(server->workspaces, 0);
}

/* On top of others, as the person wants: not of the title bar, and so the name,
 * of the window that has the keyboard, and its menus not of that window. */
static void
on_top(struct field *field, const struct attack *attack)
{
	struct view *base = field_try_view(field, &field->base);
	struct view *vault = field_try_view(field, &field->vault);
	struct wlr_box bar = {vault->geometry.x, vault->geometry.y - 24,
			vault->geometry.width, 24};
	const struct gui_rect places[] = {
			field_rect(field, VAULT_X + 40, VAULT_Y - 20, 90, 60),
			field_rect(field, VAULT_X - 60, VAULT_Y - 60, 300, 200),
			field_rect(field, VAULT_X + 10, VAULT_Y - 10, 40, 30),
	};

	view_set_on_top(base, true);
	field_focus_view(field, vault);
	field->focus = FIELD_FOCUS_FREE;
	for (int i = 0; i < 3; i++) {
		struct fake_window *window;

		if (attack->number) { // a dialog, on top as well
			window = field_add(field, attack->popup, &places[i]);
			fake_window_map(window, FIELD_BASE);
		} else {
			fake_window_configure(&field->base, &places[i]);
		}
		attack_look(field, attack);
		verdict_check_free(field, &bar, attack->name);
	}
	view_set_on_top(base, false);
}

static void
side_by_side(struct field *field, const struct attack *attack)
{
	struct view *base = field_try_view(field, &field->base);

	view_set_tiled(base, WLR_EDGE_LEFT | WLR_EDGE_TOP | WLR_EDGE_BOTTOM);
	field_settle(field);
	attack_look(field, attack);
	rage(field, attack, attack_look);
}

static void
sticky(struct field *field, const struct attack *attack)
{
	struct server *server = &field->scene.server;
	struct view *base = field_try_view(field, &field->base);

	workspaces_set_sticky(server->workspaces, base, true);
	workspaces_switch(server->workspaces, 2);
	field->focus = FIELD_FOCUS_FREE;
	rage(field, attack, attack_look);
	workspaces_switch(server->workspaces, 0);
}

static const struct attack attacks[] = {
		{"windows and menus lie on a panel", below_panel},
		{"windows and menus lie on a launcher", below_launcher},
		{"windows come while a lock program asks to lock", below_lock},
		{"windows come while the session is locked", below_lock,
				.number = 1},
		{"windows come while the menu of another window is open",
				below_ours, .number = WINDOW_MENU},
		{"windows come while the menu of their own window is open",
				below_ours, .number = OWN_MENU},
		{"windows come while the list of minimized ones is open",
				below_ours, .number = WINDOW_LIST},
		{"a window goes while its menu is open", menu_target_goes,
				.number = 1},
		{"a qube goes while the menu of its window is open",
				menu_target_goes, ATTACK_ENDS},
		{"a window on another workspace wants to be seen", elsewhere},
		{"a window on all workspaces does what it likes", sticky},
		{"a window on top hides the name of the focused one", on_top},
		{"a dialog on top hides the name of the focused one", on_top,
				.number = 1},
		{"a menu of a window on top hides the focused one", on_top,
				.popup = true, .number = 1},
		{"a window in its half of the screen goes elsewhere",
				side_by_side},
};

const struct attack_kind attack_desk = ATTACK_KIND("the desk", attacks);
