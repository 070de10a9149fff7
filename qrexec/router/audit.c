// SPDX-License-Identifier: MIT
#include "qrexec/router/audit.h"

#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/str.h"
#include "qrexec/router/call.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/relay.h"

/* A value without quotes: no space and no quote gets into it. */
const char *
audit_word(char out[AUDIT_WORD_SIZE], const char *text)
{
	char *p;

	if (!text || text[0] == '\0') {
		return "-";
	}
	str_escape(out, AUDIT_WORD_SIZE, text, strlen(text));
	for (p = out; *p != '\0'; p++) {
		if (*p == ' ' || *p == '"') {
			*p = '_';
		}
	}
	return out;
}

/* A sentence, to stand between quotes. */
static const char *
sentence(char out[AUDIT_WORD_SIZE], const char *text)
{
	char *p;

	str_escape(out, AUDIT_WORD_SIZE, text, strlen(text));
	for (p = out; *p != '\0'; p++) {
		if (*p == '"') {
			*p = '\'';
		}
	}
	return out;
}

void
audit_allowed(const struct call *call)
{
	const struct policy_verdict *verdict = &call->verdict;
	char service[AUDIT_WORD_SIZE], wanted[AUDIT_WORD_SIZE],
			target[AUDIT_WORD_SIZE];
	char rule[AUDIT_WORD_SIZE], from[AUDIT_WORD_SIZE];

	log_info("call=%llu event=allow source=%s as=%s service=%s wanted=%s target=%s rule=%s",
			(unsigned long long)call->id, call->source->name,
			audit_word(from, verdict->source),
			audit_word(service, call->service),
			audit_word(wanted, call->wanted),
			audit_word(target, verdict->target),
			audit_word(rule, verdict->rule));
}

void
audit_remembered(const struct call *call, unsigned int seconds)
{
	const struct policy_verdict *verdict = &call->verdict;
	bool allowed = verdict->decision == POLICY_ALLOW;
	char service[AUDIT_WORD_SIZE], wanted[AUDIT_WORD_SIZE],
			source[AUDIT_WORD_SIZE], target[AUDIT_WORD_SIZE];

	log_info("call=%llu event=remember source=%s service=%s wanted=%s answer=%s target=%s seconds=%u",
			(unsigned long long)call->id,
			audit_word(source, verdict->source),
			audit_word(service, call->service),
			audit_word(wanted, call->wanted),
			allowed ? "allow" : "deny",
			audit_word(target, verdict->decided_target), seconds);
}

void
audit_refused(const struct call *call, const char *why)
{
	char service[AUDIT_WORD_SIZE], wanted[AUDIT_WORD_SIZE],
			rule[AUDIT_WORD_SIZE];
	char text[AUDIT_WORD_SIZE];

	log_info("call=%llu event=refuse source=%s service=%s wanted=%s rule=%s why=\"%s\"",
			(unsigned long long)call->id, call->source->name,
			audit_word(service, call->service),
			audit_word(wanted, call->wanted),
			audit_word(rule, call->verdict.rule),
			sentence(text, why));
}

void
audit_ended(const struct call *call, const char *why)
{
	static const struct relay_counts nothing;
	const struct relay_counts *counts =
			call->relay ? relay_get_counts(call->relay) : &nothing;
	char text[AUDIT_WORD_SIZE], code[16] = "-";

	if (counts->exited) {
		snprintf(code, sizeof(code), "%d", counts->exit_code);
	}
	log_info("call=%llu event=end source=%s target=%s msec=%lld sent=%llu received=%llu exit=%s why=\"%s\"",
			(unsigned long long)call->id, call->source->name,
			call->target ? call->target->name : "-",
			(long long)(loop_now_msec() - call->began_msec),
			(unsigned long long)counts->to_service,
			(unsigned long long)counts->to_caller, code,
			sentence(text, why));
}
