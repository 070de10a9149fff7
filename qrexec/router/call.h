// SPDX-License-Identifier: MIT
/*
 * One call, from the wish to the last byte: is it allowed, is there a target,
 * are there streams to both ends, what passed.
 */
#ifndef QREXEC_ROUTER_CALL_H
#define QREXEC_ROUTER_CALL_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "protocols/qrexec/qrexec_msg.h"
#include "qrexec/policy/grants.h"
#include "qrexec/policy/verdict.h"

struct hop_wait;
struct peer;
struct prompt;
struct relay;
struct router;
struct wl_event_source;

enum call_state {
	CALL_ASKING, // a person is asked
	CALL_WAITING, // for the target's agent
	CALL_LISTENING, // for the target, which knows nothing yet
	CALL_LINKING, // both ends were told to connect
	CALL_FAILING, // the service cannot be had: the caller will be told
	CALL_RUNNING,
};

/* Who is told how a call goes on, if it is not the source's agent. */
struct call_events {
	/* The stream will be asked for at this port of the trusted side. */
	void (*connect)(void *user, uint32_t port);
	/* The call is no more. */
	void (*over)(void *user);
};

struct call {
	struct wl_list link; // router.calls
	struct router *router; // borrowed
	uint64_t id;
	enum call_state state;
	struct peer *source; // borrowed
	struct peer *target; // borrowed; NULL while not decided
	const struct call_events *events; // borrowed; NULL: its agent is told
	void *user;
	char ident[QREXEC_IDENT_SIZE];
	enum qrexec_type type; // how the target is told: or JUST_EXEC
	char *command; // owned; NULL: what follows from the service
	char *service; // owned; with its argument, if it has one
	char *wanted; // owned; the target that was asked for
	struct policy_verdict verdict;
	struct policy_limits limits;
	const char *spent_by; // "file:line" in limits: what has run out; or NULL
	struct prompt *prompt; // owned; of ASKING
	struct wl_event_source *timer; // owned; NULL without a deadline
	uint32_t service_port, caller_port; // 0 while not known
	struct hop_wait *to_service; // owned; NULL when there is none
	struct hop_wait *to_caller;
	int service_fd, caller_fd; // owned, or -1
	int32_t exit_code; // of FAILING
	const char *why; // of FAILING; static text
	struct relay *relay; // owned; of RUNNING
	int64_t began_msec;
};

/* How a qube's calls are limited. */
struct call_limits {
	unsigned int per_source; // calls of one peer at the same time
	unsigned int per_target; // calls to one peer at the same time
	unsigned int asked; // questions to the person by one peer
};

/* A peer wants a call: it is decided, and answered now or later. */
void call_begin(struct peer *source, const struct qrexec_trigger *trigger);

/* The trusted side has a qube run what a message of a tool says, any command:
 * a call that call_begin_command() begins. No policy is asked. */
struct call *call_create_command(struct peer *target,
		const struct qrexec_msg *msg, const struct call_events *events,
		void *user);
void call_begin_command(struct call *call);

/* Nobody is to be told any more: unless it has the caller's stream, or waits
 * for it, the call ends. */
void call_leave(struct call *call);

/* Whether its caller can still be told to connect. */
bool call_has_caller(const struct call *call);

/* The target is known: the verdict says so. */
void call_place(struct call *call);

/* Refuses it, as long as the caller can be told so. */
void call_refuse(struct call *call, const char *why);

/* Tells the person that it was cut. why is our own sentence. */
void call_tell_cut(struct call *call, const char *why);

/* Ends it: the caller is told in the way that is left, and the log why. */
void call_end(struct call *call, const char *why);

/* The agent of the peer says that it is done with a port, is there, is lost. */
void call_handle_terminated(struct peer *peer, uint32_t port);
void call_handle_ready(struct peer *peer);
void call_handle_lost(struct peer *peer);

/* The peer could not be started: calls that wait for it are refused. */
void call_handle_start_failed(struct peer *peer);

/* Ends all calls of a peer that is no more. */
void call_end_all(struct peer *peer, const char *why);

/* Frees it and closes what it has; nobody is told. */
void call_destroy(struct call *call);

/* Sets when handle_timer comes; 0 for never. */
void call_set_deadline(struct call *call, int64_t msec);

/* Name of a state, for people. */
const char *call_state_name(enum call_state state);

#endif
