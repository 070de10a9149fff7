// SPDX-License-Identifier: MIT
/*
 * What is said on the policy socket: one request of lines "key=value" that an
 * empty line or the end of the stream ends, one answer ended by closing. The
 * answer is policy_verdict_reply(), or one of the two below. Pure.
 */
#ifndef QREXEC_POLICY_QUERY_MSG_H
#define QREXEC_POLICY_QUERY_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "qrexec/policy/policy.h"

/* Longer requests are refused. */
#define POLICY_QUERY_SIZE_MAX (72 * 1024)

struct policy_query {
	struct policy_request request; // borrowed from the texts below
	bool just_evaluate;
	bool assume_yes_for_ask;
	char *text; // owned
	char *service; // owned
};

/* Reads what has come. 1: query is filled, policy_query_finish() frees it. 0:
 * there is more to come (never if at_end). -1 with err set: close without a
 * word. */
int policy_query_parse(struct policy_query *query, const void *data, size_t len,
		bool at_end, struct err *err);

void policy_query_finish(struct policy_query *query);

/* For just_evaluate: makes a verdict that nobody is asked about, and answers
 * "result=allow" or "result=deny". Static text. */
const char *policy_query_just_evaluate(const struct policy_query *query,
		const struct system_info *info, struct policy_verdict *verdict);

/* The request's bytes for a client. Caller frees. */
char *policy_query_encode(const struct policy_query *query);

#endif
