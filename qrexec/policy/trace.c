// SPDX-License-Identifier: MIT
#include "trace.h"

#include <stdlib.h>

#include "evaluate.h"
#include "match.h"
#include "policy_set.h"

struct trace {
	const struct policy *policy;
	const struct match *match;
	bool (*fn)(void *user, const struct policy_trace_rule *rule);
	void *user;
};

static bool
handle_rule(void *user, uint32_t at)
{
	const struct trace *trace = user;
	const struct rules *rules = &trace->policy->rules;
	const struct rules_entry *entry = &rules->entries[at];
	char *place = rules_format_place(rules, entry);
	char *text = policy_rule_format(&entry->rule);
	struct policy_trace_rule rule = {
			.place = place,
			.text = text,
			.matches = match_has_target(trace->match, entry->target),
	};
	bool more = trace->fn(trace->user, &rule);

	free(place);
	free(text);
	return more;
}

void
policy_trace(const struct policy *policy, const struct system_info *info,
		const struct policy_request *request,
		bool (*fn)(void *user, const struct policy_trace_rule *rule),
		void *user)
{
	struct match match = {0};
	struct trace trace = {policy, &match, fn, user};
	struct policy_verdict verdict;

	if (evaluate_prepare(policy, info, request, &match, &verdict)) {
		match_for_each(&match, &policy->index, handle_rule, &trace);
	}
	match_finish(&match);
	policy_verdict_finish(&verdict);
}
