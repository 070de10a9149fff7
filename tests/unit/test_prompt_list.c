// SPDX-License-Identifier: MIT
/* The list of targets: each row what is typed, and what is found and chosen.
 * In a row's keys '<' erases, '#' erases all, 'v' and '^' stand for the arrow
 * keys if they come after a '!'. */
#include <string.h>

#include "compositor/prompt/prompt_list.h"
#include "tests/check.h"

static struct ask_msg_target targets[] = {
		{"Personal", false},
		{"mail", false},
		{"mail-old", false},
		{"vault", false},
		{"web", false},
		{"base", true},
		{"mail", true},
};

#define TARGETS (int)(sizeof(targets) / sizeof(targets[0]))

static const struct {
	const char *keys;
	int preselected;
	int count;
	int chosen;
} rows[] = {
		{"", -1, TARGETS, -1}, {"", 3, TARGETS, 3}, {"m", -1, 3, -1},
		{"mail", -1, 3, 1}, // a name in full
		{"mail-", -1, 1, 2}, // the only match
		{"MAIL", -1, 3, -1}, {"ai", -1, 3, -1}, // anywhere in a name
		{"pers", -1, 1, 0}, {"disp", -1, 2, -1},
		{"disposable qube (ma", -1, 1, 6}, {"(", -1, 2, -1},
		{"x", -1, 0, -1}, {"x", 3, 0, -1}, // no match is chosen any more
		{"x<", 3, TARGETS, -1}, // nor comes it back by itself
		{"a", 3, 6, 3}, // still there
		{"vault<<", -1, 1, 3}, {"vault#", -1, TARGETS, 3},
		{"!v", -1, TARGETS, 0}, {"!vv", -1, TARGETS, 1},
		{"!^", -1, TARGETS, 6}, {"!^^", -1, TARGETS, 5},
		{"!vvvvvvvvvv", -1, TARGETS, 6}, // it ends there
		{"mail!v", -1, 3, 2}, {"mail!vvv", -1, 3, 6}, {"x!v", -1, 0, -1},
		{"\x01\xc3\n", -1, TARGETS, -1}, // only what can be in a name
};

static void
press(struct prompt_list *list, const char *keys)
{
	bool arrows = false;

	for (; *keys; keys++) {
		if (*keys == '!') {
			arrows = true;
		} else if (arrows) {
			prompt_list_step(list, *keys == 'v' ? 1 : -1);
		} else if (*keys == '<' || *keys == '#') {
			prompt_list_erase(list, *keys == '#');
		} else {
			prompt_list_type(list, (unsigned char)*keys);
		}
	}
}

static void
test_what_is_typed_finds_and_chooses(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct ask_msg msg = {.targets = targets,
				.count = TARGETS,
				.preselected = rows[i].preselected};
		struct prompt_list list;

		prompt_list_init(&list, &msg);
		press(&list, rows[i].keys);
		if (list.count != rows[i].count || list.chosen != rows[i].chosen) {
			fail_msg("%s: %d found, %d chosen", rows[i].keys,
					list.count, list.chosen);
		}
		prompt_list_finish(&list);
	}
}

static void
test_no_more_is_typed_than_fits(void **state)
{
	const struct ask_msg msg = {
			.targets = targets, .count = TARGETS, .preselected = -1};
	struct prompt_list list;

	prompt_list_init(&list, &msg);
	for (int i = 0; i < 200; i++) {
		prompt_list_type(&list, 'a');
	}
	assert_int_equal(strlen(list.filter), PROMPT_LIST_FILTER - 1);
	prompt_list_erase(&list, true);
	assert_int_equal(list.count, TARGETS);
	prompt_list_finish(&list);
}

static void
test_rows_are_chosen_by_number(void **state)
{
	const struct ask_msg msg = {
			.targets = targets, .count = TARGETS, .preselected = -1};
	struct prompt_list list;
	char text[PROMPT_LIST_TEXT];

	prompt_list_init(&list, &msg);
	press(&list, "mail");
	prompt_list_choose(&list, 2);
	assert_int_equal(prompt_list_get_row(&list), 2);
	prompt_list_choose(&list, 3);
	prompt_list_choose(&list, -1);
	assert_int_equal(prompt_list_get_row(&list), 2);
	prompt_list_format(prompt_list_get_chosen(&list), text);
	assert_string_equal(text, "Disposable qube (mail)");
	prompt_list_finish(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_what_is_typed_finds_and_chooses),
			cmocka_unit_test(test_no_more_is_typed_than_fits),
			cmocka_unit_test(test_rows_are_chosen_by_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
