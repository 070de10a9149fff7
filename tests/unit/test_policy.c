// SPDX-License-Identifier: MIT
/* Scripts of policies, calls and expected answers: tests/unit/policy. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "qrexec/policy/system_info.h"
#include "qrexec/tool/script.h"
#include "tests/check.h"

/* Feeds all lines of a file; each expectation must come true. */
static void
run(const char *name, int least)
{
	char *path = xformat("%s/%s", POLICY_SCRIPTS, name);
	FILE *file = fopen(path, "r");
	struct script *script = script_create(NULL);
	char line[4096];
	int wrong = 0;
	int right = 0;

	assert_non_null(file);
	for (int number = 1; fgets(line, sizeof(line), file); number++) {
		struct err err = {0};

		line[strcspn(line, "\n")] = '\0';
		switch (script_feed(script, line, &err)) {
		case SCRIPT_NOTHING:
		case SCRIPT_ANSWER:
			break;
		case SCRIPT_RIGHT:
			right++;
			break;
		case SCRIPT_WRONG:
		case SCRIPT_BAD:
			print_error("%s:%d: %s\n", name, number, err.text);
			wrong++;
			break;
		}
	}
	fclose(file);
	free(path);
	script_destroy(script);
	assert_int_equal(wrong, 0);
	assert_true(right >= least);
}

static void
test_vectors_of_the_original(void **state)
{
	run("vectors.script", 33);
}

static void
test_decisions_of_our_own(void **state)
{
	run("decisions.script", 65);
}

static void
test_mistakes_deny_everything(void **state)
{
	run("syntax.script", 80);
}

static void
assert_names(const struct system_info *info, const char *expected)
{
	char *all = xstrdup("");

	for (size_t i = 0; i < system_info_count(info); i++) {
		size_t place = system_info_by_name(info, i);
		const char *name = system_info_get(info, place)->name;
		char *more = xformat("%s%s ", all, name);

		assert_int_equal(system_info_place(info,
						 system_info_find(info, name)),
				place);
		free(all);
		all = more;
	}
	assert_string_equal(all, expected);
	free(all);
}

static void
test_qubes_come_change_and_go(void **state)
{
	struct system_info *info = system_info_create();
	const struct system_qube *work;

	assert_names(info, "dom0 ");
	system_info_set(info, &(struct system_qube){.name = "work", .uuid = "1"});
	system_info_set(info, &(struct system_qube){.name = "bank", .uuid = "2"});
	system_info_set(info, &(struct system_qube){.name = "mail"});
	assert_names(info, "bank dom0 mail work ");
	system_info_set(info,
			&(struct system_qube){.name = "work",
					.uuid = "3",
					.tags = " b  a "});
	work = system_info_find(info, "uuid:3");
	assert_ptr_equal(work, system_info_find(info, "work"));
	assert_null(system_info_find(info, "uuid:1"));
	assert_int_equal(work->tag_count, 2);
	assert_true(system_qube_has_tag(work, "a"));
	assert_false(system_qube_has_tag(work, ""));
	system_info_remove(info, "bank");
	assert_names(info, "dom0 mail work ");
	assert_null(system_info_find(info, "uuid:2"));
	system_info_remove(info, "dom0");
	system_info_remove(info, "bank");
	system_info_remove(info, "work");
	assert_names(info, "dom0 mail ");
	system_info_set(info, &(struct system_qube){.name = "a"});
	assert_names(info, "a dom0 mail ");
	assert_false(system_info_set(info, &(struct system_qube){.name = ""}));
	system_info_destroy(info);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_vectors_of_the_original),
			cmocka_unit_test(test_decisions_of_our_own),
			cmocka_unit_test(test_mistakes_deny_everything),
			cmocka_unit_test(test_qubes_come_change_and_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
