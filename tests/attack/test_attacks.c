// SPDX-License-Identifier: MIT
/*
 * Runs every attack on one arrangement of screens: test_attacks SCREEN
 * [NAME]. With --list it prints the attacks instead, kind, name and what
 * becomes of it, with tabs between, a line each.
 */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "tests/attack/attack.h"
#include "tests/attack/verdict.h"
#include "tests/check.h"

static struct field *field; // one compositor for all attacks

/* What is typed reaches who has the keyboard, and never the other one. */
static void
type(void)
{
	struct fake_qube *bank = &field->bank;

	if (field->focus != FIELD_FOCUS_BANK) {
		return;
	}
	assert_int_equal(fake_qube_count(&field->evil, GUI_MSG_KEYPRESS, 0), 0);
	fake_qube_forget(bank);
	hands_tap(&field->hands, KEY_A);
	field_sync(field);
	assert_int_equal(fake_qube_count(bank, GUI_MSG_KEYPRESS, 0), 2);
	assert_int_equal(fake_qube_count(&field->evil, GUI_MSG_KEYPRESS, 0), 0);
}

static void
run(const struct attack *attack, enum field_focus focus)
{
	field_open(field, focus);
	verdict_check(field, "before");
	field_sync(field); // frames are drawn for the screens they were seen on
	field_remember(field);
	attack->fn(field, attack);
	field_settle(field);
	verdict_check(field, attack->name);
	type();
	assert_int_equal(field_is_dropped(field), attack->end == ATTACK_ENDS);
	field_close(field);
}

static void
test_attack(void **state)
{
	const struct attack *attack = *state;

	run(attack, FIELD_FOCUS_BANK);
	run(attack, FIELD_FOCUS_EVIL);
}

static int
clean_up(void **state)
{
	field_close(field); // of an attack that succeeded
	return 0;
}

static size_t
count(void)
{
	size_t n = 0;

	for (size_t k = 0; attack_kinds[k]; k++) {
		n += attack_kinds[k]->n;
	}
	return n;
}

/* Those whose name has this text; NULL: all. */
static size_t
collect(struct CMUnitTest *tests, const char *text)
{
	size_t n = 0;

	for (size_t k = 0; attack_kinds[k]; k++) {
		for (size_t i = 0; i < attack_kinds[k]->n; i++) {
			const struct attack *attack =
					&attack_kinds[k]->attacks[i];

			if (text && !strstr(attack->name, text)) {
				continue;
			}
			tests[n++] = (struct CMUnitTest){
					.name = attack->name,
					.test_func = test_attack,
					.teardown_func = clean_up,
					.initial_state = (void *)attack,
			};
		}
	}
	return n;
}

static const struct field_screen *
find_screen(const char *name)
{
	for (int i = 0; i < field_n_screens; i++) {
		if (strcmp(field_screens[i].name, name) == 0) {
			return &field_screens[i];
		}
	}
	return NULL;
}

static int
list(void)
{
	for (size_t k = 0; attack_kinds[k]; k++) {
		for (size_t i = 0; i < attack_kinds[k]->n; i++) {
			const struct attack *attack =
					&attack_kinds[k]->attacks[i];

			printf("%s\t%s\t%s\n", attack_kinds[k]->name,
					attack->name,
					attack->end == ATTACK_ENDS
							? "its connection ends"
							: "is bounded or ignored");
		}
	}
	return 0;
}

int
main(int argc, char **argv)
{
	const struct field_screen *screen;
	struct CMUnitTest *tests;
	int failed;

	if (argc > 1 && strcmp(argv[1], "--list") == 0) {
		return list();
	}
	screen = argc > 1 ? find_screen(argv[1]) : NULL;
	if (!screen) {
		fputs("usage: test_attacks SCREEN [NAME] | --list\n", stderr);
		return 2;
	}
	tests = xcalloc(count(), sizeof(*tests));
	field = xcalloc(1, sizeof(*field));
	field_init(field, screen);
	failed = _cmocka_run_group_tests("attacks", tests,
			collect(tests, argc > 2 ? argv[2] : NULL), NULL, NULL);
	field_finish(field);
	free(field);
	free(tests);
	return failed;
}
