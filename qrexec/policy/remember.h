// SPDX-License-Identifier: MIT
/*
 * Answers of a person that stand for some time: grants like any other, but
 * written here, a file each, and bound to all that the question was about.
 */
#ifndef QREXEC_POLICY_REMEMBER_H
#define QREXEC_POLICY_REMEMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/err.h"

struct grant;
struct policy_grants;
struct policy_verdict;
struct system_info;

#define REMEMBER_MAX 256 // answers
#define REMEMBER_SECONDS_MAX (7 * 24 * 3600)

/* A grant that says again what was decided: of an ALLOW what is called, of
 * anything else that it is refused. The verdict must come from an ASK. Caller
 * frees; NULL if a file has no room for it, or its rule or the qubes are not
 * known well enough to tell them from others. */
char *remember_format(const struct policy_verdict *verdict,
		const struct system_info *info, int64_t expires_unix_sec);

/* Writes such a text to a file of its own in the folder, which is made if it
 * is missing. Of the present grants (may be NULL) it removes those remembered
 * that have expired or answer the same question, and while there are too many,
 * the one that expires first. -1 with err set if nothing was written. */
int remember_write(const char *dir, const char *text,
		const struct policy_grants *present, int64_t now_unix_sec,
		struct err *err);

/* The number of a grant that was remembered here; 0 if it was not. */
unsigned int remember_number(const struct grant *grant);

/* Removes the file of such a grant. -1 with err set on failure. */
int remember_forget(const struct grant *grant, struct err *err);

#endif
