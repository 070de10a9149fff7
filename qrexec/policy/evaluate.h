// SPDX-License-Identifier: MIT
/* The first half of a decision. */
#ifndef QREXEC_POLICY_EVALUATE_H
#define QREXEC_POLICY_EVALUATE_H

#include "qrexec/policy/match.h"
#include "qrexec/policy/policy.h"

/* Fills verdict with what the call is about, and match (zeroed before) with
 * what rules have to say for it. False, and verdict is a DENY, if no rule has
 * to be looked at. */
bool evaluate_prepare(const struct policy *policy, const struct system_info *info,
		const struct policy_request *request, struct match *match,
		struct policy_verdict *verdict);

#endif
