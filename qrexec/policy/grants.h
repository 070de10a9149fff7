// SPDX-License-Identifier: MIT
/*
 * Grants: what stock policy files cannot say. A grant narrows what those
 * allow, never more: leadlight-policy(5).
 */
#ifndef QREXEC_POLICY_GRANTS_H
#define QREXEC_POLICY_GRANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "qrexec/policy/system_info.h"
#include "qrexec/policy/verdict.h"

struct grant;
struct policy_grants;

/* The two clocks. */
struct policy_now {
	int64_t unix_sec; // seconds since 1970, for expiry
	int64_t msec; // never jumps, for rates
};

#define POLICY_VOLUMES_MAX 8
#define POLICY_PLACE_SIZE 160

/* What one allowed call may do. */
struct policy_limits {
	uint64_t bytes; // in both directions together; 0: no limit
	char bytes_by[POLICY_PLACE_SIZE]; // "file:line" of who says so
	int64_t until_unix_sec; // the call is cut then; 0: no limit
	char until_by[POLICY_PLACE_SIZE];
	// what it shares with other calls of its source
	struct {
		uint32_t bucket;
		char by[POLICY_PLACE_SIZE];
	} volumes[POLICY_VOLUMES_MAX];
	size_t volume_count;
};

/* Reads NAME.grant files of the folder and then of another one; both may be
 * missing, and the second NULL. The whole set or nothing: NULL with err set to
 * "file:line: reason". */
struct policy_grants *policy_grants_load(
		const char *dir, const char *second_dir, struct err *err);

/* The same with one file's text in memory. */
struct policy_grants *policy_grants_load_text(
		const char *name, const char *text, struct err *err);

/* NULL is allowed. */
void policy_grants_destroy(struct policy_grants *grants);

size_t policy_grants_count(const struct policy_grants *grants);

/* One of them, in the order in which they count. */
const struct grant *policy_grants_get(
		const struct policy_grants *grants, size_t i);

/* Takes over (and out of them) what older grants of the same names have
 * counted, so that reading the files again gives nobody a new allowance. */
void policy_grants_inherit(
		struct policy_grants *grants, struct policy_grants *older);

/* Whether a remembered answer decides an ASK: chooses by it if so. */
void policy_grants_answer(const struct policy_grants *grants,
		const struct system_info *info, const struct policy_now *now,
		struct policy_verdict *verdict);

/* Counts an ALLOW against all grants that match it: it becomes a DENY if one
 * has expired or its rate is used up. Says what is left for the call. */
void policy_grants_narrow(struct policy_grants *grants,
		const struct system_info *info, const struct policy_now *now,
		struct policy_verdict *verdict, struct policy_limits *limits);

/* So many bytes pass in a call with these limits: takes them from what it
 * shares with others. NULL, or "file:line" of the limit that does not allow
 * it, valid as long as limits. */
const char *policy_grants_spend(struct policy_grants *grants,
		const struct policy_limits *limits, uint64_t bytes,
		int64_t now_msec);

#endif
