// SPDX-License-Identifier: MIT
/*
 * Random acts of a person and of two hostile qubes around a question: while it
 * is open no key, press or turn of the wheel reaches a qube, and there is no
 * yes before its time. TEST_SEED is the number of the first sequence.
 */
#include <linux/input-event-codes.h>
#include <stdlib.h>

#include "compositor/prompt/ask_queue.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/prompt_desk.h"

#define SEQUENCES 20
#define STEPS 150
#define TURNS 3 // of the loop after a step

static const uint32_t keys[] = {KEY_ENTER, KEY_SPACE, KEY_TAB, KEY_A, KEY_V,
		KEY_UP, KEY_DOWN, KEY_BACKSPACE, KEY_LEFTCTRL, KEY_LEFTSHIFT,
		KEY_LEFTALT, KEY_LEFTMETA, KEY_F4, KEY_C, KEY_L, KEY_END};
static const uint32_t types[] = {GUI_MSG_KEYPRESS, GUI_MSG_BUTTON};

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

struct run {
	struct prompt_desk *desk;
	uint64_t random;
	struct ask ask;
	bool waits; // the question has no answer yet
	bool may_allow; // it had its second before this step
	bool down[LENGTH(keys)];
	bool pressed;
	struct ask_msg_target targets[3];
};

static uint32_t
draw(struct run *run, uint32_t n)
{
	run->random = run->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(run->random >> 33) % n;
}

static void
handle_answer(struct ask *ask, const char *target, int seconds)
{
	struct run *run = wl_container_of(ask, run, ask);

	assert_true(!target || run->may_allow);
	run->waits = false;
}

static void
put(struct run *run)
{
	static const struct ask_msg_target targets[] = {
			{"home", false}, {"vault", false}, {"home", true}};

	for (size_t i = 0; i < LENGTH(targets); i++) {
		run->targets[i] = targets[i];
	}
	run->ask = (struct ask){.answer = handle_answer,
			.msg = {.source = "work",
					.service = "qubes.Filecopy",
					.targets = run->targets,
					.count = LENGTH(targets),
					.preselected = (int)draw(run, 4) - 1}};
	prompt_desk_get(run->desk)->patience = (struct ask_patience){0};
	run->waits = prompt_put(prompt_desk_get(run->desk), &run->ask);
	assert_true(run->waits);
}

static void
act_of_person(struct run *run)
{
	struct hands *hands = &run->desk->hands;
	uint32_t key = draw(run, LENGTH(keys));

	switch (draw(run, 4)) {
	case 0:
	case 1:
		run->down[key] = !run->down[key];
		hands_key(hands, keys[key], run->down[key]);
		break;
	case 2:
		run->pressed = !run->pressed;
		hands_button(hands, BTN_LEFT, run->pressed);
		break;
	default:
		hands_move(hands, draw(run, 800), draw(run, 600));
		hands_wheel(hands, draw(run, 2) ? 120 : -120);
		break;
	}
}

static void
act_of_qube(struct run *run)
{
	struct fake_window *window =
			draw(run, 2) ? &run->desk->red : &run->desk->blue;
	const struct gui_rect at = {.x = (int32_t)draw(run, 700),
			.y = (int32_t)draw(run, 500),
			.width = 50 + draw(run, 400),
			.height = 50 + draw(run, 300)};

	switch (draw(run, 4)) {
	case 0:
		fake_window_unmap(window);
		break;
	case 1:
		fake_window_map(window, 0);
		break;
	case 2:
		fake_window_configure(window, &at);
		break;
	default:
		fake_window_flags(window,
				draw(run, 2) ? GUI_FLAG_FULLSCREEN
					     : GUI_FLAG_DEMANDS_ATTENTION,
				0);
		break;
	}
}

/* What the qubes hear of before the step is none of its doing. */
static void
forget(struct run *run)
{
	rig_settle(&run->desk->rig);
	fake_qube_forget(&run->desk->rig.red);
	fake_qube_forget(&run->desk->rig.blue);
}

static void
step(struct run *run)
{
	struct prompt *prompt = prompt_desk_get(run->desk);
	struct rig *rig = &run->desk->rig;

	if (!run->waits) {
		put(run);
	}
	if (!prompt_get_shown(prompt)) {
		prompt_desk_wait_shown(run->desk);
		forget(run);
	}
	run->may_allow = prompt_is_ready(prompt);
	if (draw(run, 3)) {
		act_of_person(run);
	} else {
		act_of_qube(run);
	}
	for (int i = 0; i < TURNS; i++) {
		rig_turn(rig);
	}
	for (size_t i = 0; prompt_get_shown(prompt) && i < LENGTH(types); i++) {
		assert_int_equal(fake_qube_count(&rig->red, types[i], 0), 0);
		assert_int_equal(fake_qube_count(&rig->blue, types[i], 0), 0);
	}
}

static void
let_go(struct run *run)
{
	for (size_t i = 0; i < LENGTH(keys); i++) {
		if (run->down[i]) {
			hands_key(&run->desk->hands, keys[i], false);
		}
	}
	if (run->pressed) {
		hands_button(&run->desk->hands, BTN_LEFT, false);
	}
}

static void
test_nothing_of_a_question_reaches_a_qube(void **state)
{
	const char *seed = getenv("TEST_SEED");
	uint64_t first = seed ? strtoull(seed, NULL, 10) : 1;

	for (uint64_t i = first; i < first + SEQUENCES; i++) {
		struct run run = {.desk = *state,
				.random = i * 0x9e3779b97f4a7c15u};

		for (int n = 0; n < STEPS; n++) {
			step(&run);
		}
		if (run.waits) {
			prompt_withdraw(prompt_desk_get(run.desk), &run.ask);
		}
		let_go(&run);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					test_nothing_of_a_question_reaches_a_qube,
					prompt_desk_setup, prompt_desk_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
