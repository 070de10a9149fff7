// SPDX-License-Identifier: MIT
/* Questions to the person: they cannot be covered, looked through or imitated
 * without a frame, and nobody is made to say yes. */
#include <linux/input-event-codes.h>
#include <string.h>

#include "common/str.h"
#include "compositor/input/seat.h"
#include "compositor/prompt/prompt_impl.h"
#include "compositor/qube/qube.h"
#include "compositor/server.h"
#include "tests/attack/attack.h"
#include "tests/attack/verdict.h"
#include "tests/check.h"

#define QUESTIONS 20

static struct ask_msg_target targets[] = {{"bank", false}, {"evil", false}};

static struct {
	struct ask asks[QUESTIONS];
	int yes, no;
} told;

static void
handle_answer(struct ask *ask, const char *target, int seconds)
{
	if (target) {
		told.yes++;
	} else {
		told.no++;
	}
}

static struct prompt *
get_prompt(struct field *field)
{
	return field->scene.server.prompt;
}

/* With bank chosen beforehand: a yes is one press away. */
static bool
put(struct field *field, int i, const char *source)
{
	struct ask *ask = &told.asks[i];

	*ask = (struct ask){.answer = handle_answer};
	str_copy(ask->msg.source, sizeof(ask->msg.source), source);
	str_copy(ask->msg.service, sizeof(ask->msg.service), "qubes.Filecopy");
	ask->msg.targets = targets;
	ask->msg.count = 2;
	return prompt_put(get_prompt(field), ask);
}

static void
open_question(struct field *field, const char *source)
{
	told.yes = told.no = 0;
	get_prompt(field)->patience = (struct ask_patience){0};
	assert_true(put(field, 0, source));
	field_sync(field);
	assert_ptr_equal(prompt_get_shown(get_prompt(field)), &told.asks[0]);
	fake_qube_forget(&field->evil);
	fake_qube_forget(&field->bank);
}

/* The keyboard is the question's: nothing reaches a qube; and it is still the
 * same question. */
static void
look(struct field *field, const struct attack *attack)
{
	attack_look(field, attack);
	hands_tap(&field->hands, KEY_B);
	hands_tap(&field->hands, KEY_BACKSPACE);
	field_sync(field);
	assert_int_equal(fake_qube_count(&field->evil, GUI_MSG_KEYPRESS, 0), 0);
	assert_int_equal(fake_qube_count(&field->bank, GUI_MSG_KEYPRESS, 0), 0);
	assert_ptr_equal(prompt_get_shown(get_prompt(field)), &told.asks[0]);
	assert_int_equal(told.yes + told.no, 0);
}

/* No is one key away, once the question was seen. */
static void
close_question(struct field *field)
{
	while (!prompt_was_seen(get_prompt(field))) {
		field_sync(field);
	}
	hands_tap(&field->hands, KEY_ESC);
	field_sync(field);
	assert_null(prompt_get_shown(get_prompt(field)));
	assert_int_equal(told.yes, 0);
	assert_int_equal(told.no, 1);
	field->focus = FIELD_FOCUS_FREE; // a press may have gone to a window
}

/* Windows (popup: menus) at the panel's place, around it, on the strip; they
 * grow, move, shout and go. */
static void
crowd(struct field *field, const struct attack *attack)
{
	open_question(field, "bank");
	for (int i = 0; i < 4; i++) {
		const struct wlr_box *box = &get_prompt(field)->box;
		const struct gui_rect places[] = {
				field_rect(field, box->x, box->y, box->width,
						box->height),
				field_rect(field, box->x - 20, box->y - 20,
						box->width + 40, box->height + 40),
				field_rect(field, 0, 0, 420, 28),
				field_rect(field, box->x + 10, box->y + 10, 60,
						40),
		};
		struct fake_window *window =
				field_show(field, attack->popup, &places[i]);

		look(field, attack);
		fake_window_flags(window, GUI_FLAG_DEMANDS_ATTENTION, 0);
		fake_window_configure(window, &places[(i + 1) % 4]);
		fake_window_configure(&field->base, &places[i]);
		look(field, attack);
		fake_window_unmap(window);
		fake_window_map(window, FIELD_BASE);
	}
	look(field, attack);
	close_question(field);
}

static void
fullscreen(struct field *field, const struct attack *attack)
{
	struct qube *evil = qube_try_from_id(&field->scene.server, 1);

	evil->allow_fullscreen = true;
	if (attack->number) { // it is already when the question comes
		fake_window_flags(&field->base, GUI_FLAG_FULLSCREEN, 0);
		field_settle(field);
	}
	open_question(field, "bank");
	look(field, attack);
	fake_window_flags(&field->base, GUI_FLAG_FULLSCREEN, 0);
	look(field, attack);
	field_settle(field);
	look(field, attack);
	fake_window_flags(&field->base, 0, GUI_FLAG_FULLSCREEN);
	look(field, attack);
	close_question(field);
}

/* A menu or window of the size of the panel where it would be: whatever it
 * paints has a frame of its label around it, and the strip names its qube. */
static void
imitate(struct field *field, const struct attack *attack)
{
	struct wlr_box box;
	struct gui_rect at;

	open_question(field, "bank");
	box = get_prompt(field)->box;
	close_question(field);
	at = field_rect(field, box.x, box.y, box.width, box.height);
	field_show(field, attack->popup, &at);
	field_settle(field);
	attack_look(field, attack);
	assert_null(prompt_get_shown(get_prompt(field)));
}

/* Into the middle of a part of the panel, on whichever screen it is. */
static void
move_to(struct field *field, const struct wlr_box *box,
		const struct prompt_box *part)
{
	double lx, ly;

	seat_get_pointer(field->scene.server.seat, &lx, &ly);
	hands_nudge(&field->hands, box->x + part->x + part->width / 2.0 - lx,
			box->y + part->y + part->height / 2.0 - ly);
}

/* The attacker times its question: it comes just as one presses. */
static void
under_a_click(struct field *field, const struct attack *attack)
{
	struct prompt_box allow;
	struct wlr_box box;

	open_question(field, "evil");
	box = get_prompt(field)->box;
	allow = get_prompt(field)->layout.allow;
	prompt_list_choose(&get_prompt(field)->list, 0);
	move_to(field, &box, &allow);
	for (int i = 0; i < 5; i++) {
		hands_click(&field->hands, BTN_LEFT);
		field_sync(field);
	}
	assert_int_equal(told.yes, 0);
	look(field, attack);
	hands_move(&field->hands, 1, 1);
	close_question(field);
}

/* Somebody types a line with Enter at its end, again and again, with less than
 * a second between keys. */
static void
while_typing(struct field *field, const struct attack *attack)
{
	static const uint32_t keys[] = {KEY_B, KEY_A, KEY_N, KEY_K, KEY_ENTER,
			KEY_SPACE, KEY_ENTER, KEY_TAB, KEY_TAB, KEY_ENTER};

	open_question(field, "evil");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		int step = get_prompt(field)->step;

		while (get_prompt(field)->step == step) {
			field_sync(field);
		}
		if (keys[i] == KEY_ENTER) {
			prompt_list_erase(&get_prompt(field)->list, true);
			prompt_list_choose(&get_prompt(field)->list, 0);
			get_prompt(field)->focus = PROMPT_ALLOW;
		}
		hands_tap(&field->hands, keys[i]);
		assert_int_equal(told.yes, 0);
		if (told.no > 0) {
			break; // Enter where the keyboard was on Deny
		}
	}
	attack_look(field, attack);
	close_question(field);
}

/* Its own questions do not keep another qube's from being asked. */
static void
flood(struct field *field, const struct attack *attack)
{
	struct prompt *prompt = get_prompt(field);
	int taken = 1;

	open_question(field, "evil");
	for (int i = 1; i < QUESTIONS - 1; i++) {
		taken += put(field, i, "evil");
	}
	assert_int_equal(taken, ASK_QUEUE_SOURCE_MAX);
	assert_true(put(field, QUESTIONS - 1, "bank"));
	look(field, attack);
	prompt_withdraw(prompt, &told.asks[0]);
	field_sync(field);
	assert_string_equal(prompt_get_shown(prompt)->msg.source, "bank");
	for (int i = 1; i < QUESTIONS; i++) {
		if (told.asks[i].link.next) {
			prompt_withdraw(prompt, &told.asks[i]);
		}
	}
	field_sync(field);
	assert_null(prompt_get_shown(prompt));
}

/* The pointer rests where a window of evil lies when the question goes: a
 * second click is not for that window. */
static void
falls_through(struct field *field, const struct attack *attack)
{
	struct prompt_box deny;
	struct wlr_box box;
	struct gui_rect at;

	open_question(field, "evil");
	deny = get_prompt(field)->layout.deny;
	box = get_prompt(field)->box;
	at = field_rect(field, box.x, box.y, box.width, box.height);
	field_show(field, attack->popup, &at);
	field_settle(field);
	while (!prompt_was_seen(get_prompt(field))) {
		field_sync(field);
	}
	move_to(field, &box, &deny);
	fake_qube_forget(&field->evil);
	hands_click(&field->hands, BTN_LEFT);
	hands_click(&field->hands, BTN_LEFT);
	field_sync(field);
	assert_int_equal(told.no, 1);
	assert_int_equal(fake_qube_count(&field->evil, GUI_MSG_BUTTON, 0), 0);
	hands_move(&field->hands, 1, 1);
	attack_look(field, attack);
}

static const struct attack attacks[] = {
		{"windows crowd under a question", crowd},
		{"menus crowd under a question", crowd, .popup = true},
		{"a window becomes fullscreen under a question", fullscreen},
		{"a question comes over a fullscreen window", fullscreen,
				.number = 1},
		{"a window has the place and size of a question", imitate},
		{"a menu has the place and size of a question", imitate,
				.popup = true},
		{"its own question comes under a click", under_a_click},
		{"its own question comes while somebody types", while_typing},
		{"its own questions crowd out another's", flood},
		{"a window waits for a click where a question goes",
				falls_through},
		{"a menu waits for a click where a question goes",
				falls_through, .popup = true},
};

const struct attack_kind attack_questions =
		ATTACK_KIND("questions to the person", attacks);
