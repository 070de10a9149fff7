// SPDX-License-Identifier: MIT
/*
 * What policy says of one call: deny, allow, or ask a person, whose choice
 * turns it into one of the others.
 */
#ifndef QREXEC_POLICY_VERDICT_H
#define QREXEC_POLICY_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "qrexec/policy/system_info.h"

enum policy_decision {
	POLICY_DENY,
	POLICY_ALLOW,
	POLICY_ASK,
};

/* Text is owned and freed by policy_verdict_finish(). */
struct policy_verdict {
	enum policy_decision decision;
	bool notify; // the person shall be told
	bool autostart; // ALLOW, ASK: the target may be started for this
	char *reason; // DENY: a sentence for a person; else NULL
	char *rule; // "file:line" of what decided; NULL if no rule did
	char *source; // whose rules were used: the requested source, if any
	char *requested_target; // as the policy understood it: "@default" ...
	char *user; // ALLOW, ASK: may be NULL, the qube's default user

	// ALLOW
	char *target; // "dom0", a qube's name, or "@dispvm:" and a name
	char *decided_target; // the same, but of a remote qube not its relay
	char *target_uuid; // uuid of it, of a disposable's template; may be ""
	char *service; // what to call instead, on a relay; else NULL
	char *policy_source; // which source the target is told; else NULL

	// ASK
	char **targets; // as target above: disposables, then qubes, by name
	size_t target_count;
	const char *default_target; // one of targets, or NULL

	// to make an ALLOW from an ASK
	char *asked_service;
	char *asked_argument;
	char *asked_rule; // the rule that asks, in one line; else NULL
	bool for_other_source; // source was requested by a relay
};

/* Frees what is in it and makes it a DENY without a reason. */
void policy_verdict_finish(struct policy_verdict *verdict);

/* Turns an ASK into what the person chose: an ALLOW if target is one of
 * targets and, by what info says now, can be called; else a DENY with its
 * reason. target NULL: the person refused. */
void policy_verdict_choose(struct policy_verdict *verdict,
		const struct system_info *info, const char *target);

/* Makes it a DENY; takes over nothing. The reason is in printf format. */
void policy_verdict_deny(struct policy_verdict *verdict, bool notify,
		const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Makes it an ALLOW of target (a word of a rule or of a call, which may be
 * NULL) if that can be called for the source that is in verdict; else a DENY.
 * Uses autostart, source, asked_service and asked_argument. */
void policy_verdict_allow(struct policy_verdict *verdict,
		const struct system_info *info, const char *target);

/* The answer of the policy socket, NUL-terminated, without a newline at its
 * end: of an ALLOW all its lines, of anything else "result=deny". Caller
 * frees. */
char *policy_verdict_reply(const struct policy_verdict *verdict);

#endif
