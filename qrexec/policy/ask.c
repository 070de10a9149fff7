// SPDX-License-Identifier: MIT
/*
 * The first rule that speaks of something decides whether it is offered. Rules
 * speak of qubes, of disposables of a qube, of "@dispvm" and of "@adminvm",
 * and these are four different things until all rules are heard.
 */
#include "ask.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

enum answer {
	UNDECIDED,
	OFFERED,
	DENIED,
};

struct collect {
	const struct rules *rules;
	const struct system_info *info;
	size_t count; // of qubes
	uint8_t *qubes; // owned, enum answer of each
	uint8_t *disposables; // owned, the same for @dispvm: and its name
	uint8_t dispvm;
	uint8_t adminvm;
	size_t undecided; // of all but adminvm
};

static bool
is_template(const struct system_qube *qube)
{
	return qube->flags & SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS;
}

static void
decide(struct collect *collect, uint8_t *what, enum answer answer)
{
	if (*what == UNDECIDED) {
		*what = (uint8_t)answer;
		collect->undecided--;
	}
}

static bool
covers(const struct policy_token *token, const struct system_qube *qube)
{
	switch (token->kind) {
	case POLICY_TOKEN_ALL:
		return true;
	case POLICY_TOKEN_ANYVM:
		return !system_info_is_dom0(qube->name);
	case POLICY_TOKEN_TYPE:
		return strcmp(qube->class, token->value) == 0;
	case POLICY_TOKEN_TAG:
		return system_qube_has_tag(qube, token->value);
	case POLICY_TOKEN_NAME:
	case POLICY_TOKEN_ADMINVM:
	case POLICY_TOKEN_DEFAULT:
	case POLICY_TOKEN_DISPVM:
	case POLICY_TOKEN_DISPVM_OF:
	case POLICY_TOKEN_DISPVM_TAG:
		break;
	}
	return false;
}

static bool
covers_disposable(const struct policy_token *token, const struct system_qube *qube)
{
	switch (token->kind) {
	case POLICY_TOKEN_ALL:
	case POLICY_TOKEN_ANYVM:
		return is_template(qube);
	case POLICY_TOKEN_DISPVM_TAG:
		return is_template(qube) &&
				system_qube_has_tag(qube, token->value);
	case POLICY_TOKEN_NAME:
	case POLICY_TOKEN_ADMINVM:
	case POLICY_TOKEN_DEFAULT:
	case POLICY_TOKEN_TYPE:
	case POLICY_TOKEN_TAG:
	case POLICY_TOKEN_DISPVM:
	case POLICY_TOKEN_DISPVM_OF:
		break;
	}
	return false;
}

static void
decide_all(struct collect *collect, const struct policy_token *token,
		enum answer answer)
{
	for (size_t i = 0; i < collect->count; i++) {
		const struct system_qube *qube =
				system_info_get(collect->info, i);

		if (covers(token, qube)) {
			decide(collect, &collect->qubes[i], answer);
		}
		if (covers_disposable(token, qube)) {
			decide(collect, &collect->disposables[i], answer);
		}
	}
}

static void
decide_one(struct collect *collect, const struct policy_token *token,
		enum answer answer)
{
	const struct system_qube *qube =
			system_info_find(collect->info, token->value);
	size_t at;

	if (!qube) {
		return;
	}
	at = system_info_place(collect->info, qube);
	if (token->kind == POLICY_TOKEN_NAME) {
		decide(collect, &collect->qubes[at], answer);
	} else if (is_template(qube)) {
		decide(collect, &collect->disposables[at], answer);
	}
}

static void
hear(struct collect *collect, const struct policy_token *token, enum answer answer)
{
	switch (token->kind) {
	case POLICY_TOKEN_ADMINVM:
		if (collect->adminvm == UNDECIDED) {
			collect->adminvm = (uint8_t)answer;
		}
		break;
	case POLICY_TOKEN_DEFAULT:
		break;
	case POLICY_TOKEN_NAME:
	case POLICY_TOKEN_DISPVM_OF:
		decide_one(collect, token, answer);
		break;
	case POLICY_TOKEN_ALL:
	case POLICY_TOKEN_ANYVM:
		decide(collect, &collect->dispvm, answer);
		decide_all(collect, token, answer);
		break;
	case POLICY_TOKEN_DISPVM:
		decide(collect, &collect->dispvm, answer);
		break;
	case POLICY_TOKEN_TYPE:
	case POLICY_TOKEN_TAG:
	case POLICY_TOKEN_DISPVM_TAG:
		decide_all(collect, token, answer);
		break;
	}
}

static bool
handle_rule(void *user, uint32_t at)
{
	struct collect *collect = user;
	const struct policy_rule *rule = &collect->rules->entries[at].rule;
	struct policy_token token;

	if (collect->undecided == 0 && collect->adminvm != UNDECIDED) {
		return false;
	}
	if (policy_token_parse(rule->redirect ? rule->redirect : rule->target,
			    POLICY_COLUMN_TARGET, &token, NULL) < 0) {
		return true;
	}
	if (collect->undecided > 0 || token.kind == POLICY_TOKEN_ADMINVM) {
		hear(collect, &token,
				rule->action == POLICY_ACTION_DENY ? DENIED
								   : OFFERED);
	}
	return true;
}

/* What the keywords come to for this source, and what nobody is offered. */
static void
settle(struct collect *collect, const char *source)
{
	const struct system_qube *caller =
			system_info_find(collect->info, source);
	const struct system_qube *template = caller
			? system_info_find(collect->info, caller->default_dispvm)
			: NULL;
	const struct system_qube *dom0 = system_info_find(collect->info, "dom0");

	if (collect->dispvm == OFFERED && template && is_template(template)) {
		collect->disposables[system_info_place(collect->info, template)] =
				OFFERED;
	}
	if (collect->adminvm == OFFERED) {
		collect->qubes[system_info_place(collect->info, dom0)] = OFFERED;
	}
	if (caller) {
		collect->qubes[system_info_place(collect->info, caller)] = DENIED;
	}
	for (size_t i = 0; i < collect->count; i++) {
		if (system_info_get(collect->info, i)->flags &
				SYSTEM_QUBE_INTERNAL) {
			collect->qubes[i] = DENIED;
			collect->disposables[i] = DENIED;
		}
	}
}

static char *
join(const char *prefix, const char *name)
{
	size_t prefix_len = strlen(prefix);
	size_t name_len = strlen(name);
	char *text = xcalloc(1, prefix_len + name_len + 1);

	memcpy(text, prefix, prefix_len);
	memcpy(text + prefix_len, name, name_len);
	return text;
}

/* What is offered of one kind, in the order of names. */
static void
write_kind(const struct collect *collect, const uint8_t *answers,
		const char *prefix, struct ask_choice *choice)
{
	for (size_t i = 0; i < collect->count; i++) {
		size_t place = system_info_by_name(collect->info, i);

		if (answers[place] == OFFERED) {
			choice->targets[choice->count++] = join(prefix,
					system_info_get(collect->info, place)->name);
		}
	}
}

void
ask_collect(struct ask_choice *choice, const struct match *match,
		const struct index *index, const struct rules *rules,
		const struct system_info *info, const char *source)
{
	struct collect collect = {
			.rules = rules,
			.info = info,
			.count = system_info_count(info),
	};

	collect.qubes = xcalloc(collect.count, 1);
	collect.disposables = xcalloc(collect.count, 1);
	collect.undecided = collect.count + 1;
	for (size_t i = 0; i < collect.count; i++) {
		collect.undecided += is_template(system_info_get(info, i));
	}
	match_for_each(match, index, handle_rule, &collect);
	settle(&collect, source);
	choice->count = 0;
	choice->targets = xcalloc(collect.count * 2, sizeof(char *));
	// "@" is before all letters, with which names begin
	write_kind(&collect, collect.disposables, "@dispvm:", choice);
	write_kind(&collect, collect.qubes, "", choice);
	free(collect.qubes);
	free(collect.disposables);
}
