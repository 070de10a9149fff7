// SPDX-License-Identifier: MIT
/* A call that is allowed: finds its target, has both ends connect, and lets
 * the relay run between them. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/mem.h"
#include "protocols/qrexec/qrexec_command.h"
#include "protocols/qrexec/qrexec_data.h"
#include "qrexec/policy/store.h"
#include "qrexec/router/audit.h"
#include "qrexec/router/call.h"
#include "qrexec/router/hop.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/ready.h"
#include "qrexec/router/relay.h"
#include "qrexec/router/router.h"

#define START_MSEC 60000 // for a qube to start and its agent to greet
#define CONNECT_MSEC 120000 // for a caller, which waits as long
#define GRACE_MSEC 1000 // for a stream whose end was told before it came

static void
end_call(struct call *call, const char *why)
{
	audit_ended(call, why);
	call_destroy(call);
}

/* Ends it because of a limit that stands at this place. */
static void
cut(struct call *call, const char *why, const char *by)
{
	char *text = xformat("%s, by %s", why, by);

	call_tell_cut(call, why);
	end_call(call, text);
	free(text);
}

/* The service cannot be had: the caller hears so as soon as it can. */
static void
fail(struct call *call, int32_t exit_code, const char *why)
{
	if (call->to_service) {
		call->target->hop->ops->cancel(call->to_service);
		call->to_service = NULL;
	}
	if (call->service_fd >= 0) {
		fd_close(&call->service_fd);
	}
	if (call->caller_fd >= 0) {
		relay_refuse(&call->router->farewells,
				fd_steal(&call->caller_fd), exit_code);
		end_call(call, why);
		return;
	}
	call->state = CALL_FAILING;
	call->exit_code = exit_code;
	call->why = why;
}

static int
handle_timer(void *data)
{
	struct call *call = data;

	switch (call->state) {
	case CALL_ASKING:
	case CALL_WAITING:
	case CALL_LISTENING:
		call_refuse(call, "the target's agent did not come in time");
		break;
	case CALL_LINKING:
		if (call->to_caller) {
			end_call(call, "the caller did not connect");
		} else {
			fail(call, QREXEC_EXIT_BROKEN,
					"the service did not connect");
		}
		break;
	case CALL_FAILING:
		end_call(call, "the caller did not connect");
		break;
	case CALL_RUNNING:
		cut(call, "its time is over", call->limits.until_by);
		break;
	}
	return 0;
}

void
call_set_deadline(struct call *call, int64_t msec)
{
	if (msec == 0 && call->timer) {
		wl_event_source_remove(call->timer);
		call->timer = NULL;
	}
	if (msec == 0) {
		return;
	}
	if (!call->timer) {
		call->timer = wl_event_loop_add_timer(
				call->router->loop, handle_timer, call);
	}
	wl_event_source_timer_update(
			call->timer, msec > INT_MAX ? INT_MAX : (int)msec);
}

static void
handle_ended(void *user, const char *why)
{
	struct call *call = user;

	if (why == relay_limit_reached) {
		cut(call, why,
				call->spent_by ? call->spent_by
					       : call->limits.bytes_by);
	} else {
		end_call(call, why);
	}
}

/* What passes is taken from what the source shares between its calls. */
static bool
handle_bytes(void *user, uint64_t bytes)
{
	struct call *call = user;

	call->spent_by = policy_store_spend(call->router->policy, &call->limits,
			bytes, loop_now_msec());
	return !call->spent_by;
}

static void
limit_time(struct call *call)
{
	int64_t left = call->limits.until_unix_sec - (int64_t)time(NULL);

	call_set_deadline(call, 0);
	if (call->limits.until_unix_sec > 0) {
		call_set_deadline(call, left > 0 ? left * 1000 : 1);
	}
}

/* Both streams are there. */
static void
run(struct call *call)
{
	const struct relay_needs needs = {
			.loop = call->router->loop,
			.farewells = &call->router->farewells,
			.room = call->router->room,
	};

	call->state = CALL_RUNNING;
	call->relay = relay_create(&needs, fd_steal(&call->caller_fd),
			fd_steal(&call->service_fd), call->limits.bytes,
			handle_ended, call);
	if (!call->relay) {
		end_call(call, "the streams cannot be watched");
		return;
	}
	if (call->limits.volume_count > 0) {
		relay_set_meter(call->relay, handle_bytes);
	}
	limit_time(call);
}

static void
handle_caller_connected(void *user, int fd)
{
	struct call *call = user;

	call->to_caller = NULL;
	call->caller_fd = fd;
	if (call->state == CALL_FAILING) {
		fail(call, call->exit_code, call->why);
	} else if (call->service_fd >= 0) {
		run(call);
	} else {
		call_set_deadline(call, 0); // a service may wait for a session
	}
}

static void
handle_caller_failed(void *user, const char *why)
{
	struct call *call = user;

	call->to_caller = NULL;
	end_call(call, "the caller went away");
}

static const struct hop_events caller_events = {
		.connected = handle_caller_connected,
		.failed = handle_caller_failed,
};

/* A command of the trusted side, with the user's name for DEFAULT. */
static char *
copy_command(const struct call *call)
{
	static const char any_user[] = "DEFAULT:";
	size_t skip = strlen(any_user);
	char *text = strncmp(call->command, any_user, skip) == 0
			? xformat("%s:%s", call->target->user,
					  call->command + skip)
			: xstrdup(call->command);

	if (strlen(text) >= AGENT_LINK_BODY_MAX - QREXEC_PARAMS_SIZE) {
		free(text);
		return NULL;
	}
	return text;
}

/* The command line for the target's agent. Caller frees; NULL if it is too
 * long. */
static char *
make_command(const struct call *call)
{
	const struct policy_verdict *verdict = &call->verdict;
	const char *wanted = verdict->requested_target;
	bool local = call->target->qube == 0;
	bool keyword = wanted && wanted[0] == '@';
	struct qrexec_command command = {
			.user = verdict->user	? verdict->user
					: local ? "DEFAULT"
						: call->target->user,
			.full_name = verdict->service ? verdict->service
						      : call->service,
			.source = verdict->policy_source && !local
					? verdict->policy_source
					: call->source->name,
	};
	char *text = calloc(1, AGENT_LINK_BODY_MAX);

	if (local) {
		command.target_type = keyword ? QREXEC_TARGET_KEYWORD
					      : QREXEC_TARGET_NAME;
		command.target = keyword ? wanted + 1 : wanted;
	}
	if (text &&
			!qrexec_command_encode(&command, text,
					AGENT_LINK_BODY_MAX - QREXEC_PARAMS_SIZE)) {
		free(text);
		return NULL;
	}
	return text;
}

static bool
tell_target(struct call *call)
{
	char *command = call->command ? copy_command(call) : make_command(call);
	struct qrexec_msg msg = {
			.type = call->type,
			.exec = {.params = {0, call->service_port},
					.command = command},
	};
	bool sent = false;

	if (command) {
		msg.exec.command_size = strlen(command) + 1;
		sent = agent_link_send(call->target->agent, &msg);
	}
	free(command);
	return sent;
}

static void
tell_caller(struct call *call)
{
	struct qrexec_msg msg = {
			.type = QREXEC_SERVICE_CONNECT,
			.connect = {.params = {0, call->caller_port}},
	};

	if (call->events) {
		call->events->connect(call->user, call->caller_port);
		return;
	}
	memcpy(msg.connect.ident, call->ident, sizeof(msg.connect.ident));
	agent_link_send(call->source->agent, &msg);
}

static void
handle_service_listening(void *user)
{
	struct call *call = user;

	if (call->state != CALL_LISTENING) {
		return;
	}
	if (!peer_is_ready(call->target) || !call_has_caller(call)) {
		call_refuse(call, "an agent went away");
		return;
	}
	if (!tell_target(call)) {
		call_refuse(call, "the service and its argument are too long");
		return;
	}
	call->state = CALL_LINKING;
	call->caller_port = peer_next_port(call->source);
	tell_caller(call);
	call->to_caller = call->source->hop->ops->open(call->source->hop,
			call->caller_port, &caller_events, call);
	call_set_deadline(call, CONNECT_MSEC);
}

static void
handle_service_connected(void *user, int fd)
{
	struct call *call = user;

	call->to_service = NULL;
	call->service_fd = fd;
	ready_fill(call->target->ready);
	if (call->caller_fd >= 0) {
		run(call);
	}
}

static void
handle_service_failed(void *user, const char *why)
{
	struct call *call = user;

	call->to_service = NULL;
	if (call->state == CALL_LISTENING) {
		call_refuse(call, "the target cannot be reached");
	} else {
		fail(call, QREXEC_EXIT_BROKEN, "the target went away");
	}
}

static const struct hop_events service_events = {
		.listening = handle_service_listening,
		.connected = handle_service_connected,
		.failed = handle_service_failed,
};

static void
listen_for_service(struct call *call)
{
	call->state = CALL_LISTENING;
	call->to_service = ready_take(call->target->ready, &call->service_port,
			&service_events, call);
	if (call->to_service) {
		handle_service_listening(call);
		return;
	}
	call->service_port = peer_next_port(call->target);
	call->to_service = call->target->hop->ops->listen(call->target->hop,
			call->service_port, &service_events, call);
	call_set_deadline(call, START_MSEC);
}

void
call_handle_start_failed(struct peer *target)
{
	struct call *call;
	struct call *next;

	wl_list_for_each_safe(call, next, &target->router->calls, link) {
		if (call->target == target && call->state == CALL_WAITING) {
			call_refuse(call, "the target could not be started");
		}
	}
}

static void
handle_start_failed(void *user, const char *why)
{
	call_handle_start_failed(user);
}

static void
wait_for_target(struct call *call)
{
	struct peer *target = call->target;

	if (!target->running && !call->verdict.autostart) {
		call_refuse(call, "the target does not run");
		return;
	}
	call->state = CALL_WAITING;
	call_set_deadline(call, START_MSEC);
	if (!target->running && target->hop->ops->start) {
		target->hop->ops->start(target->hop, handle_start_failed, target);
	}
}

void
call_place(struct call *call)
{
	struct peer *target;

	if (strncmp(call->verdict.target, "@dispvm", 7) == 0) {
		call_refuse(call, "disposable qubes cannot be made yet");
		return;
	}
	target = router_find_peer(call->router, call->verdict.target);
	if (!target) {
		call_refuse(call, "there is no such qube");
		return;
	}
	if (target->as_target >= call->router->limits.per_target) {
		call_refuse(call, "too many calls to this qube go on");
		return;
	}
	call->target = target;
	target->as_target++;
	if (peer_is_ready(target)) {
		listen_for_service(call);
	} else {
		wait_for_target(call);
	}
}

void
call_end(struct call *call, const char *why)
{
	switch (call->state) {
	case CALL_ASKING:
	case CALL_WAITING:
	case CALL_LISTENING:
		call_refuse(call, why);
		break;
	case CALL_LINKING:
		fail(call, QREXEC_EXIT_LOST, "it was cut");
		break;
	case CALL_FAILING:
		break;
	case CALL_RUNNING:
		end_call(call, why);
		break;
	}
}

void
call_handle_terminated(struct peer *peer, uint32_t port)
{
	struct call *call;

	wl_list_for_each(call, &peer->router->calls, link) {
		bool service = call->target == peer &&
				call->service_port == port && call->to_service;
		bool caller = call->source == peer &&
				call->caller_port == port && call->to_caller;

		// its stream may be on the way
		if ((service || caller) && call->state >= CALL_LINKING) {
			call_set_deadline(call, GRACE_MSEC);
		}
	}
}

void
call_handle_ready(struct peer *peer)
{
	struct call *call;
	struct call *next;

	wl_list_for_each_safe(call, next, &peer->router->calls, link) {
		if (call->target == peer && call->state == CALL_WAITING) {
			listen_for_service(call);
		}
	}
}

/* Whether the call cannot go on without this agent. */
static bool
depends_on(const struct call *call, const struct peer *peer)
{
	if (call->source == peer && !call->events && call->state < CALL_LINKING) {
		return true;
	}
	return call->target == peer &&
			(call->state == CALL_LISTENING ||
					(call->state == CALL_LINKING &&
							call->to_service));
}

void
call_handle_lost(struct peer *peer)
{
	struct call *call;
	struct call *next;

	wl_list_for_each_safe(call, next, &peer->router->calls, link) {
		if (!depends_on(call, peer)) {
			continue;
		}
		if (call->state == CALL_LINKING) {
			fail(call, QREXEC_EXIT_BROKEN,
					"the target's agent went away");
		} else {
			call_refuse(call, "an agent went away");
		}
	}
}

void
call_end_all(struct peer *peer, const char *why)
{
	struct call *call;
	struct call *next;

	wl_list_for_each_safe(call, next, &peer->router->calls, link) {
		if (call->source == peer || call->target == peer) {
			end_call(call, why);
		}
	}
}
