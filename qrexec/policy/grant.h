// SPDX-License-Identifier: MIT
/* One grant, from keys and values. Pure. */
#ifndef QREXEC_POLICY_GRANT_H
#define QREXEC_POLICY_GRANT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/err.h"
#include "qrexec/policy/rule.h"

struct grant {
	char *name; // owned: "file [section]"
	char *place; // owned: "file:line" where it begins
	bool is_answer; // else a limit
	char *service; // owned, as all texts; NULL where nothing was said
	char *argument;
	char *source;
	char *target;
	char *answer; // "allow", "allow:TARGET" or "deny"
	char *rule; // which must have asked, in one line
	char *source_uuid; // that the source must have
	char *target_uuid; // that what the answer allows must have
	int64_t expires; // seconds since 1970; 0: never
	uint32_t rate; // calls in a period; 0: no limit
	uint32_t period_msec;
	uint64_t bytes; // of a call; 0: no limit
	uint64_t volume; // bytes of all calls in a period; 0: no limit
	uint32_t volume_msec;
};

/* An empty grant. -1 with err set if the section's name is none of a grant. */
int grant_init(struct grant *grant, const char *file, int line,
		const char *section, struct err *err);

void grant_finish(struct grant *grant);

/* Takes one key. -1 with err set. */
int grant_set(struct grant *grant, const char *key, const char *value,
		struct err *err);

/* Whether all is there that must be. Fills rule, borrowing from the grant,
 * with the calls that it is about. */
int grant_check(const struct grant *grant, struct policy_rule *rule,
		struct err *err);

/* "2026-12-31T23:59:59Z" in seconds since 1970. */
bool grant_parse_time(const char *text, int64_t *out);

/* And back. Caller frees. */
char *grant_format_time(int64_t unix_sec);

#endif
