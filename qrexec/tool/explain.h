// SPDX-License-Identifier: MIT
/* Says which line decided a call, and why that one. */
#ifndef QREXEC_TOOL_EXPLAIN_H
#define QREXEC_TOOL_EXPLAIN_H

#include "qrexec/policy/policy.h"

/* Prints it. verdict is what the policy says to the request. */
void explain_print(const struct policy *policy, const struct system_info *info,
		const struct policy_request *request,
		const struct policy_verdict *verdict);

#endif
