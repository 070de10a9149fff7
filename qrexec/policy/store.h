// SPDX-License-Identifier: MIT
/*
 * The policy in force: read again when somebody says so. A broken set is no
 * policy, and then everything is denied, unless the last valid one was asked
 * to stay. Watching files is the caller's.
 */
#ifndef QREXEC_POLICY_STORE_H
#define QREXEC_POLICY_STORE_H

#include <stdbool.h>

#include "common/err.h"
#include "qrexec/policy/grants.h"
#include "qrexec/policy/policy.h"

struct policy_store;

/* keep_last: a set that turns out broken leaves the one before in force.
 * grants_dir may be NULL: no grants. All paths are copied. Nothing is read
 * yet, and until then everything is denied. */
struct policy_store *policy_store_create(const struct policy_paths *paths,
		const char *grants_dir, bool keep_last);

/* From the next reload on, grants are also read from this folder, and answers
 * that shall be remembered are written there. It may be that of grants. */
void policy_store_set_answers_dir(struct policy_store *store, const char *dir);

/* NULL is allowed. */
void policy_store_destroy(struct policy_store *store);

/* Reads all files. -1 with err set to "file:line: reason" if the set is
 * broken. */
int policy_store_reload(struct policy_store *store, struct err *err);

/* Changes what happens when the next set is broken. */
void policy_store_set_keep_last(struct policy_store *store, bool keep_last);

/* What is in force; NULL while everything is denied. Valid until the next
 * reload. */
const struct policy *policy_store_get(const struct policy_store *store);

/* What was wrong with the set that was read last, or "". */
const char *policy_store_get_problem(const struct policy_store *store);

/* Decides as policy_evaluate() and then lets the grants narrow it: an ALLOW
 * may become a DENY, an ASK an ALLOW or a DENY by a remembered answer. now is
 * in seconds since 1970, msec in milliseconds of a clock that never jumps.
 * limits says what is allowed of an ALLOW. */
void policy_store_evaluate(struct policy_store *store,
		const struct system_info *info,
		const struct policy_request *request,
		const struct policy_now *now, struct policy_verdict *verdict,
		struct policy_limits *limits);

/* The person's choice, as policy_verdict_choose(), and then the grants. */
void policy_store_choose(struct policy_store *store,
		const struct system_info *info, struct policy_verdict *verdict,
		const char *target, const struct policy_now *now,
		struct policy_limits *limits);

/* Whether the answer to this ASK could be remembered. */
bool policy_store_can_remember(const struct policy_store *store,
		const struct system_info *info,
		const struct policy_verdict *verdict);

/* Remembers for some seconds (at most REMEMBER_SECONDS_MAX) what the person
 * has chosen: verdict is what policy_store_choose() made of an ASK. Reads all
 * grants again. -1 with err set if it is not remembered. */
int policy_store_remember(struct policy_store *store,
		const struct system_info *info,
		const struct policy_verdict *verdict, uint32_t seconds,
		const struct policy_now *now, struct err *err);

/* Whether a remembered answer decides this ASK now; decides it then, as
 * policy_store_evaluate() would. */
bool policy_store_answer(struct policy_store *store,
		const struct system_info *info, const struct policy_now *now,
		struct policy_verdict *verdict, struct policy_limits *limits);

/* As policy_grants_spend(). */
const char *policy_store_spend(struct policy_store *store,
		const struct policy_limits *limits, uint64_t bytes,
		int64_t now_msec);

/* Calls fn with each folder in which a change can change the policy: those of
 * the paths, the grants', and all that files were included from when the set
 * was read last. Folders may be missing. */
void policy_store_for_each_dir(const struct policy_store *store,
		void (*fn)(void *user, const char *path), void *user);

#endif
