// SPDX-License-Identifier: MIT
/* From a call to a verdict, as leadlight-policy(5) says. */
#include "evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "common/mem.h"
#include "common/str.h"
#include "match.h"
#include "policy_set.h"

/* A relay may speak for its own remote qubes and nobody else. False, and a
 * DENY, if it may not. */
static bool
take_source(const struct system_info *info, const struct policy_request *request,
		struct policy_verdict *verdict)
{
	const char *wanted = request->requested_source;
	const struct system_qube *source =
			system_info_find(info, request->source);
	const struct system_qube *qube;

	if (!wanted || !wanted[0]) {
		verdict->source = xstrdup(request->source);
		return true;
	}
	verdict->source = xstrdup(wanted);
	verdict->for_other_source = true;
	qube = system_info_find(info, wanted);
	if (!qube || strcmp(qube->class, "RemoteVM") != 0) {
		policy_verdict_deny(verdict, true,
				"the requested source is no remote qube");
	} else if (!source || !qube->relayvm[0] ||
			system_info_find(info, qube->relayvm) != source) {
		policy_verdict_deny(verdict, true, "%s is not the relay of %s",
				request->source, qube->name);
	} else {
		return true;
	}
	return false;
}

/* Whether the token, of a call, is of something that there is. */
static bool
is_known(const struct system_info *info, const struct policy_token *token)
{
	const struct system_qube *qube;

	if (token->kind != POLICY_TOKEN_NAME &&
			token->kind != POLICY_TOKEN_DISPVM_OF) {
		return true;
	}
	qube = system_info_find(info, token->value);
	return qube &&
			(token->kind == POLICY_TOKEN_NAME ||
					(qube->flags & SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS));
}

static const char *
target_of(const struct policy_request *request)
{
	return request->target && request->target[0] ? request->target
						     : "@default";
}

/* What is called, as rules see it. False, and a DENY, if nothing can be. */
static bool
take_target(const struct system_info *info, const struct policy_request *request,
		struct policy_verdict *verdict, struct policy_token *token)
{
	const char *target = target_of(request);

	if (policy_token_parse(target, POLICY_COLUMN_REQUEST, token, NULL) < 0) {
		policy_verdict_deny(verdict, true, "%s cannot be called",
				verdict->requested_target);
		return false;
	}
	if (is_known(info, token)) {
		return true;
	}
	if (token->kind == POLICY_TOKEN_DISPVM_OF) {
		policy_verdict_deny(verdict, true, "there is no template for %s",
				verdict->requested_target);
		return false;
	}
	free(verdict->requested_target);
	verdict->requested_target = xstrdup("@default");
	*token = (struct policy_token){POLICY_TOKEN_DEFAULT, "@default"};
	return true;
}

/* The one target a rule asks about, as a list. */
static void
offer_redirect(const struct policy_rule *rule, const struct system_info *info,
		const struct policy_verdict *verdict, struct ask_choice *choice)
{
	struct policy_verdict probe = {
			.source = xstrdup(verdict->source),
			.asked_service = xstrdup(""),
			.asked_argument = xstrdup("+"),
			.autostart = true,
	};
	const struct system_qube *qube = system_info_find(info, rule->redirect);

	choice->targets = xcalloc(1, sizeof(char *));
	choice->count = 0;
	policy_verdict_allow(&probe, info, rule->redirect);
	if (probe.decision == POLICY_ALLOW) {
		choice->targets[choice->count++] = xstrdup(
				probe.service ? qube->name : probe.target);
	}
	policy_verdict_finish(&probe);
}

/* Without autostart only what runs can be offered. */
static void
keep_running(struct ask_choice *choice, const struct system_info *info)
{
	size_t kept = 0;

	for (size_t i = 0; i < choice->count; i++) {
		const char *target = choice->targets[i];
		const struct system_qube *qube = system_info_find(info, target);

		if (system_info_is_dom0(target) ||
				(qube && strcmp(qube->power_state, "Running") == 0)) {
			choice->targets[kept++] = choice->targets[i];
		} else {
			free(choice->targets[i]);
		}
	}
	choice->count = kept;
}

/* A default_target= in the form that a list of targets has. Caller frees; may
 * be NULL. */
static char *
resolve_default(const char *word, const struct system_info *info,
		const char *source)
{
	const struct system_qube *qube = NULL;
	struct policy_token token;

	if (system_info_is_dom0(word)) {
		return xstrdup("dom0");
	}
	if (policy_token_parse(word, POLICY_COLUMN_REDIRECT, &token, NULL) < 0) {
		return NULL;
	}
	if (token.kind == POLICY_TOKEN_DISPVM) {
		qube = system_info_find(info, source);
		qube = qube ? system_info_find(info, qube->default_dispvm) : NULL;
	} else {
		qube = system_info_find(info, token.value);
	}
	if (!qube) {
		return NULL;
	}
	return token.kind == POLICY_TOKEN_NAME
			? xstrdup(qube->name)
			: xformat("@dispvm:%s", qube->name);
}

static void
set_default(struct policy_verdict *verdict, const struct policy_rule *rule,
		const struct system_info *info)
{
	char *wanted = rule->default_target
			? resolve_default(rule->default_target, info,
					  verdict->source)
			: NULL;

	for (size_t i = 0; wanted && i < verdict->target_count; i++) {
		if (strcmp(verdict->targets[i], wanted) == 0) {
			verdict->default_target = verdict->targets[i];
		}
	}
	free(wanted);
}

static void
ask(const struct policy *policy, const struct rules_entry *entry,
		const struct match *match, const struct system_info *info,
		struct policy_verdict *verdict)
{
	struct ask_choice choice;

	if (entry->rule.redirect) {
		offer_redirect(&entry->rule, info, verdict, &choice);
	} else {
		ask_collect(&choice, match, &policy->index, &policy->rules,
				info, verdict->source);
	}
	if (!entry->rule.autostart) {
		keep_running(&choice, info);
	}
	verdict->targets = choice.targets;
	verdict->target_count = choice.count;
	if (choice.count == 0) {
		policy_verdict_deny(verdict, true,
				"the policy asks, but there is nothing to "
				"choose from");
		return;
	}
	verdict->decision = POLICY_ASK;
	set_default(verdict, &entry->rule, info);
}

static void
follow(const struct policy *policy, const struct rules_entry *entry,
		const struct match *match, const struct system_info *info,
		struct policy_verdict *verdict)
{
	const struct policy_rule *rule = &entry->rule;

	verdict->rule = rules_format_place(&policy->rules, entry);
	verdict->notify = rule->notify;
	verdict->autostart = rule->autostart;
	switch (rule->action) {
	case POLICY_ACTION_DENY:
		policy_verdict_deny(
				verdict, rule->notify, "the policy denies it");
		break;
	case POLICY_ACTION_ALLOW:
		verdict->user = rule->user ? xstrdup(rule->user) : NULL;
		policy_verdict_allow(verdict, info,
				rule->redirect ? rule->redirect
					       : verdict->requested_target);
		break;
	case POLICY_ACTION_ASK:
		verdict->user = rule->user ? xstrdup(rule->user) : NULL;
		verdict->asked_rule = policy_rule_format(rule);
		ask(policy, entry, match, info, verdict);
		break;
	}
}

bool
evaluate_prepare(const struct policy *policy, const struct system_info *info,
		const struct policy_request *request, struct match *match,
		struct policy_verdict *verdict)
{
	const char *target = target_of(request);
	struct policy_token token;
	char clean[128];

	str_escape(clean, sizeof(clean), target, strlen(target));
	*verdict = (struct policy_verdict){
			.requested_target = xstrdup(clean),
			.asked_service = xstrdup(request->service),
			.asked_argument = xstrdup(request->argument),
	};
	if (!take_source(info, request, verdict) ||
			!take_target(info, request, verdict, &token)) {
		return false;
	}
	if (!policy) {
		policy_verdict_deny(verdict, true, "there is no valid policy");
		return false;
	}
	match_set_caller(match, &policy->rules, info, request->service,
			request->argument, verdict->source);
	match_set_target(match, &policy->rules, info,
			system_info_find(info, verdict->source), &token);
	return true;
}

void
policy_evaluate(const struct policy *policy, const struct system_info *info,
		const struct policy_request *request,
		struct policy_verdict *verdict)
{
	struct match match = {0};
	uint32_t found;

	if (evaluate_prepare(policy, info, request, &match, verdict)) {
		found = match_find(&match, &policy->index);
		if (found == INDEX_NONE) {
			policy_verdict_deny(
					verdict, true, "no rule speaks of it");
		} else {
			follow(policy, &policy->rules.entries[found], &match,
					info, verdict);
		}
	}
	match_finish(&match);
}
