// SPDX-License-Identifier: MIT
/* Scripts of policies, calls and expected answers: tests/unit/policy. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_vectors_of_the_original),
			cmocka_unit_test(test_decisions_of_our_own),
			cmocka_unit_test(test_mistakes_deny_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
