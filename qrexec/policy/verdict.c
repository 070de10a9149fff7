// SPDX-License-Identifier: MIT
#include "verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "token.h"

static void
drop_targets(struct policy_verdict *verdict)
{
	for (size_t i = 0; i < verdict->target_count; i++) {
		free(verdict->targets[i]);
	}
	free(verdict->targets);
	verdict->targets = NULL;
	verdict->target_count = 0;
	verdict->default_target = NULL;
}

void
policy_verdict_finish(struct policy_verdict *verdict)
{
	drop_targets(verdict);
	free(verdict->reason);
	free(verdict->rule);
	free(verdict->source);
	free(verdict->requested_target);
	free(verdict->user);
	free(verdict->target);
	free(verdict->decided_target);
	free(verdict->target_uuid);
	free(verdict->service);
	free(verdict->policy_source);
	free(verdict->asked_service);
	free(verdict->asked_argument);
	free(verdict->asked_rule);
	*verdict = (struct policy_verdict){.decision = POLICY_DENY};
}

static void
replace(char **text, char *by)
{
	free(*text);
	*text = by;
}

void
policy_verdict_deny(struct policy_verdict *verdict, bool notify,
		const char *fmt, ...)
{
	char reason[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	drop_targets(verdict);
	replace(&verdict->reason, xstrdup(reason));
	replace(&verdict->target, NULL);
	replace(&verdict->decided_target, NULL);
	replace(&verdict->target_uuid, NULL);
	replace(&verdict->service, NULL);
	replace(&verdict->policy_source, NULL);
	replace(&verdict->user, NULL);
	verdict->decision = POLICY_DENY;
	verdict->notify = notify;
}

static void
set_allowed(struct policy_verdict *verdict, char *target, const char *uuid)
{
	drop_targets(verdict);
	verdict->decision = POLICY_ALLOW;
	replace(&verdict->decided_target, xstrdup(target));
	replace(&verdict->target, target);
	replace(&verdict->target_uuid, xstrdup(uuid));
}

static void
set_policy_source(struct policy_verdict *verdict)
{
	if (verdict->for_other_source) {
		replace(&verdict->policy_source, xstrdup(verdict->source));
	}
}

static void
allow_dispvm(struct policy_verdict *verdict, const struct system_info *info,
		const char *template)
{
	const struct system_qube *qube = system_info_find(info, template);

	if (!qube || (qube->flags & SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS) == 0) {
		policy_verdict_deny(verdict, true,
				"%.80s is no template of disposables", template);
		return;
	}
	if (!verdict->autostart) {
		policy_verdict_deny(verdict, verdict->notify,
				"a disposable of %s would have to be started",
				qube->name);
		return;
	}
	set_allowed(verdict, xformat("@dispvm:%s", qube->name), qube->uuid);
	set_policy_source(verdict);
}

static void
allow_default_dispvm(
		struct policy_verdict *verdict, const struct system_info *info)
{
	const struct system_qube *source =
			system_info_find(info, verdict->source);

	if (!source || !source->default_dispvm[0]) {
		policy_verdict_deny(verdict, true,
				"%.80s has no default template of disposables",
				verdict->source);
		return;
	}
	if (!verdict->autostart) {
		policy_verdict_deny(verdict, verdict->notify,
				"a disposable would have to be started");
		return;
	}
	allow_dispvm(verdict, info, source->default_dispvm);
}

/* Runs a service on the relay that carries the call on. */
static void
allow_remote(struct policy_verdict *verdict, const struct system_info *info,
		const struct system_qube *qube)
{
	const struct system_qube *relay = system_info_find(info, qube->relayvm);

	if (!relay || !qube->transport_rpc[0]) {
		policy_verdict_deny(verdict, true, "%s has no %s", qube->name,
				relay ? "transport" : "relay");
		return;
	}
	set_allowed(verdict, xstrdup(relay->name), relay->uuid);
	replace(&verdict->decided_target, xstrdup(qube->name));
	replace(&verdict->service,
			xformat("%s+%s+%s%s", qube->transport_rpc, qube->name,
					verdict->asked_service,
					verdict->asked_argument));
	replace(&verdict->user, NULL);
	set_policy_source(verdict);
}

static void
allow_qube(struct policy_verdict *verdict, const struct system_info *info,
		const struct system_qube *qube)
{
	if (!verdict->autostart && strcmp(qube->power_state, "Running") != 0) {
		policy_verdict_deny(verdict, verdict->notify,
				"%s would have to be started", qube->name);
		return;
	}
	if (qube == system_info_find(info, verdict->source)) {
		policy_verdict_deny(verdict, true, "a qube cannot call itself");
		return;
	}
	if (strcmp(qube->class, "RemoteVM") == 0) {
		allow_remote(verdict, info, qube);
		return;
	}
	set_allowed(verdict, xstrdup(qube->name), qube->uuid);
	set_policy_source(verdict);
}

static void
allow_named(struct policy_verdict *verdict, const struct system_info *info,
		const char *name)
{
	const struct system_qube *qube = system_info_find(info, name);

	if (system_info_is_dom0(name) && system_info_is_dom0(verdict->source)) {
		policy_verdict_deny(verdict, true, "dom0 cannot call itself");
	} else if (system_info_is_dom0(name)) {
		set_allowed(verdict, xstrdup("dom0"), SYSTEM_INFO_DOM0_UUID);
	} else if (!qube) {
		policy_verdict_deny(verdict, true,
				"there is no qube of the name %.80s", name);
	} else {
		allow_qube(verdict, info, qube);
	}
}

void
policy_verdict_allow(struct policy_verdict *verdict,
		const struct system_info *info, const char *target)
{
	struct policy_token token = {POLICY_TOKEN_DEFAULT, ""};

	if (target &&
			policy_token_parse(target, POLICY_COLUMN_REQUEST,
					&token, NULL) < 0) {
		token.kind = POLICY_TOKEN_DEFAULT;
	}
	switch (token.kind) {
	case POLICY_TOKEN_NAME:
		allow_named(verdict, info, token.value);
		break;
	case POLICY_TOKEN_ADMINVM:
		allow_named(verdict, info, "dom0");
		break;
	case POLICY_TOKEN_DISPVM:
		allow_default_dispvm(verdict, info);
		break;
	case POLICY_TOKEN_DISPVM_OF:
		allow_dispvm(verdict, info, token.value);
		break;
	case POLICY_TOKEN_DEFAULT:
	case POLICY_TOKEN_ALL:
	case POLICY_TOKEN_ANYVM:
	case POLICY_TOKEN_TYPE:
	case POLICY_TOKEN_TAG:
	case POLICY_TOKEN_DISPVM_TAG:
		policy_verdict_deny(verdict, true,
				"neither the caller nor the policy says what "
				"is called");
		break;
	}
}

void
policy_verdict_choose(struct policy_verdict *verdict,
		const struct system_info *info, const char *target)
{
	char *chosen = NULL;

	if (verdict->decision != POLICY_ASK) {
		return;
	}
	if (!target) {
		policy_verdict_deny(verdict, verdict->notify, "the user refused");
		return;
	}
	for (size_t i = 0; i < verdict->target_count; i++) {
		if (strcmp(verdict->targets[i], target) == 0) {
			chosen = xstrdup(target);
		}
	}
	if (chosen) {
		policy_verdict_allow(verdict, info, chosen);
	} else {
		policy_verdict_deny(verdict, true,
				"what was chosen was not offered");
	}
	free(chosen);
}

/* "key=value" lines until there is one more: frees what was there. */
static void
add_line(char **text, const char *key, const char *prefix, const char *value)
{
	replace(text, xformat("%s\n%s=%s%s", *text, key, prefix, value));
}

char *
policy_verdict_reply(const struct policy_verdict *verdict)
{
	bool dispvm = verdict->target &&
			strncmp(verdict->target, "@dispvm:", 8) == 0;
	char *text;

	if (verdict->decision != POLICY_ALLOW) {
		return xstrdup("result=deny");
	}
	text = xformat("user=%s\nresult=allow\ntarget=%s",
			verdict->user ? verdict->user : "DEFAULT",
			verdict->target);
	if (strcmp(verdict->target, "dom0") != 0 && verdict->target_uuid[0]) {
		add_line(&text, "target_uuid", dispvm ? "@dispvm:uuid:" : "uuid:",
				verdict->target_uuid);
	}
	add_line(&text, "autostart", "", verdict->autostart ? "True" : "False");
	add_line(&text, "requested_target", "", verdict->requested_target);
	if (verdict->service) {
		add_line(&text, "service", "", verdict->service);
	}
	if (verdict->policy_source) {
		add_line(&text, "policy_source", "", verdict->policy_source);
	}
	return text;
}
