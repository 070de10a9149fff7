// SPDX-License-Identifier: MIT
/* How a decision came about, for a person. */
#ifndef QREXEC_POLICY_TRACE_H
#define QREXEC_POLICY_TRACE_H

#include "qrexec/policy/policy.h"

/* A rule that could have decided a call: service, argument and source match
 * it. Texts are valid during the call only. */
struct policy_trace_rule {
	const char *place; // "file:line"
	const char *text; // the rule in one line
	bool matches; // its target does, too: the first such one decides
};

/* Calls fn, which may return false to end it, with each such rule, in order.
 * Of a call that is refused before any rule is looked at there are none. */
void policy_trace(const struct policy *policy, const struct system_info *info,
		const struct policy_request *request,
		bool (*fn)(void *user, const struct policy_trace_rule *rule),
		void *user);

#endif
