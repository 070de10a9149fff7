// SPDX-License-Identifier: MIT
#include "answers.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/mem.h"
#include "common/str.h"
#include "qrexec/policy/grant.h"
#include "qrexec/policy/grants.h"
#include "qrexec/policy/remember.h"

#define COLUMNS "%-6s  %-20s  %-16s  %-24s  %-16s  %s\n"

static const char *
or_any(const char *text)
{
	return text ? text : "*";
}

static void
print_one(const struct grant *grant)
{
	char number[8];
	char *until = grant_format_time(grant->expires);
	const char *argument = or_any(grant->argument);
	char *service = xformat("%s%s", or_any(grant->service),
			strcmp(argument, "+") == 0 ? "" : argument);

	snprintf(number, sizeof(number), "%u", remember_number(grant));
	printf(COLUMNS, number, until, or_any(grant->source), service,
			or_any(grant->target), grant->answer);
	free(service);
	free(until);
}

int
answers_print(const char *dir, struct err *err)
{
	struct policy_grants *grants = policy_grants_load(dir, NULL, err);
	int64_t now = (int64_t)time(NULL);

	if (!grants) {
		return -1;
	}
	printf(COLUMNS, "NUMBER", "UNTIL", "SOURCE", "SERVICE", "WANTED",
			"ANSWER");
	for (size_t i = 0; i < policy_grants_count(grants); i++) {
		const struct grant *grant = policy_grants_get(grants, i);

		if (remember_number(grant) > 0 && now < grant->expires) {
			print_one(grant);
		}
	}
	policy_grants_destroy(grants);
	return 0;
}

/* Number 0 stands for all. How many it was, or -1 with err set. */
static int
forget(const struct policy_grants *grants, unsigned int number, struct err *err)
{
	int found = 0;

	for (size_t i = 0; i < policy_grants_count(grants); i++) {
		const struct grant *grant = policy_grants_get(grants, i);
		unsigned int its = remember_number(grant);

		if (its == 0 || (number != 0 && its != number)) {
			continue;
		}
		if (remember_forget(grant, err) < 0) {
			return -1;
		}
		found++;
	}
	return found;
}

static int
forget_word(const struct policy_grants *grants, const char *word, struct err *err)
{
	long number = 0;
	bool all = strcmp(word, "all") == 0;
	int found;

	if (!all && !str_to_long(word, 1, INT_MAX, &number)) {
		return err_set(err, "%s is no number of an answer", word);
	}
	found = forget(grants, (unsigned int)number, err);
	if (found == 0 && !all) {
		return err_set(err, "there is no answer %ld", number);
	}
	return found < 0 ? -1 : 0;
}

int
answers_forget(const char *dir, int count, char *const numbers[], struct err *err)
{
	struct policy_grants *grants = policy_grants_load(dir, NULL, err);
	int result = grants ? 0 : -1;

	for (int i = 0; i < count && result == 0; i++) {
		result = forget_word(grants, numbers[i], err);
	}
	policy_grants_destroy(grants);
	return result;
}
