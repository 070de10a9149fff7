// SPDX-License-Identifier: MIT
#include "trace.h"

#include <stdlib.h>

#include "common/mem.h"
#include "evaluate.h"
#include "match.h"
#include "policy_set.h"

struct trace {
	const struct policy *policy;
	const struct match *match;
	bool (*fn)(void *user, const struct policy_trace_rule *rule);
	void *user;
};

static const char *
action_name(enum policy_action action)
{
	switch (action) {
	case POLICY_ACTION_DENY:
		return "deny";
	case POLICY_ACTION_ALLOW:
		return "allow";
	case POLICY_ACTION_ASK:
		break;
	}
	return "ask";
}

static char *
add_param(char *text, const char *key, const char *value)
{
	char *more = value ? xformat("%s %s=%s", text, key, value) : NULL;

	if (!more) {
		return text;
	}
	free(text);
	return more;
}

static char *
format_rule(const struct policy_rule *rule)
{
	bool notify = rule->action == POLICY_ACTION_DENY;
	char *text = xformat("%s %s %s %s %s", rule->service, rule->argument,
			rule->source, rule->target, action_name(rule->action));

	text = add_param(text, "target", rule->redirect);
	text = add_param(text, "default_target", rule->default_target);
	text = add_param(text, "user", rule->user);
	text = add_param(text, "autostart", rule->autostart ? NULL : "no");
	return add_param(text, "notify",
			rule->notify == notify	       ? NULL
					: rule->notify ? "yes"
						       : "no");
}

static bool
handle_rule(void *user, uint32_t at)
{
	const struct trace *trace = user;
	const struct rules *rules = &trace->policy->rules;
	const struct rules_entry *entry = &rules->entries[at];
	char *place = rules_format_place(rules, entry);
	char *text = format_rule(&entry->rule);
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
