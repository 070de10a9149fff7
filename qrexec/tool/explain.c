// SPDX-License-Identifier: MIT
#include "explain.h"

#include <stdio.h>
#include <stdlib.h>

#include "answer.h"
#include "qrexec/policy/trace.h"

/* More rules than that before the deciding one are only counted. */
#define SHOWN_MAX 20

struct print {
	unsigned int passed; // rules with another target
	bool decided;
};

static bool
print_rule(void *user, const struct policy_trace_rule *rule)
{
	struct print *print = user;

	if (rule->matches) {
		print->decided = true;
		if (print->passed > SHOWN_MAX) {
			printf("  and %u more are for other targets\n",
					print->passed - SHOWN_MAX);
		}
		printf("  %s: %s\n    is the first that matches, and decides\n",
				rule->place, rule->text);
		return false;
	}
	print->passed++;
	if (print->passed <= SHOWN_MAX) {
		printf("  %s: %s\n    is for another target\n", rule->place,
				rule->text);
	}
	return true;
}

static void
print_qube(const struct system_info *info, const char *what, const char *name)
{
	const struct system_qube *qube = system_info_find(info, name);

	if (!qube) {
		printf("%s: no qube is known by that name\n", what);
		return;
	}
	printf("%s: %s, %s, tags \"%s\"", what, qube->name, qube->class,
			qube->tags);
	if (qube->default_dispvm[0]) {
		printf(", disposables of %s", qube->default_dispvm);
	}
	if (qube->flags & SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS) {
		printf(", template of disposables");
	}
	printf("\n");
}

void
explain_print(const struct policy *policy, const struct system_info *info,
		const struct policy_request *request,
		const struct policy_verdict *verdict)
{
	struct print print = {0};
	char *answer = answer_format(verdict);

	printf("%s\n", answer);
	free(answer);
	if (verdict->reason) {
		printf("because %s\n", verdict->reason);
	}
	print_qube(info, "source", verdict->source);
	if (verdict->requested_target && verdict->requested_target[0] != '@') {
		print_qube(info, "target", verdict->requested_target);
	} else if (verdict->requested_target) {
		printf("target: %s\n", verdict->requested_target);
	}
	printf("rules for this service, argument and source:\n");
	policy_trace(policy, info, request, print_rule, &print);
	if (!print.decided) {
		printf("  %u, none of which is for this target\n", print.passed);
	}
}
