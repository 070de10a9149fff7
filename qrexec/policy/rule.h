// SPDX-License-Identifier: MIT
/* One line of a policy file, from words to meaning. Pure. */
#ifndef QREXEC_POLICY_RULE_H
#define QREXEC_POLICY_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "qrexec/policy/token.h"

/* Most words a rule can have: five columns, five parameters. */
#define POLICY_RULE_WORDS 10

enum policy_action {
	POLICY_ACTION_DENY,
	POLICY_ACTION_ALLOW,
	POLICY_ACTION_ASK,
};

/* All texts are borrowed from the words. */
struct policy_rule {
	const char *service; // "*" for every one
	const char *argument; // begins with "+", or "*" for every one
	const char *source;
	const char *target;
	enum policy_action action;
	bool notify;
	bool autostart;
	const char *redirect; // target=; may be NULL
	const char *default_target; // may be NULL
	const char *user; // NULL for the target's default user
};

/* Checks what stands in the columns service and argument. */
int policy_rule_check_service(
		const char *service, const char *argument, struct err *err);

/* Reads the words of a rule: all of them, five columns first. -1 with err set
 * if anything is wrong. */
int policy_rule_parse(struct policy_rule *rule, const char *const *words,
		size_t count, struct err *err);

/* The rule in one line, with what it says beyond the usual. Caller frees. */
char *policy_rule_format(const struct policy_rule *rule);

#endif
