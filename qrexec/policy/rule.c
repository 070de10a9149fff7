// SPDX-License-Identifier: MIT
#include "rule.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define IN_NAMES LETTERS "0123456789-._"

enum column {
	COLUMN_SERVICE,
	COLUMN_ARGUMENT,
	COLUMN_SOURCE,
	COLUMN_TARGET,
	COLUMN_ACTION,
	COLUMNS,
};

enum param {
	PARAM_NOTIFY,
	PARAM_AUTOSTART,
	PARAM_USER,
	PARAM_TARGET,
	PARAM_DEFAULT_TARGET,
	PARAMS,
};

static const char *const param_names[PARAMS] = {
		"notify", "autostart", "user", "target", "default_target"};

/* How many of them an action takes: each those before, and more. */
static const int params_of[] = {
		[POLICY_ACTION_DENY] = PARAM_NOTIFY + 1,
		[POLICY_ACTION_ALLOW] = PARAM_TARGET + 1,
		[POLICY_ACTION_ASK] = PARAMS,
};

static bool
is_all(const char *word)
{
	return strcmp(word, "*") == 0;
}

int
policy_rule_check_service(
		const char *service, const char *argument, struct err *err)
{
	if (!is_all(service) && service[strspn(service, IN_NAMES)]) {
		return err_set(err,
				"the service \"%.64s\" has a character that is "
				"in no name",
				service);
	}
	if (is_all(argument)) {
		return 0;
	}
	if (argument[0] != '+') {
		return err_set(err,
				"the argument \"%.64s\" does not begin with +",
				argument);
	}
	if (argument[strspn(argument, IN_NAMES "+")]) {
		return err_set(err,
				"the argument \"%.64s\" has a character that "
				"is in no argument",
				argument);
	}
	if (is_all(service)) {
		return err_set(err, "with service * only argument * can stand");
	}
	return 0;
}

static int
parse_action(struct policy_rule *rule, const char *word, struct err *err)
{
	if (strcmp(word, "deny") == 0) {
		rule->action = POLICY_ACTION_DENY;
	} else if (strcmp(word, "allow") == 0) {
		rule->action = POLICY_ACTION_ALLOW;
	} else if (strcmp(word, "ask") == 0) {
		rule->action = POLICY_ACTION_ASK;
	} else {
		return err_set(err, "\"%.64s\" is none of allow, ask and deny",
				word);
	}
	rule->notify = rule->action == POLICY_ACTION_DENY;
	rule->autostart = true;
	return 0;
}

static int
parse_yes_no(const char *key, const char *value, bool *out, struct err *err)
{
	*out = strcmp(value, "yes") == 0;
	if (!*out && strcmp(value, "no") != 0) {
		return err_set(err, "%s is yes or no, not \"%.64s\"", key, value);
	}
	return 0;
}

static int
parse_redirect(const char *value, const char **out, struct err *err)
{
	struct policy_token token;

	*out = value;
	return policy_token_parse(value, POLICY_COLUMN_REDIRECT, &token, err);
}

static int
set_param(struct policy_rule *rule, enum param param, const char *value,
		struct err *err)
{
	switch (param) {
	case PARAM_NOTIFY:
		return parse_yes_no("notify", value, &rule->notify, err);
	case PARAM_AUTOSTART:
		return parse_yes_no("autostart", value, &rule->autostart, err);
	case PARAM_USER:
		rule->user = value[0] ? value : NULL;
		return 0;
	case PARAM_TARGET:
		return parse_redirect(value, &rule->redirect, err);
	case PARAM_DEFAULT_TARGET:
		return parse_redirect(value, &rule->default_target, err);
	case PARAMS:
		break;
	}
	return -1;
}

static int
parse_param(struct policy_rule *rule, const char *word, unsigned int *seen,
		struct err *err)
{
	size_t len = strcspn(word, "=");
	int param = 0;

	if (word[len] == '\0') {
		return err_set(err, "\"%.64s\" is not KEY=VALUE", word);
	}
	while (param < params_of[rule->action] &&
			(strlen(param_names[param]) != len ||
					strncmp(word, param_names[param], len) !=
							0)) {
		param++;
	}
	if (param == params_of[rule->action]) {
		return err_set(err, "this action has no parameter \"%.*s\"",
				len < 64 ? (int)len : 64, word);
	}
	if (*seen & 1u << param) {
		return err_set(err, "%s is given twice", param_names[param]);
	}
	*seen |= 1u << param;
	return set_param(rule, (enum param)param, word + len + 1, err);
}

static int
check_columns(const struct policy_rule *rule, struct policy_token *target,
		struct err *err)
{
	struct policy_token source;

	if (policy_rule_check_service(rule->service, rule->argument, err) < 0 ||
			policy_token_parse(rule->source, POLICY_COLUMN_SOURCE,
					&source, err) < 0) {
		return -1;
	}
	return policy_token_parse(
			rule->target, POLICY_COLUMN_TARGET, target, err);
}

int
policy_rule_parse(struct policy_rule *rule, const char *const *words,
		size_t count, struct err *err)
{
	struct policy_token target;
	unsigned int seen = 0;

	*rule = (struct policy_rule){0};
	if (count < COLUMNS) {
		return err_set(err,
				"a rule has service, argument, source, "
				"target and action");
	}
	rule->service = words[COLUMN_SERVICE];
	rule->argument = words[COLUMN_ARGUMENT];
	rule->source = words[COLUMN_SOURCE];
	rule->target = words[COLUMN_TARGET];
	if (check_columns(rule, &target, err) < 0 ||
			parse_action(rule, words[COLUMN_ACTION], err) < 0) {
		return -1;
	}
	for (size_t i = COLUMNS; i < count; i++) {
		if (parse_param(rule, words[i], &seen, err) < 0) {
			return -1;
		}
	}
	if (rule->action == POLICY_ACTION_ALLOW && !rule->redirect &&
			target.kind == POLICY_TOKEN_DEFAULT) {
		return err_set(err,
				"allow for @default needs target= to say what "
				"is called");
	}
	return 0;
}

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

char *
policy_rule_format(const struct policy_rule *rule)
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
