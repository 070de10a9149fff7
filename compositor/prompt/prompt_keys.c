// SPDX-License-Identifier: MIT
/* What keys and presses do to a question. */
#include <linux/input-event-codes.h>
#include <string.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#include "compositor/input/keybind.h"
#include "compositor/prompt/prompt_impl.h"

#define ROWS_PER_WHEEL 1

static void
deny(struct prompt *prompt)
{
	prompt_decide(prompt, NULL);
}

/* Too early: the second begins anew. From afar, for what only the person at the
 * machine may allow: never. */
static void
allow(struct prompt *prompt, bool is_virtual)
{
	const struct ask_msg_target *target =
			prompt_list_get_chosen(&prompt->list);

	if (is_virtual && prompt->shown->msg.local_only) {
		prompt->refused_remote = true;
		prompt_scene_draw(prompt);
	} else if (target && prompt_is_ready(prompt)) {
		prompt_decide(prompt, target);
	}
}

static void
move_focus(struct prompt *prompt, int direction)
{
	static const enum prompt_part parts[] = {PROMPT_LIST, PROMPT_REMEMBER,
			PROMPT_DENY, PROMPT_ALLOW};
	int at = 0;

	while (parts[at] != prompt->focus) {
		at++;
	}
	do {
		at = (at + direction + 4) % 4;
	} while (parts[at] == PROMPT_REMEMBER && prompt->layout.choices == 0);
	prompt->focus = parts[at];
}

static void
activate(struct prompt *prompt, const struct modal_key *key)
{
	if (key->repeat) {
		return;
	}
	if (prompt->focus == PROMPT_DENY) {
		deny(prompt);
	} else {
		allow(prompt, key->is_virtual);
	}
}

static void
step(struct prompt *prompt, int rows)
{
	prompt_list_step(&prompt->list, rows);
	prompt->focus = PROMPT_LIST;
}

static void
choose(struct prompt *prompt, int row)
{
	prompt_list_choose(&prompt->list, row);
	prompt->focus = PROMPT_LIST;
}

static void
step_aside(struct prompt *prompt, int direction)
{
	int remember = prompt->remember + direction;

	if (prompt->focus == PROMPT_REMEMBER) {
		if (remember >= 0 && remember < prompt->layout.choices) {
			prompt->remember = remember;
		}
	} else if (prompt->focus != PROMPT_LIST) {
		prompt->focus = direction < 0 ? PROMPT_DENY : PROMPT_ALLOW;
	}
}

static void
type(struct prompt *prompt, const struct modal_key *key)
{
	if (key->mods == KEYBIND_MOD_CONTROL && key->sym == XKB_KEY_u) {
		prompt_list_erase(&prompt->list, true);
	} else if ((key->mods & ~(uint32_t)KEYBIND_MOD_SHIFT) == 0) {
		prompt_list_type(&prompt->list, key->text);
	}
	prompt->focus = PROMPT_LIST;
}

static void
edit(struct prompt *prompt, const struct modal_key *key)
{
	switch (key->sym) {
	case XKB_KEY_Up:
	case XKB_KEY_KP_Up:
		step(prompt, -1);
		break;
	case XKB_KEY_Down:
	case XKB_KEY_KP_Down:
		step(prompt, 1);
		break;
	case XKB_KEY_Page_Up:
	case XKB_KEY_KP_Page_Up:
		step(prompt, -prompt->layout.rows);
		break;
	case XKB_KEY_Page_Down:
	case XKB_KEY_KP_Page_Down:
		step(prompt, prompt->layout.rows);
		break;
	case XKB_KEY_Home:
	case XKB_KEY_KP_Home:
		choose(prompt, 0);
		break;
	case XKB_KEY_End:
	case XKB_KEY_KP_End:
		choose(prompt, prompt->list.count - 1);
		break;
	case XKB_KEY_Left:
	case XKB_KEY_KP_Left:
		step_aside(prompt, -1);
		break;
	case XKB_KEY_Right:
	case XKB_KEY_KP_Right:
		step_aside(prompt, 1);
		break;
	case XKB_KEY_BackSpace:
		prompt_list_erase(&prompt->list, false);
		break;
	case XKB_KEY_Tab:
		move_focus(prompt, key->mods & KEYBIND_MOD_SHIFT ? -1 : 1);
		break;
	case XKB_KEY_ISO_Left_Tab:
		move_focus(prompt, -1);
		break;
	default:
		type(prompt, key);
		break;
	}
}

static bool
is_modifier(uint32_t sym)
{
	return sym >= XKB_KEY_Shift_L && sym <= XKB_KEY_Hyper_R;
}

static bool
wants_activation(const struct prompt *prompt, uint32_t sym)
{
	return sym == XKB_KEY_Return || sym == XKB_KEY_KP_Enter ||
			(sym == XKB_KEY_space &&
					(prompt->focus == PROMPT_DENY ||
							prompt->focus == PROMPT_ALLOW));
}

static void
handle_key(void *user, const struct modal_key *key)
{
	struct prompt *prompt = user;
	bool ignored = key->is_virtual && prompt->shown->msg.local_only &&
			!wants_activation(prompt, key->sym);

	if (key->sym == XKB_KEY_Escape && prompt_was_seen(prompt)) {
		deny(prompt);
		return;
	}
	if (ignored || is_modifier(key->sym)) {
		return;
	}
	// whoever is still typing has not read it
	if (!prompt_is_ready(prompt)) {
		prompt_begin_second(prompt);
	}
	prompt->looks_around = false;
	if (wants_activation(prompt, key->sym)) {
		activate(prompt, key);
	} else {
		edit(prompt, key);
	}
	if (prompt->shown) {
		prompt_scene_draw(prompt);
	}
}

static enum prompt_part
find_part(const struct prompt *prompt, double lx, double ly, int *row)
{
	return prompt_layout_at(&prompt->layout, lx - prompt->box.x,
			ly - prompt->box.y, prompt->list.count - prompt->first,
			row);
}

static void
press(struct prompt *prompt, enum prompt_part part, int row)
{
	prompt->pressed = part;
	if (part != PROMPT_NONE) {
		prompt->focus = part;
	}
	if (part == PROMPT_LIST && row >= 0) {
		prompt_list_choose(&prompt->list, prompt->first + row);
	} else if (part == PROMPT_REMEMBER) {
		prompt->remember = row;
	}
	prompt_scene_draw(prompt);
}

static void
release(struct prompt *prompt, enum prompt_part part, bool is_virtual)
{
	enum prompt_part pressed = prompt->pressed;

	prompt->pressed = PROMPT_NONE;
	if (part != pressed) {
		return;
	}
	if (part == PROMPT_DENY) {
		deny(prompt);
	} else if (part == PROMPT_ALLOW) {
		allow(prompt, is_virtual);
	}
}

static void
handle_button(void *user, const struct modal_button *button, double lx, double ly)
{
	struct prompt *prompt = user;
	int row;
	enum prompt_part part = find_part(prompt, lx, ly, &row);

	if (button->evdev != BTN_LEFT || !prompt_was_seen(prompt)) {
		prompt->pressed = PROMPT_NONE;
		return;
	}
	if (button->is_virtual && prompt->shown->msg.local_only &&
			(part == PROMPT_LIST || part == PROMPT_REMEMBER)) {
		return;
	}
	if (button->pressed) {
		press(prompt, part, row);
	} else {
		release(prompt, part, button->is_virtual);
	}
}

/* Looks further up or down without choosing. */
static void
handle_wheel(void *user, int steps)
{
	struct prompt *prompt = user;
	int last = prompt->list.count - prompt->layout.rows;

	prompt->first += steps * ROWS_PER_WHEEL;
	prompt->first = prompt->first < last ? prompt->first : last;
	prompt->first = prompt->first > 0 ? prompt->first : 0;
	prompt->looks_around = true;
	prompt_scene_draw(prompt);
}

static void
handle_cancel(void *user)
{
	prompt_cancel(user);
}

const struct modal_impl prompt_modal_impl = {
		.key = handle_key,
		.button = handle_button,
		.wheel = handle_wheel,
		.cancel = handle_cancel,
};
