// SPDX-License-Identifier: MIT
/* From the wish for a call to its verdict. What follows is call_link.c's. */
#include "qrexec/router/call.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "protocols/qrexec/qrexec_name.h"
#include "qrexec/policy/policy.h"
#include "qrexec/policy/store.h"
#include "qrexec/router/audit.h"
#include "qrexec/router/hop.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/prompt.h"
#include "qrexec/router/relay.h"
#include "qrexec/router/router.h"

#define NOTICE_PAUSE_MSEC 1000 // between two notices of one peer

const char *
call_state_name(enum call_state state)
{
	switch (state) {
	case CALL_ASKING:
		return "asking";
	case CALL_WAITING:
		return "waiting";
	case CALL_LISTENING:
	case CALL_LINKING:
		return "connecting";
	case CALL_FAILING:
		return "failing";
	case CALL_RUNNING:
		return "running";
	}
	return "";
}

static struct policy_now
now(void)
{
	return (struct policy_now){
			.unix_sec = (int64_t)time(NULL),
			.msec = loop_now_msec(),
	};
}

static struct call *
call_create(struct peer *source, const char *wanted)
{
	struct router *router = source->router;
	struct call *call = xcalloc(1, sizeof(*call));

	call->router = router;
	call->id = ++router->last_id;
	call->source = source;
	call->service_fd = -1;
	call->caller_fd = -1;
	call->began_msec = loop_now_msec();
	call->type = QREXEC_EXEC_CMDLINE;
	call->wanted = xstrdup(wanted);
	qrexec_name_clean_qube(call->wanted);
	wl_list_insert(router->calls.prev, &call->link);
	source->as_source++;
	return call;
}

void
call_destroy(struct call *call)
{
	const struct call_events *events = call->events;
	void *user = call->user;
	const struct hop_ops *ops;

	prompt_destroy(call->prompt);
	if (call->timer) {
		wl_event_source_remove(call->timer);
	}
	if (call->to_service) {
		ops = call->target->hop->ops;
		ops->cancel(call->to_service);
	}
	if (call->to_caller) {
		ops = call->source->hop->ops;
		ops->cancel(call->to_caller);
	}
	if (call->service_fd >= 0) {
		fd_close(&call->service_fd);
	}
	if (call->caller_fd >= 0) {
		fd_close(&call->caller_fd);
	}
	relay_destroy(call->relay);
	call->source->as_source--;
	if (call->target) {
		call->target->as_target--;
	}
	wl_list_remove(&call->link);
	policy_verdict_finish(&call->verdict);
	free(call->command);
	free(call->service);
	free(call->wanted);
	free(call);
	if (events) {
		events->over(user);
	}
}

/* Service and argument as policy wants them: name, and what begins with +. */
static void
split_service(const char *full, char name[QREXEC_SERVICE_NAME_MAX + 1],
		const char **argument)
{
	size_t len = qrexec_name_service_len(full);

	memcpy(name, full, len);
	name[len] = '\0';
	*argument = full[len] == '+' ? full + len : "+";
}

static char *
agent_path(const struct router *router)
{
	return xformat("%s/policy-agent.sock", router->runtime_dir);
}

/* reason may be NULL. */
static void
notify(struct call *call, enum prompt_resolution resolution, const char *reason)
{
	struct peer *source = call->source;
	int64_t now_msec = loop_now_msec();
	char name[QREXEC_SERVICE_NAME_MAX + 1];
	struct prompt_about about = {
			.source = source->name,
			.service = name,
			.reason = reason,
	};
	char *path;

	if (!call->service || now_msec < source->next_notice_msec) {
		return;
	}
	source->next_notice_msec = now_msec + NOTICE_PAUSE_MSEC;
	split_service(call->service, name, &about.argument);
	about.target = resolution == PROMPT_DENIED ? call->wanted
						   : call->verdict.target;
	path = agent_path(call->router);
	prompt_notify(path, &about, resolution);
	free(path);
}

void
call_tell_cut(struct call *call, const char *why)
{
	notify(call, PROMPT_FAILED, why);
}

void
call_refuse(struct call *call, const char *why)
{
	if (!call->events) {
		peer_count_refusal(call->source);
		peer_refuse(call->source, call->ident);
	}
	audit_refused(call, why);
	if (call->verdict.notify) {
		notify(call, PROMPT_DENIED,
				policy_store_get(call->router->policy) ? NULL
								       : why);
	}
	call_destroy(call);
}

static void
take_verdict(struct call *call)
{
	struct policy_verdict *verdict = &call->verdict;

	if (verdict->decision != POLICY_ALLOW) {
		call_refuse(call, verdict->reason ? verdict->reason : "denied");
		return;
	}
	audit_allowed(call);
	if (verdict->notify) {
		notify(call, PROMPT_ALLOWED, NULL);
	}
	call_place(call);
}

static bool
find_answer(struct call *call)
{
	struct router *router = call->router;
	struct policy_now time = now();

	return call->prompt &&
			policy_store_answer(router->policy, router->info, &time,
					&call->verdict, &call->limits);
}

/* Something was remembered: questions that it answers are withdrawn. Calls can
 * end in here, so the list is looked at again after each. */
static void
answer_waiting(struct router *router)
{
	struct call *call;
	bool found = true;

	while (found) {
		found = false;
		wl_list_for_each(call, &router->calls, link) {
			found = find_answer(call);
			if (found) {
				break;
			}
		}
		if (found) {
			prompt_destroy(call->prompt);
			call->prompt = NULL;
			take_verdict(call);
		}
	}
}

/* False if it counts just once. */
static bool
remember(struct call *call, uint32_t seconds)
{
	struct router *router = call->router;
	struct policy_now time = now();
	struct err err = {""};

	if (policy_store_remember(router->policy, router->info, &call->verdict,
			    seconds, &time, &err) < 0) {
		log_warn("an answer counts only once: %s", err.text);
		return false;
	}
	audit_remembered(call, seconds);
	return true;
}

static void
handle_answer(void *user, const struct prompt_answer *answer)
{
	struct call *call = user;
	struct router *router = call->router;
	bool refused = !answer->target;
	uint32_t seconds = answer->seconds;
	bool remembered;
	struct policy_now time = now();

	policy_store_choose(router->policy, router->info, &call->verdict,
			answer->target, &time, &call->limits);
	prompt_destroy(call->prompt); // and the answer
	call->prompt = NULL;
	remembered = seconds > 0 &&
			(refused || call->verdict.decision == POLICY_ALLOW) &&
			remember(call, seconds);
	take_verdict(call);
	if (remembered) {
		answer_waiting(router);
	}
}

static unsigned int
count_asked(const struct peer *source)
{
	unsigned int n = 0;
	struct call *call;

	wl_list_for_each(call, &source->router->calls, link) {
		n += call->source == source && call->prompt;
	}
	return n;
}

static void
ask(struct call *call)
{
	struct router *router = call->router;
	char name[QREXEC_SERVICE_NAME_MAX + 1];
	struct prompt_about about = {
			.source = call->verdict.source, .service = name};
	char *path;

	about.may_remember = policy_store_can_remember(
			router->policy, router->info, &call->verdict);

	if (count_asked(call->source) >= router->limits.asked) {
		call_refuse(call, "too many questions of this qube are open");
		return;
	}
	split_service(call->service, name, &about.argument);
	path = agent_path(router);
	call->state = CALL_ASKING;
	call->prompt = prompt_create(router->loop, path, router->info, &about,
			&call->verdict, handle_answer, call);
	free(path);
	if (!call->prompt) {
		call_refuse(call, "nobody can be asked");
	}
}

/* A call by the trusted side: no policy is asked. */
static void
allow_trusted(struct call *call)
{
	call->verdict = (struct policy_verdict){
			.decision = POLICY_ALLOW,
			.autostart = true,
			.source = xstrdup(call->source->name),
			.requested_target = xstrdup(call->wanted),
			.target = xstrdup(system_info_is_dom0(call->wanted)
							? PEER_LOCAL_NAME
							: call->wanted),
	};
}

static void
decide(struct call *call, const char *requested_source)
{
	struct router *router = call->router;
	char name[QREXEC_SERVICE_NAME_MAX + 1];
	struct policy_request request = {
			.service = name,
			.source = call->source->name,
			.target = call->wanted,
			.requested_source = requested_source,
	};
	struct policy_now time = now();

	if (call->source->qube == 0) {
		allow_trusted(call);
	} else {
		split_service(call->service, name, &request.argument);
		policy_store_evaluate(router->policy, router->info, &request,
				&time, &call->verdict, &call->limits);
	}
	if (call->verdict.decision == POLICY_ASK) {
		ask(call);
	} else {
		take_verdict(call);
	}
}

/* What is wrong with what the qube sent, or NULL. */
static const char *
find_fault(const struct qrexec_trigger *trigger)
{
	if (!qrexec_name_is_ident(trigger->ident)) {
		return "a bad ident";
	}
	if (!qrexec_name_is_service(trigger->service, trigger->service_size)) {
		return "a bad name of a service";
	}
	if (qrexec_name_service_len(trigger->service) > QREXEC_SERVICE_NAME_MAX) {
		return "the service's name is too long";
	}
	return NULL;
}

void
call_begin(struct peer *source, const struct qrexec_trigger *trigger)
{
	char requested_source[QREXEC_NAME_SIZE];
	struct call *call;
	const char *fault = find_fault(trigger);

	if (!peer_may_ask(source, loop_now_msec())) {
		peer_refuse(source, trigger->ident);
		return;
	}
	call = call_create(source, trigger->target);
	memcpy(call->ident, trigger->ident, sizeof(call->ident));
	if (fault) {
		call_refuse(call, fault);
		return;
	}
	call->service = xstrdup(trigger->service);
	qrexec_name_clean_service(call->service);
	memcpy(requested_source, trigger->source, sizeof(requested_source));
	qrexec_name_clean_qube(requested_source);
	if (source->as_source > source->router->limits.per_source) {
		call_refuse(call, "too many calls by this qube go on");
		return;
	}
	decide(call, requested_source);
}

/* What a command is called among calls: its service, or all of it. */
static char *
name_command(const char *command)
{
	static const char keyword[] = "QUBESRPC ";
	const char *text = strchr(command, ':');

	text = text ? text + 1 : command;
	if (strncmp(text, "nogui:", 6) == 0) {
		text += 6;
	}
	if (strncmp(text, keyword, strlen(keyword)) != 0) {
		return xstrdup(text);
	}
	text += strlen(keyword);
	return xformat("%.*s", (int)strcspn(text, " "), text);
}

struct call *
call_create_command(struct peer *target, const struct qrexec_msg *msg,
		const struct call_events *events, void *user)
{
	struct peer *source = router_find_qube(target->router, 0);
	struct call *call = call_create(source, target->name);

	call->events = events;
	call->user = user;
	call->type = msg->type;
	call->command = xstrdup(msg->exec.command);
	call->service = name_command(call->command);
	return call;
}

void
call_begin_command(struct call *call)
{
	struct peer *source = call->source;

	if (!strchr(call->command, ':')) {
		call_refuse(call, "the command names no user");
	} else if (source->as_source > source->router->limits.per_source) {
		call_refuse(call, "too many calls by the trusted side go on");
	} else {
		allow_trusted(call);
		take_verdict(call);
	}
}

static void
ignore_connect(void *user, uint32_t port)
{
}

static void
ignore_over(void *user)
{
}

void
call_leave(struct call *call)
{
	static const struct call_events nobody = {
			.connect = ignore_connect,
			.over = ignore_over,
	};

	call->events = &nobody;
	if (call->state < CALL_LINKING) {
		call_end(call, "the caller went away");
	}
}

bool
call_has_caller(const struct call *call)
{
	return call->events || peer_is_ready(call->source);
}
