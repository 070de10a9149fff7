// SPDX-License-Identifier: MIT
/* A verdict as one line for a person or a script. */
#ifndef QREXEC_TOOL_ANSWER_H
#define QREXEC_TOOL_ANSWER_H

#include <stdbool.h>

struct policy_verdict;

/* "deny", "allow KEY=VALUE ..." or "ask TARGET ... [default=TARGET]". Caller
 * frees. */
char *answer_format(const struct policy_verdict *verdict);

/* Whether the answer is what the words expect: the first word is equal, and
 * then of an ask all others too, of anything else each of the others is among
 * the answer's; "!KEY" expects that the answer has no such key. */
bool answer_is(const char *answer, const char *words);

/* A copy that policy_verdict_finish() frees. */
void answer_copy_verdict(struct policy_verdict *copy,
		const struct policy_verdict *verdict);

#endif
